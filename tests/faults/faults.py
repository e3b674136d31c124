# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong between a client and an AWX, each as what a proxy does to a request."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import typing as t

from tests.faults.proxy import Act, Exchange, head_of

JSON = ("Content-Type", "application/json")
HTML = ("Content-Type", "text/html; charset=utf-8")

_PAGE = b"<html><head><title>%s</title></head><body>words</body></html>"


def answer(status: int, body: bytes = b"", *headers: tuple[str, str], after: bool = False) -> Act:
    """Answer in the server's place, without it, or `after` it has acted."""

    def act(exchange: Exchange) -> None:
        if after:
            exchange.forward()
        length = ("Content-Length", str(len(body)))
        exchange.send(head_of(f"HTTP/1.1 {status} Words", [*headers, length]), body)

    return act


def page(status: int, title: str, *headers: tuple[str, str], after: bool = False) -> Act:
    """Answer with a page for people."""
    return answer(status, _PAGE % title.encode(), HTML, *headers, after=after)


def redirect(status: int, location: str) -> Act:
    """Redirect; `{target}` in the location stands for what was asked."""

    def act(exchange: Exchange) -> None:
        to = location.format(target=exchange.target)
        exchange.send(
            head_of(f"HTTP/1.1 {status} Words", [("Location", to), ("Content-Length", "0")])
        )

    return act


def go_away(exchange: Exchange) -> None:
    """Accept no connection until somebody calls `listen`, and end this one."""
    exchange.proxy.close()
    exchange.reset()


def reset_before(exchange: Exchange) -> None:
    exchange.reset()


def reset_after(exchange: Exchange) -> None:
    exchange.forward()
    exchange.reset()


def cut_headers(exchange: Exchange) -> None:
    head, _body = exchange.forward()
    exchange.send(head[: len(head) // 2])
    exchange.hang_up()


def cut_body(exchange: Exchange) -> None:
    head, body = exchange.forward()
    exchange.send(head, body[: len(body) // 2])
    exchange.hang_up()


def cut_chunk(exchange: Exchange) -> None:
    _head, body = exchange.forward()
    half = body[: len(body) // 2]
    head = head_of("HTTP/1.1 200 OK", [JSON, ("Transfer-Encoding", "chunked")])
    exchange.send(head, b"%x\r\n" % len(half), half, b"\r\nff\r\nab")
    exchange.hang_up()


def length_too_large(exchange: Exchange) -> None:
    _head, body = exchange.forward()
    length = ("Content-Length", str(len(body) + 10))
    exchange.send(head_of("HTTP/1.1 200 OK", [JSON, length]), body)
    exchange.hang_up()


def length_too_small(exchange: Exchange) -> None:
    _head, body = exchange.forward()
    length = ("Content-Length", str(len(body) // 2))
    exchange.send(head_of("HTTP/1.1 200 OK", [JSON, length]), body)
    exchange.hang_up()


def stalled(exchange: Exchange) -> None:
    head, body = exchange.forward()
    exchange.send(head, body[: len(body) // 2])
    exchange.hold()


def stalled_before(exchange: Exchange) -> None:
    exchange.hold()


# Seconds that a drip takes: longer than any reply may.
_DRIP = 1000.0


def slow_drip(exchange: Exchange) -> None:
    """Send a body a byte at a time, so that the connection is never silent for long."""
    head, body = exchange.forward()
    exchange.send(head)
    for byte in body[:-1]:
        if exchange.is_hung_up():
            break
        exchange.send(bytes([byte]))
        exchange.proxy.pass_time(_DRIP / len(body))
    if body:
        # Not the last byte: the client is to give up, whenever it looks at the clock.
        exchange.hold()


def truncated_json(exchange: Exchange) -> None:
    _head, body = exchange.forward()
    answer(200, body[: len(body) // 2], JSON)(exchange)


def duplicate_keys(exchange: Exchange) -> None:
    """The names of an object are there twice; the last ones are what the server meant."""
    _head, body = exchange.forward()
    decoded = None
    with contextlib.suppress(ValueError):
        decoded = json.loads(body)
    if isinstance(decoded, dict) and decoded:
        names = ", ".join(f"{json.dumps(name)}: null" for name in decoded)
        body = b"{" + names.encode() + b", " + body.lstrip()[1:]
    answer(200, body, JSON)(exchange)


def invalid_utf8(exchange: Exchange) -> None:
    _head, body = exchange.forward()
    answer(200, body.replace(b'"', b'"\xff', 1), JSON)(exchange)


def gzip_that_lies(exchange: Exchange) -> None:
    _head, body = exchange.forward()
    packed = gzip.compress(body)[:-12]
    answer(200, packed, JSON, ("Content-Encoding", "gzip"))(exchange)


def hang_up_after(exchange: Exchange) -> None:
    """Close a connection that was to be kept alive, before the client can use it again."""
    # The end of the connection travels with the end of the reply.
    exchange.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)
    exchange.send(*exchange.forward())
    exchange.connection.shutdown(socket.SHUT_WR)
    exchange.hang_up()


def _error(status: int, *headers: tuple[str, str]) -> Act:
    body = json.dumps({"detail": f"words of the server about {status}"}).encode()
    return answer(status, body, JSON, *headers)


_DATE = ("Date", "Mon, 23 Nov 2026 01:00:00 GMT")

# What is sent instead of the reply that the server would have given, or of a part of it. Those in
# which it acts first have "after" in their name, or cut or change what it answered.
FAULTS: t.Mapping[str, Act] = {
    "connection refused": go_away,
    "reset before the request was read": reset_before,
    "reset after the server acted": reset_after,
    "headers cut": cut_headers,
    "body cut": cut_body,
    "chunk cut": cut_chunk,
    "Content-Length too large": length_too_large,
    "Content-Length too small": length_too_small,
    "silence": stalled_before,
    "stalled in the body": stalled,
    "slow drip": slow_drip,
    "301 to the same path": redirect(301, "{target}"),
    "302 to another host": redirect(302, "http://other.example.com{target}"),
    "302 to https": redirect(302, "https://127.0.0.1{target}"),
    "302 to the migration page": redirect(302, "/migrations_notran/"),
    "401": _error(401),
    "403": _error(403),
    "404 page": page(404, "Not Found"),
    "409": _error(409),
    "413 page": page(413, "Request Entity Too Large"),
    "414 page": page(414, "Request-URI Too Large"),
    "429": _error(429),
    "429, Retry-After in seconds": _error(429, ("Retry-After", "3")),
    "429, Retry-After as a date": _error(
        429, ("Retry-After", "Mon, 23 Nov 2026 01:00:07 GMT"), _DATE
    ),
    "500 page": page(500, "Server Error"),
    "500 page of 10 MB": answer(500, _PAGE % (b"x" * 10_000_000), HTML),
    "502 page": page(502, "Bad Gateway"),
    "502 page after the server acted": page(502, "Bad Gateway", after=True),
    "503 page": page(503, "Service Unavailable"),
    "504 page": page(504, "Gateway Time-out"),
    "504 page after the server acted": page(504, "Gateway Time-out", after=True),
    "200 login page": page(200, "Log in"),
    "200 wrong type": answer(200, b'"words"', JSON),
    "200 truncated JSON": truncated_json,
    "200 duplicate keys": duplicate_keys,
    "200 invalid UTF-8": invalid_utf8,
    "200 invalid gzip": gzip_that_lies,
    "connection closed after the reply": hang_up_after,
}
