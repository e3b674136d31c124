# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``/api/o/``: django-oauth-toolkit's views, with what AWX adds."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from oauth2_provider import views

from .. import models as m
from ..server_settings import get_setting


class Token(views.TokenView):
    """Refuses external users and old refresh tokens as AWX does: with text, not JSON."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        grant = request.POST.get("grant_type")
        if grant == "refresh_token" and self._too_old(request.POST.get("refresh_token", "")):
            return HttpResponse("The refresh token has expired.", status=403)
        if kind := self._external(request, grant):
            return HttpResponse(
                "(access_denied) OAuth2 Tokens cannot be created by users associated with an "
                f"external authentication provider ({kind})",
                status=403,
            )
        return _without_detail(super().post(request, *args, **kwargs))

    @staticmethod
    def _too_old(key: str) -> bool:
        token = m.OAuth2RefreshToken.objects.filter(token=key).first()
        seconds = get_setting("OAUTH2_PROVIDER")["REFRESH_TOKEN_EXPIRE_SECONDS"]
        return token is not None and token.created + timedelta(seconds=seconds) < timezone.now()

    @staticmethod
    def _external(request: HttpRequest, grant: str | None) -> str | None:
        """The service of a user who would get a token: storing one refuses, whatever the grant."""
        if get_setting("ALLOW_OAUTH2_FOR_EXTERNAL_USERS"):
            return None
        user: Any = None
        if grant == "password":
            user = m.User.objects.filter(username=request.POST.get("username", "")).first()
        elif grant == "authorization_code":
            found = m.OAuth2Grant.objects.filter(code=request.POST.get("code", "")).first()
            user = found and found.user
        elif grant == "refresh_token":
            token = request.POST.get("refresh_token", "")
            old = m.OAuth2RefreshToken.objects.filter(token=token, revoked=None).first()
            user = old and old.user
        return user.profile.external_account if user else None


class RevokeToken(views.RevokeTokenView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _without_detail(super().post(request, *args, **kwargs))


def _without_detail(response: HttpResponse) -> HttpResponse:
    """AWX's version of the library gives no description for most errors."""
    if response.status_code < 400 or not response.content:
        return response
    body = json.loads(response.content)
    if body.get("error_description") != "Invalid credentials given.":
        body.pop("error_description", None)
    response.content = json.dumps(body)
    return response
