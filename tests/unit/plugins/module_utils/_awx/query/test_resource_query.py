# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""select: what options select; how failures are explained is in operations/test_query."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.query import resource_query
from ansible_collections.steward.awx.plugins.module_utils._awx.query.sinks import Memory

from tests.unit.scripted_server import ScriptedServer, json_answer, page_of
from tests.unit.table import Table


def test_of_options_takes_filters_from_each_place() -> None:
    options = {
        "resource": "inventory/2/hosts?name=a&order_by=-id",
        "filters": {"enabled": True},
        "search": "web",
        "limit": 3,
        "max_objects": 9,
        "concurrency": 2,
    }
    selection = resource_query.of_options(options)
    assert selection.filters.keys == ["name", "enabled", "search"]
    request = selection.request
    assert (request.path, request.order_by) == ("inventories/2/hosts/", "-id")
    assert (request.limit, request.max_objects, request.concurrency) == (3, 9, 2)


@pytest.mark.parametrize(
    "options",
    [
        {"resource": "hosts", "limit": 0},
        {"resource": "hosts", "order_by": ["name", ""]},
        {"resource": "hosts?search=a", "search": "b"},
        {"resource": ""},
    ],
)
def test_of_options_refuses(options: dict[str, t.Any]) -> None:
    with pytest.raises(errors.ConfigurationError):
        resource_query.of_options(options)


def test_fetch_and_count(client: AwxClient, server: ScriptedServer) -> None:
    server.handle(Table.of_ids(range(1, 451)))
    selection = resource_query.of_options({"resource": "hosts"})
    rows = Memory()
    assert (
        resource_query.fetch(client, selection, rows).total
        == resource_query.count(client, selection)
        == 450
    )
    assert [row["id"] for row in rows.rows] == [*range(1, 451)]


def test_count_in_parts_counts_each_object_once(client: AwxClient, server: ScriptedServer) -> None:
    """A filter that is too long for one request becomes several, which may find the same."""
    server.handle(lambda _request: page_of([{"id": 1}, {"id": 2}]))
    names = [f"host-{number}.example.com" for number in range(1000)]
    selection = resource_query.of_options({"resource": "hosts", "filters": {"name": names}})
    assert resource_query.count(client, selection) == 2
    assert len(server.requests) > 1


@pytest.mark.parametrize(
    "read", [resource_query.count, lambda *both: resource_query.fetch(*both, Memory())]
)
def test_failures_are_explained(read: t.Any, client: AwxClient, server: ScriptedServer) -> None:
    def answer(request: t.Any) -> t.Any:
        if request.method == "OPTIONS":
            return json_answer({"actions": {"GET": {"id": {}, "name": {}}}})
        return json_answer({"detail": "no"}, 400)

    server.handle(answer)
    selection = resource_query.of_options({"resource": "hosts?nmae=x"})
    with pytest.raises(errors.BadRequest, match="Did you mean 'name'"):
        read(client, selection)
