# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""session_cookies: which cookies are sent, and to whom."""

from __future__ import annotations

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.auth.session_cookies import (
    CookieAuth,
)

from tests.unit.logins import a_read


def with_cookies(origin: str, *lines: str) -> CookieAuth:
    auth = CookieAuth(origin)
    auth.store(lines)
    return auth


@pytest.mark.parametrize(
    ("line", "is_sent"),
    [
        pytest.param("a=1; Path=/", True, id="host only"),
        pytest.param("a=1; Path=/; Domain=h.example.com", True, id="its domain"),
        pytest.param("a=1; Path=/; Domain=.example.com", True, id="a domain above"),
        pytest.param("a=1; Path=/; Domain=other.example.com", False, id="another domain"),
        pytest.param("a=1; Path=/other/", False, id="another path"),
        pytest.param("a=1; Path=/; Secure", False, id="HTTPS only"),
        pytest.param("a=1; Path=/; Max-Age=0", False, id="expired"),
    ],
)
def test_cookies_are_for_their_server(line: str, is_sent: bool) -> None:
    headers = with_cookies("http://h.example.com", line)(a_read("http://h.example.com"))
    assert headers == {"Cookie": "a=1" if is_sent else ""}


def test_cookies_are_not_shown() -> None:
    assert "hunter2" not in repr(with_cookies("https://h", "awx_sessionid=hunter2"))


def test_a_read_sends_the_cookies_alone() -> None:
    assert with_cookies("http://h", "a=1", "b=2")(a_read()) == {"Cookie": "a=1; b=2"}
