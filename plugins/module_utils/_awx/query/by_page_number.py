# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Read a list by the numbers of its pages, several at once, and notice when it shifts meanwhile.

Pages are numbered in every order, but a row that comes or goes moves all rows behind it. What was
read is taken for the list only if its pages agree: on how many rows there are, and on there being
that many different ones.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import math
import typing as t

from ..common import json_fields
from ..common.concurrent_map import in_order
from ..common.errors import UnexpectedResponse
from ..schema.resources import IDENTITY_FIELDS
from .sinks import Part, Row


@dataclasses.dataclass(frozen=True)
class Page:
    """The rows of one page, and how many rows the list had when it was read."""

    rows: list[Row]
    count: int


# Return the page of this number; None if there is none.
AskPage = t.Callable[[int], t.Optional[Page]]


class NumberedWalk:
    """One attempt to read the first `wanted(count)` rows; `count` is known afterwards.

    `repeated` is the identity of a row that was there twice, where that ended the attempt.
    """

    def __init__(
        self,
        ask: AskPage,
        *,
        wanted: t.Callable[[int], int],
        concurrency: int,
        strain: t.Callable[[], int],
    ) -> None:
        self._ask = ask
        self._wanted = wanted
        self._concurrency = concurrency
        self._strain = strain
        self._identities: set[t.Any] = set()
        self.count = 0
        self.repeated: t.Any = None

    @property
    def ids(self) -> set[int]:
        """The ids of the rows that were read, as far as they have any."""
        return {
            identity
            for identity in self._identities
            if json_fields.int_or_none(identity) is not None
        }

    def read(self, part: Part) -> bool:
        """Read the pages into `part`; return False where they cannot be those of one moment."""
        first = self._ask(1)
        if first is None:
            return False
        self.count, size = first.count, len(first.rows)
        missing = self._wanted(first.count)
        if not missing:
            return True
        if not size or not self._is_new(first):
            return False
        part.add(first.rows[:missing])
        missing -= size
        numbers = range(2, math.ceil((missing + size) / size) + 1)
        questions = (functools.partial(self._ask, number) for number in numbers)
        pages = in_order(questions, concurrency=self._concurrency, strain=self._strain)
        with contextlib.closing(pages):
            for page in pages:
                if page is None or len(page.rows) < min(size, missing) or not self._is_new(page):
                    return False
                part.add(page.rows[:missing])
                missing -= len(page.rows)
        return True

    def _is_new(self, page: Page) -> bool:
        """Whether a page agrees on the count, and has no row that was there before.

        A row that goes shows in the count, and one that moves in a row that is there twice.
        """
        found = identities(page.rows)
        for identity in found:
            if identity in self._identities:
                self.repeated = identity
            self._identities.add(identity)
        return page.count == self.count and self.repeated is None


def has_repeats(rows: t.Iterable[t.Any]) -> bool:
    """Whether a row is there twice.

    Raises:
        as `identities`.
    """
    found = identities(rows)
    return len(set(found)) < len(found)


def identities(rows: t.Iterable[t.Any]) -> list[t.Any]:
    """Return what rows are known by, of those that have an identity.

    Raises:
        UnexpectedResponse: one has an id that is none.
    """
    return [identity for row in rows for identity in _identity(row)]


def _identity(row: t.Any) -> list[t.Any]:
    """Return what a row is known by; nothing if it has no identity.

    Raises:
        UnexpectedResponse: it has an id that is none.
    """
    names = IDENTITY_FIELDS if isinstance(row, dict) else ()
    if names and not isinstance(row.get("id", 0), (int, str)):
        raise UnexpectedResponse("the server listed an object with an id that is none")
    return [row[name] for name in names if isinstance(row.get(name), (int, str))][:1]
