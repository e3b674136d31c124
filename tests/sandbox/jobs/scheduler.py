# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The task manager: which pending job runs next, and in which thread.

Only what this process launched is scheduled: the seeded jobs are history. Jobs of a template that
does not allow simultaneous ones wait for each other; a workflow job takes no place, its jobs do.
"""

from __future__ import annotations

import atexit
import threading
import typing as t
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone

from tests.sandbox.awx.models import Job, UnifiedJob, WorkflowJob

from .event_writer import writer
from .execution import end, execute, is_real
from .run import Outcome, Secrets
from .workflow_engine import WorkflowEngine

# An Ansible process fills a core for a while; a script does not.
_PLACES: t.Final = {True: 3, False: 8}


@dataclass(kw_only=True, eq=False)
class _Entry:
    """A launched job that is not over; `places` tells real runs from scripted ones."""

    job_id: int
    template_id: int | None
    exclusive: bool
    real: bool
    workflow: bool
    secrets: Secrets
    canceled: threading.Event = field(default_factory=threading.Event)
    running: bool = False
    explained: str = ""


class Scheduler:
    """Holds the launched jobs in order and starts them when there is a place."""

    def __init__(self) -> None:
        self._entries: dict[int, _Entry] = {}
        self._changed = threading.Condition()
        self._work_to_do = False
        self._stopped = False
        self._thread: threading.Thread | None = None
        self._threads: set[threading.Thread] = set()
        self._engine = WorkflowEngine(submit=self.submit, cancel=self.cancel, wake=self.wake)

    def submit(self, job: t.Any, *, secrets: Secrets | None = None) -> None:
        """Take a pending job; it starts when its turn comes."""
        workflow = isinstance(job, WorkflowJob)
        entry = _Entry(
            job_id=job.pk,
            template_id=job.unified_job_template_id,
            exclusive=_is_exclusive(job),
            real=not workflow and is_real(job),
            workflow=workflow,
            secrets=secrets or Secrets(),
        )
        with self._changed:
            self._entries[job.pk] = entry
            self._wake()

    def cancel(self, job: UnifiedJob) -> None:
        """End a pending job at once, and a running one as soon as its run notices."""
        UnifiedJob.objects.filter(pk=job.pk).update(cancel_flag=True, canceled_on=timezone.now())
        with self._changed:
            entry = self._entries.get(job.pk)
            if entry is not None and (entry.running or entry.workflow):
                entry.canceled.set()
                self._wake()
                return
            self._entries.pop(job.pk, None)
        end(job, Outcome(status="canceled"), started=job.started)
        self.wake()

    def wake(self) -> None:
        """Something has ended or was decided: look again."""
        with self._changed:
            self._wake()

    def stop(self) -> None:
        """End all runs: no process outlives the sandbox, and nothing is written any more.

        The server calls this before it removes its state; at the latest it happens at exit.
        """
        with self._changed:
            self._stopped = True
            entries, threads = list(self._entries.values()), list(self._threads)
            self._wake()
        for entry in entries:
            entry.canceled.set()
        for thread in [*threads, *([self._thread] if self._thread else [])]:
            thread.join(timeout=5)
        writer.stop()

    def _wake(self) -> None:
        self._work_to_do = True
        if self._thread is None and not self._stopped:
            self._thread = threading.Thread(target=self._loop, name="task manager", daemon=True)
            self._thread.start()
            atexit.register(self.stop)
        self._changed.notify_all()

    def _loop(self) -> None:
        while True:
            with self._changed:
                while not (self._work_to_do or self._stopped):
                    self._changed.wait()
                if self._stopped:
                    return
                self._work_to_do = False
                entries = list(self._entries.values())
            for entry in entries:
                if entry.workflow:
                    self._advance_workflow(entry)
                elif not entry.running:
                    self._start_if_possible(entry)
            connection.close()

    def _advance_workflow(self, entry: _Entry) -> None:
        if not entry.running:
            if self._blocked(entry):
                return
            entry.running = True
        if self._engine.advance(entry.job_id, canceled=entry.canceled.is_set()):
            with self._changed:
                self._entries.pop(entry.job_id, None)
                self._wake()

    def _start_if_possible(self, entry: _Entry) -> None:
        if self._blocked(entry):
            return
        taken = sum(e.running and not e.workflow and e.real == entry.real for e in self._all())
        if taken >= _PLACES[entry.real]:
            return
        with self._changed:
            if self._entries.get(entry.job_id) is not entry:
                return  # canceled meanwhile
            entry.running = True
            thread = threading.Thread(
                target=self._run, args=(entry,), name=f"job {entry.job_id}", daemon=True
            )
            self._threads.add(thread)
        UnifiedJob.objects.filter(pk=entry.job_id).update(status="waiting")
        thread.start()

    def _blocked(self, entry: _Entry) -> bool:
        """Whether a job of the same template has to end first; the job then says so."""
        if not entry.exclusive:
            return False
        for other in self._all():
            if other is entry:
                return False
            if other.template_id == entry.template_id:
                explanation = f"Waiting for job {other.job_id} of the same template to finish."
                if entry.explained != explanation:
                    entry.explained = explanation
                    UnifiedJob.objects.filter(pk=entry.job_id).update(job_explanation=explanation)
                return True
        return False

    def _all(self) -> list[_Entry]:
        with self._changed:
            return list(self._entries.values())

    def _run(self, entry: _Entry) -> None:
        try:
            job = UnifiedJob.objects.get(pk=entry.job_id).real_instance()
            execute(job, secrets=entry.secrets, canceled=entry.canceled)
        finally:
            connection.close()
            with self._changed:
                self._entries.pop(entry.job_id, None)
                self._threads.discard(threading.current_thread())
                self._wake()


def _is_exclusive(job: t.Any) -> bool:
    if isinstance(job, Job):
        return not job.allow_simultaneous and job.job_slice_number == 0
    return isinstance(job, WorkflowJob) and not job.allow_simultaneous


scheduler = Scheduler()
