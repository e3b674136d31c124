# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What AWX writes when a run's statistics arrive, and when the last event was stored."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from tests.sandbox.awx.models import Host, Job, JobEvent, JobHostSummary, UnifiedJob
from tests.sandbox.awx.server_settings import get_setting
from tests.sandbox.presentation import current

from . import automatic_artifacts, events


def mark_parents(job_id: int) -> None:
    """Mark the tasks of failed and changed events, as far as those are stored by now.

    So the tasks of the run's last moments stay unmarked, as in AWX (docs/awx-api.md#failed-events).
    """
    stored = JobEvent.objects.filter(job_id=job_id)
    for column in ("failed", "changed"):
        parents = stored.filter(**{column: True}).values_list("parent_uuid", flat=True)
        stored.filter(uuid__in=set(parents) - {""}).update(**{column: True})


def store_host_summaries(
    job_id: int, stats: Mapping[str, t.Any], host_ids: Mapping[str, int]
) -> None:
    """Write a summary for each host, and make it the host's last one."""
    JobHostSummary.objects.bulk_create(
        JobHostSummary(
            job_id=job_id,
            host_id=host_ids.get(name),
            host_name=name,
            failed=bool(counts["failures"] or counts["dark"]),
            **counts,
        )
        for name, counts in events.host_summaries(stats).items()
    )
    for summary in JobHostSummary.objects.filter(job_id=job_id, host__isnull=False):
        Host.objects.filter(pk=summary.host_id).update(
            last_job_id=job_id, last_job_host_summary_id=summary.pk
        )
    job = Job.objects.select_related("inventory").get(pk=job_id)
    if job.inventory:
        job.inventory.update_computed_fields()


def store_host_status_counts(job_id: int) -> None:
    """Count the hosts by how they ended; there is nothing to count without statistics."""
    stats = JobEvent.objects.filter(job_id=job_id, event="playbook_on_stats").first()
    if stats is not None:
        UnifiedJob.objects.filter(pk=job_id).update(
            host_status_counts=events.host_status_counts(stats.event_data)
        )


def artifacts(stats: Mapping[str, t.Any], *, extra_vars: Mapping[str, t.Any]) -> t.Any:
    """The job's artifacts; hidden where a task that set some has no_log."""
    data = stats.get("artifact_data") or {}
    if isinstance(data, Mapping) and data.get("_ansible_no_log"):
        return "$hidden due to Ansible no_log flag$"
    if not (stats and current().ascender and _option("ENABLED", extra_vars)):
        return data
    return automatic_artifacts.of(stats, max_hosts=_option("MAX_HOSTS", extra_vars)) | data


def _option(name: str, extra_vars: Mapping[str, t.Any]) -> t.Any:
    """An option of the automatic artifacts: a variable of the job, or a setting."""
    name = f"ASCENDER_AUTO_STATS_{name}"
    return extra_vars[name] if name in extra_vars else get_setting(name)
