# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions: ``/api/login/`` and ``/api/logout/`` (docs/awx-api.md#sessions)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import LoginView
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.views import View

from tests.sandbox.presentation import current

from ..server_settings import get_setting


def _accepts_html(request: HttpRequest) -> bool:
    accepted = request.headers.get("Accept", "*/*")
    return any(kind in accepted for kind in ("*/*", "text/html", "text/*"))


class Login(LoginView):
    """A form: the CSRF cookie comes with the page, the session cookie with the redirect."""

    template_name = "login.html"
    redirect_field_name = "next"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _accepts_html(request):
            return HttpResponse("None", status=406, content_type="application/json")
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self) -> str:
        return self.get_redirect_url() or "/accounts/profile/"

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        self.request.session.save()  # it counts, but is stored after the answer only
        _end_oldest_sessions(form.get_user().pk, keep=self.request.session.session_key)
        response.set_cookie("userLoggedIn", "true", samesite="Lax")
        response["X-API-Session-Cookie-Name"] = settings.SESSION_COOKIE_NAME
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)
        response.status_code = 401
        return response


def _end_oldest_sessions(user_id: int, *, keep: str | None) -> None:
    """Above ``SESSIONS_PER_USER`` the oldest sessions of the user end."""
    allowed = get_setting("SESSIONS_PER_USER")
    if allowed < 1:
        return
    own = [
        session
        for session in Session.objects.order_by("expire_date")
        if session.get_decoded().get("_auth_user_id") == str(user_id)
    ]
    for session in [row for row in own if row.session_key != keep][: max(0, len(own) - allowed)]:
        session.delete()


class Logout(View):
    """Ends the session and goes to ``/api/``.

    A GET does it too where Django is 4.2 or older. With Django 5, as in Ascender, it is refused
    and the session goes on. A POST needs the CSRF token on both.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        methods = ["post", "options"] if current().ascender else ["get", "head", "post", "options"]
        self.http_method_names = methods
        response = super().dispatch(request, *args, **kwargs)
        response.set_cookie("userLoggedIn", "false")
        return response

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.post(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        logout(request)
        return redirect("/api/")

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kw: Any) -> HttpResponse:
        return HttpResponseNotAllowed(self._allowed_methods())
