# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Walk a list by a key that ascends, several ranges at once: every row once, in order.

The key is `id`, or the `counter` of events. The span of keys is cut into ranges of about as many
whole pages each. A worker that has finished its range gets a part of one that is not, so that none
idles. Cuts are placed so that a range is expected to fill whole pages: each costs at most one page
that is not full.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
import functools
import math
import typing as t

from ..common import json_fields
from ..common.concurrent_map import in_order
from ..common.errors import UnexpectedResponse
from .sinks import Part, Row

# Return the next rows with after < key < before, ascending, at most a page of them.
AskRange = t.Callable[[int, t.Optional[int]], list[Row]]


@dataclasses.dataclass(frozen=True)
class Span:
    """The keys between `after` and `before`, both exclusive; None leaves the end open.

    `expected` is about how many rows there are; it guides where ranges are cut, and nothing else.
    """

    after: int
    before: int | None
    expected: int

    @property
    def density(self) -> float:
        """How many rows there are for each key, most likely."""
        if self.before is None:
            return 1.0
        width = max(self.before - self.after - 1, 1)
        return min(max(self.expected / width, 1e-9), 1.0)


@dataclasses.dataclass
class _Range:
    """A range that one worker reads: `after` moves on as it does, `start` is where it was cut."""

    start: int
    after: int
    before: int | None
    part: Part
    taken: int = 0


class _Plan:
    """Where the next ranges of a page or so begin and end; their width follows what was found."""

    def __init__(self, after: int, before: int, width: int) -> None:
        self._after = after
        self._before = before
        self._width = max(width, 1)

    @property
    def is_open(self) -> bool:
        return self._after < self._before - 1

    def next_stretches(self, most: int) -> t.Iterator[tuple[int, int]]:
        """Yield up to `most` ranges, each cut only when it is asked for."""
        for _turn in range(most):
            if not self.is_open:
                return
            after, before = self._after, min(self._after + self._width + 1, self._before)
            self._after = before - 1
            yield after, before

    def adapt(self, one: _Range, found: int, page_size: int, *, more: bool) -> None:
        """Narrow the ranges to come if this one held more than a page, widen them if far less."""
        if more:
            self._width = max(one.after - one.start, 1)
        elif found < page_size / 2:
            self._width *= 2


class Walk:
    """One walk: how to ask, where the rows go, and how large a page is; `taken` counts rows."""

    def __init__(
        self,
        ask: AskRange,
        *,
        new_part: t.Callable[[], Part],
        page_size: int,
        key: str = "id",
        descending: bool = False,
        strain: t.Callable[[], int] = lambda: 0,
    ) -> None:
        """`page_size` is the least that a page which is not the last holds: more shows as it comes.

        A descending walk goes by the negated keys: its spans and what it asks for are negated too.
        `strain` counts the signs of an overloaded server: each rise halves the concurrency.
        """
        self._ask = ask
        self._new_part = new_part
        self._page_size = page_size
        self._key = key
        self._sign = -1 if descending else 1
        self._strain = strain
        self._fresh: list[tuple[Part, list[Row]]] = []
        self.taken = 0

    def begin_with(self, rows: list[Row]) -> Part:
        """Return a part of rows that were read already; they are put into it during the walk."""
        part = self._new_part()
        self._fresh.append((part, rows))
        return part

    def end(self) -> None:
        """See that all rows are in their parts."""
        self._hand_on()

    def read_page(self, after: int, *, most: int | None = None) -> tuple[Part, int | None]:
        """Read one page, or its first rows; return it, and its last key if there may be more.

        Raises:
            UnexpectedResponse: the server does not respect the bounds or the order.
        """
        one = self._range(after, None)
        more = self._take(one, self._ask(after, None), most=most)
        return one.part, one.after if more else None

    def read_first(self, span: Span, wanted: int, concurrency: int = 1) -> list[Part]:
        """Read exactly the first `wanted` rows of `span`, several ranges at once.

        Raises:
            UnexpectedResponse: the server does not respect the bounds or the order.
        """
        whole = self._range(span.after, span.before)
        if concurrency > 1 and span.before is not None:
            self._read_in_step(whole, span, wanted, concurrency)
            return [whole.part]
        more = True
        while more and whole.taken < wanted:
            page = self._ask(whole.after, whole.before)
            more = self._take(whole, page, most=wanted - whole.taken)
        return [whole.part]

    def read_all(self, span: Span, concurrency: int) -> list[Part]:
        """Read all rows of `span`, each once, with up to `concurrency` requests in flight.

        Returns the parts in the order of their keys.

        Raises:
            UnexpectedResponse: the server does not respect the bounds or the order.
        """
        if span.before is not None and span.after >= span.before - 1:
            return []
        whole = self._range(span.after, span.before)
        ranges = [whole]
        density = span.density
        if span.before is not None:
            ranges = self._cut(whole, pieces=concurrency, density=density)
        if len(ranges) > 1:
            self._read_together(ranges, density, concurrency)
        else:
            while self._take(whole, self._ask(whole.after, whole.before)):
                pass
        return [one.part for one in sorted(ranges, key=lambda one: one.start)]

    def _read_in_step(self, whole: _Range, span: Span, wanted: int, concurrency: int) -> None:
        """Read ranges of about a page each, side by side, until there are enough rows.

        No more of them are asked for at a time than it takes if each brings a full page.
        """
        planned = _Plan(whole.after, span.before or 0, _span_of(self._page_size, span.density))
        while whole.taken < wanted and planned.is_open:
            pages = math.ceil((wanted - whole.taken) / self._page_size)
            questions = (
                functools.partial(self._read_stretch, after, before)
                for after, before in planned.next_stretches(pages)
            )
            answers = in_order(questions, concurrency=concurrency, strain=self._strain)
            with contextlib.closing(answers):
                for start, before, page in answers:
                    one = _Range(start, start, before, whole.part)
                    more = self._take(one, page, most=wanted - whole.taken)
                    planned.adapt(one, len(page), self._page_size, more=more)
                    while more and whole.taken + one.taken < wanted:
                        rest = wanted - whole.taken - one.taken
                        more = self._take(one, self._ask(one.after, before), most=rest)
                    whole.taken += one.taken
                    if whole.taken >= wanted:
                        break

    def _read_stretch(self, after: int, before: int) -> tuple[int, int, list[Row]]:
        return after, before, self._ask(after, before)

    def _read_together(self, ranges: list[_Range], density: float, concurrency: int) -> None:
        """Keep requests in flight until every range, and those cut from them, is read."""
        ready = list(ranges)
        running: dict[concurrent.futures.Future[list[Row]], _Range] = {}
        strain = self._strain()
        with concurrent.futures.ThreadPoolExecutor(max_workers=concurrency) as workers:
            try:
                while ready or running:
                    while ready and len(running) < concurrency:
                        one = ready.pop(0)
                        running[workers.submit(self._ask, one.after, one.before)] = one
                    self._hand_on()
                    done, _pending = concurrent.futures.wait(
                        running, return_when=concurrent.futures.FIRST_COMPLETED
                    )
                    for future in done:
                        one = running.pop(future)
                        if self._accept(one, future.result()):
                            idle = max(concurrency - len(running) - len(ready), 1)
                            pieces = self._cut(one, pieces=idle, density=density)
                            ranges += pieces[1:]
                            ready += pieces
                    if self._strain() > strain:
                        strain, concurrency = self._strain(), max(concurrency // 2, 1)
            finally:
                for future in running:
                    future.cancel()
        self._hand_on()

    def _range(self, after: int, before: int | None) -> _Range:
        return _Range(after, after, before, self._new_part())

    def _take(self, one: _Range, page: list[Row], *, most: int | None = None) -> bool:
        """Hand a page on, or its first rows; return whether there may be more in its range."""
        more = self._accept(one, page, most=most)
        self._hand_on()
        return more

    def _hand_on(self) -> None:
        """Hand on what was accepted: best while the server is busy with the next requests."""
        fresh, self._fresh = self._fresh, []
        for part, rows in fresh:
            part.add(rows)

    def _accept(self, one: _Range, page: list[Row], *, most: int | None = None) -> bool:
        """Check a page and count its rows; return whether there may be more in its range."""
        rows: list[Row] = []
        for row in page:
            number = json_fields.int_or_none(row.get(self._key)) if isinstance(row, dict) else None
            key = None if number is None else number * self._sign
            if key is None or key < one.after:
                raise UnexpectedResponse(
                    f"the server returned a page of rows that is not in the order of {self._key}"
                )
            if one.before is not None and key >= one.before:
                raise UnexpectedResponse(
                    f"the server returned rows outside of the {self._key}s that were asked for"
                )
            if key > one.after:
                rows.append(row)
            one.after = key
        rows = rows[:most]
        self._fresh.append((one.part, rows))
        one.taken += len(rows)
        self.taken += len(rows)
        is_full = len(page) >= self._page_size
        self._page_size = max(self._page_size, len(page))
        return is_full and (one.before is None or one.after < one.before - 1)

    def _cut(self, one: _Range, *, pieces: int, density: float) -> list[_Range]:
        """Cut what is left of a range into up to `pieces`; the first is the range itself."""
        if one.before is None:
            return [one]
        pages = math.ceil((one.before - one.after - 1) * density / self._page_size)
        pieces = max(min(pieces, pages), 1)
        cut, end = [one], one.before
        for piece in range(1, pieces):
            rows = round(pages * piece / pieces) * self._page_size
            start = one.after + _span_of(rows, density)
            if start >= end - 1 or start <= cut[-1].after:
                break
            cut[-1].before = start + 1
            cut.append(self._range(start, end))
        return cut


def _span_of(rows: int, density: float) -> int:
    """Return a span of keys that most likely holds no more than `rows` rows.

    Where keys have gaps, the number of rows in a span varies; two standard deviations less make a
    page more than planned unlikely.
    """
    margin = 2 * math.sqrt(rows * (1 - density))
    return int(max(rows - margin, rows / 2) / density)
