# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The table of ways in: what each value of `awx_auth` wants, and what it makes of that.

Another way in is a class like those in `schemes`, and another entry here.
"""

from __future__ import annotations

import dataclasses
import typing as t

from ..common.errors import ConfigurationError
from ..http.settings import ConnectionSettings
from . import schemes


@dataclasses.dataclass(frozen=True)
class AuthMethod:
    """A value of `awx_auth`: it wants a token or a login, or whichever there is."""

    enter: t.Callable[[ConnectionSettings], schemes.Authenticator]
    takes_token: bool = False
    takes_login: bool = False


def _by_token(settings: ConnectionSettings) -> schemes.Authenticator:
    return schemes.Stateless(
        schemes.BearerAuth(settings.token or ""), advice=schemes.IF_BEARER_IS_REFUSED
    )


def _by_basic(settings: ConnectionSettings) -> schemes.Authenticator:
    return schemes.Stateless(_basic(settings), advice=schemes.IF_BASIC_IS_REFUSED)


def _by_session(settings: ConnectionSettings) -> schemes.SessionLogin:
    return schemes.SessionLogin(settings.username or "", settings.password or "")


def _by_what_there_is(settings: ConnectionSettings) -> schemes.Authenticator:
    if settings.token:
        return _by_token(settings)
    return schemes.BasicThenSession(_basic(settings), _by_session(settings))


def _basic(settings: ConnectionSettings) -> schemes.BasicAuth:
    return schemes.BasicAuth(settings.username or "", settings.password or "")


AUTH_METHODS: t.Mapping[str, AuthMethod] = {
    "auto": AuthMethod(_by_what_there_is, takes_token=True, takes_login=True),
    "token": AuthMethod(_by_token, takes_token=True),
    "basic": AuthMethod(_by_basic, takes_login=True),
    "session": AuthMethod(_by_session, takes_login=True),
}


def authenticator_for(settings: ConnectionSettings) -> schemes.Authenticator:
    """Return the way in that `settings` choose."""
    return AUTH_METHODS[settings.auth].enter(settings)


def credentials(name: t.Any) -> tuple[bool, bool]:
    """Return whether a value of `awx_auth` takes a token, and whether it takes a login."""
    way = AUTH_METHODS.get(str(name or "auto"))
    return (way.takes_token, way.takes_login) if way is not None else (True, True)


def check(settings: ConnectionSettings, *, anonymous: bool = False) -> None:
    """Refuse settings without what their way in wants; nothing is sent.

    `anonymous` says that the requests to come need no user: no credentials are fine too.

    Raises:
        ConfigurationError: there is no such way in, or a credential is missing.
    """
    way = AUTH_METHODS.get(settings.auth)
    if way is None:
        raise ConfigurationError(
            f"awx_auth is '{settings.auth}'; it can be one of {', '.join(AUTH_METHODS)}"
        )
    if way.takes_token and settings.token:
        return
    if way.takes_login:
        _check_login(settings, anonymous=anonymous)
    elif way.takes_token:
        raise ConfigurationError(
            f"awx_auth is '{settings.auth}', but there is none: set awx_oauth_token"
        )


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
