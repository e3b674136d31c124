# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The nodes of a workflow job as a tree: which ran, which did not and why, and what failed."""

from __future__ import annotations

import heapq
import typing as t

from ..api.best_effort import BestEffortReader
from ..api.client import AwxClient
from ..common import errors, json_fields, truncate
from ..jobs import approvals
from ..jobs.unified_job import FINAL, Job, approval_url, browser_url, checked, path_of
from ..jobs.unified_job import read as read_job
from ..schema.limits import MAX_PAGE_SIZE
from . import job_failure, node_attempts, node_links

# So many pages of nodes are read in all, of 200 nodes each, and so many levels of workflows.
MOST_PAGES = 5
DEEPEST = 3

# Workflows of one level are read together; so many ids fit into a URL.
_MOST_WORKFLOWS = 100

# So many failed nodes are explained, with so many failures each.
MOST_EXPLAINED = 5
_MOST_FAILURES = 5

_FAILED = frozenset({"failed", "error", "canceled", "no template"})

Node = dict[str, t.Any]
Row = dict[str, t.Any]


def read(reading: BestEffortReader, job: Job) -> dict[str, t.Any]:
    """Return `nodes`, each after those that lead to it, and `nodes_left_out`.

    The nodes take a request for each 200 of them and each level, five in all. Two more tell about
    the jobs of the failed nodes, and mostly two, at most five, why each of the first five failed;
    one and that again about earlier attempts, where a server repeats failed nodes.
    """
    tree = _Tree(reading)
    nodes = tree.below([job])[job["id"]]
    failed = culprits(nodes)
    # What was canceled with the workflow is no reason for its end.
    failed.sort(key=lambda node: node["status"] == "canceled")
    _explain(reading, failed[:MOST_EXPLAINED])
    node_attempts.read(reading, every(nodes), explained=failed[:MOST_EXPLAINED])
    return {"nodes": nodes, "nodes_left_out": tree.left_out}


def look(reading: BestEffortReader, jobs: t.Sequence[Job]) -> dict[int, dict[str, t.Any]]:
    """Return `nodes` and `nodes_left_out` of each of the workflow jobs, whatever they do, by id.

    It takes a request for each 200 nodes and level of all of them, and one about the approvals
    that they wait for. Failed nodes are not explained.
    """
    found: dict[int, dict[str, t.Any]] = {}
    several = list({job["id"]: job for job in jobs}.values())
    for start in range(0, len(several), _MOST_WORKFLOWS):
        some = several[start : start + _MOST_WORKFLOWS]
        tree = _Tree(reading)
        parts = tree.below(some)
        if tree.left_out and len(some) > 1:
            # Too many for the bound together, and it is not known whose nodes were left out.
            for job in some:
                found.update(look(reading, [job]))
            continue
        for job in some:
            found[job["id"]] = {"nodes": parts[job["id"]], "nodes_left_out": tree.left_out}
        nodes = [node for part in parts.values() for node in every(part)]
        approvals.describe(reading, [node for node in nodes if approvals.is_pending(node)])
        node_attempts.read(reading, nodes)
    return found


def every(nodes: t.Iterable[Node]) -> list[Node]:
    """Return nodes with all those of nested workflows."""
    return [one for node in nodes for one in (node, *every(node["nodes"]))]


def leaves(nodes: t.Iterable[Node]) -> list[Node]:
    """Return nodes, those of nested workflows in place of these, unless these failed themselves."""
    found: list[Node] = []
    for node in nodes:
        inner = node["nodes"]
        if not inner or (has_failed(node) and not split_culprits(inner)[0]):
            found.append(node)
        found += leaves(inner)
    return found


def culprits(nodes: t.Iterable[Node]) -> list[Node]:
    """Return the nodes that failed themselves, first those that the workflow has no answer to."""
    unanswered, answered = split_culprits(nodes)
    return unanswered + answered


def split_culprits(nodes: t.Iterable[Node]) -> tuple[list[Node], list[Node]]:
    """Return the nodes that failed themselves: those without an answer, and those with one.

    A nested workflow fails since its nodes do, so that these are returned in its place.
    """
    unanswered: list[Node] = []
    answered: list[Node] = []
    for node in nodes:
        inner, inner_answered = split_culprits(node["nodes"])
        answered += inner_answered
        itself = inner or [node] if has_failed(node) else inner
        if has_failed(node) and not node["handled"]:
            unanswered += itself
        else:
            answered += itself
    return unanswered, answered


def has_failed(node: Node) -> bool:
    """Whether a node failed, as AWX decides it: having no template left to run is a failure too."""
    return node["status"] in _FAILED


def waits_for(nodes: t.Iterable[Node]) -> list[str]:
    """Return in words what a workflow that does not end waits for, at most three things."""
    found = every(nodes)
    said = [
        f"the approval '{_called(node)}' {node['explanation'].removeprefix(approvals.WAITS)}"
        for node in found
        if approvals.is_pending(node)
    ]
    circles = {node["explanation"] for node in found if node["status"] == "stuck"}
    return [*said, *sorted(circles)][:3]


def line(node: Node) -> str:
    """Return in one line which node failed and why."""
    called = " > ".join(f"'{name}'" for name in [*node["within"], _called(node)])
    again = f", attempt {node['attempt']}" if node["attempt"] > 1 else ""
    number = f" (job {node['job']}{again})" if node["job"] else ""
    reason = job_failure.Reason(
        job_failure.Failures(node["failures"], node["failures_left_out"]), node["explanation"]
    ).line(node)
    if node["status"] == "no template":
        return f"node {called} could not run: {reason}"
    said = f"node {called}{number} {job_failure.ending(node)}"
    return truncate.joined(f"{said}: {reason}" if reason else said, *node_attempts.lines(node))


def _called(node: Node) -> str:
    return str(node["template"] or node["identifier"] or node["id"])


# -- The tree ------------------------------------------------------------------------------


class _Tree:
    """Reads the nodes of a workflow job and of those within it, level by level."""

    def __init__(self, reading: BestEffortReader) -> None:
        self.left_out = 0
        self._reading = reading
        self._client = reading.client
        self._pages = MOST_PAGES

    def below(self, jobs: t.Sequence[Job]) -> dict[int, list[Node]]:
        """Return the nodes of each of some workflow jobs, by its id."""
        if len(jobs) == 1:
            rows = {jobs[0]["id"]: self._rows(path_of(jobs[0]) + "workflow_nodes/", [])}
        else:
            rows = self._parts([job["id"] for job in jobs])
        found = {job["id"]: _level(self._client, job, rows.get(job["id"], []), ()) for job in jobs}
        workflows = _workflows([node for nodes in found.values() for node in nodes])
        for _depth in range(DEEPEST - 1):
            if not workflows or not self._pages:
                break
            parts = self._parts(list(workflows))
            for number, node in workflows.items():
                within = (*node["within"], _called(node))
                node["nodes"] = _level(self._client, node, parts.get(number, []), within)
            workflows = _workflows([one for node in workflows.values() for one in node["nodes"]])
        return found

    def _parts(self, workflows: t.Sequence[int]) -> dict[t.Any, list[Row]]:
        """Return the nodes of several workflow jobs by their ids."""
        ids = ",".join(str(number) for number in workflows)
        parts: dict[t.Any, list[Row]] = {}
        for row in self._rows("workflow_job_nodes/", [("workflow_job__in", ids)]):
            parts.setdefault(json_fields.int_or_none(row.get("workflow_job")), []).append(row)
        return parts

    def _rows(self, path: str, params: list[tuple[str, str]]) -> list[Row]:
        rows: list[Row] = []
        count = 1
        page = 1
        while self._pages and len(rows) < count:
            query = [*params, ("page_size", str(MAX_PAGE_SIZE)), ("order_by", "id")]
            query += [("page", str(page))] if page > 1 else []
            nothing: tuple[list[Row], int] = ([], 0)
            found, count = self._reading.read(
                lambda query=query: self._client.get_identified(  # type: ignore[misc]
                    path, query, until=self._reading.until
                ),
                nothing,
            )
            self._pages -= 1
            page += 1
            rows += found
            if not found:
                break
        self.left_out += max(count - len(rows), 0)
        return rows


def _workflows(nodes: t.Sequence[Node]) -> dict[int, Node]:
    """Return the nodes that are workflows by their job's id: failed ones first, if too many."""
    found = [node for node in nodes if node["type"] == "workflow_job" and node["job"]]
    found.sort(key=lambda node: not has_failed(node))
    return {node["job"]: node for node in found[:_MOST_WORKFLOWS]}


def _level(
    client: AwxClient, workflow: t.Mapping[str, t.Any], rows: list[Row], within: t.Sequence[str]
) -> list[Node]:
    """Return the nodes of one workflow job, each after those that lead to it."""
    nodes: dict[int, Node] = {}
    by_id = {row["id"]: row for row in rows}
    links = node_links.leading_to(rows)
    parents = {number: [link.parent for link in above] for number, above in links.items()}
    ordered = _in_order(parents)
    for number in ordered:
        above = [(nodes[link.parent], link) for link in links[number] if link.parent in nodes]
        nodes[number] = _node(client, workflow, by_id[number], above, within)
        nodes[number]["handled"] = node_links.is_handled(by_id[number], by_id)
    if workflow.get("status") not in FINAL:
        _tell_circle([nodes[number] for number in _circle(parents)])
    return list(nodes.values())


def _in_order(parents: t.Mapping[int, t.Sequence[int]]) -> list[int]:
    """Return the ids of nodes so that each comes after its parents, older ones first."""
    waiting = {number: set(above) for number, above in parents.items()}
    children: dict[int, set[int]] = {number: set() for number in parents}
    for number, above in waiting.items():
        for parent in above:
            children[parent].add(number)
    ready = sorted(number for number, above in waiting.items() if not above)
    ordered = []
    while ready:
        number = heapq.heappop(ready)
        ordered.append(number)
        for child in children[number]:
            waiting[child].discard(number)
            if not waiting[child]:
                heapq.heappush(ready, child)
    # Nodes in a circle must not be lost here.
    return [*ordered, *sorted(set(parents) - set(ordered))]


def _circle(parents: t.Mapping[int, t.Sequence[int]]) -> list[int]:
    """Return the ids of nodes that each lead to the next, and the last to the first, if any do."""
    waiting = {number: set(above) for number, above in parents.items()}
    while True:
        free = {number for number, above in waiting.items() if not above}
        if not free:
            break
        waiting = {number: above - free for number, above in waiting.items() if number not in free}
    walk: list[int] = []
    number = min(waiting, default=None)
    while number is not None and number not in walk:
        walk.append(number)
        number = min(waiting[number])
    return sorted(walk[walk.index(number) :]) if number is not None else []


def _tell_circle(nodes: t.Sequence[Node]) -> None:
    """Say of nodes that lead to each other, and have no job, that they wait for ever."""
    if any(node["job"] for node in nodes):
        return
    names = ", ".join(f"'{_called(node)}'" for node in nodes[:5])
    for node in nodes:
        node["status"] = "stuck"
        node["explanation"] = (
            f"the nodes {names}, which lead to each other in a circle: none of them will ever run,"
            " and the workflow will not end by itself. Cancel it, and correct its template"
        )


def _node(
    client: AwxClient,
    workflow: t.Mapping[str, t.Any],
    row: Row,
    parents: t.Sequence[tuple[Node, node_links.Link]],
    within: t.Sequence[str],
) -> Node:
    fields = json_fields.mapping(row, "summary_fields")
    job, number = json_fields.mapping(fields, "job"), json_fields.int_or_none(row.get("job"))
    node: Node = {
        "id": row["id"],
        "identifier": truncate.one_line(row.get("identifier") or ""),
        "parents": [
            {"id": parent["id"], "identifier": parent["identifier"], **link.as_result()}
            for parent, link in parents
        ],
        "within": list(within),
        "template": truncate.one_line(
            json_fields.mapping(fields, "unified_job_template").get("name") or ""
        )
        or None,
        "job": number or None,
        "name": truncate.one_line(job["name"]) if job.get("name") else None,
        "type": json_fields.str_or_empty(job.get("type")) or None,
        "status": json_fields.str_or_empty(job.get("status")) or None,
        "elapsed": json_fields.number_or_none(job.get("elapsed")),
        "carried_over": False,
        "attempt": 1,
        "earlier_attempts": node_attempts.of_row(row),
        "url": _url_of(client, row) if number else None,
        "browser_url": None,
        "handled": False,
        "explanation": "",
        "failures": [],
        "failures_left_out": 0,
        "nodes": [],
    }
    node["attempt"] += len(node["earlier_attempts"])
    if node["type"] == approvals.TYPE:
        node["browser_url"] = approval_url(client, node["job"])
    elif node["type"] is not None:
        node["browser_url"] = browser_url(client, {"id": node["job"], "type": node["type"]})
    if node["status"] is None:
        node["status"], node["explanation"] = _why_not_run(workflow, row, parents)
    if node["status"] == "successful" and not node["job"]:
        node["carried_over"] = True
        node["elapsed"] = json_fields.number_or_none(row.get("prior_run_elapsed"))
    return node


def _url_of(client: AwxClient, row: Row) -> str | None:
    """Return where the job of a node is; None where the server does not say so."""
    path = json_fields.str_or_empty(json_fields.mapping(row, "related").get("job"))
    try:
        return client.url_of(path) if path else None
    except errors.UnexpectedResponse:
        return None


def _why_not_run(
    workflow: t.Mapping[str, t.Any],
    row: Row,
    parents: t.Sequence[tuple[Node, node_links.Link]],
) -> tuple[str, str]:
    """Return in what state a node is that has no job, and why (docs/awx-api.md#skipped-nodes)."""
    was_canceled = workflow.get("status") == "canceled"
    if row.get("do_not_run"):
        # AWX decides so about all that is left when a workflow is canceled, whatever led there.
        if was_canceled and any(parent["status"] in _CUT_SHORT for parent, _link in parents):
            return "not reached", "the workflow was canceled before"
        led = [link.why_not(_called(parent), parent["status"]) for parent, link in parents]
        return "skipped", truncate.one_line("; ".join(led))
    if row.get("prior_run_succeeded"):
        return "successful", "it was successful in the run before, and was not run again"
    if json_fields.int_or_none(row.get("job")):
        return "unknown", "its job cannot be seen, or was deleted"
    if row.get("unified_job_template") is None and "unified_job_template" in row:
        return "no template", "its template does not exist any more"
    if workflow.get("status") not in FINAL:
        return "not reached", "the workflow has not come to it yet"
    return "not reached", f"the workflow {'was canceled' if was_canceled else 'ended'} before"


_CUT_SHORT = frozenset({"canceled", "not reached"})


# -- Why nodes failed ------------------------------------------------------------------------


def _explain(reading: BestEffortReader, failed: t.Sequence[Node]) -> None:
    """Write into failed nodes why they failed."""
    with_job = [node for node in failed if node["job"] and node["url"]]
    decisions = [node for node in with_job if node["type"] == approvals.TYPE]
    others = [node for node in with_job if node["type"] != approvals.TYPE]
    for node, row in _rows_of(reading, "workflow_approvals/", decisions):
        node["explanation"] = approvals.decision(row)
    for node, row in _rows_of(reading, "unified_jobs/", others):
        job = _job(node)
        if row:
            job = reading.read(
                lambda job=job, row=row: checked({**job, **row}, "GET unified_jobs/"),  # type: ignore[misc]
                job,
            )
        if node["status"] == "error" and not job.get("job_explanation"):
            # Only the detail has what AWX's own program died of
            # (docs/awx-api.md#fields-of-details).
            job = reading.read(
                lambda job=job: read_job(reading.client, path_of(job)),  # type: ignore[misc]
                job,
            )
        reason = job_failure.why(reading, job, with_output=False)
        node["explanation"] = reason.explanation
        node["failures"] = list(reason.failures.kept[:_MOST_FAILURES])
        unnamed = len(reason.failures.kept) - len(node["failures"])
        node["failures_left_out"] = reason.failures.left_out + unnamed


def _rows_of(
    reading: BestEffortReader, resource: str, nodes: t.Sequence[Node]
) -> list[tuple[Node, t.Mapping[str, t.Any]]]:
    """Return nodes with what a list of jobs has about each; {} where it cannot be seen."""
    if not nodes:
        return []
    ids = ",".join(str(node["job"]) for node in nodes)
    params = [("id__in", ids), ("page_size", str(len(nodes)))]
    nothing: tuple[list[Row], int] = ([], 0)
    rows, _count = reading.read(lambda: reading.client.get_page(resource, params), nothing)
    by_id = {json_fields.int_or_none(row.get("id")): row for row in rows}
    return [(node, by_id.get(node["job"], {})) for node in nodes]


def _job(node: Node) -> Job:
    """Return what a node tells about its job, where the job itself cannot be read."""
    return {
        "id": node["job"],
        "type": node["type"],
        "url": node["url"],
        "name": node["name"],
        "status": node["status"],
    }
