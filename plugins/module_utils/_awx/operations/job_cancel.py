# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Cancel jobs, by id or by what they have in common: what `awx_job_cancel` does."""

from __future__ import annotations

import typing as t

from ..api.client import AwxClient
from ..common import errors
from ..jobs import cancel, details, polling, references, unified_job, wait_options
from ..query import select
from ..query.sinks import Memory
from ..schema.job_types import JOB_TYPES

# Every list of jobs that can be canceled, by the name of the resource.
RESOURCES = ("unified_jobs", *(each.resource for each in JOB_TYPES.values()))

_ACTIVE = "status__in=new,pending,waiting,running"

# Approvals are canceled with their workflow only.
_NOT_CANCELABLE = "workflow_approval"


def run(
    client: AwxClient, options: t.Mapping[str, t.Any], *, check_mode: bool = False
) -> dict[str, t.Any]:
    """Return `canceled`, `already_finished` and `requests` for the options of `awx_job_cancel`.

    Check mode says which jobs would be canceled.

    Raises:
        NoMatch: there are no such jobs, or not all are active, as was demanded; nothing was
            canceled.
        CancelFailed: some jobs cannot be canceled; the error carries what became of the others.
        WaitTimeout: not all of them have ended in time.
        AwxError: any other failure.
    """
    sent_before = client.requests
    plan = wait_options.plan_of({**options, "interval": 1.0})
    found = _chosen(client, options, check_mode=check_mode)
    active = [job for job in found if not unified_job.is_final(job)]
    _check_running(found, options)
    asked = cancel.Asked(active, [], []) if check_mode else cancel.ask_for_all(client, active)
    now = {job["id"]: job for job in found}
    late: list[str] = []
    gone: t.Sequence[unified_job.Job] = ()
    if not check_mode:
        seen = _after(client, asked, plan)
        now.update((job["id"], job) for job in seen.jobs)
        gone = seen.gone
        for job in gone:
            client.reporter.warn(polling.missing(job))
        if plan.patience is not None and seen.timed_out:
            late = [f"{wait_options.late(seen, plan.patience)}, though AWX was asked to cancel"]
    whole = details.completed(client, list(now.values()))
    result = _result(client, asked, {job["id"]: job for job in whole})
    if gone:
        result["gone_jobs"] = [unified_job.summary(client, job) for job in gone]
    result["requests"] = client.requests - sent_before
    problems = list(asked.problems)
    if asked.ended and options.get("fail_if_not_running"):
        ended = unified_job.named([now[job["id"]] for job in asked.ended])
        problems.append(f"{ended}: ended before AWX could cancel it (fail_if_not_running)")
    if problems:
        raise errors.CancelFailed("\n".join([*problems, *late]), result=result)
    if late:
        raise errors.WaitTimeout("\n".join(late), result=result)
    return result


def _chosen(
    client: AwxClient, options: t.Mapping[str, t.Any], *, check_mode: bool
) -> list[unified_job.Job]:
    """Return the jobs to cancel, each once, in the order of their ids: a workflow before its jobs.

    Raises:
        ConfigurationError: the filters would cancel everything.
    """
    filters = options.get("filters")
    if filters is None:
        numbers = references.ids_of(options.get("jobs"), check_mode=check_mode)
        found = references.existing(client, numbers, purpose="cancel")
    elif not filters:
        raise errors.ConfigurationError(
            "filters is empty, which would cancel every active job; if that is meant, give"
            " {id__gt: 0}"
        )
    else:
        resource = options["resource"]
        active = select.of_options({"resource": f"{resource}?{_ACTIVE}", "filters": filters})
        rows = Memory()
        select.fetch(client, active, rows)
        found = [unified_job.checked(row, f"GET {resource}/") for row in rows.rows]
        found = [job for job in found if job.get("type") != _NOT_CANCELABLE]
    by_id = {job["id"]: job for job in found}
    return [by_id[number] for number in sorted(by_id)]


def _check_running(found: t.Sequence[unified_job.Job], options: t.Mapping[str, t.Any]) -> None:
    ended = [job for job in found if unified_job.is_final(job)]
    if ended and options.get("fail_if_not_running"):
        raise errors.NoMatch(
            f"{unified_job.named(ended)}: ended already, and nothing was canceled"
            " (fail_if_not_running)"
        )


def _after(client: AwxClient, asked: cancel.Asked, plan: wait_options.Plan) -> polling.Seen:
    """Return the jobs as they are once they have ended, or now if that is not waited for."""
    if plan.patience is not None:
        return cancel.wait(client, [*asked.canceling, *asked.ended], plan.patience.timeout)
    numbers = [job["id"] for job in (*asked.canceling, *asked.ended)]
    return polling.Seen(polling.find(client, numbers))


def _result(
    client: AwxClient, asked: cancel.Asked, now: t.Mapping[int, unified_job.Job]
) -> dict[str, t.Any]:
    """Sort the jobs by what became of them: one may have ended before the cancel reached it."""
    asked_for = {job["id"] for job in asked.canceling}
    refused = {job["id"] for job, _why in asked.refused}
    canceled: list[dict[str, t.Any]] = []
    finished: list[dict[str, t.Any]] = []
    for number, job in now.items():
        if number in refused:
            continue
        is_canceled = not unified_job.is_final(job) or job.get("status") == "canceled"
        chosen = canceled if number in asked_for and is_canceled else finished
        chosen.append(unified_job.summary(client, job))
    return {"changed": bool(asked_for), "canceled": canceled, "already_finished": finished}
