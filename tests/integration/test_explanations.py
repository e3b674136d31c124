# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""You know why it failed, whatever it was that failed."""

from __future__ import annotations

import contextlib
import threading
import typing as t
from pathlib import Path

import pytest
import requests

from tests.integration.ansible_runs import AnsibleRuns, assert_no_traceback, launch
from tests.integration.sandbox import Sandbox

pytestmark = pytest.mark.each_server

FAST = {"interval": 0.2}
WORKFLOW = {"kind": "workflow_job_template", **FAST}
UNIFIED = "unifiedjobtemplate"


@pytest.mark.quick
def test_why_it_failed(core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    names = _workflows(sandbox, core.name)
    with _somebody_who_cancels_and_denies(sandbox):
        run = ansible.playbook(
            core,
            [
                launch("task", "Simulated - fail", **FAST),
                launch("unreachable", "Simulated - unreachable", **FAST),
                launch("items", "Simulated - bad_items", **FAST) | {"register": "items"},
                _debug("shown message", "{{ items.msg }}"),
                _debug("shown failure", "{{ items.failures[0].message }}"),
                launch("module", "Simulated - fail", awx_in_process=False, **FAST),
                launch("canceled", "Simulated - slow", extra_vars={"seconds": 120}, **FAST),
                launch("workflow", names["inner"], **WORKFLOW),
                launch("nested", names["outer"], **WORKFLOW),
                launch("update", names["update"], **WORKFLOW),
                launch("approvals", names["approvals"], **WORKFLOW),
            ],
        )

    assert_no_traceback(run)
    lines = {name: run[name].error.splitlines() for name in ("task", "unreachable", "items")}
    # Of the host "small-2" only; the message of a command has the end of its stderr with it.
    assert lines["task"][0].endswith(": 1 of 3 hosts failed")
    assert lines["task"][1] == (
        "small-2, task 'Install nginx-9.9': package nginx-9.9 not found: E: not found"
    )
    assert lines["task"][2].startswith(f"{sandbox.url}/#/jobs/playbook/")
    assert run["module"].data["failures"] == run["task"].data["failures"]
    assert run["task"].data["hosts"]["left_out"] == 0
    assert lines["unreachable"][0].endswith(": 3 of 3 hosts unreachable")
    assert "Connection refused (and 2 more hosts)" in lines["unreachable"][1]

    # Neither a terminal nor Jinja makes anything of a message.
    [found, *_others] = run["items"].data["failures"]
    assert found["message"] == "bad: no {{ 7 * 191 }} <b>&"
    assert "task 'Check {{ 7 * 191 }}': bad: no {{ 7 * 191 }}" in lines["items"][1]
    assert run["shown failure"]["msg"] == found["message"]
    assert run["shown message"]["msg"] == run["items"].error
    assert "1337" not in run.output
    assert "\x1b[2J" not in run.output

    canceled = run["canceled"].error.splitlines()
    assert " was canceled after " in canceled[0]
    assert canceled[1].startswith("its last task was 'Step ")

    inner = (
        f"node 'Simulated - fail' (job {run['workflow'].data['nodes'][1]['job']}) failed: small-2"
    )
    assert run["workflow"].error.splitlines()[1].startswith(inner)
    statuses = [node["status"] for node in run["workflow"].data["nodes"]]
    assert statuses == ["successful", "failed", "skipped"]
    [outer] = run["nested"].data["nodes"]
    assert [node["status"] for node in outer["nodes"]] == statuses
    [reason] = outer["nodes"][1]["failures"]
    assert reason["host"] == "small-2"
    assert f"node '{names['inner']}' > 'Simulated - fail' (job " in run["nested"].error

    [update] = run["update"].data["nodes"]
    assert update["type"] == "project_update"
    assert "fatal: repository 'https://git.example.com/seed-broken-project.git' not found" in (
        run["update"].error
    )
    words = {node["identifier"]: node["explanation"] for node in run["approvals"].data["nodes"]}
    assert words == {
        "denied": "integration denied it",
        "late": "nobody approved or denied it in time",
    }


def test_what_had_to_run_before(one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    """The job has neither output nor events: that of its project says why it failed."""
    project = f"projects/{sandbox.id_of(UNIFIED, 'Seed Broken Project')}/"
    sandbox.patch(project, {"scm_update_on_launch": True})
    try:
        run = ansible.playbook(one_core, [launch("failing", "Seed - Failed project", **FAST)])
    finally:
        sandbox.patch(project, {"scm_update_on_launch": False})

    lines = run["failing"].error.splitlines()
    assert lines[0].endswith("'Seed - Failed project' failed after 0 s")
    assert "'Seed Broken Project', which had to run before it, failed: task 'Up" in lines[1]
    assert "fatal: repository 'https://git.example.com/seed-broken" in lines[1]
    assert len(lines) == 3


def test_few_requests(one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    """Three explain a playbook's failure, however many events it has."""
    with sandbox.traffic() as traffic:
        run = ansible.playbook(one_core, [launch("failing", "Simulated - fail", **FAST)])

    job = run["failing"].data["job"]["id"]
    below = [seen.path.rpartition(f"/jobs/{job}/")[2] for seen in traffic]
    assert [part for part in below if part.strip("/") and not part.startswith("/api")] == [
        "job_host_summaries/",
        "job_events/",
        "stdout/",
    ]
    assert run["failing"].data["requests"] == len(traffic)


def _debug(name: str, message: str) -> dict[str, t.Any]:
    return {"name": name, "ansible.builtin.debug": {"msg": message}}


def _workflows(sandbox: Sandbox, suffix: str) -> dict[str, str]:
    """Make workflows that fail, each in its way."""
    names = {
        name: f"Explained {name} {suffix}" for name in ("inner", "outer", "update", "approvals")
    }
    ids = {
        name: sandbox.post("workflow_job_templates/", {"name": called, "organization": 2})["id"]
        for name, called in names.items()
    }

    def node(workflow: str, identifier: str, template: int | None = None) -> int:
        body = {"identifier": identifier, "unified_job_template": template}
        path = f"workflow_job_templates/{ids[workflow]}/workflow_nodes/"
        return int(sandbox.post(path, {k: v for k, v in body.items() if v is not None})["id"])

    nodes = [
        node("inner", name, sandbox.id_of(UNIFIED, f"Simulated - {template}"))
        for name, template in (("first", "ok"), ("second", "fail"), ("third", "ok"))
    ]
    for parent, child in zip(nodes, nodes[1:]):
        sandbox.post(f"workflow_job_template_nodes/{parent}/success_nodes/", {"id": child})
    node("outer", "nested", ids["inner"])
    node("update", "update", sandbox.id_of(UNIFIED, "Seed Broken Project"))
    for name, timeout in (("denied", 0), ("late", 1)):
        made = node("approvals", name)
        path = f"workflow_job_template_nodes/{made}/create_approval_template/"
        sandbox.post(path, {"name": f"Explained {name} {suffix}", "timeout": timeout})
    return names


@contextlib.contextmanager
def _somebody_who_cancels_and_denies(sandbox: Sandbox) -> t.Iterator[None]:
    """Look now and then for slow jobs to cancel and for approvals that say they shall be denied."""
    done = threading.Event()

    def decide() -> None:
        for job in sandbox.get("jobs/?status=running&name=Simulated - slow")["results"]:
            sandbox.post(f"jobs/{job['id']}/cancel/", {})
        waiting = "workflow_approvals/?status=pending&name__startswith=Explained denied"
        for approval in sandbox.get(waiting)["results"]:
            sandbox.post(f"workflow_approvals/{approval['id']}/deny/", {})

    def look() -> None:
        while not done.wait(0.2):
            # What has ended meanwhile can be neither canceled nor denied.
            with contextlib.suppress(requests.HTTPError):
                decide()

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
