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
from ..jobs.polling import WaitOptions
from ..jobs.unified_job import FINAL, Job, browser_url, hosts, summary, titles
from ..output import select_observer

# How long a job that is canceled because of the timeout may take to end, in seconds.
CANCEL_TIMEOUT = 60.0

# How long reading the nodes of workflow jobs may take, in seconds, that did not fail.
_NODES_TIMEOUT = 15.0


class Ending(t.NamedTuple):
    """How waiting for jobs ended, with the `problems` of those that were late."""

    seen: polling.WaitResult
    is_late: bool = False
    problems: t.Sequence[str] = ()
    has_canceled: bool = False


def wait(
    client: AwxClient, jobs: t.Sequence[Job], options: WaitOptions, observer: polling.Observer
) -> Ending:
    """Wait for jobs, and cancel those that are late, or when the task is ended, if that is wanted.

    Ended here means by an interruption such as a signal or the `timeout` of the task, not by an
    error.
    """
    if options.cancel_on_interrupt:
        # Another interruption must not break into the import.
        from ..jobs import cancel
    try:
        return _wait(client, jobs, options, observer)
    except Exception:
        raise
    except BaseException:
        if options.cancel_on_interrupt:
            cancel.when_interrupted(client, jobs)
        raise


def _wait(
    client: AwxClient, jobs: t.Sequence[Job], options: WaitOptions, observer: polling.Observer
) -> Ending:
    seen = polling.wait(client, jobs, options, observer)
    if not seen.timed_out or options.on_timeout == "leave":
        return Ending(seen, seen.timed_out)
    late = seen.timeout_message(options)
    is_one = len(seen.active) == 1
    continues = f"{late}; {'the job continues' if is_one else 'active jobs continue'}."
    if options.on_timeout == "fail":
        error = f" The last poll failed: {seen.last_error}" if seen.last_error else ""
        return Ending(seen, True, [continues + error])
    from ..jobs import cancel

    requested = cancel.request_all(client, seen.active)
    ended = cancel.wait(client, [*requested.canceling, *requested.ended], CANCEL_TIMEOUT)
    now = {job.id: job for job in ended.jobs}
    problems = list(requested.problems)
    if ended.active:
        still = f"still running after {CANCEL_TIMEOUT:g} s more: {titles(ended.active)}"
        problems.insert(0, f"{late}; cancellation was requested; {still}")
    elif any(job.status == "canceled" for job in now.values()):
        canceled = "the job was canceled" if is_one else "the remaining jobs were canceled"
        problems.insert(0, f"{late}; {canceled} (on_timeout=cancel).")
    elif problems:
        problems.insert(0, continues)
    jobs = [now.get(job.id, job) for job in seen.jobs]
    seen = polling.WaitResult(jobs, ended.last_error, [*seen.deleted, *ended.deleted])
    return Ending(seen, bool(problems), problems, bool(requested.canceling))


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
    try:
        return _outcome(client, job, options, observer)
    except (errors.JobFailed, errors.WaitTimeout, errors.JobLost):
        raise
    except errors.AwxError as exc:
        raise errors.JobLost(
            f"{job.title} was launched, but how it ends is not known: {exc}",
            result={"job": summary(client, job), **exc.as_result()},
        ) from None


def _outcome(
    client: AwxClient, job: Job, options: WaitOptions, observer: polling.Observer
) -> dict[str, t.Any]:
    if not options.wait:
        return {"job": _complete_summary(client, job)}
    ending = wait(client, [job], options, observer)
    job = ending.seen.jobs[0]
    about: dict[str, t.Any] = {"job": summary(client, job)}
    if ending.seen.deleted:
        deleted = {**about, "gone_jobs": [about["job"]]}
        raise errors.JobLost(polling.deleted_message(job), result=deleted)
    if not ending.is_late:
        return _ended(client, polling.settle(client, job))
    about["timed_out"] = True
    # A server that did not respond to the last poll gets no more requests.
    if ending.seen.last_error is None:
        about.update(job=_complete_summary(client, job), **nodes_of(client, job))
    if not ending.problems:
        return about
    why = [] if job.is_final else why_late(job, about)
    lines = [*ending.problems, *why, browser_url(client, job)]
    raise errors.WaitTimeout("\n".join(lines), result=about)


def _ended(client: AwxClient, ended: Job) -> dict[str, t.Any]:
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
