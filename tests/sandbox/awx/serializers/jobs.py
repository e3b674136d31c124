# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of all kinds. A list leaves out what only the details of one run show.

See docs/awx-api.md#fields-of-details.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.models import User
from django.utils import timezone
from rest_framework import serializers

from tests.sandbox.presentation import current

from .. import models as m
from ..permissions import can
from ..summaries import summarize, summarize_credentials, summarize_labels
from ..urls_of import url_of
from .base import ENVELOPE, NAMED, ObjectSerializer

_COMMON = (
    "unified_job_template",
    "launch_type",
    "status",
    "execution_environment",
    "failed",
    "started",
    "finished",
    "canceled_on",
    "elapsed",
    "job_args",
    "job_cwd",
    "job_env",
    "job_explanation",
    "execution_node",
    "controller_node",
    "result_traceback",
    "event_processing_finished",
    "launched_by",
    "work_unit_id",
)
_DETAIL: tuple[str, ...] = (
    "job_args",
    "job_cwd",
    "job_env",
    "result_traceback",
    "event_processing_finished",
)
RUN = {"delete": "delete", "start": "start"}
# Ascender leaves them out of lists; ``include`` brings them back, where there is such a parameter.
OPTIONAL = ("artifacts", "extra_vars")

_EVENTS = {
    m.Job: "job_events",
    m.ProjectUpdate: "project_update_events",
    m.InventoryUpdate: "inventory_update_events",
    m.AdHocCommand: "ad_hoc_command_events",
    m.SystemJob: "system_job_events",
}


def launched_by(
    run: m.UnifiedJob, user: User | None, schedule: m.Schedule | None
) -> dict[str, Any]:
    """Who or what started a run."""
    if schedule is not None:
        return {
            "id": schedule.pk,
            "name": schedule.name,
            "type": "schedule",
            "url": url_of(schedule),
        }
    if user is not None:
        return {"id": user.pk, "name": user.username, "type": "user", "url": url_of(user)}
    return {}


def event_processing_finished(run: Any) -> bool:
    """Whether as many events are stored as were emitted; never while the run is active."""
    if run.status in m.ACTIVE_STATUSES:
        return False
    events = _EVENTS.get(type(run))
    return events is None or getattr(run, events).count() >= run.emitted_events


class RunSerializer(ObjectSerializer):
    """What all runs have in common."""

    capabilities = RUN
    detail_fields = _DETAIL

    elapsed = serializers.SerializerMethodField()
    launched_by = serializers.SerializerMethodField()
    event_processing_finished = serializers.SerializerMethodField()

    def left_out(self) -> Iterable[str]:
        names = super().left_out()
        if self.detail or not current().ascender:
            return names
        included = self.context.get("include", ())
        return (*names, *(name for name in OPTIONAL if name not in included))

    def get_elapsed(self, obj: Any) -> float:
        if obj.started and not obj.finished:
            return round((timezone.now() - obj.started).total_seconds(), 3)
        return float(obj.elapsed)

    def get_launched_by(self, obj: Any) -> dict[str, Any]:
        return launched_by(obj, self.rows.get(obj, "created_by"), self.rows.get(obj, "schedule"))

    def get_event_processing_finished(self, obj: Any) -> bool:
        return event_processing_finished(obj)

    def more_related(self, obj: Any, related: dict[str, Any]) -> None:
        if schedule := self.rows.get(obj, "schedule"):
            related["schedule"] = url_of(schedule)

    def more_summaries(self, obj: Any, summary: dict[str, Any]) -> None:
        if (schedule := self.rows.get(obj, "schedule")) is not None:
            summary["schedule"] = {
                "id": schedule.pk,
                "name": schedule.name,
                "description": schedule.description,
                "next_run": schedule.next_run,
            }
        node = m.WorkflowJobNode.objects.filter(job_id=obj.pk).first() if self.detail else None
        if node is None and self.detail and obj.launch_type == "workflow":
            summary["source_workflow_job"] = {}  # a retry has taken its place
        if node is not None and node.workflow_job is not None:
            summary["source_workflow_job"] = {
                "id": node.workflow_job.pk,
                "name": node.workflow_job.name,
                "description": node.workflow_job.description,
                "status": node.workflow_job.status,
                "failed": node.workflow_job.failed,
                "elapsed": float(node.workflow_job.elapsed),
            }


class UnifiedJobSerializer(RunSerializer):
    """What all runs show in a list; the rows themselves are shown by their types' serializers."""

    class Meta:
        model = m.UnifiedJob
        fields = (*NAMED, *_COMMON)


class JobSerializer(RunSerializer):
    sublists = (
        "labels",
        "credentials",
        "stdout",
        "job_events",
        "job_host_summaries",
        "activity_stream",
        "notifications",
        "create_schedule",
        "cancel",
        "relaunch",
    )
    links = (
        "inventory",
        "project",
        "organization",
        "unified_job_template",
        "execution_environment",
        "job_template",
        "project_update",
        "webhook_credential",
    )
    summaries = (
        "organization",
        "inventory",
        "execution_environment",
        "project",
        "job_template",
        "unified_job_template",
        "instance_group",
    )
    detail_fields = (*_DETAIL, "host_status_counts", "playbook_counts", "custom_virtualenv")
    ascender_fields = ("job_slice_pinned_hosts",)

    passwords_needed_to_start = serializers.SerializerMethodField()
    playbook_counts = serializers.SerializerMethodField()

    class Meta:
        model = m.Job
        fields = (
            *NAMED,
            "job_type",
            "inventory",
            "project",
            "playbook",
            "scm_branch",
            "forks",
            "limit",
            "verbosity",
            "extra_vars",
            "job_tags",
            "force_handlers",
            "skip_tags",
            "start_at_task",
            "timeout",
            "use_fact_cache",
            "organization",
            *_COMMON,
            "job_template",
            "passwords_needed_to_start",
            "allow_simultaneous",
            "artifacts",
            "scm_revision",
            "instance_group",
            "diff_mode",
            "job_slice_number",
            "job_slice_count",
            "job_slice_pinned_hosts",
            "webhook_service",
            "webhook_credential",
            "webhook_guid",
            "host_status_counts",
            "playbook_counts",
            "custom_virtualenv",
        )

    def get_passwords_needed_to_start(self, obj: Any) -> list[str]:
        return [name for row in obj.credentials.all() for name in row.passwords_needed]

    def get_playbook_counts(self, obj: Any) -> dict[str, int]:
        events = obj.job_events
        return {
            "play_count": events.filter(event="playbook_on_play_start").count(),
            "task_count": events.filter(event="playbook_on_task_start").count(),
        }

    def more_summaries(self, obj: Any, summary: dict[str, Any]) -> None:
        super().more_summaries(obj, summary)
        summary["labels"] = summarize_labels(list(obj.labels.all()))
        summary["credentials"] = summarize_credentials(list(obj.credentials.all()))


class ProjectUpdateSerializer(RunSerializer):
    sublists = ("stdout", "cancel", "scm_inventory_updates", "notifications", "events")
    links = ("unified_job_template", "execution_environment", "project", "credential")
    summaries = (
        "organization",
        "execution_environment",
        "project",
        "credential",
        "unified_job_template",
        "instance_group",
    )
    detail_fields = (*_DETAIL, "host_status_counts", "playbook_counts")
    ascender_fields = ("webhook_service", "webhook_guid")

    playbook_counts = serializers.SerializerMethodField()

    class Meta:
        model = m.ProjectUpdate
        fields = (
            *NAMED,
            *(name for name in _COMMON if name != "controller_node"),
            "local_path",
            "scm_type",
            "scm_url",
            "scm_branch",
            "scm_refspec",
            "scm_clean",
            "scm_track_submodules",
            "scm_delete_on_update",
            "credential",
            "timeout",
            "scm_revision",
            "project",
            "job_type",
            "job_tags",
            "host_status_counts",
            "playbook_counts",
            "webhook_service",
            "webhook_guid",
        )

    def get_playbook_counts(self, obj: Any) -> dict[str, int]:
        events = obj.project_update_events
        return {
            "play_count": events.filter(event="playbook_on_play_start").count(),
            "task_count": events.filter(event="playbook_on_task_start").count(),
        }


class InventoryUpdateSerializer(RunSerializer):
    sublists = ("stdout", "cancel", "notifications", "events", "credentials")
    links = (
        "unified_job_template",
        "execution_environment",
        "inventory_source",
        "source_project_update",
        "inventory",
    )
    summaries = (
        "organization",
        "inventory",
        "execution_environment",
        "unified_job_template",
        "inventory_source",
        "instance_group",
    )

    credential = serializers.SerializerMethodField()

    class Meta:
        model = m.InventoryUpdate
        fields = (
            *NAMED,
            *_COMMON,
            "source",
            "source_path",
            "source_vars",
            "scm_branch",
            "credential",
            "enabled_var",
            "enabled_value",
            "host_filter",
            "overwrite",
            "overwrite_vars",
            "custom_virtualenv",
            "timeout",
            "verbosity",
            "limit",
            "inventory",
            "inventory_source",
            "license_error",
            "org_host_limit_error",
            "source_project_update",
            "instance_group",
            "scm_revision",
        )

    def get_credential(self, obj: Any) -> int | None:
        return next((row.pk for row in obj.credentials.all()), None)

    def more_summaries(self, obj: Any, summary: dict[str, Any]) -> None:
        super().more_summaries(obj, summary)
        summary["credentials"] = summarize_credentials(list(obj.credentials.all()))


class AdHocCommandSerializer(RunSerializer):
    """Writing one starts it: that is the job views' part."""

    sublists = ("stdout", "events", "activity_stream", "notifications", "cancel", "relaunch")
    links = ("execution_environment", "inventory", "credential")
    summaries = ("inventory", "execution_environment", "credential", "instance_group")
    detail_fields = (*_DETAIL, "host_status_counts")

    class Meta:
        model = m.AdHocCommand
        fields = (
            *(name for name in NAMED if name != "description"),
            *(name for name in _COMMON if name != "unified_job_template"),
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
            "host_status_counts",
        )


class SystemJobSerializer(RunSerializer):
    sublists = ("notifications", "cancel", "events")
    links = ("unified_job_template", "execution_environment", "system_job_template")
    summaries = ("execution_environment", "unified_job_template", "instance_group")

    class Meta:
        model = m.SystemJob
        fields = (
            *NAMED,
            *(name for name in _COMMON if name != "controller_node"),
            "system_job_template",
            "job_type",
            "extra_vars",
            "result_stdout",
        )


_WORKFLOW_COMMON = tuple(
    name
    for name in _COMMON
    if name
    not in (
        "execution_environment",
        "execution_node",
        "controller_node",
        "event_processing_finished",
    )
)


class WorkflowJobSerializer(RunSerializer):
    sublists = ("workflow_nodes", "labels", "activity_stream", "relaunch", "cancel")
    links = ("unified_job_template", "workflow_job_template", "job_template")
    summaries = (
        "organization",
        "inventory",
        "workflow_job_template",
        "job_template",
        "unified_job_template",
    )
    detail_fields = ("job_args", "job_cwd", "job_env", "result_traceback")
    event_processing_finished = None

    class Meta:
        model = m.WorkflowJob
        fields = (
            *NAMED,
            *_WORKFLOW_COMMON,
            "workflow_job_template",
            "extra_vars",
            "allow_simultaneous",
            "job_template",
            "is_sliced_job",
            "inventory",
            "limit",
            "scm_branch",
            "webhook_service",
            "webhook_credential",
            "webhook_guid",
            "skip_tags",
            "job_tags",
        )

    def more_summaries(self, obj: Any, summary: dict[str, Any]) -> None:
        super().more_summaries(obj, summary)
        summary["labels"] = summarize_labels(list(obj.labels.all()))


class WorkflowApprovalSerializer(RunSerializer):
    sublists = ("approve", "deny")
    ascender_sublists = ("votes",)
    ascender_fields = (
        "context_message",
        "required_approvals",
        "approvals_received",
        "on_timeout",
        "user_has_voted",
    )
    detail_fields = (*_DETAIL, "context_message")
    links = ("unified_job_template", "workflow_approval_template", "approved_or_denied_by")
    summaries = ("workflow_approval_template", "unified_job_template", "approved_or_denied_by")
    event_processing_finished = None

    can_approve_or_deny = serializers.SerializerMethodField()
    approvals_received = serializers.SerializerMethodField()
    user_has_voted = serializers.SerializerMethodField()

    class Meta:
        model = m.WorkflowApproval
        fields = (
            *NAMED,
            *(
                name
                for name in _COMMON
                if name not in ("execution_node", "controller_node", "event_processing_finished")
            ),
            "can_approve_or_deny",
            "approval_expiration",
            "timed_out",
            "context_message",
            "required_approvals",
            "approvals_received",
            "on_timeout",
            "user_has_voted",
        )

    def get_can_approve_or_deny(self, obj: Any) -> bool:
        return obj.status == "pending" and can(self.user, "approve", obj)

    def get_approvals_received(self, obj: Any) -> int:
        return obj.approvals_received

    def get_user_has_voted(self, obj: Any) -> bool:
        return obj.votes.filter(user=self.user).exists()

    def _workflow_job(self, obj: Any) -> m.WorkflowJob | None:
        node = m.WorkflowJobNode.objects.filter(job_id=obj.pk).first()
        return node.workflow_job if node else None

    def more_related(self, obj: Any, related: dict[str, Any]) -> None:
        super().more_related(obj, related)
        if job := self._workflow_job(obj):
            related["source_workflow_job"] = url_of(job)

    def more_summaries(self, obj: Any, summary: dict[str, Any]) -> None:
        super().more_summaries(obj, summary)
        job = self._workflow_job(obj)
        if job is None:
            return
        named = {"id": job.pk, "name": job.name, "description": job.description}
        summary["workflow_job"] = named
        if template := job.workflow_job_template:
            summary["workflow_job_template"] = {
                "id": template.pk,
                "name": template.name,
                "description": template.description,
            }
        summary["source_workflow_job"] = named | {
            "status": job.status,
            "failed": job.failed,
            "elapsed": float(job.elapsed),
        }


class WorkflowApprovalVoteSerializer(ObjectSerializer):
    links = ("workflow_approval", "user")
    summaries = ("workflow_approval", "user")
    capabilities: ClassVar[dict[str, str]] = {}

    class Meta:
        model = m.WorkflowApprovalVote
        fields = (
            *(name for name in ENVELOPE if name != "modified"),
            "workflow_approval",
            "user",
            "vote",
            "comment",
            "workflow_approval_name",
            "workflow_job_id",
            "workflow_job_name",
            "user_name",
        )

    def more_summaries(self, obj: Any, summary: dict[str, Any]) -> None:
        if (approval := self.rows.get(obj, "workflow_approval")) is not None:
            names = ("id", "name", "description", "timeout", "status")
            summary["workflow_approval"] = summarize(approval, *names)
