# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The connections to one server: a pool of urllib3, through the proxy of the environment.

The only file that imports `urllib3`.
"""

from __future__ import annotations

import base64
import contextlib
import re
import ssl
import threading
import typing as t
import urllib.parse
import urllib.request

from . import response_deadline
from .connection_settings import ConnectionSettings

try:
    import urllib3
except ImportError:
    urllib3 = None  # type: ignore[assignment]

HAS_URLLIB3 = urllib3 is not None


class Exchange(threading.local):
    """What a thread is sending: when the response must be complete, and whether it is sent."""

    deadline = 0.0
    is_sent = False


def new_pool(
    settings: ConnectionSettings,
    *,
    proxy: str,
    context: ssl.SSLContext | None,
    exchange: Exchange,
    clock: t.Callable[[], float],
    connections: int,
) -> t.Any:
    """Return a pool of kept-alive connections, through `proxy` unless it is ""; none is open yet.

    Raises:
        ValueError, ImportError: the address cannot be requested, or the proxy cannot be used.
    """
    is_urllib3_1 = urllib3.__version__.startswith("1.")
    if is_urllib3_1 and context is not None:
        # It tells OpenSSL no address to check, and checks names and addresses by itself.
        context.check_hostname = False
    if settings.verify is False:
        # The caller warns once, and not on standard error at every request.
        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
    options: dict[str, t.Any] = {
        "maxsize": connections,
        "ssl_context": context,
        "cert_reqs": "CERT_NONE" if settings.verify is False else "CERT_REQUIRED",
    }
    if not proxy:
        manager = urllib3.PoolManager(**options)
    elif is_socks(proxy):
        manager = _socks_manager(proxy, options)
    else:
        own_tls = {} if is_urllib3_1 else {"proxy_ssl_context": context}
        manager = _proxy_manager(proxy, {**options, **own_tls})
    url = urllib3.util.parse_url(settings.base_url)
    pool = manager.connection_from_host((url.host or "").strip("[]"), url.port, url.scheme)
    pool.ConnectionCls = _connection_class(pool.ConnectionCls, exchange, clock)
    return pool


def _proxy_manager(proxy: str, options: t.Mapping[str, t.Any]) -> t.Any:
    if not urllib3.util.parse_url(proxy).host:
        raise ValueError("the proxy has no host")
    user, password = _login_of(proxy)
    login = base64.b64encode(f"{user}:{password}".encode("latin-1")).decode()
    headers = {"Proxy-Authorization": f"Basic {login}"} if user else {}
    return urllib3.ProxyManager(proxy, proxy_headers=headers, **options)


def _socks_manager(proxy: str, options: t.Mapping[str, t.Any]) -> t.Any:
    # What is missing without PySocks is said by an error.
    urllib3.disable_warnings(urllib3.exceptions.DependencyWarning)
    from urllib3.contrib.socks import SOCKSProxyManager

    user, password = _login_of(proxy)
    return SOCKSProxyManager(proxy, username=user, password=password, **options)


def _login_of(proxy: str) -> tuple[str, str]:
    """Return user name and password in the URL of a proxy; "" for both if one is missing."""
    url = urllib.parse.urlsplit(proxy)
    if url.username is None or url.password is None:
        return "", ""
    return urllib.parse.unquote(url.username), urllib.parse.unquote(url.password)


def _connection_class(base: t.Any, exchange: Exchange, clock: t.Callable[[], float]) -> t.Any:
    class Connection(base):  # type: ignore[misc]
        """Record that a request is sent; a CONNECT to a proxy does not count."""

        response_class = response_deadline.response_class(clock, lambda: exchange.deadline)

        def endheaders(self, *args: t.Any, **kwargs: t.Any) -> None:
            if self.sock is None:
                self.connect()
            exchange.is_sent = True
            super().endheaders(*args, **kwargs)

    return Connection


def environment_proxy(base_url: str) -> str:
    """Return the URL of the proxy in front of a server, "" for none."""
    url = urllib.parse.urlsplit(base_url)
    variables = urllib.request.getproxies()
    proxy = variables.get(url.scheme) or variables.get("all")
    if not proxy or _is_excepted(url, variables.get("no", "")):
        return ""
    return proxy if "://" in proxy else f"http://{proxy}"


def _is_excepted(url: urllib.parse.SplitResult, no_proxy: str) -> bool:
    """Whether no_proxy has the host of a URL, with or without its port, or an IPv4 network."""
    host, port = url.hostname or "", url.port or (443 if url.scheme == "https" else 80)
    if any(map(urllib.request.proxy_bypass, (host, f"{host}:{port}", f"[{host}]:{port}"))):
        return True
    networks = [entry.strip() for entry in no_proxy.split(",") if "/" in entry]
    if not networks:
        return False
    import ipaddress

    for network in networks:
        with contextlib.suppress(ValueError):
            if ipaddress.IPv4Address(host) in ipaddress.IPv4Network(network, strict=False):
                return True
    return False


def is_socks(proxy: str) -> bool:
    """Whether a proxy passes on bytes, and is not one for HTTP."""
    return proxy.lower().startswith("socks")


def target_of(url: str, *, is_whole: bool) -> str:
    """Return path and query of a URL as a request has them, with scheme and host if `is_whole`.

    Only characters that need an escape have one (RFC 3986, section 6.2.2.2).
    """
    parts = urllib3.util.parse_url(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if "%" in target:
        target = re.sub(
            r"%(2[DE]|3\d|[46][1-9A-F]|[57][\dA]|5F|7E)", lambda m: chr(int(m[1], 16)), target
        )
    return f"{parts.scheme}://{parts.netloc}{target}" if is_whole else target
