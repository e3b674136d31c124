# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twenty forks at a time, for a minute: everything right, nothing left behind.

A long check of its own, `python -m pytest -s tests/load`; it prints what it counted.
"""

from __future__ import annotations

import dataclasses
import os
import time
import typing as t
from pathlib import Path

import pytest

from tests.environments.collection_tree import link_collection
from tests.integration.ansible_runs import AnsibleRuns, Run
from tests.integration.sandbox import PASSWORD, ROOT, USERNAME, Sandbox, running

FORKS = 20
SECONDS = float(os.environ.get("LOAD_SECONDS", "60"))
LAUNCHES = 3

# Hosts of the question, and what a right answer to it is.
QUESTION = {"inventory__name": "Seed Large Inventory", "name__endswith": "7.example.com"}
MATCHES = 500


@dataclasses.dataclass(frozen=True)
class Left:
    """What a client may leave behind: on the server, and on its own machine."""

    sessions: int
    tokens: int
    connections: int
    threads: int
    children: int
    files: int


@pytest.fixture(scope="module")
def one_core() -> Path:
    return ROOT / ".venv" / "core-2.19"


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Sandbox]:
    with running(tmp_path_factory.mktemp("sandbox") / "state") as started:
        yield started


def tasks() -> list[dict[str, t.Any]]:
    """What each of the forks does: ask, launch in a loop, ask in a template, work with a token."""
    asked = {"resource": "hosts", "filters": QUESTION, "fields": ["id"], "concurrency": 2}
    launch = {"template": "Simulated - ok", "interval": 1}
    token = {"description": "load", "scope": "read"}
    lookup = "query('steward.awx.awx_query', 'hosts', filters=question, count_only=true)"
    return [
        {"name": "ask", "steward.awx.awx_query": asked, "register": "asked"},
        {
            "name": "right",
            "ansible.builtin.assert": {
                "that": f"asked.objects | map(attribute='id') | unique | length == {MATCHES}"
            },
        },
        {
            "name": "launch",
            "steward.awx.awx_job_launch": launch,
            "loop": list(range(LAUNCHES)),
        },
        {
            "name": "template",
            "ansible.builtin.debug": {"msg": f"{{{{ {lookup} }}}}"},
            "vars": {"question": QUESTION},
        },
        {"name": "token", "steward.awx.awx_token": token, "register": "made", "no_log": True},
        {
            "name": "use",
            "steward.awx.awx_query": {"resource": "me", "awx_oauth_token": "{{ made.token }}"},
        },
        {
            "name": "give back",
            "steward.awx.awx_token": {"state": "absent", "token": "{{ made.token }}"},
        },
    ]


def left(sandbox: Sandbox) -> Left:
    """Count what there is now; of the machine, what belongs to the server and to this process."""
    server = Path(f"/proc/{sandbox.pid}")
    # Each question of ours has its own connection, and the server closes it a moment later.
    sockets = [os.readlink(link) for link in (server / "fd").iterdir() if link.exists()]
    return Left(
        sessions=sandbox.sessions,
        tokens=sandbox.tokens,
        connections=sum(name.startswith("socket:") for name in sockets),
        threads=len(list((server / "task").iterdir())),
        children=len(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()),
        files=len(list(Path("/proc/self/fd").iterdir())),
    )


def test_twenty_forks_leave_nothing_behind(
    one_core: Path, sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> None:
    ansible = AnsibleRuns(
        scratch=tmp_path_factory.mktemp("ansible"),
        collections=link_collection(ROOT, tree=tmp_path_factory.mktemp("collections")),
        environment={
            "AWX_HOST": sandbox.url,
            "AWX_USERNAME": USERNAME,
            "AWX_PASSWORD": PASSWORD,
            "ANSIBLE_LOCAL_TEMP": str(tmp_path_factory.mktemp("temporary")),
        },
    )
    # The first run starts what the server keeps from then on.
    _run(ansible, one_core, forks=1).succeeded()
    before, jobs = left(sandbox), _jobs(sandbox)
    runs: list[Run] = []
    ends = time.monotonic() + SECONDS
    with sandbox.traffic() as traffic:
        while not runs or time.monotonic() < ends:
            runs.append(_run(ansible, one_core).succeeded())

    after = left(sandbox)
    launched = _jobs(sandbox) - jobs
    expected = len(runs) * FORKS * LAUNCHES
    print(
        f"\n{len(runs)} runs of {FORKS} forks: {len(traffic)} requests on {traffic.connections}"
        f" connections, {launched} jobs, {sum(seen.status >= 400 for seen in traffic)} refused"
    )
    print(f"before {before}\nafter  {after}")
    assert launched == expected
    assert [str(seen) for seen in traffic if seen.status >= 400] == []
    assert after.connections <= before.connections
    assert dataclasses.replace(after, connections=before.connections) == before
    assert list(Path(ansible.environment["ANSIBLE_LOCAL_TEMP"]).iterdir()) == []


def _run(ansible: AnsibleRuns, core: Path, *, forks: int = FORKS) -> Run:
    hosts = ",".join(f"fork-{number}" for number in range(forks)) + ","
    play = {"hosts": "all", "connection": "local", "strategy": "ansible.builtin.free"}
    return ansible.playbook(core, tasks(), "-i", hosts, "-f", str(forks), play=play)


def _jobs(sandbox: Sandbox) -> int:
    [count] = sandbox.rows("SELECT count(*) FROM main_unifiedjob")
    return int(count)
