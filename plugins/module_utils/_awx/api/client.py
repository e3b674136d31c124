# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The client of one AWX server: requests on API paths, decoded responses or typed errors.

It knows no resource. It authenticates requests, retries those that may be retried, follows harmless
redirects only, counts requests, and logs each of them.
"""

from __future__ import annotations

import threading
import typing as t
import urllib.parse

from ..auth import authenticators, methods
from ..auth.server_paths import NOTHING_THERE, ApiEndpoints
from ..common import errors, json_fields
from ..common.clock import Clock
from ..common.redaction import Redactor
from ..common.reporting import RedactingReporter, Reporter
from ..http.api_errors import error_of
from ..http.connection_settings import ConnectionSettings
from ..http.request import JSON, Request, RequestAuth
from ..http.response import Response
from ..http.retry import MAX_RETRY_TIME, SAFE_METHODS, retry_delay, should_retry
from ..http.transport import Transport
from ..http.urls import Params, own_url, redirect_target, refuse_upgrade, with_params

# Where most servers have the API, and where a gateway has its controller.
_USUAL_ROOT = "/api/"
_CONTROLLER_ROOT = "/api/controller/"

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_REDIRECTS = 3

# The shortest timeouts of a request with a deadline, in seconds: one that is sent shortly before
# the deadline may get just the response that is wanted.
_MIN_READ_TIMEOUT = 5.0
_MIN_TOTAL_TIMEOUT = 50.0

# The product name of an AWX that is not sold by Red Hat.
_COMMUNITY_NAME = "AWX"

_ANY_PAGE = "text/html, */*;q=0.5"

_Result = t.TypeVar("_Result")


class _Call(t.NamedTuple):
    """The parameters of `fetch`: `auth` replaces the client's own credentials."""

    method: str
    path: str
    body: t.Any
    auth: RequestAuth | None
    until: float | None
    accept: str

    @property
    def is_safe(self) -> bool:
        return self.method in SAFE_METHODS


class AwxClient:
    """One authenticated client, usable by several threads; close it when done.

    `requests` counts the HTTP requests that were sent, `throttled` how many of them a server or
    proxy refused because it is overloaded (429, 503). `product_name` and `product_version` are
    what the server reports about itself, "" before its first authenticated response.
    """

    def __init__(
        self,
        settings: ConnectionSettings,
        *,
        transport: Transport,
        reporter: Reporter,
        clock: Clock,
    ) -> None:
        self.settings = settings
        self.reporter = reporter
        self.clock = clock
        self.redact = Redactor(settings.secrets)
        self.requests = 0
        self.throttled = 0
        self.product_name = self.product_version = ""
        self._transport = transport
        self._authenticator = methods.authenticator_for(settings)
        self._root = settings.api_root
        self._endpoints: ApiEndpoints | None = None
        self._session: authenticators.Authenticator | None = None
        self._secrets: list[str] = list(settings.secrets)
        self._lock = threading.RLock()

    @property
    def reporter(self) -> Reporter:
        """Where this client reports to; secrets are redacted."""
        return self._reporter

    @reporter.setter
    def reporter(self, reporter: Reporter) -> None:
        self._reporter = RedactingReporter(reporter, self._redacted)

    def _redacted(self, text: str) -> str:
        """Redact by what is secret now: more secrets become known."""
        return self.redact(text)

    # -- Requests on API paths -------------------------------------------------

    def get(self, path: str, params: Params = ()) -> t.Any:
        """Return the decoded response to GET."""
        return self.fetch("GET", path, params=params).json()

    def get_object(
        self, path: str, params: Params = (), *, until: float | None = None
    ) -> dict[str, t.Any]:
        """Return the object in the response to GET.

        Raises:
            UnexpectedResponse: it is something else.
        """
        body = self.fetch("GET", path, params=params, until=until).json()
        if not isinstance(body, dict):
            raise errors.UnexpectedResponse(f"GET {path}: the server did not return an object")
        return body

    def get_page(
        self, path: str, params: Params = (), *, until: float | None = None
    ) -> tuple[list[dict[str, t.Any]], int]:
        """Return the objects on one page of a list, and how many there are in all.

        Raises:
            UnexpectedResponse: it is not a list of objects.
        """
        body = self.get_object(path, params, until=until)
        rows, count = body.get("results"), json_fields.int_or_none(body.get("count"))
        if count is None or rows != json_fields.list_of_mappings(rows):
            raise errors.UnexpectedResponse(
                f"GET {path}: the server did not return a list of objects"
            )
        return rows, count

    def get_identified(
        self, path: str, params: Params = (), *, until: float | None = None
    ) -> tuple[list[dict[str, t.Any]], int]:
        """Return what `get_page` does, where each object must have an `id`.

        Raises:
            UnexpectedResponse: it is not a list of such objects.
        """
        rows, count = self.get_page(path, params, until=until)
        if any(json_fields.int_or_none(row.get("id")) is None for row in rows):
            raise errors.UnexpectedResponse(
                f"GET {path}: the server listed an object without an id"
            )
        return rows, count

    def options(self, path: str) -> t.Any:
        """Return the decoded response to OPTIONS: the fields and filters of a resource."""
        return self.fetch("OPTIONS", path).json()

    def post(self, path: str, body: t.Any) -> t.Any:
        """Return the decoded response to POST; None where there is no body."""
        return self.fetch("POST", path, body=body).json()

    def delete(self, path: str, *, auth: RequestAuth | None = None) -> None:
        """Send DELETE.

        Raises:
            UnexpectedResponse: a success that is not AWX's, such as a login page.
        """
        if self.fetch("DELETE", path, auth=auth).json() is not None:
            raise errors.UnexpectedResponse(
                f"DELETE {path}: the server returned a body, as it does not when it deletes",
                success=True,
            )

    def fetch(
        self,
        method: str,
        path: str,
        *,
        params: Params = (),
        body: t.Any = None,
        auth: RequestAuth | None = None,
        until: float | None = None,
        accept: str = JSON,
    ) -> Response:
        """Send a request and return the response if its status is a success.

        `path` is one below the API's `/v2/` such as `hosts/`, or a whole path or URL that the
        server returned; `accept` is the type of the response that is wanted. `auth` replaces the
        client's own credentials. After `until` on the clock nothing is retried; a request sent
        shortly before it still gets a read timeout of 5 s and 50 s in total.

        Raises:
            ConnectionFailed, ApiError, UnexpectedResponse: see `errors`.
        """
        call = _Call(method, with_params(path, params), body, auth, until, accept)
        return self._retry(method, lambda: self._send_call(call), until=until)

    def _retry(
        self,
        method: str,
        send: t.Callable[[], _Result],
        *,
        until: float | None = None,
        idempotent: bool = False,
    ) -> _Result:
        """Send a request, and retry where that is harmless and may help."""
        latest = self.clock.now() + MAX_RETRY_TIME
        latest = latest if until is None else min(latest, until)
        attempt = 0
        while True:
            try:
                return send()
            except errors.AwxError as failure:
                if failure.exhausted or not should_retry(method, failure, idempotent=idempotent):
                    raise
                pause = retry_delay(
                    attempt=attempt,
                    retry_after=getattr(failure, "retry_after", None),
                    jitter=self.clock.random(),
                )
                if attempt >= self.settings.retries or self.clock.now() + pause > latest:
                    failure.exhausted = True
                    raise
                attempt += 1
                self.log(f"retry {attempt} of {self.settings.retries} in {pause:.1f} s: {failure}")
                self.clock.sleep(pause)

    def abandon_connections(self) -> None:
        """Use new connections from now on: an interruption may have left an old one locked."""
        self._transport.renew()

    def log_out(self) -> None:
        """End the sessions there are; a request that needs one after it logs in again."""
        self.clock.uninterrupted(self._log_out)

    def _log_out(self) -> None:
        self._authenticator.log_out(self)
        if self._session is not None:
            self._session.log_out(self)

    def close(self) -> None:
        """Log out where there is a session, and close the connections."""
        try:
            self.log_out()
        finally:
            self._transport.close()

    def add_secret(self, *secrets: str | None) -> None:
        """Redact these, too, in everything that is reported from now on."""
        with self._lock:
            self._secrets += [secret for secret in secrets if secret]
            self.redact = Redactor(self._secrets)

    # -- URLs ------------------------------------------------------------------

    @property
    def api_root(self) -> str:
        """The path of the API, such as `/api/` or `/api/controller/`, as far as it is known."""
        return self._root or _USUAL_ROOT

    def endpoints(self, *, from_server: bool = False) -> ApiEndpoints:
        """Return the API and login paths; requested from the server once, unless the root is known.

        With `from_server` it is always requested: only the server knows whether there is a gateway.
        A root that was given or confirmed stays.

        Raises:
            UnexpectedResponse: it does not respond like an AWX or a gateway.
            ConnectionFailed, ApiError: it is not available.
        """
        with self._lock:
            if self._endpoints is None and self._root is not None and not from_server:
                return ApiEndpoints(self._root)
            if self._endpoints is None:
                from .discover_root import search

                found = search(self, (_USUAL_ROOT, _CONTROLLER_ROOT))
                self._root = self._root or found.root
                self._endpoints = ApiEndpoints(self._root, found.gateway, found.cookies)
            return self._endpoints

    @property
    def is_behind_gateway(self) -> bool:
        """Whether the server is known to be a controller behind a gateway; sends no request."""
        if self._endpoints is not None and self._endpoints.gateway is not None:
            return True
        return self._root == _CONTROLLER_ROOT and self.product_name not in ("", _COMMUNITY_NAME)

    def url_of(self, path: str, params: Params = ()) -> str:
        """Return the whole URL of `path`, encoded.

        Raises:
            UnexpectedResponse: as `own_url`.
        """
        if _is_below_root(path):
            path = f"{self.api_root}v2/{path}"
        return with_params(own_url(path, self.settings), params)

    # -- What authenticators need (authenticators.LoginTransport) --------------

    def send_raw(
        self,
        method: str,
        path: str,
        *,
        auth: RequestAuth,
        params: Params = (),
        form: t.Mapping[str, str] | None = None,
        within: float | None = None,
        idempotent: bool = False,
    ) -> Response:
        """Request a page and return the response.

        A read, and what is `idempotent`, is retried, for `within` seconds. The status may be any
        but 429 and 5xx: they are raised.
        """
        until = None if within is None else self.clock.now() + within
        request = self._request(method, self.url_of(path, params), auth, until, form=form)
        return self._retry(
            method, lambda: self._send_unless_down(request), until=until, idempotent=idempotent
        )

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
        # An interruption is deferred for all of it.
        timeout = self.settings.timeout
        request = self._request("POST", self.url_of(path), auth, form=form, total_timeout=timeout)

        def send() -> _Result:
            return self.clock.uninterrupted(lambda: process(self._send_unless_down(request)))

        return self._retry("POST", send)

    def session(self) -> RequestAuth:
        """Return the auth of a session, for pages that accept nothing else; `close` logs it out.

        Raises:
            AuthenticationError, ...: the user cannot log in.
        """
        if self.settings.auth == "session":
            return self._authenticate(self._authenticator)
        with self._lock:
            self._session = self._session or methods.session_for(self.settings)
        return self._authenticate(self._session)

    def log(self, message: str) -> None:
        """Report a detail."""
        self.reporter.log(message)

    # -- One request -----------------------------------------------------------

    def _send_call(self, call: _Call) -> Response:
        # A login may have to request the API root, so it comes before building the URL.
        auth = call.auth or self._authenticate(self._authenticator)
        if self._root is None and _is_below_root(call.path):
            if call.is_safe:
                return self._read_below_guess(call, auth)
            try:
                self.endpoints()
            except errors.AwxError as exc:
                exc.sent = False
                raise
        return self._accepted(call, self._exchange(call, auth))

    def _read_below_guess(self, call: _Call, auth: RequestAuth) -> Response:
        """Read where most servers have the API, and elsewhere if it is not there."""
        guess = self.url_of("")
        try:
            response = self._exchange(call, auth)
        except errors.UnexpectedResponse:
            self.endpoints(from_server=True)
            if self.url_of("") == guess:
                raise
        else:
            # Since 11.1 AWX names itself in every response but pages for people
            # (docs/awx-api.md#product-headers). Other errors, such as 503, say nothing.
            if response.is_json and "x-api-product-name" in response.headers:
                with self._lock:
                    self._root = self.api_root
            elif response.status < 300 or response.status in NOTHING_THERE:
                self.endpoints(from_server=True)
            if self.url_of("") == guess:
                return self._accepted(call, response)
        return self._accepted(call, self._exchange(call, auth))

    def _exchange(self, call: _Call, auth: RequestAuth) -> Response:
        """Return the response of any status, after redirects and one renewal of a session."""
        url = self.url_of(call.path)
        may_renew = call.auth is None
        for _redirect in range(_MAX_REDIRECTS + 1):
            request = self._request(
                call.method, url, auth, call.until, json=call.body, accept=call.accept
            )
            response = self._send(request)
            was_interrupted = methods.is_interrupted(auth, response)
            if was_interrupted and not call.is_safe:
                raise errors.UnexpectedResponse(
                    f"{call.method} {request.path}: the session ended while the server processed"
                    " the request (400); whether it was done is not known.",
                    success=True,
                )
            is_refused = response.status == 401 or was_interrupted
            if is_refused and may_renew and self._authenticator.renew(auth):
                may_renew = False
                auth = self._authenticate(self._authenticator)
            elif response.status in _REDIRECTS:
                url = redirect_target(response, url, self.settings.base_url)
            else:
                return response
        raise errors.UnexpectedResponse(
            f"{call.method} {request.path}: too many redirects (redirect loop). Check awx_host and"
            " api_root, and any proxy in front of the server."
        )

    def _accepted(self, call: _Call, response: Response) -> Response:
        """Return a response that is a success.

        Raises:
            ApiError: its status is an error.
        """
        if response.status < 400:
            return response
        error: errors.AwxError = self._error(response)
        if response.status == 401:
            is_own = call.auth is None
            error = error.explained(_recipient(self.settings, is_own=is_own))
            if is_own and self._authenticator.advice:
                error = error.explained(self._authenticator.advice)
        raise error

    def _authenticate(self, authenticator: authenticators.Authenticator) -> RequestAuth:
        """Return the auth of a request; on a failure the request was certainly not sent."""
        try:
            return authenticator.authenticate(self)
        except errors.AwxError as exc:
            exc.sent = False
            recipient = _recipient(self.settings, is_own=True)
            is_refused = isinstance(exc, (errors.AuthenticationError, errors.PermissionDenied))
            if is_refused and recipient not in str(exc):
                raise exc.explained(recipient) from None
            raise

    def _request(
        self, method: str, url: str, auth: RequestAuth, until: float | None = None, **more: t.Any
    ) -> Request:
        if until is not None:
            left = until - self.clock.now()
            more["read_timeout"] = max(left, _MIN_READ_TIMEOUT)
            more["total_timeout"] = max(left, _MIN_TOTAL_TIMEOUT)
        path = self.redact(urllib.parse.urlsplit(url).path)
        return Request(method, url, path, auth=auth, **{"accept": _ANY_PAGE, **more})

    def _send(self, request: Request) -> Response:
        with self._lock:
            self.requests += 1
        try:
            response = self._transport.send(request)
        except errors.ConnectionFailed as exc:
            self.log(f"{request.method} {request.url}: {exc}")
            raise
        if response.status in (429, 503):
            with self._lock:
                self.throttled += 1
        headers = response.headers
        self.product_name = headers.get("x-api-product-name") or self.product_name
        self.product_version = headers.get("x-api-product-version") or self.product_version
        server = headers.get("x-api-total-time") or headers.get("x-api-time")
        self.log(
            f"{request.method} {request.url} {response.status} in {response.milliseconds:.0f} ms"
            + (f" (server {server})" if server else "")
        )
        return response

    def _send_unless_down(self, request: Request) -> Response:
        """Send a request and return the response, unless the server is not available."""
        response = self._send(request)
        if response.status == 429 or response.status >= 500:
            raise self._error(response)
        if response.status in _REDIRECTS:
            refuse_upgrade(response, response.headers.get("location", ""))
        return response

    def _error(self, response: Response) -> errors.ApiError:
        error = error_of(response)
        error.args = (self.redact(str(error)),)
        error.detail = self.redact(error.detail)
        return error


def _is_below_root(path: str) -> bool:
    return "://" not in path and not path.startswith("/")


def _recipient(settings: ConnectionSettings, *, is_own: bool) -> str:
    """Return which server got the request, and by which login if it was the client's own."""
    by = f", with {settings.login_from}" if is_own and settings.login_from else ""
    return f"The request went to {settings.address}{by}."
