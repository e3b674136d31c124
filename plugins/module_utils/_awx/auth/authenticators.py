# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Authentication schemes: what they add to requests, and the protocols around them."""

from __future__ import annotations

import base64
import dataclasses
import email.message
import http.cookiejar
import types
import typing as t
import urllib.parse
import urllib.request

from ..common.reporting import Reporter
from ..http.connection_settings import ConnectionSettings
from ..http.request import Request, RequestAuth
from ..http.response import Response
from ..http.retry import SAFE_METHODS
from .server_paths import ApiEndpoints

# LDAP, RADIUS and TACACS+ check passwords for AWX, so their users log in like local ones; those of
# other services log in at a page of that service, with a browser (docs/awx-api.md#external-users).
EXTERNAL_USERS = (
    "Users of SAML, OIDC, GitHub, Azure AD or Google have no password for the API: they need a"
    " token (awx_oauth_token), which they create in AWX's web interface, or get by the"
    " authorization-code grant with steward.awx.awx_token."
)
BEARER_ADVICE = (
    "A server without tokens, of its own or of a gateway, accepts none: use awx_username and"
    " awx_password there."
)
BASIC_ADVICE = (
    "Basic authentication may be switched off on the server (AUTH_BASIC_ENABLED); use awx_auth:"
    f" session then. {EXTERNAL_USERS}"
)

_Result = t.TypeVar("_Result")


class LoginTransport(t.Protocol):
    """What an authenticator needs of the client: raw requests to the login pages."""

    @property
    def settings(self) -> ConnectionSettings:
        """The settings of the connection."""

    @property
    def reporter(self) -> Reporter:
        """Where to report to."""

    def endpoints(self, *, from_server: bool = False) -> ApiEndpoints:
        """Return where API and login are; requested once, if `from_server` or unknown."""

    def send_raw(
        self,
        method: str,
        path: str,
        *,
        auth: RequestAuth,
        form: t.Mapping[str, str] | None = None,
        within: float | None = None,
        idempotent: bool = False,
    ) -> Response:
        """Request a page and return the response.

        A read, and what is `idempotent`, is retried, for `within` seconds. The status may be any
        but 429 and 5xx: they are raised.
        """

    def submit(
        self,
        path: str,
        *,
        auth: RequestAuth,
        form: t.Mapping[str, str],
        process: t.Callable[[Response], _Result],
    ) -> _Result:
        """Send a form, once, and return the result of `process` for the response.

        The task may be interrupted before that or after it, but not between request and return.
        """

    def fetch(self, method: str, path: str, *, auth: RequestAuth) -> Response:
        """Return the successful response of the API."""


class Authenticator(t.Protocol):
    """An authentication method in use."""

    @property
    def advice(self) -> str:
        """What to do, besides checking the credentials, when they are refused with 401."""

    def authenticate(self, transport: LoginTransport) -> RequestAuth:
        """Return the auth of the next request, after logging in where necessary."""

    def renew(self, refused: RequestAuth) -> bool:
        """Return whether to call `authenticate` again after 401 was the response to `refused`."""

    def log_out(self, transport: LoginTransport) -> None:
        """Leave nothing behind on the server."""


def anonymous(request: Request) -> dict[str, str]:
    """Send no credentials: for the few pages that everybody may read."""
    return {}


@dataclasses.dataclass(frozen=True)
class BearerAuth:
    """An OAuth2 token (RFC 6750, section 2.1)."""

    token: str = dataclasses.field(repr=False)

    def __call__(self, request: Request) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclasses.dataclass(frozen=True)
class BasicAuth:
    """User name and password with every request (RFC 7617, in UTF-8).

    Sent unasked: AWX never sends a Basic challenge.
    """

    username: str
    password: str = dataclasses.field(repr=False)

    def __call__(self, request: Request) -> dict[str, str]:
        pair = f"{self.username}:{self.password}".encode()
        return {"Authorization": "Basic " + base64.b64encode(pair).decode("ascii")}


class _CookiePolicy(http.cookiejar.DefaultCookiePolicy):
    """The default policy, except that an IP address only matches itself (RFC 6265, 5.1.3)."""

    def set_ok_domain(self, cookie: http.cookiejar.Cookie, request: urllib.request.Request) -> bool:
        host = urllib.parse.urlsplit(request.full_url).hostname or ""
        if cookie.domain_specified and host.replace(".", "").isdigit():
            return cookie.domain.lstrip(".") == host
        return super().set_ok_domain(cookie, request)


class CookieAuth:
    """The cookies of a session, and the CSRF token that Django requires for writes.

    Over HTTPS Django also requires a `Referer` of its own origin.
    """

    def __init__(self, origin: str) -> None:
        self._origin = origin + "/"
        self._jar = http.cookiejar.CookieJar(_CookiePolicy())

    def __call__(self, request: Request) -> dict[str, str]:
        matched = urllib.request.Request(request.url)  # noqa: S310 (it is not opened)
        self._jar.add_cookie_header(matched)
        headers = {"Cookie": matched.get_header("Cookie") or ""}
        if request.method not in SAFE_METHODS:
            csrf = self.csrf_cookie()
            headers["X-CSRFToken"] = (csrf.value if csrf else None) or ""
            headers["Referer"] = self._origin
        return headers

    def store(self, lines: t.Iterable[str]) -> None:
        """Keep, replace or delete cookies as `Set-Cookie` lines of the server demand."""
        headers = email.message.Message()
        for line in lines:
            headers["Set-Cookie"] = line
        response: t.Any = types.SimpleNamespace(info=lambda: headers)
        request = urllib.request.Request(self._origin)  # noqa: S310 (it is not opened)
        self._jar.extract_cookies(response, request)

    def csrf_cookie(self) -> http.cookiejar.Cookie | None:
        return next((cookie for cookie in self._jar if cookie.name == "csrftoken"), None)

    @property
    def has_session(self) -> bool:
        return any(
            "session" in cookie.name and (cookie.value or "").strip('"') for cookie in self._jar
        )


class StaticAuthenticator:
    """A token, or Basic: no login is needed."""

    def __init__(self, auth: RequestAuth, *, advice: str = "") -> None:
        self._auth = auth
        self.advice = advice

    def authenticate(self, transport: LoginTransport) -> RequestAuth:
        return self._auth

    def renew(self, refused: RequestAuth) -> bool:
        return False

    def log_out(self, transport: LoginTransport) -> None:
        pass
