# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The life of a run: running, its events, its end, and what it leaves on its template."""

from __future__ import annotations

import json
import secrets as random_source
import shutil
import string
import threading
import traceback
import typing as t
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from tests.sandbox.awx.models import (
    AdHocCommand,
    AdHocCommandEvent,
    ExecutionEnvironment,
    Instance,
    InstanceGroup,
    Inventory,
    InventoryUpdate,
    InventoryUpdateEvent,
    Job,
    JobEvent,
    ProjectUpdate,
    ProjectUpdateEvent,
    SystemJob,
    SystemJobEvent,
    UnifiedJob,
    UnifiedJobTemplate,
)
from tests.sandbox.presentation import current

from . import events, wrap_up
from .creation import create_project_update
from .event_writer import EventStream, Receivers, writer
from .extra_vars import parse_extra_vars
from .inventory_file import write_inventory
from .playbook_run import run_playbook
from .run import Command, Outcome, RunContext, Secrets
from .simulated_run import is_simulated, run_script
from .simulated_updates import run_update

# How long a receiver holds events: about as on a real server, and next to nothing for scripts.
_DELAYS: t.Final = {True: 0.5, False: 0.02}
_EVENTS: t.Final = {
    Job: (JobEvent, "job_id"),
    ProjectUpdate: (ProjectUpdateEvent, "project_update_id"),
    InventoryUpdate: (InventoryUpdateEvent, "inventory_update_id"),
    SystemJob: (SystemJobEvent, "system_job_id"),
    AdHocCommand: (AdHocCommandEvent, "ad_hoc_command_id"),
}


def is_real(job: UnifiedJob) -> bool:
    """Whether the job takes an Ansible process of its own."""
    return isinstance(job, Job) and not is_simulated(job)


def execute(job: UnifiedJob, *, secrets: Secrets, canceled: threading.Event) -> None:
    """Run a waiting job to its end and write down what it did."""
    if not _has_updated_project(job, canceled):
        return
    started = begin(job)
    directory = Path(settings.STATE) / "jobs" / str(job.pk)
    directory.mkdir(parents=True)
    try:
        host_ids = _write_inventory(job, directory)
        stream = _stream(job, host_ids)
        recorder = _Recorder(stream)
        context = RunContext(
            directory=directory,
            host_ids=host_ids,
            secrets=secrets,
            canceled=canceled,
            started=lambda command: _note_command(job, command),
            record=recorder.record,
        )
        try:
            outcome = _lacking(job) or _runner(job)(job, context)
        except Exception:
            outcome = Outcome(status="error", traceback=traceback.format_exc())
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    if isinstance(job, Job):
        variables = parse_extra_vars(job.extra_vars)
        artifacts = wrap_up.artifacts(recorder.stats, extra_vars=variables)
        Job.objects.filter(pk=job.pk).update(artifacts=artifacts)
    end(job, outcome, started=started, emitted=recorder.emitted)
    writer.finish(stream, emitted=recorder.emitted)


def begin(job: UnifiedJob) -> datetime:
    """The job is running, on this server's node."""
    now = timezone.now()
    columns: dict[str, t.Any] = {"status": "running", "started": now, "modified": now}
    if job.type not in ("workflow_job", "workflow_approval"):
        node = Instance.objects.order_by("pk").values_list("hostname", flat=True).first() or ""
        group = InstanceGroup.objects.filter(name="default").first()
        environment = job.execution_environment or (
            ExecutionEnvironment.objects.order_by("pk").first()
        )
        columns |= {
            "modified_by": None,
            "job_explanation": "",
            "execution_node": node,
            "controller_node": node,
            "instance_group": group,
            "execution_environment": environment,
            "work_unit_id": "".join(random_source.choice(string.ascii_letters) for _ in range(8)),
        }
    UnifiedJob.objects.filter(pk=job.pk).update(**columns)
    _on_template(job, status="running", current_job_id=job.pk)
    return now


def end(job: UnifiedJob, outcome: Outcome, *, started: datetime | None, emitted: int = 0) -> None:
    """The job is over; its template now shows it as the last one."""
    now = timezone.now()
    failed = outcome.status != "successful"
    UnifiedJob.objects.filter(pk=job.pk).update(
        status=outcome.status,
        failed=failed,
        # Ascender says when a job finished only where it had started.
        finished=None if started is None and current().ascender else now,
        elapsed=0 if started is None else round((now - started).total_seconds(), 3),
        job_explanation=outcome.explanation,
        result_traceback=outcome.traceback,
        emitted_events=emitted,
    )
    _on_template(
        job,
        status=outcome.status,
        current_job_id=None,
        last_job_id=job.pk,
        last_job_failed=failed,
        last_job_run=now,
    )


def _has_updated_project(job: UnifiedJob, canceled: threading.Event) -> bool:
    """Update a project that is to be updated on launch; the job fails with it, and never starts."""
    project = job.project if isinstance(job, Job) else None
    if project is None or not project.scm_update_on_launch:
        return True
    UnifiedJob.objects.filter(pk=job.pk).update(status="pending")
    update = create_project_update(project, user=job.created_by, launch_type="dependency")
    execute(update, secrets=Secrets(), canceled=canceled)
    update.refresh_from_db()
    if update.status == "successful":
        return True
    named = f'"job_type": "{update.type}", "job_name": "{update.name}", "job_id": "{update.pk}"'
    outcome = Outcome(status="failed", explanation=f"Previous Task Failed: {{{named}}}")
    end(job, outcome, started=None)
    return False


class _Recorder:
    """Counts and passes on the events of a run; keeps its statistics."""

    def __init__(self, stream: EventStream) -> None:
        self._stream = stream
        self._guid = uuid.uuid4().hex
        self.emitted = 0
        self.stats: Mapping[str, t.Any] = {}

    def record(self, event: Mapping[str, t.Any]) -> None:
        record = events.from_runner(event, guid=self._guid)
        self.emitted += 1
        if record.event == "playbook_on_stats":
            self.stats = record.event_data
        writer.add(self._stream, record)


def _stream(job: UnifiedJob, host_ids: Mapping[str, int]) -> EventStream:
    model, column = _EVENTS[type(job)]  # type: ignore[index]
    variables = parse_extra_vars(getattr(job, "extra_vars", ""))
    stream = EventStream(
        model=model,
        columns={column: job.pk},
        host_ids=host_ids,
        receivers=Receivers.from_variable(
            variables.get("sandbox_receivers"), delay=_DELAYS[is_real(job)]
        ),
    )
    if isinstance(job, Job):
        stream.before_stats = lambda: wrap_up.mark_parents(job.pk)
        stream.after_stats = lambda stats: wrap_up.store_host_summaries(job.pk, stats, host_ids)
        stream.complete = lambda: wrap_up.store_host_status_counts(job.pk)
    return stream


def _lacking(job: UnifiedJob) -> Outcome | None:
    """The end of a job that cannot start: its inventory or project is not there any more."""
    lost = [
        name
        for name in ("inventory", "project")
        if isinstance(job, Job) and getattr(job, f"{name}_id") is None
    ]
    if not lost:
        return None
    return Outcome(status="error", explanation=f"Job could not start: no {' and no '.join(lost)}.")


def _runner(job: UnifiedJob) -> Callable[[t.Any, RunContext], Outcome]:
    if not isinstance(job, Job):
        return run_update
    return run_script if is_simulated(job) else run_playbook


def _write_inventory(job: UnifiedJob, directory: Path) -> dict[str, int]:
    inventory: Inventory | None = getattr(job, "inventory", None)
    if inventory is None or not isinstance(job, (Job, AdHocCommand)):
        return {}
    return write_inventory(
        directory / "inventory.json",
        inventory,
        slice_number=getattr(job, "job_slice_number", 0),
        slice_count=getattr(job, "job_slice_count", 1),
    )


def _note_command(job: UnifiedJob, command: Command) -> None:
    UnifiedJob.objects.filter(pk=job.pk).update(
        job_args=json.dumps(command.args), job_cwd=command.cwd, job_env=dict(command.env)
    )


def _on_template(job: UnifiedJob, **columns: t.Any) -> None:
    templates = UnifiedJobTemplate.objects.filter(pk=job.unified_job_template_id)
    templates.update(**columns)
