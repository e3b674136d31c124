# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""by_key: what follows a first page; what others write meanwhile is in test_walk_properties."""

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

from tests.unit.scripted_server import ScriptedServer
from tests.unit.table import Table


def read_on(client: AwxClient, table: Table, **options: t.Any) -> tuple[list[int], ListSummary]:
    """Read on after the first three rows."""
    sink = Memory()
    request = ListRequest("hosts/", **options)
    ids = sorted(table.rows, reverse=request.is_descending)
    summary = by_key.read_by_id(client, request, [{"id": i} for i in ids[:3]], len(ids), sink)
    return [row["id"] for row in sink.rows], summary


@pytest.mark.parametrize(
    ("count", "options", "requests"),
    [
        pytest.param(5, {}, 1, id="one more page shows the end"),
        pytest.param(6, {}, 2, id="a full one does not"),
        pytest.param(30, {}, 10, id="all"),
        pytest.param(30, {"order_by": "-id"}, 9, id="no later ids downwards"),
        pytest.param(30, {"limit": 12}, 3, id="a limit needs no end"),
        pytest.param(30, {"limit": 50}, 10, id="a limit beyond the end"),
    ],
)
def test_read_sends_as_few_requests_as_can_be(
    count: int, options: dict[str, t.Any], requests: int, client: AwxClient, server: ScriptedServer
) -> None:
    table = Table.of_ids(range(1, count + 1), max_page_size=3)
    server.handle(table)
    found, summary = read_on(client, table, **options)
    wanted = min(count, options.get("limit", count))
    every = [*range(1, count + 1)][:: -1 if "order_by" in options else 1]
    assert found == every[:wanted]
    assert summary == ListSummary(count, truncated=wanted < count)
    assert len(server.requests) == requests


def test_read_refuses_more_than_max_objects(client: AwxClient, server: ScriptedServer) -> None:
    table = Table.of_ids(range(1, 31), max_page_size=3)
    server.handle(table)
    with pytest.raises(errors.LookupFailed, match="max_objects"):
        read_on(client, table, max_objects=9)
