# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Session authentication: login, CSRF token and logout."""

from __future__ import annotations

import contextlib
import threading
import typing as t
import urllib.parse

from ..common import errors
from ..http.api_errors import error_of
from ..http.request import RequestAuth
from ..http.response import Response
from .authenticators import EXTERNAL_USERS, Authenticator, LoginTransport, anonymous
from .server_paths import ApiEndpoints
from .session_cookies import CookieAuth

# What servers return for a logout by a method that they do not accept (docs/awx-api.md#logout).
_LOGOUT_NOT_ACCEPTED = frozenset({403, 404, 405})


class SessionUnavailable(errors.AwxError):
    """The site's cookies cannot work on this connection; nobody was logged in."""


class SessionAuthenticator(Authenticator):
    """A login as a browser does it: form, CSRF token, cookies, and always a logout."""

    advice = ""

    def __init__(self, username: str, password: str) -> None:
        self._username = username
        self._password = password
        self._lock = threading.Lock()
        self._current: CookieAuth | None = None
        # Those to log out, with one that was refused: if a proxy did that, it may still exist.
        self._sessions: list[CookieAuth] = []
        self._logout_path = ""

    def authenticate(self, transport: LoginTransport) -> RequestAuth:
        with self._lock:
            return self._current or self._log_in(transport)

    def renew(self, refused: RequestAuth) -> bool:
        """Drop the session: it ended by idling or another login.

        See docs/awx-api.md#end-of-a-session.
        """
        if not isinstance(refused, CookieAuth):
            return False
        with self._lock:
            if self._current is refused:
                self._current = None
        return True

    def log_out(self, transport: LoginTransport) -> None:
        with self._lock:
            sessions, self._sessions, self._current = self._sessions, [], None
        for session in sessions:
            self._end(transport, session)

    def _end(self, transport: LoginTransport, session: CookieAuth) -> None:
        """Django 5 accepts POST only, other servers may accept GET only. Failures are warnings."""
        how: t.Any = {"auth": session, "within": transport.settings.timeout, "idempotent": True}
        try:
            response = transport.send_raw("POST", self._logout_path, **how)
            if response.status in _LOGOUT_NOT_ACCEPTED:
                response = transport.send_raw("GET", self._logout_path, **how)
            reason = _why_not_logged_out(transport, session, response)
        except errors.AwxError as exc:
            reason = str(exc)
        if reason:
            transport.reporter.warn(
                f"the session at {transport.settings.origin} could not be logged out; it will"
                f" expire when idle. {reason}"
            )

    def _log_in(self, transport: LoginTransport) -> CookieAuth:
        endpoints, session = _fetch_csrf_token(transport)
        csrf = session.csrf_cookie()
        if csrf and csrf.secure and transport.settings.origin.startswith("http://"):
            raise SessionUnavailable(
                "the server's cookies are for HTTPS only and this connection is plain http, "
                "so a session cannot work; use https, or awx_auth: basic"
            )
        self._logout_path = endpoints.logout
        form = {"username": self._username, "password": self._password, "next": "/api/"}

        def keep(response: Response) -> None:
            _check_login(session, response)
            self._sessions.append(session)
            self._current = session

        try:
            transport.submit(endpoints.login, auth=session, form=form, process=keep)
        except errors.AwxError as exc:
            if exc.may_have_acted:
                # Only the response has the cookie that a logout needs.
                exc.explained("A session may have been created; it will expire when idle.")
            raise
        return session


def _fetch_csrf_token(transport: LoginTransport) -> tuple[ApiEndpoints, CookieAuth]:
    """Return where to log in, and the CSRF cookie: of the API root if it was read, or of the page.

    Raises:
        UnexpectedResponse: there is no login page.
    """
    session = CookieAuth(transport.settings.origin)
    endpoints = transport.endpoints()
    session.store(endpoints.cookies)
    if session.csrf_cookie() is not None:
        return endpoints, session
    page = transport.send_raw("GET", endpoints.login, auth=anonymous)
    session.store(page.cookies)
    if session.csrf_cookie() is None and 300 <= page.status < 400 and endpoints.gateway is None:
        # A controller behind a gateway has no login page of its own (docs/awx-api.md#gateway).
        with contextlib.suppress(errors.UnexpectedResponse):
            endpoints = transport.endpoints(from_server=True)
            page = transport.send_raw("GET", endpoints.login, auth=anonymous)
            session.store(page.cookies)
    if session.csrf_cookie() is None:
        raise errors.UnexpectedResponse(
            f"GET {endpoints.login}: the login page ({page.status}) set no csrftoken cookie. Check"
            " that this is the address of an AWX, or use a token or awx_auth: basic."
        )
    return endpoints, session


def _check_login(session: CookieAuth, response: Response) -> None:
    """Store the cookies of the response to a login, which must have opened a session.

    Raises:
        ApiError, UnexpectedResponse: it did not.
    """
    what = f"POST {response.path}: the server"
    if response.status >= 400:
        error = error_of(response)
        refused = (
            f"{what} refused the login ({response.status}). Check awx_username and awx_password."
            f" {EXTERNAL_USERS}"
        )
        raise error.converted(type(error), refused) if response.status in (401, 403) else error
    session.store(response.cookies)
    if response.status != 302 or not session.has_session:
        # A redirect alone is no proof of a login: later requests might be anonymous.
        raise errors.UnexpectedResponse(
            f"{what} returned {response.status} for the login, but opened no session. It may be"
            " being upgraded, or require another way to log in; try a token or awx_auth: basic."
        )


def _why_not_logged_out(transport: LoginTransport, session: CookieAuth, response: Response) -> str:
    """Return why a logout failed, "" if it did not: AWX deletes the cookie, and redirects.

    A proxy may redirect, too: to another server, or to another logout.
    """
    returned = f"{response.method} {response.path}: the server returned {response.status}"
    if response.status >= 400:
        return f"{returned}."
    session.store(response.cookies)
    if not session.has_session:
        return ""
    origin = transport.settings.origin + "/"
    with contextlib.suppress(ValueError):
        target = urllib.parse.urljoin(origin, response.headers.get("location", ""))
        is_logout = urllib.parse.urlsplit(target).path.endswith("/logout/")
        if 300 <= response.status < 400 and target.startswith(origin) and not is_logout:
            return ""
    return f"{returned}, and neither deleted the session cookie nor redirected to its pages."
