# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Fetch the objects and lists that `related` links of objects lead to, each of them once."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import typing as t

from ..api.client import AwxClient
from ..common.errors import ConfigurationError
from ..common.suggestions import did_you_mean
from .reader import Question, ask
from .sinks import Memory


class RelatedObjects:
    """Put what the links `names` of each row lead to into the row, under their names.

    An object is put there as it is, a list as the list of all its objects. A row without such a
    link gets None. Many rows may share a link, such as that to their inventory: it is asked once.
    """

    def __init__(self, client: AwxClient, names: t.Sequence[str], *, question: Question) -> None:
        """`question` gives the bounds that are kept here too: `concurrency` and `at_most`."""
        self._client = client
        self._names = names
        self._question = question
        self._unseen = set(names)
        self._known_links: list[str] = []
        self._answers: dict[str, t.Any] = {}

    def __call__(self, rows: list[t.Any]) -> list[t.Any]:
        if not self._names or not rows:
            return rows
        links = [self._links(row) for row in rows]
        urls = {url for row_links in links for url in row_links.values()} - self._answers.keys()
        self._fetch(sorted(urls))
        return [
            {**row, **{name: self._answers.get(row_links.get(name, "")) for name in self._names}}
            for row, row_links in zip(rows, links)
        ]

    def check(self) -> None:
        """Refuse a name that no row has a link of.

        Raises:
            ConfigurationError: there is one; the message names the nearest links that there are.
        """
        for name in sorted(self._unseen) if self._known_links else ():
            raise ConfigurationError(
                f"no object has a related link '{name}'. {did_you_mean(name, self._known_links)}"
            )

    def _links(self, row: t.Any) -> dict[str, str]:
        if not isinstance(row, dict):
            raise ConfigurationError(
                f"related: {self._question.path} has no objects with links but {type(row).__name__}"
            )
        related = row.get("related")
        if not isinstance(related, dict):
            return {}
        self._known_links = [str(name) for name in related]
        links = {name: related[name] for name in self._names if isinstance(related.get(name), str)}
        self._unseen -= links.keys()
        return links

    def _fetch(self, urls: list[str]) -> None:
        if self._question.concurrency == 1 or len(urls) == 1:
            self._answers.update((url, self._read(url)) for url in urls)
            return
        with concurrent.futures.ThreadPoolExecutor(self._question.concurrency) as workers:
            self._answers.update(zip(urls, workers.map(self._read, urls)))

    def _read(self, url: str) -> t.Any:
        """Return the object, or all objects of the list, at `url`."""
        sink = Memory(lambda rows: rows)
        question = dataclasses.replace(
            self._question, path=url, params=(), order_by=None, limit=None, concurrency=1
        )
        tally = ask(self._client, question, sink)
        return sink.rows if tally.is_list else sink.rows[0]
