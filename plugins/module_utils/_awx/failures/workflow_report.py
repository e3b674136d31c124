# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Why nodes of a workflow job failed, and what a workflow that does not end waits for."""

from __future__ import annotations

import functools
import typing as t

from ..api.best_effort_reader import BestEffortReader
from ..common import message_text
from ..jobs import approvals, fetch_by_id
from ..jobs.unified_job import Job, browser_url
from ..jobs.unified_job import read as read_job
from ..schema.job_types import WORKFLOW_APPROVAL
from . import job_failure
from .workflow_nodes import MAX_WORKFLOWS, Node, Tree, every, has_failed, name_of

# So many failed nodes are explained, with so many failures each.
MAX_EXPLAINED = 5
_MAX_FAILURES = 5

# The most earlier attempts that are looked up, explained, and named in a line, respectively.
_MAX_ATTEMPTS = 200
_MAX_ATTEMPTS_EXPLAINED = 5
_MAX_ATTEMPTS_IN_LINE = 3


def explain(reading: BestEffortReader, job: Job) -> dict[str, t.Any]:
    """Return `nodes`, each after those that lead to it, and `nodes_left_out`.

    Reading the nodes takes one request per 200 nodes and level, at most five in all, and reading
    the jobs of failed nodes two more. Explaining each of the first five failures takes two to
    five. Where a server repeats failed nodes, earlier attempts take one more request, and their
    explanations as many again.
    """
    tree = Tree(reading)
    nodes = tree.read([job])[job.id]
    # What was canceled with the workflow is no reason for its end.
    unhandled, handled = root_failures(nodes)
    failed = sorted([*unhandled, *handled], key=lambda node: node["status"] == "canceled")
    _explain(reading, failed[:MAX_EXPLAINED])
    _read_attempts(reading, every(nodes), explained=failed[:MAX_EXPLAINED])
    return {"nodes": nodes, "nodes_left_out": tree.left_out}


def describe(reading: BestEffortReader, jobs: t.Iterable[Job]) -> dict[int, dict[str, t.Any]]:
    """Return `nodes` and `nodes_left_out` of each of the workflow jobs, by id, whatever they do.

    It takes a request for each 200 nodes and level of all of them, and one about the approvals
    that they wait for. Failed nodes are not explained.
    """
    found: dict[int, dict[str, t.Any]] = {}
    distinct = list({job.id: job for job in jobs}.values())
    for start in range(0, len(distinct), MAX_WORKFLOWS):
        some = distinct[start : start + MAX_WORKFLOWS]
        tree = Tree(reading)
        parts = tree.read(some)
        if tree.left_out and len(some) > 1:
            # Too many for the limit together, and it is not known whose nodes were left out.
            for job in some:
                found.update(describe(reading, [job]))
            continue
        for job in some:
            found[job.id] = {"nodes": parts[job.id], "nodes_left_out": tree.left_out}
        nodes = [node for part in parts.values() for node in every(part)]
        approvals.describe(reading, [node for node in nodes if approvals.is_pending(node)])
        _read_attempts(reading, nodes)
    return found


# -- Which nodes failed -----------------------------------------------------------------------


def root_failures(nodes: t.Iterable[Node]) -> tuple[list[Node], list[Node]]:
    """Return the nodes that failed themselves: those that are not handled, and those that are.

    A nested workflow fails since its nodes do, so that these are returned in its place.
    """
    unhandled: list[Node] = []
    handled: list[Node] = []
    for node in nodes:
        inner, inner_handled = root_failures(node["nodes"])
        handled += inner_handled
        failed = has_failed(node)
        (unhandled if failed and not node["handled"] else handled).extend(
            inner or ([node] if failed else [])
        )
    return unhandled, handled


def waits_for(nodes: t.Iterable[Node]) -> list[str]:
    """Return in words what a workflow that does not end waits for, at most three things."""
    found = every(nodes)
    lines = [
        f"the approval '{name_of(node)}'{node['explanation'].removeprefix(approvals.PENDING)}"
        for node in found
        if approvals.is_pending(node)
    ]
    circles = {node["explanation"] for node in found if node["status"] == "stuck"}
    return [*lines, *sorted(circles)][:3]


def line(node: Node) -> str:
    """Return in one line which node failed and why."""
    path = " > ".join(f"'{name}'" for name in [*node["within"], name_of(node)])
    reason = job_failure.line(node, node["type"])
    if node["status"] == "no template":
        return f"node {path} could not run: {reason}"
    again = f", attempt {node['attempt']}" if node["attempt"] > 1 else ""
    number = f" (job {node['job']}{again})" if node["job"] else ""
    ended = f"node {path}{number} {job_failure.ending(node['status'])}"
    return message_text.joined(f"{ended}: {reason}" if reason else ended, *_attempt_lines(node))


def _attempt_lines(node: Node) -> list[str]:
    """Return how the first earlier attempts of a node ended, in words."""
    lines = []
    for position, attempt in enumerate(node["earlier_attempts"][:_MAX_ATTEMPTS_IN_LINE], start=1):
        ended = f"attempt {position} (job {attempt['job']}) {job_failure.ending(attempt['status'])}"
        why = message_text.one_line(attempt["explanation"])
        lines.append(f"{ended}: {why}" if why else ended)
    return lines


# -- Why nodes failed ------------------------------------------------------------------------


def _explain(reading: BestEffortReader, failed: t.Sequence[Node]) -> None:
    """Write into failed nodes why they failed."""
    client = reading.client
    with_job = {node["job"]: node for node in failed if node["job"] and node["url"]}
    decisions = [number for number in with_job if with_job[number]["type"] == WORKFLOW_APPROVAL]
    others = [number for number in with_job if number not in decisions]
    if decisions:
        nothing: list[dict[str, t.Any]] = []
        for row in reading.read(lambda: approvals.find(client, decisions), nothing):
            if row["id"] in decisions:
                with_job[row["id"]]["explanation"] = approvals.decision(row)
    jobs = _jobs(reading, others)
    for number in others:
        node = with_job[number]
        # What the node has of its job, where the job itself cannot be read.
        names = ("type", "url", "name", "status")
        known = Job({"id": number, **{name: node[name] for name in names}})
        job = known.updated(jobs[number].data) if number in jobs else known
        if node["status"] == "error" and not job.explanation:
            # Only the detail has what AWX's own program died of
            # (docs/awx-api.md#fields-of-details).
            job = reading.read(functools.partial(read_job, client, job.path), job)
        about = job_failure.why(reading, job, with_output=False)
        node["explanation"] = about["explanation"]
        node["failures"] = about["failures"][:_MAX_FAILURES]
        unnamed = len(about["failures"]) - len(node["failures"])
        node["failures_left_out"] = about["failures_left_out"] + unnamed


def _jobs(reading: BestEffortReader, ids: t.Sequence[int]) -> dict[int, Job]:
    nothing: list[Job] = []
    found = reading.read(lambda: fetch_by_id.find(reading.client, ids), nothing)
    return {job.id: job for job in found}


def _read_attempts(
    reading: BestEffortReader, nodes: t.Sequence[Node], *, explained: t.Sequence[Node] = ()
) -> None:
    """Write into nodes how their earlier attempts ended, and of the first of `explained` why.

    It costs nothing where there are none, else one request and a few for each that is explained.
    """
    attempts = [attempt for node in nodes for attempt in node["earlier_attempts"]]
    ids = [attempt["job"] for attempt in attempts[:_MAX_ATTEMPTS]]
    if not ids:
        return
    jobs = _jobs(reading, ids)
    of_failed = [attempt["job"] for node in explained for attempt in node["earlier_attempts"]]
    to_explain = of_failed[:_MAX_ATTEMPTS_EXPLAINED]
    for attempt in attempts:
        job = jobs.get(attempt["job"])
        if job is None:
            attempt["status"] = "unknown"
            continue
        attempt["status"] = job.data.get("status")
        attempt["browser_url"] = browser_url(reading.client, job)
        attempt["explanation"] = message_text.message(job.explanation)
        if attempt["job"] in to_explain and job.data.get("url"):
            about = job_failure.why(reading, job, with_output=False)
            attempt["explanation"] = job_failure.line(about, job.type)
