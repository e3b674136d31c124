# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""nodes: which node of a workflow failed and why (promise 5 of a launch; awx-api 7.8)."""

from __future__ import annotations

import json
import typing as t

from ansible_collections.steward.awx.plugins.module_utils._awx import failures
from ansible_collections.steward.awx.plugins.module_utils._awx.client import AwxClient

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
            wanted = query.get("workflow_job__in", "20").split(",")
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
    explained = failures.explain(client, job)
    return explained, failures.headline(job, explained).splitlines()


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
    assert run.asked[1][1] == {"id__in": "102", "page_size": "1"}
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
    assert lines[1].startswith("node 'Template 2' (job 102) failed: web1")
    assert lines[1].endswith("(and 1 more)")


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
    """Promise (design 5.5): the reason is read of the first five; the others are named."""
    run = Run([node(number, "failed") for number in range(1, 301)], **FAILING)
    explained, lines = explain(server, client, run)
    parts = [part for part, _query in run.asked]
    assert parts == [*("workflow_nodes",) * 2, "unified_jobs", *FAILING.keys()] + [*FAILING] * 4
    assert run.asked[2][1]["id__in"] == "101,102,103,104,105"
    assert [len(found["failures"]) for found in explained["nodes"]] == [1] * 5 + [0] * 295
    assert lines[0].endswith("300 of 300 nodes failed")
    assert lines[1].endswith("(and 299 more)")


def test_approvals(client: AwxClient, server: ScriptedServer) -> None:
    """Denied, by whom, or not decided in time (awx-api 7.8)."""
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
    assert lines[1] == "node 'Template 1' (job 101) failed: ada denied it (and 2 more)"
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
