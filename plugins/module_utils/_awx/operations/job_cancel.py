# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Cancel jobs, by id or by what they have in common: what `awx_job_cancel` does."""

from __future__ import annotations

import typing as t

from ..api.client import AwxClient
from ..common import errors
from ..jobs import cancel, fetch_by_id, polling, references
from ..jobs.polling import WaitOptions
from ..jobs.unified_job import Job, summary, titles
from ..query import resource_query
from ..query.sinks import Memory
from ..schema.job_types import JOB_TYPES, WORKFLOW_APPROVAL

# Every list of jobs that can be canceled, by the name of the resource.
RESOURCES = ("unified_jobs", *(each.resource for each in JOB_TYPES.values()))

_ACTIVE = "status__in=new,pending,waiting,running"


def run(
    client: AwxClient, options: t.Mapping[str, t.Any], *, check_mode: bool = False
) -> dict[str, t.Any]:
    """Return `canceled`, `already_finished` and `requests` for the options of `awx_job_cancel`.

    Check mode returns which jobs would be canceled.

    Raises:
        NoMatch: there are no such jobs, or not all are active, as was demanded; nothing was
            canceled.
        CancelFailed: some jobs cannot be canceled; the error has the outcome of the others.
        WaitTimeout: not all of them have ended in time.
        AwxError: any other failure.
    """
    sent_before = client.requests
    wait_options = WaitOptions.from_options({**options, "interval": 1.0})
    found = _chosen(client, options, check_mode=check_mode)
    active = [job for job in found if not job.is_final]
    ended = [job for job in found if job.is_final]
    must_run = options.get("fail_if_not_running")
    if ended and must_run:
        raise errors.NoMatch(
            f"{titles(ended)}: ended already, and nothing was canceled (fail_if_not_running)"
        )
    requested = cancel.CancelResult(active, [], [])
    now = {job.id: job for job in found}
    late, seen = [], polling.WaitResult([])
    if not check_mode:
        requested = cancel.request_all(client, active)
        waited_for = [*requested.canceling, *requested.ended]
        if wait_options.wait:
            seen = cancel.wait(client, waited_for, wait_options.timeout)
            if seen.timed_out:
                still = seen.timeout_message(wait_options)
                late.append(f"{still}, although cancellation was requested")
        else:
            seen = polling.WaitResult(fetch_by_id.find(client, [job.id for job in waited_for]))
        now.update((job.id, job) for job in seen.jobs)
        for job in seen.deleted:
            client.reporter.warn(polling.deleted_message(job))
    jobs = fetch_by_id.with_missing_fields(client, list(now.values()))
    result = _result(client, requested, jobs)
    if seen.deleted:
        result["gone_jobs"] = [summary(client, job) for job in seen.deleted]
    result["requests"] = client.requests - sent_before
    problems = requested.problems
    if requested.ended and must_run:
        before = titles([now[job.id] for job in requested.ended])
        problems.append(f"{before}: ended before AWX could cancel it (fail_if_not_running)")
    if problems or late:
        error = errors.CancelFailed if problems else errors.WaitTimeout
        raise error("\n".join([*problems, *late]), result=result)
    return result


def _chosen(client: AwxClient, options: t.Mapping[str, t.Any], *, check_mode: bool) -> list[Job]:
    """Return the jobs to cancel, each once, in the order of their ids: a workflow before its jobs.

    Raises:
        ConfigurationError: the filters would cancel everything.
    """
    filters = options.get("filters")
    if filters is None:
        ids = references.ids_of(options.get("jobs"), check_mode=check_mode)
        found = references.existing(client, ids, purpose="cancel")
    elif not filters:
        raise errors.ConfigurationError(
            "filters is empty, which would cancel every active job; if that is meant, give"
            " {id__gt: 0}"
        )
    else:
        resource = options["resource"]
        active = resource_query.of_options(
            {"resource": f"{resource}?{_ACTIVE}", "filters": filters}
        )
        rows = Memory()
        resource_query.fetch(client, active, rows)
        found = [Job.from_response(row, f"GET {resource}/") for row in rows.rows]
        found = [job for job in found if job.type != WORKFLOW_APPROVAL]
    by_id = {job.id: job for job in found}
    return [by_id[number] for number in sorted(by_id)]


def _result(
    client: AwxClient, requested: cancel.CancelResult, jobs: t.Iterable[Job]
) -> dict[str, t.Any]:
    """Sort the jobs by outcome: some may have ended before they were canceled."""
    canceling = {job.id for job in requested.canceling}
    refused = {job.id for job, _why in requested.refused}
    canceled: list[dict[str, t.Any]] = []
    finished: list[dict[str, t.Any]] = []
    for job in jobs:
        if job.id in refused:
            continue
        is_canceled = not job.is_final or job.status == "canceled"
        (canceled if job.id in canceling and is_canceled else finished).append(summary(client, job))
    return {"changed": bool(canceling), "canceled": canceled, "already_finished": finished}
