# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``/api/v2/settings/``."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from oauth2_provider.settings import oauth2_settings
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.generics import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from .. import models as m
from ..access import Authenticated
from ..pagination import Pagination
from ..permissions import rights_of
from ..server_settings import READ_ONLY, SECRETS, current, groups
from .generic import View

_PROVIDER_KEYS = {
    "ACCESS_TOKEN_EXPIRE_SECONDS",
    "AUTHORIZATION_CODE_EXPIRE_SECONDS",
    "REFRESH_TOKEN_EXPIRE_SECONDS",
}


def _may_read(request: Request) -> bool:
    rights = rights_of(request.user)
    return rights.superuser or rights.auditor


class SettingList(View):
    """The groups of settings; none for an ordinary user."""

    permission_classes = (Authenticated,)

    def get(self, request: Request) -> Response:
        rows = [
            {"url": f"/api/v2/settings/{slug}/", "slug": slug, "name": name}
            for slug, (name, _) in groups().items()
        ]
        pages = Pagination()
        page = pages.paginate_queryset(rows if _may_read(request) else [], request, self)
        return pages.get_paginated_response(page)


class SettingDetail(View):
    """One group: a flat object."""

    permission_classes = (Authenticated,)

    def check(self, request: Request, slug: str) -> None:
        """Raises Http404 for an unknown group, PermissionDenied."""
        if not _may_read(request):
            raise PermissionDenied
        if slug not in groups():
            raise Http404("Not found.")
        if request.method not in ("GET", "HEAD", "OPTIONS") and not request.user.is_superuser:
            raise PermissionDenied

    def get(self, request: Request, slug: str) -> Response:
        self.check(request, slug)
        values = current(slug)
        return Response(
            {
                key: "$encrypted$" if key in SECRETS and value else value
                for key, value in values.items()
            }
        )

    def patch(self, request: Request, slug: str) -> Response:
        """Unknown keys are ignored. Raises ValidationError."""
        self.check(request, slug)
        known = groups()[slug][1]
        for key, value in request.data.items():
            if key not in known or key in READ_ONLY or value == "$encrypted$":
                continue
            _validate(key, value, known[key])
            m.Setting.objects.update_or_create(key=key, defaults={"value": value})
            _apply(key, value)
        return self.get(request, slug)

    put = patch

    def delete(self, request: Request, slug: str) -> Response:
        self.check(request, slug)
        m.Setting.objects.filter(key__in=groups()[slug][1]).delete()
        for key, value in groups()[slug][1].items():
            _apply(key, value)
        return Response(status=204)


def _validate(key: str, value: Any, default: Any) -> None:
    if key == "OAUTH2_PROVIDER":
        if not isinstance(value, dict) or set(value) - _PROVIDER_KEYS:
            raise ValidationError({key: ["Invalid key(s)."]})
        if any(type(seconds) is not int or seconds < 1 for seconds in value.values()):
            raise ValidationError({key: ["Ensure this value is greater than or equal to 1."]})
    elif isinstance(default, bool) and not isinstance(value, bool):
        raise ValidationError({key: ["Must be a valid boolean."]})
    elif type(default) is int and type(value) is not int:
        raise ValidationError({key: ["A valid integer is required."]})


def _apply(key: str, value: Any) -> None:
    """Some settings are Django's or the OAuth provider's own."""
    if key == "OAUTH2_PROVIDER":
        settings.OAUTH2_PROVIDER = settings.OAUTH2_PROVIDER | value
        oauth2_settings.reload()
    elif key == "SESSION_COOKIE_AGE":
        settings.SESSION_COOKIE_AGE = value
