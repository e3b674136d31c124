# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.
"""Show the output of jobs in the terminal while they run."""

from __future__ import annotations

import itertools
import typing as t

from ..api.client import AwxClient
from ..http.retry import RetryPolicy
from ..jobs.polling import Observer
from ..jobs.unified_job import Job
from .adaptive_page_size import AdaptivePages
from .event_stream import MOST_EVENTS
from .followers import PAUSE, Followed, Found, JobOutput, follow

# Between two looks at least so often, in seconds, or output would come in lumps.
_LONGEST_PAUSE = 2.0

# Of many jobs that run at once so many are read at a look, in turn.
_MOST_READS = 4

# What is left to read after the end is given up when the server answers, and has had nothing new
# for so many seconds: something runs on that nobody waits for.
_LONGEST_SILENCE = 10.0

# In any case that is after an hour, in which a server that is not slow gives millions of events,
# and where requests get more than the usual time after so many times that.
_LONGEST_REST = 3600.0
_MOST_TIMEOUTS = 120


class LiveOutput(Observer):
    """Watch jobs: show their output as it comes, and the rest of it when all of them ended.

    A look costs one request for the output of a job, for at most four jobs at once, and one for the
    nodes of each workflow.
    """

    max_pause = _LONGEST_PAUSE

    def __init__(self, client: AwxClient) -> None:
        self._client = client
        self._pages = AdaptivePages(client, MOST_EVENTS)
        self._followed: dict[int, Followed] = {}
        self._running: set[int] = set()
        self._turn = 0

    def on_start(self, jobs: t.Sequence[Job]) -> None:
        distinct = {job.id: job for job in jobs}
        self._running = set(distinct)
        several = len(distinct) > 1 or self._client.reporter.terminal.is_shared
        for number, job in distinct.items():
            self._followed[number] = follow(
                self._client, job, among_others=several, pages=self._pages
            )

    def on_poll(self, active: t.Sequence[Job]) -> None:
        for job in active:
            self._followed[job.id].see(job)
        self._refresh()
        for output in self._next_outputs():
            output.read()

    def on_finished(self, job: Job) -> None:
        self._followed[job.id].see(job)
        self._running.discard(job.id)
        if not self._running:
            self._show_rest()

    def on_deleted(self, job: Job) -> None:
        del self._followed[job.id]
        self._running.discard(job.id)
        if not self._running:
            self._show_rest()

    def _refresh(self, *, patient: bool = False) -> Found:
        found = [followed.refresh(patient=patient) for followed in self._followed.values()]
        return max(found, default=Found.NOTHING)

    def _outputs(self) -> list[JobOutput]:
        found = [list(followed.outputs()) for followed in self._followed.values()]
        return [output for output in itertools.chain(*found) if output.may_have_more]

    def _next_outputs(self) -> list[JobOutput]:
        """Return the outputs whose turn it is."""
        outputs = self._outputs()
        if len(outputs) <= _MOST_READS:
            return outputs
        self._turn = (self._turn + _MOST_READS) % len(outputs)
        return (outputs + outputs)[self._turn : self._turn + _MOST_READS]

    def _show_rest(self) -> None:
        """Show what is not shown yet, up to the last event."""
        clock = self._client.clock
        longest = max(_LONGEST_REST, _MOST_TIMEOUTS * self._client.settings.timeout)
        begun = clock.now()
        silence = 0.0
        while True:
            found = self._refresh(patient=True)
            if all(followed.is_done for followed in self._followed.values()):
                return
            outputs = self._outputs()
            found = max([found, *(output.read(patient=True) for output in outputs)])
            if found is Found.NEWS:
                silence = 0.0
            if silence >= _LONGEST_SILENCE:
                self._give_up(f"nothing new came for {_LONGEST_SILENCE:g} s")
                return
            if clock.now() - begun >= longest:
                self._give_up(
                    f"reading it took longer than {longest:g} s (an hour, or {_MOST_TIMEOUTS} times"
                    " request_timeout)"
                )
                return
            if any(output.is_behind or output.is_done for output in outputs):
                continue
            wanted = max((output.retry_after for output in outputs), default=0.0)
            clock.sleep(max(PAUSE, min(wanted, RetryPolicy.max_retry_after)))
            # No answer is no silence: it is the client that waits then.
            silence += PAUSE if found is Found.NOTHING else 0.0

    def _give_up(self, why: str) -> None:
        for followed in self._followed.values():
            if not followed.is_done:
                followed.give_up(why)
