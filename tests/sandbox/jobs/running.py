# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A sandbox of its own for tests: started once, asked over HTTP, stopped at the end."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import typing as t
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.sandbox.users import PASSWORD as SEED_PASSWORD

ROOT: t.Final = Path(__file__).parents[3]
FINAL: t.Final = ("successful", "failed", "error", "canceled")
_PATIENCE: t.Final = 60


class Awx:
    """Asks a running sandbox as one of its users."""

    def __init__(self, url: str, *, user: str = "admin", password: str = SEED_PASSWORD) -> None:
        self.url = url
        self._session = requests.Session()
        self._session.auth = (user, password)
        self._session.trust_env = False

    def request(self, method: str, path: str, **kwargs: t.Any) -> requests.Response:
        path = path if path.startswith("/") else f"/api/v2/{path}"
        return self._session.request(method, f"{self.url}{path}", timeout=_PATIENCE, **kwargs)

    def get(self, path: str, **params: t.Any) -> t.Any:
        response = self.request("GET", path, params=params)
        response.raise_for_status()
        return response.json()

    def one(self, resource: str, **filters: t.Any) -> dict[str, t.Any]:
        """The one object that matches."""
        (found,) = self.get(f"{resource}/", **filters)["results"]
        return found

    def launch(self, name: str, *, resource: str = "job_templates", **body: t.Any) -> t.Any:
        template = self.one(resource, name=name)
        response = self.request("POST", f"{resource}/{template['id']}/launch/", json=body)
        assert response.status_code == 201, response.text
        return response.json()

    def until(self, path: str, condition: t.Callable[[t.Any], bool]) -> t.Any:
        """Ask again and again until the answer is as it should be, or patience ends."""
        deadline = time.monotonic() + _PATIENCE
        while not condition(answer := self.get(path)):
            assert time.monotonic() < deadline, f"{path} stays {answer}"
            time.sleep(0.1)
        return answer

    def finished(self, job: dict[str, t.Any]) -> t.Any:
        """The job when it is over and all of its events are stored."""
        return self.until(
            job["url"],
            lambda now: now["status"] in FINAL and now.get("event_processing_finished", True),
        )


@contextmanager
def sandbox(*options: str) -> Iterator[Awx]:
    """Start the sandbox, and stop it whatever happens."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.sandbox", "--json", "--with-parent", *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield Awx(json.loads(process.stdout.readline())["url"])
    finally:
        process.terminate()
        process.wait(timeout=_PATIENCE)
