# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""token_scope: whether a refusal is the token's."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api import read_only_token
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient

from tests.unit.connect import MakeClient
from tests.unit.scripted_server import Answer, ScriptedServer, html_answer, json_answer

FIELDS = {"description": {"type": "string"}}


@pytest.mark.parametrize(
    ("answer", "is_read_only"),
    [
        pytest.param(json_answer({"actions": {"GET": FIELDS}}), True, id="reads"),
        pytest.param(json_answer({"actions": {"GET": FIELDS, "POST": FIELDS}}), False, id="writes"),
        pytest.param(json_answer({"actions": {}}), None, id="says nothing"),
        pytest.param(json_answer({}), None, id="no actions"),
        pytest.param(json_answer([]), None, id="no object"),
        pytest.param(html_answer(404), None, id="no tokens"),
        pytest.param(json_answer({"detail": "no"}, 403), None, id="refused"),
    ],
)
def test_what_a_token_may_do_is_asked_for(
    answer: Answer, is_read_only: t.Any, client: AwxClient, server: ScriptedServer
) -> None:
    """Every user may create tokens, unless signed in by a token that may only read."""
    server.expect("OPTIONS", "/api/v2/tokens/", answer)
    assert read_only_token.is_read_only(client) is is_read_only


@pytest.mark.parametrize(
    "given",
    [
        {"username": "al", "password": "pw"},
        {"username": "al", "password": "pw", "token": "t", "auth": "basic"},
        {"username": "al", "password": "pw", "token": "t", "auth": "session"},
    ],
)
def test_who_signs_in_without_a_token_may_write(
    given: dict[str, t.Any], make_client: MakeClient
) -> None:
    assert read_only_token.is_read_only(make_client(**given)) is False
