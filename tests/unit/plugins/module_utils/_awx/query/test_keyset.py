# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""keyset: every row once, in order, by ranges that several workers read."""

from __future__ import annotations

import functools
import itertools
import random
import threading
import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common.errors import (
    UnexpectedResponse,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.query.keyset import Span, Walk
from ansible_collections.steward.awx.plugins.module_utils._awx.query.sinks import Memory


class Rows:
    """Rows by id that can be asked for a range, as a server can; they may change in between."""

    def __init__(self, ids: t.Iterable[int], page_size: int) -> None:
        self.ids = set(ids)
        self.page_size = page_size
        self.asked: list[tuple[int, int | None]] = []
        self.happens: t.Callable[[int], None] = lambda number: None
        self._lock = threading.Lock()

    def __call__(self, after: int, before: int | None) -> list[dict[str, t.Any]]:
        with self._lock:
            self.asked.append((after, before))
            self.happens(len(self.asked))
            found = sorted(i for i in self.ids if i > after and (before is None or i < before))
        return [{"id": i} for i in found[: self.page_size]]


def read_all(rows: Rows, span: Span, concurrency: int, **more: t.Any) -> list[int]:
    sink = Memory(lambda page: page)
    walk = Walk(rows, new_part=sink.new_part, page_size=rows.page_size, **more)
    sink.finish(walk.read_all(span, concurrency))
    assert walk.taken == len(sink.rows)
    return [row["id"] for row in sink.rows]


@pytest.mark.parametrize("concurrency", [1, 2, 4, 7])
@pytest.mark.parametrize("page_size", [1, 2, 3, 10])
@pytest.mark.parametrize(
    "ids",
    [
        pytest.param([], id="none"),
        pytest.param([1], id="one"),
        pytest.param(range(1, 31), id="dense"),
        pytest.param(range(5, 1000, 97), id="sparse"),
        pytest.param([1, 2, 3, 4, 5, 6, 7, 8, 900, 901, 999], id="clustered"),
        pytest.param([*range(1, 10), *range(990, 1000)], id="both ends"),
    ],
)
def test_read_all_returns_each_row_once_in_order(
    ids: t.Sequence[int], page_size: int, concurrency: int
) -> None:
    rows = Rows(ids, page_size)
    assert read_all(rows, Span(0, 1000, len(ids)), concurrency) == sorted(ids)


def test_read_all_is_right_for_any_rows() -> None:
    """Random tables, wrong expectations, and any number of workers; the seed is fixed."""
    chance = random.Random(20261123)
    for _turn in range(150):
        highest = chance.choice([5, 50, 5000])
        ids = chance.sample(range(1, highest + 1), chance.randint(0, min(highest, 120)))
        rows = Rows(ids, chance.randint(1, 20))
        expected = chance.choice([0, 1, len(ids), 10 * len(ids) + 1])
        before = chance.choice([None, highest + 1, highest // 2 + 1])
        found = read_all(rows, Span(0, before, expected), chance.randint(1, 8))
        assert found == sorted(i for i in ids if before is None or i < before)


def test_read_all_while_others_write_returns_what_lives_throughout() -> None:
    """A row that exists during the whole walk is returned exactly once."""
    chance = random.Random(42)
    for _turn in range(100):
        start = set(chance.sample(range(1, 400), 150))
        rows = Rows(start, chance.randint(1, 12))
        gone: list[int] = []
        rows.happens = functools.partial(_delete_and_insert, chance, rows, gone)
        found = read_all(rows, Span(0, 400, 150), chance.randint(1, 6))
        assert len(found) == len(set(found))
        assert found == sorted(found)
        assert start - {*gone} <= set(found)


def _delete_and_insert(chance: random.Random, rows: Rows, gone: list[int], _number: int) -> None:
    deleted = chance.sample(sorted(rows.ids), min(2, len(rows.ids)))
    gone += deleted
    rows.ids -= {*deleted}
    rows.ids |= {*chance.sample(range(1, 500), 2)} - {*gone}


def test_read_all_asks_for_few_pages_that_are_not_full() -> None:
    """As fast as the server: ranges are cut so that each costs at most a page more."""
    rows = Rows(range(1, 2001), 100)
    read_all(rows, Span(0, 2001, 2000), 4)
    assert len(rows.asked) <= 20 + 4


def test_read_all_with_one_worker_asks_each_page_once() -> None:
    rows = Rows(range(1, 10), 3)
    read_all(rows, Span(0, 10, 9), 1)
    assert rows.asked == [(0, 10), (3, 10), (6, 10)]


def test_read_all_with_an_open_end_reads_until_a_page_is_not_full() -> None:
    rows = Rows(range(1, 8), 3)
    assert read_all(rows, Span(2, None, 5), 4) == [3, 4, 5, 6, 7]
    assert rows.asked == [(2, None), (5, None)]


@pytest.mark.parametrize("workers", [2, 3])
def test_read_all_has_several_requests_in_flight(workers: int) -> None:
    """Several ranges are read at once: the first requests wait for each other."""
    meeting = threading.Barrier(workers, timeout=20)
    first = itertools.count()
    rows = Rows(range(1, 601), 100)

    def ask(after: int, before: int | None) -> list[dict[str, t.Any]]:
        if next(first) < workers:
            meeting.wait()
        return rows(after, before)

    sink = Memory(lambda page: page)
    walk = Walk(ask, new_part=sink.new_part, page_size=100)
    sink.finish(walk.read_all(Span(0, 601, 600), workers))
    assert [row["id"] for row in sink.rows] == sorted(rows.ids)


def test_read_all_does_with_less_when_the_server_is_strained() -> None:
    """Falls back to less when the server answers 429 or 503."""
    rows = Rows(range(1, 4001), 10)
    refusals = [0]

    def strain() -> int:
        refusals[0] += 1
        return refusals[0]

    assert read_all(rows, Span(0, 4001, 4000), 8, strain=strain) == list(range(1, 4001))


@pytest.mark.parametrize(
    "page",
    [
        pytest.param([{"id": 5}, {"id": 4}], id="descending"),
        pytest.param([{"id": 99}], id="beyond the range"),
        pytest.param([{"id": "5"}], id="a text for an id"),
        pytest.param([{"name": "x"}], id="no id"),
        pytest.param(["x"], id="no object"),
        pytest.param([{"id": -1}], id="before the range"),
    ],
)
def test_read_all_refuses_a_server_that_does_not_keep_to_the_range(page: list[t.Any]) -> None:
    sink = Memory(lambda rows: rows)
    walk = Walk(lambda after, before: page, new_part=sink.new_part, page_size=2)
    with pytest.raises(UnexpectedResponse):
        walk.read_all(Span(0, 10, 2), 1)


def test_read_all_hands_on_a_failure_of_any_worker() -> None:
    def ask(after: int, before: int | None) -> list[dict[str, t.Any]]:
        if after > 500:
            raise UnexpectedResponse("no")
        return [{"id": i} for i in range(after + 1, min(after + 11, before or 10**9))]

    sink = Memory(lambda rows: rows)
    walk = Walk(ask, new_part=sink.new_part, page_size=10)
    with pytest.raises(UnexpectedResponse):
        walk.read_all(Span(0, 1001, 1000), 4)


def test_read_all_takes_a_row_that_is_repeated_once() -> None:
    """A server that answers from the bound on, and not behind it, repeats the last row."""
    pages = {0: [{"id": 1}, {"id": 2}], 2: [{"id": 2}, {"id": 3}], 3: [{"id": 3}]}
    sink = Memory(lambda rows: rows)
    walk = Walk(lambda after, before: pages[after], new_part=sink.new_part, page_size=2)
    sink.finish(walk.read_all(Span(0, None, 3), 1))
    assert sink.rows == [{"id": 1}, {"id": 2}, {"id": 3}]


@pytest.mark.parametrize(("wanted", "asked"), [(0, 0), (1, 1), (3, 1), (4, 2), (6, 2), (99, 4)])
def test_read_first_reads_no_more_than_is_wanted(wanted: int, asked: int) -> None:
    rows = Rows(range(1, 11), 3)
    sink = Memory(lambda page: page)
    walk = Walk(rows, new_part=sink.new_part, page_size=3)
    sink.finish(walk.read_first(Span(0, None, 10), wanted))
    assert [row["id"] for row in sink.rows] == list(range(1, min(wanted, 10) + 1))
    assert len(rows.asked) == asked


@pytest.mark.parametrize("concurrency", [2, 4])
def test_read_first_has_several_requests_in_flight(concurrency: int) -> None:
    """Several ranges are read at once: the first requests wait for each other."""
    meeting = threading.Barrier(concurrency, timeout=20)
    first = itertools.count()
    rows = Rows(range(1, 2001), 100)

    def ask(after: int, before: int | None) -> list[dict[str, t.Any]]:
        if next(first) < concurrency:
            meeting.wait()
        return rows(after, before)

    sink = Memory(lambda page: page)
    walk = Walk(ask, new_part=sink.new_part, page_size=100)
    sink.finish(walk.read_first(Span(0, 2001, 2000), 650, concurrency))
    assert [row["id"] for row in sink.rows] == list(range(1, 651))
    assert len(rows.asked) == 7


def test_read_first_goes_on_in_a_range_with_more_than_a_page() -> None:
    """Rows may lie closer than was expected; none of them is passed over."""
    rows = Rows([*range(1, 60), 500, 900], 10)
    sink = Memory(lambda page: page)
    walk = Walk(rows, new_part=sink.new_part, page_size=10)
    sink.finish(walk.read_first(Span(0, 1001, 60), 61, 3))
    assert [row["id"] for row in sink.rows] == sorted(rows.ids)


def test_read_first_with_one_worker_asks_one_page_after_the_other() -> None:
    rows = Rows(range(1, 31), 3)
    sink = Memory(lambda page: page)
    walk = Walk(rows, new_part=sink.new_part, page_size=3)
    sink.finish(walk.read_first(Span(0, 31, 30), 8, 1))
    assert rows.asked == [(0, 31), (3, 31), (6, 31)]


def test_walk_may_go_by_another_key() -> None:
    sink = Memory(lambda page: page)
    pages = {0: [{"counter": 1}, {"counter": 2}], 2: [{"counter": 3}]}
    walk = Walk(
        lambda after, before: pages[after], new_part=sink.new_part, page_size=2, key="counter"
    )
    sink.finish(walk.read_all(Span(0, 4, 3), 1))
    assert sink.rows == [{"counter": 1}, {"counter": 2}, {"counter": 3}]
