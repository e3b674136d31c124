# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What messages are sent to: an address that takes them, and a program that mails them."""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
import typing as t
from pathlib import Path


class Received(list[tuple[str, t.Any]]):
    """The path of each request, with the JSON of a POST; `url` is where to send them to."""

    url = ""


@contextlib.contextmanager
def receiving() -> t.Iterator[Received]:
    """Take messages by POST for a while; an address with `refuse` in it answers 500."""
    received = Received()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append((self.path, json.loads(body)))
            self.send_response(500 if "refuse" in self.path else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            received.append((self.path, None))
            self.send_error(404)

        def log_message(self, format: str, *args: t.Any) -> None:
            """Print nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        received.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield received
        finally:
            server.shutdown()
            thread.join()


def mailer(directory: Path, *, status: int = 0) -> tuple[Path, Path]:
    """Return a program like sendmail, and the file that its standard input goes to."""
    program, mail = directory / "sendmail", directory / "mail"
    program.write_text(f'#!/bin/sh\ncat > "{mail}"\nexit {status}\n', encoding="utf-8")
    program.chmod(0o755)
    return program, mail
