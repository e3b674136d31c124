# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""_no_log: secrets are masked, and the harmless values beside them are not."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils import _no_log as no_log
from ansible_collections.steward.awx.plugins.module_utils._awx.connection.parse_options import (
    token_of,
)

TOKEN = {
    "id": 42,
    "token": "the-secret",
    "refresh_token": "the-other",
    "scope": "write",
    "user": 1,
    "description": "nightly",
    "expires": None,
}
NAMES = ["awx_oauth_token", "controller_oauthtoken", "aap_token", "token", "existing_token"]
GIVEN = [
    pytest.param(TOKEN, id="mapping"),
    pytest.param({"changed": True, "token": TOKEN}, id="registered"),
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", GIVEN)
def test_a_token_mapping_is_reduced_to_one_text(name: str, value: dict[str, t.Any]) -> None:
    """Each value of a mapping would be a secret of its own to Ansible: ids, scopes, users."""
    arguments = no_log.reduced({name: value, "state": "absent"})
    assert arguments["state"] == "absent"
    assert isinstance(arguments[name], str)
    assert no_log.secret_values(arguments, {arguments[name]}) == {
        arguments[name],
        "the-secret",
        "the-other",
    }
    assert token_of(arguments[name]) == "the-secret"


@pytest.mark.parametrize("value", [{}, None, "the-secret", ["x"]])
def test_what_is_no_token_mapping_is_not_reduced(value: t.Any) -> None:
    assert no_log.reduced({"token": value}) == {"token": value}
    assert no_log.reduced({"filters": TOKEN}) == {"filters": TOKEN}


@pytest.mark.parametrize(
    "parameters",
    [
        {"awx_oauth_token": "the-secret"},
        {"awx_password": "the-secret"},
        {"credential_passwords": {"ssh_password": "the-secret"}},
        {},
        {"awx_oauth_token": None, "awx_password": None},
        {"awx_oauth_token": '{"id": 1}'},
    ],
)
def test_secret_values_keep_what_ansible_found(parameters: dict[str, t.Any]) -> None:
    assert no_log.secret_values(parameters, {"the-secret"}) == {"the-secret"}


SPEC = {
    "awx_password": {"no_log": True, "aliases": ["controller_password"]},
    "awx_username": {},
    "token_id": {"no_log": False},
}


@pytest.mark.parametrize(
    ("name", "secrets"),
    [
        ("awx_pasword", {"hunter2"}),
        ("controler_password", {"hunter2"}),
        ("awx_usrname", set()),
        ("tokenid", set()),
        ("unlike_anything", set()),
    ],
)
def test_a_misspelt_secret_option_holds_a_secret(name: str, secrets: set[str]) -> None:
    """The message knows which option is meant; the arguments must not show its value."""
    assert no_log.secrets_of_unknown({name: "hunter2"}, [name], SPEC) == secrets


MASKS_RESULTS = no_log.register_secrets is None


@pytest.mark.parametrize(
    ("result", "places"),
    [
        ({"objects": ["operator"]}, "in objects[0]: these"),
        ({"job": {"name": "the operator's"}, "n": [1]}, "in job.name: these"),
        ({"objects": ["operator"] * 5}, "in objects[0], objects[1], objects[2] and 2 more: these"),
        ({"objects": ["oper", 1, None, True]}, ""),
        ({"msg": "operator", "invocation": {"x": "operator"}}, ""),
        ({"operator": 1}, ""),
    ],
)
def test_an_answer_is_not_altered_without_a_word(result: dict[str, t.Any], places: str) -> None:
    """From ansible-core 2.22 on only what is shown is altered."""
    said = no_log.alterations(result, {"operator", ""})
    assert bool(said) is (bool(places) and MASKS_RESULTS)
    assert places in said or not MASKS_RESULTS
    assert "operator" not in said


@pytest.mark.parametrize(
    ("host", "secrets"),
    [
        pytest.param("https://al:hunter2@h", {"hunter2"}, id="a password"),
        pytest.param("al:hunter2@h:8043/path", {"hunter2"}, id="no scheme"),
        pytest.param("https://al:hunter/2@x#@h", {"hunter/2@x#"}, id="any characters"),
        pytest.param("https://al:hunter%2F2@h", {"hunter%2F2", "hunter/2"}, id="encoded"),
        pytest.param("https://hunter2@h", {"hunter2"}, id="a token"),
        pytest.param("https://h:8043/path", set(), id="none"),
        pytest.param("@h", set(), id="empty"),
        pytest.param(None, set(), id="no host"),
    ],
)
def test_secret_values_of_an_address(host: str | None, secrets: set[str]) -> None:
    """Such an address is refused, but the invocation shows it."""
    assert no_log.secret_values({"awx_host": host}, set()) == secrets
