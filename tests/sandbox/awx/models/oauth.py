# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OAuth2 applications and tokens, on django-oauth-toolkit's own models."""

from __future__ import annotations

from django.db import models
from oauth2_provider.models import (
    AbstractAccessToken,
    AbstractApplication,
    AbstractGrant,
    AbstractIDToken,
    AbstractRefreshToken,
)

from .foundation import prevent_search, type_of


class OAuth2Application(AbstractApplication):
    """``updated`` is what the API calls ``modified``."""

    name = models.CharField(max_length=255)
    description = models.TextField(default="", blank=True)
    organization = models.ForeignKey(
        "Organization", null=True, on_delete=models.CASCADE, related_name="applications"
    )
    authorization_grant_type = models.CharField(
        max_length=32,
        choices=[
            ("authorization-code", "Authorization code"),
            ("password", "Resource owner password-based"),
        ],
    )

    class Meta(AbstractApplication.Meta):
        ordering = ("organization", "name")
        unique_together = [("name", "organization")]

    @property
    def type(self) -> str:
        return type_of(self)


class OAuth2AccessToken(AbstractAccessToken):
    """A personal access token has no application. ``updated`` is ``modified`` in the API."""

    description = models.TextField(default="", blank=True)
    last_used = models.DateTimeField(null=True, default=None, editable=False)

    class Meta(AbstractAccessToken.Meta):
        ordering = ("id",)

    @property
    def type(self) -> str:
        return type_of(self)


class OAuth2RefreshToken(AbstractRefreshToken):
    class Meta(AbstractRefreshToken.Meta):
        ordering = ("id",)


class OAuth2Grant(AbstractGrant):
    class Meta(AbstractGrant.Meta):
        ordering = ("id",)


class OAuth2IDToken(AbstractIDToken):
    """Not used by AWX; django-oauth-toolkit wants it to live where the other tokens do."""

    class Meta(AbstractIDToken.Meta):
        ordering = ("id",)


for _model, _names in (
    (OAuth2Application, ("client_id", "client_secret")),
    (OAuth2AccessToken, ("token",)),
    (OAuth2RefreshToken, ("token",)),
):
    for _name in _names:
        prevent_search(_model._meta.get_field(_name))
