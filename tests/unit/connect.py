# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make clients of a scripted server."""

from __future__ import annotations

import typing as t

from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.http.connection_settings import (
    ConnectionSettings,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.http.transport import Transport

from tests.unit.ports import Reporter, Time
from tests.unit.scripted_server import ScriptedServer

# What `Authorization` holds where a test does not choose.
TOKEN = "token-of-the-tests"


class MakeClient:
    """Make a client; unless told otherwise it has a token and need not ask for the API's root."""

    def __init__(self, server: ScriptedServer, time: Time, reporter: Reporter) -> None:
        self._server = server
        self._time = time
        self._reporter = reporter
        self._transports: list[Transport] = []

    def __call__(self, **given: t.Any) -> AwxClient:
        known: dict[str, t.Any] = {
            "base_url": self._server.url,
            "api_root": "/api/",
            "timeout": 10.0,
            # Nothing here is TLS, and reading the system's authorities takes longer than a test.
            "verify": False,
        }
        if not {"token", "username"} & given.keys():
            known["token"] = TOKEN
        settings = ConnectionSettings(**{**known, **given})
        transport = Transport(settings, clock=self._time.clock.now)
        self._transports.append(transport)
        return AwxClient(
            settings, transport=transport, reporter=self._reporter, clock=self._time.clock
        )

    def close_all(self) -> None:
        """Close all connections; a logout is left to the tests that expect one."""
        for transport in self._transports:
            transport.close()
