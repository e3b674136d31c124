# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server on paper: what its requests cost, and who waits for whom."""

from __future__ import annotations

import bisect
import dataclasses
import heapq
import typing as t
import urllib.parse

from ansible_collections.steward.awx.plugins.module_utils._awx.http.request import Request
from ansible_collections.steward.awx.plugins.module_utils._awx.http.response import Response

from .timeline import Timeline

Row = dict[str, int]

_LARGEST_PAGE = 200


@dataclasses.dataclass(frozen=True)
class Costs:
    """What a list costs its server, in seconds.

    `workers` requests are answered at a time, others wait; their computing shares the `cores`.
    `request` is for any page, `row` for each row on it, `asleep` for each row too, but of nobody's
    computing. `counted` is for each row of the list where its rows are counted, `skipped` for each
    row before the page where pages are numbered.
    """

    workers: int
    cores: int
    request: float
    row: float
    asleep: float = 0.0
    counted: float = 0.0
    skipped: float = 0.0
    round_trip: float = 0.001

    @property
    def at_once(self) -> int:
        """How many requests make the server go faster together than one after the other."""
        return self.workers if self.asleep > self.row else min(self.workers, self.cores)

    def page(self, rows: int) -> float:
        """Return the seconds for a page that nobody counts, as its client sees them."""
        return self.round_trip + self.request + rows * (self.row + self.asleep)


class Answered(Response):
    """A reply whose JSON was never written."""

    content: t.Any

    def json(self) -> t.Any:
        return self.content


class Server:
    """A list of rows with these `ids`; it stands where the transport of a client does.

    `held` counts the rows that were answered and not yet `let_go`, `most_held` at their most.
    """

    def __init__(self, ids: t.Sequence[int], costs: Costs, timeline: Timeline) -> None:
        self._ids = ids
        self._costs = costs
        self._timeline = timeline
        self._workers = [0.0] * costs.workers
        self._cores = [0.0] * costs.cores
        self.held = 0
        self.most_held = 0

    def send(self, request: Request) -> Response:
        """Answer a GET of the list, and let pass the time that it takes."""
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(request.url).query))
        rows, body, computing = self._answer(query)
        began = self._timeline.now
        computing += self._costs.request + len(rows) * self._costs.row
        self._timeline.now = self._served(computing, len(rows) * self._costs.asleep)
        self.held += len(rows)
        self.most_held = max(self.most_held, self.held)
        milliseconds = (self._timeline.now - began) * 1000
        answered = Answered(request.method, request.path, 200, {}, b"", milliseconds=milliseconds)
        answered.content = body
        return answered

    def let_go(self, rows: int) -> None:
        """Note that the client handed so many rows on."""
        self.held -= rows

    def renew(self) -> None:
        """There are no connections."""

    def close(self) -> None:
        """There are no connections."""

    def _served(self, computing: float, asleep: float) -> float:
        """Return when the answer is there: first come, first served."""
        arrival = self._timeline.now + self._costs.round_trip / 2
        begin = max(arrival, heapq.heappop(self._workers))
        computed = max(begin, heapq.heappop(self._cores)) + computing
        heapq.heappush(self._cores, computed)
        heapq.heappush(self._workers, computed + asleep)
        return computed + asleep + self._costs.round_trip / 2

    def _answer(self, query: t.Mapping[str, str]) -> tuple[list[Row], t.Any, float]:
        """Return rows, body, and the seconds that finding the rows takes."""
        key = "counter" if "counter" in query.get("order_by", "") else "id"
        low = bisect.bisect_right(self._ids, int(query.get(f"{key}__gt", "-1")))
        high = len(self._ids)
        if f"{key}__lt" in query:
            high = bisect.bisect_left(self._ids, int(query[f"{key}__lt"]))
        if "limit" in query:
            rows = self._rows(query, key, low, high, int(query["limit"]))
            return rows, {"results": rows}, 0.0
        size = min(int(query["page_size"]), _LARGEST_PAGE)
        skipped = (int(query.get("page", "1")) - 1) * size
        rows = self._rows(query, key, low + skipped, high, size)
        finding = skipped * self._costs.skipped
        if "count_disabled" in query:
            return rows, {"results": rows}, finding
        count = max(high - low, 0)
        return rows, {"count": count, "results": rows}, finding + count * self._costs.counted

    def _rows(
        self, query: t.Mapping[str, str], key: str, low: int, high: int, most: int
    ) -> list[Row]:
        if query["order_by"].startswith("-"):
            ids = self._ids[max(high - most, low) : high][::-1]
        else:
            ids = self._ids[low : min(low + most, high)]
        return [{key: one} for one in ids]
