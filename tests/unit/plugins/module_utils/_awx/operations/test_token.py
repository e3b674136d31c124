# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""operations.token: get a token, give it back (issue 2)."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.operations import token

from tests.unit.connect import MakeClient
from tests.unit.scripted_server import (
    EMPTY,
    Answer,
    ScriptedServer,
    json_answer,
    page_of,
)

PATH = "/api/v2/tokens/"
GONE = json_answer({"detail": "No OAuth2AccessToken matches the given query."}, 404)


def run(client: AwxClient, check_mode: bool = False, **options: t.Any) -> dict[str, t.Any]:
    return token.run(client, {"state": "present", **options}, check_mode=check_mode)


def test_present_creates_one_with_one_request(client: AwxClient, server: ScriptedServer) -> None:
    """2 requests with a password for a token and its deletion (traps: the figures to beat)."""
    created = json_answer({"id": 7, "token": "new", "scope": "read"}, 201)
    server.expect("POST", PATH, created, body={"description": "d", "scope": "read"})
    result = run(client, description="d", scope="read")
    assert (result["changed"], result["requests"]) == (True, 1)
    assert result["token"]["token"] == "new"
    assert "ansible_facts" not in result


@pytest.mark.parametrize(
    ("scope", "sent"),
    [
        (None, "write"),
        ("", "write"),
        ("read", "read"),
        ("read write", "read write"),
        ("write, read", "write read"),
        (" read ", "read"),
    ],
)
def test_present_sends_the_scope_as_awx_wants_it(
    scope: str | None, sent: str, client: AwxClient, server: ScriptedServer
) -> None:
    created = json_answer({"id": 7, "token": "new"}, 201)
    server.expect("POST", PATH, created, body={"description": "", "scope": sent})
    run(client, scope=scope)


@pytest.mark.parametrize("scope", ["admin", "read read", "read,admin", "READ"])
def test_present_refuses_a_scope_before_any_request(scope: str, client: AwxClient) -> None:
    with pytest.raises(errors.ConfigurationError, match="it can be 'read', 'write' or"):
        run(client, scope=scope)


def test_present_resolves_the_application(client: AwxClient, server: ScriptedServer) -> None:
    asked = {"name": "Portal", "page_size": "10"}
    server.expect("GET", "/api/v2/applications/", page_of([{"id": 3}]), query=asked)
    body = {"description": "", "scope": "write", "application": 3}
    server.expect("POST", PATH, json_answer({"id": 7, "token": "new"}, 201), body=body)
    assert run(client, application="Portal")["requests"] == 2


def test_present_in_check_mode_writes_nothing(client: AwxClient, server: ScriptedServer) -> None:
    """The clients of today create a real token in check mode (traps)."""
    assert run(client, check_mode=True) == {"changed": True, "requests": 0}


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"token_id": 7}, id="id"),
        pytest.param({"token": {"id": 7, "token": "secret"}}, id="what the module returned"),
        pytest.param(
            {"token": {"changed": True, "token": {"id": 7, "token": "s"}}}, id="registered"
        ),
        pytest.param({"token": {"id": 7, "token": "************"}}, id="as AWX lists it"),
        pytest.param({"token": {"id": 7}}, id="an object of awx_query"),
    ],
)
@pytest.mark.parametrize(("answer", "changed"), [(EMPTY, True), (GONE, False)])
def test_absent_revokes_with_one_request(
    answer: Answer,
    changed: bool,
    options: dict[str, t.Any],
    client: AwxClient,
    server: ScriptedServer,
) -> None:
    """By `token`, the returned mapping, or `token_id`; one already gone is fine (issue 2)."""
    server.expect("DELETE", PATH + "7/", answer)
    result = run(client, state="absent", **options)
    assert result == {"changed": changed, "requests": 1}


def test_absent_finds_a_token_by_its_text(client: AwxClient, server: ScriptedServer) -> None:
    for _turn in range(3):
        server.expect("GET", "/api/v2/me/")
        shape = {"order_by": "-last_used,-id", "page_size": "1", "last_used__isnull": "false"}
        server.expect("GET", PATH, page_of([{"id": 7}]), query=shape)
    server.expect("DELETE", PATH + "7/", EMPTY)
    assert run(client, state="absent", token="its-text")["changed"] is True
    signed = [request.headers["authorization"] for request in server.requests]
    assert signed[:6] == ["Bearer its-text"] * 6
    assert signed[6] != "Bearer its-text"


def test_absent_of_a_token_that_works_no_longer_is_fine(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("GET", "/api/v2/me/", json_answer({"detail": "no"}, 401))
    assert run(client, state="absent", token="its-text")["changed"] is False


@pytest.mark.parametrize(("answer", "changed"), [(json_answer({"id": 7}), True), (GONE, False)])
def test_absent_in_check_mode_only_looks(
    answer: Answer, changed: bool, client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("GET", PATH + "7/", answer)
    assert run(client, True, state="absent", token_id=7)["changed"] is changed


@pytest.mark.parametrize("options", [{}, {"token": ""}, {"token": {"token": "***"}}, {"token": {}}])
def test_absent_wants_to_know_which(options: dict[str, t.Any], client: AwxClient) -> None:
    with pytest.raises(errors.ConfigurationError):
        run(client, state="absent", **options)


def test_absent_with_a_password_takes_one_request(
    make_client: MakeClient, server: ScriptedServer
) -> None:
    server.expect("DELETE", PATH + "7/", EMPTY)
    client = make_client(username="al", password="hunter2")
    run(client, state="absent", token_id=7)
    client.close()
