# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The nodes of a workflow job as a tree: which ran, and which did not and why."""

from __future__ import annotations

import functools
import typing as t

from ..api.best_effort_reader import BestEffortReader
from ..api.client import AwxClient
from ..common import errors, json_fields, message_text
from ..jobs.unified_job import FINAL, Job, browser_url
from ..schema.job_types import WORKFLOW_JOB
from ..schema.limits import MAX_PAGE_SIZE
from . import node_links

# The most pages of nodes that are read in all, and the most levels of nested workflows.
MAX_PAGES = 5
MAX_DEPTH = 3

# Workflows of one level are read together, so many of them.
MAX_WORKFLOWS = 100

_FAILED = frozenset({"failed", "error", "canceled", "no template"})

Node = dict[str, t.Any]
Row = dict[str, t.Any]


def has_failed(node: Node) -> bool:
    """Whether a node failed, as AWX decides it: having no template left to run is a failure too."""
    return node["status"] in _FAILED


def every(nodes: t.Iterable[Node]) -> list[Node]:
    """Return nodes with all those of nested workflows."""
    return [one for node in nodes for one in (node, *every(node["nodes"]))]


def name_of(node: Node) -> str:
    return str(node["template"] or node["identifier"] or node["id"])


class Tree:
    """Reads the nodes of workflow jobs and of those within them, level by level."""

    def __init__(self, reading: BestEffortReader) -> None:
        self.left_out = 0
        self._reading = reading
        self._pages = MAX_PAGES

    def read(self, jobs: t.Sequence[Job]) -> dict[int, list[Node]]:
        """Return the nodes of each of some workflow jobs, by its id."""
        found: dict[int, list[Node]] = {job.id: [] for job in jobs}
        level = [(job.id, job.status, (), found[job.id]) for job in jobs]
        # A single one has a list of its own.
        path = jobs[0].path + "workflow_nodes/" if len(jobs) == 1 else None
        for _depth in range(MAX_DEPTH):
            rows = self._rows_of([number for number, *_rest in level], path)
            path = None
            inner = []
            for number, status, within, nodes in level:
                nodes += _nodes(self._reading.client, status, rows.get(number, []), within)
                inner += nodes
            level = [
                (number, node["status"], (*node["within"], name_of(node)), node["nodes"])
                for number, node in _workflows(inner).items()
            ]
            if not level or not self._pages:
                break
        return found

    def _rows_of(self, workflows: t.Sequence[int], path: str | None) -> dict[t.Any, list[Row]]:
        """Return the rows of nodes by the ids of their workflow jobs."""
        if path is not None:
            return {workflows[0]: self._rows(path, [])}
        ids = ("workflow_job__in", ",".join(map(str, workflows)))
        rows: dict[t.Any, list[Row]] = {}
        for row in self._rows("workflow_job_nodes/", [ids]):
            rows.setdefault(json_fields.int_or_none(row.get("workflow_job")), []).append(row)
        return rows

    def _rows(self, path: str, params: list[tuple[str, str]]) -> list[Row]:
        params = [*params, ("page_size", str(MAX_PAGE_SIZE)), ("order_by", "id")]
        rows: list[Row] = []
        count = page = 1
        while self._pages and len(rows) < count:
            query = [*params, *([("page", str(page))] if page > 1 else [])]
            nothing: tuple[list[Row], int] = ([], 0)
            read = functools.partial(
                self._reading.client.get_identified, path, query, until=self._reading.until
            )
            found, count = self._reading.read(read, nothing)
            self._pages -= 1
            page += 1
            rows += found
            if not found:
                break
        self.left_out += max(count - len(rows), 0)
        return rows


def _workflows(nodes: t.Iterable[Node]) -> dict[int, Node]:
    """Return the nodes that are workflows by their job's id: failed ones first, if too many."""
    found = [node for node in nodes if node["type"] == WORKFLOW_JOB and node["job"]]
    found.sort(key=lambda node: not has_failed(node))
    return {node["job"]: node for node in found[:MAX_WORKFLOWS]}


def _nodes(
    client: AwxClient, workflow_status: str, rows: list[Row], within: t.Sequence[str]
) -> list[Node]:
    """Return the nodes of one workflow job, each after those that lead to it."""
    nodes: dict[int, Node] = {}
    by_id = {row["id"]: row for row in rows}
    links = node_links.leading_to(rows)
    ordered, circle = node_links.in_order(links)
    for number in ordered:
        parents = [(nodes[link.parent], link) for link in links[number] if link.parent in nodes]
        node = _node(client, workflow_status, by_id[number], parents, within)
        node["handled"] = node_links.is_handled(by_id[number], by_id)
        nodes[number] = node
    stuck = [nodes[number] for number in circle]
    if workflow_status not in FINAL and not any(node["job"] for node in stuck):
        names = ", ".join(f"'{name_of(node)}'" for node in stuck[:5])
        for node in stuck:
            node["status"] = "stuck"
            node["explanation"] = (
                f"the nodes {names}, which lead to each other in a circle: none of them will ever"
                " run, and the workflow will not end by itself. Cancel it, and correct its template"
            )
    return list(nodes.values())


def _node(
    client: AwxClient,
    workflow_status: str,
    row: Row,
    parents: t.Sequence[tuple[Node, node_links.Link]],
    within: t.Sequence[str],
) -> Node:
    job = json_fields.mapping(row, "summary_fields", "job")
    template = json_fields.mapping(row, "summary_fields", "unified_job_template")
    number = json_fields.int_or_none(row.get("job")) or None
    kind = json_fields.str_or_empty(job.get("type")) or None
    status, explanation = json_fields.str_or_empty(job.get("status")), ""
    if not status:
        status, explanation = _why_not_run(workflow_status, row, parents)
    carried_over = status == "successful" and not number
    elapsed = row.get("prior_run_elapsed") if carried_over else job.get("elapsed")
    attempts = _earlier_attempts(row)
    return {
        "id": row["id"],
        "identifier": message_text.one_line(row.get("identifier") or ""),
        "parents": [
            {"id": parent["id"], "identifier": parent["identifier"], **link.as_result()}
            for parent, link in parents
        ],
        "within": list(within),
        "template": message_text.one_line(template.get("name") or "") or None,
        "job": number,
        "name": message_text.one_line(job["name"]) if job.get("name") else None,
        "type": kind,
        "status": status,
        "elapsed": json_fields.number_or_none(elapsed),
        "carried_over": carried_over,
        "attempt": 1 + len(attempts),
        "earlier_attempts": attempts,
        "url": _url_of(client, row) if number else None,
        "browser_url": browser_url(client, Job({"id": number, "type": kind})) if kind else None,
        "handled": False,
        "explanation": explanation,
        "failures": [],
        "failures_left_out": 0,
        "nodes": [],
    }


def _url_of(client: AwxClient, row: Row) -> str | None:
    """Return where the job of a node is; None where the server does not say so."""
    path = json_fields.str_or_empty(json_fields.mapping(row, "related").get("job"))
    try:
        return client.url_of(path) if path else None
    except errors.UnexpectedResponse:
        return None


def _earlier_attempts(row: Row) -> list[dict[str, t.Any]]:
    """Return the attempts of a node before the current one, the first one first.

    Some servers run the job of a failed node again, and name its former jobs.
    """
    return [
        {"job": number, "status": None, "browser_url": None, "explanation": ""}
        for number in sorted(json_fields.list_of_ints(row.get("retried_jobs")))
    ]


def _why_not_run(
    workflow_status: str,
    row: Row,
    parents: t.Sequence[tuple[Node, node_links.Link]],
) -> tuple[str, str]:
    """Return in what state a node is that has no job, and why (docs/awx-api.md#skipped-nodes)."""
    was_canceled = workflow_status == "canceled"
    if row.get("do_not_run"):
        # When a workflow is canceled, AWX skips all remaining nodes, whatever their links.
        if was_canceled and any(parent["status"] in _CUT_SHORT for parent, _link in parents):
            return "not reached", "the workflow was canceled before"
        led = [link.why_not(name_of(parent), parent["status"]) for parent, link in parents]
        return "skipped", message_text.one_line("; ".join(led))
    if row.get("prior_run_succeeded"):
        return "successful", "it was successful in the run before, and was not run again"
    if json_fields.int_or_none(row.get("job")):
        return "unknown", "its job cannot be seen, or was deleted"
    if row.get("unified_job_template") is None and "unified_job_template" in row:
        return "no template", "its template does not exist any more"
    if workflow_status not in FINAL:
        return "not reached", "the workflow has not come to it yet"
    return "not reached", f"the workflow {'was canceled' if was_canceled else 'ended'} before"


_CUT_SHORT = frozenset({"canceled", "not reached"})
