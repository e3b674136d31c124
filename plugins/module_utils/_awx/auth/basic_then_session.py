# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Automatic authentication with a password: Basic first, a session for more requests."""

from __future__ import annotations

import threading

from ..common import errors
from ..http.request import RequestAuth
from .authenticators import EXTERNAL_USERS, Authenticator, LoginTransport
from .session import SessionUnavailable

# AWX hashes the password anew for every Basic request (about 130 ms of server time), and a session
# costs a login page, a login and a logout: it pays from about the third request on.
_BASIC_REQUESTS_BEFORE_SESSION = 2


class BasicThenSession(Authenticator):
    """Basic for an operation of one or two requests; a session as soon as there are more.

    Where Basic is switched off, the session comes first; where sessions are limited, never.
    """

    def __init__(self, basic: RequestAuth, session: Authenticator) -> None:
        super().__init__(basic)
        self._session = session
        self._stays_basic = False
        self._requests = 0
        self._has_session = False
        self._is_basic_refused = False
        self._refusal = ""
        self._lock = threading.Lock()

    def authenticate(self, transport: LoginTransport) -> RequestAuth:
        with self._lock:
            self._requests += 1
            if self._is_basic_refused:
                return self._without_basic(transport)
            if self._stays_basic or self._requests <= _BASIC_REQUESTS_BEFORE_SESSION:
                return self._auth
            return self._session_or_basic(transport)

    def renew(self, refused: RequestAuth) -> bool:
        if self._stays_basic:
            return False
        if refused is self._auth:
            # The server does not say whether the password is wrong or Basic switched off
            # (docs/awx-api.md#unauthorized).
            self._is_basic_refused = True
            return True
        return self._session.renew(refused)

    def log_out(self, transport: LoginTransport) -> None:
        self._session.log_out(transport)

    def _session_or_basic(self, transport: LoginTransport) -> RequestAuth:
        """Return the session, or go on with Basic, which has worked so far."""
        try:
            if not self._has_session:
                self._check_session_limit(transport)
            auth = self._session.authenticate(transport)
        except (SessionUnavailable, errors.ApiError, errors.UnexpectedResponse) as exc:
            transport.reporter.log(f"Basic authentication stays in use: {exc}")
            self._stays_basic = True
            return self._auth
        self._has_session = True
        return auth

    def _without_basic(self, transport: LoginTransport) -> RequestAuth:
        """Return a session; the password is tried once only, since accounts may be locked.

        Raises:
            AuthenticationError: the server accepts neither.
        """
        if not self._refusal:
            try:
                auth = self._session.authenticate(transport)
                if not self._has_session:
                    transport.reporter.log(
                        "Basic authentication was refused, a session login was not:"
                        " AUTH_BASIC_ENABLED may be false on the server; the session stays in use"
                    )
                self._has_session = True
                return auth
            except errors.ServerError:
                raise
            except errors.ApiError as exc:
                self._refusal = f"{exc.method} {exc.path}: {exc.status}"
            except (SessionUnavailable, errors.UnexpectedResponse) as exc:
                self._refusal = str(exc)
        raise errors.AuthenticationError(
            "the server refused awx_username and awx_password as Basic authentication (401), and"
            f" no session could be opened with them either ({self._refusal}). Check both; if they"
            " are right, Basic authentication may be switched off (AUTH_BASIC_ENABLED)."
            f" {EXTERNAL_USERS}",
            status=401,
            method="POST",
            path="login/",
        )

    def _check_session_limit(self, transport: LoginTransport) -> None:
        """Only superusers and auditors may read the limit; others log in as they do in a browser.

        Raises:
            SessionUnavailable: a login would end another session of the user.
        """
        try:
            settings = transport.fetch("GET", "settings/authentication/", auth=self._auth).json()
        except (errors.ApiError, errors.UnexpectedResponse):
            return
        limit = settings.get("SESSIONS_PER_USER") if isinstance(settings, dict) else None
        if isinstance(limit, int) and limit >= 0:
            raise SessionUnavailable(
                f"the server allows {limit} sessions a user (SESSIONS_PER_USER), so that a login"
                " may end another session of the user"
            )
