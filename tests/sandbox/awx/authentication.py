# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways a request says who sends it: token, session cookie, Basic.

See docs/awx-api.md#authentication.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from rest_framework import authentication
from rest_framework.request import Request

from tests.sandbox.presentation import current

from .models import OAuth2AccessToken
from .server_settings import get_setting

Authenticated = tuple[AbstractBaseUser, object] | None


class Passwords(ModelBackend):
    """Users of SAML, OIDC and social logins have no password here; those of a directory do."""

    def authenticate(self, request: Any, **credentials: Any) -> AbstractBaseUser | None:
        user = super().authenticate(request, **credentials)
        if user is None or user.profile.external_account == "social":
            return None
        return user


class TokenAuthentication(authentication.BaseAuthentication):
    """``Authorization: Bearer``. An unknown, expired or revoked token is the same as none."""

    def authenticate(self, request: Request) -> Authenticated:
        if not current().tokens:
            return None
        scheme, _, key = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        return self._user_of(request, key.strip())

    def _user_of(self, request: Request, key: str) -> Authenticated:
        token = OAuth2AccessToken.objects.select_related("user").filter(token=key).first()
        if token is None or token.is_expired() or not token.user.is_active:
            return None
        # AWX notes the use when it commits what the request did, so that no list shows its own.
        request._request.token_use = (token.pk, timezone.now())
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer realm=api authorization_url=/api/o/authorize/"


class SessionAuthentication(authentication.SessionAuthentication):
    """The cookie of ``/api/login/``; an unsafe method needs the CSRF token too."""


class BasicAuthentication(authentication.BasicAuthentication):
    """A password is hashed for every request. A wrong one is the same as none."""

    def authenticate(self, request: Request) -> Authenticated:
        if not get_setting("AUTH_BASIC_ENABLED"):
            return None
        try:
            return super().authenticate(request)
        except authentication.exceptions.AuthenticationFailed:
            return None
