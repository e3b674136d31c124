# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Ways to prove who asks: callable objects that sign requests, and how a session comes and goes.

The client knows only `Authenticator`: it asks for a signature before each request, and signs out
at the end. Which way in is taken is up to `methods`.
"""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import http.cookies
import ipaddress
import threading
import typing as t
import urllib.parse

from ..common import errors
from ..http.response import Response, error_of
from ..http.retry import SAFE_METHODS
from ..http.transport import RequestAuth
from .endpoints import ApiEndpoints

# AWX hashes the password anew for every Basic request (about 130 ms of server time), and a session
# costs a login page, a login and a logout: it pays from about the third request on.
_BASIC_REQUESTS_BEFORE_SESSION = 2

# What servers answer to a logout in a way that they do not take (docs/awx-api.md#logout).
_NO_SUCH_LOGOUT = frozenset({403, 404, 405})

# LDAP, RADIUS and TACACS+ check passwords for AWX, so their users log in like local ones; those of
# other services log in at a page of that service, with a browser (docs/awx-api.md#external-users).
_EXTERNAL_USERS = (
    "Users of SAML, OIDC, GitHub, Azure AD or Google have no password for the API: they need a"
    " token (awx_oauth_token), which they create in AWX's web interface, or get by the"
    " authorization-code grant with steward.awx.awx_token."
)


IF_BEARER_IS_REFUSED = (
    "A server without tokens, of its own or of a gateway, takes none: there awx_username and"
    " awx_password are wanted."
)
IF_BASIC_IS_REFUSED = (
    "Basic authentication may be switched off on the server (AUTH_BASIC_ENABLED); awx_auth: session"
    f" works then. {_EXTERNAL_USERS}"
)


_Taken = t.TypeVar("_Taken")


class LoginTransport(t.Protocol):
    """What an authenticator needs of the client: raw requests to the login pages."""

    def place(self, *, ask: bool = False) -> ApiEndpoints:
        """Say where API and login are; with `ask`, or if that is not known, ask the server once."""

    @property
    def origin(self) -> str:
        """Scheme, host and port of the server."""

    @property
    def patience(self) -> float:
        """How many seconds the server may be silent (`request_timeout`)."""

    def send_raw(
        self,
        method: str,
        path: str,
        *,
        sign: RequestAuth,
        form: t.Mapping[str, str] | None = None,
        within: float | None = None,
        idempotent: bool = False,
    ) -> Response:
        """Ask a page for people and return the reply.

        A read, and what is `idempotent`, is asked for patiently, but only `within` seconds. The
        status may be any but those of a server that cannot answer now: they are raised.
        """

    def submit(
        self,
        path: str,
        *,
        sign: RequestAuth,
        form: t.Mapping[str, str],
        take: t.Callable[[Response], _Taken],
    ) -> _Taken:
        """Send a form, once, and return what `take` makes of the reply.

        The task may be interrupted before that or after it, but not between request and return.
        """

    def read(self, path: str, *, sign: RequestAuth) -> t.Any:
        """Return the decoded answer to GET of a path of the API."""

    def log(self, message: str) -> None:
        """Tell a detail to those who ask for details."""

    def warn(self, message: str) -> None:
        """Tell everybody."""


class Authenticator(t.Protocol):
    """A way in."""

    @property
    def advice(self) -> str:
        """What to do, besides looking at the credentials, when 401 is the answer to them."""

    def sign_in(self, transport: LoginTransport) -> RequestAuth:
        """Return what signs the next request, after logging in where that is due."""

    def renew(self, refused: RequestAuth) -> bool:
        """Return whether another `sign_in` may help after 401 was the answer to `refused`."""

    def sign_out(self, transport: LoginTransport) -> None:
        """Leave nothing behind on the server."""


def anonymous(request: t.Any) -> t.Any:
    """RequestAuth nothing: for the few pages that everybody may read."""
    return request


@dataclasses.dataclass(frozen=True)
class BearerAuth:
    """An OAuth2 token (RFC 6750, section 2.1)."""

    token: str = dataclasses.field(repr=False)

    def __call__(self, request: t.Any) -> t.Any:
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


@dataclasses.dataclass(frozen=True)
class BasicAuth:
    """User name and password with every request (RFC 7617, in UTF-8).

    Sent unasked: AWX never answers with a Basic challenge.
    """

    username: str
    password: str = dataclasses.field(repr=False)

    def __call__(self, request: t.Any) -> t.Any:
        pair = f"{self.username}:{self.password}".encode()
        request.headers["Authorization"] = "Basic " + base64.b64encode(pair).decode("ascii")
        return request


@dataclasses.dataclass(frozen=True)
class CookieAuth:
    """The cookies of a session, and the CSRF proof that Django wants for writes.

    Over HTTPS Django also wants a `Referer` of its own origin.
    """

    cookies: t.Mapping[str, str] = dataclasses.field(repr=False)
    referer: str

    def __call__(self, request: t.Any) -> t.Any:
        request.headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if request.method not in SAFE_METHODS:
            request.headers["X-CSRFToken"] = self.cookies.get("csrftoken", "")
            request.headers["Referer"] = self.referer
        return request


def is_interrupted(sign: RequestAuth, reply: Response) -> bool:
    """Whether the session that signed a request ended while the server was at work on it.

    Django then answers 400 with a page, once the work is done: it saves the session of every
    request, and finds none. AWX itself has JSON for 400.
    """
    return isinstance(sign, CookieAuth) and reply.status == 400 and not reply.is_json


class Stateless:
    """A signature that needs no login: a token, or Basic."""

    def __init__(self, sign: RequestAuth, *, advice: str = "") -> None:
        self._sign = sign
        self.advice = advice

    def sign_in(self, transport: LoginTransport) -> RequestAuth:
        return self._sign

    def renew(self, refused: RequestAuth) -> bool:
        return False

    def sign_out(self, transport: LoginTransport) -> None:
        pass


class SessionImpossible(errors.AwxError):
    """The site's cookies cannot work on this connection; nobody was logged in."""


class SessionLogin:
    """A login as a browser does it: form, CSRF token, cookies, and always a logout."""

    advice = ""

    def __init__(self, username: str, password: str) -> None:
        self._username = username
        self._password = password
        self._lock = threading.Lock()
        self._cookies: CookieAuth | None = None
        self._refused: list[CookieAuth] = []
        self._logout_path = ""

    def sign_in(self, transport: LoginTransport) -> RequestAuth:
        with self._lock:
            return self._cookies or self._log_in(transport)

    def renew(self, refused: RequestAuth) -> bool:
        """A session ends when it was idle, or by another login of the user.

        It may also be something before the server that refused it: it is logged out too, later
        (docs/awx-api.md#end-of-a-session).
        """
        if not isinstance(refused, CookieAuth):
            return False
        with self._lock:
            if self._cookies is refused:
                self._refused.append(refused)
                self._cookies = None
        return True

    def sign_out(self, transport: LoginTransport) -> None:
        with self._lock:
            sessions = [*self._refused, *([self._cookies] if self._cookies else [])]
            self._refused, self._cookies = [], None
        for cookies in sessions:
            self._log_out(transport, cookies)

    def _log_out(self, transport: LoginTransport, cookies: CookieAuth) -> None:
        """Django 5 takes POST only, other servers may take GET only. Failures are warned of."""
        path, patience = self._logout_path, transport.patience
        try:
            reply = transport.send_raw("POST", path, sign=cookies, within=patience, idempotent=True)
            if reply.status in _NO_SUCH_LOGOUT:
                reply = transport.send_raw("GET", path, sign=cookies, within=patience)
            reason = "" if _is_logged_out(transport, reply) else _goes_on(reply)
        except errors.AwxError as exc:
            reason = str(exc)
        if reason:
            transport.warn(
                f"the session at {transport.origin} could not be logged out; it ends when it"
                f" has been idle. {reason}"
            )

    def _log_in(self, transport: LoginTransport) -> CookieAuth:
        place, csrf = _entrance(transport)
        if csrf["secure"] and transport.origin.startswith("http://"):
            raise SessionImpossible(
                "the server's cookies are for HTTPS only and this connection is plain http, "
                "so a session cannot work; use https, or awx_auth: basic"
            )
        before = CookieAuth({"csrftoken": csrf.value}, transport.origin + "/")
        self._logout_path = place.logout
        form = {"username": self._username, "password": self._password, "next": "/api/"}

        def keep(reply: Response) -> CookieAuth:
            given = _session_in(transport, reply)
            self._cookies = CookieAuth({**before.cookies, **given}, before.referer)
            return self._cookies

        try:
            return transport.submit(place.login, sign=before, form=form, take=keep)
        except errors.AwxError as exc:
            if exc.may_have_acted:
                # Only the answer has the cookie that a logout needs.
                exc.explained("If that opened a session, nobody has it, and it ends when idle.")
            raise


class BasicThenSession:
    """Basic for an operation of one or two requests; a session as soon as there are more.

    Where Basic is switched off, the session comes first; where sessions are limited, never.
    """

    advice = ""

    def __init__(self, basic: BasicAuth, session: SessionLogin) -> None:
        self._basic = basic
        self._session = session
        self._stays_basic = False
        self._signed = 0
        self._is_promoted = False
        self._is_basic_refused = False
        self._refusal = ""
        self._lock = threading.Lock()

    def sign_in(self, transport: LoginTransport) -> RequestAuth:
        with self._lock:
            self._signed += 1
            if self._stays_basic:
                return self._basic
            if self._is_basic_refused:
                return self._without_basic(self._session, transport)
            if self._signed <= _BASIC_REQUESTS_BEFORE_SESSION:
                return self._basic
            return self._promoted(self._session, transport)

    def renew(self, refused: RequestAuth) -> bool:
        if self._stays_basic:
            return False
        if refused is self._basic:
            # Nobody says whether the password is wrong or Basic switched off
            # (docs/awx-api.md#unauthorized).
            self._is_basic_refused = True
            return True
        return self._session.renew(refused)

    def sign_out(self, transport: LoginTransport) -> None:
        self._session.sign_out(transport)

    def _promoted(self, session: SessionLogin, transport: LoginTransport) -> RequestAuth:
        """Return the session, or go on with Basic, which has worked so far."""
        try:
            if not self._is_promoted:
                _check_session_limit(transport, self._basic)
            signature = session.sign_in(transport)
        except (SessionImpossible, errors.ApiError, errors.UnexpectedResponse) as exc:
            transport.log(f"Basic authentication stays in use: {exc}")
            self._stays_basic = True
            return self._basic
        self._is_promoted = True
        return signature

    def _without_basic(self, session: SessionLogin, transport: LoginTransport) -> RequestAuth:
        """Return a session; the password is tried once only, since accounts may be locked.

        Raises:
            AuthenticationError: the server wants neither.
        """
        if self._refusal:
            raise _both_refused(self._refusal)
        try:
            signature = session.sign_in(transport)
        except errors.ServerError:
            raise
        except errors.ApiError as exc:
            self._refusal = f"{exc.method} {exc.path}: {exc.status}"
        except (SessionImpossible, errors.UnexpectedResponse) as exc:
            self._refusal = str(exc)
        if self._refusal:
            raise _both_refused(self._refusal)
        if not self._is_promoted:
            transport.log(
                "Basic authentication was refused, a session login was not: AUTH_BASIC_ENABLED may"
                " be false on the server; the session stays in use"
            )
        self._is_promoted = True
        return signature


def _entrance(transport: LoginTransport) -> tuple[ApiEndpoints, http.cookies.Morsel[str]]:
    """Return where to log in, and the CSRF cookie: of the root if it was asked, or of the page.

    Raises:
        UnexpectedResponse: there is no login page.
    """
    place = transport.place()
    csrf = _cookies(transport, place.cookies).get("csrftoken")
    if csrf is not None:
        return place, csrf
    page = transport.send_raw("GET", place.login, sign=anonymous)
    csrf = _cookies(transport, page.cookies).get("csrftoken")
    if csrf is None and 300 <= page.status < 400 and place.gateway is None:
        # A controller behind a gateway has no login page of its own (docs/awx-api.md#gateway).
        with contextlib.suppress(errors.UnexpectedResponse):
            place = transport.place(ask=True)
            page = transport.send_raw("GET", place.login, sign=anonymous)
            csrf = _cookies(transport, page.cookies).get("csrftoken")
    if csrf is None:
        raise errors.UnexpectedResponse(
            f"GET {place.login}: the login page ({page.status}) set no csrftoken cookie; "
            "is this the address of an AWX? Use a token or awx_auth: basic instead."
        )
    return place, csrf


def _session_in(transport: LoginTransport, reply: Response) -> dict[str, str]:
    """Return the cookies in the answer to a login, which must have opened a session.

    Raises:
        ApiError, UnexpectedResponse: it did not.
    """
    if reply.status != 302:
        raise _login_refused(reply)
    given = {name: morsel.value for name, morsel in _cookies(transport, reply.cookies).items()}
    if not any(_is_of_session(name) and value for name, value in given.items()):
        # A redirect alone proves nothing: later requests would be anonymous.
        raise errors.UnexpectedResponse(
            f"POST {reply.path}: the server redirected, but opened no session. It may be "
            "being upgraded, or want another way to log in; try a token or awx_auth: basic."
        )
    return given


def _is_of_session(cookie: str) -> bool:
    return "session" in cookie


def _is_logged_out(transport: LoginTransport, reply: Response) -> bool:
    """Whether a reply is one to a logout that was done: AWX takes the cookie back, and redirects.

    What stands before it may redirect too: to another server, or to where the logout is.
    """
    cookies = _cookies(transport, reply.cookies)
    if any(_is_of_session(name) and not one.value for name, one in cookies.items()):
        return reply.status < 400
    try:
        target = urllib.parse.urljoin(transport.origin + "/", reply.headers.get("location", ""))
        is_elsewhere = urllib.parse.urlsplit(target).path.endswith("/logout/")
    except ValueError:
        return False
    is_own = target.startswith(transport.origin + "/")
    return 300 <= reply.status < 400 and is_own and not is_elsewhere


def _goes_on(reply: Response) -> str:
    answered = f"{reply.method} {reply.path}: the server answered {reply.status}"
    if reply.status >= 400:
        return f"{answered}."
    return (
        f"{answered}, and neither took the cookie of the session back nor redirected to its pages."
    )


def _check_session_limit(transport: LoginTransport, sign: RequestAuth) -> None:
    """Only superusers and auditors may read the limit; others log in as they do in a browser.

    Raises:
        SessionImpossible: a login would end another session of the user.
    """
    try:
        settings = transport.read("settings/authentication/", sign=sign)
    except (errors.ApiError, errors.UnexpectedResponse):
        return
    limit = settings.get("SESSIONS_PER_USER") if isinstance(settings, dict) else None
    if isinstance(limit, int) and limit >= 0:
        raise SessionImpossible(
            f"the server allows {limit} sessions a user (SESSIONS_PER_USER), so that a login may"
            " end another session of the user"
        )


def _both_refused(reason: str) -> errors.AuthenticationError:
    return errors.AuthenticationError(
        "the server refused awx_username and awx_password as Basic authentication (401), and no"
        f" session could be opened with them either ({reason}). Check both; if they are right,"
        f" Basic authentication may be switched off (AUTH_BASIC_ENABLED). {_EXTERNAL_USERS}",
        status=401,
        method="POST",
        path="login/",
    )


def _cookies(
    transport: LoginTransport, lines: t.Iterable[str]
) -> dict[str, http.cookies.Morsel[str]]:
    """Return the cookies that a reply sets for the server; those for others are none of its."""
    jar = http.cookies.SimpleCookie()
    for line in lines:
        try:
            jar.load(line)
        except http.cookies.CookieError:
            continue
    host = urllib.parse.urlsplit(transport.origin).hostname or ""
    return {name: one for name, one in jar.items() if _is_for(host, one["domain"])}


def _is_for(host: str, domain: str) -> bool:
    """Whether a cookie of a domain is one for a host (RFC 6265, sections 5.1.3 and 5.3)."""
    wanted = domain.lower().lstrip(".")
    return not wanted or host == wanted or (host.endswith(f".{wanted}") and not _is_address(host))


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _login_refused(reply: Response) -> errors.AwxError:
    if reply.status < 400:
        return errors.UnexpectedResponse(
            f"POST {reply.path}: the server answered the login with {reply.status} and no session."
            " Something before it may want another way to log in; try a token or awx_auth: basic."
        )
    if reply.status not in (401, 403):
        return error_of(reply)
    kind = errors.AuthenticationError if reply.status == 401 else errors.PermissionDenied
    return kind(
        f"POST {reply.path}: the server refused the login ({reply.status}). Check awx_username and"
        f" awx_password. {_EXTERNAL_USERS}",
        status=reply.status,
        method=reply.method,
        path=reply.path,
    )
