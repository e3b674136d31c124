# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From exceptions to AWX's error bodies."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from tests.sandbox.presentation import current

_UNSUPPORTED = (
    "You did not use correct Content-Type in your HTTP request. "
    "If you are using our REST API, the Content-Type must be application/json"
)


class BadRequest(exceptions.APIException):
    """400 with a body of its own shape."""

    status_code = 400

    def __init__(self, body: Any) -> None:
        self.detail = body


def handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """What a request under ``/api/`` gets for an exception; None is a 500."""
    if isinstance(error, exceptions.UnsupportedMediaType):
        error.detail = _UNSUPPORTED
    if isinstance(error, exceptions.NotAuthenticated):
        error.detail = f"{error.detail} To establish a login session, visit /api/login/."
    named = getattr(context["request"]._request, "named_url", False)
    if named and isinstance(error, exceptions.PermissionDenied | PermissionDenied):
        error = exceptions.NotFound()  # existence must not leak through names
    return exception_handler(error, context)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """No such path: a page, or JSON from Ascender."""
    if current().ascender:
        return JsonResponse({"detail": "The requested resource could not be found."}, status=404)
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """What nobody foresaw: a page, or JSON from Ascender."""
    if current().ascender:
        return JsonResponse({"detail": "A server error has occurred."}, status=500)
    return defaults.server_error(request)
