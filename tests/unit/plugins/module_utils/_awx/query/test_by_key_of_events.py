# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""by_key: all events of a job, whatever the server makes of `limit`."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.query import by_key
from ansible_collections.steward.awx.plugins.module_utils._awx.query.list_request import (
    ListRequest,
    ListSummary,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.query.sinks import Memory

from tests.unit.scripted_server import ScriptedServer, json_answer
from tests.unit.table import Table


def read(client: AwxClient, **options: t.Any) -> tuple[list[t.Any], ListSummary]:
    sink = Memory()
    request = ListRequest("jobs/7/job_events/", **options)
    summary = by_key.read_events(client, request, sink)
    return sink.rows, summary


def events(count: int) -> list[dict[str, t.Any]]:
    return [{"id": 10_000 - i, "counter": i} for i in range(1, count + 1)]


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1500])
@pytest.mark.parametrize("concurrency", [1, 4])
def test_read_reads_all_events_by_counter(
    count: int, concurrency: int, client: AwxClient, server: ScriptedServer
) -> None:
    """No COUNT of events, which takes minutes on a big job (docs/awx-api.md#cost-of-counting)."""
    table = Table(events(count))
    server.handle(table)
    rows, summary = read(client, concurrency=concurrency)
    assert [row["counter"] for row in rows] == list(range(1, count + 1))
    assert summary == ListSummary(count)
    assert all("limit" in query and "counter" in query["order_by"] for query in table.asked)


@pytest.mark.parametrize(
    ("limit", "returned", "truncated"),
    [(1, 1, True), (9, 9, True), (10, 10, False), (99, 10, False)],
)
def test_read_reads_the_first_events_and_says_how_many_there_are(
    limit: int, returned: int, truncated: bool, client: AwxClient, server: ScriptedServer
) -> None:
    """`count` is how many match, also if fewer are returned (documentation of awx_query)."""
    server.handle(Table(events(10)))
    rows, summary = read(client, limit=limit)
    assert len(rows) == returned
    assert summary == ListSummary(10, truncated=truncated)


@pytest.mark.parametrize("limit", [None, 900])
def test_read_reads_events_of_a_server_that_caps_pages(
    limit: int | None, client: AwxClient, server: ScriptedServer
) -> None:
    """Never a silent first page, whatever the server makes of `limit`."""
    table = Table(events(1000))
    table.most_events = 200
    server.handle(table)
    rows, summary = read(client, limit=limit)
    assert [row["counter"] for row in rows] == list(range(1, (limit or 1000) + 1))
    assert summary == ListSummary(1000, truncated=limit is not None)


def test_read_refuses_events_out_of_order(client: AwxClient, server: ScriptedServer) -> None:
    server.handle(lambda request: json_answer({"results": [{"counter": 2}, {"counter": 1}]}))
    with pytest.raises(errors.UnexpectedResponse, match="not ordered by counter"):
        read(client)
