# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The nodes of a workflow job as a tree: which ran, which did not and why, and what failed."""

from __future__ import annotations

import heapq
import typing as t

from . import errors, reasons, text, values
from .client import AwxClient
from .jobs import Job, browser_url, checked, path_of
from .jobs import read as read_job
from .reading import Reading

# So many pages of nodes are read in all, of 200 nodes each, and so many levels of workflows.
MOST_PAGES = 5
_PAGE_SIZE = 200
DEEPEST = 3

# Workflows of one level are read together; so many ids fit into a URL.
_MOST_WORKFLOWS = 100

# So many failed nodes are explained, with so many failures each.
MOST_EXPLAINED = 5
_MOST_FAILURES = 5

_FAILED = frozenset({"failed", "error", "canceled"})
_PATHS = ("success", "failure", "always")

Node = dict[str, t.Any]
Row = dict[str, t.Any]


def read(reading: Reading, job: Job) -> dict[str, t.Any]:
    """Return `nodes`, each after those that lead to it, and `nodes_left_out`.

    The nodes take a request for each 200 of them and each level, five in all. Two more tell about
    the jobs of the failed nodes, and mostly two, at most five, why each of the first five failed.
    """
    tree = _Tree(reading)
    nodes = tree.below(job)
    _explain(reading, culprits(nodes)[:MOST_EXPLAINED])
    return {"nodes": nodes, "nodes_left_out": tree.left_out}


def culprits(nodes: t.Iterable[Node]) -> list[Node]:
    """Return the nodes that failed themselves, first those that the workflow has no answer to.

    A nested workflow fails since its nodes do, so that these are returned in its place.
    """
    unanswered: list[Node] = []
    answered: list[Node] = []
    for node in nodes:
        if not has_failed(node):
            continue
        inner = culprits(node["nodes"])
        (answered if node["handled"] else unanswered).extend(inner or [node])
    return unanswered + answered


def has_failed(node: Node) -> bool:
    """Whether a node failed, as AWX decides it: having no template left to run is a failure too."""
    return node["status"] in _FAILED or node["status"] == "no template"


def line(node: Node) -> str:
    """Return in one line which node failed and why."""
    called = " > ".join(f"'{name}'" for name in [*node["within"], _called(node)])
    number = f" (job {node['job']})" if node["job"] else ""
    reason = reasons.Reason(
        reasons.Failures(node["failures"], node["failures_left_out"]), node["explanation"]
    ).line(node)
    if node["status"] == "no template":
        return f"node {called} could not run: {reason}"
    said = f"node {called}{number} {reasons.ending(node)}"
    return f"{said}: {reason}" if reason else said


def _called(node: Node) -> str:
    return str(node["template"] or node["identifier"] or node["id"])


# -- The tree ------------------------------------------------------------------------------


class _Tree:
    """Reads the nodes of a workflow job and of those within it, level by level."""

    def __init__(self, reading: Reading) -> None:
        self.left_out = 0
        self._reading = reading
        self._client = reading.client
        self._pages = MOST_PAGES

    def below(self, job: Job) -> list[Node]:
        path = path_of(job) + "workflow_nodes/"
        nodes = _level(self._client, job, self._rows(path, []), ())
        workflows = _workflows(nodes)
        for _depth in range(DEEPEST - 1):
            if not workflows or not self._pages:
                break
            ids = ",".join(str(number) for number in workflows)
            rows = self._rows("workflow_job_nodes/", [("workflow_job__in", ids)])
            parts: dict[t.Any, list[Row]] = {}
            for row in rows:
                parts.setdefault(values.whole(row.get("workflow_job")), []).append(row)
            for number, node in workflows.items():
                within = (*node["within"], _called(node))
                node["nodes"] = _level(self._client, node, parts.get(number, []), within)
            workflows = _workflows([one for node in workflows.values() for one in node["nodes"]])
        return nodes

    def _rows(self, path: str, params: list[tuple[str, str]]) -> list[Row]:
        rows: list[Row] = []
        count = 1
        page = 1
        while self._pages and len(rows) < count:
            query = [*params, ("page_size", str(_PAGE_SIZE)), ("order_by", "id")]
            query += [("page", str(page))] if page > 1 else []
            nothing: tuple[list[Row], int] = ([], 0)
            found, count = self._reading.part(
                lambda query=query: self._client.get_identified(path, query),  # type: ignore[misc]
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
    parents: dict[int, list[tuple[int, str]]] = {number: [] for number in by_id}
    for number, row in by_id.items():
        for path in _PATHS:
            for child in map(values.whole, values.items(row.get(f"{path}_nodes"))):
                if child in parents:
                    parents[child].append((number, path))
    for number in _in_order(parents):
        above = [(nodes[parent], path) for parent, path in parents[number] if parent in nodes]
        nodes[number] = _node(client, workflow, by_id[number], above, within)
    return list(nodes.values())


def _in_order(parents: t.Mapping[int, t.Sequence[tuple[int, str]]]) -> list[int]:
    """Return the ids of nodes so that each comes after its parents, older ones first."""
    waiting = {number: {parent for parent, _path in above} for number, above in parents.items()}
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
    # AWX allows no circle; a server that has one all the same must not lose nodes here.
    return [*ordered, *sorted(set(parents) - set(ordered))]


def _node(
    client: AwxClient,
    workflow: t.Mapping[str, t.Any],
    row: Row,
    parents: t.Sequence[tuple[Node, str]],
    within: t.Sequence[str],
) -> Node:
    fields = values.mapping(row, "summary_fields")
    job, number = values.mapping(fields, "job"), values.whole(row.get("job"))
    node: Node = {
        "id": row["id"],
        "identifier": text.one_line(row.get("identifier") or ""),
        "parents": [
            {"id": parent["id"], "identifier": parent["identifier"], "on": on}
            for parent, on in parents
        ],
        "within": list(within),
        "template": text.one_line(values.mapping(fields, "unified_job_template").get("name") or "")
        or None,
        "job": number or None,
        "name": text.one_line(job["name"]) if job.get("name") else None,
        "type": values.text(job.get("type")) or None,
        "status": values.text(job.get("status")) or None,
        "elapsed": values.number(job.get("elapsed")),
        "url": _url_of(client, row) if number else None,
        "browser_url": None,
        "handled": bool(row.get("failure_nodes") or row.get("always_nodes")),
        "explanation": "",
        "failures": [],
        "failures_left_out": 0,
        "nodes": [],
    }
    if node["type"] not in (None, "workflow_approval"):
        node["browser_url"] = browser_url(client, {"id": node["job"], "type": node["type"]})
    if node["status"] is None:
        node["status"], node["explanation"] = _why_not_run(workflow, row, parents)
    return node


def _url_of(client: AwxClient, row: Row) -> str | None:
    """Return where the job of a node is; None where the server does not say so."""
    path = values.text(values.mapping(row, "related").get("job"))
    try:
        return client.url_of(path) if path else None
    except errors.UnexpectedReply:
        return None


def _why_not_run(
    workflow: t.Mapping[str, t.Any], row: Row, parents: t.Sequence[tuple[Node, str]]
) -> tuple[str, str]:
    """Return in what state a node is that has no job, and why (awx-api: 7.8)."""
    if row.get("do_not_run"):
        led = [f"'{_called(parent)}' is {parent['status']}, not {on}" for parent, on in parents]
        return "skipped", text.one_line("; ".join(led))
    if values.whole(row.get("job")):
        return "unknown", "its job cannot be seen, or was deleted"
    if row.get("unified_job_template") is None and "unified_job_template" in row:
        return "no template", "its template does not exist any more"
    ended = "was canceled" if workflow.get("status") == "canceled" else "ended"
    return "not reached", f"the workflow {ended} before"


# -- Why nodes failed ------------------------------------------------------------------------


def _explain(reading: Reading, failed: t.Sequence[Node]) -> None:
    """Write into failed nodes why they failed."""
    with_job = [node for node in failed if node["job"] and node["url"]]
    approvals = [node for node in with_job if node["type"] == "workflow_approval"]
    others = [node for node in with_job if node["type"] != "workflow_approval"]
    for node, row in _rows_of(reading, "workflow_approvals/", approvals):
        node["explanation"] = _decision(row)
    for node, row in _rows_of(reading, "unified_jobs/", others):
        job = _job(node)
        if row:
            job = reading.part(
                lambda job=job, row=row: checked({**job, **row}, "GET unified_jobs/"),  # type: ignore[misc]
                job,
            )
        if node["status"] == "error" and not job.get("job_explanation"):
            # Only the detail has what AWX's own program died of (awx-api: 0.13).
            job = reading.part(
                lambda job=job: read_job(reading.client, path_of(job)),  # type: ignore[misc]
                job,
            )
        reason = reasons.why(reading, job, with_output=False)
        node["explanation"] = reason.explanation
        node["failures"] = list(reason.failures.kept[:_MOST_FAILURES])
        unnamed = len(reason.failures.kept) - len(node["failures"])
        node["failures_left_out"] = reason.failures.left_out + unnamed


def _rows_of(
    reading: Reading, resource: str, nodes: t.Sequence[Node]
) -> list[tuple[Node, t.Mapping[str, t.Any]]]:
    """Return nodes with what a list of jobs has about each; {} where it cannot be seen."""
    if not nodes:
        return []
    ids = ",".join(str(node["job"]) for node in nodes)
    params = [("id__in", ids), ("page_size", str(len(nodes)))]
    nothing: tuple[list[Row], int] = ([], 0)
    rows, _count = reading.part(lambda: reading.client.get_page(resource, params), nothing)
    by_id = {values.whole(row.get("id")): row for row in rows}
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


def _decision(approval: t.Mapping[str, t.Any]) -> str:
    """Return what became of an approval that was not given."""
    if approval.get("timed_out"):
        return "nobody approved or denied it in time"
    user = values.mapping(approval, "summary_fields", "approved_or_denied_by").get("username")
    if user:
        return f"{text.one_line(user)} denied it"
    return text.message(approval.get("job_explanation") or "")
