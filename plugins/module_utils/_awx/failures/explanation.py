# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Why a job failed: in a few requests, and in as little text, whatever the job did."""

from __future__ import annotations

import typing as t

from ..api.best_effort import BestEffortReader
from ..api.client import AwxClient
from ..common import truncate
from ..jobs.unified_job import Job, describe
from . import job_failure, workflow_nodes
from .host_summaries import counted, hosts

# So many nodes of a workflow get a line each.
MOST_LINES = 5

__all__ = ["explain", "headline", "hosts"]


def explain(client: AwxClient, job: Job) -> dict[str, t.Any]:
    """Return what is known about why `job` ended so, as far as it can be read.

    That is `explanation` and, by the kind of job, `hosts`, `failures`, `failures_left_out` and
    `output_tail`, or `nodes` and `nodes_left_out`. What cannot be read is left out, with a warning.
    """
    reading = BestEffortReader(client, f"why {describe(job)} ended so")
    if job.get("type") == "workflow_job":
        return {**workflow_nodes.read(reading, job), "explanation": job_failure.words(reading, job)}
    reason = job_failure.why(reading, job)
    explained: dict[str, t.Any] = {
        "explanation": reason.explanation,
        "failures": list(reason.failures.kept),
        "failures_left_out": reason.failures.left_out,
        "output_tail": reason.output_tail,
    }
    if job.get("type") == "job":
        explained["hosts"] = dict(reason.hosts)
    return explained


def headline(job: t.Mapping[str, t.Any], explained: t.Mapping[str, t.Any]) -> str:
    """Return the lines that a person needs: which job ended how, where, and with what message."""
    first = f"{describe(job)} {job_failure.ending(job)}{_after(job)}"
    numbers = counted(explained.get("hosts") or {}) or _counted_nodes(explained)
    failures = job_failure.Failures(
        explained.get("failures") or [], explained.get("failures_left_out") or 0
    )
    said = [f"{first}: {numbers}" if numbers else first]
    culprits = _culprits(job, explained)
    if culprits:
        said += culprits
    else:
        # What was never read is not in `explained`, but AWX's explanation is known all the same.
        words = explained.get("explanation") or job.get("job_explanation") or ""
        said.append(truncate.one_line(words))
        if failures.kept:
            said.append(job_failure.Reason(failures).line(job))
    return "\n".join(line for line in said if line)


def _culprits(job: t.Mapping[str, t.Any], explained: t.Mapping[str, t.Any]) -> list[str]:
    """Return a line for each node that made a workflow fail, and how many more there are.

    Failures that the workflow has a path for are no reason, unless there is no other. Neither are
    nodes that were canceled because the workflow was.
    """
    unanswered, answered = workflow_nodes.split_culprits(explained.get("nodes") or [])
    if job.get("status") == "canceled":
        unanswered, answered = map(_not_canceled, (unanswered, answered))
    told = unanswered or answered
    lines = [workflow_nodes.line(node) for node in told[:MOST_LINES]]
    if len(told) > MOST_LINES:
        lines.append(f"and {_nodes(len(told) - MOST_LINES, 'more ')}")
    if unanswered and answered:
        lines.append(f"{_nodes(len(answered))} failed besides, which the workflow has a path for")
    return lines


def _not_canceled(found: t.Iterable[workflow_nodes.Node]) -> list[workflow_nodes.Node]:
    return [node for node in found if node["status"] != "canceled"]


def _nodes(number: int, more: str = "") -> str:
    return f"{number} {more}node{'' if number == 1 else 's'}"


def _after(job: t.Mapping[str, t.Any]) -> str:
    elapsed = job.get("elapsed")
    return f" after {elapsed:.0f} s" if isinstance(elapsed, (int, float)) else ""


def _counted_nodes(explained: t.Mapping[str, t.Any]) -> str:
    """Return "1 of 3 nodes failed" for a workflow that has more than the one.

    The nodes of nested workflows are counted in place of these, as they are named.
    """
    found = explained.get("nodes") or []
    culprits = workflow_nodes.culprits(found)
    failed = len(_not_canceled(culprits))
    canceled = len(culprits) - failed
    total = len(workflow_nodes.leaves(found)) + (explained.get("nodes_left_out") or 0)
    if total < 2 or not culprits:
        return ""
    if not failed:
        return f"{canceled} of {_nodes(total)} {'was' if canceled == 1 else 'were'} canceled"
    said = f"{failed} of {_nodes(total)} failed"
    return f"{said}, {canceled} {'was' if canceled == 1 else 'were'} canceled" if canceled else said
