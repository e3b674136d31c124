# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""token_rules: what belongs together, refused with a reason before any request."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common.errors import (
    ConfigurationError,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.http.connection_settings import (
    ConnectionSettings,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.tokens import validate_options

AL = ConnectionSettings("https://h", username="al", password="hunter2")
NOBODY = ConnectionSettings("https://h")
PASSWORD = {"grant_type": "password"}
CODE = {"grant_type": "authorization_code"}
REFRESHED = {"state": "refreshed"}
ABSENT = {"state": "absent"}
CLIENT = {"client_id": "c"}
URI = {"redirect_uri": "https://p/cb"}
PAIR = {"token": "t", "refresh_token": "r"}


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"description": "", "scope": "read", "application": 3},
        {**PASSWORD, **CLIENT},
        {**PASSWORD, "application": "a", "client_secret": "s", "scope": "read"},
        {**CODE, **CLIENT, **URI},
        {**CODE, "application": "a"},
        {**CODE, **CLIENT, **URI, "code": "x", "code_verifier": "v" * 43},
        {**REFRESHED, **CLIENT, "refresh_token": "r"},
        {**REFRESHED, **CLIENT, "token": PAIR, "scope": "read"},
        {**REFRESHED, **CLIENT, "token": {"changed": True, "token": PAIR}},
        {**ABSENT, "token": "t"},
        {**ABSENT, "token": PAIR, **CLIENT, "client_secret": "s"},
        {**ABSENT, "token_id": 7},
        {**ABSENT, "description": ""},
        {**ABSENT, "older_than": "0", "application": 3},
    ],
)
def test_what_belongs_together(options: dict[str, t.Any]) -> None:
    validate_options.check(options, AL)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"grant_type": "implicit"}, "AWX 5.0.0"),
        ({**ABSENT, **PASSWORD, "token": "t"}, "state: absent gets none"),
        ({"older_than": "1d"}, "older_than cannot be used with grant_type: personal"),
        ({"token": "t"}, "state: refreshed"),
        ({"token_id": 0}, "only with state: absent"),
        ({"client_id": "c"}, "only with grant_type: password"),
        ({"client_secret": "s"}, "only with grant_type: password"),
        ({"code": "x"}, "authorization_code"),
        (
            {**PASSWORD, **CLIENT, "description": "d"},
            "only with grant_type: personal, state: absent",
        ),
        ({**PASSWORD, **CLIENT, **URI}, "authorization_code"),
        ({**PASSWORD}, "client_id or application"),
        ({**CODE, **URI}, "client_id or application"),
        ({**CODE, **CLIENT}, "needs redirect_uri"),
        ({**CODE, **CLIENT, **URI, "code_verifier": "v" * 43}, "a verifier of its own"),
        ({**CODE, **CLIENT, **URI, "code": "x", "code_verifier": "short"}, "43 to 128"),
        ({**CODE, **CLIENT, **URI, "code": ""}, "code is empty"),
        ({**CODE, **CLIENT, "redirect_uri": "/callback"}, "not an absolute URI"),
        ({**CODE, **CLIENT, "redirect_uri": "https://["}, "not an absolute URI"),
        ({**CODE, **CLIENT, "redirect_uri": "https://p/#x"}, "not an absolute URI"),
        ({**REFRESHED, **CLIENT}, "personal access tokens have none"),
        ({**REFRESHED, **CLIENT, "token": "t"}, "personal access tokens have none"),
        ({**REFRESHED, **CLIENT, "token": {"refresh_token": "****"}}, "needs refresh_token"),
        ({**REFRESHED, "refresh_token": "r"}, "client_id or application"),
        ({**REFRESHED, **CLIENT, "refresh_token": "r", "token_id": 7}, "only with state: absent"),
        ({**ABSENT}, "needs token"),
        ({**ABSENT, "token": "t", "description": "d"}, "selects several"),
        ({**ABSENT, "token_id": 7, "older_than": "1d"}, "selects several"),
        ({**ABSENT, "token": "t", "scope": "read"}, "scope cannot be used with state: absent"),
        ({**ABSENT, "token_id": 7, **CLIENT}, "whose text is known"),
        ({**ABSENT, "description": "d", **CLIENT}, "whose text is known"),
        ({**ABSENT, "token_id": 7, "application": 3}, "names one token"),
        ({**ABSENT, "token": "t", "client_secret": "s"}, "client_secret needs client_id"),
        ({**ABSENT, "refresh_token": "r"}, "only with state: refreshed"),
        ({**ABSENT, "older_than": "soon"}, "30d"),
        ({**ABSENT, "older_than": "-1"}, "30d"),
    ],
)
def test_what_does_not(options: dict[str, t.Any], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        validate_options.check(options, AL)


@pytest.mark.parametrize("options", [{**PASSWORD, **CLIENT}, {**CODE, **CLIENT, **URI}])
def test_a_user_is_needed(options: dict[str, t.Any]) -> None:
    with pytest.raises(ConfigurationError, match="needs awx_username and awx_password"):
        validate_options.check(options, NOBODY)


@pytest.mark.parametrize(
    ("options", "anonymous"),
    [
        ({"state": "present"}, False),
        ({"state": "present", **PASSWORD, **CLIENT}, False),
        ({"state": "present", **CODE, **CLIENT}, False),
        ({"state": "present", **CODE, **CLIENT, "code": "x"}, True),
        ({"state": "present", **CODE, "application": "a", "code": "x"}, False),
        ({**REFRESHED, **CLIENT}, True),
        ({**REFRESHED, "application": "a"}, False),
        ({**ABSENT, "token": "t"}, True),
        ({**ABSENT, "token_id": 7}, False),
        ({**ABSENT, "token": "t", **CLIENT}, True),
    ],
)
def test_is_anonymous(options: dict[str, t.Any], anonymous: bool) -> None:
    assert validate_options.is_anonymous(options) is anonymous


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("90", 90),
        (90, 90),
        ("45s", 45),
        ("1.5m", 90),
        ("12 h", 43200),
        ("30D", 2592000),
        ("2w", 1209600),
        ("0", 0),
    ],
)
def test_seconds_of(value: t.Any, seconds: float) -> None:
    assert validate_options.seconds_of(value) == seconds


def test_scope_of_nothing_is_write() -> None:
    assert validate_options.scope_of(None) == "write"


@pytest.mark.parametrize(
    ("value", "found"),
    [(PAIR, PAIR), ({"changed": True, "token": PAIR}, PAIR), ("text", {}), (None, {})],
)
def test_mapping_in(value: t.Any, found: dict[str, t.Any]) -> None:
    assert validate_options.mapping_in(value) == found


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"refresh_token": "r"}, "r"),
        ({"token": PAIR}, "r"),
        ({"token": {"refresh_token": "************"}}, None),
        ({"token": "t"}, None),
    ],
)
def test_refresh_token_in(options: dict[str, t.Any], found: str | None) -> None:
    assert validate_options.refresh_token_in(options) == found
