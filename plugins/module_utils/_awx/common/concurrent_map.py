# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Ask several things at once, and take the answers in the order of the questions."""

from __future__ import annotations

import collections
import concurrent.futures
import itertools
import typing as t

Answer = t.TypeVar("Answer")

# How many answers may wait for an earlier one, for each request in flight: enough that a slow one
# does not hold up the others, and few, since they are all in memory.
_WAITING = 2


def in_order(
    questions: t.Iterable[t.Callable[[], Answer]],
    *,
    concurrency: int,
    strain: t.Callable[[], int] = lambda: 0,
) -> t.Generator[Answer, None, None]:
    """Call `questions`, up to `concurrency` at once, and yield what they return, in their order.

    `strain` counts the signs of an overloaded server: each rise halves the concurrency. With a
    concurrency of 1 nothing is asked before the answer to the last question was taken.
    """
    if concurrency == 1:
        for question in questions:
            yield question()
        return
    level = strain()
    left = iter(questions)
    asked: collections.deque[concurrent.futures.Future[Answer]] = collections.deque()
    with concurrent.futures.ThreadPoolExecutor(max_workers=concurrency) as workers:
        try:
            while True:
                # First of all: what is done with an answer must not keep the server waiting.
                running = [future for future in asked if not future.done()]
                room = min(concurrency - len(running), concurrency * _WAITING - len(asked))
                for question in itertools.islice(left, max(room, 0)):
                    running.append(workers.submit(question))
                    asked.append(running[-1])
                if not asked:
                    return
                if asked[0].done():
                    yield asked.popleft().result()
                elif running:
                    concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED)
                if strain() > level:
                    level, concurrency = strain(), max(concurrency // 2, 1)
        finally:
            for future in asked:
                future.cancel()
