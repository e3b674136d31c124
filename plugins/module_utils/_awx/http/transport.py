# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Send one request and return the complete response."""

from __future__ import annotations

import json
import sys
import typing as t
import urllib.parse

from ..common import errors
from . import connection_pool, response_deadline
from .connection_pool import urllib3
from .connection_settings import ConnectionSettings
from .request import Request
from .response import Response

USER_AGENT = "steward.awx"

# Bytes that are read at once.
_CHUNK_SIZE = 1024 * 1024


class Transport:
    """Kept-alive connections to one server, usable by several threads.

    It follows no redirect, keeps no cookie, repeats nothing: the client decides about those.
    """

    def __init__(
        self, settings: ConnectionSettings, *, clock: t.Callable[[], float], connections: int = 10
    ) -> None:
        """Prepare the connections; none is opened before the first request.

        `clock` is monotonic, in seconds; it must not raise in the middle of a login.

        Raises:
            ConfigurationError: the `urllib3` library is missing, or a file of certificates cannot
                be used.
        """
        if not connection_pool.HAS_URLLIB3:
            raise errors.ConfigurationError(
                "the Python library urllib3, which comes with requests, is missing in"
                f" {sys.executable}; install it there, for example with: pip install"
                " 'requests>=2.25'"
            )
        self._settings = settings
        self._clock = clock
        self._connections = connections
        self._exchange = connection_pool.Exchange()
        self._has_responded = False
        self._proxy = connection_pool.environment_proxy(settings.base_url)
        is_http_proxy = self._proxy and not connection_pool.is_socks(self._proxy)
        self._is_forwarded = bool(is_http_proxy) and settings.base_url.startswith("http:")
        self._context = None
        if settings.base_url.startswith("https:"):
            from . import tls

            self._context = tls.client_context(settings)
        self._pool: t.Any = None

    def renew(self) -> None:
        """Abandon the connections; there are others for the next request."""
        self._pool = None

    def send(self, request: Request) -> Response:
        """Send `request` and return the complete response, whatever its status.

        Raises:
            ConnectionFailed, TlsError, TimedOut: there is no complete response.
            ConfigurationError: a proxy or an address cannot be used; nothing was sent.
        """
        began = self._clock()
        self._exchange.deadline = began + request.duration(self._settings.timeout)
        self._exchange.is_sent = False
        try:
            received = self._urlopen(request)
            milliseconds = (self._clock() - began) * 1000
            body = _body_of(request, received)
        except (urllib3.exceptions.HTTPError, OSError, ValueError, ImportError) as exc:
            from . import transport_errors

            raise transport_errors.failure_of(
                request,
                exc,
                self._settings,
                proxy=self._proxy_address(),
                is_sent=self._exchange.is_sent,
                has_responded=self._has_responded,
            ) from None
        if received.status == 407:
            from . import transport_errors

            # Only a proxy responds like this, and it has forwarded nothing.
            raise transport_errors.proxy_wants_login(request, self._proxy_address())
        self._has_responded = True
        return Response(
            method=request.method,
            path=request.path,
            status=received.status,
            headers={name.lower(): value for name, value in received.headers.itermerged()},
            body=body,
            milliseconds=milliseconds,
            cookies=tuple(received.headers.getlist("Set-Cookie")),
        )

    def close(self) -> None:
        """Close every connection."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()

    def _urlopen(self, request: Request) -> t.Any:
        """Return the response of urllib3, whose body is not read yet."""
        if self._pool is None:
            # Of two threads that are here at once, one has a pool for a single request.
            self._pool = connection_pool.new_pool(
                self._settings,
                proxy=self._proxy,
                context=self._context,
                exchange=self._exchange,
                clock=self._clock,
                connections=self._connections,
            )
        headers, body = _encoded(request)
        return self._pool.urlopen(
            request.method,
            connection_pool.target_of(request.url, is_whole=self._is_forwarded),
            body=body,
            headers=headers,
            timeout=request.silence(self._settings.timeout),
            retries=False,
            redirect=False,
            assert_same_host=False,
            preload_content=False,
            # The default only of urllib3 2.
            enforce_content_length=True,
        )

    def _proxy_address(self) -> str:
        """Return host and port of the proxy in front of the server, "" if there is none."""
        # What stands before the @ is a secret.
        return self._proxy.rpartition("@")[2].rpartition("://")[2].strip("/")


def _encoded(request: Request) -> tuple[dict[str, str], bytes | None]:
    """Return the headers and the body of a request."""
    headers = {
        "User-Agent": USER_AGENT,
        "Accept-Encoding": urllib3.util.make_headers(accept_encoding=True)["accept-encoding"],
        "Accept": request.accept,
        "Connection": "keep-alive",
    }
    body = None
    if request.json is not None:
        headers["Content-Type"] = "application/json"
        body = json.dumps(request.json).encode()
    elif request.form:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urllib.parse.urlencode(request.form).encode()
    if body is not None or request.method not in ("GET", "HEAD"):
        headers["Content-Length"] = str(len(body or b""))
    return {**headers, **request.auth(request)}, body


def _body_of(request: Request, received: t.Any) -> bytes:
    """Read the body; of an error only as much as explains it.

    Raises:
        ResponseTooLarge: it is larger than any response of an AWX.
    """
    is_error = received.status >= 400
    limit = response_deadline.MAX_ERROR_SIZE if is_error else response_deadline.MAX_RESPONSE_SIZE
    body = bytearray()
    for chunk in received.stream(_CHUNK_SIZE):
        body += chunk
        if len(body) > limit:
            received.close()
            if is_error:
                break
            raise errors.ResponseTooLarge(
                f"{request.method} {request.path}: the response is larger than {limit >> 20} MiB"
                " and was not read further; request less at a time.",
                success=True,
            )
    return bytes(body[:limit])
