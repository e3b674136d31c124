# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients whose requests are answered in memory, for tests that make thousands of them."""

from __future__ import annotations

import json
import threading
import typing as t
import urllib.parse

from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.http.connection_settings import (
    ConnectionSettings,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.http.request import Request
from ansible_collections.steward.awx.plugins.module_utils._awx.http.response import Response

from tests.unit.ports import Reporter, Time
from tests.unit.scripted_server import Handler, Received


class InMemory:
    """What stands where connections are otherwise: `answer` is called, one request at a time."""

    def __init__(self, answer: Handler) -> None:
        self._answer = answer
        self._lock = threading.Lock()

    def send(self, request: Request) -> Response:
        parts = urllib.parse.urlsplit(request.url)
        query = urllib.parse.parse_qsl(parts.query, keep_blank_values=True)
        body = b"" if request.json is None else json.dumps(request.json).encode()
        if request.form is not None:
            body = urllib.parse.urlencode(request.form).encode()
        received = Received(request.method, parts.path, query, request.auth(request), body, 0)
        with self._lock:
            answer = self._answer(received)
        headers = {name.lower(): value for name, value in answer.headers}
        return Response(
            request.method,
            request.path,
            answer.status,
            headers,
            answer.body,
            cookies=tuple(value for name, value in answer.headers if name == "Set-Cookie"),
        )

    def renew(self) -> None:
        """There are no connections."""

    def close(self) -> None:
        """There are no connections."""


def client_of(answer: Handler, reporter: Reporter | None = None, **given: t.Any) -> AwxClient:
    """Return a client whose requests `answer` answers; `given` are settings of it."""
    known = {"base_url": "http://in.memory", "api_root": "/api/", "token": "t"}
    settings = ConnectionSettings(**{**known, **given})
    transport: t.Any = InMemory(answer)
    return AwxClient(
        settings, transport=transport, reporter=reporter or Reporter(), clock=Time().clock
    )
