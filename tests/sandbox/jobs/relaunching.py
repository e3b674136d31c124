# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Running a job again: on all its hosts or on those that failed."""

from __future__ import annotations

import typing as t

from django.contrib.auth.models import User
from django.db import transaction

from tests.sandbox.awx.models import (
    FINAL_STATUSES,
    AdHocCommand,
    Job,
    JobLaunchConfig,
    UnifiedJob,
    UnifiedJobTemplate,
    WorkflowJob,
)

from . import creation
from .workflow_engine import carry_over

_NOT_YET: t.Final = "Relaunch by host status not available until job finishes running."
_COPIED: t.Final = {
    Job: (
        *(field.name for field in creation.JobOptions._meta.local_fields),
        "job_template",
        "organization",
        "survey_passwords",
        "webhook_service",
        "job_slice_number",
    ),
    WorkflowJob: (
        "workflow_job_template",
        "job_template",
        "is_sliced_job",
        "organization",
        "extra_vars",
        "survey_passwords",
        "allow_simultaneous",
        "inventory",
        "limit",
        "scm_branch",
        "job_tags",
        "skip_tags",
    ),
    AdHocCommand: (
        "job_type",
        "inventory",
        "limit",
        "credential",
        "module_name",
        "module_args",
        "forks",
        "verbosity",
        "extra_vars",
        "become_enabled",
        "diff_mode",
    ),
}


class CannotRelaunch(Exception):
    """The hosts asked for cannot be told; the message is AWX's."""


def retry_counts(job: Job) -> dict[str, int] | str:
    """How many hosts a relaunch would run on; a sentence while that is not known."""
    if job.status not in FINAL_STATUSES:
        return _NOT_YET
    return {
        "all": job.job_host_summaries.count(),
        "failed": job.job_host_summaries.filter(failed=True).count(),
    }


def failed_hosts_limit(job: Job) -> str:
    """The limit that names the hosts on which the job failed.

    :raises CannotRelaunch: no statistics were stored, or no host failed.
    """
    if not job.job_host_summaries.exists():
        raise CannotRelaunch("Cannot retry on failed hosts, playbook stats not available.")
    failed = job.job_host_summaries.filter(failed=True).order_by("host_name")
    names = list(failed.values_list("host_name", flat=True))
    if not names:
        raise CannotRelaunch("Cannot relaunch because previous job had 0 failed hosts.")
    return ",".join(names)


@transaction.atomic
def copy_job(
    job: t.Any, *, user: User, limit: str | None = None, failed_nodes: bool = False
) -> t.Any:
    """A pending job that does again what the given one did, or only what failed in it."""
    columns = {name: getattr(job, name) for name in _COPIED[type(job)]}
    if limit is not None:
        columns["limit"] = limit
    again = type(job)(
        name=job.name,
        description=job.description,
        unified_job_template=job.unified_job_template,
        created_by=user,
        modified_by=user,
        launch_type="relaunch",
        status="pending",
        **columns,
    )
    again.save()
    again.credentials.set(job.credentials.all())
    again.labels.set(job.labels.all())
    if config := JobLaunchConfig.objects.filter(job_id=job.pk).first():
        JobLaunchConfig.objects.create(job_id=again.pk, prompts=config.prompts)
    if isinstance(job, WorkflowJob) and not job.is_sliced_job:
        nodes = list(job.workflow_job_nodes.order_by("pk"))
        copies = creation.copy_nodes(nodes, job=again)
        for node in nodes if failed_nodes else ():
            carry_over(node, to=copies[node.pk])
    if job.unified_job_template_id:
        UnifiedJobTemplate.objects.filter(pk=job.unified_job_template_id).update(
            current_job=UnifiedJob.objects.get(pk=again.pk), status="pending"
        )
    if not isinstance(again, AdHocCommand):
        creation.note_activity(again, user)
    return again
