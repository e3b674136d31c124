# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Fetch the objects and lists that `related` links of objects lead to, each of them once."""

from __future__ import annotations

import contextlib
import functools
import typing as t

from ..api.client import AwxClient
from ..common.concurrent_map import in_order
from ..common.errors import ConfigurationError
from ..common.suggestions import did_you_mean
from .list_request import ListRequest
from .reader import fetch_all
from .sinks import Memory


class RelatedObjects:
    """Put what the links `names` of each row lead to into the row, under their names.

    An object is put there as it is, a list as the list of all its objects. A row without such a
    link gets None. A link that many rows share, such as that to their inventory, is followed once.
    """

    def __init__(self, client: AwxClient, names: t.Sequence[str], *, request: ListRequest) -> None:
        """`request` gives the bounds that are kept here too: `concurrency` and `max_objects`."""
        self._client = client
        self._names = names
        self._request = request
        self._unseen = set(names)
        self._known_links: list[str] = []
        self._objects: dict[str, t.Any] = {}

    def __call__(self, rows: list[t.Any]) -> list[t.Any]:
        if not self._names or not rows:
            return rows
        links = [self._links(row) for row in rows]
        urls = {url for row_links in links for url in row_links.values()} - self._objects.keys()
        calls = [functools.partial(self._read, url) for url in sorted(urls)]
        results = in_order(calls, concurrency=self._request.concurrency)
        with contextlib.closing(results):
            self._objects.update(zip(sorted(urls), results))
        return [
            {**row, **{name: self._objects.get(row_links.get(name, "")) for name in self._names}}
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
                f"related: {self._request.path} has no objects with links but {type(row).__name__}"
            )
        related = row.get("related")
        if not isinstance(related, dict):
            return {}
        self._known_links = [str(name) for name in related]
        links = {name: related[name] for name in self._names if isinstance(related.get(name), str)}
        self._unseen -= links.keys()
        return links

    def _read(self, url: str) -> t.Any:
        """Return the object, or all objects of the list, at `url`."""
        sink = Memory()
        request = self._request._replace(
            path=url, params=(), order_by=None, limit=None, concurrency=1
        )
        summary = fetch_all(self._client, request, sink)
        return sink.rows if summary.is_list else sink.rows[0]
