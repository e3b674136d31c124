# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""_no_log: secrets are masked, and the harmless values beside them are not."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._no_log import secret_values

TOKEN = {
    "id": 42,
    "token": "the-secret",
    "refresh_token": "the-other",
    "scope": "write",
    "user": 1,
    "description": "nightly",
    "expires": None,
}
ALL = {"42", "the-secret", "the-other", "write", "1", "nightly"}


@pytest.mark.parametrize("name", ["awx_oauth_token", "token"])
@pytest.mark.parametrize(
    "value", [TOKEN, {"changed": True, "token": TOKEN}], ids=["mapping", "registered"]
)
def test_secret_values_of_a_token_mapping(name: str, value: dict[str, t.Any]) -> None:
    found = secret_values({name: value}, ALL)
    assert found == {"the-secret", "the-other"}


@pytest.mark.parametrize(
    "parameters",
    [
        {"awx_oauth_token": "the-secret"},
        {"awx_password": "the-secret"},
        {"token": "the-secret"},
        {"credential_passwords": {"ssh_password": "the-secret"}},
        {},
        {"awx_oauth_token": None, "awx_password": None},
        {"awx_oauth_token": {"id": 1}},
    ],
)
def test_secret_values_keep_what_ansible_found(parameters: dict[str, t.Any]) -> None:
    assert secret_values(parameters, {"the-secret"}) == {"the-secret"}


@pytest.mark.parametrize(
    "parameters",
    [
        pytest.param({"awx_password": "nightly"}, id="password"),
        pytest.param({"credential_passwords": {"ssh_password": "nightly"}}, id="credential"),
        pytest.param({"token": "nightly"}, id="another token"),
        pytest.param({"client_secret": "nightly"}, id="application"),
        pytest.param({"code": "nightly"}, id="code"),
        pytest.param({"code_verifier": "nightly"}, id="verifier"),
        pytest.param({"refresh_token": "nightly"}, id="refresh token"),
    ],
)
def test_secret_values_keep_a_secret_that_looks_harmless_elsewhere(
    parameters: dict[str, t.Any],
) -> None:
    given = {"awx_oauth_token": TOKEN, **parameters}
    assert secret_values(given, ALL) == {"the-secret", "the-other", "nightly"}


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
    """Such an address is refused, but the invocation shows it (issue 5, 5)."""
    assert secret_values({"awx_host": host}, set()) == secrets
