# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever AWX can launch is launched, launched again, attached to, and launched once."""

from __future__ import annotations

import concurrent.futures
import typing as t
from pathlib import Path

import pytest

from tests.integration.ansible_runs import AnsibleRuns
from tests.integration.faulty_proxy import faulty_proxy
from tests.integration.sandbox import Sandbox

pytestmark = pytest.mark.each_server

FAST = {"interval": 0.2}


def task(name: str, **options: t.Any) -> dict[str, t.Any]:
    return {"name": name, "steward.awx.awx_job_launch": options, "ignore_errors": True}


@pytest.fixture
def of_two_kinds(sandbox: Sandbox) -> t.Iterator[str]:
    """The name of a job template that a workflow job template has too."""
    name = "Simulated - unreachable"
    made = sandbox.post("workflow_job_templates/", {"name": name, "organization": 2})
    yield name
    sandbox.delete(f"workflow_job_templates/{made['id']}/")


@pytest.mark.quick
def test_every_kind_by_its_name(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox, of_two_kinds: str
) -> None:
    """Everything AWX can launch, found by its name among all kinds."""
    source = sandbox.id_of("unifiedjobtemplate", "Seed SCM Source")
    with sandbox.traffic() as traffic:
        run = ansible.playbook(
            core,
            [
                task("job", template="Simulated - ok", **FAST),
                task("workflow", template="Simulated - Workflow", **FAST),
                task("project", template="Seed Git Project", **FAST),
                task("source", template="Seed SCM Source", **FAST),
                task("source by id", template=source, **FAST),
                task(
                    "source by its inventory",
                    template={
                        "name": "Seed SCM Source",
                        "inventory": sandbox.get(f"inventory_sources/{source}/")["inventory"],
                    },
                    kind="inventory_source",
                    wait=False,
                ),
                task(
                    "system job",
                    template="Cleanup Expired Sessions",
                    extra_vars={"days": 30},
                    **FAST,
                ),
                task("sliced", template="Seed - Sliced 3", wait=False),
                task("named URL", template="Seed Git Project++Engineering", wait=False),
                task("of two kinds", template=of_two_kinds),
                task("manual project", template="Seed Manual Project"),
                task("field of none", template="Seed Git Project", limit="x", forks=0),
                task("checked", template="Seed Git Project") | {"check_mode": True},
                task("unknown", template="Seed Gitt Project"),
            ],
        )

    types = {
        "job": "job",
        "workflow": "workflow_job",
        "project": "project_update",
        "source": "inventory_update",
        "source by id": "inventory_update",
        "system job": "system_job",
    }
    ended = {name: run[name]["job"] for name in types}
    assert {name: job["kind"] for name, job in ended.items()} == types
    assert {job["status"] for job in ended.values()} == {"successful"}
    assert run["source by its inventory"]["job"]["kind"] == "inventory_update"
    assert run["sliced"]["job"]["kind"] == "workflow_job"
    assert run["named URL"]["job"]["kind"] == "project_update"
    assert run["project"]["launched_from"] == {
        "kind": "project",
        "id": sandbox.id_of("unifiedjobtemplate", "Seed Git Project"),
        "name": "Seed Git Project",
    }
    for word in ("several kinds", "job template id", "workflow job template id", "kind: "):
        assert word in run["of two kinds"].error
    assert "cannot be updated" in run["manual project"].error
    assert "limit is given, but a project takes none" in run["field of none"].error
    assert "forks is given, but a project takes none" in run["field of none"].error
    assert run["checked"]["changed"] is True
    assert "'Seed Git Project'" in run["unknown"].error
    assert len(traffic.writes) == len(types) + 3


@pytest.mark.quick
def test_launched_again(core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    """`relaunch: <job id>` with `hosts: failed`."""
    with sandbox.traffic() as traffic:
        run = ansible.playbook(
            core,
            [
                task("first", template="Simulated - fail", **FAST) | {"register": "first"},
                task("failed hosts", relaunch="{{ first.job.id }}", hosts="failed", **FAST),
                task("again", relaunch="{{ first.job }}", **FAST),
                task("good", template="Simulated - ok", **FAST) | {"register": "good"},
                task("none failed", relaunch="{{ good.job.id }}", hosts="failed"),
                task("with a limit", relaunch="{{ good.job.id }}", limit="x"),
                task("flow", template="Simulated - Workflow", **FAST) | {"register": "flow"},
                task("flow again", relaunch="{{ flow.job.id }}", **FAST),
                task("flow hosts", relaunch="{{ flow.job.id }}", hosts="failed"),
                task("update", template="Seed Git Project", **FAST) | {"register": "update"},
                task("update again", relaunch="{{ update.job.id }}"),
                task("no job", relaunch=999999),
                task("checked", relaunch="{{ good.job.id }}") | {"check_mode": True},
            ],
        )

    first, failed_only = run["first"].data, run["failed hosts"].data
    job = sandbox.get(f"jobs/{failed_only['job']['id']}/")
    assert job["launch_type"] == "relaunch"
    assert job["limit"] == ",".join(first["hosts"]["failed"])
    again = sandbox.get(f"jobs/{run['again'].data['job']['id']}/")
    assert (again["launch_type"], again["limit"]) == ("relaunch", first["job"]["limit"])
    assert "no host failed" in run["none failed"].error
    assert "limit is given, but a relaunch of a job takes none" in run["with a limit"].error
    assert run["flow again"]["job"]["kind"] == "workflow_job"
    assert "hosts is given" in run["flow hosts"].error
    assert "project update, which AWX cannot launch again" in run["update again"].error
    assert "no job with id 999999" in run["no job"].error
    assert run["checked"]["changed"] is True
    assert len(traffic.writes) == 7


def test_while_a_job_is_active(one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    """Attach waits for the run that is under way, fail refuses."""
    slow = {"template": "Simulated - slow", "extra_vars": {"seconds": 2}}
    with sandbox.traffic() as traffic:
        run = ansible.playbook(
            one_core,
            [
                task("first", wait=False, **slow),
                task("refused", when_running="fail", **slow),
                task("attached", when_running="attach", **slow, **FAST),
                task("launched", when_running="attach", wait=False, **slow),
            ],
        )

    assert f"job {run['first']['job']['id']} (" in run["refused"].error
    attached = run["attached"]
    assert (attached["changed"], attached["attached"]) == (False, True)
    assert attached["job"]["id"] == run["first"]["job"]["id"]
    assert attached["job"]["status"] == "successful"
    assert run["launched"]["attached"] is False
    assert run["launched"]["job"]["id"] != run["first"]["job"]["id"]
    assert len(traffic.writes) == 2


@pytest.mark.quick
def test_differences_and_what_is_ignored(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    """`--diff` shows what differs from the template's defaults."""
    answers = {
        "required_text": "text",
        "secret_pw": "Tq-secret-6",
        "count": 7,
        "ratio": 2.5,
        "color": "blue",
        "features": ["a"],
    }
    run = ansible.playbook(
        one_core,
        [
            task("prompts", template="Seed - Ask everything", inventory=3, limit="small-1")
            | {"check_mode": True},
            task("survey", template="Seed - Survey all types", extra_vars=answers, wait=False),
            task(
                "ignored",
                template="Seed - No prompts",
                limit="x",
                extra_vars={"a": 1},
                on_ignored="warn",
                wait=False,
            ),
            task(
                "workflow",
                template="Simulated - Workflow",
                limit="x",
                on_ignored="warn",
                wait=False,
            ),
        ],
        "--diff",
    ).succeeded()

    assert '-    "limit": ""' in run.stdout
    assert '+    "limit": "small-1"' in run.stdout
    assert "Seed Small Inventory (id 3)" in str(run["prompts"]["diff"])
    assert '"required_text": "text"' in run.stdout
    assert "Tq-secret" not in run.output
    assert run["ignored"]["ignored_fields"] == {"limit": "x", "extra_vars": {"a": 1}}
    assert run["workflow"]["ignored_fields"] == {"limit": "x"}
    assert "ask_limit_on_launch" in run.output
    job = sandbox.get(f"jobs/{run['ignored']['job']['id']}/")
    assert (job["limit"], job["extra_vars"]) == ("", "{}")


@pytest.mark.quick
@pytest.mark.parametrize("in_process", [True, False])
def test_one_launch_is_one_job(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox, in_process: bool
) -> None:
    """Whatever becomes of the answer, there is one job, and it is found."""
    options = {"awx_in_process": in_process, **FAST}
    for fault, name in {
        "lose the answer": "Simulated - ok",
        "502 instead": "Seed Git Project",
    }.items():
        newest = _newest_job(sandbox)
        with faulty_proxy(sandbox.url) as (proxy, url):
            proxy.fault = fault
            run = ansible.playbook(
                one_core,
                [task("launch", template=name, **options)],
                environment={**ansible.environment, "AWX_HOST": url},
            ).succeeded()
            assert proxy.launches == 1
        [job] = sandbox.get(f"unified_jobs/?id__gt={newest}&order_by=id")["results"]
        assert run["launch"]["job"]["id"] == job["id"]
        assert (run["launch"]["adopted"], run["launch"]["job"]["status"]) == (True, "successful")
        # Old versions break the lines of warnings.
        assert "continuing with job" in " ".join(run.output.split())


def test_a_launch_that_never_arrived_ends_without_a_job(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    """It is looked for until a slow server would have started it, and never sent again."""
    newest = _newest_job(sandbox)
    with faulty_proxy(sandbox.url) as (proxy, url):
        proxy.fault = "502 before"
        run = ansible.playbook(
            one_core,
            [task("launch", template="Simulated - ok")],
            environment={**ansible.environment, "AWX_HOST": url},
        )
        assert proxy.launches == 1
    assert sandbox.get(f"unified_jobs/?id__gt={newest}")["count"] == 0
    assert "No job appeared" in run["launch"].error
    assert run["launch"].data["changed"] is False


@pytest.mark.parametrize("in_process", [True, False])
def test_two_tasks_never_take_one_job(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox, in_process: bool
) -> None:
    """Promise: one task, one job. Of two playbooks at a time, one never reaches the server."""
    newest = _newest_job(sandbox)
    launch = task("launch", template="Simulated - ok", awx_in_process=in_process, wait=False)
    with faulty_proxy(sandbox.url) as (proxy, url):
        proxy.fault = "502 before the first"
        environment = {**ansible.environment, "AWX_HOST": url}
        with concurrent.futures.ThreadPoolExecutor(2) as threads:
            runs = [
                run["launch"]
                for run in threads.map(
                    lambda _: ansible.playbook(one_core, [launch], environment=environment),
                    range(2),
                )
            ]
        assert proxy.launches == 2
    [job] = sandbox.get(f"unified_jobs/?id__gt={newest}")["results"]
    [launched] = [run for run in runs if run.outcome == "ok"]
    [lost] = [run for run in runs if run.outcome != "ok"]
    assert (launched["job"]["id"], launched["adopted"]) == (job["id"], False)
    assert "No job appeared" in lost.error


def test_forks_whose_answers_are_lost_take_a_job_each(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    """A proxy that restarts loses the answers to all of them at once."""
    newest = _newest_job(sandbox)
    launch = task("launch", template="Simulated - ok", wait=False)
    play = {"hosts": "all", "connection": "local"}
    with faulty_proxy(sandbox.url) as (proxy, url):
        proxy.fault = "lose the answer"
        run = ansible.playbook(
            one_core,
            [launch],
            *("-i", "a,b,c,"),
            environment={**ansible.environment, "AWX_HOST": url},
            play=play,
        ).succeeded()
        assert proxy.launches == 3
    launched = [result["job"]["id"] for result in run.results]
    jobs = sandbox.get(f"unified_jobs/?id__gt={newest}&order_by=id")["results"]
    assert sorted(launched) == [job["id"] for job in jobs]
    assert all(result["adopted"] for result in run.results)


def test_on_lost_answer_fail_looks_for_nothing(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    with faulty_proxy(sandbox.url) as (proxy, url), sandbox.traffic() as traffic:
        proxy.fault = "502 instead"
        run = ansible.playbook(
            one_core,
            [task("launch", template="Simulated - ok", on_lost_answer="fail")],
            environment={**ansible.environment, "AWX_HOST": url},
        )
    assert "It may be running; " in run["launch"].error
    assert "resource: unified_jobs" in run["launch"].error
    assert len(traffic.of("GET", "/unified_jobs/")) == 0


def test_names_that_say_the_kind(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox, of_two_kinds: str
) -> None:
    """Only the name of the module changes for whoever moves here, in either process."""
    inventory = "Seed SCM Inventory"
    launches = {
        "job": {"job_template": of_two_kinds},
        "workflow": {"workflow_template": of_two_kinds},
        "project": {"project": "Seed Git Project"},
        "project, by kind": {"template": "Seed Git Project", "kind": "project"},
        "source": {"inventory_source": "Seed SCM Source", "inventory": inventory},
        "source, named": {
            "template": "Seed SCM Source",
            "inventory": inventory,
            "organization": "Engineering",
            "kind": "inventory_source",
        },
        "source, in a mapping": {
            "template": {
                "name": "Seed SCM Source",
                "inventory": {"name": inventory, "organization": "Engineering"},
            },
            "kind": "inventory_source",
        },
    }
    run = ansible.playbook(
        core,
        [
            task(f"{name} {in_process}", awx_in_process=in_process, wait=False, **options)
            | {"check_mode": True}
            for name, options in launches.items()
            for in_process in (True, False)
        ]
        + [
            task(
                f"contradiction {in_process}",
                job_template="x",
                kind="project",
                awx_in_process=in_process,
            )
            for in_process in (True, False)
        ],
    )
    kinds = {"job": "job_template", "workflow": "workflow_job_template"}
    for name in launches:
        here, there = run[f"{name} True"], run[f"{name} False"]
        what = name.partition(",")[0]
        kind = {**kinds, "project": "project", "source": "inventory_source"}[what]
        assert here["launched_from"]["kind"] == kind
        assert here["launched_from"] == there["launched_from"]
    said = "job_template says that the kind is job_template, and kind that it is project"
    assert said in run["contradiction True"].error
    assert run["contradiction True"].error == run["contradiction False"].error


def test_an_id_and_an_organization(one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    """Roles hand an organization on with whatever the template is given as."""
    project = sandbox.id_of("unifiedjobtemplate", "Seed Git Project")
    about = sandbox.get(f"projects/{project}/")["summary_fields"]
    known = {"kind": "project", "organization": about["organization"]["name"]}
    run = ansible.playbook(
        one_core,
        [
            task("number", template=project, **known) | {"check_mode": True},
            task("text", template=str(project), **known) | {"check_mode": True},
            task("another", template=str(project), kind="project", organization="Nowhere"),
        ],
    )
    assert run["number"]["launched_from"]["id"] == project
    assert run["text"]["launched_from"]["id"] == project
    assert f"with id or name '{project}', organization 'Nowhere'" in run["another"].error


def test_nobody_updates_a_manual_project(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    """No role is said to be missing: a superuser cannot either."""
    made = sandbox.post(
        "projects/", {"name": "Manual", "organization": 2, "scm_type": "", "local_path": "manual"}
    )
    run = ansible.playbook(one_core, [task("update", project="Manual")])
    sandbox.delete(f"projects/{made['id']}/")
    assert run["update"].data["problems"] == [
        "the project 'Manual' cannot be updated: it is a manual project, whose files AWX uses as"
        " they are in its projects directory"
    ]


@pytest.mark.parametrize("template", ["Simulated - ok", "Seed Git Project", "by id"])
def test_a_token_that_may_only_read_is_said_to(
    template: str, one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    """AWX refuses it in the words that it has for a missing role."""
    token = sandbox.new_token("reads", scope="read")["token"]
    if template == "by id":
        template = sandbox.id_of("unifiedjobtemplate", "Simulated - ok")
    run = ansible.playbook(
        one_core,
        [task("launch", template=template)],
        environment={**ansible.environment, "AWX_OAUTH_TOKEN": token},
    )
    assert "the scope of the token is read" in run["launch"].error
    assert "role on" not in run["launch"].error


def _newest_job(sandbox: Sandbox) -> int:
    """The newest job, once nothing is active that may start others."""
    [job] = sandbox.get("unified_jobs/?order_by=-id&page_size=1")["results"]
    return int(job["id"])
