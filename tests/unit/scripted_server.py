# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real HTTP server on loopback that answers what a test tells it to, and tells what it was asked.

A test either expects requests one by one, in order and complete, or hands over a function that
answers them all. What was not expected, and what was expected and never came, fails the test.
"""

from __future__ import annotations

import contextlib
import dataclasses
import http.server
import json
import socket
import struct
import threading
import typing as t
import urllib.parse

Query = t.Sequence[tuple[str, str]]


@dataclasses.dataclass(frozen=True)
class Received:
    """One request as it came over the wire; `path` is not decoded, header names are lower-case."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: t.Mapping[str, str]
    body: bytes
    client_port: int

    @property
    def json(self) -> t.Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return dict(urllib.parse.parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclasses.dataclass(frozen=True)
class Answer:
    """One reply, or a way to fail to give one.

    `announced` is the Content-Length if it shall be a lie. `fault` is `reset` (the connection is
    torn down unanswered) or `silence` (it stays open, and no answer ever comes).
    """

    status: int = 200
    body: bytes = b""
    headers: t.Sequence[tuple[str, str]] = ()
    announced: int | None = None
    fault: str = ""


Handler = t.Callable[[Received], Answer]


def json_answer(body: t.Any, status: int = 200, **headers: str) -> Answer:
    """Answer `body` as JSON; `headers` have underscores for hyphens."""
    named = [("Content-Type", "application/json"), *_named(headers)]
    return Answer(status, json.dumps(body).encode(), named)


def html_answer(status: int = 200, title: str = "A page", **headers: str) -> Answer:
    """Answer a page for people, as Django and proxies do."""
    page = f"<html><head><title>{title}</title></head><body>words</body></html>"
    return Answer(status, page.encode(), [("Content-Type", "text/html"), *_named(headers)])


def page_of(rows: t.Sequence[t.Any], count: int | None = None) -> Answer:
    """Answer a page of a list."""
    return json_answer(
        {
            "count": len(rows) if count is None else count,
            "next": None,
            "previous": None,
            "results": list(rows),
        }
    )


EMPTY = Answer(204)
RESET = Answer(fault="reset")
SILENCE = Answer(fault="silence")


@dataclasses.dataclass(frozen=True)
class _Expected:
    method: str
    path: str
    query: Query
    body: t.Any
    answer: Answer

    def differs_from(self, request: Received) -> str:
        """Say in what `request` is not the expected one; "" if it is."""
        if (self.method, self.path) != (request.method, request.path):
            return f"expected {self.method} {self.path}"
        if sorted(self.query) != sorted(request.query):
            return f"expected the query {sorted(self.query)}"
        if self.body is ANYTHING:
            return ""
        sent = request.json if request.body else None
        return "" if self.body == sent else f"expected the body {self.body!r}, got {sent!r}"


# Stands for a body that the test looks at itself, in `requests`.
ANYTHING: t.Any = object()


class ScriptedServer:
    """See the module; `requests` holds everything that was received, in order."""

    def __init__(self) -> None:
        self.requests: list[Received] = []
        self.problems: list[str] = []
        self._expected: list[_Expected] = []
        self._handler: Handler | None = None
        self._lock = threading.Lock()
        self.stopping = threading.Event()
        self._httpd = _Listener(self)
        self._thread = threading.Thread(
            target=self._httpd.serve_forever, args=(0.002,), daemon=True
        )
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._httpd.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def asked(self) -> list[str]:
        """Method and path of everything that was received."""
        return [f"{request.method} {request.path}" for request in self.requests]

    def expect(
        self,
        method: str,
        path: str,
        answer: Answer | None = None,
        *,
        query: Query | t.Mapping[str, str] = (),
        body: t.Any = None,
    ) -> None:
        """Expect this request next, after those that are expected already.

        `body` is the decoded JSON body, None for no body, ANYTHING for one that does not matter.
        """
        pairs = tuple(query.items()) if isinstance(query, t.Mapping) else tuple(query)
        given = json_answer({}) if answer is None else answer
        self._expected.append(_Expected(method, path, pairs, body, given))

    def handle(self, handler: Handler) -> None:
        """Let `handler` answer every request."""
        self._handler = handler

    def answer(self, request: Received) -> Answer:
        """Return the answer to a request; called in the threads of the connections."""
        with self._lock:
            self.requests.append(request)
            try:
                return self._answer(request)
            except Exception as exc:
                return self._unexpected(request, f"no answer to it: {exc!r}")

    def assert_done(self) -> None:
        """Fail if a request was not as expected, or did not come."""
        missing = [f"never asked: {e.method} {e.path}" for e in self._expected]
        assert not [*self.problems, *missing], "\n".join([*self.problems, *missing])

    def close(self) -> None:
        self.stopping.set()
        self._httpd.shutdown()
        self._httpd.server_close()
        self._thread.join()

    def _answer(self, request: Received) -> Answer:
        if self._handler is not None:
            return self._handler(request)
        if not self._expected:
            return self._unexpected(request, "expected nothing more")
        expected = self._expected.pop(0)
        difference = expected.differs_from(request)
        return self._unexpected(request, difference) if difference else expected.answer

    def _unexpected(self, request: Received, difference: str) -> Answer:
        got = f"{request.method} {request.path} {sorted(request.query)}"
        self.problems.append(f"request {len(self.requests)} was {got}: {difference}")
        # An answer that no client repeats, and that shows what went wrong.
        return json_answer({"detail": f"not in the test's script: {difference}"}, 418)


class _Listener(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, script: ScriptedServer) -> None:
        self.script = script
        super().__init__(("127.0.0.1", 0), _Connection)

    def handle_error(self, request: t.Any, client_address: t.Any) -> None:
        """Say nothing: a client that hangs up is a part of many tests."""


class _Connection(http.server.BaseHTTPRequestHandler):
    """Everything on one kept-alive connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Listener

    def _respond(self) -> None:
        parts = urllib.parse.urlsplit(self.path)
        request = Received(
            method=self.command,
            path=parts.path,
            query=urllib.parse.parse_qsl(parts.query, keep_blank_values=True),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(self.headers.get("Content-Length") or 0)),
            client_port=self.client_address[1],
        )
        answer = self.server.script.answer(request)
        if answer.fault:
            self._fail(answer)
            return
        self.send_response_only(answer.status)
        if not any(name == "Date" for name, _value in answer.headers):
            self.send_header("Date", self.date_time_string())
        for name, value in answer.headers:
            self.send_header(name, value)
        length = len(answer.body) if answer.announced is None else answer.announced
        if answer.status != 204:
            self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(answer.body)
        if length != len(answer.body):
            self.close_connection = True

    do_GET = do_HEAD = do_POST = do_PATCH = do_PUT = do_DELETE = do_OPTIONS = _respond

    def _fail(self, answer: Answer) -> None:
        self.close_connection = True
        if answer.fault == "silence":
            self.server.script.stopping.wait()
            return
        # Lingering for no time turns the close into a reset.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RD)
        self.connection.close()

    def log_message(self, format: str, *args: t.Any) -> None:
        """Say nothing."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Always be in the same moment, so that dates in answers can be relative to it."""
        return "Mon, 23 Nov 2026 01:00:00 GMT"


def _named(headers: t.Mapping[str, str]) -> list[tuple[str, str]]:
    return [(name.replace("_", "-"), value) for name, value in headers.items()]
