# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The process: prepares the state, serves HTTP, and stops cleanly."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from .users import PASSWORD, USERS

_ROLES = {
    "admin": "superuser",
    "auditor": "system auditor: reads everything",
    "org-admin": "administrator of Engineering",
    "operator": "may run some templates",
    "nobody": "no rights",
}


@dataclass(frozen=True, kw_only=True)
class Options:
    """The command line."""

    port: int = 0
    json: bool = False
    state: Path | None = None
    workers: int = 8
    row_cost_ms: float = 0
    secure_cookies: bool = False
    with_parent: bool = False
    prefix: str = ""
    gateway: bool = False
    no_tokens: bool = False
    base_path: str = ""
    session_cookie: str = "awx_sessionid"
    ascender: bool = False

    @property
    def presentation(self) -> dict[str, Any]:
        """Which kind of server it is at first."""
        return {
            "prefix": self.prefix.strip("/"),
            "gateway": self.gateway,
            "tokens": not self.no_tokens,
            "base_path": self.base_path and "/" + self.base_path.strip("/"),
            "session_cookie": self.session_cookie,
            "ascender": self.ascender,
        }


def run(options: Options) -> int:
    """Serve until SIGTERM, SIGINT or, where asked for, the end of the parent."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    state = options.state or Path(tempfile.mkdtemp(prefix="awx-sandbox-"))
    try:
        _serve(options, state)
    except SystemExit:
        pass
    finally:
        if options.state is None:
            shutil.rmtree(state, ignore_errors=True)
    return 0


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit


def _serve(options: Options, state: Path) -> None:
    os.environ["SANDBOX_STATE"] = str(state)
    os.environ["SANDBOX_ROW_COST_MS"] = str(options.row_cost_ms)
    os.environ["SANDBOX_SECURE_COOKIES"] = "1" if options.secure_cookies else "0"
    os.environ["SANDBOX_PRESENTATION"] = json.dumps(options.presentation)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.sandbox.settings"
    # Django reads its settings when it is imported for the first time.
    import django
    from django.core.wsgi import get_wsgi_application
    from waitress.server import create_server

    from .database import prepare

    django.setup()
    prepare(state)
    from .jobs.recovery import recover

    recover()
    server = create_server(
        get_wsgi_application(),
        host="127.0.0.1",
        port=options.port,
        threads=options.workers,
        connection_limit=2000,
        channel_timeout=65,
        ident="nginx",
        clear_untrusted_proxy_headers=True,
    )
    if options.with_parent:
        _watch_parent()
    base = options.presentation["base_path"]
    _announce(options, f"http://127.0.0.1:{server.effective_port}{base}")
    server.run()


def _watch_parent() -> None:
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def _announce(options: Options, url: str) -> None:
    if options.json:
        print(json.dumps({"url": url, "users": USERS, "pid": os.getpid()}), flush=True)
        return
    width = max(map(len, USERS))
    print(f"AWX sandbox: {url}\n")
    print("Users")
    for name, password in USERS.items():
        print(f"  {name:<{width}}  {password}  {_ROLES[name]}")
    print("\nTry")
    root = "/api/controller" if options.gateway else "/api"
    print(f"  curl -u admin:{PASSWORD} '{url}{root}/v2/job_templates/?name__startswith=Demo'")
    print("\nStop it with Ctrl-C.", flush=True)
    sys.stdout.flush()
