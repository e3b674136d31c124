# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients whose requests are answered in memory, for tests that make thousands of them."""

from __future__ import annotations

import threading
import typing as t
import urllib.parse

from ansible_collections.steward.awx.plugins.module_utils._awx.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.replies import Reply
from ansible_collections.steward.awx.plugins.module_utils._awx.settings import ConnectionSettings
from ansible_collections.steward.awx.plugins.module_utils._awx.transport import Request

from tests.unit.ports import Report, Time
from tests.unit.scripted_server import Handler, Received


class InMemory:
    """What stands where connections are otherwise: `answer` is called, one request at a time."""

    def __init__(self, answer: Handler) -> None:
        self._answer = answer
        self._lock = threading.Lock()

    def send(self, request: Request) -> Reply:
        parts = urllib.parse.urlsplit(request.url)
        query = urllib.parse.parse_qsl(parts.query, keep_blank_values=True)
        received = Received(request.method, parts.path, query, {}, b"", 0)
        with self._lock:
            answer = self._answer(received)
        headers = {name.lower(): value for name, value in answer.headers}
        return Reply(request.method, request.path, answer.status, headers, answer.body)

    def renew(self) -> None:
        """There are no connections."""

    def close(self) -> None:
        """There are no connections."""


def client_of(answer: Handler) -> AwxClient:
    """Return a client whose requests `answer` answers."""
    settings = ConnectionSettings(base_url="http://in.memory", api_root="/api/", token="t")
    transport: t.Any = InMemory(answer)
    return AwxClient(settings, transport=transport, report=Report(), timing=Time().timing)
