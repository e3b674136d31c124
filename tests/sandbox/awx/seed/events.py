# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events and host summaries of the latest jobs."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from .. import models as m

WITH_EVENTS = 40
_HOSTS = 10


def seed() -> None:
    """The last jobs that ran a playbook to its end have events."""
    ended = m.Job.objects.filter(status__in=("successful", "failed"))
    some = reversed(ended.order_by("-pk")[:WITH_EVENTS])
    rows: list[m.JobEvent] = []
    summaries: list[m.JobHostSummary] = []
    for job in some:
        hosts = list(m.Host.objects.filter(inventory=job.inventory_id).order_by("pk")[:_HOSTS])
        new = _events(job, hosts)
        rows += new
        summaries += [
            _summary(job, host, failed=job.failed and n == 0) for n, host in enumerate(hosts)
        ]
        counts = {"failures": 1, "ok": len(hosts) - 1} if job.failed else {"ok": len(hosts)}
        m.Job.objects.filter(pk=job.pk).update(
            emitted_events=len(new),
            host_status_counts={key: value for key, value in counts.items() if value},
        )
    m.JobEvent.objects.bulk_create(rows)
    m.JobHostSummary.objects.bulk_create(summaries)
    for summary in m.JobHostSummary.objects.order_by("pk"):
        m.Host.objects.filter(pk=summary.host_id).update(
            last_job_host_summary=summary, last_job_id=summary.job_id
        )
    for inventory in m.Inventory.objects.all():
        inventory.update_computed_fields()


def _summary(job: m.Job, host: m.Host, *, failed: bool) -> m.JobHostSummary:
    return m.JobHostSummary(
        job_id=job.pk,
        host_id=host.pk,
        host_name=host.name,
        ok=0 if failed else 1,
        failures=1 if failed else 0,
        processed=1,
        failed=failed,
        created=job.finished,
        modified=job.finished,
    )


def _events(job: m.Job, hosts: list[m.Host]) -> list[m.JobEvent]:
    def identity(name: str) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"job/{job.pk}/{name}"))

    play = {"playbook": job.playbook, "play": "A play", "play_pattern": "all"}
    task = play | {"task": "A task", "task_action": "debug"}
    playbook, play_id, task_id = identity("playbook"), identity("play"), identity("task")
    script: list[tuple[str, str, str, dict[str, Any], str, m.Host | None]] = [
        ("playbook_on_start", playbook, "", {"playbook": job.playbook}, "", None),
        ("playbook_on_play_start", play_id, playbook, play, "\r\nPLAY [A play] ****", None),
        ("playbook_on_task_start", task_id, play_id, task, "\r\nTASK [A task] ****", None),
    ]
    for n, host in enumerate(hosts):
        failed = job.failed and n == 0
        result = {"msg": "It did not work" if failed else "hello", "changed": False}
        text = f"fatal: [{host.name}]: FAILED! => {{}}" if failed else f"ok: [{host.name}]"
        script.append(
            (
                "runner_on_failed" if failed else "runner_on_ok",
                identity(host.name),
                task_id,
                task | {"host": host.name, "res": result},
                text,
                host,
            )
        )
    stats: dict[str, Any] = {"failures": {}, "ok": {}}
    for n, host in enumerate(hosts):
        stats["failures" if job.failed and n == 0 else "ok"][host.name] = 1
    script.append(
        ("playbook_on_stats", identity("stats"), playbook, stats, "\r\nPLAY RECAP ****", None)
    )
    return _rows(job, script)


def _rows(job: m.Job, script: list[tuple[Any, ...]]) -> list[m.JobEvent]:
    rows, line = [], 0
    for counter, (event, own, parent, data, text, host) in enumerate(script, start=1):
        lines = text.count("\n") + 1 if text else 0
        moment = job.started + timedelta(milliseconds=20 * counter)
        rows.append(
            m.JobEvent(
                job_id=job.pk,
                counter=counter,
                event=event,
                uuid=own,
                parent_uuid=parent,
                event_data=data | {"uuid": own},
                failed=event == "runner_on_failed" or (event == "playbook_on_stats" and job.failed),
                playbook=job.playbook,
                play=data.get("play", ""),
                task=data.get("task", ""),
                host_id=host.pk if host else None,
                host_name=host.name if host else "",
                stdout=text,
                start_line=line,
                end_line=line + lines,
                created=moment,
                modified=moment,
            )
        )
        line += lines
    return rows
