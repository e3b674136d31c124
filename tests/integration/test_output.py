# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Output of jobs in the terminal of the playbook that launched them."""

from __future__ import annotations

import json
import re
import typing as t
from pathlib import Path

import pytest

from tests.integration.ansible_runs import AnsibleRuns, assert_no_traceback, launch
from tests.integration.sandbox import Sandbox

pytestmark = pytest.mark.each_server

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
FAST = {"interval": 0.3, "output": "live"}
# Several receivers, of which later events come from faster ones.
SHUFFLED = {"delay": 0.6, "out_of_order": True}


def long_output(name: str, lines: int, **options: t.Any) -> dict[str, t.Any]:
    variables = {"lines": lines, "sandbox_receivers": SHUFFLED}
    return launch(name, "Simulated - long_output", extra_vars=variables, **{**FAST, **options})


@pytest.mark.quick
def test_live_output_is_the_stored_one(core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    """The job's output, line by line, in order and complete."""
    with sandbox.traffic() as traffic:
        run = ansible.playbook(
            core,
            [
                long_output("loop", 900),
                launch("kinds", "Seed - Every kind of event", **FAST),
                long_output("hidden", 7) | {"no_log": True},
                long_output("checked", 8) | {"check_mode": True},
                long_output("unwanted", 9, output="none"),
                long_output("not a terminal", 10, output=None),
            ],
        )
    assert_no_traceback(run)
    for name in ("loop", "kinds"):
        job = run[name].data["job"]["id"]
        stored = sandbox.stdout(job)
        assert len(stored.splitlines()) > 50
        assert run.stdout.count(stored) == 1, name
        events = traffic.of("GET", f"/jobs/{job}/job_events/")
        cursor = [seen for seen in events if "counter__gt" in seen.query]
        polls = traffic.of("GET", f"/jobs/{job}/")
        assert len(cursor) <= len(polls) + 1
    for lines in (7, 8, 9, 10):
        assert f'of {lines}"' not in run.output


def test_output_appears_while_the_job_runs(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    """It is what lets this test end the job: its output was seen before its end."""
    ended: list[int] = []

    def end_job(output: str) -> None:
        if "2 of 60" in output and not ended:
            slow = "unified_jobs/?status=running&name=Simulated%20-%20slow"
            [job] = sandbox.get(slow)["results"]
            ended.append(job["id"])
            sandbox.post(f"jobs/{job['id']}/cancel/", None)

    run = ansible.on_terminal(
        core,
        [
            launch("default", "Simulated - slow", extra_vars={"seconds": 3}, interval=0.3),
            launch("live", "Simulated - slow", extra_vars={"seconds": 60}, **FAST),
        ],
        end_job,
    )
    assert_no_traceback(run)
    first = run["default"]["job"]["id"]
    assert re.search(rf"^job {first} running 0:0\d(, \d ok)?, task: Step \d\r$", run.stdout, re.M)
    assert re.search(rf"^job {first} successful 0:0\d\r$", run.stdout, re.M)
    assert "1 of 3" not in run.stdout

    assert run["live"].data["job"]["status"] == "canceled"
    shown = run.stdout.replace("\r\n", "\n")
    # Colours as Ansible's own: those of the job's events.
    assert '\x1b[0;32m    "msg": "2 of 60"\x1b[0m' in shown
    assert sandbox.stdout(ended[0]) in COLOUR.sub("", shown)


def test_workflows_and_several_jobs(one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    jobs = [
        launch(f"started {number}", "Simulated - long_output", extra_vars={"lines": lines})
        for number, lines in enumerate((40, 50), start=1)
    ]
    for task in jobs:
        task["steward.awx.awx_job_launch"]["wait"] = False
        task["register"] = "started_" + task["name"][-1]
    run = ansible.playbook(
        one_core,
        [
            launch("workflow", "Simulated - Workflow", kind="workflow_job_template", **FAST),
            *jobs,
            {
                "name": "both",
                "steward.awx.awx_job_wait": {
                    "jobs": ["{{ started_1 }}", "{{ started_2 }}"],
                    **FAST,
                },
            },
        ],
    ).succeeded()
    lines = run.stdout.splitlines()
    nodes = sandbox.get(f"workflow_jobs/{run['workflow']['job']['id']}/workflow_nodes/")["results"]
    assert {node["identifier"] for node in nodes} == {"one", "two"}
    for node in nodes:
        title = f"job {node['job']} Simulated - ok"
        begun = lines.index(f"{title} started (node {node['identifier']})")
        ending = rf"{title} successful after 0:0\d \(node {node['identifier']}\)"
        [ended] = [number for number, line in enumerate(lines) if re.fullmatch(ending, line)]
        assert part_of(lines[begun:ended], title) == sandbox.stdout(node["job"])
    for name in ("started 1", "started 2"):
        job = run[name]["job"]["id"]
        assert part_of(lines, f"job {job} Simulated - long_output") == sandbox.stdout(job)


def test_each_attempt_of_a_node_is_shown(
    one_core: Path, ascender_ansible: AnsibleRuns, ascender: Sandbox
) -> None:
    """Promise: a job that was retried loses nothing, and the next one follows it."""
    retries = launch("retries", "Seed - Workflow retries", kind="workflow_job_template", **FAST)
    run = ascender_ansible.playbook(one_core, [retries]).succeeded()
    lines = run.stdout.splitlines()
    nodes = ascender.get(f"workflow_jobs/{run['retries']['job']['id']}/workflow_nodes/")["results"]
    [node] = [node for node in nodes if node["identifier"] == "flaky"]
    attempts = [*node["retried_jobs"], node["job"]]
    assert len(attempts) == 2
    told = []
    for job in attempts:
        title = f"job {job} {ascender.get(f'jobs/{job}/')['name']}"
        assert part_of(lines, title) == ascender.stdout(job)
        told += [at for at, line in enumerate(lines) if line.startswith(title)]
    assert told == sorted(told)
    assert "not shown" not in run.output


def part_of(lines: t.Iterable[str], title: str) -> str:
    prefix = f"{title} | "
    return "".join(line.removeprefix(prefix) + "\n" for line in lines if line.startswith(prefix))


def test_jobs_of_several_hosts_are_told_apart(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    """Prefixed when several run at once."""
    play = {"hosts": "all", "connection": "local"}
    run = ansible.playbook(one_core, [long_output("each", 30)], "-i", "a,b,", play=play)

    jobs = [result.data["job"]["id"] for result in run.results]
    assert len({*jobs}) == 2
    for job in jobs:
        prefix = f"job {job} Simulated - long_output | "
        lines = [line[len(prefix) :] for line in run.stdout.splitlines() if line.startswith(prefix)]
        assert lines == sandbox.stdout(job).splitlines()


@pytest.mark.parametrize("wanted", ["live", "progress"])
def test_a_module_in_a_process_of_its_own_returns_the_end(
    wanted: str, one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    task = long_output("apart", 30, output=wanted, awx_in_process=False)
    run = ansible.playbook(one_core, [task], "-v").succeeded()
    job = run["apart"]["job"]["id"]
    assert run["apart"]["output_tail"] == "\n".join(sandbox.stdout(job).splitlines()[-20:]).rstrip()
    assert "nothing is shown of the job while it runs" in run.stdout
    assert "line 5 of 30" not in run.output


def test_what_reads_the_output_of_ansible_is_not_disturbed(
    one_core: Path, ansible: AnsibleRuns
) -> None:
    environment = {**ansible.environment, "ANSIBLE_STDOUT_CALLBACK": "one_json"}
    run = ansible.playbook(one_core, [long_output("json", 5)], environment=environment).succeeded()
    assert json.loads(run.stdout) == ["json"]
    assert "line 5 of 5" in run.stderr

    arguments = {"template": "Simulated - long_output", "extra_vars": {"lines": 6}, **FAST}
    adhoc = ["-o", "-m", "steward.awx.awx_job_launch", "-a", json.dumps(arguments)]
    line = ansible.adhoc(one_core, *adhoc).succeeded().stdout.splitlines()[-1]
    host, _bar, _outcome, _arrow, result = line.split(maxsplit=4)
    assert (host, json.loads(result)["job"]["status"]) == (
        "localhost",
        "successful",
    )
