# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Workflow templates, nodes, approvals' templates, schedules."""

from __future__ import annotations

from typing import Any, ClassVar

from dateutil import rrule
from django.utils import timezone
from rest_framework import serializers

from tests.sandbox.presentation import current

from .. import models as m
from ..summaries import summarize_labels, summarize_run
from ..urls_of import url_of
from .base import ENVELOPE, NAMED, ObjectSerializer
from .templates import LAST_RUN, START, TRIGGERS, recent_jobs
from .text import VariablesField

_PROMPTS = (
    "extra_data",
    "inventory",
    "scm_branch",
    "job_type",
    "job_tags",
    "skip_tags",
    "limit",
    "diff_mode",
    "verbosity",
    "execution_environment",
    "forks",
    "job_slice_count",
    "timeout",
)


_QUORUM = ("context_template", "required_approvals", "on_timeout")


class WorkflowJobTemplateSerializer(ObjectSerializer):
    ascender_fields = ("webhook_key",)
    sublists = (
        "workflow_jobs",
        "schedules",
        "launch",
        "webhook_key",
        "workflow_nodes",
        "labels",
        "activity_stream",
        *TRIGGERS,
        "notification_templates_approvals",
        "access_list",
        "object_roles",
        "survey_spec",
        "copy",
    )
    links = (
        "organization",
        "inventory",
        "last_job",
        "current_job",
        "webhook_credential",
        "next_schedule",
    )
    summaries = ("organization", "inventory", "last_job", "current_job")
    capabilities = START

    extra_vars = VariablesField()

    class Meta:
        model = m.WorkflowJobTemplate
        fields = (
            *NAMED,
            *LAST_RUN,
            "extra_vars",
            "organization",
            "survey_enabled",
            "allow_simultaneous",
            "ask_variables_on_launch",
            "inventory",
            "limit",
            "scm_branch",
            "ask_inventory_on_launch",
            "ask_scm_branch_on_launch",
            "ask_limit_on_launch",
            "webhook_service",
            "webhook_key",
            "webhook_credential",
            "ask_labels_on_launch",
            "ask_skip_tags_on_launch",
            "ask_tags_on_launch",
            "skip_tags",
            "job_tags",
        )
        extra_kwargs = {"webhook_key": {"write_only": True}}

    def more_related(self, obj: Any, related: dict[str, Any]) -> None:
        related["webhook_receiver"] = (
            f"{url_of(obj)}{obj.webhook_service}/" if obj.webhook_service else ""
        )

    def more_summaries(self, obj: Any, summary: dict[str, Any]) -> None:
        # The real server shows a workflow template's last job under recent_jobs only.
        for name in ("last_job", "current_job"):
            summary.pop(name, None)
        summary["labels"] = summarize_labels(list(obj.labels.all()))
        if obj.survey_spec:
            summary["survey"] = {
                "title": obj.survey_spec.get("name", ""),
                "description": obj.survey_spec.get("description", ""),
            }
        summary["recent_jobs"] = recent_jobs(obj)


class _NodeSerializer(ObjectSerializer):
    capabilities: ClassVar[dict[str, str]] = {}
    ascender_fields = (
        "condition_nodes",
        "condition_edges",
        "max_retries",
        "prior_run_succeeded",
        "prior_run_elapsed",
        "retry_attempts",
        "retried_jobs",
    )

    condition_edges = serializers.SerializerMethodField()

    def get_condition_edges(self, obj: Any) -> list[dict[str, Any]]:
        names = ("trigger", "artifact_key", "operator", "expected_value")
        return [
            {"id": link.to_node_id} | {name: getattr(link, name) for name in names}
            for link in obj.condition_links_from.all()
        ]

    def more_summaries(self, obj: Any, summary: dict[str, Any]) -> None:
        if getattr(obj, "job_id", None):
            summary["job"] = summarize_run(obj.job)
            for name in ("job_template_id", "job_template_name"):
                summary["job"].pop(name, None)


class WorkflowJobTemplateNodeSerializer(_NodeSerializer):
    sublists = (
        "labels",
        "credentials",
        "instance_groups",
        "create_approval_template",
        "success_nodes",
        "failure_nodes",
        "always_nodes",
    )
    ascender_sublists = ("condition_nodes",)
    links = ("unified_job_template", "workflow_job_template", "inventory", "execution_environment")
    summaries = (
        "workflow_job_template",
        "unified_job_template",
        "inventory",
        "execution_environment",
    )

    class Meta:
        model = m.WorkflowJobTemplateNode
        fields = (
            *ENVELOPE,
            *_PROMPTS,
            "workflow_job_template",
            "unified_job_template",
            "success_nodes",
            "failure_nodes",
            "always_nodes",
            "condition_nodes",
            "condition_edges",
            "all_parents_must_converge",
            "max_retries",
            "identifier",
        )
        read_only_fields = ("success_nodes", "failure_nodes", "always_nodes", "condition_nodes")

    def more_summaries(self, obj: Any, summary: dict[str, Any]) -> None:
        super().more_summaries(obj, summary)
        template = obj.unified_job_template
        if template is not None and template.real_type == "workflow_approval_template":
            names = ("timeout", *(_QUORUM if current().ascender else ()))
            approval = template.real_instance()
            values = {name: getattr(approval, name) for name in names}
            summary["unified_job_template"] = summary["unified_job_template"] | values


class WorkflowJobNodeSerializer(_NodeSerializer):
    sublists = (
        "labels",
        "credentials",
        "instance_groups",
        "success_nodes",
        "failure_nodes",
        "always_nodes",
    )
    ascender_sublists = ("condition_nodes",)
    links = (
        "unified_job_template",
        "job",
        "workflow_job",
        "inventory",
        "execution_environment",
    )
    summaries = ("workflow_job", "unified_job_template", "inventory", "execution_environment")

    class Meta:
        model = m.WorkflowJobNode
        fields = (
            *ENVELOPE,
            *_PROMPTS,
            "job",
            "workflow_job",
            "unified_job_template",
            "success_nodes",
            "failure_nodes",
            "always_nodes",
            "condition_nodes",
            "condition_edges",
            "all_parents_must_converge",
            "do_not_run",
            "prior_run_succeeded",
            "prior_run_elapsed",
            "max_retries",
            "retry_attempts",
            "retried_jobs",
            "identifier",
        )
        read_only_fields = ("retried_jobs",)


class WorkflowApprovalTemplateSerializer(ObjectSerializer):
    links = ("last_job", "current_job")
    sublists = ("jobs",)

    class Meta:
        model = m.WorkflowApprovalTemplate
        fields = (*NAMED, *LAST_RUN, "execution_environment", "timeout", *_QUORUM)

    ascender_fields = _QUORUM

    def more_related(self, obj: Any, related: dict[str, Any]) -> None:
        related["jobs"] = f"{url_of(obj)}approvals/"


class ScheduleSerializer(ObjectSerializer):
    sublists = ("labels", "credentials", "instance_groups")
    links = ("unified_job_template", "inventory", "execution_environment")
    summaries = ("unified_job_template", "inventory", "execution_environment")

    timezone = serializers.SerializerMethodField()
    until = serializers.SerializerMethodField()

    class Meta:
        model = m.Schedule
        fields = (
            "rrule",
            *NAMED,
            *_PROMPTS,
            "unified_job_template",
            "enabled",
            "dtstart",
            "dtend",
            "next_run",
            "timezone",
            "until",
        )

    def get_timezone(self, obj: Any) -> str:
        return "UTC"

    def get_until(self, obj: Any) -> str:
        return ""

    def more_related(self, obj: Any, related: dict[str, Any]) -> None:
        related["unified_jobs"] = f"{url_of(obj)}jobs/"

    def more_summaries(self, obj: Any, summary: dict[str, Any]) -> None:
        template = self.rows.get(obj, "unified_job_template")
        if template is not None and template.real_type == "system_job_template":
            job_type = template.real_instance().job_type
            summary["unified_job_template"]["job_type"] = job_type

    def validate_rrule(self, text: str) -> str:
        """Raises ValidationError unless it says when it begins."""
        if "DTSTART" not in text:
            raise serializers.ValidationError(
                "Valid DTSTART required in rrule. Value should start with: DTSTART:YYYYMMDDTHHMMSSZ"
            )
        try:
            rrule.rrulestr(text.replace(" RRULE", "\nRRULE"))
        except (ValueError, TypeError) as error:
            raise serializers.ValidationError(
                f"rrule parsing failed validation: {error}"
            ) from error
        return text

    def before_save(self, obj: Any) -> None:
        rule = rrule.rrulestr(obj.rrule.replace(" RRULE", "\nRRULE"))
        begin = next(iter(rule), None)
        obj.dtstart = begin
        obj.next_run = rule.after(timezone.now()) if obj.enabled and begin else None
