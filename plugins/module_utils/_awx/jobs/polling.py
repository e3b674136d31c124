# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Wait for jobs of any type by polling: failed polls are tolerated, deadlines are exact."""

from __future__ import annotations

import typing as t

from ..api.client import AwxClient
from ..common import errors
from ..http.retry import MAX_RETRY_AFTER
from . import fetch_by_id
from .unified_job import Job, titles

# The first pause between two polls, and how fast pauses grow, up to `poll_interval`.
_FIRST_PAUSE = 0.5
_GROWTH = 1.6

# A wait without a deadline ends once the server has not responded for so many seconds.
_MAX_OUTAGE = 900.0

# The last events and counts are stored 0.5 to 2.5 s after a final status, or never
# (docs/awx-api.md#end-of-a-job): so many seconds are waited for them.
SETTLING = 6.0

# Polls of several jobs request those that ended. A job that was deleted never appears there, so
# every second poll counts those that exist.
_COUNT_EVERY = 2

# When the time is over, at most so many jobs are read once more as they are.
_MAX_REFRESHED = 25


class Observer:
    """Receives updates about the jobs that are waited for. This base class does nothing.

    `max_pause` is the longest time in seconds between two polls, if there is one. An `AwxError`
    that `on_poll`, `on_finished` or `on_deleted` raises is logged, and the wait continues.
    """

    max_pause: float | None = None

    def on_start(self, jobs: t.Sequence[Job]) -> None:
        """Handle all jobs that will be waited for; called once, first of all."""

    def on_poll(self, active: t.Sequence[Job]) -> None:
        """Handle the jobs that are active after a poll."""

    def on_finished(self, job: Job) -> None:
        """Handle a job that has ended; called once for each."""

    def on_deleted(self, job: Job) -> None:
        """Handle a job that was deleted, as it was last seen; called once for each."""


NULL_OBSERVER = Observer()


class WaitOptions(t.NamedTuple):
    """Whether and how to wait: seconds in all (None: no limit), and at most between two polls."""

    timeout: float | None = None
    poll_interval: float = 10.0
    wait: bool = True
    on_timeout: str = "fail"
    cancel_on_interrupt: bool = False

    @classmethod
    def from_options(cls, options: t.Mapping[str, t.Any]) -> WaitOptions:
        """Return what the options of a task say about waiting.

        Raises:
            ConfigurationError: a time is negative, has another meaning under the name that another
                client gives it, or there would be no pause between two polls.
        """
        if not options.get("wait", True):
            return cls(wait=False)
        timeout, interval = options.get("wait_timeout"), options.get("interval", 10.0)
        if timeout is not None and timeout < 0:
            raise errors.ConfigurationError(f"wait_timeout is {timeout:g}; give seconds, 0 or more")
        if timeout == 0 and options.get("timeout") is not None:
            raise errors.ConfigurationError(
                "timeout is 0, which means no limit in awx.awx; leave it out for that, or set"
                " wait_timeout: 0 to poll once"
            )
        if interval <= 0:
            raise errors.ConfigurationError(f"interval is {interval:g}; give seconds, more than 0")
        return cls(
            timeout=timeout,
            poll_interval=interval,
            on_timeout=options.get("on_timeout") or "fail",
            cancel_on_interrupt=bool(options.get("cancel_on_interrupt")),
        )


class WaitResult(t.NamedTuple):
    """The jobs in the order given, as last seen, and the error of the last poll if it failed.

    `deleted` are those among them that were deleted meanwhile, each once.
    """

    jobs: t.Sequence[Job]
    last_error: errors.AwxError | None = None
    deleted: t.Sequence[Job] = ()

    @property
    def active(self) -> list[Job]:
        deleted = {job.id for job in self.deleted}
        active = [job for job in self.jobs if not job.is_final and job.id not in deleted]
        return list({job.id: job for job in active}.values())

    @property
    def timed_out(self) -> bool:
        return bool(self.active)

    def timeout_message(self, options: WaitOptions) -> str:
        """Say which jobs have not ended in time; a limited number of them by name."""
        active = self.active
        timeout = "any" if options.timeout is None else f"{options.timeout:g}"
        if len(active) == 1:
            return f"{active[0].title} is {active[0].status} after {timeout} s (wait_timeout)"
        return f"{len(active)} jobs are active: {titles(active)} after {timeout} s (wait_timeout)"


def wait(
    client: AwxClient,
    jobs: t.Sequence[Job],
    options: WaitOptions,
    observer: Observer = NULL_OBSERVER,
) -> WaitResult:
    """Poll until all `jobs` have ended or the time is over; one request a poll.

    Jobs that have ended already cost nothing. A poll that fails although its requests were retried
    does not end the wait, unless the server fails for too long: jobs go on whether or not it
    responds. A job that is deleted meanwhile is not waited for any longer.

    Raises:
        AwxError: the server refuses to respond, or did not respond for too long.
    """
    return _Wait(client, jobs, options, observer).run()


class _Wait:
    """One wait; `_jobs` are the jobs by id, as they were last seen."""

    def __init__(
        self, client: AwxClient, jobs: t.Sequence[Job], options: WaitOptions, observer: Observer
    ) -> None:
        self._client = client
        self._clock = client.clock.now
        self._options = options
        self._observer = observer
        self._order = [job.id for job in jobs]
        self._jobs: dict[int, Job] = {}
        self._deleted: dict[int, Job] = {}
        observer.on_start(jobs)
        for job in jobs:
            if job.id not in self._jobs:
                self._update(job)
        now = self._clock()
        self._deadline = None if options.timeout is None else now + options.timeout
        self._polls = 0
        self._last_error: errors.AwxError | None = None
        self._last_success = now

    def run(self) -> WaitResult:
        pause = min(_FIRST_PAUSE, self._options.poll_interval)
        result = self._result()
        while result.active and not self._is_over():
            self._sleep(pause)
            pause = min(pause * _GROWTH, self._options.poll_interval)
            self._poll(result.active)
            result = self._result()
        return result

    def _result(self) -> WaitResult:
        jobs = [self._jobs[number] for number in self._order]
        return WaitResult(jobs, self._last_error, list(self._deleted.values()))

    def _is_over(self) -> bool:
        return self._deadline is not None and self._clock() >= self._deadline

    def _sleep(self, pause: float) -> None:
        if self._observer.max_pause is not None:
            pause = min(pause, self._observer.max_pause)
        retry_after = getattr(self._last_error, "retry_after", None) or 0.0
        pause = max(pause, min(retry_after, MAX_RETRY_AFTER))
        if self._deadline is not None:
            pause = min(pause, self._deadline - self._clock())
        self._client.clock.sleep(max(pause, 0.0))

    def _poll(self, active: t.Sequence[Job]) -> None:
        try:
            jobs = self._read(active)
        except (errors.ConnectionFailed, errors.ServerError, errors.UnexpectedResponse) as exc:
            self._last_error = exc
            if self._deadline is None and self._clock() - self._last_success > _MAX_OUTAGE:
                raise
            self._client.log(f"a poll failed, and is repeated: {exc}")
            return
        self._last_error, self._last_success = None, self._clock()
        for job in jobs:
            self._update(job)
        still_active = self._result().active
        if still_active:
            self._notify(self._observer.on_poll, still_active)

    def _update(self, job: Job) -> None:
        self._jobs[job.id] = job
        if job.is_final:
            self._notify(self._observer.on_finished, job)

    def _notify(self, handler: t.Callable[[t.Any], None], event: t.Any) -> None:
        try:
            handler(event)
        except errors.AwxError as exc:
            self._client.log(f"the output observer failed: {exc}")

    def _read(self, active: t.Sequence[Job]) -> list[Job]:
        """Return the active jobs as they are; of many without an observer those that ended only.

        The last poll returns all if they are few: errors show them as they are then.
        """
        self._polls += 1
        ids = [job.id for job in active]
        if len(ids) == 1:
            try:
                return [fetch_by_id.read_again(self._client, active[0], until=self._deadline)]
            except errors.NotFound:
                return self._read_all(ids)
        is_last = self._is_over() and len(ids) <= _MAX_REFRESHED
        if is_last or self._observer is not NULL_OBSERVER:
            return self._read_all(ids)
        ended = fetch_by_id.find_ended(self._client, ids, until=self._deadline)
        ended_ids = {job.id for job in ended}
        left = [number for number in ids if number not in ended_ids]
        # A single one is read by itself from now on.
        is_due = self._polls % _COUNT_EVERY == 0 and len(left) > 1
        if is_due and fetch_by_id.count(self._client, left, until=self._deadline) < len(left):
            return [*ended, *self._read_all(left)]
        return ended

    def _read_all(self, ids: t.Sequence[int]) -> list[Job]:
        """Return jobs as they are, and note those that do not exist any more."""
        jobs = fetch_by_id.find(self._client, ids, until=self._deadline)
        for number in sorted({*ids} - {job.id for job in jobs}):
            job = self._deleted[number] = self._jobs[number]
            self._client.log(deleted_message(job))
            self._notify(self._observer.on_deleted, job)
        return jobs


def deleted_message(job: Job) -> str:
    return f"{job.title} was deleted while it was waited for; it was {job.status} before"


def settle(client: AwxClient, job: Job, *, until: float | None = None) -> Job:
    """Return an ended job with its events and host counts stored, if they come in time.

    That is some seconds, or `until` on the clock. How the job ended is known, so that a read that
    fails is logged only.
    """
    deadline = client.clock.now() + SETTLING if until is None else until
    while not _is_settled(job) and client.clock.now() < deadline:
        client.clock.sleep(_FIRST_PAUSE)
        try:
            job = fetch_by_id.read_again(client, job, until=deadline)
        except errors.AwxError as exc:
            client.log(f"the final details of {job.title} could not be read: {exc}")
            break
    return job


def _is_settled(job: Job) -> bool:
    if job.data.get("event_processing_finished", True) is False:
        return False
    # Host counts follow a little later; jobs that were cut short never get them.
    expects_counts = job.type == "job" and job.status in ("successful", "failed")
    has_counts = job.data.get("host_status_counts") is not None
    return not expects_counts or has_counts or bool(job.explanation)
