# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects, job templates, system job templates."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from tests.sandbox.presentation import current

from .. import models as m
from ..summaries import (
    summarize,
    summarize_credentials,
    summarize_labels,
    summarize_last_update,
)
from ..urls_of import real_type_of, url_of
from .base import NAMED, ObjectSerializer
from .text import VariablesField

TRIGGERS = (
    "notification_templates_started",
    "notification_templates_success",
    "notification_templates_error",
)
LAST_RUN = ("last_job_run", "last_job_failed", "next_job_run", "status")
START = {
    "edit": "change",
    "delete": "delete",
    "start": "start",
    "schedule": "schedule",
    "copy": "copy",
}


def recent_jobs(template: m.UnifiedJobTemplate) -> list[dict[str, Any]]:
    """The ten last runs of a template."""
    rows = m.UnifiedJob.objects.filter(unified_job_template_id=template.pk).order_by("-id")[:10]
    return [
        summarize(row, "id", "status", "finished", "canceled_on") | {"type": real_type_of(row)}
        for row in rows
    ]


class LastUpdate(serializers.Serializer):
    """The older names of a template's last run."""

    last_update_failed = serializers.BooleanField(source="last_job_failed", read_only=True)
    last_updated = serializers.DateTimeField(source="last_job_run", read_only=True)

    def more_related(self, obj: Any, related: dict[str, Any]) -> None:
        for relation, name in (("last_job", "last_update"), ("current_job", "current_update")):
            if row := self.rows.get(obj, relation):  # type: ignore[attr-defined]
                related[name] = url_of(row)

    def more_summaries(self, obj: Any, summary: dict[str, Any]) -> None:
        for relation, name in (("last_job", "last_update"), ("current_job", "current_update")):
            if row := self.rows.get(obj, relation):  # type: ignore[attr-defined]
                summary[name] = summarize_last_update(row)


class ProjectSerializer(LastUpdate, ObjectSerializer):
    ascender_fields = ("webhook_service", "webhook_key", "webhook_ref_filter")
    sublists = (
        "teams",
        "playbooks",
        "update",
        "project_updates",
        "scm_inventory_sources",
        "schedules",
        "activity_stream",
        *TRIGGERS,
        "access_list",
        "object_roles",
        "copy",
    )
    links = ("organization", "credential", "last_job", "current_job", "default_environment")
    summaries = ("organization", "credential", "last_job", "current_job", "default_environment")
    capabilities = START

    class Meta:
        model = m.Project
        fields = (
            *NAMED,
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
            *LAST_RUN,
            "organization",
            "scm_update_on_launch",
            "scm_update_cache_timeout",
            "allow_override",
            "custom_virtualenv",
            "default_environment",
            "signature_validation_credential",
            "last_update_failed",
            "last_updated",
            "webhook_service",
            "webhook_key",
            "webhook_ref_filter",
        )
        read_only_fields = ("custom_virtualenv", "scm_revision")
        extra_kwargs = {"webhook_key": {"write_only": True}}

    def more_related(self, obj: Any, related: dict[str, Any]) -> None:
        super().more_related(obj, related)
        if current().ascender:
            related["webhook_key"] = f"{url_of(obj)}webhook_key/"
            related["webhook_receiver"] = (
                f"{url_of(obj)}{obj.webhook_service}/" if obj.webhook_service else ""
            )
        related["inventory_files"] = f"{url_of(obj)}inventories/"

    def user_capabilities(self, obj: Any) -> dict[str, bool]:
        allowed = super().user_capabilities(obj)
        # Nobody can update a manual project, superusers neither.
        none = () if obj.scm_type else ("start", "schedule", "copy")
        return {**allowed, **dict.fromkeys(none, False)}


_ASK = (
    "ask_scm_branch_on_launch",
    "ask_diff_mode_on_launch",
    "ask_variables_on_launch",
    "ask_limit_on_launch",
    "ask_tags_on_launch",
    "ask_skip_tags_on_launch",
    "ask_job_type_on_launch",
    "ask_verbosity_on_launch",
    "ask_inventory_on_launch",
    "ask_credential_on_launch",
    "ask_execution_environment_on_launch",
    "ask_labels_on_launch",
    "ask_forks_on_launch",
    "ask_job_slice_count_on_launch",
    "ask_timeout_on_launch",
    "ask_instance_groups_on_launch",
)


class JobTemplateSerializer(ObjectSerializer):
    ascender_fields = ("job_slice_pinned_hosts", "webhook_key")
    sublists = (
        "labels",
        "credentials",
        "jobs",
        "schedules",
        "activity_stream",
        "launch",
        "webhook_key",
        *TRIGGERS,
        "access_list",
        "survey_spec",
        "object_roles",
        "instance_groups",
        "slice_workflow_jobs",
        "copy",
    )
    links = (
        "inventory",
        "project",
        "organization",
        "last_job",
        "current_job",
        "execution_environment",
        "webhook_credential",
        "next_schedule",
    )
    summaries = (
        "organization",
        "inventory",
        "project",
        "last_job",
        "current_job",
        "execution_environment",
    )
    capabilities = START

    extra_vars = VariablesField()

    class Meta:
        model = m.JobTemplate
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
            *LAST_RUN,
            "execution_environment",
            "host_config_key",
            *_ASK,
            "survey_enabled",
            "become_enabled",
            "diff_mode",
            "allow_simultaneous",
            "custom_virtualenv",
            "job_slice_count",
            "job_slice_pinned_hosts",
            "webhook_service",
            "webhook_key",
            "webhook_credential",
            "prevent_instance_group_fallback",
        )
        read_only_fields = ("organization", "custom_virtualenv")
        extra_kwargs = {"webhook_key": {"write_only": True}}

    def more_related(self, obj: Any, related: dict[str, Any]) -> None:
        related["webhook_receiver"] = (
            f"{url_of(obj)}{obj.webhook_service}/" if obj.webhook_service else ""
        )

    def more_summaries(self, obj: Any, summary: dict[str, Any]) -> None:
        if last := self.rows.get(obj, "last_job"):
            summary["last_update"] = summarize_last_update(last)
        if self.detail:
            environment = self.rows.get(obj, "execution_environment")
            environment = environment or m.ExecutionEnvironment.objects.order_by("id").first()
            summary["resolved_environment"] = environment and summarize(environment)
        if obj.survey_spec:
            summary["survey"] = {
                "title": obj.survey_spec.get("name", ""),
                "description": obj.survey_spec.get("description", ""),
            }
        summary["labels"] = summarize_labels(list(obj.labels.all()))
        summary["recent_jobs"] = recent_jobs(obj)
        summary["credentials"] = summarize_credentials(list(obj.credentials.all()))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A playbook must be one of the project's; what is not prompted must be there."""
        attrs = super().validate(attrs)

        def value(name: str) -> Any:
            return attrs.get(name, getattr(self.instance, name, None))

        if self.instance is None and not attrs.get("project"):
            raise serializers.ValidationError(
                {"project": ["Job Templates must have a project assigned."]}
            )
        project, playbook = value("project"), value("playbook")
        if project and playbook and playbook not in project.playbook_files:
            raise serializers.ValidationError({"playbook": ["Playbook not found for project."]})
        if self.instance is None and not playbook:
            raise serializers.ValidationError({"playbook": ["Must select playbook for project."]})
        if not value("inventory") and not value("ask_inventory_on_launch"):
            message = "Must either set a default value or ask to prompt on launch."
            raise serializers.ValidationError({"inventory": [message]})
        return attrs

    def organization_of(self, obj: Any) -> int | None:
        return obj.project.organization_id if obj.project_id else obj.organization_id

    def before_save(self, obj: Any) -> None:
        obj.organization_id = self.organization_of(obj)
        if obj.pk is None:
            obj.status = "never updated"


class UnifiedJobTemplateSerializer(ObjectSerializer):
    """What all templates show; the rows themselves are shown by their types' serializers."""

    class Meta:
        model = m.UnifiedJobTemplate
        fields = (*NAMED, *LAST_RUN, "execution_environment")


class SystemJobTemplateSerializer(ObjectSerializer):
    sublists = ("jobs", "schedules", "launch", *TRIGGERS)
    links = ("last_job", "current_job", "next_schedule")
    summaries = ("last_job", "current_job")
    capabilities: ClassVar[dict[str, str]] = {}

    class Meta:
        model = m.SystemJobTemplate
        fields = (*NAMED, *LAST_RUN, "execution_environment", "job_type")

    def more_summaries(self, obj: Any, summary: dict[str, Any]) -> None:
        if last := self.rows.get(obj, "last_job"):
            summary["last_update"] = summarize_last_update(last)
