# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many jobs waited for at once, canceled when late or interrupted, or because somebody says so."""

from __future__ import annotations

import os
import re
import signal
import typing as t
from pathlib import Path

import pytest
import requests

from tests.integration import interrupted
from tests.integration.ansible_runs import AnsibleRuns, launch
from tests.integration.sandbox import PASSWORD, USERNAME, Sandbox

pytestmark = pytest.mark.each_server

FAST = {"interval": 0.2}
MANY = 100


def wait(name: str, jobs: t.Any, **options: t.Any) -> dict[str, t.Any]:
    """Return a task that waits; its failure does not end the play."""
    module = "steward.awx.awx_job_wait"
    return {"name": name, module: {"jobs": jobs, **FAST, **options}, "ignore_errors": True}


def cancel(name: str, **options: t.Any) -> dict[str, t.Any]:
    """Return a task that cancels; its failure does not end the play."""
    return {"name": name, "steward.awx.awx_job_cancel": options, "ignore_errors": True}


def start(name: str, template: t.Any, **options: t.Any) -> dict[str, t.Any]:
    """Return a task that launches and does not wait, and registers what it starts."""
    return {**launch(name, template, wait=False, **options), "register": name}


def test_a_hundred_launches_take_one_wait(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    """One request a poll for any number of jobs."""
    template = sandbox.id_of("unifiedjobtemplate", "Simulated - ok")
    items = {"loop": list(range(MANY)), "loop_control": {"label": "-"}}

    with sandbox.traffic() as traffic:
        run = ansible.playbook(
            one_core,
            [start("launched", template) | items, wait("waited", "{{ launched }}")],
        ).succeeded()

    launched = [item["job"]["id"] for item in run["launched"]["results"]]
    waited = run["waited"]
    assert [job["id"] for job in waited["jobs"]] == launched
    assert {job["status"] for job in waited["jobs"]} == {"successful"}
    assert waited["failed_jobs"] == []
    print(f"{MANY} launches: {len(traffic)} requests, {waited['requests']} of them to wait")
    assert len(traffic.of("POST", "/launch/")) == MANY
    assert waited["requests"] < 20


@pytest.mark.quick
def test_jobs_of_any_kind_are_waited_for(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    update = sandbox.get("project_updates/?status=successful&page_size=1")["results"][0]["id"]
    slow = {"extra_vars": {"seconds": 30}}
    run = ansible.playbook(
        core,
        [
            start("ok", "Simulated - ok"),
            start("fail", "Simulated - fail"),
            start("workflow", "Simulated - Workflow", kind="workflow_job_template"),
            start("slow", "Simulated - slow", **slow),
            start("other", "Simulated - slow", **slow),
            wait("mixed", ["{{ workflow }}", update, "{{ ok.job.id }}", "{{ workflow.job }}"]),
            wait("failed", ["{{ ok }}", "{{ fail }}"]),
            wait("failed and no matter", ["{{ ok }}", "{{ fail }}"], fail_on=["error"]),
            wait("unknown", ["{{ ok }}", 99999999]),
            wait("bad", "Simulated - ok"),
            wait("left", ["{{ ok }}", "{{ slow }}"], wait_timeout=0.5, on_timeout="leave"),
            wait("late", "{{ slow }}", wait_timeout=0.5),
            wait("checked", "{{ slow }}") | {"check_mode": True},
            wait("canceled", ["{{ slow }}", "{{ ok }}"], wait_timeout=0.5, on_timeout="cancel"),
            launch("left alone", "Simulated - slow", wait_timeout=0.5, on_timeout="leave", **slow)
            | {"register": "left"},
            launch("launched", "Simulated - slow", wait_timeout=0.5, on_timeout="cancel", **slow),
            cancel("clean up", jobs=["{{ other }}", "{{ left }}"]),
        ],
    )

    mixed = run["mixed"]["jobs"]
    assert [job["kind"] for job in mixed] == [
        "workflow_job",
        "project_update",
        "job",
        "workflow_job",
    ]
    assert {job["status"] for job in mixed} == {"successful"}
    assert mixed[1]["id"] == update

    failed = run["failed"]
    number = run["fail"]["job"]["id"]
    assert failed.error.startswith(f"job {number} 'Simulated - fail' failed")
    assert f"{sandbox.url}/#/jobs/playbook/{number}/output" in failed.error
    [about] = failed.data["failed_jobs"]
    assert about["job"]["id"] == number
    assert about["hosts"]["failed"]
    assert about["failures"]
    assert about["output_tail"]
    assert [job["status"] for job in run["failed and no matter"]["jobs"]] == [
        "successful",
        "failed",
    ]

    assert "99999999" in run["unknown"].error
    assert "no job id" in run["bad"].error
    assert run["left"]["timed_out"] is True
    assert run["left"]["jobs"][1]["status"] in ("pending", "waiting", "running")
    assert "after 0.5 s (wait_timeout); the job continues." in run["late"].error
    assert run["late"].data["timed_out"] is True
    assert run["checked"]["jobs"][0]["status"] == "running"
    assert "the job was canceled (on_timeout=cancel)" in run["canceled"].error
    assert [job["status"] for job in run["canceled"].data["jobs"]] == ["canceled", "successful"]
    assert run["left alone"]["timed_out"] is True
    assert "the job was canceled (on_timeout=cancel)" in run["launched"].error
    assert run["launched"].data["job"]["status"] == "canceled"
    assert len(run["clean up"]["canceled"]) == 2


@pytest.mark.quick
def test_jobs_are_canceled(core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    slow = {"extra_vars": {"seconds": 30}}
    mine = {"id__in": "{{ [one.job.id, two.job.id] }}"}
    run = ansible.playbook(
        core,
        [
            start("ok", "Simulated - ok"),
            wait("ended", "{{ ok }}"),
            *(start(name, "Simulated - slow", **slow) for name in ("one", "two", "three")),
            cancel("checked", filters=mine) | {"check_mode": True},
            cancel("by filters", filters=mine, resource="jobs"),
            cancel("again", jobs=["{{ one }}", "{{ two.job }}", "{{ ok.job.id }}"]),
            cancel("at once", jobs="{{ three.job.id }}", wait=False),
            wait("canceled is no failure here", "{{ three }}", fail_on=["failed"]),
            cancel("unknown", jobs=[99999999]),
            cancel("no such field", filters={"nmae": "x"}),
            cancel("nothing", filters={}),
        ],
    )

    both = {run[name]["job"]["id"] for name in ("one", "two")}
    checked = run["checked"]
    assert (checked["changed"], {job["id"] for job in checked["canceled"]}) == (True, both)
    assert {job["status"] for job in checked["canceled"]} <= {"pending", "waiting", "running"}
    done = run["by filters"]
    assert {job["id"]: job["status"] for job in done["canceled"]} == dict.fromkeys(both, "canceled")
    assert (done["changed"], done["already_finished"]) == (True, [])
    again = run["again"]
    assert (again["changed"], again["canceled"], len(again["already_finished"])) == (False, [], 3)
    assert run["at once"]["changed"] is True
    assert run["canceled is no failure here"]["jobs"][0]["status"] == "canceled"
    assert "99999999" in run["unknown"].error
    assert "name" in run["no such field"].error
    assert "filters is empty" in run["nothing"].error


# -- Interruptions -------------------------------------------------------------------------

_SLOW = launch(
    "slow",
    "Simulated - slow",
    extra_vars={"seconds": 60},
    interval=1,
    cancel_on_interrupt=True,
)


@pytest.mark.quick
def test_a_timeout_of_the_task_cancels_its_job(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    known, sessions = _active(sandbox), sandbox.sessions

    run = ansible.playbook(
        core,
        [
            {**_SLOW, "timeout": 3},
            start("started", "Simulated - slow", extra_vars={"seconds": 60}),
            wait("waited", "{{ started }}", cancel_on_interrupt=True) | {"timeout": 3},
        ],
        environment=_with_password(sandbox),
    )

    for task in ("slow", "waited"):
        assert re.search("timed out|time frame", run[task].error.lower())
    assert sandbox.sessions == sessions
    _until(lambda: _active(sandbox) <= known)


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_ending_ansible_cancels_its_job(
    signum: signal.Signals, core: Path, ansible: AnsibleRuns, sandbox: Sandbox, tmp_path: Path
) -> None:
    """Interrupting the playbook with `cancel_on_interrupt` cancels the job."""
    known, sessions = _active(sandbox), sandbox.sessions
    variables = _with_password(sandbox)
    with (
        sandbox.traffic() as traffic,
        interrupted.started(core, ansible, _SLOW, variables, tmp_path) as process,
    ):
        # Once it is looked at, the task knows which job it is.
        _until(lambda: bool(_active(sandbox) - known) and _is_looked_at(sandbox))

        os.kill(process.pid, signum)

        assert interrupted.wait_for_end(process) != 0
        _until(lambda: _active(sandbox) <= known and sandbox.sessions == sessions)
    assert len(traffic.of("POST", "/cancel/")) == 1
    ours = [seen for seen in traffic if seen.authentication != "bearer"]
    assert str(ours[-1]).startswith("POST /api/logout/")


def _with_password(sandbox: Sandbox) -> dict[str, str]:
    return {"AWX_HOST": sandbox.url, "AWX_USERNAME": USERNAME, "AWX_PASSWORD": PASSWORD}


def _until(holds: t.Callable[[], bool]) -> None:
    """Ask until something holds; each question takes the sandbox some milliseconds."""
    assert any(holds() for _question in range(5000))


def _is_looked_at(sandbox: Sandbox) -> bool:
    """Whether somebody asked for a single job since traffic is watched."""
    asked = requests.get(f"{sandbox.url}/sandbox/requests/").json()["requests"]
    return any(re.fullmatch(r"/api/v2/jobs/\d+/", row["path"]) for row in asked)


def _active(sandbox: Sandbox) -> set[int]:
    rows = sandbox.get("jobs/?or__status=pending&or__status=waiting&or__status=running")
    return {row["id"] for row in rows["results"]}
