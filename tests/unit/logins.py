# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins as a scripted server sees them: pages, cookies, and how each request is authenticated."""

from __future__ import annotations

import base64

from ansible_collections.steward.awx.plugins.module_utils._awx.auth import authenticators
from ansible_collections.steward.awx.plugins.module_utils._awx.http.request import Request

from tests.unit.scripted_server import ANYTHING, Answer, ScriptedServer, html_answer, json_answer

LOGIN = {"username": "alice", "password": "hunter2"}
BASIC = "Basic " + base64.b64encode(b"alice:hunter2").decode()
LIMIT = "/api/v2/settings/authentication/"
UNAUTHORIZED = json_answer({"detail": "not provided"}, 401, X_API_Product_Name="AWX")
LOGGED_IN = Answer(
    302,
    headers=[
        ("Location", "/api/"),
        ("Set-Cookie", "awx_sessionid=the-session; HttpOnly; Path=/; SameSite=Lax"),
        ("Set-Cookie", "csrftoken=second; Path=/; SameSite=Lax"),
        ("Set-Cookie", "userLoggedIn=true; Path=/"),
    ],
)
LOGGED_OUT = Answer(302, headers=[("Location", "/api/")])


def login_page(*, secure: bool = False) -> Answer:
    return html_answer(Set_Cookie="csrftoken=first; Path=/" + ("; Secure" if secure else ""))


def expect_login(server: ScriptedServer, answer: Answer = LOGGED_IN) -> None:
    server.expect("GET", "/api/login/", login_page())
    server.expect("POST", "/api/login/", answer, body=ANYTHING)


def expect_limit(server: ScriptedServer, limit: int | None = None) -> None:
    """The server is asked how many sessions it allows; it does not say so to everybody."""
    said = json_answer({"detail": "no"}, 403)
    if limit is not None:
        said = json_answer({"SESSIONS_PER_USER": limit})
    server.expect("GET", LIMIT, said)


def expect_gets(server: ScriptedServer, count: int = 1) -> None:
    for _turn in range(count):
        server.expect("GET", "/api/v2/me/")


def authorizations(server: ScriptedServer) -> list[str | None]:
    """How each request below /api/v2/ was signed: its header, or `session`."""
    return [
        request.headers.get("authorization")
        or ("session" if "awx_sessionid" in request.headers.get("cookie", "") else None)
        for request in server.requests
        if request.path.startswith("/api/v2/") and request.path != LIMIT
    ]


def a_read(server: str = "http://h") -> Request:
    """A request that an authenticator adds headers to."""
    path = "/api/v2/hosts/"
    return Request("GET", server + path, path, auth=authenticators.anonymous)
