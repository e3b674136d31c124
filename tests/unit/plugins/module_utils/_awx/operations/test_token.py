# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""operations.token: get a token, give it back."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.operations import token

from tests.unit.connect import MakeClient
from tests.unit.ports import Reporter, Time
from tests.unit.scripted_server import (
    EMPTY,
    RESET,
    Answer,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
    page_of,
)
from tests.unit.token_server import Token, TokenServer

PATH = "/api/v2/tokens/"
OURS = "token-of-the-tests"
GONE = json_answer({"detail": "No OAuth2AccessToken matches the given query."}, 404)


def run(client: AwxClient, check_mode: bool = False, **options: t.Any) -> dict[str, t.Any]:
    return token.run(client, {"state": "present", **options}, check_mode=check_mode)


def test_present_creates_one_with_one_request(client: AwxClient, server: ScriptedServer) -> None:
    """2 requests with a password for a token and its deletion."""
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
    """The clients of today create a real token in check mode."""
    assert run(client, check_mode=True) == {"changed": True, "requests": 0}


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"token_id": 7}, id="id"),
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
    """By `token`, the returned mapping, or `token_id`; one already gone is fine."""
    server.expect("DELETE", PATH + "7/", answer)
    result = run(client, state="absent", **options)
    assert (result["changed"], result["requests"]) == (changed, 1)
    assert [row["id"] for row in result["revoked"]] == ([7] if changed else [])
    assert not {"token", "refresh_token"} & {name for row in result["revoked"] for name in row}


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"id": 7, "token": "secret"}, id="what the module returned"),
        pytest.param({"changed": True, "token": {"id": 7, "token": "secret"}}, id="registered"),
    ],
)
def test_absent_of_a_mapping_asks_once_more_only_if_there_is_no_such_token(
    given: dict[str, t.Any], client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("DELETE", PATH + "7/", EMPTY)
    result = run(client, state="absent", token=given)
    assert (result["changed"], result["requests"]) == (True, 1)
    assert "secret" not in str(result)
    server.expect("DELETE", PATH + "7/", GONE)
    server.expect("GET", "/api/v2/me/", json_answer({"detail": "no"}, 401))
    result = run(client, state="absent", token=given)
    assert (result["changed"], result["requests"]) == (False, 2)


# -- By its text -----------------------------------------------------------------------------


def test_absent_revokes_the_token_with_this_text(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    """It is found by using it, and the server takes it no longer afterwards."""
    awx = TokenServer(time, Token(1, OURS), Token(7, "its-text"), Token(9, "busy"))
    server.handle(awx)
    result = run(client, state="absent", token="its-text")
    assert (result["changed"], awx.deleted) == (True, [7])
    assert [row["id"] for row in result["revoked"]] == [7]
    signed = [request.headers["authorization"] for request in server.requests]
    assert signed == [*["Bearer its-text"] * 5, f"Bearer {OURS}", "Bearer its-text"]
    assert "its-text" not in str(result)


def test_absent_by_text_revokes_nothing_while_another_token_is_busy(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    """A token that is revoked by its text is that token or none."""
    tokens = [Token(1, OURS), Token(7, "its-text"), Token(9, "busy")]
    awx = TokenServer(time, *tokens, meanwhile=lambda awx: awx.use(9))
    server.handle(awx)
    with pytest.raises(
        errors.LookupFailed, match="cannot be distinguished from others: other tokens"
    ):
        run(client, state="absent", token="its-text")
    assert awx.deleted == []


def test_absent_by_text_looks_whether_the_token_is_gone(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    """A server that did not revoke it, or revoked another one, is not believed."""
    awx = TokenServer(time, Token(1, OURS), Token(7, "its-text"))
    server.handle(lambda request: EMPTY if request.method == "DELETE" else awx(request))
    with pytest.raises(errors.LookupFailed, match="still accepts the token that was given"):
        run(client, state="absent", token="its-text")


@pytest.mark.parametrize(
    "given", ["its-text", {"id": 7, "token": "its-text"}], ids=["text", "mapping"]
)
@pytest.mark.parametrize("check_mode", [False, True])
def test_absent_needs_no_login_beside_the_token(
    check_mode: bool, given: t.Any, make_client: MakeClient, server: ScriptedServer, time: Time
) -> None:
    """A token alone can revoke itself."""
    awx = TokenServer(time, Token(7, "its-text"))
    server.handle(awx)
    result = run(make_client(token=None), check_mode, state="absent", token=given)
    assert result["changed"] is True
    assert awx.deleted == ([] if check_mode else [7])
    assert {request.headers["authorization"] for request in server.requests} == {"Bearer its-text"}


@pytest.mark.parametrize(
    "given", ["its-text", {"id": 7, "token": "its-text"}], ids=["text", "mapping"]
)
def test_absent_of_a_token_of_scope_read_alone_says_what_it_takes(
    given: t.Any, make_client: MakeClient, server: ScriptedServer, time: Time
) -> None:
    server.handle(TokenServer(time, Token(7, "its-text", scope="read")))
    with pytest.raises(errors.PermissionDenied, match="set awx_username and awx_password"):
        run(make_client(token=None), state="absent", token=given)


@pytest.mark.parametrize(
    "given", ["its-text", {"id": 7, "token": "its-text"}], ids=["text", "mapping"]
)
def test_absent_of_another_users_token_is_signed_by_itself(
    given: t.Any, client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    """Whoever logs in may not see it, so that 404 does not say that it is gone."""
    awx = TokenServer(time, Token(1, OURS), Token(7, "its-text", user=5))
    server.handle(awx)
    assert run(client, state="absent", token=given)["changed"] is True
    assert awx.deleted == [7]


def test_absent_of_another_users_id_says_who_may(
    make_client: MakeClient, server: ScriptedServer
) -> None:
    server.expect("DELETE", PATH + "7/", json_answer({"detail": "no permission"}, 403))
    client = make_client(username="al", password="hunter2")
    with pytest.raises(errors.PermissionDenied, match="by its own user, or by a superuser") as said:
        run(client, state="absent", token_id=7)
    assert "scope read" not in str(said.value)
    client.close()


def test_absent_of_a_token_that_works_no_longer_is_fine(
    client: AwxClient, server: ScriptedServer
) -> None:
    """The result says what else it may mean: the row of an expired one stays."""
    server.expect("GET", "/api/v2/me/", json_answer({"detail": "no"}, 401))
    result = run(client, state="absent", token="its-text")
    assert (result["changed"], result["revoked"]) == (False, [])
    assert "expired" in result["msg"]
    assert "token_id" in result["msg"]


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


# -- By a mapping -----------------------------------------------------------------------------

PAIR = {"id": 7, "token": "access-1", "refresh_token": "refresh-1", "application": 3}


def test_absent_of_the_token_that_signs(make_client: MakeClient, server: ScriptedServer) -> None:
    """Where the answer is lost, it shows by working no longer."""
    server.expect("DELETE", PATH + "7/", RESET)
    server.expect("GET", "/api/v2/me/", json_answer({"detail": "no"}, 401))
    client = make_client(token="its-text")
    assert run(client, state="absent", token={"id": 7, "token": "its-text"})["changed"] is True


def test_absent_of_an_applications_token_warns_of_its_refresh_token(
    client: AwxClient, server: ScriptedServer, reporter: Reporter
) -> None:
    server.expect("DELETE", PATH + "7/", EMPTY)
    run(client, state="absent", token=PAIR)
    [warning] = reporter.warnings
    assert "refresh token" in warning
    assert "refresh-1" not in warning


def test_absent_goes_where_the_server_said_that_the_token_is(
    client: AwxClient, server: ScriptedServer
) -> None:
    url = "/api/gateway/v1/tokens/7/"
    server.expect("DELETE", url, EMPTY)
    run(client, state="absent", token={"id": 7, "token": "t", "url": url})


@pytest.mark.parametrize("url", ["/api/v2/users/7/", "https://h/api/v2/tokens/7/", "/tokens/8/", 7])
def test_absent_goes_to_no_other_place(
    url: t.Any, client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("DELETE", PATH + "7/", EMPTY)
    run(client, state="absent", token={"id": 7, "token": "t", "url": url})


# -- All that match --------------------------------------------------------------------------

ME = page_of([{"id": 4}])
ROWS = [
    {"id": n, "user": 4, "description": "d", "scope": "read", "token": "***"} for n in (1, 2, 3)
]


@pytest.fixture
def al(make_client: MakeClient) -> AwxClient:
    return make_client(username="al", password="hunter2", auth="basic")


def test_purge(al: AwxClient, server: ScriptedServer) -> None:
    server.expect("GET", "/api/v2/me/", ME)
    asked = {"user": "4", "description": "d", "created__lt": "2026-11-22T01:00:00Z"}
    shape = {"page_size": "200", "order_by": "id"}
    server.expect("GET", PATH, page_of(ROWS), query={**asked, **shape})
    for n, answer in ((1, EMPTY), (2, GONE), (3, EMPTY)):
        server.expect("DELETE", f"{PATH}{n}/", answer)
    result = run(al, state="absent", description="d", older_than="1d")
    told = [{"id": n, "description": "d", "scope": "read"} for n in (1, 3)]
    assert (result["changed"], result["revoked"]) == (True, told)
    assert result["diff"] == {"before": {"tokens": told}, "after": {"tokens": []}}


def test_purge_in_check_mode_says_what_would_go(al: AwxClient, server: ScriptedServer) -> None:
    server.handle(lambda request: ME if request.path == "/api/v2/me/" else page_of(ROWS))
    result = run(al, True, state="absent", description="d")
    assert [row["id"] for row in result["revoked"]] == [1, 2, 3]
    assert "***" not in str(result)
    assert {request.method for request in server.requests} == {"GET"}


def test_purge_of_nothing(al: AwxClient, server: ScriptedServer) -> None:
    server.handle(lambda request: ME if request.path == "/api/v2/me/" else page_of([]))
    result = run(al, state="absent", older_than="0")
    assert (result["changed"], result["revoked"]) == (False, [])


def test_purge_that_breaks_says_how_far_it_came(al: AwxClient, server: ScriptedServer) -> None:
    def answer(request: Received) -> Answer:
        if request.method == "DELETE":
            return html_answer(502) if request.path.endswith("/2/") else EMPTY
        return ME if request.path == "/api/v2/me/" else page_of(ROWS)

    server.handle(answer)
    with pytest.raises(errors.ServerError, match="1 of 3 tokens were revoked before"):
        run(al, state="absent", description="d")


def test_purge_with_a_token_that_goes_too(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    """It goes last, since nothing could be revoked with it any more."""
    awx = TokenServer(time, Token(1, OURS), Token(2, "b"), Token(3, "c"))
    server.handle(awx)
    run(client, state="absent", older_than="0s")
    assert awx.deleted == [2, 3, 1]
