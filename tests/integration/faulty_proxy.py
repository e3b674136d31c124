# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A TCP proxy in front of the sandbox that loses or holds up requests, and the answers to them."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
import typing as t
import urllib.parse

_LAUNCH = (b"/launch/ HTTP/1.1", b"/update/ HTTP/1.1", b"/relaunch/ HTTP/1.1")

HELD = 20.0


class FaultyProxy:
    """Forward everything; to a launch `fault` happens.

    `lose the answer`: the server acts, and the connection is cut before its answer comes through.
    `502 instead`: the server acts, and 502 is answered for it.
    `502 before`: the server never hears of it, and 502 is answered for it.
    `502 before the first`: so it goes with the first launch; the answers to others come only once
    the job of that has been looked for, `HELD` seconds later at most.

    Requests whose first line begins like one in `refused` are answered with 502 too. What `held`
    has for such a beginning is called when the server has acted, before its answer is passed on.
    """

    def __init__(self, server: str) -> None:
        parts = urllib.parse.urlsplit(server)
        self.upstream = (parts.hostname or "", parts.port or 80)
        self.fault = ""
        self.launches = 0
        self._looked_for = threading.Event()
        self.refused: set[str] = set()
        self.held: dict[str, t.Callable[[], object]] = {}

    def serve(self, client: socket.socket) -> None:
        """Forward one request after the other, and the answers to them, on one connection."""
        with socket.create_connection(self.upstream) as upstream:
            while request := _message(client):
                is_launch = request.startswith(b"POST") and request.split(b"\r\n")[0].endswith(
                    _LAUNCH
                )
                self.launches += is_launch
                is_first = self.launches == 1
                fault = self.fault if is_launch else ""
                line = request.partition(b"\r\n")[0].decode("latin-1")
                is_lost = fault == "502 before" or (fault == "502 before the first" and is_first)
                if is_lost or line.startswith(tuple(self.refused)):
                    client.sendall(_BAD_GATEWAY)
                    continue
                upstream.sendall(request)
                answer = _message(upstream)
                if "created_by=" in line:
                    self._looked_for.set()
                if fault == "502 before the first":
                    self._looked_for.wait(HELD)
                for beginning, hold in self.held.items():
                    if line.startswith(beginning):
                        hold()
                if fault == "lose the answer":
                    return
                client.sendall(_BAD_GATEWAY if fault == "502 instead" else answer)


_PAGE = b"<html><title>Bad Gateway</title></html>"
_BAD_GATEWAY = (
    b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s"
    % (len(_PAGE), _PAGE)
)


def _message(source: socket.socket) -> bytes:
    """Return one whole HTTP message with a Content-Length or none; empty at the end."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = source.recv(65536)
        if not more:
            return b""
        data += more
    head, _end, body = data.partition(b"\r\n\r\n")
    lengths = [
        int(line.split(b":")[1])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    ]
    missing = (lengths[0] if lengths else 0) - len(body)
    while missing > 0:
        more = source.recv(missing)
        if not more:
            break
        data += more
        missing -= len(more)
    return data


@contextlib.contextmanager
def faulty_proxy(server: str) -> t.Iterator[tuple[FaultyProxy, str]]:
    """Give a proxy before the server at that URL, and its own URL."""
    proxy = FaultyProxy(server)

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                proxy.serve(self.request)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as listener:
        listener.daemon_threads = True
        threading.Thread(target=listener.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield proxy, f"http://127.0.0.1:{listener.server_address[1]}"
        finally:
            listener.shutdown()
