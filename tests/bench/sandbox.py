# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox to measure against, and what it saw."""

from __future__ import annotations

import contextlib
import json
import subprocess
import typing as t
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.environments.make import ENVIRONMENTS, ROOT

PYTHON = ENVIRONMENTS / "sandbox" / "bin" / "python"
_STOP_SECONDS = 10


@dataclass(frozen=True)
class Seen:
    """A request as the sandbox logged it; ``milliseconds`` is the server's own time."""

    method: str
    path: str
    query: str
    user_agent: str
    milliseconds: float


@dataclass(frozen=True)
class Traffic:
    """The requests of one run, and how many connections they came on."""

    seen: tuple[Seen, ...]
    connections: int

    @property
    def requests(self) -> int:
        return len(self.seen)


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox, and a token of its administrator."""

    url: str
    username: str
    password: str
    token: str

    def get(self, path: str, params: t.Mapping[str, str] | str = "") -> t.Any:
        """Return the decoded answer to a GET below ``/api/v2/``."""
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = requests.get(f"{self.url}/api/v2/{path}", params=params, headers=headers)
        answer.raise_for_status()
        return answer.json()

    def forget(self) -> None:
        """Empty the log of requests."""
        requests.delete(f"{self.url}/sandbox/requests/").raise_for_status()

    def traffic(self) -> Traffic:
        """Return what came since the log was emptied."""
        log = requests.get(f"{self.url}/sandbox/requests/").json()
        names = Seen.__dataclass_fields__
        seen = (Seen(**{name: line[name] for name in names}) for line in log["requests"])
        return Traffic(tuple(seen), log["connections"])


@dataclass(frozen=True)
class Filled:
    """Where a filled database has its rows: inventories by their number of hosts, and a job."""

    inventories: dict[int, int]
    job: int


def filled(state: Path, *, hosts: t.Sequence[int], events: int = 0) -> Filled:
    """Make a sandbox's state with inventories of so many hosts, and a job of so many events."""
    command: list[str | Path] = [PYTHON, "-m", "tests.bench.volume", state, str(events)]
    command += map(str, hosts)
    made = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    ids = json.loads(made.stdout)
    return Filled(dict(zip(hosts, ids["inventories"], strict=True)), ids["job"])


@contextlib.contextmanager
def sandbox(
    *, row_cost_ms: float = 0, workers: int = 4, state: Path | None = None
) -> t.Iterator[Sandbox]:
    """Start a sandbox, and stop it whatever happens."""
    command: list[str | Path] = [PYTHON, "-m", "tests.sandbox", "--json", "--with-parent"]
    command += ["--row-cost-ms", str(row_cost_ms), "--workers", str(workers)]
    if state is not None:
        command += ["--state", state]
    log = ROOT / ".cache" / "bench-sandbox.log"
    with log.open("a") as stderr:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=stderr, text=True
        )
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if not line:
                raise RuntimeError(f"the sandbox did not start; see {log.relative_to(ROOT)}")
            yield _as_admin(json.loads(line))
        finally:
            process.terminate()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _as_admin(ready: dict[str, t.Any]) -> Sandbox:
    url, password = ready["url"], ready["users"]["admin"]
    answer = requests.post(f"{url}/api/v2/tokens/", json={}, auth=("admin", password))
    answer.raise_for_status()
    return Sandbox(url, "admin", password, answer.json()["token"])
