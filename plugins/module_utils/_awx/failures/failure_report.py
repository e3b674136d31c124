# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Why a job failed: in a few requests, and in as little text, whatever the job did."""

from __future__ import annotations

import typing as t

from ..api.best_effort_reader import BestEffortReader
from ..api.client import AwxClient
from ..common import message_text
from ..jobs.unified_job import Job
from . import job_failure, workflow_report
from .host_summaries import counted
from .workflow_nodes import Node, every

# So many nodes of a workflow get a line each.
MAX_LINES = 5


def explain(client: AwxClient, job: Job) -> dict[str, t.Any]:
    """Return what is known about why `job` ended so, as far as it can be read.

    That is `explanation` and, by the type of job, `hosts`, `failures`, `failures_left_out` and
    `output_tail`, or `nodes` and `nodes_left_out`. What cannot be read is left out, with a warning.
    """
    reading = BestEffortReader(client, f"why {job.title} {job_failure.ending(job.status)}")
    if job.is_workflow:
        nodes = workflow_report.explain(reading, job)
        return {**nodes, "explanation": job_failure.words(reading, job)}
    return job_failure.why(reading, job)


def headline(job: Job, explained: t.Mapping[str, t.Any]) -> str:
    """Return the lines that a person needs: which job ended how, where, and with what message."""
    elapsed = job.data.get("elapsed")
    after = f" after {elapsed:.0f} s" if isinstance(elapsed, (int, float)) else ""
    first = f"{job.title} {job_failure.ending(job.status)}{after}"
    nodes = explained.get("nodes") or []
    unhandled, handled = workflow_report.root_failures(nodes)
    roots = [*unhandled, *handled]
    ids = {node["id"] for node in roots}
    # The nodes of nested workflows are counted in place of these, as they are named.
    total = sum(not node["nodes"] or node["id"] in ids for node in every(nodes))
    left_out = explained.get("nodes_left_out") or 0
    numbers = counted(explained.get("hosts") or {}) or _counted_nodes(roots, total + left_out)
    lines = [f"{first}: {numbers}" if numbers else first]
    failed_nodes = _failed_nodes(job, unhandled, handled)
    if failed_nodes:
        return "\n".join(lines + failed_nodes)
    # What was never read is not in `explained`, but AWX's explanation is known all the same.
    lines.append(message_text.one_line(explained.get("explanation") or job.explanation))
    if explained.get("failures"):
        lines.append(job_failure.line(explained, job.type))
    return "\n".join(line for line in lines if line)


def _failed_nodes(job: Job, unhandled: list[Node], handled: list[Node]) -> list[str]:
    """Return a line for each node that made a workflow fail, and how many more there are.

    Failures that the workflow handles are no reason, unless there is no other. Neither are nodes
    that were canceled because the workflow was.
    """
    if job.status == "canceled":
        unhandled, handled = _not_canceled(unhandled), _not_canceled(handled)
    failed = unhandled or handled
    lines = [workflow_report.line(node) for node in failed[:MAX_LINES]]
    if len(failed) > MAX_LINES:
        lines.append(f"and {_nodes(len(failed) - MAX_LINES, 'more ')}")
    if unhandled and handled:
        lines.append(f"{_nodes(len(handled))} failed besides, which the workflow has a path for")
    return lines


def _not_canceled(nodes: t.Iterable[Node]) -> list[Node]:
    return [node for node in nodes if node["status"] != "canceled"]


def _nodes(number: int, more: str = "") -> str:
    return f"{number} {more}node{'' if number == 1 else 's'}"


def _counted_nodes(roots: list[Node], total: int) -> str:
    """Return "1 of 3 nodes failed" for a workflow that has more than the one."""
    if total < 2 or not roots:
        return ""
    failed = len(_not_canceled(roots))
    canceled = len(roots) - failed
    was_canceled = f"{'was' if canceled == 1 else 'were'} canceled"
    if not failed:
        return f"{canceled} of {_nodes(total)} {was_canceled}"
    more = f", {canceled} {was_canceled}" if canceled else ""
    return f"{failed} of {_nodes(total)} failed{more}"
