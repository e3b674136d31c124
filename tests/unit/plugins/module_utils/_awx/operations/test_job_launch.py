# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""operations.job_launch: from options to a job that ended, or to why not (promises of a launch)."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.operations import job_launch

from tests.unit.connect import MakeClient
from tests.unit.ports import Report, Time
from tests.unit.scripted_server import (
    ANYTHING,
    RESET,
    Answer,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
    page_of,
)

JT = "/api/v2/job_templates/8/"
JOB = "/api/v2/jobs/20/"
FIND = {"name": "Deploy", "page_size": "10"}


def job(status: str = "pending", **more: t.Any) -> dict[str, t.Any]:
    return {
        "id": 20,
        "name": "Deploy",
        "type": "job",
        "url": JOB,
        "status": status,
        "event_processing_finished": True,
        "host_status_counts": {"ok": 3},
        **more,
    }


def needs(*asked: str, **data: t.Any) -> Answer:
    flags = {f"ask_{flag}_on_launch": True for flag in asked}
    return json_answer({**flags, "job_template_data": {"name": "Deploy"}, **data})


def launched(**more: t.Any) -> Answer:
    return json_answer(job(job=20, **{"ignored_fields": {}, **more}), 201)


def run(client: AwxClient, check_mode: bool = False, **options: t.Any) -> dict[str, t.Any]:
    known = {"template": 8, "wait": True, "interval": 10.0}
    return job_launch.run(client, {**known, **options}, check_mode=check_mode)


# -- What is sent --------------------------------------------------------------------------


def test_run_by_name_takes_few_requests(client: AwxClient, server: ScriptedServer) -> None:
    """Launch by name with inventory and 2 credentials and wait: about 5 and the polls (traps)."""
    server.expect("GET", "/api/v2/job_templates/", page_of([{"id": 8}]), query=FIND)
    server.expect("GET", JT + "launch/", needs("inventory", "credential"))
    creds = [
        {"id": 4, "name": "b", "credential_type": 2},
        {"id": 3, "name": "a", "credential_type": 1},
    ]
    query = {"or__name": "a", "page_size": "200", "order_by": "id"}
    pairs = [*query.items(), ("or__name", "b")]
    server.expect("GET", "/api/v2/credentials/", page_of(creds), query=pairs)
    find_inventory = {"name": "Web", "page_size": "10"}
    server.expect("GET", "/api/v2/inventories/", page_of([{"id": 5}]), query=find_inventory)
    body = {"inventory": 5, "credentials": [3, 4]}
    server.expect("POST", JT + "launch/", launched(), body=body)
    server.expect("GET", JOB, json_answer(job("successful")))
    result = run(client, template="Deploy", inventory="Web", credentials=["a", "b"])
    assert result["requests"] == 6
    assert result["job"]["status"] == "successful"
    assert len({request.client_port for request in server.requests}) == 1


def test_run_sends_every_value(client: AwxClient, server: ScriptedServer) -> None:
    """`false`, 0, "" and [] are values and are sent (promise 6, trap 10)."""
    asked = "verbosity diff_mode limit tags skip_tags labels forks timeout variables job_type"
    server.expect("GET", JT + "launch/", needs(*asked.split()))
    body = {
        "verbosity": 0,
        "diff_mode": False,
        "limit": "",
        "job_tags": "",
        "skip_tags": "a,b",
        "labels": [],
        "forks": 0,
        "timeout": 0,
        "extra_vars": {},
    }
    server.expect("POST", JT + "launch/", launched(), body=body)
    run(
        client,
        wait=False,
        verbosity=0,
        diff_mode=False,
        limit="",
        job_tags=[],
        skip_tags=["a", "b"],
        labels=[],
        forks=0,
        job_timeout=0,
        extra_vars="",
        job_type=None,
    )


def test_run_sends_nothing_that_was_not_given(client: AwxClient, server: ScriptedServer) -> None:
    server.expect("GET", JT + "launch/", needs())
    server.expect("POST", JT + "launch/", launched(), body={})
    result = run(client, wait=False)
    assert result["job"]["id"] == 20
    assert result["job"]["status"] == "pending"
    assert (result["changed"], result["ignored_fields"], result["requests"]) == (True, {}, 2)


def test_run_answers_a_survey_with_numbers_of_text(
    client: AwxClient, server: ScriptedServer
) -> None:
    """Templates of ansible-core before 2.19 make text of numbers."""
    spec = {"spec": [{"variable": "replicas", "type": "integer", "required": True}]}
    server.expect("GET", JT + "launch/", needs(survey_enabled=True))
    server.expect("GET", JT + "survey_spec/", json_answer(spec))
    body = {"extra_vars": {"replicas": 3}}
    server.expect("POST", JT + "launch/", launched(), body=body)
    run(client, wait=False, extra_vars={"replicas": "3"})


@pytest.mark.parametrize(
    ("template", "query"),
    [
        ("8", {"or__id": "8", "or__name": "8"}),
        (
            {"name": "Deploy", "organization": "Default"},
            {"name": "Deploy", "organization__name": "Default"},
        ),
    ],
)
def test_run_takes_templates_by_any_reference(
    template: t.Any, query: dict[str, str], client: AwxClient, server: ScriptedServer
) -> None:
    """id, name, {name, organization}, named URL (issue 2)."""
    asked = {**query, "page_size": "10"}
    server.expect("GET", "/api/v2/job_templates/", page_of([{"id": 8}]), query=asked)
    server.expect("GET", JT + "launch/", needs())
    server.expect("POST", JT + "launch/", launched(), body={})
    run(client, template=template, wait=False)


def test_run_launches_workflows(client: AwxClient, server: ScriptedServer) -> None:
    path = "/api/v2/workflow_job_templates/8/launch/"
    server.expect("GET", path, needs("limit"))
    answer = {
        "workflow_job": 21,
        "id": 21,
        "type": "workflow_job",
        "url": "/api/v2/workflow_jobs/21/",
    }
    server.expect(
        "POST", path, json_answer({**answer, "status": "pending"}, 201), body={"limit": "x"}
    )
    server.expect(
        "GET", "/api/v2/workflow_jobs/21/", json_answer({**answer, "status": "successful"})
    )
    result = run(client, kind="workflow_job_template", limit="x")
    assert (result["job"]["type"], result["job"]["status"]) == ("workflow_job", "successful")
    assert "hosts" not in result


def test_run_follows_a_sliced_launch(client: AwxClient, server: ScriptedServer) -> None:
    """A sliced launch is a workflow job (awx-api 0.12)."""
    server.expect("GET", JT + "launch/", needs("job_slice_count"))
    answer = {
        "workflow_job": 21,
        "id": 21,
        "type": "workflow_job",
        "url": "/api/v2/workflow_jobs/21/",
    }
    body = {"job_slice_count": 3}
    server.expect(
        "POST", JT + "launch/", json_answer({**answer, "status": "pending"}, 201), body=body
    )
    server.expect(
        "GET", "/api/v2/workflow_jobs/21/", json_answer({**answer, "status": "successful"})
    )
    assert run(client, job_slice_count=3)["job"]["id"] == 21


# -- What is refused -----------------------------------------------------------------------


def test_run_says_everything_that_is_wrong_at_once(
    client: AwxClient, server: ScriptedServer
) -> None:
    """Everything that is wrong is said at once, before the launch (promise 1)."""

    def answer(request: Received) -> Answer:
        assert request.method == "GET"
        if request.path == JT + "launch/":
            return needs(
                "inventory",
                "credential",
                survey_enabled=True,
                inventory_needed_to_start=True,
                passwords_needed_to_start=["ssh_password"],
            )
        if request.path == JT + "survey_spec/":
            return json_answer({"spec": [{"variable": "v", "type": "text", "required": True}]})
        return page_of([])

    server.handle(answer)
    with pytest.raises(errors.LaunchRefused) as failure:
        run(client, inventory="nowhere", credentials=["nobody"], limit="x", extra_vars={"w": 1})
    found = "\n".join(failure.value.problems)
    for part in (
        "inventory: there is no inventory 'nowhere'",
        "credentials: there is no credential 'nobody'",
        "limit is given",
        "credential_passwords must have 'ssh_password'",
        "survey answer 'v'",
        "extra_vars w would be ignored",
    ):
        assert part in found
    assert len(failure.value.problems) == 6


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param({"extra_vars": "a: 'b"}, "extra_vars cannot be parsed", id="bad YAML"),
        pytest.param({"extra_vars": ["a"]}, "extra_vars must be a mapping", id="a list"),
        pytest.param({"wait_timeout": -1.0}, "wait_timeout is -1", id="negative timeout"),
        pytest.param({"interval": 0.0}, "interval is 0", id="no pause"),
        pytest.param({"interval": -1.0}, "interval is -1", id="negative pause"),
        pytest.param({"template": True}, "cannot be True", id="a boolean for a template"),
        pytest.param({"template": ""}, "give its name or id", id="an empty template"),
    ],
)
def test_run_refuses_before_any_request(
    options: dict[str, t.Any], said: str, client: AwxClient
) -> None:
    with pytest.raises(errors.ConfigurationError, match=said):
        run(client, **options)


def test_run_in_check_mode_does_every_check_and_launches_nothing(
    client: AwxClient, server: ScriptedServer
) -> None:
    """Check mode does exactly this and writes nothing (promise 1)."""
    server.expect("GET", JT + "launch/", needs("limit"))
    assert run(client, True, limit="x") == {"changed": True, "requests": 1}
    server.expect("GET", JT + "launch/", needs())
    with pytest.raises(errors.LaunchRefused):
        run(client, True, limit="x")


def test_run_warns_of_ignored_fields(
    client: AwxClient, server: ScriptedServer, report: Report
) -> None:
    """`ignored_fields` is never ignored (promise 6, trap 11)."""
    server.expect("GET", JT + "launch/", needs("limit"))
    ignored = {"limit": "x"}
    server.expect("POST", JT + "launch/", launched(ignored_fields=ignored), body=ANYTHING)
    assert run(client, wait=False, limit="x")["ignored_fields"] == ignored
    assert report.warnings == ["AWX ignored fields of the launch of 'Deploy': limit"]


# -- How it ends ---------------------------------------------------------------------------


def expect_launch(server: ScriptedServer) -> None:
    server.expect("GET", JT + "launch/", needs())
    server.expect("POST", JT + "launch/", launched(), body={})


def test_run_waits_for_success(client: AwxClient, server: ScriptedServer) -> None:
    expect_launch(server)
    for status in ("pending", "running", "successful"):
        server.expect("GET", JOB, json_answer(job(status)))
    result = run(client)
    assert result["hosts"] == {"counts": {"ok": 3}, "failed": [], "unreachable": []}
    assert (result["changed"], result["requests"]) == (True, 5)
    assert "failures" not in result


def failing(request: Received) -> Answer:
    """A run of a template that fails."""
    if request.method == "POST":
        return launched()
    part = request.path.rstrip("/").rpartition("/")[2]
    return {
        "launch": needs(),
        "20": json_answer(job("failed", host_status_counts={"ok": 2, "failures": 1})),
        "stdout": json_answer({"content": "PLAY RECAP"}),
        "job_host_summaries": page_of([{"host_name": "web1", "failures": 1, "dark": 0}]),
        "job_events": page_of(
            [
                {
                    "event": "runner_on_failed",
                    "host_name": "web1",
                    "task": "Install",
                    "event_data": {"res": {"msg": "No package"}},
                }
            ]
        ),
    }[part]


def test_run_says_why_a_job_failed(client: AwxClient, server: ScriptedServer) -> None:
    """Failed hosts, tasks, messages, the output's tail, the link for a browser (promise 5)."""
    server.handle(failing)
    with pytest.raises(errors.JobFailed) as failure:
        run(client)
    assert str(failure.value).splitlines() == [
        "job 20 'Deploy' failed: 1 of 3 hosts failed",
        "web1, task 'Install': No package",
        f"{server.url}/#/jobs/playbook/20/output",
    ]
    result = failure.value.as_result()
    assert result["changed"] is True
    assert result["job"]["status"] == "failed"
    assert result["hosts"]["failed"] == ["web1"]
    assert result["failures"][0]["message"] == "No package"
    assert (result["output_tail"], result["requests"]) == ("PLAY RECAP", 6)


@pytest.mark.parametrize("part", ["stdout", "job_events", "job_host_summaries"])
@pytest.mark.parametrize("status", [403, 404, 500])
def test_run_says_that_a_job_failed_even_if_not_why(
    status: int, part: str, client: AwxClient, server: ScriptedServer
) -> None:
    """That the job failed is the news."""

    def answer(request: Received) -> Answer:
        if request.path.endswith(f"{part}/"):
            return json_answer({"detail": "no"}, status)
        return failing(request)

    server.handle(answer)
    with pytest.raises(errors.JobFailed, match="job 20 'Deploy' failed"):
        run(client)


def test_run_that_is_not_done_in_time(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    started = time.now
    expect_launch(server)
    for _turn in range(2):
        server.expect("GET", JOB, json_answer(job("running")))
    with pytest.raises(errors.WaitTimeout) as failure:
        run(client, wait_timeout=1.0)
    assert time.now - started == 1
    result = failure.value.as_result()
    assert (result["changed"], result["job"]["id"], result["requests"]) == (True, 20, 4)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(json_answer({"detail": "no"}, 401), id="the token was revoked"),
        pytest.param(json_answer({"detail": "no"}, 403), id="no longer allowed"),
        pytest.param(json_answer({"detail": "no"}, 404), id="the job was deleted"),
        pytest.param(json_answer({"detail": "no"}, 500), id="500 in JSON"),
        pytest.param(html_answer(502), id="502"),
        pytest.param(RESET, id="reset"),
    ],
)
@pytest.mark.parametrize("wait_timeout", [None, 5.0])
def test_run_never_loses_the_job_that_it_launched(
    wait_timeout: float | None,
    answer: Answer,
    make_client: MakeClient,
    server: ScriptedServer,
) -> None:
    """`job` is returned if a job was launched, also on failure (documentation of the module).

    Whatever goes wrong once the job runs: its id and `changed` are in the result.
    """

    def reply(request: Received) -> Answer:
        if request.path == JOB:
            # A wait without end may go on; here the job ends it then.
            polls = server.asked.count(f"GET {JOB}")
            return json_answer(job("successful")) if polls > 10 else answer
        return launched() if request.method == "POST" else needs()

    server.handle(reply)
    try:
        result = run(make_client(retries=0), wait_timeout=wait_timeout)
    except errors.AwxError as exc:
        result = exc.as_result()
    assert result.get("changed") is True
    assert result["job"]["id"] == 20


def test_run_whose_login_fails_claims_no_running_job(
    make_client: MakeClient, server: ScriptedServer
) -> None:
    """By name the third request is the launch, and it logs in first: nothing was launched yet."""

    def answer(request: Received) -> Answer:
        if request.path == "/api/login/":
            return RESET
        if request.method == "POST":
            return launched()
        return needs() if request.path == JT + "launch/" else page_of([{"id": 8}])

    server.handle(answer)
    client = make_client(username="al", password="hunter2", retries=0)
    said = ""
    try:
        run(client, template="Deploy", wait=False)
    except errors.AwxError as exc:
        said = str(exc)
    assert bool(said) is (f"POST {JT}launch/" not in server.asked)
    assert "may be running" not in said
