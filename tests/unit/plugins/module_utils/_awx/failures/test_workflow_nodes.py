# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""nodes: which node of a workflow failed and why (docs/awx-api.md#workflows)."""

from __future__ import annotations

import json
import typing as t

from ansible_collections.steward.awx.plugins.module_utils._awx.api.best_effort_reader import (
    BestEffortReader,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.failures import (
    failure_report,
    workflow_report,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.unified_job import Job

from tests.unit.scripted_server import Answer, Received, ScriptedServer, page_of

URL = "/api/v2/workflow_jobs/20/"
_LISTS = {
    "job": "jobs",
    "workflow_job": "workflow_jobs",
    "project_update": "project_updates",
    "workflow_approval": "workflow_approvals",
}


def workflow(**more: t.Any) -> dict[str, t.Any]:
    return {
        "id": 20,
        "name": "Release",
        "type": "workflow_job",
        "url": URL,
        "status": "failed",
        "elapsed": 8.7,
        "job_explanation": "No error handling path for workflow job node(s) [(2, failed)].",
        **more,
    }


def node(
    number: int, status: str = "", *, kind: str = "job", parent: int = 20, **more: t.Any
) -> dict[str, t.Any]:
    """A node as `workflow_nodes/` lists it; its job has 100 more than its number."""
    fields: dict[str, t.Any] = {"unified_job_template": {"name": f"Template {number}"}}
    row: dict[str, t.Any] = {
        "id": number,
        "identifier": f"node{number}",
        "job": None,
        "workflow_job": parent,
        "unified_job_template": 900 + number,
        "related": {},
        "summary_fields": fields,
        **{f"{path}_nodes": [] for path in ("success", "failure", "always")},
        "do_not_run": False,
    }
    if status:
        row["job"] = 100 + number
        row["related"] = {"job": f"/api/v2/{_LISTS[kind]}/{100 + number}/"}
        fields["job"] = {"type": kind, "status": status, "elapsed": 2.5, "name": f"Job {number}"}
    return {**row, **more}


class Run:
    """A server that knows a workflow's nodes, and nothing of jobs but what it is told."""

    def __init__(self, nodes: t.Sequence[dict[str, t.Any]], **parts: Answer) -> None:
        self.nodes = nodes
        self.parts = parts
        self.asked: list[tuple[str, dict[str, str]]] = []

    def __call__(self, request: Received) -> Answer:
        part = request.path.rstrip("/").rpartition("/")[2]
        query = dict(request.query)
        self.asked.append((part, query))
        if part in ("workflow_nodes", "workflow_job_nodes"):
            wanted = query.get("workflow_job__in", request.path.split("/")[4]).split(",")
            rows = [row for row in self.nodes if str(row["workflow_job"]) in wanted]
            size, page = int(query["page_size"]), int(query.get("page", "1"))
            return page_of(rows[(page - 1) * size : page * size], len(rows))
        return self.parts.get(part, page_of([]))


def event(message: str) -> dict[str, t.Any]:
    return {
        "event": "runner_on_failed",
        "host_name": "web1",
        "task": "Install",
        "event_data": {"res": {"msg": message}},
    }


FAILING = {
    "job_host_summaries": page_of([{"host_name": "web1", "failures": 1}]),
    "job_events": page_of([event("No package")]),
}


def explain(
    server: ScriptedServer, client: AwxClient, run: Run, **more: t.Any
) -> tuple[dict[str, t.Any], list[str]]:
    server.handle(run)
    job = workflow(**more)
    explained = failure_report.explain(client, Job(job))
    return explained, failure_report.headline(Job(job), explained).splitlines()


def test_a_failed_node_with_its_reason(client: AwxClient, server: ScriptedServer) -> None:
    """In four requests: the nodes, the failed job, its hosts, its failures."""
    nodes = [
        node(2, "failed", success_nodes=[3], failure_nodes=[]),
        node(1, "successful", success_nodes=[2]),
        node(3, do_not_run=True),
    ]
    run = Run(nodes, **FAILING)
    explained, lines = explain(server, client, run)
    assert [part for part, _query in run.asked] == [
        *("workflow_nodes", "unified_jobs", "job_host_summaries", "job_events")
    ]
    assert run.asked[0][1] == {"page_size": "200", "order_by": "id"}
    assert run.asked[1][1] == {"id__in": "102", "order_by": "id", "page_size": "200"}
    assert [found["identifier"] for found in explained["nodes"]] == ["node1", "node2", "node3"]
    _first, failed, skipped = explained["nodes"]
    assert failed["failures"].pop()["message"] == "No package"
    assert failed == {
        "id": 2,
        "identifier": "node2",
        "parents": [{"id": 1, "identifier": "node1", "on": "success"}],
        "within": [],
        "template": "Template 2",
        "job": 102,
        "name": "Job 2",
        "type": "job",
        "status": "failed",
        "elapsed": 2.5,
        "carried_over": False,
        "attempt": 1,
        "earlier_attempts": [],
        "url": f"{server.url}/api/v2/jobs/102/",
        "browser_url": f"{server.url}/#/jobs/playbook/102/output",
        "handled": False,
        "explanation": "",
        "failures": [],
        "failures_left_out": 0,
        "nodes": [],
    }
    assert (skipped["status"], skipped["job"]) == ("skipped", None)
    assert skipped["explanation"] == "'Template 2' is failed, not success"
    assert lines == [
        "workflow job 20 'Release' failed after 9 s: 1 of 3 nodes failed",
        "node 'Template 2' (job 102) failed: web1, task 'Install': No package",
    ]
    assert explained["explanation"].startswith("No error handling path")


def test_a_failure_that_the_workflow_has_an_answer_to_is_not_the_reason(
    client: AwxClient, server: ScriptedServer
) -> None:
    nodes = [
        node(1, "failed", failure_nodes=[2]),
        node(2, "failed"),
    ]
    explained, lines = explain(server, client, Run(nodes, **FAILING))
    assert [found["handled"] for found in explained["nodes"]] == [True, False]
    assert lines == [
        "workflow job 20 'Release' failed after 9 s: 2 of 2 nodes failed",
        "node 'Template 2' (job 102) failed: web1, task 'Install': No package",
        "1 node failed besides, which the workflow has a path for",
    ]


def test_every_root_failure_has_a_line_with_its_hosts(
    client: AwxClient, server: ScriptedServer
) -> None:
    """And numbers that can be told apart: of hosts, and of nodes."""
    several = {
        "job_host_summaries": page_of([{"host_name": f"web{n}", "failures": 1} for n in (1, 2, 3)]),
        "job_events": page_of([event("No package") | {"host_name": f"web{n}"} for n in (1, 2, 3)]),
    }
    _explained, lines = explain(server, client, Run([node(n, "failed") for n in (1, 2)], **several))
    assert lines == [
        "workflow job 20 'Release' failed after 9 s: 2 of 2 nodes failed",
        "node 'Template 1' (job 101) failed: web1, task 'Install': No package (and 2 more hosts)",
        "node 'Template 2' (job 102) failed: web1, task 'Install': No package (and 2 more hosts)",
    ]


def test_nested_workflows_do_not_contradict(client: AwxClient, server: ScriptedServer) -> None:
    """Their nodes are counted in place of these, as they are named."""
    nodes = [
        node(1, "failed"),
        node(2, "failed", kind="workflow_job"),
        node(3, "successful"),
        *(node(number, "failed", parent=102) for number in range(11, 17)),
        node(17, "successful", parent=102),
        node(18, "failed", parent=102, always_nodes=[17]),
    ]
    _explained, lines = explain(server, client, Run(nodes, **FAILING))
    assert lines[0] == "workflow job 20 'Release' failed after 9 s: 8 of 10 nodes failed"
    assert [line.partition(":")[0] for line in lines[1:]] == [
        "node 'Template 1' (job 101) failed",
        *(f"node 'Template 2' > 'Template {n}' (job {100 + n}) failed" for n in range(11, 15)),
        "and 2 more nodes",
        "1 node failed besides, which the workflow has a path for",
    ]


def test_a_nested_workflow_that_failed_itself_is_named(
    client: AwxClient, server: ScriptedServer
) -> None:
    """As AWX refuses to start one within itself: none of its nodes failed."""
    rows = page_of(
        [{"id": 101, "job_explanation": "would result in recursion", "status": "failed"}]
    )
    nodes = [node(1, "failed", kind="workflow_job"), node(2, parent=101), node(3, "successful")]
    _explained, lines = explain(server, client, Run(nodes, unified_jobs=rows))
    assert lines == [
        "workflow job 20 'Release' failed after 9 s: 1 of 3 nodes failed",
        "node 'Template 1' (job 101) failed: would result in recursion",
    ]


def test_canceled_is_not_failed_and_not_reached_is_not_skipped(
    client: AwxClient, server: ScriptedServer
) -> None:
    """AWX decides against every node that is left when a workflow is canceled."""
    nodes = [
        node(1, "successful", success_nodes=[2], failure_nodes=[5]),
        node(2, "canceled", always_nodes=[3], success_nodes=[4]),
        node(3, do_not_run=True, always_nodes=[6]),
        node(4, do_not_run=True),
        node(5, do_not_run=True),
        node(6, do_not_run=True),
        node(7, "canceled"),
    ]
    explained, lines = explain(server, client, Run(nodes), status="canceled", job_explanation="")
    before = ("not reached", "the workflow was canceled before")
    found = {one["id"]: (one["status"], one["explanation"]) for one in explained["nodes"]}
    assert [found[number] for number in (3, 4, 6)] == [before] * 3
    assert found[5] == ("skipped", "'Template 1' is successful, not failure")
    assert lines == [
        "workflow job 20 'Release' was canceled after 9 s: 2 of 7 nodes were canceled",
    ]


def test_what_failed_before_a_workflow_was_canceled_is_named(
    client: AwxClient, server: ScriptedServer
) -> None:
    nodes = [node(1, "canceled"), node(2, "failed")]
    _explained, lines = explain(
        server, client, Run(nodes, **FAILING), status="canceled", job_explanation=""
    )
    assert lines == [
        "workflow job 20 'Release' was canceled after 9 s: 1 of 2 nodes failed, 1 was canceled",
        "node 'Template 2' (job 102) failed: web1, task 'Install': No package",
    ]


def test_a_node_that_was_canceled_alone_made_its_workflow_fail(
    client: AwxClient, server: ScriptedServer
) -> None:
    nodes = [node(1, "canceled", success_nodes=[2]), node(2, do_not_run=True)]
    explained, lines = explain(server, client, Run(nodes))
    assert explained["nodes"][1]["explanation"] == "'Template 1' is canceled, not success"
    assert lines == [
        "workflow job 20 'Release' failed after 9 s: 1 of 2 nodes was canceled",
        "node 'Template 1' (job 101) was canceled",
    ]


def condition(child: int, trigger: str) -> dict[str, t.Any]:
    edge = {"id": child, "trigger": trigger, "artifact_key": "color", "operator": "eq"}
    return {"condition_nodes": [child], "condition_edges": [{**edge, "expected_value": "green"}]}


def test_a_failure_that_a_condition_handles_is_not_the_reason(
    client: AwxClient, server: ScriptedServer
) -> None:
    """Ascender's fourth kind of link."""
    nodes = [
        node(1, "failed", **condition(2, "failure")),
        node(2, "successful", **condition(4, "success")),
        node(3, "failed", **condition(5, "failure")),
        node(4, do_not_run=True),
        node(5, do_not_run=True),
    ]
    explained, lines = explain(server, client, Run(nodes, **FAILING))
    assert [found["handled"] for found in explained["nodes"][:3]] == [True, False, False]
    assert explained["nodes"][1]["parents"] == [
        {
            "id": 1,
            "identifier": "node1",
            "on": "failure",
            "condition": "the artifact 'color' that is 'green'",
        }
    ]
    assert explained["nodes"][3]["explanation"] == (
        "'Template 2' is successful, but not with the artifact 'color' that is 'green'"
    )
    assert lines[1].startswith("node 'Template 3' (job 103) failed: ")
    assert lines[2:] == ["1 node failed besides, which the workflow has a path for"]


def test_a_node_that_was_repeated_says_which_attempt_failed_how(
    client: AwxClient, server: ScriptedServer
) -> None:
    first = {"id": 51, "type": "job", "url": "/api/v2/jobs/51/", "name": "x", "status": "failed"}
    run = Run([node(1, "failed", retried_jobs=[51], retry_attempts=1)], **FAILING)
    run.parts["unified_jobs"] = page_of([first])
    server.handle(run)
    explained = failure_report.explain(client, Job(workflow()))
    (found,) = explained["nodes"]
    assert (found["attempt"], found["earlier_attempts"][0]["status"]) == (2, "failed")
    assert failure_report.headline(Job(workflow()), explained).splitlines()[1] == (
        "node 'Template 1' (job 101, attempt 2) failed: web1, task 'Install': No package; attempt 1"
        " (job 51) failed: web1, task 'Install': No package"
    )


def test_nodes_that_were_carried_over_were_successful(
    client: AwxClient, server: ScriptedServer
) -> None:
    """A relaunch from failed nodes does not run the others again; some may be skipped now."""
    nodes = [
        node(1, prior_run_succeeded=True, prior_run_elapsed=4.5, failure_nodes=[3]),
        node(2, "failed"),
        node(3, do_not_run=True),
        node(4, prior_run_succeeded=True, do_not_run=True),
    ]
    explained, lines = explain(server, client, Run(nodes, **FAILING))
    shown = [(one["status"], one["carried_over"], one["elapsed"]) for one in explained["nodes"]]
    assert shown == [
        ("successful", True, 4.5),
        ("failed", False, 2.5),
        ("skipped", False, None),
        ("skipped", False, None),
    ]
    assert explained["nodes"][0]["explanation"].startswith("it was successful in the run before")
    assert explained["nodes"][2]["explanation"] == "'Template 1' is successful, not failure"
    assert lines[0].endswith("1 of 4 nodes failed")


def look(
    server: ScriptedServer, client: AwxClient, run: Run, *numbers: int, **more: t.Any
) -> dict[int, dict[str, t.Any]]:
    server.handle(run)
    jobs = [
        workflow(id=number, url=f"/api/v2/workflow_jobs/{number}/", status="running", **more)
        for number in numbers
    ]
    return workflow_report.describe(BestEffortReader(client, "what nodes do"), list(map(Job, jobs)))


def test_what_a_workflow_waits_for_is_told(client: AwxClient, server: ScriptedServer) -> None:
    """In two requests: the nodes, and the approvals among them."""
    pending = node(2, "pending", kind="workflow_approval", success_nodes=[3])
    run = Run([node(1, "successful", success_nodes=[2]), pending, node(3)])
    run.parts["workflow_approvals"] = page_of([{"id": 102, "created": "2026-11-28T00:23:04.34Z"}])
    found = look(server, client, run, 20)[20]["nodes"]
    assert [(one["status"], one["type"]) for one in found] == [
        ("successful", "job"),
        ("pending", "workflow_approval"),
        ("not reached", None),
    ]
    assert found[2]["explanation"] == "the workflow has not come to it yet"
    page = f"{server.url}/#/workflow_approvals/102/details"
    assert found[1]["browser_url"] == page
    assert workflow_report.waits_for(found) == [
        "the approval 'Template 2' since 2026-11-28T00:23:04Z: users with the approve role on"
        f" the workflow can approve or deny it at {page}"
    ]
    assert [part for part, _query in run.asked] == ["workflow_nodes", "workflow_approvals"]


def test_a_circle_never_ends(client: AwxClient, server: ScriptedServer) -> None:
    """And says so, of the nodes in it alone."""
    nodes = [
        node(1, "successful", success_nodes=[2]),
        node(2, success_nodes=[3]),
        node(3, success_nodes=[2, 4]),
        node(4),
    ]
    found = look(server, client, Run(nodes), 20)[20]["nodes"]
    assert {one["id"]: one["status"] for one in found} == {
        1: "successful",
        2: "stuck",
        3: "stuck",
        4: "not reached",
    }
    (waits,) = workflow_report.waits_for(found)
    assert waits.startswith("the nodes 'Template 2', 'Template 3', which lead to each other in a")


def test_the_nodes_of_several_workflows_are_read_together(
    client: AwxClient, server: ScriptedServer
) -> None:
    nodes = [node(number, "successful", parent=parent) for number, parent in ((1, 20), (2, 21))]
    run = Run(nodes)
    found = look(server, client, run, 20, 21, 22, 20)
    assert {number: [one["id"] for one in part["nodes"]] for number, part in found.items()} == {
        20: [1],
        21: [2],
        22: [],
    }
    assert len(run.asked) == 1


def test_too_many_nodes_together_are_read_one_workflow_at_a_time(
    client: AwxClient, server: ScriptedServer
) -> None:
    """So that it is known of each how many were left out."""
    nodes = [node(number, "successful", parent=20 + number % 2) for number in range(1, 2403)]
    found = look(server, client, Run(nodes), 20, 21)
    assert [(len(found[n]["nodes"]), found[n]["nodes_left_out"]) for n in (20, 21)] == [
        (1000, 201),
        (1000, 201),
    ]


def test_nested_workflows_are_read_level_by_level(
    client: AwxClient, server: ScriptedServer
) -> None:
    """One request a level however many workflows it has, and three levels at most."""
    nodes = [
        node(1, "failed", kind="workflow_job"),
        node(2, "successful", kind="workflow_job"),
        node(3, "failed", kind="workflow_job", parent=101),
        node(4, "successful", parent=102),
        node(5, "failed", kind="workflow_job", parent=103),
        node(6, "failed", parent=105),
    ]
    run = Run(nodes, **FAILING)
    explained, lines = explain(server, client, run)
    asked = [query["workflow_job__in"] for part, query in run.asked if part == "workflow_job_nodes"]
    assert asked == ["101,102", "103"]
    (inner,) = explained["nodes"][0]["nodes"]
    (innermost,) = inner["nodes"]
    assert (innermost["id"], innermost["nodes"]) == (5, [])
    assert innermost["within"] == ["Template 1", "Template 3"]
    assert [found["id"] for found in explained["nodes"][1]["nodes"]] == [4]
    assert lines[1].startswith("node 'Template 1' > 'Template 3' > 'Template 5' (job 105) failed")


def test_more_nodes_than_a_page_has(client: AwxClient, server: ScriptedServer) -> None:
    """Every node up to 1,000, and how many more there are: five requests."""
    run = Run([node(number, "successful") for number in range(1, 1235)])
    explained, _lines = explain(server, client, run)
    assert len(explained["nodes"]) == 1000
    assert explained["nodes_left_out"] == 234
    assert [query.get("page") for _part, query in run.asked] == [None, "2", "3", "4", "5"]
    assert len(json.dumps(explained)) < 600_000


def test_few_requests_whatever_the_number_of_failed_nodes(
    client: AwxClient, server: ScriptedServer
) -> None:
    """The reason is read of the first five; the others are named."""
    run = Run([node(number, "failed") for number in range(1, 301)], **FAILING)
    explained, lines = explain(server, client, run)
    parts = [part for part, _query in run.asked]
    assert parts == [*("workflow_nodes",) * 2, "unified_jobs", *FAILING.keys()] + [*FAILING] * 4
    assert run.asked[2][1]["id__in"] == "101,102,103,104,105"
    assert [len(found["failures"]) for found in explained["nodes"]] == [1] * 5 + [0] * 295
    assert lines[0].endswith("300 of 300 nodes failed")
    assert len(lines) == 7
    assert lines[-1] == "and 295 more nodes"


def test_approvals(client: AwxClient, server: ScriptedServer) -> None:
    """Denied, by whom, or not decided in time (docs/awx-api.md#approvals)."""
    nodes = [
        node(1, "failed", kind="workflow_approval"),
        node(2, "failed", kind="workflow_approval"),
        node(3, "pending", kind="workflow_approval"),
        node(4, "canceled", kind="workflow_approval"),
    ]
    answer = page_of(
        [
            {"id": 102, "timed_out": True, "summary_fields": {}},
            {
                "id": 101,
                "timed_out": False,
                "summary_fields": {"approved_or_denied_by": {"username": "ada"}},
            },
        ]
    )
    run = Run(nodes, workflow_approvals=answer)
    explained, lines = explain(server, client, run)
    words = [found["explanation"] for found in explained["nodes"]]
    assert words[:2] == ["ada denied it", "nobody approved or denied it in time"]
    assert lines == [
        "workflow job 20 'Release' failed after 9 s: 2 of 4 nodes failed, 1 was canceled",
        "node 'Template 1' (job 101) failed: ada denied it",
        "node 'Template 2' (job 102) failed: nobody approved or denied it in time",
        "node 'Template 4' (job 104) was canceled",
    ]
    assert [part for part, _query in run.asked] == ["workflow_nodes", "workflow_approvals"]
    assert run.asked[1][1]["id__in"] == "101,102,104"


def test_nodes_that_did_not_run(client: AwxClient, server: ScriptedServer) -> None:
    nodes = [
        node(1),
        node(2, unified_job_template=None),
        node(3, job=103),
    ]
    explained, lines = explain(server, client, Run(nodes), status="canceled")
    assert [(found["status"], found["explanation"]) for found in explained["nodes"]] == [
        ("not reached", "the workflow was canceled before"),
        ("no template", "its template does not exist any more"),
        ("unknown", "its job cannot be seen, or was deleted"),
    ]
    assert lines[1] == "node 'Template 2' could not run: its template does not exist any more"


def test_an_update_within_a_workflow(client: AwxClient, server: ScriptedServer) -> None:
    """What `unified_jobs/` has about it says whether it started at all."""
    rows = page_of(
        [{"id": 101, "started": None, "job_explanation": "no capacity", "status": "error"}]
    )
    run = Run([node(1, "error", kind="project_update")], unified_jobs=rows)
    explained, lines = explain(server, client, run)
    assert explained["nodes"][0]["explanation"] == "no capacity"
    assert lines[1] == "node 'Template 1' (job 101) could not run: no capacity"
    assert len(run.asked) == 2


def test_nodes_come_after_those_that_lead_to_them_and_else_by_age(
    client: AwxClient, server: ScriptedServer
) -> None:
    nodes = [
        node(1, "successful", success_nodes=[6, 3]),
        node(2, "successful", always_nodes=[1]),
        node(3, "successful", failure_nodes=[6]),
        node(4, "successful"),
        node(6, "failed"),
    ]
    explained, _lines = explain(server, client, Run(nodes, **FAILING))
    assert [found["id"] for found in explained["nodes"]] == [2, 1, 3, 4, 6]
    assert explained["nodes"][-1]["parents"] == [
        {"id": 1, "identifier": "node1", "on": "success"},
        {"id": 3, "identifier": "node3", "on": "failure"},
    ]


def test_a_circle_loses_no_node(client: AwxClient, server: ScriptedServer) -> None:
    nodes = [
        node(1, "failed", success_nodes=[2]),
        node(2, "failed", success_nodes=[1]),
        node(3, "successful", always_nodes=[1]),
    ]
    explained, _lines = explain(server, client, Run(nodes, **FAILING))
    assert sorted(found["id"] for found in explained["nodes"]) == [1, 2, 3]


def test_names_are_shown_harmlessly(client: AwxClient, server: ScriptedServer) -> None:
    hostile = node(1, "failed", identifier="a\x1b[2Jb\nc")
    hostile["summary_fields"]["unified_job_template"]["name"] = "x\x1b]0;title\x07\ny {{ 1 }}"
    explained, lines = explain(server, client, Run([hostile], **FAILING))
    assert explained["nodes"][0]["identifier"] == "ab c"
    assert lines[1].startswith("node 'x y {{ 1 }}' (job 101) failed")
