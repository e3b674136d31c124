# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Organizations, teams, users, labels."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import User
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied

from .. import models as m
from ..permissions import rights_of
from .base import ENVELOPE, NAMED, ObjectSerializer

_TRIGGERS = (
    "notification_templates_started",
    "notification_templates_success",
    "notification_templates_error",
)


class OrganizationSerializer(ObjectSerializer):
    sublists = (
        "execution_environments",
        "projects",
        "inventories",
        "job_templates",
        "workflow_job_templates",
        "users",
        "admins",
        "teams",
        "credentials",
        "applications",
        "activity_stream",
        "notification_templates",
        *_TRIGGERS,
        "notification_templates_approvals",
        "object_roles",
        "access_list",
        "instance_groups",
        "galaxy_credentials",
    )
    links = ("default_environment",)
    summaries = ("default_environment",)
    resource_type = "shared.organization"

    class Meta:
        model = m.Organization
        fields = (*NAMED, "max_hosts", "custom_virtualenv", "default_environment")
        read_only_fields = ("custom_virtualenv",)

    def more_summaries(self, obj: Any, summary: dict[str, Any]) -> None:
        roles = self.rows.roles(obj)
        members = m.Role.members.through.objects
        summary["related_field_counts"] = {
            "inventories": obj.inventories.count(),
            "teams": obj.teams.count(),
            "users": members.filter(role_id=roles.get("member_role")).count(),
            "job_templates": m.JobTemplate.objects.filter(organization=obj).count(),
            "admins": members.filter(role_id=roles.get("admin_role")).count(),
            "projects": m.Project.objects.filter(organization=obj).count(),
        }
        if self.detail:
            hosts = m.Host.objects.filter(inventory__organization=obj)
            summary["related_field_counts"]["hosts"] = hosts.count()


class TeamSerializer(ObjectSerializer):
    sublists = (
        "projects",
        "users",
        "credentials",
        "roles",
        "object_roles",
        "activity_stream",
        "access_list",
    )
    links = ("organization",)
    summaries = ("organization",)
    resource_type = "shared.team"

    class Meta:
        model = m.Team
        fields = (*NAMED, "organization")


class LabelSerializer(ObjectSerializer):
    links = ("organization",)
    summaries = ("organization",)
    capabilities: ClassVar[dict[str, str]] = {}

    class Meta:
        model = m.Label
        fields = (*ENVELOPE, "name", "organization")


_LANGUAGES = ("ar", "en", "es", "fr", "hi", "ja", "ko", "nl", "zh")


class UserSerializer(ObjectSerializer):
    """``password`` is written in clear and read as ``$encrypted$``."""

    sublists = (
        "teams",
        "organizations",
        "admin_of_organizations",
        "projects",
        "credentials",
        "roles",
        "activity_stream",
        "access_list",
        "tokens",
        "authorized_tokens",
        "personal_tokens",
    )
    resource_type = "shared.user"
    ascender_fields = ("preferred_language",)

    created = serializers.DateTimeField(source="date_joined", read_only=True)
    modified = serializers.DateTimeField(source="last_login", read_only=True)
    is_system_auditor = serializers.BooleanField(source="profile.is_system_auditor", required=False)
    password = serializers.CharField(required=False, default="", allow_blank=True)
    ldap_dn = serializers.CharField(source="profile.ldap_dn", read_only=True)
    preferred_language = serializers.ChoiceField(
        source="profile.language", required=False, allow_blank=True, choices=_LANGUAGES
    )
    external_account = serializers.CharField(source="profile.external_account", read_only=True)
    auth = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = (
            *ENVELOPE,
            "username",
            "first_name",
            "last_name",
            "email",
            "is_superuser",
            "is_system_auditor",
            "password",
            "ldap_dn",
            "preferred_language",
            "last_login",
            "external_account",
            "auth",
        )
        read_only_fields = ("last_login",)

    def get_auth(self, obj: Any) -> list[Any]:
        return []

    def to_representation(self, instance: Any) -> dict[str, Any]:
        result = super().to_representation(instance)
        if instance.profile.external_account:
            result.pop("password")
        else:
            result["password"] = "$encrypted$"
        return result

    def user_capabilities(self, obj: Any) -> dict[str, bool]:
        capabilities = super().user_capabilities(obj)
        return capabilities | {"delete": capabilities["delete"] and obj.pk != self.user.pk}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A new user needs a password; only a superuser makes superusers."""
        attrs = dict(attrs)
        password, profile = attrs.pop("password", ""), attrs.pop("profile", {})
        if self.instance is None and not password:
            raise serializers.ValidationError({"password": ["Password required for new User."]})
        rights = rights_of(self.user)
        if attrs.get("is_superuser") and not rights.superuser:
            raise PermissionDenied
        super().validate(attrs)
        if password and password != "$encrypted$":
            attrs["password"] = password
        attrs["profile"] = profile
        return attrs

    def _not_checked(self, obj: Any) -> list[str]:
        return [*super()._not_checked(obj), "password"]

    def create(self, validated_data: dict[str, Any]) -> Any:
        password, profile = validated_data.pop("password", ""), validated_data.pop("profile")
        user = User(**validated_data)
        user.set_password(password)
        user.save()
        m.Profile.objects.create(user=user, **profile)
        return user

    def update(self, instance: Any, validated_data: dict[str, Any]) -> Any:
        password, profile = validated_data.pop("password", ""), validated_data.pop("profile")
        for name, value in validated_data.items():
            setattr(instance, name, value)
        if password:
            instance.set_password(password)
        instance.save()
        for name, value in profile.items():
            setattr(instance.profile, name, value)
        instance.profile.save()
        return instance
