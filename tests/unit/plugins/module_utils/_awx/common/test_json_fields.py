# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""values: what is of the wrong type is as good as absent; `false`, 0, "" and [] are values."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common import json_fields

HUGE = 10**400
EVERYTHING = (None, True, False, 0, 1, -1, HUGE, 1.5, float("nan"), "", "1", [], [1], {}, {"a": 1})


def taken(take: t.Callable[[t.Any], t.Any], nothing: t.Any) -> list[t.Any]:
    """Return what is taken as it is."""
    return [value for value in EVERYTHING if take(value) != nothing]


def test_each_takes_its_type_and_nothing_else() -> None:
    assert taken(json_fields.mapping, {}) == [{"a": 1}]
    assert taken(json_fields.list_or_empty, []) == [[1]]
    assert taken(json_fields.str_or_empty, "") == ["1"]
    assert taken(json_fields.str_or_none, None) == ["", "1"]
    assert taken(json_fields.int_or_none, None) == [0, 1]
    assert taken(json_fields.number_or_none, None) == [0, 1, -1, 1.5]


@pytest.mark.parametrize("value", [2**63, 2**64, HUGE])
def test_no_id_is_larger_than_the_database_holds(value: int) -> None:
    assert json_fields.int_or_none(value) is None
    assert json_fields.int_or_none(2**63 - 1) == 2**63 - 1


def test_mapping_follows_names_as_far_as_there_are_mappings() -> None:
    row = {"summary_fields": {"organization": {"name": "x"}, "job": ["name"]}}
    assert json_fields.mapping(row, "summary_fields", "organization") == {"name": "x"}
    assert json_fields.mapping(row, "summary_fields", "job", "name") == {}
    assert json_fields.mapping(row, "related", "job") == {}


def test_mappings_leaves_out_what_is_none() -> None:
    assert json_fields.list_of_mappings([{"id": 1}, None, "x", [{}]]) == [{"id": 1}]
    assert json_fields.list_of_mappings("x") == []
