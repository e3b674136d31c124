# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""schemes: what each authentication scheme sends."""

from __future__ import annotations

import base64
import typing as t
from pathlib import Path

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.auth import authenticators
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors

from tests.unit.connect import MakeClient
from tests.unit.logins import (
    BASIC,
    LOGIN,
    UNAUTHORIZED,
    a_read,
    authorizations,
    expect_gets,
)
from tests.unit.scripted_server import (
    ScriptedServer,
)


def test_authenticators_show_no_secret() -> None:
    for auth in (
        authenticators.BearerAuth("hunter2"),
        authenticators.BasicAuth("al", "hunter2"),
    ):
        assert "hunter2" not in repr(auth)


def test_token_signs_every_request_and_wins(
    server: ScriptedServer, make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token wins over a password and ~/.netrc; there is no login to end."""
    netrc = Path.home() / ".netrc"
    netrc.write_text("default login mallory password stolen\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    expect_gets(server, 4)
    client = make_client(token="tk", **LOGIN)
    for _turn in range(4):
        client.get("me/")
    client.close()
    assert authorizations(server) == ["Bearer tk"] * 4


def test_basic_is_utf8(server: ScriptedServer, make_client: MakeClient) -> None:
    """RFC 7617; sent unasked, since AWX never challenges (docs/awx-api.md#no-basic-challenge)."""
    expect_gets(server)
    make_client(username="älice", password="pä:ss", auth="basic").get("me/")
    sent = authorizations(server)[0] or ""
    assert base64.b64decode(sent.removeprefix("Basic ")).decode("utf-8") == "älice:pä:ss"


def test_basic_stays_basic(server: ScriptedServer, make_client: MakeClient) -> None:
    expect_gets(server, 5)
    client = make_client(**LOGIN, auth="basic")
    for _turn in range(5):
        client.get("me/")
    client.close()
    assert authorizations(server) == [BASIC] * 5


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({**LOGIN, "auth": "basic"}, ["AUTH_BASIC_ENABLED", "SAML"], id="basic"),
        pytest.param({"token": "tk-tk"}, ["expired or revoked", "without tokens"], id="token"),
    ],
)
def test_a_refusal_says_what_to_do(
    given: dict[str, str], said: list[str], server: ScriptedServer, make_client: MakeClient
) -> None:
    server.expect("GET", "/api/v2/me/", UNAUTHORIZED)
    with pytest.raises(errors.AuthenticationError) as failure:
        make_client(**given).get("me/")
    for words in said:
        assert words in str(failure.value)


def test_a_foreign_signature_is_not_renewed(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    """A token that is looked at is not the user's password."""
    server.expect("GET", "/api/v2/me/", UNAUTHORIZED)
    with pytest.raises(errors.AuthenticationError):
        make_client(**LOGIN).fetch("GET", "me/", auth=authenticators.BearerAuth("tk"))


@pytest.mark.parametrize(
    ("auth", "headers"),
    [
        pytest.param(authenticators.anonymous, {}, id="anonymous"),
        pytest.param(authenticators.BearerAuth("tk"), {"Authorization": "Bearer tk"}, id="bearer"),
    ],
)
def test_signatures_are_headers(auth: t.Any, headers: dict[str, str]) -> None:
    assert auth(a_read()) == headers
