# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""authorization: a code without a browser (RFC 6749, section 4.1; RFC 7636)."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.tokens import authorization_code

from tests.unit.connect import MakeClient
from tests.unit.ports import Reporter
from tests.unit.scripted_server import Answer, Received, ScriptedServer, html_answer

REDIRECT = "https://portal.example.com/callback"
COOKIES = [("Set-Cookie", "csrftoken=csrf-2"), ("Set-Cookie", "awx_sessionid=session")]

Redirect = t.Callable[[Received, str], Answer]


class Awx:
    """Log everybody in; ask for consent or not; `redirect` is the end of it."""

    def __init__(self, redirect: Redirect, *, skip: bool = False) -> None:
        self._redirect = redirect
        self._skip = skip
        self._state = ""

    def __call__(self, request: Received) -> Answer:
        if request.path == "/api/":
            return Answer(
                200,
                b'{"current_version": "/api/v2/"}',
                [("Content-Type", "application/json"), ("Set-Cookie", "csrftoken=csrf-1")],
            )
        if request.path == "/api/login/":
            if request.method == "GET":
                return Answer(200, b"", [("Set-Cookie", "csrftoken=csrf-1")])
            return Answer(302, b"", [("Location", "/api/"), *COOKIES])
        if request.path == "/api/logout/":
            return Answer(302, b"", [("Location", "/api/")])
        assert request.path == authorization_code.PATH
        if request.method == "GET":
            self._state = dict(request.query)["state"]
            if not self._skip:
                return html_answer(200, "Authorize?")
        return self._redirect(request, self._state)


def to(address: str) -> Redirect:
    return lambda request, state: Answer(302, b"", [("Location", address.format(state=state))])


GRANTED = to(REDIRECT + "?code=the-code&state={state}")


@pytest.fixture
def al(make_client: MakeClient) -> AwxClient:
    """A client that has a password, beside a token that is used for everything else."""
    return make_client(token="tk", username="al", password="hunter2")


def obtain(client: AwxClient) -> tuple[str, str]:
    return authorization_code.obtain(
        client, client_id="portal", redirect_uri=REDIRECT, scope="read write"
    )


def authorizing(server: ScriptedServer) -> list[Received]:
    return [request for request in server.requests if request.path == authorization_code.PATH]


def test_consent(al: AwxClient, server: ScriptedServer, reporter: Reporter) -> None:
    server.handle(Awx(GRANTED))
    code, verifier = obtain(al)
    asked, consented = authorizing(server)
    query = dict(asked.query)
    assert query == {
        "response_type": "code",
        "client_id": "portal",
        "redirect_uri": REDIRECT,
        "scope": "read write",
        "state": query["state"],
        "code_challenge": authorization_code.challenge_of(verifier),
        "code_challenge_method": "S256",
    }
    assert len(query["state"]) >= 22
    assert consented.method == "POST"
    assert consented.form == {**query, "allow": "Authorize"}
    for request in (asked, consented):
        assert "awx_sessionid=session" in request.headers["cookie"]
        assert "authorization" not in request.headers
    assert consented.headers["x-csrftoken"] == "csrf-2"
    assert code == "the-code"
    secrets = ("the-code", "hunter2", verifier, query["state"], "awx_sessionid=session")
    assert not [secret for secret in secrets if secret in reporter.text]

    al.close()
    assert server.asked[-1] == "POST /api/logout/"


def test_no_consent_where_the_application_asks_for_none(
    al: AwxClient, server: ScriptedServer
) -> None:
    server.handle(Awx(GRANTED, skip=True))
    assert obtain(al)[0] == "the-code"
    assert [request.method for request in authorizing(server)] == ["GET"]


def test_a_session_that_is_there_is_used(make_client: MakeClient, server: ScriptedServer) -> None:
    """One login, and one logout."""
    server.handle(Awx(GRANTED))
    client = make_client(username="al", password="hunter2", auth="session")
    obtain(client)
    obtain(client)
    client.close()
    assert server.asked.count("POST /api/login/") == 1
    assert server.asked.count("POST /api/logout/") == 1


def test_every_question_has_its_own_state_and_verifier(
    al: AwxClient, server: ScriptedServer
) -> None:
    server.handle(Awx(GRANTED, skip=True))
    assert obtain(al)[1] != obtain(al)[1]
    states = {dict(request.query)["state"] for request in authorizing(server)}
    assert len(states) == 2


def test_challenge_of() -> None:
    """RFC 7636, appendix B."""
    assert (
        authorization_code.challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (REDIRECT + "?code=the-code&state=other", "another state"),
        (REDIRECT + "?code=the-code", "another state"),
        (REDIRECT + "?state={state}", "without a code"),
        ("https://evil.example.com/callback?code=the-code&state={state}", "not to redirect_uri"),
        ("http://portal.example.com/callback?code=the-code&state={state}", "not to redirect_uri"),
        ("/api/login/?next=/api/o/authorize/?code=the-code", "to /api/login/, and not to"),
        (REDIRECT + "?error=unauthorized_client&state={state}", "must be authorization-code"),
        (REDIRECT + "?error=access_denied&state={state}", "does not consent"),
        (REDIRECT + "?error=the-code&state={state}", "unknown to RFC 6749"),
    ],
)
def test_another_redirect_is_refused_and_not_quoted(
    address: str, said: str, al: AwxClient, server: ScriptedServer, reporter: Reporter
) -> None:
    """A code is nobody else's, and in no message."""
    server.handle(Awx(to(address)))
    with pytest.raises(errors.AwxError, match=said) as failure:
        obtain(al)
    assert "the-code" not in str(failure.value) + reporter.text
    assert all(request.path.startswith("/api/") for request in server.requests)


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        (html_answer(400), errors.BadRequest, "Check client_id"),
        (html_answer(403), errors.PermissionDenied, "does not accept the session"),
        (html_answer(404), errors.NotFound, "no OAuth grants"),
        (html_answer(200), errors.UnexpectedResponse, "with a page, no redirect"),
        (html_answer(405), errors.ApiError, "405"),
    ],
)
def test_a_page_is_refused(
    answer: Answer,
    kind: type[errors.AwxError],
    said: str,
    al: AwxClient,
    server: ScriptedServer,
) -> None:
    server.handle(Awx(lambda request, state: answer))
    with pytest.raises(kind, match=said):
        obtain(al)


def test_the_consent_is_not_repeated(al: AwxClient, server: ScriptedServer) -> None:
    server.handle(Awx(lambda request, state: html_answer(502)))
    with pytest.raises(errors.ServerError):
        obtain(al)
    assert [request.method for request in authorizing(server)] == ["GET", "POST"]
