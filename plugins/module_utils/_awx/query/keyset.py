# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Read a list by a key that ascends, several ranges at once: every row once, in order.

The key is `id`, or the `counter` of events. The keys are cut into ranges of about as many whole
pages each. A worker that has finished its range gets a part of one that is not, so that none idles.
"""

from __future__ import annotations

import concurrent.futures
import dataclasses
import math
import typing as t

from ..common import json_fields
from ..common.concurrent_map import ConcurrencyLimit
from ..common.errors import UnexpectedResponse
from ..http.urls import Params
from .sinks import Memory, Row

# Return the next rows in the order of the key, at most a page, within these bounds of it.
FetchRange = t.Callable[[Params], list[Row]]


@dataclasses.dataclass
class _Range:
    """The keys between `after`, which moves on as they are read, and `before`; None: no end."""

    start: int
    after: int
    before: int | None
    part: t.Any

    @property
    def has_more(self) -> bool:
        return self.before is None or self.after < self.before - 1


def ascends(rows: t.Sequence[t.Any], key: str, *, sign: int = 1) -> bool:
    """Whether rows have integer keys, each above the last (or below it, if `sign` is -1)."""
    keys = [json_fields.int_or_none(json_fields.mapping(row).get(key)) for row in rows]
    known = [sign * number for number in keys if number is not None]
    return len(known) == len(rows) and all(a < b for a, b in zip(known, known[1:]))


class KeysetWalk:
    """Read on after the rows of a first page; `taken` counts rows, those of that page too.

    A page with fewer rows than another one is taken for the last. A descending walk goes by the
    negated keys.
    """

    def __init__(
        self,
        fetch: FetchRange,
        sink: Memory,
        first: list[Row],
        *,
        key: str = "id",
        descending: bool = False,
    ) -> None:
        self._fetch = fetch
        self._sink = sink
        self._key = key
        self._sign = -1 if descending else 1
        self._page_size = self.taken = len(first)
        self._ranges: list[_Range] = []
        self._whole = self._new_range(self._sign * first[-1][key], None)
        self._unwritten: list[tuple[t.Any, list[Row]]] = [(self._whole.part, first)]

    def read_page(self, limit: int | None = None) -> bool:
        """Read one page, up to `limit` rows in all; return whether there may be more.

        Raises:
            UnexpectedResponse: the server does not respect the bounds or the order.
        """
        more = self._accept(self._whole, self._request(self._whole)(), limit)
        self._write()
        return more

    def read_to(self, limit: int) -> None:
        """Read page by page until there are `limit` rows, or no more.

        Raises:
            UnexpectedResponse: as `read_page`.
        """
        while self.taken < limit and self.read_page(limit):
            pass

    def read_all(
        self,
        end: int,
        *,
        expected: int,
        concurrency: int,
        throttled: t.Callable[[], int] = lambda: 0,
    ) -> None:
        """Read all rows before `end`, with up to `concurrency` requests in flight.

        `expected` is about how many rows there are; it guides where ranges are cut. `throttled`
        counts the requests that the server refused because it is overloaded.

        Raises:
            UnexpectedResponse: as `read_page`.
        """
        whole, before = self._whole, self._sign * end
        if before <= whole.after:
            # All that was beyond is gone, or the server does not do as requested.
            if self.read_page():
                raise UnexpectedResponse(
                    "the server returns more rows than it says there are; it does not order or"
                    " filter them as requested"
                )
            return
        whole.before = before
        density = min(max(expected / max(before - whole.after - 1, 1), 1e-9), 1.0)
        ranges = self._cut(whole, pieces=concurrency, density=density)
        if len(ranges) > 1:
            self._read_concurrently(ranges, density, ConcurrencyLimit(concurrency, throttled))
            return
        while whole.has_more and self.read_page():
            pass

    def finish(self) -> None:
        """Finish the sink with all rows, in the order of their keys."""
        self._write()
        self._sink.finish([one.part for one in sorted(self._ranges, key=lambda one: one.start)])

    def _read_concurrently(
        self, ready: list[_Range], density: float, limit: ConcurrencyLimit
    ) -> None:
        """Keep requests in flight until every range, and those cut from them, is read."""
        running: dict[concurrent.futures.Future[list[Row]], _Range] = {}
        with concurrent.futures.ThreadPoolExecutor(limit.current()) as workers:
            try:
                while ready or running:
                    while ready and len(running) < limit.current():
                        one = ready.pop(0)
                        running[workers.submit(self._request(one))] = one
                    # While the server is busy with these.
                    self._write()
                    done, _pending = concurrent.futures.wait(
                        running, return_when=concurrent.futures.FIRST_COMPLETED
                    )
                    for future in done:
                        one = running.pop(future)
                        if self._accept(one, future.result()):
                            idle = limit.current() - len(running) - len(ready)
                            ready += self._cut(one, pieces=idle, density=density)
            finally:
                for future in running:
                    future.cancel()

    def _request(self, one: _Range) -> t.Callable[[], list[Row]]:
        """Return the call that fetches the next page of a range as it is now."""
        above, below = ("gt", "lt")[:: self._sign]
        bounds = [(f"{self._key}__{above}", str(self._sign * one.after))]
        if one.before is not None:
            bounds.append((f"{self._key}__{below}", str(self._sign * one.before)))
        return lambda: self._fetch(bounds)

    def _accept(self, one: _Range, page: list[Row], limit: int | None = None) -> bool:
        """Check a page and take its rows; return whether there may be more in its range."""
        rows: list[Row] = []
        for row in page:
            number = json_fields.int_or_none(json_fields.mapping(row).get(self._key))
            if number is None or self._sign * number < one.after:
                raise UnexpectedResponse(
                    f"the server returned rows that are not ordered by {self._key}"
                )
            if one.before is not None and self._sign * number >= one.before:
                raise UnexpectedResponse(
                    f"the server returned rows outside the requested range of {self._key}"
                )
            # A server that begins with the bound itself repeats the last row.
            if self._sign * number > one.after:
                rows.append(row)
            one.after = self._sign * number
        if limit is not None:
            del rows[limit - self.taken :]
        self._unwritten.append((one.part, rows))
        self.taken += len(rows)
        is_full = len(page) >= self._page_size
        self._page_size = max(self._page_size, len(page))
        return is_full and one.has_more

    def _write(self) -> None:
        """Write the rows that were taken into their parts."""
        unwritten, self._unwritten = self._unwritten, []
        for part, rows in unwritten:
            self._sink.add(part, rows)

    def _new_range(self, after: int, before: int | None) -> _Range:
        self._ranges.append(_Range(after, after, before, self._sink.new_part()))
        return self._ranges[-1]

    def _cut(self, one: _Range, *, pieces: int, density: float) -> list[_Range]:
        """Cut what is left of a range into up to `pieces`; the first is the range itself.

        Each but the last is expected to fill whole pages.
        """
        cut, end = [one], one.before or 0
        pages = math.ceil((end - one.after - 1) * density / self._page_size)
        pieces = min(pieces, pages)
        for piece in range(1, pieces):
            rows = round(pages * piece / pieces) * self._page_size
            start = one.after + int(rows / density)
            if not cut[-1].after < start < end - 1:
                break
            cut[-1].before = start + 1
            cut.append(self._new_range(start, end))
        return cut
