# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes down every request under ``/api/``."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .changes import PENDING
from .log import LOG, Seen


def _authentication(request: HttpRequest) -> str:
    scheme = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")[0].lower()
    if scheme:
        return scheme
    return "session" if settings.SESSION_COOKIE_NAME in request.COOKIES else "none"


class RequestLog:
    """The outermost middleware: sees the URL as it was sent, and the final status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path, began = request.path, time.monotonic()
        response = self.get_response(request)
        if not path.startswith("/sandbox/"):
            LOG.add(
                Seen(
                    method=request.method or "",
                    path=path,
                    query=request.META.get("QUERY_STRING", ""),
                    status=response.status_code,
                    authentication=_authentication(request),
                    connection=str(request.META.get("REMOTE_PORT", "")),
                    user_agent=request.META.get("HTTP_USER_AGENT", ""),
                    milliseconds=round((time.monotonic() - began) * 1000, 1),
                )
            )
            PENDING.answered(path)
        return response
