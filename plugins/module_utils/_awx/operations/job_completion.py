# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""What comes after a launch: wait for the job, and report how it ended and why."""

from __future__ import annotations

import typing as t

from ..api.client import AwxClient
from ..common import errors, message_text
from ..jobs import fetch_by_id, polling
from ..jobs.unified_job import FINAL, Job, browser_url, hosts, summary
from ..jobs.wait_options import WaitOptions
from ..output import select_observer

_Result = t.TypeVar("_Result")

# How long a job that is canceled because of the timeout may take to end, in seconds.
CANCEL_TIMEOUT = 60.0

# How long reading the nodes of workflow jobs may take, in seconds, that did not fail.
_NODES_TIMEOUT = 15.0


# -- One job that the task runs --------------------------------------------------------


def follow(
    client: AwxClient,
    job: Job,
    options: WaitOptions,
    *,
    observer: polling.Observer = polling.NULL_OBSERVER,
) -> dict[str, t.Any]:
    """Return `job`, and once it has ended `hosts`, for a job that this task runs; `nodes`, too.

    With `timed_out` in the result the job has not ended in time, and is left running as requested.

    Raises:
        JobFailed: it ended without success.
        WaitTimeout: it has not ended in time.
        JobLost: how it ends is not known.
        All of them carry what is known about the job as their result.
    """

    def wait() -> dict[str, t.Any]:
        try:
            return _outcome(client, job, options, observer)
        except (errors.JobFailed, errors.WaitTimeout, errors.JobLost):
            raise
        except errors.AwxError as exc:
            raise errors.JobLost(
                f"{job.title} was launched, but how it ends is not known: {exc}",
                result={"job": summary(client, job), **exc.as_result()},
            ) from None

    return cancel_when_interrupted(client, [job], options, wait)


def cancel_when_interrupted(
    client: AwxClient, running: t.Sequence[Job], options: WaitOptions, use: t.Callable[[], _Result]
) -> _Result:
    """Return what `use` does, and cancel the jobs, if the options say so, when the task is ended.

    Ended here means by an interruption such as a signal or the `timeout` of the task, not by an
    error. This is a function, not a context manager, because a signal that arrives while a context
    manager exits would bypass it.
    """
    if not options.cancel_on_interrupt:
        return use()
    # Another interruption must not break into the import.
    from ..jobs import cancel

    try:
        return use()
    except Exception:
        raise
    except BaseException:
        cancel.when_interrupted(client, running)
        raise


def _outcome(
    client: AwxClient, job: Job, options: WaitOptions, observer: polling.Observer
) -> dict[str, t.Any]:
    if not options.wait:
        return {"job": _complete_summary(client, job)}
    seen = polling.wait(client, [job], options, observer)
    job = _only_job(client, seen)
    if not seen.timed_out:
        return _ending(client, polling.settle(client, job))
    if options.on_timeout == "leave":
        return {"job": _complete_summary(client, job), "timed_out": True, **nodes_of(client, job)}
    late = seen.timeout_message(options)
    if options.on_timeout == "cancel":
        return _canceled(client, job, late)
    raise _timeout(client, f"{late}; the job continues.", seen)


def _canceled(client: AwxClient, job: Job, late: str) -> dict[str, t.Any]:
    """Cancel a job that is late; return what is known about it if it ended in success first.

    Raises:
        WaitTimeout: it is canceled, or not yet.
        JobFailed: it failed first.
    """
    from ..jobs import cancel

    try:
        cancel.request_cancel(client, job)
    except errors.AwxError as exc:
        message = f"{late}; the job continues, since it cannot be canceled: {exc}"
        raise _timeout(client, message, polling.WaitResult([job])) from None
    seen = cancel.wait(client, [job], CANCEL_TIMEOUT)
    job = _only_job(client, seen)
    if seen.timed_out:
        message = f"{late}; cancellation was requested, and it is still {job.status}"
        raise _timeout(client, f"{message} after {CANCEL_TIMEOUT:g} s more.", seen)
    if job.status == "canceled":
        raise _timeout(client, f"{late}; the job was canceled (on_timeout=cancel).", seen)
    return _ending(client, polling.settle(client, job))


def _only_job(client: AwxClient, seen: polling.WaitResult) -> Job:
    """Return the one job that was waited for.

    Raises:
        JobLost: it was deleted meanwhile.
    """
    for job in seen.deleted:
        about = summary(client, job)
        raise errors.JobLost(
            polling.deleted_message(job), result={"job": about, "gone_jobs": [about]}
        )
    return seen.jobs[0]


def _ending(client: AwxClient, ended: Job) -> dict[str, t.Any]:
    """Return what is known about a job that has ended.

    Raises:
        JobFailed: without success.
    """
    if ended.status != "successful":
        about = explained(client, ended)
        raise errors.JobFailed(failure_message(client, ended, about), result=about)
    about = {"job": summary(client, ended), **nodes_of(client, ended)}
    if ended.type == "job":
        about["hosts"] = hosts(ended)
    return about


def _timeout(client: AwxClient, message: str, seen: polling.WaitResult) -> errors.WaitTimeout:
    (job,) = seen.jobs
    if seen.last_error is None:
        about = {"job": _complete_summary(client, job), "timed_out": True, **nodes_of(client, job)}
    else:
        # A server that did not respond to the last poll gets no more requests.
        about = {"job": summary(client, job), "timed_out": True}
        message += f" The last poll failed: {seen.last_error}"
    why = [] if job.is_final else why_late(job, about)
    return errors.WaitTimeout("\n".join([message, *why, browser_url(client, job)]), result=about)


def _complete_summary(client: AwxClient, job: Job) -> dict[str, t.Any]:
    """Return what a task returns of a job that may come from a list, which leaves fields out."""
    return summary(client, fetch_by_id.with_missing_fields(client, [job])[0])


def output_tail(client: AwxClient, job: Job, status: t.Any, wanted: str | None) -> dict[str, t.Any]:
    """Return `output_tail` of a job that has ended if `output` is wanted, but cannot be shown."""
    if status not in FINAL or not select_observer.is_hidden(client, wanted):
        return {}
    from ..jobs.output_tail import read_tail

    try:
        return {"output_tail": read_tail(client, job)}
    except errors.AwxError as exc:
        client.reporter.warn(f"the output of job {job.id} could not be read: {exc}")
        return {}


# -- What is reported about jobs -------------------------------------------------------


def explained(client: AwxClient, ended: Job) -> dict[str, t.Any]:
    """Return what is known about a job that ended without success, as far as it can be read."""
    from ..failures import failure_report, job_failure

    about: dict[str, t.Any] = {"job": summary(client, ended)}
    try:
        about.update(failure_report.explain(client, ended))
    except errors.AwxError as exc:
        # That the job failed is known, and must be reported whether or not the reason is.
        client.reporter.warn(
            f"could not determine why {ended.title} {job_failure.ending(ended.status)}: {exc}"
        )
    return about


def failure_message(client: AwxClient, ended: Job, about: t.Mapping[str, t.Any]) -> str:
    """Return the lines about a job that ended without success."""
    from ..failures import failure_report

    return f"{failure_report.headline(ended, about)}\n{browser_url(client, ended)}"


def why_late(job: Job, about: t.Mapping[str, t.Any]) -> list[str]:
    """Return lines about what a job waits for that has not ended in time, if that is known."""
    lines = []
    if about.get("nodes"):
        from ..failures import workflow_report

        lines = [f"It waits for {what}" for what in workflow_report.waits_for(about["nodes"])]
    if job.explanation:
        lines.append(f"Its explanation: {message_text.one_line(job.explanation)}")
    return lines


def nodes_of(client: AwxClient, job: Job) -> dict[str, t.Any]:
    """Return `nodes` and `nodes_left_out` of a workflow job as they are now, nothing of others."""
    return nodes_of_each(client, [job]).get(job.id, {})


def nodes_of_each(client: AwxClient, jobs: t.Iterable[Job]) -> dict[int, dict[str, t.Any]]:
    """Return `nodes` and `nodes_left_out` of those jobs that are workflow jobs, by id."""
    workflows = [job for job in jobs if job.is_workflow]
    if not workflows:
        return {}
    from ..api.best_effort_reader import BestEffortReader
    from ..failures import workflow_report

    several = f"{len(workflows)} workflow jobs"
    which = workflows[0].title if len(workflows) == 1 else several
    reading = BestEffortReader(client, f"what the nodes of {which} do", max_seconds=_NODES_TIMEOUT)
    return workflow_report.describe(reading, workflows)
