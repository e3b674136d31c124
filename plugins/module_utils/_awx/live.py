# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.
"""Show the output of jobs in the terminal while they run."""

from __future__ import annotations

import itertools
import typing as t

from .client import AwxClient
from .followed import Followed, JobOutput, follow
from .jobs import Job

# Between two looks at least so often, in seconds, or output would come in lumps.
_LONGEST_PAUSE = 2.0

# Of many jobs that run at once so many are read at a look, in turn.
_MOST_READS = 4

# What is left to read after the end is given up when nothing came for so long, and in any case
# after the second time: a million events take a quarter of it.
_LONGEST_SILENCE = 10.0
_LONGEST_REST = 3600.0
_PAUSE = 0.5


class LiveOutput:
    """Watch jobs: show their output as it comes, and the rest of it when all of them ended.

    A look costs one request for the output of a job, for at most four jobs at once, and one for the
    nodes of each workflow.
    """

    longest_pause: float | None = _LONGEST_PAUSE

    def __init__(self, client: AwxClient) -> None:
        self._client = client
        self._followed: dict[int, Followed] = {}
        self._running: set[int] = set()
        self._turn = 0

    def begin(self, jobs: t.Sequence[Job]) -> None:
        distinct = {job["id"]: job for job in jobs}
        self._running = set(distinct)
        several = len(distinct) > 1 or self._client.report.screen.is_shared
        for number, job in distinct.items():
            self._followed[number] = follow(self._client, job, among_others=several)

    def look(self, rows: t.Sequence[Job]) -> None:
        for row in rows:
            self._followed[row["id"]].see(row)
        self._refresh()
        for output in self._next_outputs():
            output.read()

    def ended(self, job: Job) -> None:
        self._followed[job["id"]].see(job)
        self._running.discard(job["id"])
        if not self._running:
            self._show_rest()

    def gone(self, job: Job) -> None:
        del self._followed[job["id"]]
        self._running.discard(job["id"])
        if not self._running:
            self._show_rest()

    def _refresh(self) -> None:
        for followed in self._followed.values():
            followed.refresh()

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
        clock = self._client.timing.clock
        begun = heard = clock()
        while True:
            self._refresh()
            if all(followed.is_done for followed in self._followed.values()):
                return
            outputs = self._outputs()
            for output in outputs:
                if output.read() or output.is_done:
                    heard = clock()
            why = ""
            if clock() - heard >= _LONGEST_SILENCE:
                why = f"nothing came for {_LONGEST_SILENCE:g} s"
            elif clock() - begun >= _LONGEST_REST:
                why = f"it did not end within {_LONGEST_REST:g} s"
            if why:
                self._client.report.warn(f"the rest of the output is not shown: {why}")
                return
            if not any(output.is_behind for output in outputs):
                self._client.timing.sleep(_PAUSE)
