# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that takes logins, and options with which a client logs in to it."""

from __future__ import annotations

import typing as t

from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient

from tests.unit.scripted_server import (
    Answer,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
)

LOGIN = {"awx_username": "al", "awx_password": "pw", "awx_auth": "session"}


def options_for(server: ScriptedServer, **more: t.Any) -> dict[str, t.Any]:
    given = more or {"awx_oauth_token": "tk"}
    return {"awx_host": server.url, "api_root": "/api/", "request_retries": 0, **given}


def session_server(request: Received) -> Answer:
    if request.path == "/api/login/":
        is_login = request.method == "POST"
        cookie = "awx_sessionid=x" if is_login else "csrftoken=y"
        return html_answer(302 if is_login else 200, Set_Cookie=cookie)
    return html_answer(302) if request.path == "/api/logout/" else json_answer({})


def get_me(client: AwxClient) -> t.Any:
    return client.get("me/")
