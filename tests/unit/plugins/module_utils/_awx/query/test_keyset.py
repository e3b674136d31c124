# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""keyset: every row once and in order, whatever the ids, the page size and the concurrency."""

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
from ansible_collections.steward.awx.plugins.module_utils._awx.http.urls import Params
from ansible_collections.steward.awx.plugins.module_utils._awx.query.keyset import (
    KeysetWalk,
    ascends,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.query.sinks import Memory

FIRST = [{"id": 0}]


class Rows:
    """Rows by id that are returned by range, as a server does; they may change in between."""

    def __init__(self, ids: t.Iterable[int], page_size: int) -> None:
        self.ids = set(ids)
        self.page_size = page_size
        self.asked: list[tuple[int, int | None]] = []
        self.happens: t.Callable[[int], None] = lambda number: None
        self._lock = threading.Lock()

    def __call__(self, bounds: Params) -> list[dict[str, t.Any]]:
        asked = dict(bounds)
        after, before = int(asked["id__gt"]), None
        if "id__lt" in asked:
            before = int(asked["id__lt"])
        with self._lock:
            self.asked.append((after, before))
            self.happens(len(self.asked))
            found = sorted(i for i in self.ids if i > after and (before is None or i < before))
        return [{"id": i} for i in found[: self.page_size]]


def read_all(fetch: t.Any, end: int, expected: int, concurrency: int, **more: t.Any) -> list[int]:
    """Read behind a first page of one row, which is left out of the result."""
    sink = Memory()
    walk = KeysetWalk(fetch, sink, FIRST)
    walk.read_all(end, expected=expected, concurrency=concurrency, **more)
    walk.finish()
    assert walk.taken == len(sink.rows)
    return [row["id"] for row in sink.rows[1:]]


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
    assert read_all(Rows(ids, page_size), 1000, len(ids), concurrency) == sorted(ids)


def test_read_all_is_right_for_any_rows() -> None:
    """Random tables, wrong expectations, and any number of workers; the seed is fixed."""
    chance = random.Random(20261123)
    for _turn in range(150):
        highest = chance.choice([5, 50, 5000])
        ids = chance.sample(range(1, highest + 1), chance.randint(0, min(highest, 120)))
        rows = Rows(ids, chance.randint(1, 20))
        expected = chance.choice([0, 1, len(ids), 10 * len(ids) + 1])
        end = chance.choice([highest + 1, highest // 2 + 1])
        found = read_all(rows, end, expected, chance.randint(1, 8))
        assert found == sorted(i for i in ids if i < end)


def test_read_all_while_others_write_returns_what_lives_throughout() -> None:
    """A row that exists during the whole walk is returned exactly once."""
    chance = random.Random(42)
    for _turn in range(100):
        start = set(chance.sample(range(1, 400), 150))
        rows = Rows(start, chance.randint(1, 12))
        gone: list[int] = []
        rows.happens = functools.partial(_delete_and_insert, chance, rows, gone)
        found = read_all(rows, 400, 150, chance.randint(1, 6))
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
    rows = Rows(range(101, 2101), 100)
    sink = Memory()
    walk = KeysetWalk(rows, sink, [{"id": number} for number in range(1, 101)])
    walk.read_all(2101, expected=2000, concurrency=4)
    assert len(rows.asked) <= 20 + 1


def test_read_all_with_one_worker_asks_each_page_once() -> None:
    rows = Rows(range(1, 10), 3)
    read_all(rows, 10, 9, 1)
    assert rows.asked == [(0, 10), (3, 10), (6, 10)]


@pytest.mark.parametrize(("ids", "page_size"), [([], 2), ([1], 2), ([1, 2], 3)])
def test_read_all_up_to_an_end_that_is_passed_shows_what_came_since(
    ids: list[int], page_size: int
) -> None:
    rows = Rows(ids, page_size)
    sink = Memory()
    walk = KeysetWalk(rows, sink, [{"id": number} for number in range(-page_size, 0)])
    walk.read_all(-2, expected=5, concurrency=4)
    walk.finish()
    assert [row["id"] for row in sink.rows[page_size:]] == ids
    assert rows.asked == [(-1, None)]


def test_read_all_refuses_a_server_with_more_than_can_have_come_since() -> None:
    with pytest.raises(UnexpectedResponse, match="more rows than it says"):
        read_all(Rows(range(1, 8), 3), 0, 5, 4)


@pytest.mark.parametrize("workers", [2, 3])
def test_read_all_has_several_requests_in_flight(workers: int) -> None:
    """Several ranges are read at once: the first requests wait for each other."""
    meeting = threading.Barrier(workers, timeout=20)
    first = itertools.count()
    rows = Rows(range(1, 601), 100)

    def fetch(bounds: Params) -> list[dict[str, t.Any]]:
        if next(first) < workers:
            meeting.wait()
        return rows(bounds)

    assert read_all(fetch, 601, 600, workers) == sorted(rows.ids)


def test_read_all_does_with_less_when_the_server_refuses() -> None:
    """Falls back to less when the server answers 429 or 503."""
    rows = Rows(range(1, 4001), 10)
    refusals = itertools.count()
    found = read_all(rows, 4001, 4000, 8, throttled=lambda: next(refusals))
    assert found == list(range(1, 4001))


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
    with pytest.raises(UnexpectedResponse):
        read_all(lambda _bounds: page, 10, 2, 1)


def test_read_all_hands_on_a_failure_of_any_worker() -> None:
    rows = Rows(range(1, 1001), 10)

    def fetch(bounds: Params) -> list[dict[str, t.Any]]:
        if int(dict(bounds)["id__gt"]) > 500:
            raise UnexpectedResponse("no")
        return rows(bounds)

    with pytest.raises(UnexpectedResponse):
        read_all(fetch, 1001, 1000, 4)


def test_read_all_takes_a_row_that_is_repeated_once() -> None:
    """A server that answers from the bound on, and not behind it, repeats the last row."""
    pages = {"0": [{"id": 1}, {"id": 2}], "2": [{"id": 2}, {"id": 3}], "3": [{"id": 3}]}
    assert read_all(lambda bounds: pages[dict(bounds)["id__gt"]], 9, 3, 1) == [1, 2, 3]


@pytest.mark.parametrize(("limit", "asked"), [(1, 0), (2, 1), (4, 1), (5, 2), (7, 2), (99, 4)])
def test_read_to_reads_no_more_than_is_wanted(limit: int, asked: int) -> None:
    rows = Rows(range(1, 11), 3)
    sink = Memory()
    walk = KeysetWalk(rows, sink, FIRST)
    walk.read_to(limit)
    walk.finish()
    assert [row["id"] for row in sink.rows] == list(range(min(limit, 11)))
    assert len(rows.asked) == asked


def test_a_walk_may_go_downwards() -> None:
    pages = {"9": [{"id": 8}, {"id": 5}], "5": [{"id": 2}]}
    asked: list[Params] = []

    def fetch(bounds: Params) -> list[dict[str, t.Any]]:
        asked.append(bounds)
        return pages[dict(bounds)["id__lt"]]

    sink = Memory()
    walk = KeysetWalk(fetch, sink, [{"id": 10}, {"id": 9}], descending=True)
    walk.read_all(0, expected=3, concurrency=1)
    walk.finish()
    assert [row["id"] for row in sink.rows] == [10, 9, 8, 5, 2]
    assert asked == [[("id__lt", "9"), ("id__gt", "0")], [("id__lt", "5"), ("id__gt", "0")]]


def test_a_walk_may_go_by_another_key() -> None:
    sink = Memory()
    rows = [{"counter": 2}, {"counter": 3}]
    walk = KeysetWalk(lambda _bounds: rows, sink, [{"counter": 1}], key="counter")
    walk.read_all(4, expected=2, concurrency=1)
    walk.finish()
    assert sink.rows == [{"counter": 1}, *rows]


@pytest.mark.parametrize(
    ("ids", "sign", "ascending"),
    [
        ([1, 2, 9], 1, True),
        ([9, 2, 1], -1, True),
        ([1, 1], 1, False),
        ([2, 1], 1, False),
        ([1, "2"], 1, False),
        ([], 1, True),
    ],
)
def test_ascends(ids: list[t.Any], sign: int, ascending: bool) -> None:
    assert ascends([{"id": number} for number in ids], "id", sign=sign) is ascending
