# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""difference: the template's defaults against what will run, passwords masked."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.launch import template_diff
from ansible_collections.steward.awx.plugins.module_utils._awx.schema import template_types

from tests.unit.launches import JT, WFJT, make_config

DEFAULTS = {
    "inventory": {"id": 3, "name": "Web"},
    "limit": "",
    "verbosity": 0,
    "timeout": 0,
    "extra_vars": "---\na: 1\nb: 2",
    "credentials": [{"id": 1, "name": "ssh", "credential_type": 1}],
    "labels": [{"id": 5, "name": "prod"}],
    "execution_environment": {},
    "instance_groups": [],
}


def diff(
    given: dict[str, t.Any],
    chosen: dict[str, t.Any] | None = None,
    questions: t.Sequence[dict[str, t.Any]] = (),
) -> dict[str, tuple[t.Any, t.Any]]:
    """What differs, by option."""
    needed = make_config(questions=questions, defaults=DEFAULTS)
    found = template_diff.of(needed, given, chosen or {})
    assert found is not None
    before, after = found["before"], found["after"]
    names = {*before, *after}
    return {
        name: (before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    }


def test_nothing_given_differs_in_nothing() -> None:
    assert diff({}) == {}


def test_values_are_shown_under_the_names_of_options() -> None:
    given = {"limit": "web1", "verbosity": 0, "job_timeout": 5}
    assert diff(given) == {"limit": ("", "web1"), "job_timeout": (0, 5)}


def test_objects_are_shown_by_name_and_id() -> None:
    db = {"id": 4, "name": "DB"}
    chosen = {"inventory": [db], "execution_environment": [db], "instance_groups": [db]}
    given = {"inventory": 4, "execution_environment": 4, "instance_groups": [4]}
    assert diff(given, chosen) == {
        "inventory": ("Web (id 3)", "DB (id 4)"),
        "execution_environment": (None, "DB (id 4)"),
        "instance_groups": ([], ["DB (id 4)"]),
    }


def test_labels_are_added_and_credentials_replaced() -> None:
    """As AWX does with them (docs/awx-api.md#extra-vars)."""
    other = {"id": 6, "name": "other"}
    given = {"labels": [6], "credentials": [6]}
    assert diff(given, {"labels": [other], "credentials": [other]}) == {
        "labels": (["prod (id 5)"], ["prod (id 5)", "other (id 6)"]),
        "credentials": (["ssh (id 1)"], ["other (id 6)"]),
    }


def test_variables_are_merged_over_the_templates() -> None:
    assert diff({"extra_vars": {"b": 3, "c": []}}) == {
        "extra_vars": ({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": []})
    }


def test_passwords_are_masked() -> None:
    """Nobody may see secrets."""
    questions = [
        {"variable": "pw", "type": "password", "default": "$encrypted$"},
        {"variable": "size", "type": "integer", "default": 3},
        {"variable": "some", "type": "multiselect", "default": "a\nb"},
    ]
    given = {"extra_vars": {"pw": "hunter2"}, "credential_passwords": {"ssh_password": "hunter3"}}
    found = diff(given, questions=questions)
    assert found["credential_passwords"] == (None, {"ssh_password": "********"})
    assert found["extra_vars"] == (
        {"a": 1, "b": 2, "pw": "********", "size": 3},
        {"a": 1, "b": 2, "pw": "******** (given)", "size": 3},
    )
    assert "hunter" not in str(found)


@pytest.mark.parametrize("text", ["a: [", "- 1", "words", "", None])
def test_defaults_that_cannot_be_read_do_no_harm(text: str | None) -> None:
    needed = make_config(kind=WFJT, defaults={"extra_vars": text, "limit": None})
    found = template_diff.of(needed, {"limit": "x"}, {})
    assert found is not None
    assert (found["before"]["extra_vars"], found["after"]["limit"]) == ({}, "x")


def test_kinds_that_take_nothing_have_no_difference() -> None:
    assert template_diff.of(make_config(kind=template_types.PROJECT), {}, {}) is None
    assert template_diff.of(make_config(kind=template_types.RELAUNCHES["job"]), {}, {}) is None
    system = template_diff.of(
        make_config(kind=template_types.SYSTEM_JOB_TEMPLATE), {"extra_vars": {"days": 3}}, {}
    )
    assert system == {"before": {"extra_vars": {}}, "after": {"extra_vars": {"days": 3}}}


def test_every_prompt_is_shown() -> None:
    found = template_diff.of(make_config(defaults=DEFAULTS), {}, {})
    assert found is not None
    assert set(found["before"]) == set(JT.prompts) - {"instance_groups"}
