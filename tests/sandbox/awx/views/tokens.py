# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Personal access tokens (docs/awx-api.md#personal-access-tokens)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from .. import models as m
from ..server_settings import get_setting
from .generic import ListView, SublistView


def refuse_external(user: m.User) -> None:
    """Raises PermissionDenied for a user of another authentication service, unless allowed."""
    kind = user.profile.external_account
    if kind and not get_setting("ALLOW_OAUTH2_FOR_EXTERNAL_USERS"):
        raise PermissionDenied(
            "(access_denied) OAuth2 Tokens cannot be created by users associated with an "
            f"external authentication provider ({kind})"
        )


class TokenList(ListView):
    """The caller's tokens; a superuser sees all. POST makes one for the caller."""

    model = m.OAuth2AccessToken
    http_method_names = ["get", "post", "head", "options"]

    def create(self, data: dict[str, Any]) -> Response:
        refuse_external(self.request.user)
        return super().create(data)


class UserTokenList(SublistView):
    """``users/N/tokens/``: N's tokens; POST makes one for the caller all the same."""

    model = m.OAuth2AccessToken
    parent_model = m.User
    rows = staticmethod(lambda user: m.OAuth2AccessToken.objects.filter(user=user))
    http_method_names = ["get", "post", "head", "options"]

    def create_below(self, data: dict[str, Any]) -> Response:
        refuse_external(self.request.user)
        return self.create(data)


class PersonalTokenList(UserTokenList):
    """Always the caller's, whatever N is."""

    def own(self) -> QuerySet:
        self.parent()
        return m.OAuth2AccessToken.objects.filter(user=self.request.user)

    def get_queryset(self) -> QuerySet:
        return self.own().filter(application=None)

    def create_below(self, data: dict[str, Any]) -> Response:
        data.pop("application", None)
        return super().create_below(data)


class AuthorizedTokenList(PersonalTokenList):
    """Tokens of applications; making one needs to name the application."""

    def get_queryset(self) -> QuerySet:
        return self.own().exclude(application=None)

    def create_below(self, data: dict[str, Any]) -> Response:
        if data.get("application") is None:
            raise serializers.ValidationError({"application": ["This field is required."]})
        return UserTokenList.create_below(self, data)
