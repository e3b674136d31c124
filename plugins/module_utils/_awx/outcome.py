# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""What comes after a launch: waiting for the job, and saying how it ended and why."""

from __future__ import annotations

import dataclasses
import typing as t

from . import errors, failures, jobs, waiting
from .client import AwxClient


@dataclasses.dataclass(frozen=True)
class Plan:
    """What to do once a job is launched; without `patience` nothing more."""

    patience: waiting.Patience | None


def plan_of(options: t.Mapping[str, t.Any]) -> Plan:
    """Return the plan for the options that are about waiting.

    Raises:
        ConfigurationError: a time is negative, or there would be no pause between two looks.
    """
    if not options.get("wait", True):
        return Plan(patience=None)
    timeout, interval = options.get("wait_timeout"), options.get("interval", 10.0)
    if timeout is not None and timeout < 0:
        raise errors.ConfigurationError(f"wait_timeout is {timeout:g}; give seconds, 0 or more")
    if interval <= 0:
        raise errors.ConfigurationError(f"interval is {interval:g}; give seconds, more than 0")
    return Plan(patience=waiting.Patience(timeout=timeout, interval=interval))


def follow(
    client: AwxClient, job: jobs.Job, plan: Plan, *, watcher: waiting.Watcher = waiting.NOBODY
) -> dict[str, t.Any]:
    """Return `job`, and once it has ended `hosts`, for a job that this task runs.

    Raises:
        JobFailed: it ended without success.
        WaitTimeout: it has not ended in time.
        JobLost: how it ends is not known.
        All of them carry what is known about the job as their result.
    """
    try:
        return _outcome(client, job, plan, watcher)
    except (errors.JobFailed, errors.WaitTimeout):
        raise
    except errors.AwxError as exc:
        known = {"job": jobs.summary(client, job), **exc.as_result()}
        lost = f"job {job['id']} '{job.get('name')}' was launched, but how it ends is not known"
        raise errors.JobLost(f"{lost}: {exc}", result=known) from None


def _outcome(
    client: AwxClient, job: jobs.Job, plan: Plan, watcher: waiting.Watcher
) -> dict[str, t.Any]:
    if plan.patience is None:
        return {"job": jobs.summary(client, job)}
    seen = waiting.wait(client, [job], plan.patience, watcher)
    if seen.timed_out:
        raise _too_slow(client, seen, plan.patience)
    return _ending(client, waiting.settle(client, seen.jobs[0]))


def _ending(client: AwxClient, ended: jobs.Job) -> dict[str, t.Any]:
    """Return what is known about a job that has ended.

    Raises:
        JobFailed: without success.
    """
    about: dict[str, t.Any] = {"job": jobs.summary(client, ended)}
    if ended.get("status") == "successful":
        if ended.get("type") == "job":
            about["hosts"] = failures.hosts(ended)
        return about
    try:
        about.update(failures.explain(client, ended))
    except errors.AwxError as exc:
        # That the job failed is the news; that its reason cannot be read now must not hide it.
        client.report.warn(f"why job {ended['id']} ended so could not be read: {exc}")
    raise errors.JobFailed(
        f"{failures.headline(ended, about)}\n{jobs.browser_url(client, ended)}", result=about
    )


def _too_slow(
    client: AwxClient, seen: waiting.Seen, patience: waiting.Patience
) -> errors.WaitTimeout:
    (job,) = seen.active
    because = f" Its explanation: {job['job_explanation']}." if job.get("job_explanation") else ""
    if seen.trouble is not None:
        because += f" The last poll failed: {seen.trouble}"
    return errors.WaitTimeout(
        f"job {job.get('id')} '{job.get('name')}' is {job.get('status')} after {patience.timeout:g}"
        f" s (wait_timeout); it goes on.{because}\n{jobs.browser_url(client, job)}",
        result={"job": jobs.summary(client, job)},
    )
