# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""bounds: a reply ends in time and is of a bearable size, whatever the server does."""

from __future__ import annotations

import contextlib
import itertools
import socket
import time
import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.auth.authenticators import anonymous
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.http import transport
from ansible_collections.steward.awx.plugins.module_utils._awx.http.connection_settings import (
    ConnectionSettings,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.http.request import (
    TOTAL_TIMEOUT_FACTOR,
    Request,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.http.response import Response
from ansible_collections.steward.awx.plugins.module_utils._awx.http.transport import Transport

from tests.unit.tls import Serve, one_connection, read_request

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


def exchange(
    speak: Serve,
    *,
    clock: t.Callable[[], float] = time.monotonic,
    method: str = "GET",
    total_timeout: float | None = None,
) -> Response:
    """Return what a server's words become."""
    with one_connection(speak) as port:
        settings = ConnectionSettings(base_url=f"http://127.0.0.1:{port}", timeout=10.0)
        with contextlib.closing(Transport(settings, clock=clock)) as sender:
            url = f"{settings.base_url}/api/v2/ping/"
            request = Request(
                method, url, "/api/v2/ping/", auth=anonymous, total_timeout=total_timeout
            )
            return sender.send(request)


def reply_to(
    sent: bytes,
    *,
    clock: t.Callable[[], float] = time.monotonic,
    total_timeout: float | None = None,
) -> Response:
    """Return the reply of a server that sends this, and then no more until the client hangs up."""

    def speak(connection: socket.socket) -> None:
        read_request(connection)
        with contextlib.suppress(OSError):
            connection.sendall(sent)
            connection.recv(1)

    return exchange(speak, clock=clock, total_timeout=total_timeout)


@pytest.mark.parametrize(
    "sent",
    [b"HTTP/1.1 2", b"HTTP/1.1 200 OK\r\nA: 1\r\n", HEAD % 9 + b"{}"],
    ids=["in the status line", "in the headers", "in the body"],
)
def test_a_reply_has_one_deadline(sent: bytes) -> None:
    """Each byte starts the timeout of a socket anew; the deadline is that of the whole reply."""
    moments = itertools.chain([0.0, 1.0], itertools.repeat(10.0 * TOTAL_TIMEOUT_FACTOR))
    with pytest.raises(errors.TimedOut, match="within 100 s") as caught:
        reply_to(sent, clock=lambda: next(moments))
    assert caught.value.may_have_acted


@pytest.mark.parametrize(("total_timeout", "said"), [(20.0, "20 s"), (200.0, "100 s")])
def test_a_request_may_have_a_deadline_of_its_own(total_timeout: float, said: str) -> None:
    """So that a server that drips does not hold up a wait for longer than it was to take."""
    deadline = min(total_timeout, 10.0 * TOTAL_TIMEOUT_FACTOR)
    moments = itertools.chain([0.0, 1.0], itertools.repeat(deadline))
    with pytest.raises(errors.TimedOut, match=f"within {said}"):
        reply_to(HEAD % 9 + b"{}", clock=lambda: next(moments), total_timeout=total_timeout)


def test_a_reply_in_time_is_read() -> None:
    assert reply_to(HEAD % 2 + b"{}").json() == {}


def test_a_reply_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "MAX_RESPONSE_SIZE", 1024 * 1024)
    size = 3 * 1024 * 1024
    with pytest.raises(errors.UnexpectedResponse, match="larger than 1 MiB") as caught:
        reply_to(HEAD % size + b"1" * size)
    assert caught.value.may_have_acted


def test_of_a_long_error_only_the_beginning_is_read() -> None:
    size = 10 * 1024 * 1024
    head = (HEAD % size).replace(b"200 OK", b"500 Oops")
    reply = reply_to(head + b"x" * size)
    assert (reply.status, len(reply.body)) == (500, transport.MAX_ERROR_SIZE)


@pytest.mark.parametrize("sent", [b"HTTP/1.1 204 No", b"HTTP/1.1 204 No Content\r\nDate: x\r\n"])
def test_headers_that_are_cut_are_no_reply(sent: bytes) -> None:
    """Else a write that has no body would be believed to be done."""

    def speak(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(sent)

    with pytest.raises(errors.ConnectionFailed) as caught:
        exchange(speak, method="DELETE")
    assert caught.value.may_have_acted
