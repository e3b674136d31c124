# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWX does around every request: timing headers, named URLs, session lifetime."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .models import OAuth2AccessToken
from .named_urls import NODES, resolve

Handler = Callable[[HttpRequest], HttpResponse]
NODE_NAME = "awx-1"
_REQUEST_LINE = 8192

_OBJECT_URL = re.compile(r"^/api/v2/(?P<resource>\w+)/(?P<name>[^/]+)(?P<rest>/.*)?$")


def _request_id(sent: str) -> str:
    """A valid UUID that the client sent is echoed, anything else is replaced."""
    try:
        return uuid.UUID(sent).hex
    except ValueError:
        return uuid.uuid4().hex


class TotalTime:
    """``X-API-Total-Time`` and ``X-API-Request-Id`` on everything."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begin = time.monotonic()
        response = self.get_response(request)
        response["X-API-Total-Time"] = f"{time.monotonic() - begin:.3f}s"
        response["X-API-Request-Id"] = _request_id(request.META.get("HTTP_X_API_REQUEST_ID", ""))
        return response


class NoBodyForHead:
    """Takes the body from the answer to a HEAD: nginx does, the sandbox's server does not."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "HEAD":
            response.content = b""
            response["Content-Length"] = "0"
        return response


class RequestLineLimit:
    """nginx refuses a request line that does not fit its buffer (docs/awx-api.md#request-line)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        line = f"{request.method} {request.META.get('REQUEST_URI', '')} HTTP/1.1\r\n"
        if len(line) > _REQUEST_LINE:
            page = "<html><head><title>414 Request-URI Too Large</title></head></html>"
            return HttpResponse(page, status=414)
        return self.get_response(request)


class NamedUrls:
    """Puts the id in the place of a name, and the missing slash at the end, of such resources."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        match = _OBJECT_URL.match(request.path_info)
        if match and match["resource"] in NODES:
            self._rewrite(request, **match.groupdict())
        return self.get_response(request)

    @staticmethod
    def _rewrite(request: HttpRequest, *, resource: str, name: str, rest: str | None) -> None:
        if not name.isdigit():
            pk = resolve(resource=resource, name=name)
            if pk is None:
                return
            request.named_url = True  # type: ignore[attr-defined]
            name = str(pk)
        rest = rest or "/"
        request.path_info = f"/api/v2/{resource}/{name}{rest if rest.endswith('/') else rest + '/'}"
        request.path = request.path_info


class TokenUse:
    """Notes which token signed a request, once it is done."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        number, used = getattr(request, "token_use", (None, None))
        if number is not None:
            OAuth2AccessToken.objects.filter(pk=number).update(last_used=used)
        return response


class SessionTimeout:
    """Tells how long an idle session lives."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response["Session-Timeout"] = str(settings.SESSION_COOKIE_AGE)
        return response
