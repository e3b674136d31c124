# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.
"""Say in one line every few seconds how far jobs are."""

from __future__ import annotations

import collections
import typing as t

from ..api.client import AwxClient
from ..common import errors, json_fields
from ..common.truncate import one_line
from ..jobs import approvals
from ..jobs.polling import Observer
from ..jobs.unified_job import FINAL, Job, approval_url
from ..schema.job_types import EVENTS_OF, JOB_TYPES
from ..schema.limits import MAX_PAGE_SIZE
from .adaptive_page_size import latest
from .event_stream import EventPages
from .formatting import Lines, duration

# Between two lines, in seconds.
_PAUSE = 5.0

_RESULTS: t.Mapping[str, str] = {
    "runner_on_ok": "ok",
    "runner_on_failed": "failed",
    "runner_on_unreachable": "unreachable",
}
# An ignored failure is none (docs/awx-api.md#ignored-failures).
_IGNORED = "ignored"
# What was deleted while it was waited for will not end.
_DONE = FINAL | {"gone"}
_COUNTED = (*_RESULTS.values(), _IGNORED)
_TASK = "playbook_on_task_start"
_EVENT_NAMES = ",".join((_TASK, *_RESULTS))

# The types of jobs whose events tell what runs.
_RUN_A_PLAYBOOK = frozenset(each.name for each in JOB_TYPES.values() if each.tells_tasks)


class ProgressLine(Observer):
    """Watch jobs: `job 123 running 0:42, 12 ok, 1 failed, task: Install`.

    A line costs one request at most, for a single job that runs a playbook or for the nodes of a
    workflow. Several jobs are counted, which costs none.
    """

    def __init__(self, client: AwxClient) -> None:
        self._client = client
        self._lines = Lines(client)
        self._latest: dict[int, Job] = {}
        self._details: _Details | None = None
        self._began = self._next = client.clock.now()
        self._shown = ""

    def on_start(self, jobs: t.Sequence[Job]) -> None:
        self._latest = {job.id: job for job in jobs}
        if len(self._latest) == 1:
            self._details = _details_of(self._client, jobs[0])

    def on_poll(self, active: t.Sequence[Job]) -> None:
        before = self._statuses()
        for job in active:
            self._latest[job.id] = job
        now = self._client.clock.now()
        if now >= self._next or self._statuses() != before:
            self._next = now + _PAUSE
            self._show()

    def on_finished(self, job: Job) -> None:
        self._latest[job.id] = job
        if all(latest.status in _DONE for latest in self._latest.values()):
            # The result of the task follows, with all there is to say.
            self._details = None
            self._show()

    def on_deleted(self, job: Job) -> None:
        self._details = None
        self._latest[job.id] = job.updated({"status": "gone"})
        self._show()

    def _statuses(self) -> list[t.Any]:
        return [job.status for job in self._latest.values()]

    def _show(self) -> None:
        if len(self._latest) > 1:
            line = self._several()
        else:
            (job,) = self._latest.values()
            line = self._single(job)
        if line != self._shown:
            self._lines.show([line])
        self._shown = line

    def _single(self, job: Job) -> str:
        kind = job.kind
        elapsed = duration(job.data.get("elapsed")) if job.data.get("started") else ""
        line = f"{kind} {job.id} {job.status} {elapsed}".rstrip()
        if self._details is None or job.status != "running":
            return line
        try:
            details = self._details.read()
        except errors.AwxError as exc:
            self._client.log(f"{kind} {job.id}: its progress could not be read: {exc}")
            return line
        return ", ".join([line, *details])

    def _several(self) -> str:
        counts = collections.Counter(str(job.status) for job in self._latest.values())
        parts = [f"{number} {status}" for status, number in sorted(counts.items())]
        elapsed = duration(self._client.clock.now() - self._began)
        return f"{len(self._latest)} jobs {elapsed}: {', '.join(parts)}"


class _Details(t.Protocol):
    def read(self) -> list[str]:
        """Return what more there is to say about a running job."""


def _details_of(client: AwxClient, job: Job) -> _Details | None:
    if job.is_workflow:
        return _Nodes(client, job)
    if job.type in _RUN_A_PLAYBOOK:
        return _Results(client, job)
    return None


class _Results:
    """Count the results of tasks, from events that are each read about twice.

    Events are stored up to two seconds out of order, so every read begins where the one before the
    last ended, and what it finds again is left out.
    """

    def __init__(self, client: AwxClient, job: Job) -> None:
        path = job.path + EVENTS_OF[job.type]
        self._pages = EventPages(client, path, [("event__in", _EVENT_NAMES)])
        self._counts: collections.Counter[str] = collections.Counter()
        self._begin = 0
        self._last = 0
        self._seen: set[int] = set()
        self._task = ""

    def read(self) -> list[str]:
        """Return the parts of the line that are about tasks; one request.

        Raises:
            AwxError: the read failed; nothing is lost by it.
        """
        rows = self._pages.after(self._begin)
        last = self._last
        for row in rows:
            counter = json_fields.int_or_none(row.get("counter"))
            if counter is not None and counter not in self._seen:
                self._seen.add(counter)
                last = max(last, counter)
                self._count(row)
        self._begin = last if self._pages.is_full else self._last
        self._last = last
        self._seen = {counter for counter in self._seen if counter > self._begin}
        parts = [f"{self._counts[name]} {name}" for name in _COUNTED if self._counts[name]]
        return [*parts, f"task: {self._task}"] if self._task else parts

    def _count(self, row: t.Mapping[str, t.Any]) -> None:
        event = str(row.get("event"))
        if event == _TASK:
            self._task = one_line(str(row.get("task") or ""))
        elif event in _RESULTS:
            is_ignored = event == "runner_on_failed" and row.get("failed") is False
            self._counts[_IGNORED if is_ignored else _RESULTS[event]] += 1


class _Nodes:
    """Count how the jobs of a workflow's nodes stand."""

    def __init__(self, client: AwxClient, job: Job) -> None:
        self._client = client
        self._path = job.path + "workflow_nodes/"

    def read(self) -> list[str]:
        """Return the parts of the line that are about nodes; one request.

        Raises:
            AwxError: the read failed.
        """
        params = [("page_size", str(MAX_PAGE_SIZE)), ("order_by", "-id"), ("job__isnull", "false")]
        until = latest(self._client, patient=False)
        rows, _count = self._client.get_page(self._path, params, until=until)
        jobs = [job for job in map(_job_of, rows) if job]
        counts = collections.Counter(str(job.get("status")) for job in jobs)
        parts = [f"{number} {status}" for status, number in sorted(counts.items())]
        running = [one_line(str(job.get("name"))) for job in jobs if job.get("status") == "running"]
        if running:
            parts.append(f"now: {', '.join(running[:3])}")
        parts += [self._waits(job) for job in jobs if approvals.is_pending(job)][:3]
        return parts

    def _waits(self, approval: t.Mapping[str, t.Any]) -> str:
        number = json_fields.int_or_none(approval.get("id"))
        where = f": {approval_url(self._client, number)}" if number is not None else ""
        return f"waits for the approval '{one_line(str(approval.get('name')))}'{where}"


def _job_of(row: t.Mapping[str, t.Any]) -> t.Mapping[str, t.Any]:
    return json_fields.mapping(row, "summary_fields", "job")
