# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials, their types, execution environments."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from .. import models as m
from ..summaries import summarize
from .base import ENVELOPE, NAMED, ObjectSerializer


class CredentialTypeSerializer(ObjectSerializer):
    sublists = ("credentials", "activity_stream")

    class Meta:
        model = m.CredentialType
        fields = (*NAMED, "kind", "namespace", "managed", "inputs", "injectors")
        read_only_fields = ("namespace", "managed")

    def validate_kind(self, kind: str) -> str:
        """Users make types of two kinds."""
        if kind not in ("cloud", "net"):
            raise serializers.ValidationError(
                f"Must be 'cloud' or 'net', not {kind}",
            )
        return kind


class CredentialSerializer(ObjectSerializer):
    sublists = (
        "activity_stream",
        "access_list",
        "object_roles",
        "owner_users",
        "owner_teams",
        "copy",
        "input_sources",
    )
    links = ("organization", "credential_type")
    summaries = ("organization", "credential_type")
    capabilities = {"edit": "change", "delete": "delete", "copy": "copy", "use": "use"}

    kind = serializers.CharField(read_only=True)
    cloud = serializers.BooleanField(read_only=True)
    kubernetes = serializers.BooleanField(read_only=True)

    class Meta:
        model = m.Credential
        fields = (
            *NAMED,
            "organization",
            "credential_type",
            "managed",
            "inputs",
            "kind",
            "cloud",
            "kubernetes",
        )
        read_only_fields = ("managed",)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return super().to_representation(instance) | {"inputs": instance.display_inputs()}

    def more_summaries(self, obj: Any, summary: dict[str, Any]) -> None:
        owners = []
        if organization := self.rows.get(obj, "organization"):
            owners.append(
                summarize(organization, "id", "name", "description")
                | {"type": "organization", "url": f"/api/v2/organizations/{organization.pk}/"}
            )
        summary["owners"] = owners

    def user_capabilities(self, obj: Any) -> dict[str, bool]:
        capabilities = super().user_capabilities(obj)
        if obj.managed:
            capabilities |= {"edit": False, "delete": False}
        return capabilities

    def validate_inputs(self, inputs: Any) -> Any:
        if not isinstance(inputs, dict):
            raise serializers.ValidationError("Must be a dictionary.")
        return inputs

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Unknown inputs are refused; ``$encrypted$`` keeps what is stored."""
        kind = attrs.get("credential_type") or getattr(self.instance, "credential_type", None)
        if kind is not None and "inputs" in attrs:
            known = {field["id"] for field in kind.inputs.get("fields", [])}
            unknown = sorted(set(attrs["inputs"]) - known)
            if unknown:
                message = f"Additional properties are not allowed ({unknown[0]!r} was unexpected)"
                raise serializers.ValidationError({"inputs": [message]})
            stored = self.instance.inputs if self.instance is not None else {}
            attrs["inputs"] = {
                name: stored.get(name, "") if value == "$encrypted$" else value
                for name, value in attrs["inputs"].items()
            }
        return super().validate(attrs)


class CredentialInputSourceSerializer(ObjectSerializer):
    links = ("source_credential", "target_credential")
    summaries = ("source_credential", "target_credential")

    class Meta:
        model = m.CredentialInputSource
        fields = (
            *ENVELOPE,
            "description",
            "input_field_name",
            "metadata",
            "target_credential",
            "source_credential",
        )


class ExecutionEnvironmentSerializer(ObjectSerializer):
    sublists = ("activity_stream", "unified_job_templates", "copy")
    links = ("organization", "credential")
    summaries = ("organization", "credential")
    capabilities = {"edit": "change", "delete": "delete", "copy": "copy"}

    class Meta:
        model = m.ExecutionEnvironment
        fields = (*NAMED, "organization", "image", "managed", "credential", "pull")
        read_only_fields = ("managed",)
