# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The paths of login and logout, behind a gateway and without one."""

from __future__ import annotations

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.auth.server_paths import ApiEndpoints


@pytest.mark.parametrize(
    ("gateway", "prefix"), [(None, "/api/controller/"), ("/api/gateway/v1/", "/api/gateway/v1/")]
)
def test_sessions_belong_to_the_gateway_where_there_is_one(
    gateway: str | None, prefix: str
) -> None:
    endpoints = ApiEndpoints("/api/controller/", gateway=gateway)
    assert (endpoints.login, endpoints.logout) == (f"{prefix}login/", f"{prefix}logout/")


def test_cookies_are_not_in_its_text() -> None:
    assert "secret" not in repr(ApiEndpoints("/api/", cookies=("csrftoken=secret",)))
