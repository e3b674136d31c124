# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Wait for any number of jobs of any type: what `awx_job_wait` does."""

from __future__ import annotations

import typing as t

from ..api.client import AwxClient
from ..common import errors
from ..jobs import fetch_by_id, polling, references, unified_job
from ..jobs.polling import WaitOptions
from ..jobs.unified_job import Job, summary
from ..output import select_observer
from ..schema.job_types import JOB_TYPES
from . import job_completion
from .job_completion import Ending

FAIL_ON = ("failed", "error", "canceled")

# Lists of jobs of one type, by the name of the resource, and the type of those in it.
TYPES: t.Mapping[str, str] = {each.resource: each.name for each in JOB_TYPES.values()}

# Explaining a job takes some requests: so many are explained, the others are named.
_MAX_EXPLAINED = 10


def run(
    client: AwxClient, options: t.Mapping[str, t.Any], *, check_mode: bool = False
) -> dict[str, t.Any]:
    """Return `jobs`, `failed_jobs`, `gone_jobs` and `requests` for the options of `awx_job_wait`.

    It only reads, unless it is to cancel what is late; check mode reads once and does not wait.

    Raises:
        NoMatch: there are no such jobs, or one is not of the type that is wanted.
        JobFailed: a job ended in a way that is a failure, or was deleted.
        WaitTimeout: not all jobs ended in time.
        AwxError: any other failure.
    """
    sent_before = client.requests
    wait_options = WaitOptions.from_options({**options, "wait": True})
    ids = references.ids_of(options.get("jobs"), check_mode=check_mode)
    found = references.existing(client, ids)
    _check_type(found, options.get("job_type"))
    ending = Ending(polling.WaitResult(found))
    if not check_mode:
        observer = select_observer.observer_for(client, options.get("output"))
        ending = job_completion.wait(client, found, wait_options, observer)
    jobs, deleted = ending.seen.jobs, ending.seen.deleted
    # A server that did not respond to the last poll gets no more requests.
    if ending.seen.last_error is None:
        jobs = fetch_by_id.with_missing_fields(client, jobs)
    fail_on = options.get("fail_on")
    with_nodes = not check_mode and ending.seen.last_error is None
    result, lines = _report(client, jobs, FAIL_ON if fail_on is None else fail_on, with_nodes)
    if ending.problems:
        gone = {job.id for job in deleted}
        late = {job.id: job for job in jobs if not job.is_final and job.id not in gone}
        lines = [*_late(client, list(late.values()), result["jobs"]), *lines]
    result["changed"] = ending.has_canceled
    if ending.is_late:
        result["timed_out"] = True
    if deleted:
        result["gone_jobs"] = [summary(client, job) for job in deleted]
    result["requests"] = client.requests - sent_before
    lines = [*ending.problems, *lines, *map(polling.deleted_message, deleted)]
    if lines:
        error = errors.WaitTimeout if ending.problems else errors.JobFailed
        raise error("\n".join(lines), result=result)
    return result


def _check_type(found: t.Sequence[Job], wanted: str | None) -> None:
    others = [job for job in found if wanted is not None and job.type != TYPES[wanted]]
    if others:
        raise errors.NoMatch(
            f"expected jobs of type {wanted} (job_type), but got: {unified_job.titles(others)}."
            " Leave job_type out: jobs of all types can be waited for, by their ids"
        )


# -- What is reported about the jobs that failed ------------------------------------------


def _report(
    client: AwxClient, found: t.Sequence[Job], fail_on: t.Container[str], with_nodes: bool
) -> tuple[dict[str, t.Any], list[str]]:
    """Return the result, and the lines of the error; none if nothing failed."""
    jobs = list({job.id: job for job in found}.values())
    failed = [job for job in jobs if job.status in fail_on]
    # All of them together get the time to settle that one job gets.
    until = client.clock.now() + polling.SETTLING
    failed_jobs: list[dict[str, t.Any]] = []
    lines: list[str] = []
    if len(failed) > 1:
        lines.append(f"{len(failed)} of {len(jobs)} jobs ended without success")
    for job in failed[:_MAX_EXPLAINED]:
        if "result_traceback" not in job.data:
            job = fetch_by_id.with_details(client, job)
        job = polling.settle(client, job, until=until)
        about = job_completion.explained(client, job)
        failed_jobs.append(about)
        lines.append(job_completion.failure_message(client, job, about))
    others = failed[_MAX_EXPLAINED:]
    failed_jobs += [{"job": summary(client, job)} for job in others]
    if others:
        lines.append(f"and {len(others)} more: {unified_job.titles(others)}")
    names = ("nodes", "nodes_left_out")
    nodes = {
        about["job"]["id"]: {name: about[name] for name in names}
        for about in failed_jobs
        if "nodes" in about
    }
    if with_nodes:
        others = [job for job in jobs if job.id not in nodes]
        nodes.update(job_completion.nodes_of_each(client, others))
    summaries = [{**summary(client, job), **nodes.get(job.id, {})} for job in found]
    result = {"jobs": summaries, "failed_jobs": failed_jobs}
    result.update(unified_job.top_level_fields(summaries))
    if len(summaries) == 1:
        result.update(nodes.get(found[0].id, {}))
    return result, lines


def _late(
    client: AwxClient, late: t.Sequence[Job], summaries: t.Iterable[t.Mapping[str, t.Any]]
) -> list[str]:
    """Return what each of the first jobs that are late waits for, and its URL for a browser."""
    about = {each["id"]: each for each in summaries}
    lines = []
    for job in late[:_MAX_EXPLAINED]:
        which = f"{job.title}: " if len(late) > 1 else ""
        lines += [which + why for why in job_completion.why_late(job, about[job.id])]
        lines.append(which + unified_job.browser_url(client, job))
    return lines
