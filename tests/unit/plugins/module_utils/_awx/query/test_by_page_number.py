# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""numbered: pages by number, several at once, that must agree."""

from __future__ import annotations

import functools
import threading
import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.query.by_page_number import (
    NumberedWalk,
    Page,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.query.list_request import ListRequest
from ansible_collections.steward.awx.plugins.module_utils._awx.query.sinks import Memory

Row = dict[str, t.Any]


def rows_of(*ids: t.Any) -> list[Row]:
    return [{"id": number} for number in ids]


class Pages:
    """A list that is cut into pages; `instead` holds pages that are not as they should be."""

    def __init__(self, rows: t.Sequence[Row], size: int, **instead: Page | None) -> None:
        self.asked: list[int] = []
        self._rows = rows
        self._size = size
        self._instead = instead

    def __call__(self, number: int) -> Page | None:
        self.asked.append(number)
        if f"page_{number}" in self._instead:
            return self._instead[f"page_{number}"]
        end = number * self._size
        return [*self._rows[end - self._size : end]], len(self._rows)


def read(
    ask: t.Callable[[int], Page | None], *, concurrency: int = 3, limit: int | None = None
) -> tuple[bool, list[t.Any], NumberedWalk]:
    sink = Memory()
    request = ListRequest("hosts/", limit=limit, concurrency=concurrency)
    walk = NumberedWalk(ask, request, throttled=lambda: 0)
    part = sink.new_part()
    is_whole = walk.read(functools.partial(sink.add, part))
    sink.finish([part])
    return is_whole, [row.get("id") for row in sink.rows], walk


@pytest.mark.parametrize("concurrency", [1, 3])
@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (3, 1), (4, 2), (6, 2), (20, 7)])
def test_read_returns_all_rows_in_order(count: int, pages: int, concurrency: int) -> None:
    asking = Pages(rows_of(*range(count)), 3)
    is_whole, found, walk = read(asking, concurrency=concurrency)
    assert (is_whole, found, walk.count) == (True, [*range(count)], count)
    assert sorted(asking.asked) == [*range(1, pages + 1)]
    assert walk.ids == [*range(count)]


@pytest.mark.parametrize(("limit", "pages"), [(1, 1), (3, 1), (4, 2), (6, 2), (7, 3), (99, 4)])
def test_read_with_a_limit_asks_for_no_more_pages(limit: int, pages: int) -> None:
    asking = Pages(rows_of(*range(10)), 3)
    is_whole, found, walk = read(asking, limit=limit)
    assert (is_whole, found, walk.count) == (True, [*range(min(limit, 10))], 10)
    assert len(asking.asked) == pages


def test_read_has_several_pages_in_flight() -> None:
    """Several at once: the second and third page wait for each other."""
    meeting = threading.Barrier(2, timeout=20)
    pages = Pages(rows_of(*range(9)), 3)

    def ask(number: int) -> Page | None:
        if number > 1:
            meeting.wait()
        return pages(number)

    assert read(ask)[:2] == (True, [*range(9)])


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(None, id="gone"),
        pytest.param((rows_of(3, 4, 5), 8), id="another count"),
        pytest.param((rows_of(2, 3, 4), 9), id="a row again"),
        pytest.param((rows_of(3, 4, 4), 9), id="a row twice"),
        pytest.param((rows_of(3, 4), 9), id="too short"),
        pytest.param(([], 9), id="empty"),
    ],
)
@pytest.mark.parametrize("concurrency", [1, 3])
def test_read_notices_that_the_list_shifted(page: Page | None, concurrency: int) -> None:
    """A walk that the data shifted under is detected."""
    pages = Pages(rows_of(*range(9)), 3, page_2=page)
    assert not read(pages, concurrency=concurrency)[0]


def test_read_notices_that_a_last_page_is_too_short() -> None:
    pages = Pages(rows_of(*range(8)), 3, page_3=(rows_of(6), 8))
    assert not read(pages)[0]


@pytest.mark.parametrize("key", ["ansible_id", "url"])
def test_read_knows_rows_without_ids_by_what_they_have(key: str) -> None:
    pages = {1: ([{key: "a"}, {key: "b"}], 3), 2: ([{key: "b"}], 3)}
    is_whole, _rows, walk = read(pages.get, concurrency=1)
    assert not is_whole
    assert walk.ids == []


def test_read_takes_rows_that_nothing_tells_apart() -> None:
    pages = {1: ([{"a": 1}, {"a": 1}], 3), 2: ([{"a": 1}], 3)}
    assert read(pages.get, concurrency=1)[0]
