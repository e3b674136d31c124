# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Send one request and return the complete response."""

from __future__ import annotations

import json
import re
import sys
import typing as t
import urllib.parse
import urllib.request

from ..common import errors
from .connection import Exchange, connection_class
from .connection_settings import ConnectionSettings
from .request import Request
from .response import Response

try:
    import urllib3
except ImportError:
    HAS_URLLIB3 = False
else:
    HAS_URLLIB3 = True

# Bytes. 200 job events can be 140 MB, at 700 kB of data each (docs/awx-api.md#size-of-event-data).
MAX_RESPONSE_SIZE = 256 * 1024 * 1024

# Bytes of an error's body that are read: no explanation is longer.
MAX_ERROR_SIZE = 64 * 1024

# Connections that are kept for later requests.
_MAX_KEPT = 10

# Bytes that are read at once.
_CHUNK_SIZE = 1024 * 1024


class Transport:
    """Kept-alive connections to one server, usable by several threads.

    It follows no redirect, keeps no cookie, repeats nothing: the client decides about those.
    """

    def __init__(self, settings: ConnectionSettings, *, clock: t.Callable[[], float]) -> None:
        """Prepare the connections; none is opened before the first request.

        `clock` is monotonic, in seconds; it must not raise in the middle of a login.

        Raises:
            ConfigurationError: the `urllib3` library is missing, or a file of certificates cannot
                be used.
        """
        if not HAS_URLLIB3:
            raise errors.ConfigurationError(
                "the Python library urllib3, which comes with requests, is missing in"
                f" {sys.executable}; install it there, for example with: pip install"
                " 'requests>=2.25'"
            )
        self._settings = settings
        self._clock = clock
        self._exchange = Exchange()
        self._has_responded = False
        self._proxy = _environment_proxy(settings.base_url)
        self._tls_context = None
        if settings.base_url.startswith("https:"):
            from . import tls

            self._tls_context = tls.client_context(settings)
        self._pool: t.Any = None

    def renew(self) -> None:
        """Abandon the connections; the next request opens another."""
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
            received = self._receive(request)
            milliseconds = (self._clock() - began) * 1000
            body = _body_of(request, received)
        except (urllib3.exceptions.HTTPError, OSError, ValueError, ImportError) as exc:
            from . import transport_errors

            raise transport_errors.failure_of(
                request,
                exc,
                self._settings,
                proxy=self._proxy,
                is_sent=self._exchange.is_sent,
                has_responded=self._has_responded,
            ) from None
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

    def _receive(self, request: Request) -> t.Any:
        """Return the response of urllib3, whose body is not read yet."""
        # Two threads may both make a pool; one of them is for a single request then.
        pool = self._pool = self._pool or self._new_pool()
        headers, body = _encoded(request)
        received = pool.request(
            request.method,
            _target_of(request.url, is_whole=pool.proxy and not self._tls_context),
            body=body,
            headers=headers,
            timeout=request.silence(self._settings.timeout),
            retries=False,
            redirect=False,
            assert_same_host=False,
            preload_content=False,
            enforce_content_length=True,  # which urllib3 1.26 does not do otherwise
        )
        if received.status == 407:
            # Only a proxy responds like this, and it has forwarded nothing.
            raise urllib3.exceptions.ProxyError("", OSError("Tunnel connection failed: 407"))
        return received

    def _new_pool(self) -> t.Any:
        """Return the pool of the connections, through the proxy if there is one."""
        options: dict[str, t.Any] = {
            "maxsize": _MAX_KEPT,
            "ssl_context": self._tls_context,
            "cert_reqs": "CERT_REQUIRED",
        }
        if self._settings.verify is False:
            options["cert_reqs"] = "CERT_NONE"
            # The caller warns once, and not on standard error at every request.
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        if urllib3.__version__.startswith("1.") and self._tls_context is not None:
            # It tells OpenSSL no address to check, and checks names and addresses by itself.
            self._tls_context.check_hostname = False
        if self._proxy:
            from . import proxies

            manager = proxies.manager_of(self._proxy, **options)
        else:
            manager = urllib3.PoolManager(**options)
        url = urllib3.util.parse_url(self._settings.base_url)
        pool = manager.connection_from_host((url.host or "").strip("[]"), url.port, url.scheme)
        pool.ConnectionCls = connection_class(pool.ConnectionCls, self._exchange, self._clock)
        return pool


def _environment_proxy(base_url: str) -> str:
    """Return the URL of the proxy in front of a server, "" for none."""
    variables = urllib.request.getproxies()
    proxy = variables.get(urllib.parse.urlsplit(base_url).scheme) or variables.get("all")
    if not proxy:
        return ""
    from . import proxies

    if proxies.is_excepted(base_url, variables.get("no", "")):
        return ""
    return proxy if "://" in proxy else f"http://{proxy}"


def _encoded(request: Request) -> tuple[dict[str, str], bytes | None]:
    """Return the headers and the body of a request."""
    headers = {
        "User-Agent": "steward.awx",
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


def _target_of(url: str, *, is_whole: bool) -> str:
    """Return path and query of a URL as a request has them, with scheme and host if `is_whole`.

    Only characters that need an escape have one (RFC 3986, section 6.2.2.2).
    """
    parts = urllib3.util.parse_url(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if "%" in target:
        unreserved = r"%(2[DE]|3\d|[46][1-9A-F]|[57][\dA]|5F|7E)"
        target = re.sub(unreserved, lambda escape: chr(int(escape[1], 16)), target)
    return f"{parts.scheme}://{parts.netloc}{target}" if is_whole else target


def _body_of(request: Request, received: t.Any) -> bytes:
    """Read the body; of an error only as much as explains it.

    Raises:
        ResponseTooLarge: it is larger than any response of an AWX.
    """
    is_error = received.status >= 400
    limit = MAX_ERROR_SIZE if is_error else MAX_RESPONSE_SIZE
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
    del body[limit:]
    return bytes(body)
