# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""tokens: made once, shown once, revoked exactly (docs/awx-api.md#personal-access-tokens)."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.tokens import user_tokens

from tests.unit.connect import TOKEN, MakeClient
from tests.unit.ports import Time
from tests.unit.scripted_server import (
    EMPTY,
    Answer,
    ScriptedServer,
    html_answer,
    json_answer,
    page_of,
)
from tests.unit.token_server import Token, TokenServer

PATH = "/api/v2/tokens/"
GONE = json_answer({"detail": "No match."}, 404)
# What AWX and Ascender answer to a path that they do not have.
NO_SUCH_PATH = [
    pytest.param(html_answer(404), id="AWX"),
    pytest.param(
        json_answer({"detail": "The requested resource could not be found."}, 404), id="Ascender"
    ),
]
NEW = {"description": "", "scope": "write"}
AWX = {"current_version": "/api/v2/", "available_versions": {"v2": "/api/v2/"}}
GATEWAY = {"apis": {"gateway": "/api/gateway/", "controller": "/api/controller/"}}
CREATED = {
    "id": 7,
    "type": "o_auth2_access_token",
    "url": "/api/v2/tokens/7/",
    "related": {"user": "/api/v2/users/1/"},
    "token": "a-new-token",
    "refresh_token": None,
    "scope": "read",
    "description": "nightly",
    "expires": "3026-03-25T00:00:00Z",
    "user": 1,
    "application": None,
}


@pytest.mark.parametrize("body", [NEW, {**NEW, "description": "n", "application": 3}])
def test_create_sends_what_is_wanted(
    body: dict[str, t.Any], client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("POST", PATH, json_answer(CREATED, 201), body=body)
    assert user_tokens.create(client, body) == {
        name: CREATED[name] for name in CREATED if name not in ("type", "related")
    }
    assert client.redact("a-new-token") == "********"


@pytest.mark.parametrize(
    ("answer", "asked"),
    [
        *(
            pytest.param(*unknown.values, [f"POST {PATH}", "GET /api/"], id=unknown.id)
            for unknown in NO_SUCH_PATH
        ),
        (GONE, [f"POST {PATH}"]),
    ],
)
def test_create_where_there_are_no_tokens(
    answer: Answer, asked: list[str], client: AwxClient, server: ScriptedServer
) -> None:
    """The message says what to use instead."""
    server.handle(lambda request: answer if request.method == "POST" else json_answer(AWX))
    with pytest.raises(errors.NotFound, match="this server has no tokens") as failure:
        user_tokens.create(client, NEW)
    assert "awx_username and awx_password" in str(failure.value)
    assert server.asked == asked


@pytest.mark.parametrize("unknown", NO_SUCH_PATH)
def test_create_at_a_gateway(unknown: Answer, client: AwxClient, server: ScriptedServer) -> None:
    """Behind a gateway tokens are the gateway's, and say so by their URL."""
    made = {**CREATED, "url": "/api/gateway/v1/tokens/7/"}
    server.expect("POST", PATH, unknown, body=NEW)
    server.expect("GET", "/api/", json_answer(GATEWAY))
    controller = {"current_version": "/api/controller/v2/"}
    server.expect("GET", "/api/controller/", json_answer(controller))
    server.expect("POST", "/api/gateway/v1/tokens/", json_answer(made, 201), body=NEW)
    assert user_tokens.create(client, NEW)["url"] == made["url"]
    assert "authorization" not in server.requests[1].headers

    server.expect("DELETE", made["url"], EMPTY)
    assert user_tokens.revoke(client, user_tokens.TokenReference(7, made["url"])) is True


def test_create_refused_to_a_token_that_reads_says_so(
    client: AwxClient, server: ScriptedServer
) -> None:
    refusal = json_answer({"detail": "You do not have permission"}, 403)
    server.handle(
        lambda request: (
            refusal if request.method == "POST" else json_answer({"actions": {"GET": {}}})
        )
    )
    with pytest.raises(errors.PermissionDenied, match="the scope of the token is read") as failure:
        user_tokens.create(client, NEW)
    assert "LDAP" not in str(failure.value)


def test_create_refused_for_users_of_another_login(
    client: AwxClient, server: ScriptedServer
) -> None:
    """403 for external users (docs/awx-api.md#external-users)."""
    detail = {"detail": "(access_denied) OAuth2 Tokens cannot be created by users of ldap"}
    server.handle(lambda request: json_answer(detail, 403))
    with pytest.raises(errors.PermissionDenied) as failure:
        user_tokens.create(client, NEW)
    assert "(access_denied)" in str(failure.value)
    assert "ALLOW_OAUTH2_FOR_EXTERNAL_USERS" in str(failure.value)
    assert "LDAP, RADIUS and TACACS+ can work with awx_username" in str(failure.value)


@pytest.mark.parametrize("body", [None, {}, {"id": 7}, {"token": "x"}, {"id": 7, "token": ""}, []])
def test_create_wants_the_token(body: t.Any, client: AwxClient, server: ScriptedServer) -> None:
    server.handle(lambda request: json_answer(body, 201))
    with pytest.raises(errors.UnexpectedResponse, match="did not return it"):
        user_tokens.create(client, NEW)
    assert [request.method for request in server.requests].count("POST") == 1


@pytest.mark.parametrize(
    ("answer", "found"),
    [(json_answer(CREATED), CREATED), (GONE, None)],
)
def test_read(answer: Answer, found: t.Any, client: AwxClient, server: ScriptedServer) -> None:
    server.expect("GET", PATH + "7/", answer)
    assert user_tokens.read(client, user_tokens.TokenReference(7)) == found


@pytest.mark.parametrize(
    ("answer", "changed"),
    [(EMPTY, True), (json_answer({"detail": "No match."}, 404), False)],
)
def test_revoke(answer: Answer, changed: bool, client: AwxClient, server: ScriptedServer) -> None:
    """One that is already gone is fine."""
    server.expect("DELETE", PATH + "7/", answer)
    assert user_tokens.revoke(client, user_tokens.TokenReference(7)) is changed


@pytest.mark.parametrize("unknown", NO_SUCH_PATH)
@pytest.mark.parametrize(
    "act",
    [
        lambda client, number: user_tokens.read(client, user_tokens.TokenReference(number)),
        lambda client, number: user_tokens.revoke(client, user_tokens.TokenReference(number)),
    ],
)
def test_no_tokens_at_all_is_not_a_token_that_is_gone(
    act: t.Callable[[AwxClient, int], t.Any],
    unknown: Answer,
    client: AwxClient,
    server: ScriptedServer,
) -> None:
    """A server that has no such path answers so, in HTML or in words of its own."""
    server.handle(lambda request: unknown)
    with pytest.raises(errors.NotFound, match="this server has no tokens"):
        act(client, 7)


@pytest.mark.parametrize("status", [401, 403])
def test_revoke_that_is_refused_is_an_error(
    status: int, client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: json_answer({"detail": "no"}, status))
    with pytest.raises(errors.ApiError):
        user_tokens.revoke(client, user_tokens.TokenReference(7))


# -- All of the caller's own -----------------------------------------------------------------

ME = page_of([{"id": 4, "username": "al"}])


@pytest.mark.parametrize(
    ("selection", "query"),
    [
        ({}, {}),
        ({"description": "nightly"}, {"description": "nightly"}),
        ({"older_than": 3600}, {"created__lt": "2026-11-23T00:00:00Z"}),
        (
            {"description": "n", "older_than": 0, "application": 3},
            {"description": "n", "created__lt": "2026-11-23T01:00:00Z", "application": "3"},
        ),
    ],
)
def test_own_asks_for_the_callers_and_measures_by_the_servers_clock(
    selection: dict[str, t.Any],
    query: dict[str, str],
    client: AwxClient,
    server: ScriptedServer,
) -> None:
    server.expect("GET", "/api/v2/me/", ME)
    asked = {"user": "4", **query, "page_size": "200", "order_by": "id"}
    server.expect("GET", PATH, page_of([]), query=asked)
    assert user_tokens.list_own(client, **selection) == []


def test_own_never_trusts_a_filter(client: AwxClient, server: ScriptedServer) -> None:
    """A superuser's list shows the tokens of everybody."""
    mine = {"id": 1, "user": 4, "description": "a", "application": 3}
    rows = [mine, {**mine, "id": 2, "user": 5}, {**mine, "id": 3, "description": "A"}]
    rows += [{**mine, "id": 4, "application": None}]
    server.handle(lambda request: ME if request.path == "/api/v2/me/" else page_of(rows))
    assert user_tokens.list_own(client, description="a", application=3) == [mine]


def test_own_without_a_description_is_those_that_have_none(
    client: AwxClient, server: ScriptedServer
) -> None:
    """`""` is a value."""
    rows = [{"id": 1, "user": 4, "description": "a"}, {"id": 2, "user": 4, "description": ""}]
    server.handle(lambda request: ME if request.path == "/api/v2/me/" else page_of(rows))
    assert [row["id"] for row in user_tokens.list_own(client, description="")] == [2]


@pytest.mark.parametrize("body", [[], page_of([]), {"results": [{"id": "x"}]}, None])
def test_own_wants_to_know_who_asks(body: t.Any, client: AwxClient, server: ScriptedServer) -> None:
    server.handle(lambda request: body if isinstance(body, Answer) else json_answer(body))
    with pytest.raises(errors.UnexpectedResponse):
        user_tokens.list_own(client)


def test_own_where_there_are_no_tokens(client: AwxClient, server: ScriptedServer) -> None:
    server.handle(lambda request: ME if request.path == "/api/v2/me/" else html_answer(404))
    with pytest.raises(errors.NotFound, match="this server has no tokens"):
        user_tokens.list_own(client)


def test_the_token_that_signs_goes_last(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    """Otherwise the ones after it could not be revoked any more."""
    server.handle(TokenServer(time, Token(1, TOKEN), Token(2, "b"), Token(3, "c")))
    assert user_tokens.own_token_last(client, [{"id": 1}, {"id": 2}, {"id": 3}]) == [
        {"id": 2},
        {"id": 3},
        {"id": 1},
    ]


def test_one_alone_needs_no_order(client: AwxClient) -> None:
    assert user_tokens.own_token_last(client, [{"id": 1}]) == [{"id": 1}]


def test_a_password_needs_no_order(make_client: MakeClient) -> None:
    client = make_client(username="al", password="hunter2")
    assert user_tokens.own_token_last(client, [{"id": 2}, {"id": 1}]) == [{"id": 2}, {"id": 1}]


@pytest.mark.parametrize(
    ("answer", "valid"), [(ME, True), (json_answer({"detail": "no"}, 401), False)]
)
def test_is_valid(answer: Answer, valid: bool, client: AwxClient, server: ScriptedServer) -> None:
    server.expect("GET", "/api/v2/me/", answer)
    assert user_tokens.is_valid(client, "its-text") is valid
    assert server.requests[0].headers["authorization"] == "Bearer its-text"
