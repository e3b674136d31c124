# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks by id and by page number: each object once, none lost, whatever others do meanwhile."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.query.list_request import (
    ListRequest,
    ListSummary,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.query.reader import fetch_all
from ansible_collections.steward.awx.plugins.module_utils._awx.query.sinks import Memory
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.in_memory import client_of
from tests.unit.properties import examples
from tests.unit.table import Table

EVENTS = "jobs/7/job_events/"
HIGHEST = 400


@dataclasses.dataclass
class Others:
    """What others do to a table: at each request the next deletions and insertions.

    Rows that are inserted have new ids, or old ones that nothing had yet: they match only now.
    """

    writes: t.Sequence[tuple[int, int, bool]]
    gone: set[int] = dataclasses.field(default_factory=set)
    came: set[int] = dataclasses.field(default_factory=set)

    def __call__(self, table: Table, number: int) -> None:
        # The first request is the start: what lives then and at the end lives throughout.
        if not 1 < number <= len(self.writes) + 1:
            return
        delete, insert, at_the_end = self.writes[number - 2]
        if delete and table.rows:
            rows = sorted(table.rows)
            self._delete(table, rows[delete % len(rows)])
        if insert:
            highest = max([HIGHEST, *table.rows])
            self._insert(table, highest + insert if at_the_end else insert)

    def _delete(self, table: Table, number: int) -> None:
        self.gone.add(number)
        table.delete(number)

    def _insert(self, table: Table, number: int) -> None:
        if number not in self.gone | table.rows.keys():
            self.came.add(number)
            table.insert(number, counter=number)


IDS = st.one_of(
    st.sets(st.integers(1, HIGHEST), max_size=150),
    # Dense, and in two bunches with a gap between.
    st.builds(
        lambda first, count: set(range(first, first + count)),
        st.integers(1, 9),
        st.integers(0, 200),
    ),
    st.builds(
        lambda low, high: {*range(1, low + 1), *range(HIGHEST - high, HIGHEST)},
        st.integers(1, 99),
        st.integers(1, 99),
    ),
)
WRITES = st.lists(
    st.tuples(st.integers(0, 500), st.integers(0, HIGHEST), st.booleans()), max_size=60
)
SIZES = st.integers(1, 40)
CONCURRENCY = st.integers(1, 5)
LIMIT = st.one_of(st.none(), st.integers(1, 250))


def table_of(ids: t.Iterable[int], size: int, others: Others | None = None) -> Table:
    rows = ({"id": number, "counter": number, "name": f"row {number}"} for number in ids)
    return Table(rows, max_page_size=size, happens=others)


def read(table: Table, **options: t.Any) -> tuple[list[int], ListSummary]:
    sink = Memory()
    summary = fetch_all(client_of(table), ListRequest(**{"path": "hosts/", **options}), sink)
    return [row["id"] for row in sink.rows], summary


def sort_key(order_by: str | None) -> t.Callable[[int], t.Any]:
    if order_by == "name":
        return lambda number: f"row {number}"
    return lambda number: -number if order_by == "-id" else number


@given(IDS, SIZES, CONCURRENCY, LIMIT, st.sampled_from([None, "id", "-id", "name", "-name"]))
@examples(200)
def test_a_list_at_rest_is_read_exactly(
    ids: set[int], size: int, concurrency: int, limit: int | None, order_by: str | None
) -> None:
    """All of it, or `truncated: true`."""
    table = table_of(ids, size)
    found, summary = read(table, concurrency=concurrency, limit=limit, order_by=order_by)
    key = sort_key((order_by or "id").removeprefix("-") if order_by == "-name" else order_by)
    every = sorted(ids, key=key, reverse=order_by == "-name")
    assert found == every[:limit]
    assert summary == ListSummary(len(ids), truncated=len(found) < len(ids))


@given(IDS, SIZES, CONCURRENCY, WRITES, st.sampled_from([None, "-id"]))
@examples(200)
def test_a_walk_by_id_returns_what_lives_throughout(
    ids: set[int],
    size: int,
    concurrency: int,
    writes: list[tuple[int, int, bool]],
    order_by: str | None,
) -> None:
    """Each object once, none lost, while others write."""
    others = Others(writes)
    table = table_of(ids, size, others)
    found, summary = read(table, concurrency=concurrency, order_by=order_by)
    assert found == sorted(set(found), key=sort_key(order_by))
    assert ids - others.gone <= set(found) <= ids | others.came
    assert summary == ListSummary(len(found))


@given(IDS, SIZES, CONCURRENCY, WRITES, st.integers(1, 150), st.sampled_from([None, "-id"]))
@examples(200)
def test_the_first_rows_by_id_are_the_first_while_others_write(
    ids: set[int],
    size: int,
    concurrency: int,
    writes: list[tuple[int, int, bool]],
    limit: int,
    order_by: str | None,
) -> None:
    """No row that lives throughout is left out before the last one returned."""
    others = Others(writes)
    table = table_of(ids, size, others)
    found, summary = read(table, concurrency=concurrency, limit=limit, order_by=order_by)
    key = sort_key(order_by)
    assert found == sorted(set(found), key=key)
    assert len(found) <= limit
    living = ids - others.gone
    expected = {i for i in living if len(found) < limit or key(i) <= key(found[-1])}
    assert expected <= set(found)
    assert summary.truncated is (summary.total > len(found))


@given(IDS, SIZES, CONCURRENCY, st.integers(1, 150), st.sampled_from([None, "-id", "name"]))
@examples(150)
def test_a_limit_reads_little_more_than_is_wanted(
    ids: set[int], size: int, concurrency: int, limit: int, order_by: str | None
) -> None:
    """`limit` spares the server, however many requests are in flight."""
    table = table_of(ids, size)
    counted: list[int] = []

    def answer(request: t.Any) -> t.Any:
        reply = table(request)
        query = dict(request.query)
        if query["page_size"] != "1" and "id__in" not in query:
            counted.append(reply.body.count(b'"id"'))
        return reply

    sink = Memory()
    list_request = ListRequest("hosts/", limit=limit, concurrency=concurrency, order_by=order_by)
    fetch_all(client_of(answer), list_request, sink)
    # An order of one's own reads the first page twice; the last page may be a whole one.
    again = size if order_by == "name" else 0
    assert sum(counted) <= min(limit, len(ids)) + size + again


# Few writes to a short list, at any moment: only those can slip through the checks.
FEW_WRITES = st.lists(
    st.one_of(
        st.just((0, 0, False)),
        st.tuples(st.integers(0, 30), st.integers(0, 30), st.booleans()),
    ),
    max_size=9,
)


@given(
    st.sets(st.integers(1, 30), max_size=25),
    st.integers(2, 6),
    st.integers(1, 3),
    FEW_WRITES,
    st.sampled_from(["name", "-name"]),
)
@examples(600)
def test_an_ordered_walk_loses_nothing_or_says_so(
    ids: set[int],
    size: int,
    concurrency: int,
    writes: list[tuple[int, int, bool]],
    order_by: str,
) -> None:
    """A walk that the data shifted under is repeated, then reported."""
    others = Others(writes)
    table = table_of(ids, size, others)
    try:
        found, summary = read(table, concurrency=concurrency, order_by=order_by)
    except errors.UnexpectedResponse:
        assert any(delete or insert for delete, insert, _at_the_end in writes)
        return
    names = [f"row {number}" for number in found]
    assert names == sorted(set(names), reverse=order_by == "-name")
    assert ids - others.gone <= set(found) <= ids | others.came
    assert summary == ListSummary(len(found))


@given(IDS, st.sampled_from([25, 50, 100, 500]), CONCURRENCY, WRITES)
@examples(100)
def test_events_that_live_throughout_are_read(
    counters: set[int], most: int, concurrency: int, writes: list[tuple[int, int, bool]]
) -> None:
    """Also where a server should show fewer events a page than it is asked for."""
    others = Others(writes)
    table = table_of(counters, 200, others)
    table.most_events = most
    found, summary = read(table, path=EVENTS, concurrency=concurrency)
    assert found == sorted(set(found))
    assert counters - others.gone <= set(found)
    assert summary == ListSummary(len(found))
