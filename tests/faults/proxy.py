# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy before the sandbox that does to chosen requests what networks, proxies and servers do."""

from __future__ import annotations

import contextlib
import dataclasses
import http.client
import re
import select
import socket
import struct
import threading
import typing as t
import urllib.parse

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


class Exchange:
    """One request that came to the proxy, and what may be done about it."""

    def __init__(self, proxy: FaultProxy, connection: socket.socket, head: bytes, body: bytes):
        self.proxy = proxy
        self.connection = connection
        self.method, self.target = head.decode("latin-1").split(" ", 2)[:2]
        self.is_over = False
        self._head = head
        self._body = body

    def forward(self) -> tuple[bytes, bytes]:
        """Have the server act; return head and body of its reply."""
        upstream = http.client.HTTPConnection(self.proxy.upstream, timeout=30)
        lines = self._head.decode("latin-1").split("\r\n")[1:]
        headers = dict(line.split(": ", 1) for line in lines if line)
        with contextlib.closing(upstream):
            upstream.request(self.method, self.target, self._body or None, headers)
            reply = upstream.getresponse()
            body = reply.read()
            named = [(n, v) for n, v in reply.getheaders() if n.lower() not in _OF_THE_CONNECTION]
            status = f"HTTP/1.1 {reply.status} {reply.reason}"
        named.append(("Content-Length", str(len(body))))
        if reply.status == 204:
            named.pop()
        return head_of(status, named), body

    def send_on(self) -> None:
        """Have the server begin to act, and do not wait for its reply."""
        host, _colon, port = self.proxy.upstream.partition(":")
        with socket.create_connection((host, int(port)), timeout=30) as upstream:
            upstream.sendall(self._head + self._body)

    def send(self, *parts: bytes) -> None:
        self.connection.sendall(b"".join(parts))

    def hang_up(self) -> None:
        """Close the connection in the ordinary way."""
        self.is_over = True

    def reset(self) -> None:
        """Tear the connection down."""
        self.is_over = True
        linger_for_no_time = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_for_no_time)

    def is_hung_up(self) -> bool:
        """Whether the client has closed the connection."""
        readable, _writable, _failed = select.select([self.connection], [], [], 0)
        return bool(readable) and not self.connection.recv(1, socket.MSG_PEEK)

    def hold(self) -> None:
        """Say no more until the client hangs up."""
        self.is_over = True
        with contextlib.suppress(OSError):
            self.connection.recv(1)


_OF_THE_CONNECTION = frozenset({"connection", "content-length", "keep-alive", "transfer-encoding"})


def head_of(status: str, headers: t.Iterable[tuple[str, str]]) -> bytes:
    """Return the head of a reply."""
    lines = [status, *(f"{name}: {value}" for name, value in headers), "", ""]
    return "\r\n".join(lines).encode("latin-1")


Act = t.Callable[[Exchange], None]


@dataclasses.dataclass
class Rule:
    """Which requests are hit: method and path, and how many of them (None: all)."""

    method: str
    path: str
    act: Act
    times: int | None
    hits: int = 0

    def hit(self, exchange: Exchange) -> bool:
        """Whether this request is one; it is counted then."""
        fits = exchange.method == self.method and re.search(self.path, exchange.target)
        if not fits or self.hits == self.times:
            return False
        self.hits += 1
        return True


class FaultProxy:
    """See the module; at most one rule at a time.

    `pass_time` lets seconds pass for the client, if its clock is one of a test.
    """

    def __init__(self, url: str) -> None:
        self.send_to(url)
        self.rule: Rule | None = None
        self.pass_time: t.Callable[[float], None] = _do_nothing
        self._lock = threading.Lock()
        self._listener: socket.socket | None = None
        self.port = 0
        self.listen()

    def send_to(self, url: str) -> None:
        """Stand before this server from now on."""
        self.upstream = urllib.parse.urlsplit(url).netloc

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def listen(self) -> None:
        """Accept connections, on the same port as before."""
        if self._listener is None:
            self._listener = socket.create_server(("127.0.0.1", self.port))
            self.port = int(self._listener.getsockname()[1])
            threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def close(self) -> None:
        """Refuse connections."""
        listener, self._listener = self._listener, None
        if listener is not None:
            # A close alone does not wake up the thread that accepts.
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _address = listener.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            while True:
                head, body = _read(connection)
                if not head:
                    return
                exchange = Exchange(self, connection, head, body)
                self._act_for(exchange)(exchange)
                if exchange.is_over:
                    return

    def _act_for(self, exchange: Exchange) -> Act:
        with self._lock:
            if self.rule is not None and self.rule.hit(exchange):
                return self.rule.act
        return pass_on


def _do_nothing(seconds: float) -> None:
    """Let time pass by itself."""


def pass_on(exchange: Exchange) -> None:
    """Do what a proxy does."""
    exchange.send(*exchange.forward())


def _read(connection: socket.socket) -> tuple[bytes, bytes]:
    """Read one request; its head is empty where the client hung up."""
    received = b""
    while b"\r\n\r\n" not in received:
        part = connection.recv(65536)
        if not part:
            return b"", b""
        received += part
    head, _end, body = received.partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    while length and len(body) < int(length[1]):
        body += connection.recv(65536)
    return head + b"\r\n\r\n", body
