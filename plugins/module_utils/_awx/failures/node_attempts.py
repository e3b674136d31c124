# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Earlier attempts of workflow nodes: some servers run the job of a failed node again."""

from __future__ import annotations

import typing as t

from ..api.best_effort import BestEffortReader
from ..api.client import AwxClient
from ..common import errors, json_fields, truncate
from ..jobs import polling
from ..jobs.unified_job import Job, browser_url
from . import job_failure

# So many are looked up, so many of them are explained, and so many are named in a line.
_MOST = 200
_MOST_EXPLAINED = 5
_MOST_NAMED = 3

Node = dict[str, t.Any]
Attempt = dict[str, t.Any]


def of_row(row: t.Mapping[str, t.Any]) -> list[Attempt]:
    """Return the earlier attempts of a node, the first one first, as far as the node tells."""
    numbers = [
        json_fields.int_or_none(job) for job in json_fields.list_or_empty(row.get("retried_jobs"))
    ]
    return [
        {"job": number, "status": None, "browser_url": None, "explanation": ""}
        for number in sorted(number for number in numbers if number is not None)
    ]


def read(
    reading: BestEffortReader, nodes: t.Sequence[Node], *, explained: t.Sequence[Node] = ()
) -> None:
    """Write into nodes how their earlier attempts ended, and of the first of `explained` why.

    It costs nothing where there are none, else one request and a few for each that is explained.
    """
    numbers = [attempt["job"] for node in nodes for attempt in node["earlier_attempts"]][:_MOST]
    if not numbers:
        return
    nothing: list[Job] = []
    found = reading.read(lambda: polling.find(reading.client, numbers), nothing)
    jobs = {job["id"]: job for job in found}
    for node in nodes:
        for attempt in node["earlier_attempts"]:
            _fill(reading.client, attempt, jobs.get(attempt["job"]))
    left = [attempt for node in explained for attempt in node["earlier_attempts"]]
    for attempt in left[:_MOST_EXPLAINED]:
        job = jobs.get(attempt["job"])
        if job is not None:
            attempt["explanation"] = _why(reading, job)


def _fill(client: AwxClient, attempt: Attempt, job: Job | None) -> None:
    if job is None:
        attempt["status"] = "unknown"
        return
    attempt["status"] = job.get("status")
    attempt["browser_url"] = browser_url(client, job)
    attempt["explanation"] = truncate.message(job.get("job_explanation") or "")


def _why(reading: BestEffortReader, job: Job) -> str:
    try:
        return job_failure.why(reading, job, with_output=False).line(job)
    except errors.UnexpectedResponse as exc:
        reading.client.log(f"why job {job['id']} ended so could not be read: {exc}")
        return ""


def lines(node: Node) -> list[str]:
    """Return how earlier attempts of a node ended, in words, a few of them."""
    said = []
    for position, attempt in enumerate(node["earlier_attempts"][:_MOST_NAMED], start=1):
        why = f": {truncate.one_line(attempt['explanation'])}" if attempt["explanation"] else ""
        said.append(f"attempt {position} (job {attempt['job']}) {job_failure.ending(attempt)}{why}")
    return said
