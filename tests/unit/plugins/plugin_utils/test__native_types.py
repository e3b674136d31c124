# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""_plain: arguments of tasks as a module would receive them."""

from __future__ import annotations

import datetime
import json
import typing as t

import pytest
from ansible.parsing.yaml.objects import AnsibleUnicode
from ansible_collections.steward.awx.plugins.plugin_utils._native_types import (
    plain,
    without_omitted,
)


class Lazy(t.Mapping[str, t.Any]):
    """A mapping that is no dict."""

    def __getitem__(self, key: str) -> t.Any:
        return {"a": 1}[key]

    def __iter__(self) -> t.Iterator[str]:
        return iter(["a"])

    def __len__(self) -> int:
        return 1


class Number(int):
    """An integer that is more than one."""


@pytest.mark.parametrize(
    ("value", "made"),
    [
        (None, None),
        (True, True),
        (0, 0),
        (1.5, 1.5),
        ("x", "x"),
        (AnsibleUnicode("x"), "x"),
        (Number(5), 5),
        (Lazy(), {"a": 1}),
        ({AnsibleUnicode("k"): [AnsibleUnicode("v"), (1, None)]}, {"k": ["v", [1, None]]}),
        (datetime.date(2026, 1, 31), "2026-01-31"),
        ({"a"}, ["a"]),
    ],
)
def test_plain_makes_what_json_can_say(value: t.Any, made: t.Any) -> None:
    result = plain(value)
    assert result == made
    assert type(result) is type(made)
    json.dumps(result)


def test_plain_makes_exact_strings() -> None:
    """yaml.safe_load refuses the tagged strings of newer ansible-core versions."""
    made = plain({AnsibleUnicode("k"): AnsibleUnicode("v")})
    assert {type(text) for text in (*made, *made.values())} == {str}


@pytest.mark.parametrize(
    ("value", "left"),
    [
        (["omitted", 1], [1]),
        (["omitted"], []),
        ({"a": [{"b": ["omitted", "c"]}]}, {"a": [{"b": ["c"]}]}),
        ([["omitted"], 2], [[], 2]),
        ("omitted", "omitted"),
    ],
)
def test_without_omitted_leaves_items_of_lists_out(value: t.Any, left: t.Any) -> None:
    """Whole options Ansible leaves out itself."""
    assert without_omitted(value, {"omit": "omitted"}) == left
    assert without_omitted(value, {}) == value
