# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""token_doubts: what became of tokens when answers were lost; nothing is done twice."""

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
    RESET,
    Answer,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
    page_of,
)

PATH = "/api/v2/tokens/"
ME = page_of([{"id": 4}])
NOT_KNOWN = "Whether a token was created is not known, and could not be checked"
LOST = [
    pytest.param(RESET, id="connection cut"),
    pytest.param(html_answer(502), id="502"),
    pytest.param(html_answer(504), id="504"),
    pytest.param(html_answer(200), id="a page"),
]
MADE = {
    "id": 7,
    "user": 4,
    "description": "nightly",
    "scope": "write",
    "application": None,
    "created": "2026-11-23T01:00:00Z",
}


class Awx:
    """Answers a creation or revocation with `lost`; then it has these tokens, in turn."""

    def __init__(self, lost: Answer, *pages: t.Any, me: Answer = ME) -> None:
        self._lost = lost
        self._pages = list(pages)
        self._me = me
        self.asked: list[dict[str, str]] = []

    def __call__(self, request: Received) -> Answer:
        if request.method != "GET":
            return self._lost
        if request.path == "/api/v2/me/":
            return self._me
        self.asked.append(dict(request.query))
        page = self._pages.pop(0) if len(self._pages) > 1 else self._pages[0]
        return page if isinstance(page, Answer) else page_of(page)


def creation(client: AwxClient, server: ScriptedServer) -> str:
    """Return what is said of a creation whose answer is lost."""
    with pytest.raises(errors.AwxError) as failure:
        user_tokens.create(client, {"description": "nightly", "scope": "write"})
    assert [request.method for request in server.requests].count("POST") == 1
    assert not [request for request in server.requests if request.method == "DELETE"]
    return str(failure.value)


@pytest.mark.parametrize("lost", LOST)
def test_a_creation_is_not_repeated_and_its_token_is_named(
    lost: Answer, client: AwxClient, server: ScriptedServer
) -> None:
    awx = Awx(lost, [MADE])
    server.handle(awx)
    said = creation(client, server)
    assert "sent once and is not repeated" in said
    assert "token 7 'nightly' (created 2026-11-23T01:00:00Z)" in said
    assert "awx_token: state: absent, token_id: 7." in said
    # Of the caller's own, those that nobody has used, by the server's clock.
    assert awx.asked == [
        {
            "user": "4",
            "created__gte": "2026-11-23T00:59:58Z",
            "last_used__isnull": "true",
            "order_by": "-id",
            "page_size": "10",
        }
    ]


def test_a_creation_that_takes_a_moment_is_waited_for(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    server.handle(Awx(RESET, [], [MADE]))
    assert "It probably created token 7" in creation(client, server)
    assert time.slept == 1.0


def test_a_creation_is_looked_for_until_the_server_is_there_again(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    """It may have died of it."""
    server.handle(Awx(RESET, *[html_answer(502)] * 12, [MADE]))
    assert "It probably created token 7" in creation(client, server)
    assert 5 < time.slept <= 30


def test_a_server_that_stays_away_is_given_up(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    server.handle(Awx(RESET, html_answer(502)))
    assert NOT_KNOWN in creation(client, server)
    assert 29 < time.slept <= 31


@pytest.mark.parametrize(
    "other",
    [{"description": "x"}, {"scope": "read"}, {"application": 3}, {"user": 5}],
)
def test_a_token_that_is_none_of_it_is_not_named(
    other: dict[str, t.Any], client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    server.handle(Awx(RESET, [{**MADE, **other}]))
    said = creation(client, server)
    assert "No new token appeared within 5 s" in said
    assert "resource: tokens" in said
    assert time.slept == 5.0


def test_of_several_tokens_none_is_taken_for_it(client: AwxClient, server: ScriptedServer) -> None:
    server.handle(Awx(RESET, [{**MADE, "id": 8}, MADE]))
    said = creation(client, server)
    assert "token_id: 8 or 7, unless" in said
    assert "token 8 " in said
    assert "token 7 " in said
    assert "unless another task has just created it" in said


@pytest.mark.parametrize(
    "me", [json_answer({"detail": "no"}, 401), json_answer(None), html_answer(200)]
)
def test_a_creation_that_cannot_be_looked_for(
    me: Answer, client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(Awx(RESET, [MADE], me=me))
    said = creation(client, server)
    assert NOT_KNOWN in said
    assert "resource: tokens" in said


def test_a_creation_of_which_nothing_was_done_is_not_looked_for(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("POST", PATH, json_answer({"scope": ["no"]}, 400), body=DOES_NOT_MATTER)
    with pytest.raises(errors.BadRequest):
        user_tokens.create(client, {"description": "nightly", "scope": "write"})


DOES_NOT_MATTER = {"description": "nightly", "scope": "write"}
GONE = json_answer({"detail": "No match."}, 404)
NO = json_answer({"detail": "no"}, 401)


@pytest.mark.parametrize("lost", LOST)
def test_a_revocation_is_settled_by_looking(
    lost: Answer, client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("DELETE", PATH + "7/", lost)
    server.expect("GET", PATH + "7/", GONE)
    assert user_tokens.revoke(client, user_tokens.TokenReference(7)) is True


@pytest.mark.parametrize("lost", LOST)
def test_a_token_that_is_still_there_is_an_error(
    lost: Answer, client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("DELETE", PATH + "7/", lost)
    server.expect("GET", PATH + "7/", json_answer(MADE))
    with pytest.raises(errors.AwxError, match="token 7 still exists"):
        user_tokens.revoke(client, user_tokens.TokenReference(7))


def test_a_revocation_that_cannot_be_settled(client: AwxClient, server: ScriptedServer) -> None:
    server.expect("DELETE", PATH + "7/", RESET)
    server.expect("GET", PATH + "7/", NO)
    with pytest.raises(errors.ConnectionFailed, match="Whether token 7 is revoked is not known"):
        user_tokens.revoke(client, user_tokens.TokenReference(7))


def test_a_token_that_revoked_itself_shows_by_working_no_longer(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("DELETE", PATH + "7/", RESET)
    server.expect("GET", "/api/v2/me/", NO)
    assert user_tokens.revoke(client, user_tokens.TokenReference(7, text=TOKEN)) is True


def test_a_password_looks_where_the_token_cannot(
    make_client: MakeClient, server: ScriptedServer
) -> None:
    client = make_client(token=TOKEN, username="al", password="hunter2")
    server.expect("DELETE", PATH + "7/", RESET)
    server.expect("GET", PATH + "7/", NO)
    server.expect("GET", PATH + "7/", GONE)
    assert user_tokens.revoke(client, user_tokens.TokenReference(7)) is True
    assert server.requests[-1].headers["authorization"].startswith("Basic ")


def test_a_page_in_answer_to_the_passwords_revocation_is_no_success(
    make_client: MakeClient, server: ScriptedServer
) -> None:
    """A token of scope read cannot revoke itself; what the password does is looked at too."""
    client = make_client(token=TOKEN, username="al", password="hunter2")
    server.expect("DELETE", PATH + "7/", json_answer({"detail": "no"}, 403))
    server.expect("DELETE", PATH + "7/", html_answer(200))
    server.expect("GET", PATH + "7/", json_answer(MADE))
    with pytest.raises(errors.UnexpectedResponse, match="still exists"):
        user_tokens.revoke(client, user_tokens.TokenReference(7))


def test_a_revocation_of_which_nothing_was_done_is_not_looked_for(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("DELETE", PATH + "7/", EMPTY)
    assert user_tokens.revoke(client, user_tokens.TokenReference(7)) is True
