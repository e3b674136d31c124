# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make demo` on servers that have more or less of what it can show.

What a user may not see is not there: so the server is one without anything for `nobody`.
"""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
import yaml

from tests.integration.ansible_runs import AnsibleRuns, Run
from tests.integration.sandbox import PASSWORD, Sandbox
from tests.sandbox.users import PASSWORD as SEED_PASSWORD

pytestmark = pytest.mark.each_server

TOUR = Path(__file__).parents[1] / "demo" / "demo.yml"
PRELOADED = "Demo Job Template"
NOT_LAUNCHED = "6. Report that nothing was launched"


def tour(core: Path, ansible: AnsibleRuns, sandbox: Sandbox, user: tuple[str, str]) -> Run:
    [play] = yaml.safe_load(TOUR.read_text())
    name, password = user
    login = {"AWX_HOST": sandbox.url, "AWX_USERNAME": name, "AWX_PASSWORD": password}
    before = sandbox.tokens, sandbox.sessions
    more = {"vars": play["vars"]}
    run = ansible.playbook(core, play["tasks"], environment=login, play=more).succeeded()
    assert (sandbox.tokens, sandbox.sessions) == before
    return run


def done(run: Run) -> set[str]:
    """The steps of which something was done."""
    return {result.task for result in run.results if result.outcome != "skipped"}


def test_everything(one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    """Promise: it runs on AWX and on Ascender; what every job has is not shown."""
    run = tour(one_core, ansible, sandbox, ("admin", SEED_PASSWORD))
    whole = run["3. Show how many hosts were returned"].data["msg"]
    assert whole.startswith("5000 of 5000 hosts of 'Seed Large Inventory'")
    deployed = run["4b. Show the result of the job"].data["msg"]
    assert "'deployed_version': '2.4.1'" in deployed
    assert "ascender_stats" not in deployed
    assert "nginx" in run["5a. Show the error message of the task"].data["msg"]
    assert {NOT_LAUNCHED, "6. Launch the preloaded template"}.isdisjoint(done(run))


def test_nothing_there(one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    """Promise: it runs on a server that has nothing but its defaults."""
    run = tour(one_core, ansible, sandbox, ("nobody", SEED_PASSWORD))
    assert run["2. Find the job templates"]["objects"] == []
    assert NOT_LAUNCHED in done(run)
    assert not any(task.startswith(("4", "5")) for task in done(run))


@pytest.fixture
def beginner(sandbox: Sandbox) -> t.Iterator[tuple[str, str]]:
    """Somebody who sees what a server was installed with, and nothing else."""
    made = sandbox.post("users/", {"username": "beginner", "password": PASSWORD})
    roles = [
        ("job_templates", PRELOADED, "execute_role"),
        ("inventories", "Demo Inventory", "read_role"),
    ]
    for resource, name, role in roles:
        for row in sandbox.get(f"{resource}/?name={name}")["results"]:
            held = row["summary_fields"]["object_roles"][role]["id"]
            sandbox.post(f"roles/{held}/users/", {"id": made["id"]})
    yield "beginner", PASSWORD
    sandbox.delete(f"users/{made['id']}/")


def test_only_what_was_installed(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox, beginner: tuple[str, str]
) -> None:
    """Promise: AWX has a template that can be launched, and Ascender has none."""
    run = tour(one_core, ansible, sandbox, beginner)
    if sandbox.is_ascender:
        assert NOT_LAUNCHED in done(run)
    else:
        assert run["3. Show how many hosts were returned"].data["msg"].startswith("1 of 1 hosts")
        assert run["6. Launch the preloaded template"]["job"]["status"] == "successful"
