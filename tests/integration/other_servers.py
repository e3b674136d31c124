# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that are no AWX, and one that is reached by TLS."""

from __future__ import annotations

import contextlib
import http.server
import json
import socket
import ssl
import threading
import typing as t

HTML = (
    b"<!DOCTYPE html><html><head><title>Welcome to nginx!</title></head><body>Hello</body></html>"
)


class _Handler(http.server.BaseHTTPRequestHandler):
    """Answer every GET the same, or by its path."""

    protocol_version = "HTTP/1.1"
    content_type = "application/json"
    pages: t.Mapping[str, bytes] = {}

    def do_GET(self) -> None:
        body = self.pages.get(self.path.partition("?")[0], self.pages.get("*"))
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", self.content_type)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, format: str, *args: t.Any) -> None:
        """Print nothing."""


class _IPv6Server(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6


@contextlib.contextmanager
def serving(
    pages: t.Mapping[str, bytes],
    *,
    content_type: str = "application/json",
    tls: ssl.SSLContext | None = None,
    address: str = "127.0.0.1",
) -> t.Iterator[str]:
    """Serve `pages` by path ("*" for every other one) and give the URL."""
    handler = type("Handler", (_Handler,), {"pages": pages, "content_type": content_type})
    kind = _IPv6Server if ":" in address else http.server.ThreadingHTTPServer
    with kind((address, 0), handler) as server:
        server.daemon_threads = True
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            scheme = "http" if tls is None else "https"
            host = f"[{address}]" if ":" in address else address
            yield f"{scheme}://{host}:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def small_awx() -> dict[str, bytes]:
    """Return the pages of an AWX that answers to `ping` only."""
    root = {"current_version": "/api/v2/", "available_versions": {"v2": "/api/v2/"}}
    ping = {"version": "24.6.1", "ha": False}
    return {"/api/": json.dumps(root).encode(), "/api/v2/ping/": json.dumps(ping).encode()}


def closed_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
