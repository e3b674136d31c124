# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Authentication methods: what each value of `awx_auth` requires, and what implements it."""

from __future__ import annotations

import typing as t

from ..common.errors import ConfigurationError
from ..http.connection_settings import ConnectionSettings
from ..http.request import RequestAuth
from ..http.response import Response
from .authenticators import BASIC_ADVICE, BEARER_ADVICE, Authenticator, BasicAuth, BearerAuth

# Sessions are imported where they are used: with a token there is none.

# Whether each value of `awx_auth` takes a token, and whether it takes a user name and password.
AUTH_METHODS: t.Mapping[str, tuple[bool, bool]] = {
    "auto": (True, True),
    "token": (True, False),
    "basic": (False, True),
    "session": (False, True),
}


def authenticator_for(settings: ConnectionSettings) -> Authenticator:
    """Return the method that `settings` choose."""
    if settings.token and settings.auth in ("auto", "token"):
        return Authenticator(BearerAuth(settings.token), advice=BEARER_ADVICE)
    basic = BasicAuth(settings.username or "", settings.password or "")
    if settings.auth == "basic":
        return Authenticator(basic, advice=BASIC_ADVICE)
    session = session_for(settings)
    if settings.auth == "session":
        return session
    from .basic_then_session import BasicThenSession

    return BasicThenSession(basic, session)


def session_for(settings: ConnectionSettings) -> Authenticator:
    """Return what logs the user in, by whatever method other requests are authenticated."""
    from .session import SessionAuthenticator

    return SessionAuthenticator(settings.username or "", settings.password or "")


def is_interrupted(auth: RequestAuth, response: Response) -> bool:
    """Whether the session of a request ended while the server processed it.

    Django saves the session after every request; if it is gone, Django returns 400 with an HTML
    page although the work is done. A 400 from AWX itself is JSON.
    """
    if response.status != 400 or response.is_json:
        return False
    from .session_cookies import CookieAuth

    return isinstance(auth, CookieAuth)


def credentials(name: t.Any) -> tuple[bool, bool]:
    """Return whether a value of `awx_auth` takes a token, and whether it takes a login."""
    return AUTH_METHODS.get(str(name or "auto"), (True, True))


def check(settings: ConnectionSettings, *, anonymous: bool = False) -> None:
    """Refuse settings without the credentials that their method requires; nothing is sent.

    `anonymous`: the requests need no user, so there may be no credentials.

    Raises:
        ConfigurationError: there is no such method, or a credential is missing.
    """
    if settings.auth not in AUTH_METHODS:
        raise ConfigurationError(
            f"awx_auth is '{settings.auth}'; it can be one of {', '.join(AUTH_METHODS)}"
        )
    takes_token, takes_login = AUTH_METHODS[settings.auth]
    if takes_token and settings.token:
        return
    if not takes_login:
        raise ConfigurationError(f"awx_auth: {settings.auth} requires awx_oauth_token")
    login = {"awx_username": settings.username, "awx_password": settings.password}
    missing = [name for name, value in login.items() if value is None]
    if len(missing) == 2 and not anonymous:
        raise ConfigurationError(
            f"no credentials for {settings.address}: set awx_oauth_token, or awx_username and"
            " awx_password (or their environment variables, such as AWX_OAUTH_TOKEN)"
        )
    if len(missing) == 1:
        given = settings.login_from or next(name for name in login if name not in missing)
        raise ConfigurationError(f"{given} is set, but {missing[0]} is not; a login needs both")
