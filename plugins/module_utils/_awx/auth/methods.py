# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Authentication methods: what each value of `awx_auth` requires, and what implements it.

Another method is a class with the members of `Authenticator`, and another entry here.
"""

from __future__ import annotations

import dataclasses
import typing as t

from ..common.errors import ConfigurationError
from ..http.connection_settings import ConnectionSettings
from .authenticators import (
    BASIC_ADVICE,
    BEARER_ADVICE,
    Authenticator,
    BasicAuth,
    BearerAuth,
    StaticAuthenticator,
)
from .basic_then_session import BasicThenSession
from .session import SessionAuthenticator


@dataclasses.dataclass(frozen=True)
class AuthMethod:
    """A value of `awx_auth`: it takes a token or a login, or whichever there is."""

    build: t.Callable[[ConnectionSettings], Authenticator]
    takes_token: bool = False
    takes_login: bool = False


def _token(settings: ConnectionSettings) -> Authenticator:
    return StaticAuthenticator(BearerAuth(settings.token or ""), advice=BEARER_ADVICE)


def _basic(settings: ConnectionSettings) -> Authenticator:
    return StaticAuthenticator(_basic_auth(settings), advice=BASIC_ADVICE)


def session_for(settings: ConnectionSettings) -> SessionAuthenticator:
    """Return what logs the user in, by whatever method other requests are authenticated."""
    return SessionAuthenticator(settings.username or "", settings.password or "")


def _auto(settings: ConnectionSettings) -> Authenticator:
    if settings.token:
        return _token(settings)
    return BasicThenSession(_basic_auth(settings), session_for(settings))


def _basic_auth(settings: ConnectionSettings) -> BasicAuth:
    return BasicAuth(settings.username or "", settings.password or "")


AUTH_METHODS: t.Mapping[str, AuthMethod] = {
    "auto": AuthMethod(_auto, takes_token=True, takes_login=True),
    "token": AuthMethod(_token, takes_token=True),
    "basic": AuthMethod(_basic, takes_login=True),
    "session": AuthMethod(session_for, takes_login=True),
}


def authenticator_for(settings: ConnectionSettings) -> Authenticator:
    """Return the method that `settings` choose."""
    return AUTH_METHODS[settings.auth].build(settings)


def credentials(name: t.Any) -> tuple[bool, bool]:
    """Return whether a value of `awx_auth` takes a token, and whether it takes a login."""
    method = AUTH_METHODS.get(str(name or "auto"))
    return (method.takes_token, method.takes_login) if method is not None else (True, True)


def check(settings: ConnectionSettings, *, anonymous: bool = False) -> None:
    """Refuse settings without the credentials that their method requires; nothing is sent.

    `anonymous`: the requests need no user, so there may be no credentials.

    Raises:
        ConfigurationError: there is no such method, or a credential is missing.
    """
    method = AUTH_METHODS.get(settings.auth)
    if method is None:
        raise ConfigurationError(
            f"awx_auth is '{settings.auth}'; it can be one of {', '.join(AUTH_METHODS)}"
        )
    if method.takes_token and settings.token:
        return
    if method.takes_login:
        _check_login(settings, anonymous=anonymous)
    elif method.takes_token:
        raise ConfigurationError(f"awx_auth: {settings.auth} requires awx_oauth_token")


def _check_login(settings: ConnectionSettings, *, anonymous: bool) -> None:
    if settings.username is None and settings.password is None:
        if anonymous:
            return
        raise ConfigurationError(
            f"no credentials for {settings.address}: set awx_oauth_token, or awx_username and"
            " awx_password (or their environment variables, such as AWX_OAUTH_TOKEN)"
        )
    if settings.username is None or settings.password is None:
        given, missing = (
            ("awx_password", "awx_username")
            if settings.username is None
            else ("awx_username", "awx_password")
        )
        given = settings.login_from or given
        raise ConfigurationError(f"{given} is set, but {missing} is not; a login needs both")
