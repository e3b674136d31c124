# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens and applications (docs/awx-api.md#tokens)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.utils import timezone
from oauthlib.common import generate_token
from rest_framework import serializers

from .. import models as m
from ..server_settings import get_setting
from .base import NAMED, ObjectSerializer

HIDDEN = "************"
SCOPES = ("read", "write")


class ApplicationSerializer(ObjectSerializer):
    """The secret of a confidential application is shown once, in the answer to the POST."""

    sublists = ("tokens", "activity_stream")
    links = ("organization",)
    summaries = ("organization",)

    created = serializers.DateTimeField(read_only=True)
    modified = serializers.DateTimeField(source="updated", read_only=True)

    class Meta:
        model = m.OAuth2Application
        fields = (
            *NAMED,
            "client_id",
            "client_secret",
            "client_type",
            "redirect_uris",
            "authorization_grant_type",
            "skip_authorization",
            "organization",
        )
        read_only_fields = ("client_id", "client_secret")
        extra_kwargs = {"organization": {"required": True, "allow_null": False}}

    def to_representation(self, instance: Any) -> dict[str, Any]:
        result = super().to_representation(instance)
        if instance.client_type == "public":
            result.pop("client_secret")
        elif not getattr(instance, "just_made", False):
            result["client_secret"] = HIDDEN
        return result

    def more_summaries(self, obj: Any, summary: dict[str, Any]) -> None:
        tokens = list(m.OAuth2AccessToken.objects.filter(application=obj).order_by("id"))
        summary["tokens"] = {
            "count": len(tokens),
            "results": [
                {"id": token.pk, "token": HIDDEN, "scope": token.scope} for token in tokens[:10]
            ],
        }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        grant = attrs.get(
            "authorization_grant_type", getattr(self.instance, "authorization_grant_type", "")
        )
        uris = attrs.get("redirect_uris", getattr(self.instance, "redirect_uris", ""))
        if grant == "authorization-code" and not uris:
            message = f"redirect_uris cannot be empty with grant_type {grant}"
            raise serializers.ValidationError({"__all__": [message]})
        if self.instance is not None:
            attrs.pop("authorization_grant_type", None)
        return super().validate(attrs)

    def create(self, validated_data: dict[str, Any]) -> Any:
        application = m.OAuth2Application(**validated_data, hash_client_secret=False)
        application.client_secret = generate_token(128)
        application.save()
        application.just_made = True
        return application


class TokenSerializer(ObjectSerializer):
    """``just_made`` marks the answer to the POST, the only one that shows the token."""

    sublists = ("activity_stream",)
    links = ("user", "application")
    summaries = ("user", "application")
    capabilities: ClassVar[dict[str, str]] = {}

    created = serializers.DateTimeField(read_only=True)
    modified = serializers.DateTimeField(source="updated", read_only=True)
    refresh_token = serializers.SerializerMethodField()
    scope = serializers.CharField(required=False, allow_blank=True)

    class Meta:
        model = m.OAuth2AccessToken
        fields = (
            *(name for name in NAMED if name != "name"),
            "user",
            "token",
            "refresh_token",
            "application",
            "expires",
            "scope",
        )
        read_only_fields = ("user", "token", "expires")

    def get_refresh_token(self, obj: Any) -> str | None:
        refresh = m.OAuth2RefreshToken.objects.filter(access_token=obj).first()
        if refresh is None:
            return None
        return refresh.token if getattr(obj, "just_made", False) else HIDDEN

    def to_representation(self, instance: Any) -> dict[str, Any]:
        result = super().to_representation(instance)
        if not getattr(instance, "just_made", False):
            result["token"] = HIDDEN
        return result

    def validate_scope(self, scope: str) -> str:
        words = scope.split(" ")
        if not set(words) <= set(SCOPES) or len(words) != len(set(words)):
            raise serializers.ValidationError(
                f"Must be a simple space-separated string with allowed scopes {sorted(SCOPES)}."
            )
        return scope

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return attrs

    def create(self, validated_data: dict[str, Any]) -> Any:
        provider = get_setting("OAUTH2_PROVIDER")
        seconds = provider["ACCESS_TOKEN_EXPIRE_SECONDS"]
        token = m.OAuth2AccessToken.objects.create(
            user=self.user,
            token=generate_token(30),
            expires=timezone.now() + timedelta(seconds=seconds),
            scope=validated_data.get("scope", "write"),
            description=validated_data.get("description", ""),
            application=validated_data.get("application"),
        )
        if token.application_id:
            m.OAuth2RefreshToken.objects.create(
                user=self.user,
                token=generate_token(30),
                application=token.application,
                access_token=token,
            )
        token.just_made = True
        return token

    def update(self, instance: Any, validated_data: dict[str, Any]) -> Any:
        for name in ("description", "scope"):
            setattr(instance, name, validated_data.get(name, getattr(instance, name)))
        instance.save()
        return instance
