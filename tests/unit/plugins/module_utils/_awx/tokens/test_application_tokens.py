# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""application_tokens: what awx_token does as an application."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.operations import token
from ansible_collections.steward.awx.plugins.module_utils._awx.tokens import application_tokens

from tests.unit.connect import MakeClient
from tests.unit.ports import Reporter
from tests.unit.scripted_server import (
    RESET,
    Answer,
    Received,
    ScriptedServer,
    json_answer,
    page_of,
)

PATH = "/api/v2/tokens/"
OURS = "token-of-the-tests"
GONE = json_answer({"detail": "No OAuth2AccessToken matches the given query."}, 404)


def run(client: AwxClient, check_mode: bool = False, **options: t.Any) -> dict[str, t.Any]:
    return token.run(client, {"state": "present", **options}, check_mode=check_mode)


CLIENT = {"client_id": "portal", "client_secret": "s3cret"}
PAIR = {"id": 7, "token": "access-1", "refresh_token": "refresh-1", "application": 3}
GRANTED = {"access_token": "access-2", "refresh_token": "refresh-2", "scope": "read"}
APPLICATION = {
    "id": 3,
    "name": "Portal",
    "client_id": "portal",
    "client_type": "confidential",
    "authorization_grant_type": "authorization-code",
    "redirect_uris": "https://p/cb",
}


class Awx:
    """Grants what it is asked for; the tokens in `valid` work, until they are revoked."""

    def __init__(self, *valid: str, pairs: bool = True, **application: t.Any) -> None:
        self.valid = set(valid)
        self.posted: list[tuple[str, dict[str, str]]] = []
        self._pairs = pairs
        self._lists = 0
        self._application = {**APPLICATION, **application}

    def __call__(self, request: Received) -> Answer:
        if request.method == "POST":
            self.posted.append((request.path, request.form))
            if request.path == "/api/o/token/":
                self.valid.add("access-2")
                return json_answer(GRANTED)
            self.valid.discard(request.form["token"])
            if self._pairs and request.form["token"] == "refresh-1":
                self.valid.discard("access-1")
            return Answer(200)
        if request.path == "/api/v2/applications/":
            return page_of([self._application])
        if request.headers["authorization"].partition(" ")[2] not in {*self.valid, OURS}:
            return json_answer({"detail": "no"}, 401)
        if request.path != PATH:
            return page_of([{"id": 4}])
        # The new token is unused in the first list only.
        self._lists += 1
        return page_of([{"id": 9}] if self._lists == 1 else [])


def test_present_by_password(make_client: MakeClient, server: ScriptedServer) -> None:
    awx = Awx()
    server.handle(awx)
    client = make_client(token=OURS, username="al", password="hunter2")
    result = run(client, grant_type="password", scope="read", **CLIENT)
    form = {"grant_type": "password", "username": "al", "password": "hunter2", "scope": "read"}
    assert awx.posted == [("/api/o/token/", form)]
    assert (result["token"]["token"], result["token"]["id"]) == ("access-2", 9)


@pytest.mark.parametrize("uri", [None, "https://p/cb"])
def test_present_by_a_code_of_an_application_that_is_looked_up(
    uri: str | None, client: AwxClient, server: ScriptedServer
) -> None:
    """Its only redirect_uri need not be said."""
    awx = Awx()
    server.handle(awx)
    given = {"grant_type": "authorization_code", "application": "Portal", "redirect_uri": uri}
    run(client, **given, code=" x ", client_secret="s3cret")
    form = {"grant_type": "authorization_code", "code": "x", "redirect_uri": "https://p/cb"}
    assert awx.posted == [("/api/o/token/", form)]


@pytest.mark.parametrize(
    ("application", "options", "said"),
    [
        ({"authorization_grant_type": "password"}, {}, "does not allow grant_type"),
        ({}, {"client_secret": None}, "is confidential"),
        ({"client_type": "public"}, {}, "is public"),
        ({"redirect_uris": "https://p/a https://p/b"}, {}, "has 2 redirect_uris"),
        ({"redirect_uris": ""}, {}, "has 0 redirect_uris"),
    ],
)
def test_an_application_that_does_not_fit_is_refused_before_the_grant(
    application: dict[str, t.Any],
    options: dict[str, t.Any],
    said: str,
    client: AwxClient,
    server: ScriptedServer,
) -> None:
    awx = Awx(**application)
    server.handle(awx)
    given = {"grant_type": "authorization_code", "application": "Portal", "code": "x"}
    with pytest.raises(errors.ConfigurationError, match=said):
        run(client, **{**given, "client_secret": "s3cret", **options})
    assert awx.posted == []


@pytest.mark.parametrize(
    "options",
    [
        {"grant_type": "password"},
        {"grant_type": "authorization_code", "redirect_uri": "https://p/cb"},
        {"state": "refreshed", "token": PAIR},
    ],
)
def test_check_mode_grants_nothing(
    options: dict[str, t.Any], make_client: MakeClient, server: ScriptedServer
) -> None:
    client = make_client(username="al", password="hunter2")
    result = run(client, True, **{**options, **CLIENT})
    assert (result["changed"], "token" in result) == (True, False)
    assert server.requests == []


@pytest.mark.parametrize(
    ("given", "gone"),
    [
        ({"token": PAIR}, {"id": 7, "application": 3}),
        ({"token": {"changed": True, "token": PAIR}}, {"id": 7, "application": 3}),
        ({"refresh_token": "refresh-1"}, {"id": None}),
    ],
)
def test_refreshed_says_that_the_old_one_is_gone(
    given: dict[str, t.Any],
    gone: dict[str, t.Any],
    client: AwxClient,
    server: ScriptedServer,
    reporter: Reporter,
) -> None:
    awx = Awx()
    server.handle(awx)
    result = run(client, state="refreshed", **given, **CLIENT)
    form = {"grant_type": "refresh_token", "refresh_token": "refresh-1"}
    assert awx.posted == [("/api/o/token/", form)]
    assert result["token"]["refresh_token"] == "refresh-2"
    assert result["revoked"] == [gone]
    assert "refresh-1" not in str(result) + reporter.text


@pytest.mark.parametrize(
    ("given", "pairs", "sent"),
    [
        pytest.param(PAIR, True, [("refresh-1", "refresh_token")], id="pair"),
        pytest.param(
            PAIR,
            False,
            [("refresh-1", "refresh_token"), ("access-1", "access_token")],
            id="no pair",
        ),
        pytest.param("access-1", True, [("access-1", "access_token")], id="text"),
    ],
)
def test_absent_as_an_application(
    given: t.Any,
    pairs: bool,
    sent: list[tuple[str, str]],
    client: AwxClient,
    server: ScriptedServer,
) -> None:
    awx = Awx("access-1", pairs=pairs)
    server.handle(awx)
    assert run(client, state="absent", token=given, **CLIENT)["changed"] is True
    assert [(form["token"], form["token_type_hint"]) for _path, form in awx.posted] == sent


def test_absent_as_an_application_of_what_is_gone(
    client: AwxClient, server: ScriptedServer
) -> None:
    """The refresh token may still be there."""
    awx = Awx()
    server.handle(awx)
    result = run(client, state="absent", token=PAIR, **CLIENT)
    assert (result["changed"], result["revoked"]) == (False, [])
    assert [form["token"] for _path, form in awx.posted] == ["refresh-1"]


@pytest.mark.parametrize("acts", [True, False])
@pytest.mark.parametrize("given", [PAIR, "access-1"])
def test_absent_as_an_application_whose_answer_is_lost(
    given: t.Any, acts: bool, client: AwxClient, server: ScriptedServer
) -> None:
    """The access token shows what became of it."""
    awx = Awx("access-1")

    def answer(request: Received) -> Answer:
        if request.method != "POST":
            return awx(request)
        if acts:
            awx(request)
        return RESET

    server.handle(answer)
    if acts:
        assert run(client, state="absent", token=given, **CLIENT)["changed"] is True
    else:
        with pytest.raises(errors.ConnectionFailed, match="the token still exists"):
            run(client, state="absent", token=given, **CLIENT)
    assert [request.method for request in server.requests].count("POST") == 1


def test_absent_as_an_application_with_nothing_to_look_at(
    client: AwxClient, server: ScriptedServer
) -> None:
    """A token that ended before says nothing about its refresh token."""
    awx = Awx()
    server.handle(lambda request: RESET if request.method == "POST" else awx(request))
    with pytest.raises(errors.ConnectionFailed, match="refresh token is revoked is not known"):
        run(client, state="absent", token=PAIR, **CLIENT)


def test_absent_as_another_application_is_an_error(
    client: AwxClient, server: ScriptedServer
) -> None:
    """The server answers 200 whatever it does (docs/awx-api.md#revoking)."""
    server.handle(lambda request: Answer(200) if request.method == "POST" else page_of([]))
    with pytest.raises(errors.LookupFailed, match="belongs to another application"):
        run(client, state="absent", token="access-1", **CLIENT)


def test_absent_as_an_application_in_check_mode(client: AwxClient, server: ScriptedServer) -> None:
    awx = Awx("access-1")
    server.handle(awx)
    assert run(client, True, state="absent", token=PAIR, **CLIENT)["changed"] is True
    assert awx.posted == []


def test_the_current_user_is_not_needed_for_a_code(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(Awx())
    options = {"code": "x", "redirect_uri": "https://p/cb", **CLIENT}
    token = application_tokens.create(
        client, options, "authorization_code", "read", check_mode=False
    )
    assert (token["token"], token["id"]) == ("access-2", 9)
    assert "GET /api/v2/me/" not in server.asked
