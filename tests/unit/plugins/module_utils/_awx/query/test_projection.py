# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""projection: only the fields that were asked for, before anything is handed on."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common.errors import (
    ConfigurationError,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.query.projection import Projection

HOST = {
    "id": 1,
    "type": "host",
    "name": "web1",
    "description": None,
    "summary_fields": {"inventory": {"id": 2, "name": "Prod"}, "groups": {"count": 0}},
}


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        pytest.param([], HOST, id="everything"),
        pytest.param(["id"], {"id": 1}, id="one"),
        pytest.param(["name", "id"], {"name": "web1", "id": 1}, id="in the order asked for"),
        pytest.param(["description"], {"description": None}, id="null is a value"),
        pytest.param(
            ["summary_fields.inventory.name"],
            {"summary_fields": {"inventory": {"name": "Prod"}}},
            id="nested",
        ),
        pytest.param(
            ["summary_fields.inventory.name", "summary_fields.groups.count"],
            {"summary_fields": {"inventory": {"name": "Prod"}, "groups": {"count": 0}}},
            id="two of one mapping",
        ),
        pytest.param(
            ["summary_fields", "summary_fields.groups"],
            {"summary_fields": HOST["summary_fields"]},
            id="a mapping and a part of it",
        ),
        pytest.param(["id", "id"], {"id": 1}, id="twice"),
    ],
)
def test_projection_keeps_fields(fields: list[str], kept: dict[str, t.Any]) -> None:
    assert Projection(fields)([HOST]) == [kept]


@pytest.mark.parametrize(
    ("only", "value"), [("name", "web1"), ("summary_fields.inventory.id", 2), ("description", None)]
)
def test_projection_to_only_one_field_gives_its_values(only: str, value: t.Any) -> None:
    assert Projection(only=only)([HOST, HOST]) == [value, value]


def test_projection_gives_none_where_some_rows_lack_a_field() -> None:
    """Lists of several types of objects differ."""
    rows = [{"id": 1, "type": "job", "playbook": "a.yml"}, {"id": 2, "type": "project_update"}]
    projection = Projection(["id", "playbook"])
    assert projection(rows) == [{"id": 1, "playbook": "a.yml"}, {"id": 2, "playbook": None}]
    projection.check()


def test_projection_leaves_the_rows_as_they_were() -> None:
    row = {"a": {"b": 1, "c": 2}}
    Projection(["a.b"])([row])
    assert row == {"a": {"b": 1, "c": 2}}


def test_projection_refuses_a_misspelt_field_with_the_first_page() -> None:
    """Misspelt fields come back with the nearest right one, and early."""
    projection = Projection(["nmae"])
    with pytest.raises(ConfigurationError, match=r"no object has a field 'nmae'\..*'name'"):
        projection([HOST])


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("summary_fields.inventry", "Did you mean 'inventory'"),
        ("summary_fields.inventory.nam", "Did you mean 'name'"),
        ("name.first", "no object has a field 'name.first'"),
    ],
)
def test_check_names_what_is_there_instead(field: str, said: str) -> None:
    projection = Projection([field])
    projection([HOST])
    with pytest.raises(ConfigurationError, match=said):
        projection.check()


def test_check_waits_for_a_later_page_that_has_the_field() -> None:
    projection = Projection(["related.inventory"])
    projection([{"type": "host", "related": {}}])
    projection([{"type": "host", "related": {"inventory": "/api/v2/inventories/1/"}}])
    projection.check()


@pytest.mark.parametrize("fields", [[], ["nonsense"]])
def test_check_of_no_rows_refuses_nothing(fields: list[str]) -> None:
    projection = Projection(fields)
    assert projection([]) == []
    projection.check()


@pytest.mark.parametrize("rows", [["a.yml"], [1, None]])
def test_projection_of_what_is_no_object_is_refused(rows: list[t.Any]) -> None:
    projection = Projection(["name"])
    with pytest.raises(ConfigurationError, match="no object has a field 'name'"):
        projection(rows)
