# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""tokens: made once, shown once, revoked exactly (awx-api 2.4)."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx import errors, tokens
from ansible_collections.steward.awx.plugins.module_utils._awx.client import AwxClient

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

PATH = "/api/v2/tokens/"
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


@pytest.mark.parametrize(
    ("new", "body"),
    [
        (tokens.NewToken(), {"description": "", "scope": "write"}),
        (tokens.NewToken("nightly", "read"), {"description": "nightly", "scope": "read"}),
        (tokens.NewToken(application=3), {"description": "", "scope": "write", "application": 3}),
    ],
)
def test_create_sends_what_is_wanted(
    new: tokens.NewToken, body: dict[str, t.Any], client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("POST", PATH, json_answer(CREATED, 201), body=body)
    assert tokens.create(client, new) == {
        name: CREATED[name] for name in CREATED if name not in ("type", "related")
    }


@pytest.mark.parametrize("answer", [html_answer(404), json_answer({"detail": "no"}, 404)])
def test_create_where_there_are_no_tokens(
    answer: Answer, client: AwxClient, server: ScriptedServer
) -> None:
    """AWX after 24.6.1 and controllers behind a gateway have none (awx-api 2.4)."""
    server.expect("POST", PATH, answer, body={"description": "", "scope": "write"})
    with pytest.raises(errors.NotFound, match="this server has no tokens"):
        tokens.create(client, tokens.NewToken())


def test_create_refused_for_users_of_another_login(
    client: AwxClient, server: ScriptedServer
) -> None:
    """403 for external users (awx-api 2.4)."""
    detail = {"detail": "(access_denied) OAuth2 Tokens cannot be created by users of ldap"}
    server.handle(lambda request: json_answer(detail, 403))
    with pytest.raises(errors.PermissionDenied) as failure:
        tokens.create(client, tokens.NewToken())
    assert "(access_denied)" in str(failure.value)
    assert "ALLOW_OAUTH2_FOR_EXTERNAL_USERS" in str(failure.value)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(RESET, id="connection cut"),
        pytest.param(html_answer(502), id="502"),
        pytest.param(html_answer(504), id="504"),
    ],
)
def test_create_with_an_unknown_fate_says_so(
    answer: Answer, client: AwxClient, server: ScriptedServer
) -> None:
    """Not repeated when its fate is unknown, and the error then says so (its docstring)."""
    server.handle(lambda request: answer)
    with pytest.raises(errors.AwxError, match="Whether the token was created is not known"):
        tokens.create(client, tokens.NewToken("nightly"))
    assert len(server.requests) == 1


@pytest.mark.parametrize("body", [None, {}, {"id": 7}, {"token": "x"}, {"id": 7, "token": ""}, []])
def test_create_wants_the_token(body: t.Any, client: AwxClient, server: ScriptedServer) -> None:
    server.handle(lambda request: json_answer(body, 201))
    with pytest.raises(errors.UnexpectedReply, match="did not show it"):
        tokens.create(client, tokens.NewToken())


@pytest.mark.parametrize(
    ("answer", "found"),
    [(json_answer(CREATED), True), (json_answer({"detail": "No match."}, 404), False)],
)
def test_exists(answer: Answer, found: bool, client: AwxClient, server: ScriptedServer) -> None:
    server.expect("GET", PATH + "7/", answer)
    assert tokens.exists(client, 7) is found


@pytest.mark.parametrize(
    ("answer", "changed"),
    [(EMPTY, True), (json_answer({"detail": "No match."}, 404), False)],
)
def test_revoke(answer: Answer, changed: bool, client: AwxClient, server: ScriptedServer) -> None:
    """One that is already gone is fine (issue 2, trap 17)."""
    server.expect("DELETE", PATH + "7/", answer)
    assert tokens.revoke(client, 7) is changed


@pytest.mark.parametrize("act", [tokens.exists, tokens.revoke])
def test_no_tokens_at_all_is_not_a_token_that_is_gone(
    act: t.Callable[[AwxClient, int], bool], client: AwxClient, server: ScriptedServer
) -> None:
    """An unknown URL is 404 in HTML, a missing object 404 in JSON (awx-api 0.2)."""
    server.handle(lambda request: html_answer(404))
    with pytest.raises(errors.NotFound, match="this server has no tokens"):
        act(client, 7)


@pytest.mark.parametrize("status", [401, 403])
def test_revoke_that_is_refused_is_an_error(
    status: int, client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: json_answer({"detail": "no"}, status))
    with pytest.raises(errors.ApiError):
        tokens.revoke(client, 7)


def last_used(*ids: int) -> t.Callable[[Received], Answer]:
    """Answer as a server that notes the use of a token: these come first, one after the other."""
    order = iter(ids)

    def answer(request: Received) -> Answer:
        if request.path == PATH:
            return page_of([{"id": next(order)}], 3)
        return page_of([{"id": 1}])

    return answer


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        pytest.param((7, 7, 7), 7, id="at once"),
        pytest.param((4, 7, 7, 7), 7, id="after another one"),
        pytest.param((7, 4, 7, 7, 4, 7, 7, 7), 7, id="between others"),
    ],
)
def test_id_of_is_the_token_that_is_always_used_last(
    seen: tuple[int, ...], found: int, client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(last_used(*seen))
    assert tokens.id_of(client, "its-text") == found
    assert {request.headers["authorization"] for request in server.requests} == {"Bearer its-text"}


def test_id_of_a_token_that_is_no_longer_valid(client: AwxClient, server: ScriptedServer) -> None:
    server.handle(lambda request: json_answer({"detail": "no"}, 401))
    assert tokens.id_of(client, "its-text") is None
    assert len(server.requests) == 1


def test_id_of_gives_up_where_it_proves_nothing(client: AwxClient, server: ScriptedServer) -> None:
    """Never revoke a token that may be another one."""
    server.handle(last_used(*[7, 7, 4] * 4))
    with pytest.raises(errors.LookupFailed, match="give its token_id"):
        tokens.id_of(client, "its-text")


@pytest.mark.parametrize("body", [[], {"count": 0}, None])
def test_id_of_refuses_an_answer_of_another_shape(
    body: t.Any, client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: json_answer(body))
    with pytest.raises(errors.UnexpectedReply):
        tokens.id_of(client, "its-text")
