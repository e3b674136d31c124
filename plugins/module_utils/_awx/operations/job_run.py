# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""What comes after a launch: waiting for the job, and saying how it ended and why."""

from __future__ import annotations

import typing as t

from ..api.best_effort import BestEffortReader
from ..api.client import AwxClient
from ..common import errors, truncate
from ..failures import explanation, workflow_nodes
from ..jobs import cancel, details, polling, unified_job
from ..jobs.wait_options import Plan, late
from ..output import event_stream, observers

_Result = t.TypeVar("_Result")

# How long a job that is canceled because it is late may take to end, in seconds.
CANCELING = 60.0

# How long reading the nodes of workflows may take that have ended, or whose time is over.
_LOOKING = 15.0


def watcher_of(client: AwxClient, options: t.Mapping[str, t.Any]) -> polling.Watcher:
    """Return who follows the jobs while they are waited for."""
    return observers.watcher_for(client, options.get("output"))


# -- One job that the task runs --------------------------------------------------------


def follow(
    client: AwxClient,
    job: unified_job.Job,
    plan: Plan,
    *,
    watcher: polling.Watcher = polling.NOBODY,
) -> dict[str, t.Any]:
    """Return `job`, and once it has ended `hosts`, for a job that this task runs; `nodes`, too.

    With `timed_out` it has not ended in time, and the plan is to leave it then.

    Raises:
        JobFailed: it ended without success.
        WaitTimeout: it has not ended in time.
        JobLost: how it ends is not known.
        All of them carry what is known about the job as their result.
    """

    def wait() -> dict[str, t.Any]:
        try:
            return _outcome(client, job, plan, watcher)
        except (errors.JobFailed, errors.WaitTimeout, errors.JobLost):
            raise
        except errors.AwxError as exc:
            known = {"job": unified_job.summary(client, job), **exc.as_result()}
            lost = f"{unified_job.describe(job)} was launched, but how it ends is not known"
            raise errors.JobLost(f"{lost}: {exc}", result=known) from None

    return cancel_when_interrupted(client, [job], plan, wait)


def cancel_when_interrupted(
    client: AwxClient,
    running: t.Sequence[unified_job.Job],
    plan: Plan,
    use: t.Callable[[], _Result],
) -> _Result:
    """Return what `use` does, and cancel the jobs, if that is the plan, should the task be ended.

    That is by something that is no failure of it, such as a signal or the `timeout` of the task.
    A function, not a context manager: a signal that comes while one is left would pass by it.
    """
    try:
        return use()
    except Exception:
        raise
    except BaseException:
        if plan.cancel_on_interrupt:
            cancel.when_interrupted(client, running)
        raise


def _outcome(
    client: AwxClient, job: unified_job.Job, plan: Plan, watcher: polling.Watcher
) -> dict[str, t.Any]:
    if plan.patience is None:
        return {"job": _summary(client, job)}
    seen = polling.wait(client, [job], plan.patience, watcher)
    (job,) = seen.jobs
    _check_there(client, seen)
    if seen.timed_out and plan.on_timeout == "leave":
        return {"job": _summary(client, job), "timed_out": True, **nodes_of(client, job)}
    if seen.timed_out and plan.on_timeout == "cancel":
        return _canceled(client, job, plan.patience)
    if seen.timed_out:
        raise _timeout(client, job, f"{late(seen, plan.patience)}; it goes on.", seen)
    return _ending(client, polling.settle(client, job))


def _summary(client: AwxClient, job: unified_job.Job) -> dict[str, t.Any]:
    """Return what a task returns of a job that may come from a list, which left fields out."""
    return unified_job.summary(client, details.completed(client, [job])[0])


def _check_there(client: AwxClient, seen: polling.Seen) -> None:
    """Check that the one job that is waited for was not deleted meanwhile.

    Raises:
        JobLost: it was.
    """
    for job in seen.gone:
        summary = unified_job.summary(client, job)
        raise errors.JobLost(polling.missing(job), result={"job": summary, "gone_jobs": [summary]})


def nodes_of(client: AwxClient, job: unified_job.Job) -> dict[str, t.Any]:
    """Return `nodes` and `nodes_left_out` of a workflow job as they are now, nothing of others."""
    return nodes_of_each(client, [job]).get(job["id"], {})


def nodes_of_each(
    client: AwxClient, several: t.Sequence[unified_job.Job]
) -> dict[int, dict[str, t.Any]]:
    """Return `nodes` and `nodes_left_out` of those jobs that are workflow jobs, by id."""
    workflows = [job for job in several if job.get("type") == "workflow_job"]
    if not workflows:
        return {}
    what = (
        unified_job.describe(workflows[0])
        if len(workflows) == 1
        else f"{len(workflows)} workflow jobs"
    )
    reading = BestEffortReader(client, f"what the nodes of {what} do", max_seconds=_LOOKING)
    return workflow_nodes.look(reading, workflows)


def _canceled(
    client: AwxClient, job: unified_job.Job, patience: polling.Patience
) -> dict[str, t.Any]:
    """Cancel a job that is late; return what is known about it if it ended in success first.

    Raises:
        WaitTimeout: it is canceled, or not yet.
        JobFailed: it failed first.
    """
    was_late = late(polling.Seen([job]), patience)
    try:
        cancel.ask(client, job)
    except errors.AwxError as exc:
        message = f"{was_late}; it goes on, since it cannot be canceled: {exc}"
        raise _timeout(client, job, message, polling.Seen([job])) from None
    seen = cancel.wait(client, [job], CANCELING)
    (job,) = seen.jobs
    _check_there(client, seen)
    if seen.timed_out:
        message = f"{was_late}; AWX was asked to cancel it, and it is still {job.get('status')}"
        raise _timeout(client, job, f"{message} after {CANCELING:g} s more.", seen)
    if job.get("status") == "canceled":
        raise _timeout(client, job, f"{was_late}; it was canceled (on_timeout).", seen)
    return _ending(client, polling.settle(client, job))


def _ending(client: AwxClient, ended: unified_job.Job) -> dict[str, t.Any]:
    """Return what is known about a job that has ended.

    Raises:
        JobFailed: without success.
    """
    if ended.get("status") != "successful":
        about = explained(client, ended)
        raise errors.JobFailed(said(client, ended, about), result=about)
    about = {"job": unified_job.summary(client, ended), **nodes_of(client, ended)}
    if ended.get("type") == "job":
        about["hosts"] = explanation.hosts(ended)
    return about


def tail_of_unseen(
    client: AwxClient,
    job: unified_job.Job,
    summary: t.Mapping[str, t.Any],
    options: t.Mapping[str, t.Any],
) -> dict[str, t.Any]:
    """Return `output_tail` of a job that has ended and was to be shown, but could not be."""
    if not unified_job.is_final(summary) or not observers.is_unseen(client, options.get("output")):
        return {}
    try:
        return {"output_tail": event_stream.last_lines(client, job)}
    except errors.AwxError as exc:
        client.reporter.warn(f"the output of job {job['id']} could not be read: {exc}")
        return {}


# -- What is said about jobs -----------------------------------------------------------


def explained(client: AwxClient, ended: unified_job.Job) -> dict[str, t.Any]:
    """Return what is known about a job that ended without success, as far as it can be read."""
    about: dict[str, t.Any] = {"job": unified_job.summary(client, ended)}
    try:
        about.update(explanation.explain(client, ended))
    except errors.AwxError as exc:
        # That the job failed is the news; that its reason cannot be read now must not hide it.
        client.reporter.warn(f"why {unified_job.describe(ended)} ended so could not be read: {exc}")
    return about


def said(client: AwxClient, ended: unified_job.Job, about: t.Mapping[str, t.Any]) -> str:
    """Return the lines that a person needs about a job that ended without success."""
    return f"{explanation.headline(ended, about)}\n{unified_job.browser_url(client, ended)}"


def why_late(job: unified_job.Job, about: t.Mapping[str, t.Any]) -> list[str]:
    """Return lines that say what a job waits for that has not ended in time, if that is known."""
    lines = [f"It waits for {what}" for what in workflow_nodes.waits_for(about.get("nodes") or [])]
    if job.get("job_explanation"):
        lines.append(f"Its explanation: {truncate.one_line(job['job_explanation'])}")
    return lines


def _timeout(
    client: AwxClient, job: unified_job.Job, message: str, seen: polling.Seen
) -> errors.WaitTimeout:
    # A server that did not answer the last poll is not asked for more.
    about = nodes_of(client, job) if seen.trouble is None else {}
    summary = _summary(client, job) if seen.trouble is None else unified_job.summary(client, job)
    if seen.trouble is not None:
        message += f" The last poll failed: {seen.trouble}"
    why = [] if unified_job.is_final(job) else why_late(job, about)
    return errors.WaitTimeout(
        "\n".join([message, *why, unified_job.browser_url(client, job)]),
        result={"job": summary, "timed_out": True, **about},
    )
