# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""oauth: the grants of an application, each with exact requests (RFC 6749).

See docs/awx-api.md#grants.
"""

from __future__ import annotations

import base64
import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.tokens.oauth_requests import (
    Application,
)

from tests.unit.ports import Reporter
from tests.unit.scripted_server import (
    ANYTHING,
    RESET,
    Answer,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
    page_of,
)

CONFIDENTIAL = ("portal", "s3:cret/+")
PUBLIC = ("portal", None)
GRANTED = {
    "access_token": "access-text",
    "expires_in": 3600,
    "token_type": "Bearer",
    "scope": "read",
    "refresh_token": "refresh-text",
}
ROW = {
    "id": 7,
    "token": "************",
    "refresh_token": "************",
    "description": "",
    "user": 4,
    "application": 3,
    "url": "/api/v2/tokens/7/",
}
SECRETS = ("access-text", "refresh-text", "s3:cret/+", "the-code", "hunter2", "the-verifier")

Who = tuple[str, "str | None"]
Grant = t.Callable[[Application], t.Any]
GRANTS: dict[str, tuple[Grant, dict[str, str]]] = {
    "password": (
        lambda application: application.by_password("al", "hunter2", "read"),
        {"grant_type": "password", "username": "al", "password": "hunter2", "scope": "read"},
    ),
    "code": (
        lambda application: application.by_code("the-code", redirect_uri="https://p/cb"),
        {"grant_type": "authorization_code", "code": "the-code", "redirect_uri": "https://p/cb"},
    ),
    "code with PKCE": (
        lambda application: application.by_code(
            "the-code", redirect_uri="https://p/cb", verifier="the-verifier"
        ),
        {
            "grant_type": "authorization_code",
            "code": "the-code",
            "redirect_uri": "https://p/cb",
            "code_verifier": "the-verifier",
        },
    ),
    "refresh": (
        lambda application: application.refresh("refresh-text"),
        {"grant_type": "refresh_token", "refresh_token": "refresh-text"},
    ),
    "refresh with less": (
        lambda application: application.refresh("refresh-text", "read"),
        {"grant_type": "refresh_token", "refresh_token": "refresh-text", "scope": "read"},
    ),
}


def of_awx(granted: Answer, rows: t.Sequence[t.Any] = (ROW,)) -> t.Callable[[Received], Answer]:
    asked: list[str] = []

    def answer(request: Received) -> Answer:
        if request.method == "POST":
            return granted
        # The new token is unused in the first list only.
        asked.append(request.path)
        return page_of(rows if len(asked) == 1 else [])

    return answer


@pytest.mark.parametrize("name", GRANTS)
@pytest.mark.parametrize("who", [CONFIDENTIAL, PUBLIC], ids=["confidential", "public"])
def test_a_grant_is_one_form(
    name: str,
    who: Who,
    client: AwxClient,
    server: ScriptedServer,
    reporter: Reporter,
) -> None:
    act, form = GRANTS[name]
    server.handle(of_awx(json_answer(GRANTED)))
    token = act(Application(client, *who))

    assert server.asked.count("POST /api/o/token/") == 1
    asked = server.requests[0]
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    if who == PUBLIC:
        assert asked.form == {**form, "client_id": "portal"}
        assert "authorization" not in asked.headers
    else:
        # Form-encoded before it is made Basic (RFC 6749, 2.3.1).
        pair = base64.b64encode(b"portal:s3%3Acret%2F%2B").decode()
        assert asked.form == form
        assert asked.headers["authorization"] == f"Basic {pair}"
    assert token == {
        "id": 7,
        "token": "access-text",
        "refresh_token": "refresh-text",
        "scope": "read",
        "description": "",
        "expires": "2026-11-23T02:00:00Z",
        "user": 4,
        "application": 3,
        "url": "/api/v2/tokens/7/",
    }
    assert not [secret for secret in SECRETS if secret in reporter.text]


@pytest.mark.parametrize(
    "answer", [html_answer(404), json_answer({"detail": "no"}, 403), html_answer(200)]
)
def test_a_token_whose_id_cannot_be_known_is_returned_all_the_same(
    answer: Answer, client: AwxClient, server: ScriptedServer
) -> None:
    posted = json_answer({"access_token": "access-text", "scope": "read", "expires_in": 1e15})
    server.handle(lambda request: posted if request.method == "POST" else answer)
    token = Application(client, *PUBLIC).refresh("refresh-text")
    assert token["token"] == "access-text"
    assert [token[name] for name in ("id", "refresh_token", "expires", "user")] == [None] * 4


@pytest.mark.parametrize(
    ("name", "status", "code", "kind", "said"),
    [
        ("password", 400, "invalid_grant", errors.BadRequest, "awx_username or awx_password"),
        ("password", 401, "invalid_client", errors.AuthenticationError, "client_secret is wrong"),
        ("password", 400, "unauthorized_client", errors.BadRequest, "authorization_grant_type"),
        ("password", 400, "invalid_scope", errors.BadRequest, "read write"),
        ("code", 400, "invalid_grant", errors.BadRequest, "good for one use"),
        ("code", 400, "invalid_request", errors.BadRequest, "needs code_verifier"),
        ("refresh", 400, "invalid_grant", errors.BadRequest, "refresh token is used"),
        ("refresh", 400, "unsupported_grant_type", errors.BadRequest, "does not have this grant"),
    ],
)
def test_a_refusal_is_explained(
    name: str,
    status: int,
    code: str,
    kind: type[errors.ApiError],
    said: str,
    client: AwxClient,
    server: ScriptedServer,
) -> None:
    """By the code of the RFC, never by the server's words."""
    server.handle(lambda request: json_answer({"error": code}, status))
    with pytest.raises(kind, match=said) as failure:
        GRANTS[name][0](Application(client, *CONFIDENTIAL))
    assert f"the server returned {status}: {code}." in str(failure.value)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("password", "ALLOW_OAUTH2_FOR_EXTERNAL_USERS"),
        ("code", "ALLOW_OAUTH2_FOR_EXTERNAL_USERS"),
        ("refresh", "REFRESH_TOKEN_EXPIRE_SECONDS"),
    ],
)
def test_a_refusal_in_plain_text_is_explained(
    name: str, said: str, client: AwxClient, server: ScriptedServer
) -> None:
    """403 text/html: external users, old refresh tokens (docs/awx-api.md#grants)."""
    server.handle(lambda request: html_answer(403))
    with pytest.raises(errors.PermissionDenied, match=said):
        GRANTS[name][0](Application(client, *CONFIDENTIAL))


@pytest.mark.parametrize("name", GRANTS)
def test_a_server_without_grants(name: str, client: AwxClient, server: ScriptedServer) -> None:
    server.handle(lambda request: html_answer(404))
    with pytest.raises(errors.NotFound, match="this server has no OAuth grants"):
        GRANTS[name][0](Application(client, *CONFIDENTIAL))


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(RESET, id="connection cut"),
        pytest.param(html_answer(502), id="502"),
        pytest.param(html_answer(200), id="a page"),
        pytest.param(json_answer({"token_type": "Bearer"}), id="no token"),
    ],
)
@pytest.mark.parametrize("name", GRANTS)
def test_a_grant_of_unknown_fate_is_not_repeated_and_says_so(
    name: str, answer: Answer, client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: answer)
    with pytest.raises(errors.AwxError, match="token_id") as failure:
        GRANTS[name][0](Application(client, *CONFIDENTIAL))
    assert [request.method for request in server.requests].count("POST") == 1
    assert " once" in str(failure.value)


def test_a_token_that_a_password_got_unanswered_is_named(
    client: AwxClient, server: ScriptedServer
) -> None:
    """It is another user's than the one of the client, perhaps."""

    def answer(request: Received) -> Answer:
        if request.method == "POST":
            return RESET
        rows = [{"id": 9, "user": 4, "scope": "read", "created": "2026-11-23T01:00:00Z"}]
        return page_of([{"id": 4}] if request.path == "/api/v2/me/" else rows)

    server.handle(answer)
    with pytest.raises(errors.ConnectionFailed, match=r"token 9 \(created 2026-11-23T01:00:00Z\)"):
        GRANTS["password"][0](Application(client, *CONFIDENTIAL))
    pair = "Basic " + base64.b64encode(b"al:hunter2").decode()
    assert {request.headers["authorization"] for request in server.requests[1:]} == {pair}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (page_of([{"id": 4}]), "The old token still works, so it is not replaced yet"),
        (json_answer({"detail": "no"}, 401), "whether the token was replaced is not known"),
        (json_answer({"detail": "no"}, 418), "whether the token was replaced is not known"),
    ],
)
def test_the_old_token_shows_whether_it_was_replaced(
    answer: Answer, said: str, client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: RESET if request.method == "POST" else answer)
    with pytest.raises(errors.ConnectionFailed, match=said) as failure:
        Application(client, *CONFIDENTIAL).refresh("refresh-text", old="access-text")
    assert "invalid_grant" in str(failure.value) or "still works" in said
    assert "access-text" not in str(failure.value)
    assert server.requests[-1].headers["authorization"] == "Bearer access-text"


def test_no_redirect_is_followed(client: AwxClient, server: ScriptedServer) -> None:
    secret = "https://elsewhere.example.com/?code=the-code"
    server.handle(lambda request: html_answer(302, Location=secret))
    with pytest.raises(errors.UnexpectedResponse) as failure:
        GRANTS["code"][0](Application(client, *CONFIDENTIAL))
    assert "the-code" not in str(failure.value)
    assert len(server.requests) == 1


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_revoke(kind: str, client: AwxClient, server: ScriptedServer) -> None:
    server.expect("POST", "/api/o/revoke_token/", Answer(200), body=ANYTHING)
    Application(client, *PUBLIC).revoke("its-text", kind=kind)
    assert server.requests[0].form == {
        "token": "its-text",
        "token_type_hint": kind,
        "client_id": "portal",
    }


def test_revoke_as_nobody_is_refused(client: AwxClient, server: ScriptedServer) -> None:
    answer = json_answer({"error": "invalid_client"}, 401)
    server.expect("POST", "/api/o/revoke_token/", answer, body=ANYTHING)
    with pytest.raises(errors.AuthenticationError, match="client_secret"):
        Application(client, *PUBLIC).revoke("its-text", kind="access_token")


@pytest.mark.parametrize("name", GRANTS)
def test_a_secret_that_the_server_says_again_is_masked(
    name: str, client: AwxClient, server: ScriptedServer
) -> None:
    said = {"detail": " ".join(SECRETS[1:4] + SECRETS[5:])}
    server.handle(lambda request: json_answer(said, 418))
    act, form = GRANTS[name]
    with pytest.raises(errors.ApiError, match="418") as failure:
        act(Application(client, *CONFIDENTIAL))
    sent = {"s3:cret/+", *form.values()} & set(SECRETS)
    text = f"{failure.value} {failure.value.detail}"
    assert not [secret for secret in sent - {"hunter2"} if secret in text]
