# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Send one request and return the complete response."""

from __future__ import annotations

import functools
import json
import sys
import typing as t
import urllib.parse
import urllib.request

from ..common import errors
from . import requests_session, response_deadline, transport_errors
from .connection_settings import ConnectionSettings
from .request import Request
from .requests_session import requests, urllib3
from .response import Response

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
            ConfigurationError: the `requests` library is missing, or a file of certificates cannot
                be used.
        """
        if not requests_session.HAS_REQUESTS:
            raise errors.ConfigurationError(
                f"the Python library requests is missing in {sys.executable}; "
                "install it there, for example with: pip install 'requests>=2.25'"
            )
        self._settings = settings
        self._exchange = requests_session.Exchange()
        self._has_responded = False
        self._proxies = _environment_proxies(settings)
        self._new_session = functools.partial(
            requests_session.new_session,
            settings,
            context=requests_session.tls_context(settings),
            exchange=self._exchange,
            clock=clock,
            connections=connections,
        )
        self.renew()

    def renew(self) -> None:
        """Abandon the connections, and prepare others."""
        self._session = self._new_session()

    def send(self, request: Request) -> Response:
        """Send `request` and return the complete response, whatever its status.

        Raises:
            ConnectionFailed, TlsError, TimedOut: there is no complete response.
            ConfigurationError: a proxy or an address cannot be used; nothing was sent.
        """
        headers = {"Accept": request.accept}
        data: t.Any = request.form
        if request.json is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(request.json).encode()
        self._exchange.total_timeout = request.duration(self._settings.timeout)
        self._exchange.is_sent = False
        try:
            received = self._session.request(
                request.method,
                request.url,
                data=data,
                headers=headers,
                auth=request.auth,
                timeout=request.silence(self._settings.timeout),
                proxies=self._proxies,
                verify=self._settings.verify is not False,
                allow_redirects=False,
                stream=True,
            )
            body = _body_of(request, received)
        except (
            requests.exceptions.RequestException,
            urllib3.exceptions.HTTPError,
            OSError,
            ValueError,
            TypeError,
        ) as exc:
            raise transport_errors.failure_of(
                request,
                exc,
                self._settings,
                proxy=self._proxy(),
                is_sent=self._exchange.is_sent,
                has_responded=self._has_responded,
            ) from None
        if received.status_code == 407:
            # Only a proxy responds like this, and it has forwarded nothing.
            raise transport_errors.proxy_wants_login(request, self._proxy())
        self._has_responded = True
        return Response(
            method=request.method,
            path=request.path,
            status=received.status_code,
            headers={name.lower(): value for name, value in received.headers.items()},
            body=body,
            milliseconds=received.elapsed.total_seconds() * 1000,
            cookies=tuple(received.raw.headers.getlist("Set-Cookie")),
        )

    def close(self) -> None:
        """Close every connection."""
        self._session.close()

    def _proxy(self) -> str:
        """Return host and port of the proxy in front of the server, "" if there is none."""
        proxy = requests.utils.select_proxy(self._settings.base_url, self._proxies) or ""
        # What stands before the @ is a secret.
        return str(proxy).rpartition("@")[2].rpartition("://")[2].strip("/")


def _environment_proxies(settings: ConnectionSettings) -> dict[str, str]:
    """Return the proxies by scheme; `requests` ignores no_proxy=10.0.0.1:8043."""
    parts = urllib.parse.urlsplit(settings.base_url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    name = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    if urllib.request.proxy_bypass(f"{name}:{port}"):
        return {parts.scheme: ""}
    known = requests.utils.get_environ_proxies(settings.base_url)
    # requests before 2.27 takes no proxy without a scheme on Python 3.9 and newer.
    return {key: proxy if "://" in proxy else f"http://{proxy}" for key, proxy in known.items()}


def _body_of(request: Request, received: t.Any) -> bytes:
    """Read the body; of an error only as much as explains it.

    Raises:
        ResponseTooLarge: it is larger than any response of an AWX.
    """
    is_error = received.status_code >= 400
    limit = response_deadline.MAX_ERROR_SIZE if is_error else response_deadline.MAX_RESPONSE_SIZE
    chunks: list[bytes] = []
    size = 0
    for chunk in received.iter_content(_CHUNK_SIZE):
        chunks.append(chunk)
        size += len(chunk)
        if size > limit:
            received.close()
            if is_error:
                break
            raise errors.ResponseTooLarge(
                f"{request.method} {request.path}: the response is larger than {limit >> 20} MiB"
                " and was not read further; request less at a time.",
                success=True,
            )
    return b"".join(chunks)[:limit]
