# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""operations.job_launch: from options to a job that ended, or to why not."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.operations import job_launch
from ansible_collections.steward.awx.plugins.module_utils._awx.schema import template_types
from ansible_collections.steward.awx.plugins.module_utils._launch_claims import FileClaims

from tests.unit.connect import MakeClient
from tests.unit.ports import Reporter, Time
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
ALL = "/api/v2/unified_job_templates/"
TYPES = {"type": ",".join(template_types.KINDS)}
FIND = {"name": "Deploy", **TYPES, "page_size": "10"}
ROW = {"id": 8, "type": "job_template", "name": "Deploy"}


def job(status: str = "pending", **more: t.Any) -> dict[str, t.Any]:
    return {
        "id": 20,
        "name": "Deploy",
        "type": "job",
        "url": JOB,
        "status": status,
        "event_processing_finished": True,
        "host_status_counts": {"ok": 3},
        "extra_vars": "{}",
        "artifacts": {},
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
    """Launch by name with inventory and 2 credentials and wait: about 5 and the polls."""
    server.expect("GET", ALL, page_of([ROW]), query=FIND)
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
    """`false`, 0, "" and [] are values and are sent."""
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
    """id, name, {name, organization}, named URL."""
    asked = {**query, **TYPES, "page_size": "10"}
    server.expect("GET", ALL, page_of([ROW]), query=asked)
    server.expect("GET", JT + "launch/", needs())
    server.expect("POST", JT + "launch/", launched(), body={})
    run(client, template=template, wait=False)


def expect_nodes(server: ScriptedServer) -> None:
    """Expect that the nodes of the workflow job are read: they are returned however it ended."""
    node = {"id": 5, "job": 22, "summary_fields": {"job": {"type": "job", "status": "successful"}}}
    query = {"order_by": "id", "page_size": "200"}
    path = "/api/v2/workflow_jobs/21/workflow_nodes/"
    server.expect("GET", path, page_of([node]), query=query)


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
    expect_nodes(server)
    result = run(client, kind="workflow_job_template", limit="x")
    assert (result["job"]["kind"], result["job"]["status"]) == ("workflow_job", "successful")
    assert "hosts" not in result
    assert [node["status"] for node in result["nodes"]] == ["successful"]


def test_run_follows_a_sliced_launch(client: AwxClient, server: ScriptedServer) -> None:
    """A sliced launch is a workflow job (docs/awx-api.md#slices)."""
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
    expect_nodes(server)
    assert run(client, job_slice_count=3)["job"]["id"] == 21


# -- What is refused -----------------------------------------------------------------------


def test_run_says_everything_that_is_wrong_at_once(
    client: AwxClient, server: ScriptedServer
) -> None:
    """Everything that is wrong is said at once, before the launch."""

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
    """Check mode does exactly this and writes nothing."""
    server.expect("GET", JT + "launch/", needs("limit"))
    result = run(client, True, limit="x")
    assert (result["changed"], result["requests"], "job" in result) == (True, 1, False)
    assert result["launched_from"] == {"kind": "job_template", "id": 8, "name": "Deploy"}
    assert result["diff"]["after"]["limit"] == "x"
    server.expect("GET", JT + "launch/", needs())
    with pytest.raises(errors.LaunchRefused):
        run(client, True, limit="x")


@pytest.mark.parametrize("on_ignored", ["fail", None])
def test_run_fails_if_awx_ignores_something_all_the_same(
    on_ignored: str | None, client: AwxClient, server: ScriptedServer
) -> None:
    """`ignored_fields` is never ignored: it was launched, and not as asked."""
    server.expect("GET", JT + "launch/", needs("limit"))
    ignored = {"limit": "x"}
    server.expect("POST", JT + "launch/", launched(ignored_fields=ignored), body=ANYTHING)
    options = {} if on_ignored is None else {"on_ignored": on_ignored}
    with pytest.raises(errors.JobError, match="launched as job 20, but AWX ignored") as failure:
        run(client, limit="x", **options)
    result = failure.value.as_result()
    assert (result["changed"], result["job"]["id"]) == (True, 20)
    assert result["ignored_fields"] == ignored


def test_run_warns_if_awx_ignores_something_all_the_same(
    client: AwxClient, server: ScriptedServer, reporter: Reporter
) -> None:
    server.expect("GET", JT + "launch/", needs("limit"))
    ignored = {"limit": "x"}
    server.expect("POST", JT + "launch/", launched(ignored_fields=ignored), body=ANYTHING)
    result = run(client, wait=False, limit="x", on_ignored="warn")
    assert result["ignored_fields"] == ignored
    assert "launched as job 20, but AWX ignored what it was given as limit" in reporter.warnings[0]


def test_run_leaves_out_what_would_be_ignored(
    client: AwxClient, server: ScriptedServer, reporter: Reporter
) -> None:
    """`on_ignored: warn` is decided before the launch; a workflow would be refused otherwise."""
    server.expect("GET", JT + "launch/", needs("limit"))
    server.expect("POST", JT + "launch/", launched(), body={"limit": "x"})
    result = run(client, wait=False, limit="x", forks=0, on_ignored="warn")
    assert result["ignored_fields"] == {"forks": 0}
    assert "forks is given" in reporter.warnings[0]


# -- Whatever AWX can launch ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "action", "job_type", "run_at"),
    [
        ("project", "update", "project_update", "project_updates"),
        ("inventory_source", "update", "inventory_update", "inventory_updates"),
        ("system_job_template", "launch", "system_job", "system_jobs"),
    ],
)
@pytest.mark.parametrize("given_kind", [True, False])
def test_run_launches_other_kinds(
    given_kind: bool,
    kind: str,
    action: str,
    job_type: str,
    run_at: str,
    client: AwxClient,
    server: ScriptedServer,
) -> None:
    """Everything AWX can launch, its kind given or found by the name."""
    resource = template_types.KINDS[kind].resource
    row = {"id": 8, "type": kind, "name": "Thing"}
    where = f"/api/v2/{resource}/" if given_kind else ALL
    query = {"name": "Thing", "page_size": "10", **({} if given_kind else TYPES)}
    server.expect("GET", where, page_of([row]), query=query)
    path = f"/api/v2/{resource}/8/{action}/"
    server.expect("GET", path, json_answer({"can_update": True} if action == "update" else {}))
    answer = {"id": 30, "type": job_type, "url": f"/api/v2/{run_at}/30/", "status": "pending"}
    status = 202 if action == "update" else 201
    server.expect("POST", path, json_answer({job_type: 30, **answer}, status), body={})
    server.expect("GET", f"/api/v2/{run_at}/30/", json_answer({**answer, "status": "successful"}))
    result = run(client, template="Thing", **({"kind": kind} if given_kind else {}))
    assert (result["job"]["kind"], result["job"]["status"]) == (job_type, "successful")
    assert result["launched_from"] == {"kind": kind, "id": 8, "name": "Thing"}


def test_run_sends_variables_to_system_jobs(client: AwxClient, server: ScriptedServer) -> None:
    row = {"id": 4, "type": "system_job_template", "name": "Cleanup"}
    path = "/api/v2/system_job_templates/"
    server.expect("GET", path, page_of([row]), query={"id": "4", "page_size": "10"})
    server.expect("GET", path + "4/launch/", json_answer({}))
    body = {"extra_vars": {"days": 30}}
    answer = {"id": 30, "type": "system_job", "url": "/api/v2/system_jobs/30/", "extra_vars": "{}"}
    server.expect("POST", path + "4/launch/", json_answer(answer, 201), body=body)
    run(
        client,
        template=4,
        kind="system_job_template",
        extra_vars={"days": 30},
        wait=False,
    )


@pytest.mark.parametrize(
    ("options", "body"),
    [
        ({}, {}),
        ({"hosts": "failed"}, {"hosts": "failed"}),
        (
            {"hosts": "all", "credential_passwords": {"ssh_password": "x"}},
            {"hosts": "all", "credential_passwords": {"ssh_password": "x"}},
        ),
    ],
)
def test_run_launches_a_job_again(
    options: dict[str, t.Any], body: dict[str, t.Any], client: AwxClient, server: ScriptedServer
) -> None:
    data = {"passwords_needed_to_start": [], "retry_counts": {"all": 3, "failed": 2}}
    server.expect("GET", "/api/v2/jobs/12/relaunch/", json_answer(data))
    server.expect("POST", "/api/v2/jobs/12/relaunch/", launched(), body=body)
    result = job_launch.run(client, {"relaunch": 12, "wait": False, **options})
    assert result["job"]["id"] == 20
    assert result["launched_from"] == {"kind": "job", "id": 12, "name": "12"}
    assert "diff" not in result


NODES = "/api/v2/workflow_jobs/12/workflow_nodes/"
FAILED_NODES = {"job__status__in": "failed,error,canceled", "page_size": "1"}


def relaunch_nodes(client: AwxClient, nodes: str, check_mode: bool = False) -> dict[str, t.Any]:
    options = {"relaunch": {"id": 12, "kind": "workflow_job"}, "relaunch_nodes": nodes}
    return job_launch.run(client, {**options, "wait": False}, check_mode=check_mode)


@pytest.mark.parametrize("nodes", ["failed", "all"])
def test_run_launches_a_workflow_again_from_its_failed_nodes(
    nodes: str, client: AwxClient, server: ScriptedServer
) -> None:
    """Where the server can: its nodes tell."""
    path = "/api/v2/workflow_jobs/12/relaunch/"
    server.expect("GET", path, json_answer({}))
    if nodes == "failed":
        failed = page_of([{"id": 5, "prior_run_succeeded": False}])
        server.expect("GET", NODES, failed, query=FAILED_NODES)
    answer = job(type="workflow_job", url="/api/v2/workflow_jobs/20/")
    server.expect("POST", path, json_answer(answer, 201), body={"nodes": nodes})
    assert relaunch_nodes(client, nodes)["job"]["id"] == 20


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([{"id": 5}], "this server can only run all nodes again"),
        ([], "no node of the workflow job failed"),
    ],
)
@pytest.mark.parametrize("check_mode", [True, False])
def test_run_does_not_run_everything_again_where_that_cannot_be_had(
    check_mode: bool,
    rows: list[dict[str, t.Any]],
    why: str,
    client: AwxClient,
    server: ScriptedServer,
) -> None:
    """AWX 24.6.1 ignores what it is asked, and would run all nodes again."""
    server.expect("GET", "/api/v2/workflow_jobs/12/relaunch/", json_answer({}))
    server.expect("GET", NODES, page_of(rows), query=FAILED_NODES)
    with pytest.raises(errors.LaunchRefused, match=f"relaunch_nodes is failed, but {why}"):
        relaunch_nodes(client, "failed", check_mode)


def test_run_refuses_nodes_of_what_has_none(client: AwxClient, server: ScriptedServer) -> None:
    server.expect("GET", "/api/v2/jobs/12/relaunch/", json_answer({}))
    with pytest.raises(errors.LaunchRefused, match="relaunch_nodes is given, but a relaunch of a"):
        job_launch.run(client, {"relaunch": 12, "relaunch_nodes": "failed"})


def test_run_refuses_what_a_relaunch_does_not_take(
    client: AwxClient, server: ScriptedServer
) -> None:
    """All at once, and nothing is launched."""
    data = {"passwords_needed_to_start": ["ssh_password"], "retry_counts": {"failed": 0}}
    server.expect("GET", "/api/v2/jobs/12/relaunch/", json_answer(data))
    with pytest.raises(errors.LaunchRefused, match="job 12 was not launched again") as failure:
        job_launch.run(client, {"relaunch": 12, "hosts": "failed", "limit": "x"})
    assert len(failure.value.problems) == 3


# -- What runs already ---------------------------------------------------------------------


RUNNING = {
    "unified_job_template": "8",
    "status__in": "new,pending,waiting,running",
    "order_by": "-id",
    "page_size": "50",
}


def test_run_attaches_to_the_newest_active_job(client: AwxClient, server: ScriptedServer) -> None:
    """`when_running: attach` waits for it and launches nothing."""
    server.expect("GET", JT + "launch/", needs())
    active = [job("running"), {**job(), "id": 19}]
    server.expect("GET", "/api/v2/unified_jobs/", page_of(active), query=RUNNING)
    server.expect("GET", JOB, json_answer(job("successful")))
    result = run(client, when_running="attach")
    assert (result["changed"], result["attached"], result["job"]["id"]) == (False, True, 20)
    assert result["job"]["status"] == "successful"


def test_run_that_attaches_in_check_mode_would_change_nothing(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("GET", JT + "launch/", needs())
    server.expect("GET", "/api/v2/unified_jobs/", page_of([job("running")]), query=RUNNING)
    result = run(client, True, when_running="attach")
    assert (result["changed"], result["attached"]) == (False, True)


@pytest.mark.parametrize("when_running", ["attach", "fail"])
def test_run_launches_where_nothing_is_active(
    when_running: str, client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("GET", JT + "launch/", needs())
    server.expect("GET", "/api/v2/unified_jobs/", page_of([]), query=RUNNING)
    server.expect("POST", JT + "launch/", launched(), body={})
    result = run(client, when_running=when_running, wait=False)
    assert (result["changed"], result["attached"]) == (True, False)


def test_run_refuses_where_a_job_is_active(client: AwxClient, server: ScriptedServer) -> None:
    server.expect("GET", JT + "launch/", needs())
    server.expect("GET", "/api/v2/unified_jobs/", page_of([job("running")]), query=RUNNING)
    with pytest.raises(errors.LaunchRefused, match=r"running already: job 20 \(running\)"):
        run(client, when_running="fail")


@pytest.mark.parametrize("when_running", ["attach", "fail"])
def test_run_does_not_look_for_jobs_of_what_is_launched_again(
    when_running: str, client: AwxClient
) -> None:
    with pytest.raises(errors.ConfigurationError, match="cannot be used with relaunch"):
        job_launch.run(client, {"relaunch": 12, "when_running": when_running})


def test_run_goes_on_with_the_job_of_a_lost_answer(
    client: AwxClient, server: ScriptedServer, tmp_path: Path
) -> None:
    """One launch is one job; its end is waited for as ever."""

    def answer(request: Received) -> Answer:
        if request.method == "POST":
            return RESET
        return {
            JT + "launch/": needs(),
            "/api/v2/me/": page_of([{"id": 1}]),
            "/api/v2/unified_jobs/": page_of([job("running")] if posted(server) else []),
            JOB: json_answer(job("successful")),
        }[request.path]

    server.handle(answer)
    claims = FileClaims(str(tmp_path / "claims"))
    result = job_launch.run(client, {"template": 8}, claims=claims)
    assert (result["adopted"], result["changed"]) == (True, True)
    assert (result["job"]["id"], result["job"]["status"]) == (20, "successful")
    assert server.asked.count(f"POST {JT}launch/") == 1


def posted(server: ScriptedServer) -> bool:
    return any(request.method == "POST" for request in server.requests)


@pytest.mark.parametrize("on_lost_answer", ["adopt", "fail"])
def test_on_lost_answer_decides_whether_the_job_is_looked_for(
    on_lost_answer: str, client: AwxClient, server: ScriptedServer, tmp_path: Path
) -> None:
    def answer(request: Received) -> Answer:
        if request.method == "POST":
            return RESET
        found = [job("running")] if posted(server) else []
        return page_of(found) if "unified" in request.path else page_of([{"id": 1}])

    server.handle(answer)
    options = {"template": 8, "wait": False, "on_lost_answer": on_lost_answer}
    claims = FileClaims(str(tmp_path / "claims"))
    if on_lost_answer == "adopt":
        assert job_launch.run(client, options, claims=claims)["adopted"] is True
    else:
        with pytest.raises(errors.ConnectionFailed, match="on_lost_answer is fail"):
            job_launch.run(client, options, claims=claims)
        assert server.asked == [f"GET {JT}launch/", f"POST {JT}launch/"]


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
    """Failed hosts, tasks, messages, the output's tail, the link for a browser."""
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
        return needs() if request.path == JT + "launch/" else page_of([ROW])

    server.handle(answer)
    client = make_client(username="al", password="hunter2", retries=0)
    said = ""
    try:
        run(client, template="Deploy", wait=False)
    except errors.AwxError as exc:
        said = str(exc)
    assert bool(said) is (f"POST {JT}launch/" not in server.asked)
    assert "sent once" not in said


# -- As tasks for awx.awx have it ----------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "query"),
    [
        ({"template": "Deploy"}, [("name", "Deploy"), ("organization__name", "Default")]),
        ({"template": 8}, [("id", "8"), ("organization__name", "Default")]),
        ({"template": {"id": 8}}, [("id", "8"), ("organization__name", "Default")]),
        # Templates of ansible-core before 2.19 make text of ids, and a name may be made of digits.
        (
            {"template": "8"},
            [("or__id", "8"), ("or__name", "8"), ("organization__name", "Default")],
        ),
        (
            {"template": {"name": "Deploy", "project": "Code"}},
            [("name", "Deploy"), ("project__name", "Code"), ("organization__name", "Default")],
        ),
    ],
)
def test_an_organization_goes_with_any_reference(
    options: dict[str, t.Any],
    query: list[tuple[str, str]],
    client: AwxClient,
    server: ScriptedServer,
) -> None:
    """Roles hand an organization on whatever the template is given as."""
    shape = [("page_size", "10")]
    server.expect("GET", "/api/v2/job_templates/", page_of([ROW]), query=[*query, *shape])
    server.expect("GET", JT + "launch/", needs())
    server.expect("POST", JT + "launch/", launched(), body={})
    options = {**options, "organization": "Default", "kind": "job_template", "wait": False}
    assert run(client, **options)["launched_from"]["id"] == 8


def test_an_id_of_another_organization_is_not_found(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: page_of([]))
    with pytest.raises(errors.NoMatch, match="with id or name '8', organization 'Default'"):
        run(client, template="8", organization="Default")
    with pytest.raises(errors.NoMatch, match="with id '8', organization 'Default'"):
        run(client, template=8, organization="Default")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            {"template": {"name": "Deploy", "organization": 2}, "organization": 1},
            "organization is given twice",
        ),
        ({"template": "Deploy", "organization": ""}, "organization is empty"),
        ({"template": ["a"], "organization": 1}, "takes a name or an id, not list"),
        ({"relaunch": 20, "organization": 1}, "cannot be used with relaunch"),
        (
            {
                "template": {"name": "EC2", "inventory": "Cloud"},
                "inventory": "Cloud",
                "kind": "inventory_source",
            },
            "inventory is given twice",
        ),
    ],
)
def test_an_organization_that_cannot_be_meant(
    options: dict[str, t.Any], said: str, client: AwxClient
) -> None:
    with pytest.raises(errors.ConfigurationError, match=said):
        run(client, **{"kind": "job_template", **options})


# -- What the template is called by ----------------------------------------------------------


@pytest.mark.parametrize(
    ("alias", "resource", "action"),
    [
        ("job_template", "job_templates", "launch"),
        ("workflow_template", "workflow_job_templates", "launch"),
        ("workflow_job_template", "workflow_job_templates", "launch"),
        ("project", "projects", "update"),
        ("inventory_source", "inventory_sources", "update"),
    ],
)
@pytest.mark.parametrize("more", [{}, {"kind": "auto"}])
def test_an_alias_says_the_kind(
    alias: str,
    resource: str,
    action: str,
    more: dict[str, str],
    client: AwxClient,
    server: ScriptedServer,
) -> None:
    """Only names change for whoever moves here; Ansible hands the alias on beside the option."""
    path = f"/api/v2/{resource}/"
    query = {"name": "Deploy", "page_size": "10"}
    server.expect("GET", path, page_of([{"id": 8, "name": "Deploy"}]), query=query)
    server.expect("GET", f"{path}8/{action}/", needs())
    options = {"template": "Deploy", alias: "Deploy", **more}
    result = run(client, check_mode=True, **options)
    assert result["launched_from"]["kind"] == template_types.KIND_OF_ALIAS[alias]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            {"job_template": "Deploy", "kind": "project"},
            "job_template says that the kind is job_template, and kind that it is project",
        ),
        (
            {"job_template": "Deploy", "project": "Deploy"},
            "project says that the kind is project, and job_template that it is job_template",
        ),
    ],
)
def test_an_alias_and_another_kind_contradict_each_other(
    options: dict[str, str], said: str, client: AwxClient
) -> None:
    with pytest.raises(errors.ConfigurationError, match=said):
        run(client, template="Deploy", **options)


INVENTORY = "inventory__name"
OF_ORGANIZATION = "inventory__organization__name"


@pytest.mark.parametrize(
    ("options", "query"),
    [
        ({"template": "EC2", "inventory": "Cloud"}, {"name": "EC2", INVENTORY: "Cloud"}),
        ({"template": "EC2", "inventory": 5}, {"name": "EC2", "inventory": "5"}),
        ({"template": "EC2", "inventory": "5"}, {"name": "EC2", "inventory__id": "5"}),
        (
            {"template": "EC2", "inventory": "Cloud", "organization": "Default"},
            {"name": "EC2", INVENTORY: "Cloud", OF_ORGANIZATION: "Default"},
        ),
        (
            {"template": "EC2", "inventory": {"name": "Cloud", "organization": "Default"}},
            {"name": "EC2", INVENTORY: "Cloud", OF_ORGANIZATION: "Default"},
        ),
        (
            {"template": {"name": "EC2", "inventory": {"name": "Cloud", "organization": 3}}},
            {"name": "EC2", INVENTORY: "Cloud", "inventory__organization": "3"},
        ),
        (
            {"template": "EC2", "organization": "Default"},
            {"name": "EC2", OF_ORGANIZATION: "Default"},
        ),
        ({"template": 8, "inventory": "Cloud"}, {"id": "8", INVENTORY: "Cloud"}),
        (
            {"template": "EC2", "inventory": "7", "organization": "Default"},
            {"name": "EC2", "inventory__id": "7", OF_ORGANIZATION: "Default"},
        ),
    ],
)
def test_an_inventory_says_which_source_is_meant(
    options: dict[str, t.Any], query: dict[str, str], client: AwxClient, server: ScriptedServer
) -> None:
    asked = {**query, "page_size": "10"}
    path = "/api/v2/inventory_sources/"
    server.expect("GET", path, page_of([{"id": 8, "name": "EC2"}]), query=asked)
    server.expect("GET", f"{path}8/update/", json_answer({"can_update": True}))
    run(client, check_mode=True, kind="inventory_source", **options)


def test_an_inventory_for_a_source_of_unknown_kind_says_what_to_write(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("GET", ALL, page_of([{**ROW, "type": "inventory_source"}]), query=FIND)
    server.expect("GET", "/api/v2/inventory_sources/8/update/", json_answer({"can_update": True}))
    with pytest.raises(errors.LaunchRefused, match="write kind: inventory_source"):
        run(client, template="Deploy", inventory="Cloud")


def test_the_job_is_on_top_too(client: AwxClient, server: ScriptedServer) -> None:
    """What tasks for awx.awx read: `job.id` where `job` is the registered result."""
    server.expect("GET", JT + "launch/", needs())
    server.expect("POST", JT + "launch/", launched(elapsed=0.0), body={})
    result = run(client, wait=False)
    assert (result["id"], result["status"], result["elapsed"]) == (20, "pending", 0.0)


def test_a_job_that_is_lost_is_on_top_too(client: AwxClient, server: ScriptedServer) -> None:
    """`status` is the job's then, not that of the answer about it."""
    server.expect("GET", JT + "launch/", needs())
    server.expect("POST", JT + "launch/", launched(), body={})
    server.expect("GET", JOB, json_answer({"detail": "no"}, 403))
    with pytest.raises(errors.JobLost) as failure:
        run(client)
    result = failure.value.as_result()
    assert (result["id"], result["status"]) == (20, "pending")


def test_a_check_has_no_job_on_top(client: AwxClient, server: ScriptedServer) -> None:
    server.expect("GET", JT + "launch/", needs())
    assert not {"id", "status"} & run(client, check_mode=True).keys()
