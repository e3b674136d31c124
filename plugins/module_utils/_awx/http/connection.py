# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Connections that record whether a request is sent, and end a response at its deadline.

The timeout of a socket starts anew with every byte, so a server that sends a byte now and then
could block a task for ever. And `http.client` accepts headers that are cut off.
"""

from __future__ import annotations

import http.client
import io
import socket
import threading
import typing as t


class Exchange(threading.local):
    """What a thread is sending: when the response must be complete, and whether it is sent."""

    deadline = 0.0
    is_sent = False


def connection_class(base: t.Any, exchange: Exchange, clock: t.Callable[[], float]) -> t.Any:
    """Return a class of connections, made of one of urllib3."""

    class Connection(base):  # type: ignore[misc]
        def response_class(self, sock: socket.socket, **kwargs: t.Any) -> _Response:
            deadline = exchange.deadline
            return _Response(sock, lambda: deadline - clock(), **kwargs)

        def endheaders(self, *args: t.Any, **kwargs: t.Any) -> None:
            """Send the request; a CONNECT to a proxy is sent in another way, by `connect`."""
            if self.sock is None:
                self.connect()
            exchange.is_sent = True
            super().endheaders(*args, **kwargs)

    return Connection


class _Response(http.client.HTTPResponse):
    """A response with a deadline and complete headers."""

    def __init__(
        self, sock: socket.socket, time_left: t.Callable[[], float], **kwargs: t.Any
    ) -> None:
        super().__init__(sock, **kwargs)
        self._source = _DeadlineReader(self.fp, sock, time_left)
        self.fp = io.BufferedReader(self._source)

    def begin(self) -> None:
        """Read the headers; those that end with the connection are incomplete."""
        super().begin()
        if self._source.has_ended:
            raise http.client.IncompleteRead(b"")


class _DeadlineReader(io.RawIOBase):
    """Reads from a socket until a deadline."""

    def __init__(
        self, stream: t.Any, sock: socket.socket, time_left: t.Callable[[], float]
    ) -> None:
        self._stream = stream
        self._sock = sock
        self._read_timeout: t.Any = sock.gettimeout()
        self._time_left = time_left
        self.has_ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: t.Any) -> int | None:
        left = self._time_left()
        if left <= 0:
            raise socket.timeout("timed out")
        self._sock.settimeout(min(left, self._read_timeout))
        received: int | None = self._stream.raw.readinto(buffer)
        self.has_ended = received == 0
        return received

    def close(self) -> None:
        self._stream.close()
        super().close()
