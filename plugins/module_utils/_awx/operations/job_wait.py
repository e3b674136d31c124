# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Wait for any number of jobs of any kind: what `awx_job_wait` does."""

from __future__ import annotations

import dataclasses
import typing as t

from ..api.client import AwxClient
from ..common import errors
from ..jobs import cancel, details, polling, references, unified_job, wait_options
from ..jobs.unified_job import Job
from . import job_run

FAIL_ON = ("failed", "error", "canceled")

# Lists of jobs of one kind, by the name of the resource, and the type of those in it.
TYPES: t.Mapping[str, str] = {
    "jobs": "job",
    "workflow_jobs": "workflow_job",
    "project_updates": "project_update",
    "inventory_updates": "inventory_update",
    "system_jobs": "system_job",
    "ad_hoc_commands": "ad_hoc_command",
}

# Explaining a job takes some requests: so many are explained, the others are named.
_MOST_EXPLAINED = 10


def run(
    client: AwxClient, options: t.Mapping[str, t.Any], *, check_mode: bool = False
) -> dict[str, t.Any]:
    """Return `jobs`, `failed_jobs`, `gone_jobs` and `requests` for the options of `awx_job_wait`.

    It only reads, unless it is to cancel what is late; check mode looks once and waits for nothing.

    Raises:
        NoMatch: there are no such jobs, or one is not of the type that is wanted.
        JobFailed: a job ended in a way that is a failure, or was deleted.
        WaitTimeout: not all jobs ended in time.
        AwxError: any other failure.
    """
    sent_before = client.requests
    plan = wait_options.plan_of({**options, "wait": True})
    numbers = references.ids_of(options.get("jobs"), check_mode=check_mode)
    found = references.existing(client, numbers)
    _check_type(found, options.get("job_type"))
    patience = plan.patience
    if check_mode or patience is None:
        ending = _Ending(found)
    else:
        watcher = job_run.watcher_of(client, options)
        ending = job_run.cancel_when_interrupted(
            client, found, plan, lambda: _ending(client, found, plan, patience, watcher)
        )
    fail_on = options.get("fail_on")
    # A server that did not answer the last poll is not asked for more.
    if not ending.has_trouble:
        ending = dataclasses.replace(ending, jobs=details.completed(client, ending.jobs))
    with_nodes = not check_mode and not ending.has_trouble
    report = _report(client, ending, FAIL_ON if fail_on is None else fail_on, with_nodes=with_nodes)
    result = {"changed": ending.changed, **report.result}
    if ending.timed_out:
        result["timed_out"] = True
    if ending.gone:
        result["gone_jobs"] = [unified_job.summary(client, job) for job in ending.gone]
    result["requests"] = client.requests - sent_before
    lines = [*ending.problems, *report.lines, *map(polling.missing, ending.gone)]
    if lines:
        error = errors.WaitTimeout if ending.problems else errors.JobFailed
        raise error("\n".join(lines), result=result)
    return result


def _check_type(found: t.Sequence[Job], wanted: str | None) -> None:
    others = [job for job in found if wanted is not None and job.get("type") != TYPES[wanted]]
    if others:
        raise errors.NoMatch(
            f"job_type wants {wanted}, and these are none: {unified_job.named(others)}. Leave"
            " job_type out: jobs of all kinds can be waited for, by their ids"
        )


@dataclasses.dataclass(frozen=True)
class _Ending:
    """How waiting ended: the jobs as they are then, and what is wrong with that."""

    jobs: t.Sequence[Job]
    changed: bool = False
    timed_out: bool = False
    problems: t.Sequence[str] = ()
    gone: t.Sequence[Job] = ()
    has_trouble: bool = False


def _ending(
    client: AwxClient,
    found: t.Sequence[Job],
    plan: wait_options.Plan,
    patience: polling.Patience,
    watcher: polling.Watcher,
) -> _Ending:
    seen = polling.wait(client, found, patience, watcher)
    if not seen.timed_out or plan.on_timeout == "leave":
        return _Ending(
            seen.jobs, timed_out=seen.timed_out, gone=seen.gone, has_trouble=bool(seen.trouble)
        )
    late = wait_options.late(seen, patience)
    if plan.on_timeout == "cancel":
        return _canceled(client, seen, late)
    late += "; what is active goes on."
    late += f" The last poll failed: {seen.trouble}" if seen.trouble else ""
    return _Ending(
        seen.jobs, timed_out=True, problems=[late], gone=seen.gone, has_trouble=bool(seen.trouble)
    )


def _canceled(client: AwxClient, seen: polling.Seen, late: str) -> _Ending:
    """Cancel what is active, and wait until it has ended."""
    asked = cancel.ask_for_all(client, seen.active)
    ended = cancel.wait(client, [*asked.canceling, *asked.ended], job_run.CANCELING)
    now = {job["id"]: job for job in ended.jobs}
    problems = [f"{late}; what was active was canceled (on_timeout).", *asked.problems]
    if ended.active:
        problems.append(f"AWX was asked to cancel, and is at it: {unified_job.named(ended.active)}")
    return _Ending(
        [now.get(job["id"], job) for job in seen.jobs],
        changed=bool(asked.canceling),
        timed_out=True,
        problems=problems,
        gone=[*seen.gone, *ended.gone],
    )


# -- What is said about the jobs that failed ---------------------------------------------


@dataclasses.dataclass(frozen=True)
class _Report:
    """The result, and the lines about failures for a person; none if nothing failed."""

    result: t.Mapping[str, t.Any]
    lines: t.Sequence[str]


def _report(
    client: AwxClient, ending: _Ending, fail_on: t.Container[str], *, with_nodes: bool
) -> _Report:
    several = _once(ending.jobs)
    failed = [job for job in several if job.get("status") in fail_on]
    # All of them get the time to settle together that one job gets.
    until = client.clock.now() + polling.SETTLING
    abouts: list[dict[str, t.Any]] = []
    lines: list[str] = []
    for job in failed[:_MOST_EXPLAINED]:
        job = polling.settle(client, _whole(client, job), until=until)
        about = job_run.explained(client, job)
        abouts.append(about)
        lines.append(job_run.said(client, job, about))
    others = failed[_MOST_EXPLAINED:]
    abouts += [{"job": unified_job.summary(client, job)} for job in others]
    if len(failed) > 1:
        lines.insert(0, f"{len(failed)} of {len(several)} jobs ended without success")
    if others:
        lines.append(f"and {len(others)} more: {unified_job.named(others)}")
    parts = {about["job"]["id"]: _nodes_in(about) for about in abouts}
    if with_nodes:
        left = [job for job in several if not parts.get(job["id"])]
        parts.update(job_run.nodes_of_each(client, left))
    if ending.problems:
        lines = [*_late(client, ending, parts), *lines]
    summaries = [
        {**unified_job.summary(client, job), **parts.get(job["id"], {})} for job in ending.jobs
    ]
    result = {"jobs": summaries, "failed_jobs": abouts, **unified_job.on_top(summaries)}
    if len(summaries) == 1:
        result.update(parts.get(summaries[0]["id"], {}))
    return _Report(result, lines)


def _nodes_in(about: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    return {name: about[name] for name in ("nodes", "nodes_left_out") if name in about}


def _late(
    client: AwxClient, ending: _Ending, parts: t.Mapping[int, t.Mapping[str, t.Any]]
) -> list[str]:
    """Return what each of the first jobs that are late waits for, and where a browser shows it."""
    gone = {job["id"] for job in ending.gone}
    late = [
        job for job in _once(ending.jobs) if not unified_job.is_final(job) and job["id"] not in gone
    ]
    lines = []
    for job in late[:_MOST_EXPLAINED]:
        which = f"{unified_job.describe(job)}: " if len(late) > 1 else ""
        lines += [which + why for why in job_run.why_late(job, parts.get(job["id"], {}))]
        lines.append(which + unified_job.browser_url(client, job))
    return lines


def _whole(client: AwxClient, job: Job) -> Job:
    """Return a job with what lists leave out; as it is if that cannot be read."""
    if "result_traceback" in job:
        return job
    try:
        return unified_job.read(client, unified_job.path_of(job))
    except errors.AwxError as exc:
        client.log(f"job {job.get('id')}: its details could not be read: {exc}")
        return job


def _once(several: t.Iterable[Job]) -> list[Job]:
    return list({job["id"]: job for job in several}.values())
