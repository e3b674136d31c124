# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Adapters of `requests`: TLS context, response deadline, and whether a request was sent.

The only file that imports `requests` and `urllib3`.
"""

from __future__ import annotations

import http.cookiejar
import ssl
import threading
import typing as t

from . import response_deadline, tls
from .connection_settings import ConnectionSettings

try:
    import requests
    import requests.adapters
    import urllib3
except ImportError:
    HAS_REQUESTS = False
    requests = urllib3 = None  # type: ignore[assignment]
else:
    HAS_REQUESTS = True

__all__ = (
    "HAS_REQUESTS",
    "USER_AGENT",
    "Exchange",
    "new_session",
    "requests",
    "urllib3",
)

USER_AGENT = "steward.awx"


class Exchange(threading.local):
    """What a thread is sending: how long the response may take, and whether the request is sent."""

    total_timeout = 0.0
    is_sent = False


def new_session(
    settings: ConnectionSettings,
    *,
    context: ssl.SSLContext | None,
    exchange: Exchange,
    clock: t.Callable[[], float],
    connections: int,
) -> t.Any:
    """Return a session of `requests` that keeps no cookie and follows no redirect."""
    session: t.Any = requests.Session()
    session.headers["User-Agent"] = USER_AGENT
    session.cookies.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
    # Not even to prepare what is never followed: that reads the whole body, and parses the target.
    session.get_redirect_target = lambda _response: None
    adapter = _adapter_class(context, exchange, clock)(pool_maxsize=connections)
    for prefix in ("http://", "https://"):
        session.mount(prefix, adapter)
    if settings.verify is False:
        # The caller warns once, and not on standard error at every request.
        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
    return session


def tls_context(settings: ConnectionSettings) -> ssl.SSLContext | None:
    """Return the context of all TLS connections, None for plain HTTP.

    Raises:
        ConfigurationError: a file of certificates cannot be used.
    """
    if not settings.base_url.startswith("https:"):
        return None
    if settings.verify is not True:
        return tls.client_context(settings.verify, settings.client_cert)
    with requests.Session() as session:
        # It knows the variables that name a bundle.
        merged = session.merge_environment_settings(settings.base_url, {}, None, True, None)
    if isinstance(merged["verify"], str):
        return tls.client_context(
            merged["verify"],
            settings.client_cert,
            option="REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE",
        )
    return tls.client_context(
        True, settings.client_cert, extra_ca=requests.utils.DEFAULT_CA_BUNDLE_PATH
    )


def _adapter_class(
    context: ssl.SSLContext | None, exchange: Exchange, clock: t.Callable[[], float]
) -> t.Any:
    response_class = response_deadline.response_class(
        clock=clock, seconds=lambda: exchange.total_timeout
    )
    is_urllib3_1 = urllib3.__version__.startswith("1.")
    if is_urllib3_1 and context is not None:
        # It tells OpenSSL no address to check, and checks names and addresses by itself.
        context.check_hostname = False

    def use_own_classes(manager: t.Any) -> None:
        manager.pool_classes_by_scheme = {
            scheme: _pool_class(pool, exchange, response_class)
            for scheme, pool in manager.pool_classes_by_scheme.items()
        }

    class Adapter(requests.adapters.HTTPAdapter):  # type: ignore[misc]
        """Connect with one TLS context, whose files are loaded once."""

        def init_poolmanager(self, *args: t.Any, **kwargs: t.Any) -> None:
            super().init_poolmanager(*args, ssl_context=context, **kwargs)
            use_own_classes(self.poolmanager)

        def proxy_manager_for(self, proxy: str, **kwargs: t.Any) -> t.Any:
            if proxy in self.proxy_manager:
                return self.proxy_manager[proxy]
            if not (is_urllib3_1 or proxy.lower().startswith("socks")):
                kwargs["proxy_ssl_context"] = context
            manager = super().proxy_manager_for(proxy, ssl_context=context, **kwargs)
            use_own_classes(manager)
            return manager

        def build_connection_pool_key_attributes(self, *args: t.Any, **kwargs: t.Any) -> t.Any:
            """Pass on whether to verify, but no file (requests from 2.32 on)."""
            host, pool = super().build_connection_pool_key_attributes(*args, **kwargs)
            return host, {"cert_reqs": pool.get("cert_reqs", "CERT_REQUIRED")}

        def cert_verify(self, conn: t.Any, url: str, verify: t.Any, cert: t.Any) -> None:
            """Do the same in older ones."""
            conn.cert_reqs = "CERT_NONE" if verify is False else "CERT_REQUIRED"

    return Adapter


def _pool_class(base: t.Any, exchange: Exchange, response_class: type) -> t.Any:
    class Response(urllib3.HTTPResponse):  # type: ignore[misc]
        """Refuse one that is shorter than announced, which urllib3 1.26 accepts otherwise."""

        def __init__(self, *args: t.Any, **kwargs: t.Any) -> None:
            super().__init__(*args, **{**kwargs, "enforce_content_length": True})

    classes = {
        "ConnectionCls": _connection_class(base.ConnectionCls, exchange, response_class),
        "ResponseCls": Response,
    }
    return type(base.__name__, (base,), classes)


def _connection_class(base: t.Any, exchange: Exchange, response_class: type) -> t.Any:
    class Connection(base):  # type: ignore[misc]
        """Record that a request is sent; a CONNECT to a proxy does not count."""

        is_ready = False

        def connect(self) -> None:
            self.is_ready = False
            super().connect()
            self.is_ready = True

        def send(self, data: t.Any) -> None:
            if self.sock is None and self.auto_open:
                self.connect()
            exchange.is_sent = exchange.is_sent or self.is_ready
            super().send(data)

    Connection.response_class = response_class
    return Connection
