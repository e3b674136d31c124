# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Waiting for jobs of any kind: polls that survive, deadlines that are exact."""

from __future__ import annotations

import dataclasses
import typing as t

from ..api.client import AwxClient
from ..common import errors
from ..http.retry import RetryPolicy
from ..http.urls import Params, batches_for_url
from ..schema.limits import MAX_PAGE_SIZE
from .unified_job import FINAL, Job, checked, describe, is_final, path_of, read

# The first pause between two polls, and how fast pauses grow, up to `interval`.
_FIRST_PAUSE = 0.5
_GROWTH = 1.6

# Without a deadline a server that does not answer for so long ends the wait.
_LONGEST_TROUBLE = 900.0

# A final status comes before the last events and counts are stored: 0.5 to 2.5 s
# (docs/awx-api.md#end-of-a-job). They may never come, so this is all that they get.
SETTLING = 6.0

# Several jobs are asked for those that ended only. One that is deleted never shows up there, so
# every second poll counts those that are still there.
_POLLS_TO_A_COUNT = 2

# So few are shown as they are when the time is over, which costs no more than those that ended.
_FEW = 25


@dataclasses.dataclass(frozen=True)
class Patience:
    """How long to wait for the end (None: for ever), and at most between two polls; in seconds."""

    timeout: float | None
    interval: float


class Watcher(t.Protocol):
    """Somebody who follows the jobs that are waited for, and shows them, say.

    `longest_pause` is the longest time in seconds between two polls that it can bear, if not None.
    An `AwxError` that it raises is logged, and the wait goes on.
    """

    longest_pause: float | None

    def begin(self, jobs: t.Sequence[Job]) -> None:
        """See all jobs that will be waited for, once, before anything else."""

    def look(self, rows: t.Sequence[Job]) -> None:
        """See the jobs that are active, after each poll, as it found them."""

    def ended(self, job: Job) -> None:
        """See a job that has ended, once, as the poll found it that saw the end."""

    def gone(self, job: Job) -> None:
        """See a job that was deleted, once, as it was last seen: it will neither change nor end."""


class Nobody:
    """The watcher who does not watch."""

    longest_pause: float | None = None

    def begin(self, jobs: t.Sequence[Job]) -> None:
        """Do nothing."""

    def look(self, rows: t.Sequence[Job]) -> None:
        """Do nothing."""

    def ended(self, job: Job) -> None:
        """Do nothing."""

    def gone(self, job: Job) -> None:
        """Do nothing."""


NOBODY: Watcher = Nobody()


@dataclasses.dataclass(frozen=True)
class Seen:
    """The jobs in the order given, as last seen; `trouble` is why the last poll failed.

    `gone` are those among them that were deleted meanwhile, each once.
    """

    jobs: t.Sequence[Job]
    trouble: errors.AwxError | None = None
    gone: t.Sequence[Job] = ()

    @property
    def active(self) -> list[Job]:
        done = {job["id"] for job in self.gone}
        active = {job["id"]: job for job in self.jobs if not is_final(job)}
        return [job for number, job in active.items() if number not in done]

    @property
    def timed_out(self) -> bool:
        return bool(self.active)


def wait(
    client: AwxClient, jobs: t.Sequence[Job], patience: Patience, watcher: Watcher = NOBODY
) -> Seen:
    """Poll until all `jobs` have ended or the time is over; one request a poll.

    Jobs that have ended already cost nothing. Reads that fail although they were repeated are
    survived until the time is over, or the trouble lasts too long: jobs go on whether or not the
    server answers. A job that is deleted meanwhile is waited for no longer, unlike the others.

    Raises:
        AwxError: the server refuses to answer, or did not answer for too long.
    """
    return _Wait(client, jobs, patience, watcher).run()


class _Wait:
    """One wait; `_latest` are the jobs by id, as they were last seen."""

    def __init__(
        self, client: AwxClient, jobs: t.Sequence[Job], patience: Patience, watcher: Watcher
    ) -> None:
        self._client = client
        self._clock = client.clock.now
        self._patience = patience
        self._watcher = watcher
        self._order = [job["id"] for job in jobs]
        self._latest: dict[int, Job] = {}
        self._gone: dict[int, Job] = {}
        watcher.begin(jobs)
        for job in jobs:
            if job["id"] not in self._latest:
                self._take(job)
        self._deadline = None if patience.timeout is None else self._clock() + patience.timeout
        self._polls = 0
        self._trouble: errors.AwxError | None = None
        self._healthy = self._clock()

    def run(self) -> Seen:
        pause = min(_FIRST_PAUSE, self._patience.interval)
        while self._active() and not self._is_over():
            self._sleep(pause)
            pause = min(pause * _GROWTH, self._patience.interval)
            self._poll()
        jobs = [self._latest[number] for number in self._order]
        return Seen(jobs, self._trouble, list(self._gone.values()))

    def _active(self) -> list[Job]:
        active = [job for job in self._latest.values() if not is_final(job)]
        return [job for job in active if job["id"] not in self._gone]

    def _is_over(self) -> bool:
        return self._deadline is not None and self._clock() >= self._deadline

    def _sleep(self, pause: float) -> None:
        if self._watcher.longest_pause is not None:
            pause = min(pause, self._watcher.longest_pause)
        # A server in trouble may have said when to come back.
        wanted = getattr(self._trouble, "retry_after", None) or 0.0
        pause = max(pause, min(wanted, RetryPolicy.max_retry_after))
        if self._deadline is not None:
            pause = min(pause, self._deadline - self._clock())
        self._client.clock.sleep(max(pause, 0.0))

    def _poll(self) -> None:
        active = self._active()
        try:
            rows = self._rows(active)
        except (errors.ConnectionFailed, errors.ServerError, errors.UnexpectedResponse) as exc:
            self._survive(exc)
            return
        self._trouble, self._healthy = None, self._clock()
        for row in rows:
            self._take(row)
        still_active = self._active()
        if still_active:
            self._tell(lambda: self._watcher.look(still_active))

    def _survive(self, trouble: errors.AwxError) -> None:
        self._trouble = trouble
        if self._deadline is None and self._clock() - self._healthy > _LONGEST_TROUBLE:
            raise trouble
        self._client.log(f"a poll failed; waiting goes on: {trouble}")

    def _take(self, job: Job) -> None:
        self._latest[job["id"]] = job
        if is_final(job):
            self._tell(lambda: self._watcher.ended(job))

    def _tell(self, tell: t.Callable[[], None]) -> None:
        """Tell the watcher; what it cannot read must not end the wait."""
        try:
            tell()
        except errors.AwxError as exc:
            self._client.log(f"who follows the jobs missed something: {exc}")

    def _rows(self, active: t.Sequence[Job]) -> list[Job]:
        """Return the active jobs as they are now; of many that nobody watches, those that ended.

        The last poll shows all if they are few: what is late is told as it is then.
        """
        self._polls += 1
        numbers = [job["id"] for job in active]
        if len(active) == 1:
            return self._single(active[0])
        if self._watcher is not NOBODY or (self._is_over() and len(active) <= _FEW):
            return self._roll_call(numbers)
        ended = find_ended(self._client, numbers, until=self._deadline)
        if self._polls % _POLLS_TO_A_COUNT == 0:
            seen = {row["id"] for row in ended}
            left = [number for number in numbers if number not in seen]
            # A single one is read by itself from now on.
            if len(left) > 1 and count(self._client, left, until=self._deadline) < len(left):
                return [*ended, *self._roll_call(left)]
        return ended

    def _single(self, job: Job) -> list[Job]:
        path = path_of(job)
        try:
            row = read(self._client, path, until=self._deadline)
        except errors.NotFound:
            return self._roll_call([job["id"]])
        return _expected([row], [job["id"]], path)

    def _roll_call(self, numbers: t.Sequence[int]) -> list[Job]:
        """Return jobs as they are now, and take note of those that are not there any more."""
        rows = find(self._client, numbers, until=self._deadline)
        there = {row["id"] for row in rows}
        for number in numbers:
            if number not in there:
                job = self._gone[number] = self._latest[number]
                self._client.log(missing(job))
                self._tell(lambda job=job: self._watcher.gone(job))  # type: ignore[misc]
        return rows


def missing(job: Job) -> str:
    """Return the sentence about a job that was deleted while it was waited for."""
    return (
        f"{describe(job)} was there and {job.get('status')} a moment ago, and is gone: deleted by"
        " somebody"
    )


def count(client: AwxClient, numbers: t.Sequence[int], *, until: float | None = None) -> int:
    """Return how many of the jobs exist that have these ids; one request for about 1,000.

    Raises:
        AwxError: the list cannot be read.
    """
    total = 0
    for some in batches_for_url(dict.fromkeys(numbers)):
        ids = ("id__in", ",".join(map(str, some)))
        total += client.get_page("unified_jobs/", [ids, ("page_size", "1")], until=until)[1]
    return total


def find(
    client: AwxClient,
    numbers: t.Sequence[int],
    *,
    more: Params = (),
    until: float | None = None,
) -> list[Job]:
    """Return the jobs of any kind that have these ids, as lists show them; one request for 200.

    Raises:
        AwxError: the list cannot be read.
    """
    rows: list[Job] = []
    for some in batches_for_url(dict.fromkeys(numbers), max_values=MAX_PAGE_SIZE):
        rows += _listed_jobs(client, some, more, until)[0]
    return rows


def find_ended(
    client: AwxClient, numbers: t.Sequence[int], *, until: float | None = None
) -> list[Job]:
    """Return those of the jobs that have ended; one request for about 1,000 ids and 200 ends.

    Lists turn each row into JSON in about 10 ms (docs/awx-api.md#cost-of-rows), so
    rows that say nothing new are not asked for.

    Raises:
        AwxError: the list cannot be read.
    """
    ended: list[Job] = []
    final = ("status__in", ",".join(sorted(FINAL)))
    for some in batches_for_url(dict.fromkeys(numbers)):
        left = list(some)
        while left:
            rows, found = _listed_jobs(client, left, (final,), until)
            ended += rows
            if not rows or found <= len(rows):
                break
            seen = {row["id"] for row in rows}
            left = [number for number in left if number not in seen]
    return ended


def _listed_jobs(
    client: AwxClient, numbers: t.Sequence[int], more: Params, until: float | None
) -> tuple[list[Job], int]:
    ids = ",".join(map(str, numbers))
    params = [("id__in", ids), *more, ("order_by", "id"), ("page_size", str(MAX_PAGE_SIZE))]
    rows, found = client.get_page("unified_jobs/", params, until=until)
    jobs = [checked(row, "GET unified_jobs/") for row in rows]
    return _expected(jobs, numbers, "unified_jobs/"), found


def _expected(rows: list[Job], numbers: t.Sequence[int], path: str) -> list[Job]:
    if any(row["id"] not in numbers for row in rows):
        raise errors.UnexpectedResponse(f"GET {path}: the server answered with another job")
    return rows


def settle(client: AwxClient, job: Job, *, until: float | None = None) -> Job:
    """Return an ended job with its events and host counts stored, as far as they come in time.

    That is some seconds, or `until` on the clock. How the job ended is known already, so that a
    failing read does not matter.
    """
    deadline = client.clock.now() + SETTLING if until is None else until
    while not _is_settled(job) and client.clock.now() < deadline:
        client.clock.sleep(_FIRST_PAUSE)
        try:
            path = path_of(job)
            job = _expected([read(client, path, until=deadline)], [job["id"]], path)[0]
        except errors.AwxError as exc:
            client.log(f"job {job.get('id')}: its last details could not be read: {exc}")
            break
    return job


def _is_settled(job: t.Mapping[str, t.Any]) -> bool:
    if job.get("event_processing_finished", True) is False:
        return False
    # Host counts follow a little later; jobs that were cut short never get them.
    expects_counts = job.get("type") == "job" and job.get("status") in ("successful", "failed")
    return (
        not expects_counts
        or bool(job.get("job_explanation"))
        or job.get("host_status_counts") is not None
    )
