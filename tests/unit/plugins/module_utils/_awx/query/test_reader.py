# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""pagination: all of it, or an error, or `truncated`."""

from __future__ import annotations

import random
import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.query.list_request import (
    ListRequest,
    ListSummary,
    fetch_count,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.query.reader import fetch_all
from ansible_collections.steward.awx.plugins.module_utils._awx.query.sinks import Memory

from tests.unit.ports import Reporter
from tests.unit.scripted_server import (
    Answer,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
    page_of,
)
from tests.unit.table import Table

EVENTS = "jobs/7/job_events/"


def read(client: AwxClient, **options: t.Any) -> tuple[list[t.Any], ListSummary]:
    sink = Memory()
    summary = fetch_all(client, ListRequest(**{"path": "hosts/", **options}), sink)
    return sink.rows, summary


def ids_of(rows: list[t.Any]) -> list[int]:
    return [row["id"] for row in rows]


def rows_of(ids: t.Iterable[int]) -> list[dict[str, t.Any]]:
    return [{"id": number} for number in ids]


# -- What is asked ---------------------------------------------------------------


def test_fetch_all_reads_a_short_list_with_one_request(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.expect(
        "GET",
        "/api/v2/hosts/",
        page_of(rows_of([1, 5])),
        query={"name": "x", "order_by": "id", "page_size": "200"},
    )
    rows, summary = read(client, params=[("name", "x")])
    assert (ids_of(rows), summary) == ([1, 5], ListSummary(2))


def test_fetch_all_walks_by_id_without_counting_again(
    client: AwxClient, server: ScriptedServer
) -> None:
    """Keyset over id, never OFFSET, no COUNT after the first page."""
    first = {"order_by": "id", "page_size": "200"}
    shape = {"order_by": "id", "page_size": "200", "count_disabled": "1", "id__lt": "12"}
    newest = {"order_by": "-id", "page_size": "1", "count_disabled": "1"}
    path = "/api/v2/hosts/"
    server.expect("GET", path, page_of(rows_of([1, 2]), 6), query=first)
    server.expect("GET", path, json_answer({"results": rows_of([11])}), query=newest)
    for after, page in (("2", [3, 5]), ("5", [8, 11])):
        answer = json_answer({"results": rows_of(page)})
        server.expect("GET", path, answer, query={**shape, "id__gt": after})
    rows, summary = read(client, concurrency=1)
    assert (ids_of(rows), summary) == ([1, 2, 3, 5, 8, 11], ListSummary(6))
    assert len({request.client_port for request in server.requests}) == 1


def test_fetch_all_reads_two_pages_with_two_requests(
    client: AwxClient, server: ScriptedServer
) -> None:
    path, shape = "/api/v2/hosts/", {"order_by": "id", "page_size": "200", "count_disabled": "1"}
    first = {"order_by": "id", "page_size": "200"}
    server.expect("GET", path, page_of(rows_of([1, 2]), 3), query=first)
    rest = json_answer({"results": rows_of([4])})
    server.expect("GET", path, rest, query={**shape, "id__gt": "2"})
    rows, summary = read(client)
    assert (ids_of(rows), summary) == ([1, 2, 4], ListSummary(3))


@pytest.mark.parametrize(
    ("order_by", "asked"),
    [
        ("name", "name,id"),
        ("-finished,name", "-finished,name,id"),
        ("name,-id", "name,-id"),
    ],
)
def test_fetch_all_breaks_ties_by_id(
    order_by: str, asked: str, client: AwxClient, server: ScriptedServer
) -> None:
    """With a user's order pages are walked with id as tie-breaker."""
    path, shape = "/api/v2/hosts/", {"order_by": asked, "page_size": "200"}
    newest = {"order_by": "-id", "page_size": "1", "count_disabled": "1"}
    server.expect("GET", path, page_of(rows_of([2, 1]), 3), query=shape)
    server.expect("GET", path, json_answer({"results": rows_of([3])}), query=newest)
    shape["id__lte"] = "3"
    server.expect("GET", path, page_of(rows_of([2, 1]), 3), query=shape)
    server.expect("GET", path, page_of(rows_of([3]), 3), query={**shape, "page": "2"})
    server.expect(
        "GET", path, page_of(rows_of([1]), 3), query={"id__in": "1,2,3", "page_size": "1"}
    )
    rows, summary = read(client, order_by=order_by)
    assert (ids_of(rows), summary) == ([2, 1, 3], ListSummary(3))


@pytest.mark.parametrize("order_by", ["-id", "-id,name"])
def test_fetch_all_walks_downwards_by_id(
    order_by: str, client: AwxClient, server: ScriptedServer
) -> None:
    """The latest first is a keyset walk too, that new rows cannot disturb."""
    path, shape = "/api/v2/jobs/", {"order_by": "-id", "page_size": "200"}
    server.expect("GET", path, page_of(rows_of([90, 80]), 6), query=shape)
    shape["count_disabled"] = "1"
    for before, page in (("80", [7, 6]), ("6", [5, 1])):
        bounds = {"id__lt": before, "id__gt": "0"}
        answer = json_answer({"results": rows_of(page)})
        server.expect("GET", path, answer, query={**shape, **bounds})
    rows, summary = read(client, path="jobs/", order_by=order_by, concurrency=1)
    assert (ids_of(rows), summary) == ([90, 80, 7, 6, 5, 1], ListSummary(6))


def test_fetch_all_in_order_checks_what_it_read_in_parts(
    client: AwxClient, server: ScriptedServer
) -> None:
    """No URL may become too long for the server (docs/awx-api.md#request-line)."""
    table = Table.of_ids(range(100_001, 102_501))
    server.handle(table)
    rows, summary = read(client, order_by="name", params=[("id__gt", "0")])
    assert (len(rows), summary) == (2500, ListSummary(2500))
    lists = [query["id__in"].split(",") for query in table.asked if "id__in" in query]
    assert sorted(int(text) for texts in lists for text in texts) == sorted(table.rows)
    assert len(lists) == 3
    longest = max(sum(len(k) + len(v) + 2 for k, v in r.query) for r in server.requests)
    assert longest < 8000


@pytest.mark.parametrize(
    ("body", "rows", "is_list"),
    [
        pytest.param({"version": "24.6.1"}, [{"version": "24.6.1"}], False, id="object"),
        pytest.param({"results": 1}, [{"results": 1}], False, id="object with such a key"),
        pytest.param(["a.yml", "b.yml"], ["a.yml", "b.yml"], True, id="array"),
        pytest.param([], [], True, id="empty array"),
        pytest.param({}, [{}], False, id="empty object"),
    ],
)
def test_fetch_all_reads_endpoints_that_are_no_lists(
    body: t.Any, rows: list[t.Any], is_list: bool, client: AwxClient, server: ScriptedServer
) -> None:
    query = {"order_by": "id", "page_size": "200"}
    server.expect("GET", "/api/v2/ping/", json_answer(body), query=query)
    found, summary = read(client, path="ping/")
    assert (found, summary.total, summary.is_list) == (rows, len(rows), is_list)


@pytest.mark.parametrize("body", [None, 12, "text", True])
def test_fetch_all_refuses_what_is_neither_object_nor_list(
    body: t.Any, client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: json_answer(body))
    with pytest.raises(errors.UnexpectedResponse):
        read(client)


def test_fetch_all_refuses_a_page_without_results(
    client: AwxClient, server: ScriptedServer
) -> None:
    """The status and the shape of later pages are checked too."""
    path = "/api/v2/hosts/"
    server.handle(
        lambda request: (
            json_answer({"detail": "?"})
            if ("count_disabled", "1") in request.query
            else page_of(rows_of([1, 2]), 9)
        )
    )
    with pytest.raises(errors.UnexpectedResponse, match="without 'results'"):
        read(client)
    assert server.requests[0].path == path


@pytest.mark.parametrize("order_by", [None, "name"])
@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(html_answer(200, "Log in"), id="a page"),
        pytest.param(json_answer({"detail": "no"}, 403), id="403"),
        pytest.param(Answer(200, b'{"resu', [("Content-Type", "application/json")]), id="cut"),
    ],
)
def test_fetch_all_never_returns_a_part(
    answer: Answer, order_by: str | None, client: AwxClient, server: ScriptedServer
) -> None:
    """All of it, or an error: a later page that fails is no end of the list."""
    server.handle(
        lambda request: page_of(rows_of([1, 2]), 9) if len(server.requests) == 1 else answer
    )
    with pytest.raises(errors.AwxError):
        read(client, order_by=order_by)


# -- limit, max_objects ----------------------------------------------------------


@pytest.mark.parametrize("order_by", [None, "-id"])
@pytest.mark.parametrize(
    ("limit", "returned", "truncated"),
    [(1, 1, True), (2, 2, True), (3, 3, True), (7, 7, True), (9, 9, False), (50, 9, False)],
)
def test_fetch_all_with_a_limit(
    limit: int,
    returned: int,
    truncated: bool,
    order_by: str | None,
    client: AwxClient,
    server: ScriptedServer,
) -> None:
    server.handle(Table.of_ids(range(1, 10), max_page_size=2))
    rows, summary = read(client, limit=limit, order_by=order_by)
    every = list(range(1, 10)) if order_by is None else list(range(9, 0, -1))
    assert ids_of(rows) == every[:returned]
    assert (summary.total, summary.truncated) == (9, truncated)


def test_fetch_all_with_a_limit_asks_for_no_larger_page(
    client: AwxClient, server: ScriptedServer
) -> None:
    table = Table.of_ids(range(1, 100))
    server.handle(table)
    read(client, limit=5)
    assert [query["page_size"] for query in table.asked] == ["5"]


def test_fetch_all_with_a_limit_of_two_pages_asks_for_two(
    client: AwxClient, server: ScriptedServer
) -> None:
    table = Table.of_ids(range(1, 1001))
    server.handle(table)
    rows, summary = read(client, limit=300)
    assert (len(rows), summary) == (300, ListSummary(1000, truncated=True))
    assert len(table.asked) == 2


def test_fetch_all_keeps_the_limit_while_others_insert(
    client: AwxClient, server: ScriptedServer
) -> None:
    """A limit is the most that is returned, whatever is inserted meanwhile."""

    def grow(table: Table, number: int) -> None:
        if number == 2:
            table.insert(4, 5, 6)

    server.handle(Table.of_ids([1, 2, 3], max_page_size=2, happens=grow))
    rows, summary = read(client, limit=3)
    assert ids_of(rows) == [1, 2, 3]
    assert summary.truncated is (summary.total > 3)


def test_fetch_all_with_a_limit_returns_what_lives_while_others_insert_before_it(
    client: AwxClient, server: ScriptedServer
) -> None:
    """A limit that is not reached leaves nothing out."""

    def insert(table: Table, number: int) -> None:
        if number == 2:
            table.insert(2)

    server.handle(Table.of_ids([1, 3], max_page_size=1, happens=insert))
    rows, summary = read(client, limit=3, concurrency=1)
    assert (ids_of(rows), summary) == ([1, 2, 3], ListSummary(3))


def test_fetch_all_counts_what_it_returns_while_others_insert(
    client: AwxClient, server: ScriptedServer
) -> None:
    """Objects, count and truncated never contradict each other."""

    def grow(table: Table, number: int) -> None:
        if number == 2:
            table.insert(4, 5)

    server.handle(Table.of_ids([1, 2, 3], max_page_size=2, happens=grow))
    rows, summary = read(client, limit=50)
    assert summary == ListSummary(len(rows))
    assert ids_of(rows)[:3] == [1, 2, 3]


@pytest.mark.parametrize("order_by", [None, "-id"])
def test_fetch_all_with_a_limit_reads_no_page_more(
    order_by: str | None, client: AwxClient, server: ScriptedServer
) -> None:
    """`limit` over many pages: as many whole pages as it takes."""
    table = Table.of_ids(range(1, 10_001))
    server.handle(table)
    rows, summary = read(client, limit=2000, order_by=order_by)
    every = range(1, 2001) if order_by is None else range(10_000, 8000, -1)
    assert (ids_of(rows), summary) == (list(every), ListSummary(10_000, truncated=True))
    assert len(table.asked) == 10


def test_fetch_all_with_a_limit_finds_rows_behind_a_gap(
    client: AwxClient, server: ScriptedServer
) -> None:
    table = Table.of_ids([*range(1, 251), *range(900_000, 902_000)])
    server.handle(table)
    rows, _summary = read(client, limit=1000)
    assert ids_of(rows) == [*range(1, 251), *range(900_000, 900_750)]
    assert len(table.asked) == 5


@pytest.mark.parametrize("path", ["hosts/", EVENTS])
@pytest.mark.parametrize(("max_objects", "refused"), [(0, False), (9, False), (8, True), (2, True)])
def test_fetch_all_refuses_more_than_max_objects(
    max_objects: int, refused: bool, path: str, client: AwxClient, server: ScriptedServer
) -> None:
    """Fail if more objects match than this (documentation of max_objects)."""
    rows = ({"id": i, "counter": i} for i in range(1, 10))
    server.handle(Table(rows, max_page_size=3))
    if not refused:
        assert read(client, path=path, max_objects=max_objects)[1].total == 9
        return
    with pytest.raises(
        errors.LookupFailed, match=rf"9 objects match, more than .*\({max_objects}\)"
    ):
        read(client, path=path, max_objects=max_objects)


@pytest.mark.parametrize(
    "answer", [page_of([{"id": 1}, {"id": 2}, {"id": 3}]), json_answer([1, 2, 3])]
)
def test_fetch_all_refuses_more_than_max_objects_on_one_page(
    answer: Answer, client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: answer)
    with pytest.raises(errors.LookupFailed, match="3 objects match"):
        read(client, max_objects=2)
    assert read(client, max_objects=3)[1].total == 3


def test_fetch_all_refuses_what_grows_beyond_max_objects(
    client: AwxClient, server: ScriptedServer
) -> None:
    def grow(table: Table, number: int) -> None:
        if number == 2:
            table.insert(4, 5)

    server.handle(Table.of_ids([1, 2, 3], max_page_size=2, happens=grow))
    with pytest.raises(errors.LookupFailed, match="more than max_objects"):
        read(client, max_objects=3)


def test_fetch_all_with_a_limit_needs_no_max_objects(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(Table.of_ids(range(1, 10)))
    assert len(read(client, limit=2, max_objects=5)[0]) == 2


# -- While others write ------------------------------------------------------------


@pytest.mark.parametrize("concurrency", [1, 4])
def test_fetch_all_returns_each_living_row_once_while_others_write(
    concurrency: int, client: AwxClient, server: ScriptedServer
) -> None:
    """A row that exists during the whole walk is returned exactly once."""
    chance = random.Random(7)
    gone: set[int] = set()

    def write(table: Table, number: int) -> None:
        deleted = chance.sample(sorted(table.rows), min(3, len(table.rows)))
        gone.update(deleted)
        table.delete(*deleted)
        highest = max(table.rows, default=1000)
        table.insert(highest + 1, highest + 2)

    start = set(chance.sample(range(1, 900), 120))
    server.handle(Table.of_ids(start, max_page_size=7, happens=write))
    rows, summary = read(client, concurrency=concurrency)
    found = ids_of(rows)
    assert found == sorted(set(found))
    assert start - gone <= set(found)
    assert summary == ListSummary(len(found))


def test_fetch_all_ends_however_fast_a_list_grows(
    client: AwxClient, server: ScriptedServer
) -> None:
    """An upper bound is fixed at the start, or as soon as one is needed."""

    def grow(table: Table, number: int) -> None:
        assert number < 20, "the walk runs after the rows that come"
        highest = max(table.rows)
        table.insert(*range(highest + 1, highest + 6))

    server.handle(Table.of_ids([1, 2, 3], max_page_size=2, happens=grow))
    rows, _summary = read(client)
    assert ids_of(rows)[:3] == [1, 2, 3]


def test_fetch_all_reads_whole_pages_after_a_first_one_that_shrank(
    client: AwxClient, server: ScriptedServer
) -> None:
    """COUNT and SELECT are two statements: a short first page says nothing about the next."""
    table = Table.of_ids(range(1, 1001))

    def answer(request: Received) -> Answer:
        return page_of(rows_of([1]), 1000) if len(server.requests) == 1 else table(request)

    server.handle(answer)
    rows, _summary = read(client)
    assert ids_of(rows) == list(range(1, 1001))
    assert len(server.requests) < 15


def test_fetch_all_of_a_list_whose_rows_vanish_between_count_and_page(
    client: AwxClient, server: ScriptedServer
) -> None:
    """COUNT and SELECT are two statements: a page may be empty though something was counted."""
    answers = [page_of([], 1), json_answer({"results": []}), page_of([], 0)]
    server.handle(lambda request: answers[min(len(server.requests), 3) - 1])
    rows, _summary = read(client)
    assert rows == []


def test_fetch_all_in_order_reads_again_when_the_list_shifts(
    client: AwxClient, server: ScriptedServer, reporter: Reporter
) -> None:
    """A walk that the data shifted under is detected and repeated."""

    def shift(table: Table, number: int) -> None:
        if number == 4:
            table.delete(1)

    server.handle(Table.of_ids([1, 2, 3, 4, 5], max_page_size=2, happens=shift))
    rows, summary = read(client, order_by="name", concurrency=1)
    assert (ids_of(rows), summary) == ([2, 3, 4, 5], ListSummary(4))
    assert "reading it again" in reporter.text


def test_fetch_all_in_order_leaves_out_rows_that_come_meanwhile(
    client: AwxClient, server: ScriptedServer, reporter: Reporter
) -> None:
    """A busy server has new jobs every second: they must not stop a walk."""
    table = Table.of_ids(
        range(11, 20),
        max_page_size=2,
        happens=lambda table, number: table.insert(100 + number) if number > 2 else None,
    )
    server.handle(table)
    rows, summary = read(client, order_by="name")
    assert (ids_of(rows), summary) == (list(range(11, 20)), ListSummary(9))
    assert "reading it again" not in reporter.text


def test_fetch_all_in_order_survives_a_page_that_vanishes(
    client: AwxClient, server: ScriptedServer
) -> None:
    """A vanished last page is 404, or 400 at /hosts/."""

    def shrink(table: Table, number: int) -> None:
        if number == 4:
            table.delete(3)

    server.handle(Table.of_ids([1, 2, 3], max_page_size=2, happens=shrink))
    rows, summary = read(client, order_by="name")
    assert (ids_of(rows), summary) == ([1, 2], ListSummary(2))


def test_fetch_all_in_order_of_a_list_that_is_emptied(
    client: AwxClient, server: ScriptedServer
) -> None:
    def empty(table: Table, number: int) -> None:
        if number == 4:
            table.delete(1, 2, 3)

    server.handle(Table.of_ids([1, 2, 3], max_page_size=2, happens=empty))
    assert read(client, order_by="name") == ([], ListSummary(0))


def test_fetch_all_in_order_loses_no_row_when_as_many_come_as_go(
    client: AwxClient, server: ScriptedServer
) -> None:
    """The count alone proves nothing: row 3 lives throughout, and must be there."""

    def replace(table: Table, number: int) -> None:
        if number == 4:
            table.delete(1)
            table.insert(5)

    # Row 5 has matched the filters only since then; its id is no new one.
    server.handle(Table.of_ids([1, 2, 3, 9], max_page_size=2, happens=replace))
    rows, _summary = read(client, order_by="name", concurrency=1)
    assert {2, 3, 9} <= set(ids_of(rows))


def test_fetch_all_in_order_repeats_no_row_when_as_many_come_as_go(
    client: AwxClient, server: ScriptedServer
) -> None:
    """Duplicates are a sign that the list shifted, whatever its count says."""

    def replace(table: Table, number: int) -> None:
        if number == 4:
            table.delete(8)
            table.insert(1)

    server.handle(Table.of_ids([2, 3, 4, 8], max_page_size=2, happens=replace))
    rows, summary = read(client, order_by="name", concurrency=1)
    assert (ids_of(rows), summary) == ([1, 2, 3, 4], ListSummary(4))


def test_fetch_all_in_order_gives_up_on_a_list_that_never_rests(
    client: AwxClient, server: ScriptedServer
) -> None:
    """Repeated, then reported."""
    server.handle(
        Table.of_ids(
            range(100, 190),
            max_page_size=5,
            happens=lambda table, number: table.delete(99 + number),
        )
    )
    with pytest.raises(errors.UnexpectedResponse, match="kept changing"):
        read(client, order_by="name")


def multiplied(ids: t.Sequence[int], count: int, *, size: int = 200) -> t.Any:
    """Answer a list whose order is over several related objects: more rows, and as many as ever."""

    def answer(request: Received) -> Answer:
        query = dict(request.query)
        most = min(size, int(query["page_size"]))
        start = (int(query.get("page", 1)) - 1) * most
        if "count_disabled" in query:
            only = [number for number in ids if str(number) == query.get("id__in")]
            return json_answer({"results": rows_of((only or [max(ids)])[:most])})
        return page_of(rows_of(ids[:count][start : start + most]), count)

    return answer


@pytest.mark.parametrize(
    ("ids", "count", "size", "question", "requests"),
    [
        pytest.param([7, 48, 48, 13], 3, 200, {}, 1, id="one page"),
        pytest.param([7, 48, 48, 13], 3, 200, {"limit": 3}, 1, id="a limit"),
        pytest.param([7, 7, 9, 13], 4, 2, {}, 1, id="first page of several"),
        pytest.param([7, 9, 13, 13, 5], 5, 2, {"concurrency": 1}, 5, id="a later page"),
        pytest.param([7, 9, 9, 13, 5], 5, 2, {"concurrency": 1}, 5, id="across pages"),
    ],
)
def test_fetch_all_in_an_order_over_several_related_objects_fails_and_says_why(
    ids: list[int],
    count: int,
    size: int,
    question: dict[str, t.Any],
    requests: int,
    client: AwxClient,
    server: ScriptedServer,
) -> None:
    """AWX multiplies such rows, not their count, and loses as many: all rows or an error."""
    server.handle(multiplied(ids, count, size=size))
    with pytest.raises(errors.LookupFailed, match=r"order_by \(hosts__name\) follows") as failure:
        read(client, order_by="-hosts__name,name", **question)
    assert "remove order_by and sort in the playbook" in str(failure.value)
    assert len(server.requests) == requests


def test_fetch_all_in_the_order_of_a_relation_fails_and_says_why(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(multiplied([7, 7], 2))
    with pytest.raises(errors.LookupFailed, match=r"order_by \(credentials\) follows"):
        read(client, order_by="credentials")


def test_fetch_all_in_an_order_over_one_related_object_each_is_as_any(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(multiplied([7, 5, 6], 3))
    rows, summary = read(client, order_by="inventory__name")
    assert (ids_of(rows), summary) == ([7, 5, 6], ListSummary(3))


def test_fetch_all_by_id_refuses_a_list_with_an_object_twice(
    client: AwxClient, server: ScriptedServer
) -> None:
    """Ids are different on every walk, also where all is on one page."""
    server.handle(multiplied([5, 5], 2))
    with pytest.raises(errors.UnexpectedResponse, match="lists an object twice"):
        read(client)


def test_fetch_all_takes_the_download_of_output_too_large_to_show(
    client: AwxClient, server: ScriptedServer
) -> None:
    path = "/api/v2/jobs/7/stdout/"
    excuse = {"range": {"start": 0, "end": 1, "absolute_end": 1}, "content": "too large"}
    shape = {"order_by": "id", "page_size": "200"}
    server.expect("GET", path, json_answer(excuse), query=shape)
    text = Answer(200, b"a\nb\n", [("Content-Type", "text/plain")])
    server.expect("GET", path, text, query={"format": "ansi_download"})
    rows, _summary = read(client, path="jobs/7/stdout/")
    assert rows == [{"range": {"start": 0, "end": 2, "absolute_end": 2}, "content": "a\nb\n"}]


def test_fetch_all_reads_lists_whose_rows_have_no_id_by_page(
    client: AwxClient, server: ScriptedServer
) -> None:
    pages = {None: [{"slug": "a"}, {"slug": "b"}], "2": [{"slug": "c"}]}
    server.handle(lambda request: page_of(pages[dict(request.query).get("page")], 3))
    rows, summary = read(client, path="settings/")
    assert [row["slug"] for row in rows] == ["a", "b", "c"]
    assert summary == ListSummary(3)


# -- Events ------------------------------------------------------------------------


def events(count: int) -> list[dict[str, t.Any]]:
    return [{"id": 10_000 - i, "counter": i} for i in range(1, count + 1)]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v2/jobs/7/job_events/",
        "ad_hoc_commands/7/events/",
        "project_updates/7/events/",
        "inventory_updates/7/events/",
        "system_jobs/7/events/",
    ],
)
def test_fetch_all_knows_every_list_of_events(
    path: str, client: AwxClient, server: ScriptedServer
) -> None:
    table = Table(events(2))
    server.handle(table)
    read(client, path=path)
    assert "limit" in table.asked[0]


@pytest.mark.parametrize("path", ["hosts/7/job_events/", "groups/7/job_events/", "jobs/"])
def test_fetch_all_sends_limit_nowhere_else(
    path: str, client: AwxClient, server: ScriptedServer
) -> None:
    """`limit` exists on event lists only (docs/awx-api.md#limit-of-event-lists)."""
    table = Table(events(2))
    server.handle(table)
    read(client, path=path)
    assert "limit" not in table.asked[0]


# -- Counting ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "count"),
    [
        pytest.param(page_of([{"id": 1}], 4711), 4711, id="list"),
        pytest.param(json_answer(["a", "b"]), 2, id="array"),
        pytest.param(json_answer({"version": "24"}), 1, id="object"),
    ],
)
def test_fetch_count_asks_once(
    answer: Answer, count: int, client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("GET", "/api/v2/hosts/", answer, query={"name": "x", "page_size": "1"})
    assert fetch_count(client, ListRequest("hosts/", params=[("name", "x")])) == count


@pytest.mark.parametrize("body", [5, "maintenance", {"count": -1, "results": []}])
def test_fetch_count_counts_nothing_but_objects(
    body: t.Any, client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(lambda _request: json_answer(body))
    with pytest.raises(errors.UnexpectedResponse, match="GET hosts/: "):
        fetch_count(client, ListRequest("hosts/"))
