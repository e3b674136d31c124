# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The proxy that environment variables put in front of a server."""

from __future__ import annotations

import base64
import contextlib
import ipaddress
import typing as t
import urllib.parse
import urllib.request


def is_excepted(base_url: str, no_proxy: str) -> bool:
    """Return whether no_proxy has the host, with or without its port, or an IPv4 network of it."""
    url = urllib.parse.urlsplit(base_url)
    host, port = url.hostname or "", url.port or (443 if url.scheme == "https" else 80)
    if any(map(urllib.request.proxy_bypass, (host, f"{host}:{port}", f"[{host}]:{port}"))):
        return True
    for network in no_proxy.split(","):
        with contextlib.suppress(ValueError):
            if ipaddress.IPv4Address(host) in ipaddress.IPv4Network(network.strip(), strict=False):
                return True
    return False


def is_socks(proxy: str) -> bool:
    """Return whether a proxy passes bytes on, and is not one for HTTP."""
    return proxy.lower().startswith("socks")


def manager_of(proxy: str, **options: t.Any) -> t.Any:
    """Return what makes the connections of urllib3 through a proxy.

    Raises:
        ValueError, ImportError: the proxy cannot be used.
    """
    import urllib3

    if not urllib3.util.parse_url(proxy).host:
        raise ValueError("a proxy without a host")
    url = urllib.parse.urlsplit(proxy)
    user, password = (urllib.parse.unquote(part or "") for part in (url.username, url.password))
    if is_socks(proxy):
        # What is missing without PySocks is said by an error.
        urllib3.disable_warnings(urllib3.exceptions.DependencyWarning)
        from urllib3.contrib.socks import SOCKSProxyManager

        return SOCKSProxyManager(proxy, username=user, password=password, **options)
    headers = {}
    if user and url.password is not None:
        login = base64.b64encode(f"{user}:{password}".encode("latin-1"))
        headers["Proxy-Authorization"] = f"Basic {login.decode()}"
    if not urllib3.__version__.startswith("1."):
        options["proxy_ssl_context"] = options["ssl_context"]
    return urllib3.ProxyManager(proxy, proxy_headers=headers, **options)
