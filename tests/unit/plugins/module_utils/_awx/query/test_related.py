# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""related: what the links of objects lead to, each asked for once."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.query.list_request import ListRequest
from ansible_collections.steward.awx.plugins.module_utils._awx.query.related import RelatedObjects

from tests.unit.scripted_server import Received, ScriptedServer, json_answer, page_of


def host(number: int, **links: str) -> dict[str, t.Any]:
    return {"id": number, "related": links}


def fetch(client: AwxClient, names: list[str], rows: list[t.Any], **bounds: t.Any) -> list[t.Any]:
    question = ListRequest("hosts/", **bounds)
    return RelatedObjects(client, names, request=question)(rows)


def test_objects_are_put_under_the_name_of_their_link(
    client: AwxClient, server: ScriptedServer
) -> None:
    inventory = {"id": 2, "name": "Prod"}
    server.expect(
        "GET",
        "/api/v2/inventories/2/",
        json_answer(inventory),
        query={"order_by": "id", "page_size": "200"},
    )
    row = host(1, inventory="/api/v2/inventories/2/")
    assert fetch(client, ["inventory"], [row]) == [{**row, "inventory": inventory}]


@pytest.mark.parametrize("concurrency", [1, 3])
def test_a_link_that_rows_share_is_asked_for_once(
    concurrency: int, client: AwxClient, server: ScriptedServer
) -> None:
    def answer(request: Received) -> t.Any:
        return json_answer({"path": request.path})

    server.handle(answer)
    rows = [host(n, inventory=f"/api/v2/inventories/{n % 2}/") for n in range(6)]
    found = fetch(client, ["inventory"], rows, concurrency=concurrency)
    assert [row["inventory"]["path"][-2] for row in found] == ["0", "1", "0", "1", "0", "1"]
    assert sorted(server.asked) == ["GET /api/v2/inventories/0/", "GET /api/v2/inventories/1/"]


def test_links_are_remembered_from_page_to_page(client: AwxClient, server: ScriptedServer) -> None:
    server.handle(lambda request: json_answer({"id": 2}))
    related = RelatedObjects(client, ["inventory"], request=ListRequest("hosts/"))
    for number in range(3):
        related([host(number, inventory="/api/v2/inventories/2/")])
    assert len(server.requests) == 1


def test_a_list_is_put_there_whole(client: AwxClient, server: ScriptedServer) -> None:
    """All of it: never a silent first page."""
    pages = iter([page_of([{"id": 1}, {"id": 2}], 3), json_answer({"results": [{"id": 5}]})])
    server.handle(lambda request: next(pages))
    (row,) = fetch(client, ["groups"], [host(1, groups="/api/v2/hosts/1/groups/")])
    assert [group["id"] for group in row["groups"]] == [1, 2, 5]


def test_a_list_of_one_stays_a_list(client: AwxClient, server: ScriptedServer) -> None:
    server.handle(lambda request: page_of([{"id": 1}]))
    (row,) = fetch(client, ["groups"], [host(1, groups="/api/v2/hosts/1/groups/")])
    assert row["groups"] == [{"id": 1}]


def test_a_row_without_the_link_gets_none(client: AwxClient, server: ScriptedServer) -> None:
    server.handle(lambda request: json_answer({"id": 9}))
    found = fetch(client, ["project"], [host(1, project="/api/v2/projects/9/"), host(2)])
    assert [row["project"] for row in found] == [{"id": 9}, None]


def test_a_name_that_no_row_has_is_refused(client: AwxClient) -> None:
    related = RelatedObjects(client, ["inventry"], request=ListRequest("hosts/"))
    related([host(1, inventory="/api/v2/inventories/2/")])
    with pytest.raises(errors.ConfigurationError, match=r"'inventry'\..*'inventory'"):
        related.check()


def test_a_link_to_another_server_is_not_followed(client: AwxClient) -> None:
    """Credentials never go to another host."""
    with pytest.raises(errors.UnexpectedResponse, match="another host"):
        fetch(client, ["evil"], [host(1, evil="http://evil.invalid/api/v2/")])


def test_rows_that_are_no_objects_are_refused_or_kept(client: AwxClient) -> None:
    """An array such as a project's playbooks has no links; no traceback."""
    assert fetch(client, [], ["a.yml"]) == ["a.yml"]
    with pytest.raises(errors.AwxError):
        fetch(client, ["inventory"], ["a.yml"])
