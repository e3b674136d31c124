# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""in_flight: answers in the order of questions, several asked at once."""

from __future__ import annotations

import contextlib
import functools
import itertools
import threading
import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common.concurrent_map import in_order


class Answers:
    """Questions that answer their own number; `most` were in flight at once."""

    def __init__(self) -> None:
        self.most = 0
        self.asked: list[int] = []
        self._running = 0
        self._lock = threading.Lock()

    def __call__(self, number: int) -> int:
        with self._lock:
            self.asked.append(number)
            self._running += 1
            self.most = max(self.most, self._running)
        with self._lock:
            self._running -= 1
        return number


def questions(ask: t.Callable[[int], int], count: int) -> t.Iterator[t.Callable[[], int]]:
    return (functools.partial(ask, number) for number in range(count))


@pytest.mark.parametrize("concurrency", [1, 2, 4, 9])
@pytest.mark.parametrize("count", [0, 1, 2, 50])
def test_in_order_keeps_the_order(count: int, concurrency: int) -> None:
    answers = Answers()
    assert [*in_order(questions(answers, count), concurrency=concurrency)] == [*range(count)]
    assert answers.most <= concurrency


@pytest.mark.parametrize("concurrency", [2, 4])
def test_in_order_has_as_many_in_flight(concurrency: int) -> None:
    """Several at once: the first questions wait for each other."""
    meeting = threading.Barrier(concurrency, timeout=20)

    def ask(number: int) -> int:
        if number < concurrency:
            meeting.wait()
        return number

    assert [*in_order(questions(ask, 9), concurrency=concurrency)] == [*range(9)]


def test_in_order_with_one_asks_nothing_ahead() -> None:
    answers = Answers()
    results = in_order(questions(answers, 9), concurrency=1)
    assert (next(results), answers.asked) == (0, [0])
    assert (next(results), answers.asked) == (1, [0, 1])


def test_in_order_holds_few_answers_that_wait_for_an_earlier_one() -> None:
    """Memory stays flat however slow one answer is."""
    slow = threading.Event()
    asked = itertools.count(1)
    ahead = threading.Event()

    def ask(number: int) -> int:
        if next(asked) == 8:
            ahead.set()
        if number == 0:
            assert slow.wait(20)
        return number

    def release() -> None:
        ahead.wait(20)
        slow.set()

    helper = threading.Thread(target=release)
    helper.start()
    taken = 0

    def counted() -> t.Iterator[t.Callable[[], int]]:
        nonlocal taken
        for question in questions(ask, 100):
            taken += 1
            yield question

    results = in_order(counted(), concurrency=4)
    assert next(results) == 0
    assert taken == 8
    assert [*results] == [*range(1, 100)]
    helper.join()


def test_in_order_does_with_less_when_the_server_refuses() -> None:
    """Falls back to less when the server answers 429 or 503."""
    running, most, lock = [0], [0], threading.Lock()
    throttled = itertools.count()

    def ask(number: int) -> int:
        with lock:
            running[0] += 1
            if number > 60:
                most[0] = max(most[0], running[0])
        with lock:
            running[0] -= 1
        return number

    results = in_order(questions(ask, 200), concurrency=8, throttled=lambda: next(throttled))
    assert [*results] == [*range(200)]
    assert most[0] == 1


def test_in_order_hands_on_a_failure_and_asks_no_more() -> None:
    asked: list[int] = []

    def ask(number: int) -> int:
        asked.append(number)
        if number == 2:
            raise ValueError("no")
        return number

    results = in_order(questions(ask, 1000), concurrency=4)
    with pytest.raises(ValueError, match="no"):
        for _answer in results:
            pass
    assert len(asked) < 20


def test_in_order_stops_when_it_is_closed() -> None:
    answers = Answers()
    with contextlib.closing(in_order(questions(answers, 1000), concurrency=4)) as results:
        assert next(results) == 0
    assert len(answers.asked) <= 9
