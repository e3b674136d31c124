# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The check before every view: authenticated, within the token's scope, allowed to."""

from __future__ import annotations

from typing import Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from .models import OAuth2AccessToken
from .permissions import can

_ACTIONS = {"GET": "read", "HEAD": "read", "OPTIONS": "read", "DELETE": "delete"}


def within_scope(request: Request) -> bool:
    """A token of scope ``read`` may not write; ``write`` includes ``read``."""
    token = request.auth
    if not isinstance(token, OAuth2AccessToken) or request.method in SAFE_METHODS:
        return True
    return "write" in token.scope.split()


class Authenticated(BasePermission):
    """Any user, as far as the token's scope goes; the view checks the rest."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(request.user and request.user.is_authenticated) and within_scope(request)


class ModelAccess(Authenticated):
    """And for one object: the right that the method needs (a view may name another action)."""

    def has_object_permission(self, request: Request, view: Any, obj: Any) -> bool:
        actions = _ACTIONS | getattr(view, "actions", {})
        return can(request.user, actions.get(request.method or "", "change"), obj)


class AllowAny(BasePermission):
    """Anonymous too."""
