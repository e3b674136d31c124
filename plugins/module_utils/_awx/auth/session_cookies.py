# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The cookies of a session, as headers of requests."""

from __future__ import annotations

import email.message
import http.cookiejar
import types
import typing as t
import urllib.parse
import urllib.request

from ..http.request import Request
from ..http.retry import SAFE_METHODS


class _CookiePolicy(http.cookiejar.DefaultCookiePolicy):
    """The default policy, except that an IP address only matches itself (RFC 6265, 5.1.3)."""

    def set_ok_domain(self, cookie: http.cookiejar.Cookie, request: urllib.request.Request) -> bool:
        host = urllib.parse.urlsplit(request.full_url).hostname or ""
        if cookie.domain_specified and host.replace(".", "").isdigit():
            return cookie.domain.lstrip(".") == host
        return super().set_ok_domain(cookie, request)


class CookieAuth:
    """The cookies of a session, and the CSRF token that Django requires for writes.

    Over HTTPS Django also requires a `Referer` of its own origin.
    """

    def __init__(self, origin: str) -> None:
        self._origin = origin + "/"
        self._jar = http.cookiejar.CookieJar(_CookiePolicy())

    def __call__(self, request: Request) -> dict[str, str]:
        matched = urllib.request.Request(request.url)  # noqa: S310 (it is not opened)
        self._jar.add_cookie_header(matched)
        headers = {"Cookie": matched.get_header("Cookie") or ""}
        if request.method not in SAFE_METHODS:
            csrf = self.csrf_cookie()
            headers["X-CSRFToken"] = (csrf.value if csrf else None) or ""
            headers["Referer"] = self._origin
        return headers

    def store(self, lines: t.Iterable[str]) -> None:
        """Keep, replace or delete cookies as `Set-Cookie` lines of the server demand."""
        headers = email.message.Message()
        for line in lines:
            headers["Set-Cookie"] = line
        response: t.Any = types.SimpleNamespace(info=lambda: headers)
        request = urllib.request.Request(self._origin)  # noqa: S310 (it is not opened)
        self._jar.extract_cookies(response, request)

    def csrf_cookie(self) -> http.cookiejar.Cookie | None:
        return next((cookie for cookie in self._jar if cookie.name == "csrftoken"), None)

    @property
    def has_session(self) -> bool:
        return any(
            "session" in cookie.name and (cookie.value or "").strip('"') for cookie in self._jar
        )
