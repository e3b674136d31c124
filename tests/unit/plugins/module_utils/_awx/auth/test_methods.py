# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""auth/methods: what each value of `awx_auth` requires, and what implements it."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.auth import (
    authenticators,
    basic_then_session,
    methods,
    session,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.auth.methods import (
    authenticator_for,
    check,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.common.errors import (
    ConfigurationError,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.http.connection_settings import (
    ConnectionSettings,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.schema import option_choices

TOKEN = {"token": "tk"}
LOGIN = {"username": "al", "password": "pw"}


def settings(**given: t.Any) -> ConnectionSettings:
    return ConnectionSettings(base_url="https://h", **given)


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        pytest.param({"token": "tk"}, authenticators.Authenticator, id="token"),
        pytest.param(
            {"token": "tk", "auth": "token"}, authenticators.Authenticator, id="token, chosen"
        ),
        pytest.param({**LOGIN, "auth": "basic"}, authenticators.Authenticator, id="basic"),
        pytest.param({**LOGIN, "auth": "session"}, session.SessionAuthenticator, id="session"),
        pytest.param(LOGIN, basic_then_session.BasicThenSession, id="auto"),
        pytest.param(
            {**LOGIN, "token": "tk", "auth": "session"},
            session.SessionAuthenticator,
            id="not token",
        ),
    ],
)
def test_authenticator_for_settings(given: dict[str, str], kind: type) -> None:
    assert authenticator_for(settings(**given)).__class__ is kind


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(TOKEN, id="token"),
        pytest.param(LOGIN, id="login"),
        pytest.param({**TOKEN, "username": "al"}, id="token and half a login"),
        pytest.param({**TOKEN, "auth": "token"}, id="token, chosen"),
        pytest.param({**TOKEN, **LOGIN, "auth": "basic"}, id="both, basic chosen"),
        pytest.param({**LOGIN, "auth": "session"}, id="session"),
    ],
)
def test_check_lets_in(given: dict[str, str]) -> None:
    check(settings(**given))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        pytest.param({}, "no credentials for https://h", id="none"),
        pytest.param({"username": "al"}, "awx_username is set, but awx_password", id="name"),
        pytest.param({"password": "pw"}, "awx_password is set, but awx_username", id="password"),
        pytest.param({**LOGIN, "auth": "token"}, "requires awx_oauth_token", id="no token"),
        pytest.param({**TOKEN, "auth": "basic"}, "no credentials", id="token for basic"),
        pytest.param({**TOKEN, "auth": "magic"}, "auto, token, basic, session", id="unknown"),
    ],
)
def test_check_refuses(given: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        check(settings(**given))


def test_where_no_user_is_needed_none_need_be_known() -> None:
    """An application proves itself; half a login is refused all the same."""
    check(settings(), anonymous=True)
    with pytest.raises(ConfigurationError, match="a login needs both"):
        check(settings(username="al"), anonymous=True)


def test_every_choice_of_the_option_is_a_method() -> None:
    assert tuple(methods.AUTH_METHODS) == option_choices.AUTH_METHODS
