# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""endpoint: where tokens are, and whose they are (docs/awx-api.md#servers-without-tokens)."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.auth.authenticators import BearerAuth
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.tokens import tokens_endpoint

from tests.unit.scripted_server import ScriptedServer, html_answer, json_answer, page_of

DATE = "Mon, 23 Nov 2026 01:00:00 GMT"
GATEWAY = {"apis": {"gateway": "/api/gateway/", "controller": "/api/controller/"}}


def test_at_home_beside_the_other_resources(client: AwxClient) -> None:
    assert tokens_endpoint.with_token_root(client, lambda root: f"[{root}]") == "[]"


def test_at_home_behind_a_gateway(client: AwxClient, server: ScriptedServer) -> None:
    server.expect("GET", "/api/v2/tokens/", html_answer(404))
    server.expect("GET", "/api/", json_answer(GATEWAY))
    server.expect("GET", "/api/controller/", json_answer({"current_version": "/api/c/v2/"}))
    server.expect("GET", "/api/gateway/v1/tokens/", page_of([{"id": 7}]))
    rows, _count = tokens_endpoint.with_token_root(
        client, lambda root: client.get_page(f"{root}tokens/")
    )
    assert rows == [{"id": 7}]


@pytest.mark.parametrize("path", [None, "/api/v2/tokens/7/"])
def test_a_missing_object_is_not_looked_for_elsewhere(
    path: str | None, client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("GET", "/api/v2/tokens/7/", json_answer({"detail": "No match."}, 404))
    with pytest.raises(errors.NotFound):
        tokens_endpoint.with_token_root(client, lambda root: client.get(f"{root}tokens/7/"), path)


def test_caller(client: AwxClient, server: ScriptedServer) -> None:
    server.expect("GET", "/api/v2/me/", page_of([{"id": 4}]))
    assert tokens_endpoint.caller(client, "", auth=BearerAuth("another")) == (4, DATE)
    assert server.requests[0].headers["authorization"] == "Bearer another"


@pytest.mark.parametrize("rows", [[], [{"id": 4}, {"id": 5}], [{"id": "4"}]])
def test_caller_that_is_nobody(rows: t.Any, client: AwxClient, server: ScriptedServer) -> None:
    server.expect("GET", "/api/v2/me/", page_of(rows))
    with pytest.raises(errors.UnexpectedResponse, match="did not return the current user"):
        tokens_endpoint.caller(client, "")
