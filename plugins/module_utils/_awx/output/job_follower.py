# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The output of one job: when it is shown, when it is complete, and what is reported of it."""

from __future__ import annotations

import dataclasses
import typing as t

from ..api.client import AwxClient
from ..common import errors
from ..jobs.polling import SETTLING
from ..jobs.unified_job import Job, browser_url, read
from ..schema.job_types import JOB_TYPES
from .adaptive_page_size import AdaptivePageSize, deadline
from .event_stream import OutputStream
from .terminal_lines import duration, show, title_of

# Between two reads of what is left when all has ended, in seconds.
PAUSE = 0.5

# Reads that fail one after another for so many seconds, at least two of them, are given up: a
# server that is restarted is back by then.
_MAX_OUTAGE = 60.0

_NOT_STARTED = frozenset({"new", "pending", "waiting"})


@dataclasses.dataclass(frozen=True)
class Shared:
    """What the outputs have in common that are shown together.

    Lines tell which job they are of if `has_titles`. `workflows` are the ids of a workflow job and
    of those within it: none of them is followed twice.
    """

    client: AwxClient
    event_pages: AdaptivePageSize
    has_titles: bool = False
    workflows: set[int] = dataclasses.field(default_factory=set)


class Follower:
    """Shows what a job has to show; `is_done` says that it was all shown, or given up.

    `part` tells which part of a workflow the job is. `patient` is as for `AdaptivePageSize.read`.
    """

    is_done: bool = False

    def __init__(self, shared: Shared, job: Job, part: str = "") -> None:
        self._shared = shared
        self._client = shared.client
        self._job = job
        self._part = f" ({part})" if part else ""
        self._has_begun = self._has_ended = False
        self._failing_since: float | None = None

    def update(self, job: Job) -> None:
        """Take a newer state of the job."""
        self._job = self._job.updated(job.data)
        if self._has_started and not self._has_begun:
            self._has_begun = True
            self._show_title("started")

    def refresh(self, *, patient: bool = False) -> bool:
        """Read which parts the job has; at most one request for 200 parts, unless `patient`.

        Return False if there is nothing new, as far as the server responded.
        """
        return False

    def outputs(self) -> t.Iterator[JobOutput]:
        """Yield the outputs in it that are not completely shown."""
        yield from ()

    def give_up(self, why: str) -> None:
        """Show no more of it, and report why."""
        self.is_done = True

    @property
    def _has_started(self) -> bool:
        return self._job.status not in _NOT_STARTED

    def _show_end(self) -> None:
        if not self._has_ended:
            self._has_ended = True
            elapsed = duration(self._job.data.get("elapsed"))
            self._show_title(self._job.status + (f" after {elapsed}" if elapsed else ""))

    def _show_title(self, what: str) -> None:
        if self._shared.has_titles:
            show(self._client, [f"{title_of(self._job)} {what}{self._part}"])

    def _is_outage(self, begun: float) -> bool:
        """Note that the read failed that began then; return whether all have for too long."""
        if self._failing_since is None:
            self._failing_since = begun
            return False
        return self._client.clock.now() - self._failing_since >= _MAX_OUTAGE


class Approval(Follower):
    """Something without output that a workflow waits for: an approval."""

    def update(self, job: Job) -> None:
        self._job = self._job.updated(job.data)
        if self._job.is_final and not self.is_done:
            status = self._job.status
            # A denied one and one that expired are both `failed`.
            words = {"successful": "approved", "failed": "not approved"}.get(status, status)
            show(self._client, [f"{title_of(self._job)} {words}"])
            self.is_done = True
        elif not self._job.is_final and not self._has_begun:
            page = browser_url(self._client, self._job)
            show(self._client, [f"{title_of(self._job)} waits for a decision: {page}"])
            self._has_begun = True


class JobOutput(Follower):
    """The output of one job that is no workflow.

    `retry_after` is how many seconds the server asked to wait when it responded to the last read.
    """

    def __init__(self, shared: Shared, job: Job, part: str = "") -> None:
        super().__init__(shared, job, part)
        self.retry_after = 0.0
        self._stream = OutputStream(self._client, job, shared.event_pages)
        self._prefix = f"{title_of(job)} | " if shared.has_titles else ""
        self._shown = 0
        # Whether all events are stored: not known yet, or waited for in vain.
        self._is_stored: bool | None = None
        self._silence = 0.0
        self._last_read = self._client.clock.now()

    @property
    def may_have_more(self) -> bool:
        """Whether a read may find something: the job started, and not all was shown."""
        return not self.is_done and self._has_started

    @property
    def is_behind(self) -> bool:
        """Whether there is certainly more to read already."""
        return self.may_have_more and self._stream.is_behind

    def update(self, job: Job) -> None:
        super().update(job)
        if self.is_done and self._job.is_final:
            self._show_end()

    def outputs(self) -> t.Iterator[JobOutput]:
        if not self.is_done:
            yield self

    def read(self, *, patient: bool = False) -> bool:
        """Show what is new; return False if there is nothing, as far as the server responded.

        One request, two after the end, and some if `patient`.
        """
        begun = self._client.clock.now()
        is_complete = self._is_complete(patient=patient)
        try:
            texts = self._stream.read(is_complete=is_complete, patient=patient)
        except errors.AwxError as exc:
            self._client.log(f"the output of {title_of(self._job)} could not be read: {exc}")
            self.retry_after = getattr(exc, "retry_after", None) or 0.0
            is_server_error = isinstance(exc, errors.ServerError)
            is_refused = isinstance(exc, errors.ApiError) and not is_server_error
            if is_refused or (patient and self._is_outage(begun)):
                self._stop(str(exc))
            return True
        self._failing_since, self.retry_after = None, 0.0
        self._shown += show(self._client, texts, self._prefix)
        if self._stream.has_news or not self._job.is_final:
            self._silence = 0.0
        else:
            # Other reads may have taken longer, in which nothing was requested here.
            self._silence += min(begun - self._last_read, PAUSE)
        self._last_read = self._client.clock.now()
        if is_complete and not self._stream.is_behind:
            self._finish()
        return self._stream.has_news or self.is_done

    def give_up(self, why: str) -> None:
        self._stop(why if self._job.is_final else f"{why}, and it is {self._job.status}")

    def _is_complete(self, *, patient: bool) -> bool:
        """Whether every event is stored that ever will be; that may take a request."""
        if self._job.is_final and self._is_stored is None:
            if self._silence >= SETTLING:
                self._is_stored = False
            elif self._is_processed(patient=patient):
                self._is_stored = True
        return self._is_stored is not None

    def _is_processed(self, *, patient: bool) -> bool:
        if not self._job.data.get("event_processing_finished"):
            try:
                until = deadline(self._client, patient=patient)
                self.update(read(self._client, self._job.path, until=until))
            except errors.AwxError as exc:
                # The events themselves may be read all the same.
                title = title_of(self._job)
                self._client.log(f"{title}: event_processing_finished could not be read: {exc}")
        return bool(self._job.data.get("event_processing_finished"))

    def _stop(self, why: str) -> None:
        self._warn(f"is not shown any further: {why}")
        self._is_stored = True
        self._finish()

    def _finish(self) -> None:
        self.is_done = True
        if self._is_stored is False:
            self._warn(
                "may lack its end: AWX has not said that all of it is stored"
                f" (event_processing_finished), and nothing new came for {SETTLING:g} s"
            )
        if self._stream.cut is not None:
            self._warn(f"has long lines that could not be read whole: {self._stream.cut}")
        if self._job.is_final:
            self._show_end()

    def _warn(self, problem: str) -> None:
        lines = "1 line" if self._shown == 1 else f"{self._shown} lines"
        known = JOB_TYPES[self._job.type]
        # The output of system jobs is a field of theirs (docs/awx-api.md#output-of-system-jobs).
        part = "" if known.name == "system_job" else "/stdout"
        self._client.reporter.warn(
            f"the output of {title_of(self._job)} {problem.rstrip('.')}. Shown: {lines}. All that"
            f" is stored: {browser_url(self._client, self._job)} or awx_query with resource:"
            f" {known.resource}/{self._job.id}{part}"
        )
