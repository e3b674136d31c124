# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Report in one line every few seconds the progress of jobs."""

from __future__ import annotations

import collections
import typing as t

from ..api.client import AwxClient
from ..common import errors, json_fields
from ..common.message_text import one_line
from ..jobs import approvals
from ..jobs.polling import Observer
from ..jobs.unified_job import FINAL, Job, browser_url
from ..schema.limits import MAX_PAGE_SIZE
from .adaptive_page_size import AdaptivePageSize, deadline
from .event_stream import MAX_EVENTS, events_after
from .terminal_lines import duration, show

# Between two lines, in seconds.
_PAUSE = 5.0

_RESULTS: t.Mapping[str, str] = {
    "runner_on_ok": "ok",
    "runner_on_failed": "failed",
    "runner_on_unreachable": "unreachable",
}
# A failure that is ignored is none (docs/awx-api.md#ignored-failures).
_IGNORED = "ignored"
_COUNTED = (*_RESULTS.values(), _IGNORED)
_TASK = "playbook_on_task_start"
_EVENT_NAMES = ",".join((_TASK, *_RESULTS))

# The status here of a job that was deleted: it will not end.
_DELETED = "gone"


class ProgressLine(Observer):
    """Show lines like `job 123 running 0:42, 12 ok, 1 failed, task: Install`.

    A line costs one request at most, for a single job that runs a playbook or for the nodes of a
    workflow. Several jobs are counted, which costs none.
    """

    def __init__(self, client: AwxClient) -> None:
        self._client = client
        self._jobs: dict[int, Job] = {}
        self._read_details: t.Callable[[], list[str]] | None = None
        self._began = self._next = client.clock.now()
        self._shown = ""

    def on_start(self, jobs: t.Sequence[Job]) -> None:
        self._jobs = {job.id: job for job in jobs}
        if len(self._jobs) > 1:
            return
        job = jobs[0]
        if job.is_workflow:
            self._read_details = lambda: _count_nodes(self._client, job)
        elif job.job_type and job.job_type.tells_tasks:
            path = job.path + job.job_type.events
            self._read_details = _TaskResults(self._client, path).read

    def on_poll(self, active: t.Sequence[Job]) -> None:
        before = [job.status for job in self._jobs.values()]
        self._jobs.update((job.id, job) for job in active)
        now = self._client.clock.now()
        if now >= self._next or [job.status for job in self._jobs.values()] != before:
            self._next = now + _PAUSE
            self._show()

    def on_finished(self, job: Job) -> None:
        self._jobs[job.id] = job
        if all(each.status in {*FINAL, _DELETED} for each in self._jobs.values()):
            self._show()

    def on_deleted(self, job: Job) -> None:
        self._jobs[job.id] = job.updated({"status": _DELETED})
        self._show()

    def _show(self) -> None:
        jobs = list(self._jobs.values())
        if len(jobs) == 1:
            line = self._single(jobs[0])
        else:
            elapsed = duration(self._client.clock.now() - self._began)
            line = f"{len(jobs)} jobs {elapsed}: {', '.join(_counted(job.status for job in jobs))}"
        if line != self._shown:
            show(self._client, [line])
        self._shown = line

    def _single(self, job: Job) -> str:
        elapsed = duration(job.data.get("elapsed")) if job.data.get("started") else ""
        line = f"{job.kind} {job.id} {job.status} {elapsed}".rstrip()
        # Once it has ended, the result of the task follows, with all there is to report.
        if self._read_details is None or job.status != "running":
            return line
        try:
            return ", ".join([line, *self._read_details()])
        except errors.AwxError as exc:
            self._client.log(f"the progress of {job.title} could not be read: {exc}")
            return line


def _counted(statuses: t.Iterable[str]) -> list[str]:
    counts = collections.Counter(statuses)
    return [f"{number} {status}" for status, number in sorted(counts.items())]


class _TaskResults:
    """Count the results of tasks, from events that are each read about twice.

    Events are stored up to two seconds out of order, so every read begins where the one before the
    last ended, and what it finds again is left out.
    """

    def __init__(self, client: AwxClient, path: str) -> None:
        self._client = client
        self._path = path
        self._size = AdaptivePageSize(client, MAX_EVENTS)
        self._counts: collections.Counter[str] = collections.Counter()
        self._begin = self._last = 0
        self._seen: set[int] = set()
        self._task = ""

    def read(self) -> list[str]:
        """Return the parts of the line that are about tasks; one request.

        Raises:
            AwxError: the read failed; nothing is lost by it.
        """
        last = self._last
        names = [("event__in", _EVENT_NAMES)]
        rows, is_full = events_after(self._client, self._path, self._begin, names, self._size)
        for row in rows:
            counter = json_fields.int_or_none(row.get("counter"))
            if counter is not None and counter not in self._seen:
                self._seen.add(counter)
                last = max(last, counter)
                self._count(row)
        self._begin = last if is_full else self._last
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


def _count_nodes(client: AwxClient, workflow: Job) -> list[str]:
    """Return the parts of the line that are about the nodes of a workflow; one request.

    Raises:
        AwxError: the read failed.
    """
    params = [("page_size", str(MAX_PAGE_SIZE)), ("order_by", "-id"), ("job__isnull", "false")]
    until = deadline(client, patient=False)
    rows, _count = client.get_page(workflow.path + "workflow_nodes/", params, until=until)
    found = [json_fields.mapping(row, "summary_fields", "job") for row in rows]
    jobs = [job for job in found if job]
    parts = _counted(str(job.get("status")) for job in jobs)
    running = [one_line(str(job.get("name"))) for job in jobs if job.get("status") == "running"]
    if running:
        parts.append(f"now: {', '.join(running[:3])}")
    for approval in [job for job in jobs if approvals.is_pending(job)][:3]:
        is_known = json_fields.int_or_none(approval.get("id")) is not None
        where = f": {browser_url(client, Job(approval))}" if is_known else ""
        parts.append(f"waits for the approval '{one_line(str(approval.get('name')))}'{where}")
    return parts
