# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module awx_token, from arguments to its result."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.modules import awx_token

from tests.unit.module_process import RunModule
from tests.unit.scripted_server import EMPTY, ScriptedServer, json_answer

PATH = "/api/v2/tokens/"
CREATED = {"id": 7, "token": "a-new-token", "scope": "read", "user": 1}


def test_token_is_returned_and_put_nowhere_else(
    server: ScriptedServer, run_module: RunModule
) -> None:
    """A mapping, never a fact."""
    body = {"description": "nightly", "scope": "read"}
    server.expect("POST", PATH, json_answer(CREATED, 201), body=body)
    ended = run_module(awx_token.main, description="nightly", scope="read", at_verbosity=4)
    assert ended.result["changed"] is True
    assert ended.result["token"]["token"] == "a-new-token"
    assert "ansible_facts" not in ended.result
    assert ended.printed.count("a-new-token") == 1


def test_token_in_check_mode_makes_none(run_module: RunModule) -> None:
    ended = run_module(awx_token.main, check_mode=True)
    assert (ended.result["changed"], "token" in ended.result) == (True, False)


@pytest.mark.parametrize(
    "arguments", [{"token_id": 7}, {"token": {"id": 7, "token": "a-new-token"}}]
)
def test_token_is_given_back(
    arguments: dict[str, t.Any], server: ScriptedServer, run_module: RunModule
) -> None:
    server.expect("DELETE", PATH + "7/", EMPTY)
    ended = run_module(awx_token.main, state="absent", **arguments)
    assert ended.result["changed"] is True
    assert "a-new-token" not in ended.printed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"state": "absent"}, "token"),
        ({"state": "absent", "token": "x-y-z", "token_id": 7}, "mutually exclusive"),
        ({"state": "gone"}, "state"),
        ({"scope": "admin"}, "scope is 'admin'"),
        ({"token_id": "seven", "state": "absent"}, "token_id"),
    ],
)
def test_token_refuses_arguments(
    arguments: dict[str, t.Any], said: str, run_module: RunModule
) -> None:
    """Every rule fires."""
    ended = run_module(awx_token.main, **arguments)
    assert ended.status == 1
    assert said in ended.result["msg"]
