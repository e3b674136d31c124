# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The client of one AWX server: requests on API paths, decoded answers or typed errors.

It knows no resource. It signs requests, repeats reads that may be repeated, follows only redirects
that are harmless, counts, and tells every call to the report.
"""

from __future__ import annotations

import threading
import typing as t
import urllib.parse

from ..auth import schemes
from ..auth.endpoints import ApiEndpoints
from ..auth.methods import authenticator_for
from ..common import errors, json_fields
from ..common.clock import Clock
from ..common.redaction import Redactor
from ..common.reporting import RedactingReporter, Reporter
from ..http.response import Response, error_of
from ..http.retry import SAFE_METHODS, RetryPolicy, should_retry
from ..http.settings import ConnectionSettings
from ..http.transport import JSON, Request, RequestAuth, Transport
from ..http.urls import Params, own_url, redirect_target, refuse_upgrade, with_params
from .root import ApiRoot, is_of_awx

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 3

# The least that a server gets to answer a request with a deadline, in seconds: until it says
# something, and for all of its reply, since what takes long may be just what is wanted.
_LAST_MOMENTS = 5.0
_LAST_WORDS = 50.0

# What an AWX calls itself that Red Hat does not sell.
_COMMUNITY_NAME = "AWX"

_ANY_PAGE = "text/html, */*;q=0.5"

_Taken = t.TypeVar("_Taken")


class AwxClient:
    """One authenticated client, usable by several threads; close it when done.

    `requests` counts the HTTP requests that were sent, `throttled` how many of them a server or
    proxy refused because it is overloaded (429, 503). `product_name` and `product_version` are
    what the server says of itself, "" before its first answer to a user.
    """

    def __init__(
        self,
        settings: ConnectionSettings,
        *,
        transport: Transport,
        reporter: Reporter,
        clock: Clock,
        policy: RetryPolicy | None = None,
    ) -> None:
        self.settings = settings
        self.reporter = reporter
        self.clock = clock
        self.redact = Redactor(settings.secrets)
        self.requests = 0
        self.throttled = 0
        self.product_name = self.product_version = ""
        self._transport = transport
        self._policy = policy or RetryPolicy(retries=settings.retries)
        self._authenticator = authenticator_for(settings)
        self._root = ApiRoot(settings.api_root, address=settings.address, guide=self)
        self._session: schemes.SessionLogin | None = None
        self._concealed: list[str] = list(settings.secrets)
        self._lock = threading.RLock()

    @property
    def reporter(self) -> Reporter:
        """Where this client reports to; secrets are redacted."""
        return self._reporter

    @reporter.setter
    def reporter(self, reporter: Reporter) -> None:
        self._reporter = RedactingReporter(reporter, self._masked)

    def _masked(self, text: str) -> str:
        # Not by the masker of this moment: more secrets become known.
        return self.redact(text)

    # -- Requests on API paths -------------------------------------------------

    def get(self, path: str, params: Params = ()) -> t.Any:
        """Return the decoded answer to GET."""
        return self.fetch("GET", path, params=params).json()

    def get_object(
        self, path: str, params: Params = (), *, until: float | None = None
    ) -> dict[str, t.Any]:
        """Return the object that GET answers.

        Raises:
            UnexpectedResponse: it answers something else.
        """
        body = self.fetch("GET", path, params=params, until=until).json()
        if not isinstance(body, dict):
            raise errors.UnexpectedResponse(f"GET {path}: the server did not answer with an object")
        return body

    def get_page(
        self, path: str, params: Params = (), *, until: float | None = None
    ) -> tuple[list[dict[str, t.Any]], int]:
        """Return the objects on one page of a list, and how many there are in all.

        Raises:
            UnexpectedResponse: GET answers no list of objects.
        """
        body = self.get_object(path, params, until=until)
        rows, count = body.get("results"), json_fields.int_or_none(body.get("count"))
        if not isinstance(rows, list) or count is None:
            raise errors.UnexpectedResponse(f"GET {path}: the server did not answer with a list")
        if not all(isinstance(row, dict) for row in rows):
            raise errors.UnexpectedResponse(f"GET {path}: the server listed something but objects")
        return rows, count

    def get_identified(
        self, path: str, params: Params = (), *, until: float | None = None
    ) -> tuple[list[dict[str, t.Any]], int]:
        """Return what `get_page` does, where each object must have an `id`.

        Raises:
            UnexpectedResponse: GET answers no list of such objects.
        """
        rows, count = self.get_page(path, params, until=until)
        if any(json_fields.int_or_none(row.get("id")) is None for row in rows):
            raise errors.UnexpectedResponse(
                f"GET {path}: the server listed an object without an id"
            )
        return rows, count

    def options(self, path: str) -> t.Any:
        """Return the decoded answer to OPTIONS: the fields and filters of a resource."""
        return self.fetch("OPTIONS", path).json()

    def post(self, path: str, body: t.Any) -> t.Any:
        """Return the decoded answer to POST; None where there is no body."""
        return self.fetch("POST", path, body=body).json()

    def delete(self, path: str, *, sign: RequestAuth | None = None) -> None:
        """Send DELETE.

        Raises:
            UnexpectedResponse: a success that is no AWX's, such as a login page.
        """
        if self.fetch("DELETE", path, sign=sign).json() is not None:
            raise errors.UnexpectedResponse(
                f"DELETE {path}: the server answered with more than it does when it deletes",
                success=True,
            )

    def fetch(
        self,
        method: str,
        path: str,
        *,
        params: Params = (),
        body: t.Any = None,
        sign: RequestAuth | None = None,
        until: float | None = None,
        accept: str = JSON,
    ) -> Response:
        """Send a request and return the reply to it if its status is a success.

        `path` is one below the API's `/v2/` such as `hosts/`, or a whole path or URL that the
        server named; `accept` is the type of the answer that is wanted. With `sign` that signs,
        instead of the client's own credentials. After the time `until` on the clock nothing is
        repeated, and a server that is silent (for 5 s), or whose reply takes longer (than 50 s),
        is given up.

        Raises:
            ConnectionFailed, ApiError, UnexpectedResponse: see `errors`.
        """
        path = with_params(path, params)
        return self._repeated(
            method, lambda: self._once(method, path, body, sign, until, accept), until=until
        )

    def _repeated(
        self,
        method: str,
        send: t.Callable[[], _Taken],
        *,
        until: float | None = None,
        idempotent: bool = False,
    ) -> _Taken:
        """Send a request, and send it again where that is harmless and may help."""
        latest = self.clock.now() + self._policy.total
        latest = latest if until is None else min(latest, until)
        attempt = 0
        while True:
            try:
                return send()
            except errors.AwxError as failure:
                if failure.exhausted or not should_retry(method, failure, idempotent=idempotent):
                    raise
                pause = self._pause(attempt, failure)
                if attempt >= self._policy.retries or self.clock.now() + pause > latest:
                    failure.exhausted = True
                    raise
                attempt += 1
                self.log(f"retry {attempt} of {self._policy.retries} in {pause:.1f} s: {failure}")
                self.clock.sleep(pause)

    def abandon_connections(self) -> None:
        """Use new connections from now on: an interruption may have left a lock of the old held."""
        self._transport.renew()

    def log_out(self) -> None:
        """End the sessions there are; a request that needs one after it logs in again."""
        self.clock.uninterrupted(self._log_out)

    def _log_out(self) -> None:
        self._authenticator.sign_out(self)
        if self._session is not None:
            self._session.sign_out(self)

    def close(self) -> None:
        """Log out where there is a session, and close the connections."""
        try:
            self.log_out()
        finally:
            self._transport.close()

    def add_secret(self, *secrets: str | None) -> None:
        """Mask these too in everything that is logged or said from now on."""
        with self._lock:
            self._concealed += [secret for secret in secrets if secret]
            self.redact = Redactor(self._concealed)

    # -- Where things are ------------------------------------------------------

    @property
    def api_root(self) -> str:
        """The path of the API, such as `/api/` or `/api/controller/`, as far as it is known."""
        return self._root.path

    @property
    def v2(self) -> str:
        """The path that resources are below."""
        return self.api_root + "v2/"

    def place(self, *, ask: bool = False) -> ApiEndpoints:
        """Return where API and login are; the server is asked, once, unless the root is known.

        With `ask` it is asked in any case: only it knows whether there is a gateway.

        Raises:
            UnexpectedResponse: it does not answer like an AWX.
        """
        return self._root.ask() if ask else self._root.place()

    @property
    def is_behind_gateway(self) -> bool:
        """Whether the server is known to be a controller behind a gateway; asks nothing."""
        return self._root.has_gateway or (
            self._root.is_controllers and self.product_name not in ("", _COMMUNITY_NAME)
        )

    def url_of(self, path: str, params: Params = ()) -> str:
        """Return the whole URL of `path`, encoded.

        Raises:
            UnexpectedResponse: as `own_url`.
        """
        if "://" not in path and not path.startswith("/"):
            path = self.v2 + path
        return with_params(own_url(path, self.settings), params)

    def own_path(self, link: str) -> str:
        """Return the path of a link that the server named, which must be its own."""
        return urllib.parse.urlsplit(self.url_of(link)).path

    def read_anonymously(self, path: str) -> Response:
        """Return the successful reply to GET of a whole path that everybody may read."""
        return self.fetch("GET", path, sign=schemes.anonymous)

    # -- What the authenticators need (`schemes.LoginTransport`) ------------------------------

    @property
    def origin(self) -> str:
        return self.settings.origin

    @property
    def patience(self) -> float:
        return self.settings.timeout

    def send_raw(
        self,
        method: str,
        path: str,
        *,
        sign: RequestAuth,
        params: Params = (),
        form: t.Mapping[str, str] | None = None,
        within: float | None = None,
        idempotent: bool = False,
    ) -> Response:
        url = self.url_of(path, params)
        until = None if within is None else self.clock.now() + within
        request = Request(
            method,
            url,
            path,
            sign=sign,
            form=form,
            accept=_ANY_PAGE,
            longest=self._left(until, at_least=_LAST_MOMENTS),
            whole=self._left(until, at_least=_LAST_WORDS),
        )
        return self._repeated(
            method, lambda: self._answered(request), until=until, idempotent=idempotent
        )

    def submit(
        self,
        path: str,
        *,
        sign: RequestAuth,
        form: t.Mapping[str, str],
        take: t.Callable[[Response], _Taken],
    ) -> _Taken:
        request = Request(
            "POST",
            self.url_of(path),
            path,
            sign=sign,
            form=form,
            accept=_ANY_PAGE,
            # Who interrupts the task waits for all of it.
            whole=self.patience,
        )

        def send() -> _Taken:
            return self.clock.uninterrupted(lambda: take(self._answered(request)))

        return self._repeated("POST", send)

    def read(self, path: str, *, sign: RequestAuth) -> t.Any:
        return self.fetch("GET", path, sign=sign).json()

    def session(self) -> RequestAuth:
        """Return the signature of a session of the user's, whatever signs other requests.

        For pages that take nothing else. `close` logs it out.

        Raises:
            AuthenticationError, ...: the user cannot log in.
        """
        if isinstance(self._authenticator, schemes.SessionLogin):
            return self._signature()
        with self._lock:
            if self._session is None:
                settings = self.settings
                self._session = schemes.SessionLogin(
                    settings.username or "", settings.password or ""
                )
        return self._signed_in(self._session)

    def log(self, message: str) -> None:
        """Tell the report a detail."""
        self.reporter.log(message)

    def warn(self, message: str) -> None:
        """Have the report warn."""
        self.reporter.warn(message)

    # -- One exchange ----------------------------------------------------------

    def _once(
        self,
        method: str,
        path: str,
        body: t.Any,
        sign: RequestAuth | None,
        until: float | None,
        accept: str,
    ) -> Response:
        # A login may ask where the API is, so it comes before the URL.
        signature = sign or self._signature()
        if self._root.is_known or path.startswith("/") or "://" in path:
            url = self.url_of(path)
            reply = self._exchange(method, url, body, signature, sign, until, accept)
            return self._accepted(reply, sign)
        return self._below_guess(method, path, body, signature, sign, until, accept)

    def _below_guess(
        self,
        method: str,
        path: str,
        body: t.Any,
        signature: RequestAuth,
        sign: RequestAuth | None,
        until: float | None,
        accept: str,
    ) -> Response:
        """Send a request where most servers have the API, and elsewhere if that is not there."""
        guess = self.url_of(self.v2)
        has_acted = False
        reply: Response | errors.UnexpectedResponse
        try:
            url = self.url_of(guess + path)
            reply = self._exchange(method, url, body, signature, sign, until, accept)
        except errors.UnexpectedResponse as exc:
            reply = exc
            has_acted = exc.may_have_acted and method not in SAFE_METHODS
        else:
            verdict = is_of_awx(reply)
            if verdict:
                self._root.confirm()
            if verdict is not False:
                return self._accepted(reply, sign)
            has_acted = reply.status < 300 and method not in SAFE_METHODS
        try:
            self._root.ask()
        except errors.AwxError as exc:
            exc.sent = has_acted
            raise
        if self.url_of(self.v2) != guess:
            if has_acted:
                raise errors.UnexpectedResponse(
                    f"{method} {path}: {guess} is not the API, but answered with a success. The API"
                    f" of this server is at {self.api_root}: set api_root to that.",
                    success=True,
                )
            url = self.url_of(path)
            reply = self._exchange(method, url, body, signature, sign, until, accept)
            return self._accepted(reply, sign)
        if isinstance(reply, errors.UnexpectedResponse):
            raise reply
        return self._accepted(reply, sign)

    def _exchange(
        self,
        method: str,
        url: str,
        body: t.Any,
        signature: RequestAuth,
        sign: RequestAuth | None,
        until: float | None,
        accept: str,
    ) -> Response:
        """Return the reply, whatever its status, after redirects and one renewal of a session."""
        shown = ""
        renewed = sign is not None
        for _redirect in range(_MOST_REDIRECTS + 1):
            shown = self.redact(urllib.parse.urlsplit(url).path)
            request = Request(
                method,
                url,
                shown,
                sign=signature,
                json=body,
                accept=accept,
                longest=self._left(until, at_least=_LAST_MOMENTS),
                whole=self._left(until, at_least=_LAST_WORDS),
            )
            reply = self._send(request)
            is_interrupted = schemes.is_interrupted(signature, reply)
            if is_interrupted and method not in SAFE_METHODS:
                raise errors.UnexpectedResponse(
                    f"{method} {shown}: the session ended while the server was at work on this"
                    " (400); whether it was done is not known.",
                    success=True,
                )
            is_refused = reply.status == 401 or is_interrupted
            if is_refused and not renewed and self._authenticator.renew(signature):
                renewed = True
                signature = self._signature()
            elif reply.status in _REDIRECTS:
                url = redirect_target(reply, url, self.settings.base_url)
            else:
                return reply
        raise errors.UnexpectedResponse(
            f"{method} {shown}: the server redirects in a circle. Check awx_host and api_root, and"
            " what stands before the server."
        )

    def _accepted(self, reply: Response, sign: RequestAuth | None) -> Response:
        """Return a reply that is a success; raise what any other one stands for."""
        if reply.status < 400:
            return reply
        error: errors.AwxError = self._error(reply)
        if reply.status == 401:
            error = error.explained(_asked(self.settings, is_own=sign is None))
            if sign is None and self._authenticator.advice:
                error = error.explained(self._authenticator.advice)
        raise error

    def _left(self, until: float | None, *, at_least: float) -> float | None:
        """Return the seconds until a time; what is sent at the last moment gets a few all the same.

        So a server that is silent or slow does not hold up a deadline for as long as it likes.
        """
        return None if until is None else max(until - self.clock.now(), at_least)

    def _signature(self) -> RequestAuth:
        return self._signed_in(self._authenticator)

    def _signed_in(self, authenticator: schemes.Authenticator) -> RequestAuth:
        """Return what signs a request; if it cannot be had, the request certainly did not leave."""
        try:
            return authenticator.sign_in(self)
        except errors.AwxError as exc:
            exc.sent = False
            if isinstance(exc, (errors.AuthenticationError, errors.PermissionDenied)):
                asked = _asked(self.settings, is_own=True)
                raise exc if asked in str(exc) else exc.explained(asked) from None
            raise

    def _send(self, request: Request) -> Response:
        with self._lock:
            self.requests += 1
        try:
            reply = self._transport.send(request)
        except errors.ConnectionFailed as exc:
            self.log(f"{request.method} {request.url}: {exc}")
            raise
        if reply.status in (429, 503):
            with self._lock:
                self.throttled += 1
        self.product_name = reply.headers.get("x-api-product-name") or self.product_name
        self.product_version = reply.headers.get("x-api-product-version") or self.product_version
        server = reply.headers.get("x-api-total-time") or reply.headers.get("x-api-time")
        self.log(
            f"{request.method} {request.url} {reply.status} in {reply.milliseconds:.0f} ms"
            + (f" (server {server})" if server else "")
        )
        return reply

    def _answered(self, request: Request) -> Response:
        """Send a request and return the reply, unless the server is not able to answer now."""
        reply = self._send(request)
        if reply.status == 429 or reply.status >= 500:
            raise self._error(reply)
        if reply.status in _REDIRECTS:
            refuse_upgrade(reply, reply.headers.get("location", ""))
        return reply

    def _error(self, reply: Response) -> errors.ApiError:
        error = error_of(reply)
        error.args = (self.redact(str(error)),)
        error.detail = self.redact(error.detail)
        return error

    def _pause(self, attempt: int, failure: errors.AwxError) -> float:
        return self._policy.delay(
            attempt=attempt,
            retry_after=getattr(failure, "retry_after", None),
            jitter=self.clock.random(),
        )


def _asked(settings: ConnectionSettings, *, is_own: bool) -> str:
    """Return which server was asked, and by which login if it was the client's own."""
    by = f", with {settings.login_from}" if is_own and settings.login_from else ""
    return f"The request went to {settings.address}{by}."
