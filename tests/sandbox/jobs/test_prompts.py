# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Prompts: what a launch may set, what is ignored, what is an error; extra_vars as text."""

from __future__ import annotations

import pytest

from .extra_vars import InvalidExtraVars, parse_extra_vars
from .prompts import Decision, TemplatePrompts, decide, refuse_ignored

SURVEY = {"spec": [{"variable": "who", "type": "text", "required": True}]}


def template(*asked: str, survey: dict | None = None) -> TemplatePrompts:
    values = {"limit": "web", "verbosity": 0, "credentials": [1], "labels": [7], "forks": 0}
    return TemplatePrompts(asked=asked, values=values, survey=survey or {})


def test_prompted_fields_are_accepted_and_others_ignored():
    assert decide(template("limit"), {"limit": "db", "verbosity": 3}) == Decision(
        accepted={"limit": "db"}, ignored={"verbosity": 3}
    )


def test_a_value_equal_to_the_templates_is_neither_accepted_nor_ignored():
    for asked in ((), ("limit", "verbosity", "credentials")):
        given = {"limit": "web", "verbosity": 0, "credentials": [1]}
        assert decide(template(*asked), given) == Decision()


def test_empty_and_zero_are_values():
    accepted = decide(template("limit", "verbosity", "forks"), {"limit": "", "forks": 0}).accepted
    assert accepted == {"limit": ""}


def test_unknown_fields_leave_no_trace():
    assert decide(template("limit"), {"nonsense": 1}) == Decision()


def test_sets_of_objects_count_by_what_they_add():
    assert decide(template("credentials"), {"credentials": [1, 2]}).accepted == {"credentials": [2]}


def test_survey_variables_need_no_prompt_and_others_do():
    given = {"extra_vars": {"who": "me", "other": 1}}
    assert decide(template(survey=SURVEY), given) == Decision(
        accepted={"extra_vars": {"who": "me"}}, ignored={"extra_vars": {"other": 1}}
    )
    asked = decide(template("extra_vars", survey=SURVEY), given)
    assert asked.accepted == {"extra_vars": {"who": "me", "other": 1}}
    assert not asked.ignored


def test_survey_problems_are_errors():
    errors = decide(template(survey=SURVEY), {}).errors
    assert errors == {"variables_needed_to_start": ["'who' value missing"]}


def test_a_workflow_refuses_what_it_would_ignore():
    decision = decide(template(), {"limit": "x", "extra_vars": {"b": 1}})
    refuse_ignored(decision, kind="workflow job template")
    assert decision.errors["limit"] == ["Field is not configured to prompt on launch."]
    assert decision.errors["extra_vars"][0].startswith("Variables b are not allowed")


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ({"a": 1}, {"a": 1}),
        ('{"a": 1}', {"a": 1}),
        ("a: 1", {"a": 1}),
        ("", {}),
        ("---", {}),
    ],
)
def test_extra_vars(value, wanted):
    assert parse_extra_vars(value) == wanted


@pytest.mark.parametrize("value", [None, [1], 5, "[1]", "{a: [", "just words", "day: 2026-01-01"])
def test_extra_vars_that_are_no_mapping_or_no_json(value):
    with pytest.raises(InvalidExtraVars):
        parse_extra_vars(value)


def test_extra_vars_problem_names_both_parsers():
    with pytest.raises(InvalidExtraVars) as caught:
        parse_extra_vars("[1]")
    assert str(caught.value) == (
        "Cannot parse as JSON (error: Input type `list` is not a dictionary) "
        "or YAML (error: Input type `list` is not a dictionary)."
    )
