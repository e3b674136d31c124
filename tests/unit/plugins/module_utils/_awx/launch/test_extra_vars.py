# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""extra_vars: variables as users write them."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.launch.extra_vars import (
    parse_extra_vars,
)


@pytest.mark.parametrize(
    ("value", "variables"),
    [
        pytest.param({"a": 1}, {"a": 1}, id="mapping"),
        pytest.param('{"a": [1, null]}', {"a": [1, None]}, id="JSON"),
        pytest.param("a: 1\nb: yes\n", {"a": 1, "b": True}, id="YAML"),
        pytest.param("", {}, id="empty"),
        pytest.param("---", {}, id="empty document"),
        pytest.param({1: "x"}, {"1": "x"}, id="keys that are no text"),
        pytest.param("d: 2026-01-31", {"d": "2026-01-31"}, id="date"),
        pytest.param(
            {"d": [datetime.datetime(2026, 1, 31, 10)]}, {"d": ["2026-01-31T10:00:00"]}, id="moment"
        ),
        pytest.param({"t": (1, 2)}, {"t": [1, 2]}, id="tuple"),
    ],
)
def test_parse_extra_vars(value: t.Any, variables: dict[str, t.Any]) -> None:
    """A mapping, or its text; AWX refuses dates (docs/awx-api.md#extra-vars)."""
    assert parse_extra_vars(value) == variables


@pytest.mark.parametrize("value", [["a"], "- a\n", "words", 5, None, True, '"text"'])
def test_parse_extra_vars_refuses_what_is_no_mapping(value: t.Any) -> None:
    with pytest.raises(errors.ConfigurationError, match="extra_vars must be a mapping"):
        parse_extra_vars(value)


def test_parse_extra_vars_refuses_text_that_is_neither() -> None:
    with pytest.raises(errors.ConfigurationError, match="extra_vars cannot be parsed") as failure:
        parse_extra_vars("password: 'hunter2")
    assert "hunter2" not in str(failure.value)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("@/tmp/vars.yml", ["lookup('ansible.builtin.file', '/tmp/vars.yml')"]),
        ("version=1.2.3 region=eu", ["write a mapping", "{version: ..., region: ...}"]),
        ("a=1", ["{a: ...}"]),
    ],
)
def test_variables_of_a_command_line_are_answered_with_what_to_write(
    text: str, parts: list[str]
) -> None:
    with pytest.raises(errors.ConfigurationError) as failure:
        parse_extra_vars(text)
    assert all(part in str(failure.value) for part in parts)


def test_variables_of_a_command_line_are_not_shown() -> None:
    with pytest.raises(errors.ConfigurationError) as failure:
        parse_extra_vars("pw=hunter2 other='hunter3'")
    assert "hunter" not in str(failure.value)


def test_text_that_holds_no_variables_is_no_command_line() -> None:
    with pytest.raises(errors.ConfigurationError, match="must be a mapping"):
        parse_extra_vars("just words, a == b")
