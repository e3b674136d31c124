# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The deadline of a response: the total time for all of it, headers included.

The timeout of a socket starts anew with every byte, so a server that sends a byte now and then
could block a task for ever. And `http.client` accepts headers that are cut off.
"""

from __future__ import annotations

import http.client
import io
import socket
import typing as t

# A whole response may take this many times as long as the server may be silent (`request_timeout`).
TOTAL_TIMEOUT_FACTOR = 10

# Bytes. 200 job events can be 140 MB, at 700 kB of data each (docs/awx-api.md#size-of-event-data).
MAX_RESPONSE_SIZE = 256 * 1024 * 1024

# Bytes of an error's body that are read: no explanation is longer.
MAX_ERROR_SIZE = 64 * 1024


class _DeadlineReader(io.RawIOBase):
    """Reads from a socket until a deadline."""

    def __init__(
        self, stream: t.Any, sock: socket.socket, clock: t.Callable[[], float], deadline: float
    ) -> None:
        self._stream = stream
        self._sock = sock
        self._read_timeout = sock.gettimeout()
        self._clock = clock
        self._deadline = deadline
        self.has_ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: t.Any) -> int | None:
        left = self._deadline - self._clock()
        if left <= 0:
            raise socket.timeout("timed out")
        self._sock.settimeout(left if self._read_timeout is None else min(left, self._read_timeout))
        received: int | None = self._stream.raw.readinto(buffer)
        self.has_ended = received == 0
        return received

    def close(self) -> None:
        self._stream.close()
        super().close()


def response_class(
    clock: t.Callable[[], float], deadline: t.Callable[[], float]
) -> type[http.client.HTTPResponse]:
    """Return the class of responses that are read until `deadline()`, called at the start."""

    class DeadlineResponse(http.client.HTTPResponse):
        """A response with a deadline and complete headers."""

        def __init__(self, sock: socket.socket, *args: t.Any, **kwargs: t.Any) -> None:
            super().__init__(sock, *args, **kwargs)
            self._source = _DeadlineReader(self.fp, sock, clock, deadline())
            self.fp = io.BufferedReader(self._source)

        def begin(self) -> None:
            """Read the headers; those that end with the connection are incomplete."""
            super().begin()
            if self._source.has_ended:
                raise http.client.IncompleteRead(b"")

    return DeadlineResponse
