# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resources that are rarely asked for: notifications, activity, instances, roles, metrics."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from rest_framework import serializers

from .. import models as m
from ..role_names import describe
from ..summaries import summarize
from ..urls_of import resource_of, url_of
from .base import ENVELOPE, NAMED, ObjectSerializer


class NotificationTemplateSerializer(ObjectSerializer):
    sublists = ("test", "notifications", "copy")
    links = ("organization",)
    summaries = ("organization",)
    capabilities = {"edit": "change", "delete": "delete", "copy": "copy"}

    class Meta:
        model = m.NotificationTemplate
        fields = (
            *NAMED,
            "organization",
            "notification_type",
            "notification_configuration",
            "messages",
        )

    def more_summaries(self, obj: Any, summary: dict[str, Any]) -> None:
        summary["recent_notifications"] = [
            summarize(row, "id", "status", "created", "error")
            for row in obj.notifications.order_by("-id")[:5]
        ]


class NotificationSerializer(ObjectSerializer):
    links = ("notification_template",)
    summaries = ("notification_template",)
    capabilities: ClassVar[dict[str, str]] = {}

    class Meta:
        model = m.Notification
        fields = (
            *ENVELOPE,
            "notification_template",
            "error",
            "status",
            "notifications_sent",
            "notification_type",
            "recipients",
            "body",
        )


_CONCERNED = [
    field.name for field in m.ActivityStream._meta.many_to_many
]  # the relations to what it is about


class ActivityStreamSerializer(ObjectSerializer):
    links = ("actor",)
    summaries = ("actor",)
    capabilities: ClassVar[dict[str, str]] = {}

    object_association = serializers.SerializerMethodField()
    object_type = serializers.SerializerMethodField()

    class Meta:
        model = m.ActivityStream
        fields = (
            "id",
            "type",
            "url",
            "related",
            "summary_fields",
            "timestamp",
            "operation",
            "changes",
            "object1",
            "object2",
            "object_association",
            "action_node",
            "object_type",
        )

    def get_object_association(self, obj: Any) -> str:
        return obj.object_relationship_type.rpartition(".")[2]

    def get_object_type(self, obj: Any) -> str:
        return ""

    def _objects(self, obj: Any) -> dict[str, list[Any]]:
        names = {obj.object1, obj.object2} & set(_CONCERNED)
        return {name: rows for name in sorted(names) if (rows := list(getattr(obj, name).all()))}

    def more_related(self, obj: Any, related: dict[str, Any]) -> None:
        for name, rows in self._objects(obj).items():
            related[name] = [url_of(row) for row in rows]

    def more_summaries(self, obj: Any, summary: dict[str, Any]) -> None:
        for name, rows in self._objects(obj).items():
            summary[name] = [summarize(row) for row in rows]


class InstanceSerializer(ObjectSerializer):
    sublists = ("receptor_addresses", "jobs", "peers", "instance_groups")
    capabilities = {"edit": "change"}

    consumed_capacity = serializers.ReadOnlyField(default=0)
    percent_capacity_remaining = serializers.ReadOnlyField(default=100.0)
    health_check_pending = serializers.ReadOnlyField(default=False)
    jobs_running = serializers.SerializerMethodField()
    jobs_total = serializers.SerializerMethodField()
    peers = serializers.ReadOnlyField(default=list)
    reverse_peers = serializers.ReadOnlyField(default=list)
    listener_port = serializers.ReadOnlyField(default=2222)
    peers_from_control_nodes = serializers.ReadOnlyField(default=False)
    protocol = serializers.ReadOnlyField(default="tcp")

    class Meta:
        model = m.Instance
        fields = (
            "id",
            "hostname",
            "type",
            "url",
            "related",
            "summary_fields",
            "uuid",
            "created",
            "modified",
            "last_seen",
            "health_check_started",
            "health_check_pending",
            "last_health_check",
            "errors",
            "capacity_adjustment",
            "version",
            "capacity",
            "consumed_capacity",
            "percent_capacity_remaining",
            "jobs_running",
            "jobs_total",
            "cpu",
            "memory",
            "cpu_capacity",
            "mem_capacity",
            "enabled",
            "managed_by_policy",
            "node_type",
            "node_state",
            "managed",
            "ip_address",
            "peers",
            "reverse_peers",
            "listener_port",
            "peers_from_control_nodes",
            "protocol",
        )

    def get_jobs_running(self, obj: Any) -> int:
        return m.UnifiedJob.objects.filter(
            execution_node=obj.hostname, status__in=("running", "waiting")
        ).count()

    def get_jobs_total(self, obj: Any) -> int:
        return m.UnifiedJob.objects.filter(execution_node=obj.hostname).count()


class InstanceGroupSerializer(ObjectSerializer):
    sublists = ("jobs", "instances", "access_list", "object_roles")
    links = ("credential",)
    summaries = ("credential",)

    capacity = serializers.SerializerMethodField()
    consumed_capacity = serializers.ReadOnlyField(default=0)
    percent_capacity_remaining = serializers.ReadOnlyField(default=100.0)
    jobs_running = serializers.SerializerMethodField()
    jobs_total = serializers.SerializerMethodField()
    instances = serializers.SerializerMethodField()

    class Meta:
        model = m.InstanceGroup
        fields = (
            "id",
            "type",
            "url",
            "related",
            "name",
            "created",
            "modified",
            "capacity",
            "consumed_capacity",
            "percent_capacity_remaining",
            "jobs_running",
            "max_concurrent_jobs",
            "max_forks",
            "jobs_total",
            "instances",
            "is_container_group",
            "credential",
            "policy_instance_percentage",
            "policy_instance_minimum",
            "policy_instance_list",
            "pod_spec_override",
            "summary_fields",
        )

    def get_capacity(self, obj: Any) -> int:
        return sum(row.capacity for row in obj.instances.all())

    def get_instances(self, obj: Any) -> int:
        return len(obj.instances.all())

    def get_jobs_running(self, obj: Any) -> int:
        return obj.unifiedjob_set.filter(status__in=("running", "waiting")).count()

    def get_jobs_total(self, obj: Any) -> int:
        return obj.unifiedjob_set.count()


class ReceptorAddressSerializer(ObjectSerializer):
    full_address = serializers.SerializerMethodField()

    class Meta:
        model = m.ReceptorAddress
        fields = (
            "id",
            "url",
            "address",
            "port",
            "protocol",
            "websocket_path",
            "is_internal",
            "canonical",
            "instance",
            "peers_from_control_nodes",
            "full_address",
        )

    def get_full_address(self, obj: Any) -> str:
        return f"{obj.address}:{obj.port}"


class RoleSerializer(ObjectSerializer):
    sublists = ("users", "teams")

    name = serializers.SerializerMethodField()
    description = serializers.SerializerMethodField()

    class Meta:
        model = m.Role
        fields = ("id", "type", "url", "related", "summary_fields", "name", "description")

    def _kind(self, obj: Any) -> str:
        if obj.content_type_id is None:
            return ""
        model = ContentType.objects.get_for_id(obj.content_type_id).model_class()
        return m.type_of(model)

    def get_name(self, obj: Any) -> str:
        return describe(type_name=self._kind(obj), role_field=obj.role_field).name

    def get_description(self, obj: Any) -> str:
        return describe(type_name=self._kind(obj), role_field=obj.role_field).description

    def more_related(self, obj: Any, related: dict[str, Any]) -> None:
        if kind := self._kind(obj):
            related[kind] = f"/api/v2/{resource_of(kind)}/{obj.object_id}/"

    def get_summary_fields(self, obj: Any) -> dict[str, Any]:
        kind = self._kind(obj)
        if not kind or obj.content_object is None:
            return {}
        return {
            "resource_name": str(obj.content_object),
            "resource_type": kind,
            "resource_type_display_name": kind.replace("_", " ").title(),
            "resource_id": obj.object_id,
        }


class RoleDefinitionSerializer(ObjectSerializer):
    capabilities: ClassVar[dict[str, str]] = {}

    class Meta:
        model = m.RoleDefinition
        fields = (
            "id",
            "url",
            "related",
            "summary_fields",
            "permissions",
            "content_type",
            "modified",
            "created",
            "name",
            "description",
            "managed",
            "modified_by",
            "created_by",
        )

    def more_related(self, obj: Any, related: dict[str, Any]) -> None:
        related["team_assignments"] = f"{url_of(obj)}team_assignments/"
        related["user_assignments"] = f"{url_of(obj)}user_assignments/"


def held_through(assignment: Any, target: Any) -> Any:
    """The users or teams of the role that a role definition stands for, or None."""
    word = assignment.role_definition.name.rpartition(" ")[2].lower()
    if target is None:
        return None
    role = m.Role.objects.filter(
        content_type=ContentType.objects.get_for_model(type(target)),
        object_id=target.pk,
        role_field=f"{word}_role",
    ).first()
    if role is None:
        return None
    return role.members if isinstance(assignment, m.RoleUserAssignment) else role.teams


class _AssignmentSerializer(ObjectSerializer):
    """Making one gives the role of the same name too, and a second one is the first again."""

    capabilities: ClassVar[dict[str, str]] = {}
    object_ansible_id = serializers.ReadOnlyField(default=None)

    def _object(self, obj: Any) -> Any:
        app, _, model = (obj.content_type or "").partition(".")
        app = {"awx": "main", "shared": "main"}.get(app, app)
        ctype = ContentType.objects.filter(app_label=app, model=model).first()
        return ctype and ctype.get_all_objects_for_this_type(pk=obj.object_id).first()

    def create(self, validated_data: dict[str, Any]) -> Any:
        content_type = validated_data["role_definition"].content_type
        obj, _ = self.Meta.model.objects.get_or_create(
            **validated_data, content_type=content_type, defaults={"created_by": self.user}
        )
        holders = held_through(obj, self._object(obj))
        if holders is not None:
            holders.add(getattr(obj, "user", None) or obj.team)
        return obj

    def more_related(self, obj: Any, related: dict[str, Any]) -> None:
        if target := self._object(obj):
            related["content_object"] = url_of(target)

    def more_summaries(self, obj: Any, summary: dict[str, Any]) -> None:
        if definition := summary.get("role_definition"):
            definition["managed"] = obj.role_definition.managed
        if target := self._object(obj):
            summary["content_object"] = summarize(target)


_ASSIGNMENT = (
    "id",
    "url",
    "related",
    "summary_fields",
    "created",
    "created_by",
    "content_type",
    "object_id",
    "object_ansible_id",
    "role_definition",
)


class RoleUserAssignmentSerializer(_AssignmentSerializer):
    links = ("role_definition", "user")
    summaries = ("role_definition", "user")
    user_ansible_id = serializers.ReadOnlyField(default=None)

    class Meta:
        model = m.RoleUserAssignment
        fields = (*_ASSIGNMENT, "user", "user_ansible_id")
        read_only_fields = ("content_type", "created", "created_by")


class RoleTeamAssignmentSerializer(_AssignmentSerializer):
    links = ("role_definition", "team")
    summaries = ("role_definition", "team")

    class Meta:
        model = m.RoleTeamAssignment
        fields = (*_ASSIGNMENT, "team")
        read_only_fields = ("content_type", "created", "created_by")


class HostMetricSerializer(ObjectSerializer):
    class Meta:
        model = m.HostMetric
        fields = (
            "id",
            "hostname",
            "url",
            "first_automation",
            "last_automation",
            "last_deleted",
            "automated_counter",
            "deleted_counter",
            "deleted",
            "used_in_inventories",
        )


class HostMetricSummaryMonthlySerializer(ObjectSerializer):
    class Meta:
        model = m.HostMetricSummaryMonthly
        fields = (
            "id",
            "date",
            "license_consumed",
            "license_capacity",
            "hosts_added",
            "hosts_deleted",
            "indirectly_managed_hosts",
        )
