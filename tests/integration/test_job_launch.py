# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Launches: everything wrong is said before, one launch is one job, and failures are explained."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest

from tests.integration.ansible_runs import AnsibleRuns, Run, launch
from tests.integration.sandbox import Sandbox, Traffic
from tests.sandbox.users import PASSWORD as SEED_PASSWORD

pytestmark = pytest.mark.each_server

DEPLOY = {"version": "2.4.1", "stage": "staging", "replicas": 3}
SMALL = {"name": "Seed Small Inventory", "organization": "Engineering"}
ROOT = Path(__file__).parents[2]
# Jobs of the sandbox that run no process are over at once.
FAST = {"interval": 0.2}


@pytest.mark.quick
def test_basics(core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    with sandbox.traffic() as traffic:
        run = ansible.playbook(
            core,
            [
                launch("survey", "Demo - Deploy", extra_vars=DEPLOY, limit="small-1"),
                launch("missing", "Demo - Deploy", extra_vars={"stage": "moon"}),
                launch("check", "Demo - Deploy", extra_vars=DEPLOY) | {"check_mode": True},
                launch("failing", "Demo - Deploy broken", **FAST),
                launch("artifacts", "Simulated - artifacts", **FAST),
            ],
        )

    answered = run["survey"]
    assert answered["changed"] is True
    assert answered["job"]["status"] == "successful"
    assert answered["ignored_fields"] == {}
    assert answered["hosts"] == {"counts": {"changed": 1}, "failed": [], "unreachable": []}
    job = sandbox.get(f"jobs/{answered['job']['id']}/")
    assert job["limit"] == "small-1"
    assert json.loads(job["extra_vars"]) == DEPLOY
    assert answered["job"]["artifacts"] == job["artifacts"]
    assert answered["job"]["url"] == f"{sandbox.url}/api/v2/jobs/{job['id']}/"

    for word in ("'version'", "is required", "'stage'", "'moon'", "development, staging"):
        assert word in run["missing"].error
    assert len(run["missing"].data["problems"]) == 2
    assert run["check"]["changed"] is True
    assert "job" not in run["check"].data

    failed = run["failing"]
    assert failed.data["job"]["status"] == "failed"
    assert failed.data["hosts"]["failed"] == ["small-2"]
    [failure] = failed.data["failures"]
    assert failure["host"] == "small-2"
    for word in ("small-2", failure["task"], "nginx-9.9", f"{sandbox.url}/#/jobs/playbook/"):
        assert word in failed.error
    assert "nginx-9.9" in failed.data["output_tail"]
    assert run["artifacts"]["job"]["artifacts"]["build_id"]
    assert len(traffic.of("POST", "/launch/")) == 3


@pytest.mark.quick
def test_everything_wrong_is_said_at_once_and_nothing_is_launched(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    cases: dict[str, tuple[str, dict[str, t.Any], list[str]]] = {
        "no answers": (
            "Seed - Survey required no defaults",
            {},
            ["'who'", "'how_many'", "'env'", "dev, prod"],
        ),
        "wrong answers": (
            "Seed - Survey all types",
            {
                "extra_vars": {
                    "required_text": "x",
                    "secret_pw": "abc",
                    "count": 11,
                    "ratio": "much",
                    "color": "pink",
                    "features": ["a", "z"],
                    "notes": 5,
                }
            },
            [
                *("'required_text'", "minimum 2", "'secret_pw'", "minimum 4", "'count'"),
                *(
                    "maximum 10",
                    "'ratio'",
                    "number",
                    "'pink'",
                    "red, green, blue",
                    "'z'",
                    "'notes'",
                ),
            ],
        ),
        "nothing is prompted": (
            "Seed - No prompts",
            {
                "limit": "x",
                "verbosity": 0,
                "diff_mode": False,
                "job_tags": [],
                "forks": 1,
                "extra_vars": {"a": 1},
                "inventory": 3,
                "labels": ["prod"],
                "job_timeout": 5,
            },
            [
                *(
                    "limit is given",
                    "verbosity is given",
                    "diff_mode is given",
                    "job_tags is given",
                ),
                *(
                    "forks is given",
                    "inventory is given",
                    "labels is given",
                    "job_timeout is given",
                ),
                *(
                    "ask_limit_on_launch",
                    "extra_vars a would be ignored",
                    "ask_variables_on_launch",
                ),
            ],
        ),
        "no inventory": (
            "Seed - Missing inventory (prompted)",
            {},
            ["inventory is required"],
        ),
        "no inventory at all": (
            "Seed - Missing inventory (broken)",
            {},
            ["has no inventory and does not prompt for one"],
        ),
        "passwords": (
            "Seed - Ask all passwords",
            {"credential_passwords": {"ssh_password": "Tq-ssh", "become_password": ""}},
            ["'become_password'", "'ssh_key_unlock'", "'vault_password'", "'vault_password.prod'"],
        ),
        "names that are not there": (
            "Seed - Ask everything",
            {
                "inventory": "Seed Smal Inventory",
                "credentials": ["Seed Machin"],
                "labels": ["prd"],
                "execution_environment": "Sed EE",
                "instance_groups": ["seed-igg"],
            },
            [
                *("inventory: ", "'Seed Small Inventory'", "credentials: ", "'Seed Machine'"),
                *("labels: ", "'prod'", "'Seed EE'", "'seed-ig'"),
            ],
        ),
        "credentials that collide": (
            "Seed - Ask everything",
            {"inventory": 3, "credentials": ["Seed AWS", "Seed AWS 2"]},
            ["Seed AWS and Seed AWS 2", "same type", "'Seed Machine'", "without replacing"],
        ),
        "no variables": (
            "Seed - ask_variables_on_launch",
            {"extra_vars": "- a\n- list"},
            ["extra_vars", "mapping"],
        ),
        "no_yaml": ("Seed - ask_variables_on_launch", {"extra_vars": "a: [1,"}, ["extra_vars"]),
    }
    with sandbox.traffic() as traffic:
        run = ansible.playbook(
            one_core,
            [launch(name, template, **given) for name, (template, given, _words) in cases.items()],
        )

    unsaid = [
        (name, word, run[name].error)
        for name, (_template, _given, words) in cases.items()
        for word in words
        if word not in run[name].error
    ]
    assert unsaid == []
    assert [str(seen) for seen in traffic.writes] == []


def test_templates_by_any_name(one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    unified = "unifiedjobtemplate"
    [in_operations] = sandbox.rows(
        "SELECT id FROM main_unifiedjobtemplate WHERE name = 'Duplicate Name'"
        " AND organization_id = (SELECT id FROM main_organization WHERE name = 'Operations')"
    )
    simulated = sandbox.id_of(unified, "Simulated - ok")
    references: dict[str, tuple[t.Any, int]] = {
        "id": (simulated, simulated),
        "id as text": (str(simulated), simulated),
        "name": ("Simulated - ok", simulated),
        "mapping": ({"name": "Simulated - ok", "organization": "Engineering"}, simulated),
        "mapping with an id": ({"name": "Simulated - ok", "organization": 2}, simulated),
        "of two": ({"name": "Duplicate Name", "organization": "Operations"}, in_operations),
        "named URL": ("Duplicate Name++Operations", in_operations),
        "plus signs": ("C++ build", sandbox.id_of(unified, "C++ build")),
        "digits": ("12345", sandbox.id_of(unified, "12345")),
        "slash": ("a/b 100%", sandbox.id_of(unified, "a/b 100%")),
        "umlauts": ("Ünïcode", sandbox.id_of(unified, "Ünïcode")),
        "odd": ("what? & why; [maybe]", sandbox.id_of(unified, "what? & why; [maybe]")),
    }
    tasks = [launch(name, ref, wait=False) for name, (ref, _id) in references.items()]
    tasks += [
        launch("ambiguous", "Duplicate Name"),
        launch("misspelt", "Simulated - okay"),
        launch("nothing", ""),
        launch("no such id", 99999),
        launch("of another kind", "Simulated - Workflow", kind="job_template"),
    ]
    with sandbox.traffic() as traffic:
        run = ansible.playbook(one_core, tasks)

    for name, (_reference, template) in references.items():
        job = sandbox.get(f"jobs/{run[name]['job']['id']}/")
        assert job["job_template"] == template, name
        assert run[name]["job"]["status"] == "pending"
    for word in ("'Engineering'", "'Operations'", "organization: "):
        assert word in run["ambiguous"].error
    assert "'Simulated - ok'" in run["misspelt"].error
    assert "template" in run["nothing"].error
    assert "99999" in run["no such id"].error
    assert "no job template 'Simulated - Workflow'" in run["of another kind"].error
    assert len(traffic.of("POST", "/launch/")) == len(references)
    assert len(traffic.writes) == len(references)


@pytest.mark.quick
def test_what_is_given_is_really_sent(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    wide = {"inventory": SMALL, "wait": False}
    run = ansible.playbook(
        one_core,
        [
            launch(
                "falsy",
                "Seed - Ask everything",
                verbosity=0,
                diff_mode=False,
                limit="",
                job_tags=[],
                skip_tags=[],
                forks=0,
                job_timeout=0,
                labels=[],
                extra_vars={},
                **wide,
            ),
            launch(
                "full",
                "Seed - Ask everything",
                credentials=["Seed Machine SSH key", {"name": "Seed AWS"}, 7],
                extra_vars="---\ngreeting: Grüß Gott\nday: 2026-01-02\nnested: {list: [1, 2.5, null]}",  # noqa: E501
                limit="small-1:!small-2",
                job_tags=["one", "two"],
                skip_tags=["three"],
                scm_branch="devel",
                job_type="check",
                verbosity=3,
                diff_mode=True,
                forks=7,
                job_timeout=99,
                job_slice_count=1,
                labels=["prod", "staging"],
                instance_groups=["seed-ig", "default"],
                execution_environment="Seed EE",
                **wide,
            ),
            launch(
                "passwords",
                "Seed - Ask all passwords",
                credential_passwords={
                    "ssh_password": "Tq-1",
                    "become_password": "Tq-2",
                    "ssh_key_unlock": "Tq-3",
                    "vault_password": "Tq-4",
                    "vault_password.prod": "Tq-5",
                },
                wait=False,
            ),
            launch(
                "all types of answers",
                "Seed - Survey all types",
                extra_vars={
                    "required_text": "text",
                    "secret_pw": "Tq-secret-6",
                    "count": "{{ 7 }}",
                    "ratio": "{{ 2.5 }}",
                    "color": "blue",
                    "features": [],
                },
                wait=False,
            ),
        ],
    ).succeeded()

    falsy = _job(sandbox, run, "falsy")
    assert (falsy["verbosity"], falsy["diff_mode"], falsy["limit"]) == (0, False, "")
    full = _job(sandbox, run, "full")
    assert full["inventory"] == 3
    sent = ("limit", "job_tags", "skip_tags", "scm_branch", "job_type", "verbosity", "diff_mode")
    assert [full[name] for name in sent] == [
        *("small-1:!small-2", "one,two", "three", "devel", "check", 3, True)
    ]
    assert (full["forks"], full["timeout"]) == (7, 99)
    assert json.loads(full["extra_vars"]) == {
        "greeting": "Grüß Gott",
        "day": "2026-01-02",
        "nested": {"list": [1, 2.5, None]},
    }
    fields = full["summary_fields"]
    credentials = {"Seed Machine SSH key", "Seed AWS", "Seed Vault"}
    assert {found["name"] for found in fields["credentials"]} == credentials
    assert {found["name"] for found in fields["labels"]["results"]} == {"prod", "staging"}
    assert fields["execution_environment"]["name"] == "Seed EE"
    answers = json.loads(_job(sandbox, run, "all types of answers")["extra_vars"])
    assert (answers["count"], answers["ratio"], answers["features"]) == (7, 2.5, [])
    assert run["passwords"]["ignored_fields"] == {}
    assert "Tq-" not in run.output


@pytest.mark.quick
def test_how_jobs_end(one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    run = ansible.playbook(
        one_core,
        [
            launch("ok", "Simulated - ok", **FAST),
            launch("unreachable", "Simulated - unreachable", **FAST),
            launch("partly", "Seed - One host unreachable", **FAST),
            launch("every event", "Seed - Every kind of event", **FAST),
            launch("failed project", "Seed - Failed project", **FAST),
            launch("started", "Simulated - slow", wait=False, extra_vars={"seconds": 1}),
            launch(
                "late", "Simulated - slow", wait_timeout=0.5, extra_vars={"seconds": 30}, **FAST
            ),
        ],
    )

    assert run["ok"]["hosts"]["counts"] == {"ok": 3}
    unreachable = run["unreachable"]
    assert unreachable.data["hosts"]["unreachable"]
    assert "unreachable" in unreachable.error
    assert unreachable.data["failures"][0]["unreachable"] is True
    assert run["partly"].data["hosts"]["unreachable"] == ["gone-1"]
    assert "gone-1" in run["partly"].error
    events = run["every event"]
    assert events.data["hosts"]["failed"] == ["small-2"]
    # What was rescued before did not make the job fail.
    assert [found["task"] for found in events.data["failures"]] == ["Fails on one host"]
    assert "Intended failure on small-2" in events.error
    assert "failed project update" in run["failed project"].error
    assert "job" not in run["failed project"].data
    assert run["started"]["job"]["status"] in ("pending", "waiting", "running")
    late = run["late"]
    assert late.data["job"]["id"]
    for word in ("after 0.5 s", "wait_timeout", "the job continues"):
        assert word in late.error
    sandbox.post(f"jobs/{late.data['job']['id']}/cancel/", {})


def test_workflows_and_slices(one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    workflow = {"kind": "workflow_job_template", **FAST}
    failing = sandbox.post("workflow_job_templates/", {"name": "Fails", "organization": 2})
    sandbox.post(
        f"workflow_job_templates/{failing['id']}/workflow_nodes/",
        {
            "unified_job_template": sandbox.id_of("unifiedjobtemplate", "Simulated - fail"),
            "identifier": "breaks",
        },
    )
    with sandbox.traffic() as traffic:
        run = ansible.playbook(
            one_core,
            [
                launch("simple", "Simulated - Workflow", **workflow),
                launch("with a failure", "Seed - Workflow plain", **workflow),
                launch("failing", "Fails", **workflow),
                launch("unprompted", "Simulated - Workflow", limit="x", **workflow),
                launch("not for workflows", "Simulated - Workflow", verbosity=1, **workflow),
                launch("survey", "Seed - Workflow approval", **workflow),
                launch("sliced", "Seed - Sliced 3", **FAST),
            ],
        )

    assert run["simple"]["job"]["kind"] == "workflow_job"
    assert run["simple"]["job"]["status"] == "successful"
    assert "ask_limit_on_launch" in run["unprompted"].error
    assert "takes none" in run["not for workflows"].error
    assert "'who'" in run["survey"].error
    # Its failing node has a way on, which AWX takes for a success.
    assert run["with a failure"]["job"]["status"] == "successful"
    failed = run["failing"]
    assert failed.data["job"]["status"] == "failed"
    assert [node["status"] for node in failed.data["nodes"]] == ["failed"]
    assert "No error handling path" in failed.data["explanation"]
    for word in ("node 'Simulated - fail'", "nginx-9.9 not found", "/#/jobs/workflow/"):
        assert word in failed.error
    assert run["sliced"]["job"]["kind"] == "workflow_job"
    assert run["sliced"]["job"]["status"] == "successful"
    nodes = sandbox.get(f"workflow_jobs/{run['sliced']['job']['id']}/workflow_nodes/")
    assert nodes["count"] == 3
    assert len(traffic.of("POST", "/launch/")) == 4


@pytest.mark.quick
def test_check_mode_writes_nothing(one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    with sandbox.traffic() as traffic:
        run = ansible.playbook(
            one_core,
            [
                launch("fine", "Demo - Deploy", extra_vars=DEPLOY),
                launch("missing", "Demo - Deploy"),
                launch("unknown", "Demo - Deplo"),
                launch("module", "Demo - Deploy", extra_vars=DEPLOY, awx_in_process=False),
            ],
            "--check",
        )

    assert run["fine"]["changed"] is True
    assert run["module"]["changed"] is True
    assert "'version'" in run["missing"].error
    assert "'Demo - Deploy'" in run["unknown"].error
    assert [str(seen) for seen in traffic.writes] == []


@pytest.mark.quick
def test_as_few_requests_as_promised(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    """Names and all: at most 5 requests with the launch itself, one more for a survey."""
    by_names = {
        "inventory": SMALL,
        "credentials": ["Seed Machine SSH key", "Seed AWS"],
        "wait": False,
    }
    counted: dict[str, Traffic] = {}
    for name, task in {
        "names": launch("launch", "Seed - Ask everything", **by_names),
        "survey": launch("launch", "Demo - Deploy", extra_vars=DEPLOY, wait=False),
        "id": launch("launch", sandbox.id_of("unifiedjobtemplate", "Simulated - ok"), wait=False),
    }.items():
        with sandbox.traffic() as traffic:
            run = ansible.playbook(one_core, [task]).succeeded()
        counted[name] = traffic
        assert run["launch"]["requests"] == len(traffic)
        assert traffic.connections == 1

    # The version of an Ascender does not tell what the addresses of its pages are.
    link = int(sandbox.is_ascender)
    assert len(counted["names"]) <= 5 + link
    assert len(counted["survey"]) <= 5 + link
    # The requirements, the newest job before, the launch.
    assert len(counted["id"]) == 3 + link


@pytest.fixture
def typed_survey(sandbox: Sandbox) -> t.Iterator[int]:
    """The id of a template whose choices are no text, as the API and code make them."""
    body = {"name": "Typed", "project": 2, "inventory": 3, "playbook": "ok.yml"}
    made = sandbox.post("job_templates/", {**body, "survey_enabled": True})
    asked = {"required": True, "min": 0, "max": 1024, "default": ""}
    spec = [
        {
            "question_name": "Really?",
            "variable": "really",
            "type": "multiplechoice",
            **asked,
            "choices": [True, False],
            "default": True,
        },
        {
            "question_name": "Ports",
            "variable": "ports",
            "type": "multiselect",
            **asked,
            "choices": [80, 443, 8080],
        },
    ]
    sandbox.post(
        f"job_templates/{made['id']}/survey_spec/", {"name": "", "description": "", "spec": spec}
    )
    yield made["id"]
    sandbox.delete(f"job_templates/{made['id']}/")


def test_choices_that_are_no_text(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox, typed_survey: int
) -> None:
    """AWX compares value with value; templates before 2.19 make text of numbers."""
    old = "2.16" in core.name
    run = ansible.playbook(
        core,
        [
            launch(
                "right",
                typed_survey,
                extra_vars={"really": True, "ports": [80, "{{ 400 + 43 }}"]},
                **FAST,
            ),
            launch("wrong", typed_survey, extra_vars={"really": "True", "ports": ["80"]}),
        ],
    )
    job = sandbox.get(f"jobs/{run['right']['job']['id']}/")
    assert json.loads(job["extra_vars"]) == {"really": True, "ports": [80, 443]}
    said = run["wrong"].error
    assert (
        "'really' cannot be 'True'; the choices are: true, false, of another type: write text in"
        in said
    )
    assert ("cannot be '80'; the choices are: 80, 443, 8080, of another type" in said) is not old


def test_variables_as_text(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox, only_requests: Path
) -> None:
    """The controller reads YAML, so that targets need no library for it."""
    given = {"inventory": 3, "wait": False, "awx_in_process": False}
    text = "---\nversion: '1.2.3'\nzones: [a, b]\n"
    name = "Seed - Ask everything"
    run = ansible.playbook(
        core,
        [
            launch("text", name, extra_vars=text, **given),
            launch("file", name, extra_vars="@/tmp/vars.yml", **given),
            launch("pairs", name, extra_vars="version=1.2.3 pw=hunter2", **given),
            launch("wrong", name, extra_vars="a: 'b", **given),
            launch("wrong here", name, extra_vars="a: 'b"),
        ],
        *("-e", f"ansible_python_interpreter={only_requests}"),
    )
    job = sandbox.get(f"jobs/{run['text']['job']['id']}/")
    assert json.loads(job["extra_vars"]) == {"version": "1.2.3", "zones": ["a", "b"]}
    assert "lookup('ansible.builtin.file', '/tmp/vars.yml')" in run["file"].error
    assert "write a mapping: extra_vars: {version: ..., pw: ...}" in run["pairs"].error
    assert "hunter2" not in run["pairs"].error
    assert "neither JSON nor YAML" in run["wrong"].error
    assert run["wrong"].error == run["wrong here"].error


@pytest.fixture(scope="module")
def only_requests(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that has `requests`, and no YAML."""
    python = ROOT / ".venv" / "core-2.19" / "bin" / "python"
    hides = tmp_path_factory.mktemp("no_yaml") / "python"
    hides.write_text(f'#!/bin/sh\nPYTHONPATH={hides.parent} exec {python} "$@"\n', encoding="utf-8")
    hides.chmod(0o755)
    (hides.parent / "yaml.py").write_text("raise ImportError('hidden')\n", encoding="utf-8")
    return hides


def test_items_that_are_left_out(core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    """`omit` within a list leaves out the item, with every version of ansible-core."""
    for in_process in (True, False):
        run = ansible.playbook(
            core,
            [
                launch(
                    "launch",
                    "Seed - Ask everything",
                    inventory=3,
                    credentials=["{{ extra | default(omit) }}", "Seed Machine"],
                    labels=["{{ extra | default(omit) }}"],
                    wait=False,
                    awx_in_process=in_process,
                )
            ],
        )
        shown = sandbox.get(f"jobs/{run['launch']['job']['id']}/")["summary_fields"]
        assert [row["name"] for row in shown["credentials"]] == ["Seed Machine"]
        assert "__omit" not in run.output


@pytest.mark.parametrize("user", ["operator", "nobody", "auditor"])
def test_rights(one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox, user: str) -> None:
    token = sandbox.new_token("rights", user=(user, SEED_PASSWORD))["token"]
    run = ansible.playbook(
        one_core,
        [
            launch("permitted to some", "Simulated - ok", wait=False),
            launch("permitted to few", "Simulated - fail", wait=False),
        ],
        environment={**ansible.environment, "AWX_OAUTH_TOKEN": token},
    )

    if user == "operator":
        assert run["permitted to some"]["job"]["launched_by"] == "operator"
    else:
        assert _mentions_rights(run["permitted to some"].error)
    assert _mentions_rights(run["permitted to few"].error)


def _mentions_rights(message: str) -> bool:
    return "may not see it" in message or "lacks the execute role" in message


def _job(sandbox: Sandbox, run: Run, task: str) -> dict[str, t.Any]:
    job: dict[str, t.Any] = sandbox.get(f"jobs/{run[task]['job']['id']}/")
    return job
