# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Show the output of jobs in the terminal while they run."""

from __future__ import annotations

import typing as t

from ..api.client import AwxClient
from ..http.retry import MAX_RETRY_AFTER
from ..jobs.polling import Observer
from ..jobs.unified_job import Job
from .adaptive_page_size import AdaptivePageSize
from .event_stream import MAX_EVENTS
from .job_follower import PAUSE, Follower, JobOutput, Shared
from .workflow_follower import follow

# The longest time between two polls, in seconds: output would come in lumps otherwise.
_MAX_PAUSE = 2.0

# Of many jobs that run at once so many are read at a poll, in turn.
_MAX_READS = 4

# After all jobs ended, stop reading the rest if the server responds but has had nothing new for
# this many seconds: something that is not waited for still runs.
_MAX_SILENCE = 10.0

# Reading the rest always stops after an hour, enough for millions of events, or after this many
# times the request timeout, whichever is longer.
_MAX_REST = 3600.0
_MAX_TIMEOUTS = 120


class LiveOutput(Observer):
    """Show the output of jobs as it comes, and the rest of it when all of them ended.

    A poll costs one request for the output of a job, for at most four jobs at once, and one for the
    nodes of each workflow.
    """

    max_pause = _MAX_PAUSE

    def __init__(self, client: AwxClient) -> None:
        self._client = client
        self._followers: dict[int, Follower] = {}
        self._running: set[int] = set()
        self._turn = 0

    def on_start(self, jobs: t.Sequence[Job]) -> None:
        distinct = {job.id: job for job in jobs}
        self._running = set(distinct)
        has_titles = len(distinct) > 1 or self._client.reporter.terminal.is_shared
        size = AdaptivePageSize(self._client, MAX_EVENTS)
        for number, job in distinct.items():
            self._followers[number] = follow(Shared(self._client, size, has_titles), job)

    def on_poll(self, active: t.Sequence[Job]) -> None:
        for job in active:
            self._followers[job.id].update(job)
        self._refresh()
        outputs = self._outputs()
        if len(outputs) > _MAX_READS:
            self._turn = (self._turn + _MAX_READS) % len(outputs)
            outputs = (outputs + outputs)[self._turn : self._turn + _MAX_READS]
        for output in outputs:
            output.read()

    def on_finished(self, job: Job) -> None:
        self._followers[job.id].update(job)
        self._end(job)

    def on_deleted(self, job: Job) -> None:
        del self._followers[job.id]
        self._end(job)

    def _end(self, job: Job) -> None:
        self._running.discard(job.id)
        if not self._running:
            self._show_rest()

    def _refresh(self, *, patient: bool = False) -> bool:
        has_news = [each.refresh(patient=patient) for each in self._followers.values()]
        return any(has_news)

    def _outputs(self) -> list[JobOutput]:
        found = [output for each in self._followers.values() for output in each.outputs()]
        return [output for output in found if output.may_have_more]

    def _show_rest(self) -> None:
        """Show what is not shown yet, up to the last event."""
        clock = self._client.clock
        longest = max(_MAX_REST, _MAX_TIMEOUTS * self._client.settings.timeout)
        begun = clock.now()
        silence = 0.0
        while True:
            has_news = self._refresh(patient=True)
            if all(follower.is_done for follower in self._followers.values()):
                return None
            outputs = self._outputs()
            if any([has_news, *(output.read(patient=True) for output in outputs)]):
                silence = 0.0
            if silence >= _MAX_SILENCE:
                return self._give_up(f"nothing new came for {_MAX_SILENCE:g} s")
            if clock.now() - begun >= longest:
                return self._give_up(
                    f"reading it took longer than {longest:g} s (an hour, or {_MAX_TIMEOUTS} times"
                    " request_timeout)"
                )
            if any(output.is_behind or output.is_done for output in outputs):
                continue
            retry_after = max((output.retry_after for output in outputs), default=0.0)
            clock.sleep(max(PAUSE, min(retry_after, MAX_RETRY_AFTER)))
            silence += PAUSE

    def _give_up(self, why: str) -> None:
        for follower in self._followers.values():
            if not follower.is_done:
                follower.give_up(why)
