# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real forward proxy: tunnels by CONNECT, and requests for absolute URIs (RFC 9110, 3.7, 9.3.6).

It keeps every byte that a client sends it, so that tests can tell what it could have read.
"""

from __future__ import annotations

import base64
import contextlib
import select
import socket
import threading
import typing as t
import urllib.parse

_REFUSAL = "HTTP/1.1 {status}\r\n{header}Content-Length: 0\r\nConnection: close\r\n\r\n"


class ForwardProxy:
    """A proxy on loopback. `login` is the user name and password that it wants, if any.

    `routes` says where the hosts of the test really are, `refused` which ones it does not connect
    to. `heads` holds the head of each request that it was sent, `bytes` all of them.
    """

    def __init__(
        self,
        *,
        login: tuple[str, str] | None = None,
        routes: t.Mapping[str, tuple[str, int]] | None = None,
        refused: t.Container[str] = (),
    ) -> None:
        self.heads: list[str] = []
        self.bytes = bytearray()
        self._login = login
        self._routes = routes or {}
        self._refused = refused
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def asked(self) -> list[str]:
        """The request lines, without the protocol's version."""
        return [head.splitlines()[0].rpartition(" ")[0] for head in self.heads]

    def close(self) -> None:
        for each in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                self._open.append(client)
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError, ValueError):
            with client.makefile("rb") as stream:
                while self._answer(client, stream):
                    pass

    def _answer(self, client: socket.socket, stream: t.BinaryIO) -> bool:
        """Answer one request; return whether another may come on this connection."""
        head = self._read_head(stream)
        method, target, _version = head.split("\r\n", maxsplit=1)[0].split(" ")
        self.heads.append(head)
        if not self._is_allowed(head):
            challenge = 'Proxy-Authenticate: Basic realm="proxy"\r\n'
            return self._refuse(client, "407 Proxy Authentication Required", challenge)
        url = urllib.parse.urlsplit(f"//{target}" if method == "CONNECT" else target)
        host, port = url.hostname or "", url.port or (443 if method == "CONNECT" else 80)
        if host in self._refused:
            return self._refuse(client, "403 Forbidden")
        try:
            server = socket.create_connection(self._routes.get(host, (host, port)), timeout=10)
        except OSError:
            return self._refuse(client, "502 Bad Gateway")
        self._open.append(server)
        with server:
            if method == "CONNECT":
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                self._pass_on(client, server)
                return False
            body = stream.read(int(_field(head, "content-length") or 0))
            self.bytes += body
            server.sendall(_forwarded(head, url).encode("latin-1") + body)
            while part := server.recv(65536):
                client.sendall(part)
            return True

    def _read_head(self, stream: t.BinaryIO) -> str:
        lines: list[bytes] = []
        while not lines or lines[-1] != b"\r\n":
            line = stream.readline()
            if not line:
                raise OSError("the client has gone")
            lines.append(line)
        head = b"".join(lines)
        self.bytes += head
        return head.decode("latin-1").strip()

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        """Copy what comes from either side to the other until one of them ends."""
        other = {client: server, server: client}
        while True:
            for side in select.select([client, server], [], [])[0]:
                part = side.recv(65536)
                if not part:
                    return
                if side is client:
                    self.bytes += part
                other[side].sendall(part)

    def _is_allowed(self, head: str) -> bool:
        if self._login is None:
            return True
        pair = base64.b64encode(":".join(self._login).encode()).decode()
        return _field(head, "proxy-authorization") == f"Basic {pair}"

    def _refuse(self, client: socket.socket, status: str, header: str = "") -> bool:
        client.sendall(_REFUSAL.format(status=status, header=header).encode())
        client.shutdown(socket.SHUT_WR)
        while client.recv(65536):
            pass
        return False


def _field(head: str, name: str) -> str:
    """Return the value of a header field, "" where there is none."""
    fields = [line.partition(": ") for line in head.split("\r\n")[1:]]
    return next((value for field, _colon, value in fields if field.lower() == name), "")


def _forwarded(head: str, url: urllib.parse.SplitResult) -> str:
    """Return the head of a request as the server gets it, each on a connection of its own."""
    line, *fields = head.split("\r\n")
    path = (url.path or "/") + (f"?{url.query}" if url.query else "")
    kept = [field for field in fields if not field.lower().startswith(("proxy-", "connection:"))]
    method, _target, version = line.split(" ")
    return "\r\n".join([f"{method} {path} {version}", *kept, "Connection: close", "", ""])


@contextlib.contextmanager
def forward_proxy(**given: t.Any) -> t.Iterator[ForwardProxy]:
    """Run a proxy; see `ForwardProxy`."""
    proxy = ForwardProxy(**given)
    try:
        yield proxy
    finally:
        proxy.close()
