# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inventories, hosts, groups, inventory sources."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied

from .. import models as m
from ..summaries import summarize, summarize_credentials, summarize_labels
from .base import NAMED, ObjectSerializer
from .templates import LastUpdate
from .text import VariablesField, parse_mapping


class InventorySerializer(ObjectSerializer):
    sublists = (
        "hosts",
        "variable_data",
        "script",
        "activity_stream",
        "job_templates",
        "ad_hoc_commands",
        "access_list",
        "object_roles",
        "instance_groups",
        "copy",
        "labels",
        "groups",
        "root_groups",
        "update_inventory_sources",
        "inventory_sources",
        "tree",
    )
    links = ("organization",)
    summaries = ("organization",)
    capabilities = {"edit": "change", "delete": "delete", "copy": "copy", "adhoc": "adhoc"}

    variables = VariablesField()

    class Meta:
        model = m.Inventory
        fields = (
            *NAMED,
            "organization",
            "kind",
            "host_filter",
            "variables",
            "has_active_failures",
            "total_hosts",
            "hosts_with_active_failures",
            "total_groups",
            "has_inventory_sources",
            "total_inventory_sources",
            "inventory_sources_with_failures",
            "pending_deletion",
            "prevent_instance_group_fallback",
        )
        extra_kwargs = {"organization": {"required": True, "allow_null": False}}

    def more_summaries(self, obj: Any, summary: dict[str, Any]) -> None:
        summary["labels"] = summarize_labels(list(obj.labels.all()))


class HostSerializer(ObjectSerializer):
    sublists = (
        "variable_data",
        "groups",
        "all_groups",
        "job_events",
        "job_host_summaries",
        "activity_stream",
        "inventory_sources",
        "smart_inventories",
        "ad_hoc_commands",
        "ad_hoc_command_events",
        "ansible_facts",
    )
    links = ("inventory", "last_job", "last_job_host_summary")
    summaries = ("inventory", "last_job", "last_job_host_summary")

    variables = VariablesField()
    has_active_failures = serializers.SerializerMethodField()
    has_inventory_sources = serializers.SerializerMethodField()

    class Meta:
        model = m.Host
        fields = (
            *NAMED,
            "inventory",
            "enabled",
            "instance_id",
            "variables",
            "has_active_failures",
            "has_inventory_sources",
            "last_job",
            "last_job_host_summary",
            "ansible_facts_modified",
        )
        read_only_fields = ("ansible_facts_modified",)

    def get_has_active_failures(self, obj: Any) -> bool:
        summary = self.rows.get(obj, "last_job_host_summary")
        return bool(summary and summary.failed)

    def get_has_inventory_sources(self, obj: Any) -> bool:
        return bool(list(obj.inventory_sources.all()))

    def more_summaries(self, obj: Any, summary: dict[str, Any]) -> None:
        groups = list(obj.groups.all())
        summary["groups"] = {
            "count": len(groups),
            "results": [summarize(group, "id", "name") for group in groups[:5]],
        }
        summary["recent_jobs"] = [
            {
                "id": row.job.pk,
                "name": row.job.name,
                "type": "job",
                "status": row.job.status,
                "finished": row.job.finished,
            }
            for row in list(obj.job_host_summaries.all())[:5]
        ]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A host stays in its inventory; ``name:port`` becomes a variable."""
        attrs = super().validate(attrs)
        inventory = attrs.get("inventory")
        if self.instance is not None and inventory not in (None, self.instance.inventory):
            raise PermissionDenied("Unable to change inventory on a host.")
        name, _, port = attrs.get("name", "").partition(":")
        if port.isdigit():
            variables = parse_mapping(attrs.get("variables", "")) | {"ansible_ssh_port": int(port)}
            attrs["name"] = name
            attrs["variables"] = str(variables).replace("'", '"')
        return attrs


class GroupSerializer(ObjectSerializer):
    sublists = (
        "variable_data",
        "hosts",
        "potential_children",
        "children",
        "all_hosts",
        "job_events",
        "job_host_summaries",
        "activity_stream",
        "inventory_sources",
        "ad_hoc_commands",
    )
    links = ("inventory",)
    summaries = ("inventory",)
    capabilities = {"edit": "change", "delete": "delete", "copy": "copy"}

    variables = VariablesField()

    class Meta:
        model = m.Group
        fields = (*NAMED, "inventory", "variables")

    def validate_name(self, name: str) -> str:
        if name in ("all", "_meta"):
            raise serializers.ValidationError("Invalid group name.")
        return name


class InventorySourceSerializer(LastUpdate, ObjectSerializer):
    ascender_sublists = ("instance_groups",)
    sublists = (
        "update",
        "inventory_updates",
        "schedules",
        "activity_stream",
        "hosts",
        "groups",
        "notification_templates_started",
        "notification_templates_success",
        "notification_templates_error",
    )
    links = ("inventory", "source_project", "last_job", "current_job", "execution_environment")
    summaries = (
        "organization",
        "inventory",
        "source_project",
        "last_job",
        "current_job",
        "execution_environment",
    )
    capabilities = {
        "edit": "change",
        "delete": "delete",
        "start": "start",
        "schedule": "schedule",
    }

    credential = serializers.SerializerMethodField()

    class Meta:
        model = m.InventorySource
        fields = (
            *NAMED,
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
            "last_job_run",
            "last_job_failed",
            "next_job_run",
            "status",
            "execution_environment",
            "inventory",
            "update_on_launch",
            "update_cache_timeout",
            "source_project",
            "last_update_failed",
            "last_updated",
        )
        read_only_fields = ("custom_virtualenv",)
        extra_kwargs = {"inventory": {"required": True, "allow_null": False}}

    def get_credential(self, obj: Any) -> int | None:
        return next((row.pk for row in obj.credentials.all()), None)

    def more_related(self, obj: Any, related: dict[str, Any]) -> None:
        super().more_related(obj, related)
        if credential := self.get_credential(obj):
            related["credential"] = f"/api/v2/credentials/{credential}/"

    def more_summaries(self, obj: Any, summary: dict[str, Any]) -> None:
        super().more_summaries(obj, summary)
        summary["credentials"] = summarize_credentials(list(obj.credentials.all()))

    def before_save(self, obj: Any) -> None:
        obj.organization_id = obj.inventory.organization_id
