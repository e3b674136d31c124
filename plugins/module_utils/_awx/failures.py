# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Why a job failed: in a few requests, and in as little text, whatever the job did."""

from __future__ import annotations

import typing as t

from . import nodes, reasons, text
from .client import AwxClient
from .hosts import counted, hosts
from .jobs import Job
from .reading import Reading

__all__ = ["explain", "headline", "hosts"]


def explain(client: AwxClient, job: Job) -> dict[str, t.Any]:
    """Return what is known about why `job` ended so, as far as it can be read.

    That is `explanation` and, by the kind of job, `hosts`, `failures`, `failures_left_out` and
    `output_tail`, or `nodes` and `nodes_left_out`. What cannot be read is left out, with a warning.
    """
    reading = Reading(client, f"job {job.get('id')}")
    if job.get("type") == "workflow_job":
        return {**nodes.read(reading, job), "explanation": reasons.words(reading, job)}
    reason = reasons.why(reading, job)
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
    first = f"{reasons.named(job)} {reasons.ending(job)}{_after(job)}"
    numbers = counted(explained.get("hosts") or {}) or _counted_nodes(explained)
    failures = reasons.Failures(
        explained.get("failures") or [], explained.get("failures_left_out") or 0
    )
    said = [f"{first}: {numbers}" if numbers else first]
    culprits = nodes.culprits(explained.get("nodes") or [])
    if culprits:
        others = f" (and {len(culprits) - 1} more)" if len(culprits) > 1 else ""
        said.append(nodes.line(culprits[0]) + others)
    else:
        # What was never read is not in `explained`, but AWX's explanation is known all the same.
        words = explained.get("explanation") or job.get("job_explanation") or ""
        said.append(text.one_line(words))
        if failures.kept:
            said.append(reasons.Reason(failures).line(job))
    return "\n".join(line for line in said if line)


def _after(job: t.Mapping[str, t.Any]) -> str:
    elapsed = job.get("elapsed")
    return f" after {elapsed:.0f} s" if isinstance(elapsed, (int, float)) else ""


def _counted_nodes(explained: t.Mapping[str, t.Any]) -> str:
    """Return "1 of 3 nodes failed" for a workflow that has more than the one."""
    found = explained.get("nodes") or []
    failed = sum(nodes.has_failed(node) for node in found)
    total = len(found) + (explained.get("nodes_left_out") or 0)
    return f"{failed} of {total} nodes failed" if failed and total > 1 else ""
