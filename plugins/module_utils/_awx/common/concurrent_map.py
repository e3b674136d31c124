# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Make several calls at once, and take what they return in the order of the calls."""

from __future__ import annotations

import collections
import concurrent.futures
import itertools
import typing as t

Result = t.TypeVar("Result")

# How many calls may be running or done but not yet consumed, as a multiple of the concurrency:
# enough that a slow call does not hold up the others, but few, since results are kept in memory.
_MAX_WAITING = 2


class ConcurrencyLimit:
    """How many requests may be in flight: half as many each time that the server refused some."""

    def __init__(self, limit: int, throttled: t.Callable[[], int] = lambda: 0) -> None:
        """`throttled` counts the requests that were refused because of overload."""
        self._limit = limit
        self._throttled = throttled
        self._seen = throttled()

    def current(self) -> int:
        throttled = self._throttled()
        if throttled > self._seen:
            self._seen, self._limit = throttled, max(self._limit // 2, 1)
        return self._limit


def in_order(
    calls: t.Iterable[t.Callable[[], Result]],
    *,
    concurrency: int,
    throttled: t.Callable[[], int] = lambda: 0,
) -> t.Generator[Result, None, None]:
    """Make `calls`, up to `concurrency` at once, and yield what they return, in their order.

    `throttled` counts the requests that the server refused because of overload: each rise halves
    the concurrency. With a concurrency of 1 no call is made before the last result was taken.
    """
    if concurrency == 1:
        for call in calls:
            yield call()
        return
    limit = ConcurrencyLimit(concurrency, throttled)
    left = iter(calls)
    made: collections.deque[concurrent.futures.Future[Result]] = collections.deque()
    with concurrent.futures.ThreadPoolExecutor(max_workers=concurrency) as workers:
        try:
            while True:
                # First of all: what is done with a result must not keep the server waiting.
                running = [future for future in made if not future.done()]
                allowed = limit.current()
                room = min(allowed - len(running), allowed * _MAX_WAITING - len(made))
                for call in itertools.islice(left, max(room, 0)):
                    running.append(workers.submit(call))
                    made.append(running[-1])
                if not made:
                    return
                if made[0].done():
                    yield made.popleft().result()
                elif running:
                    concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
        finally:
            for future in made:
                future.cancel()
