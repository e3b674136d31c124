# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""survey: answers checked as AWX checks them, and all problems at once.

See docs/awx-api.md#survey-answers.
"""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.launch import survey


def question(kind: str, **more: t.Any) -> dict[str, t.Any]:
    return {"variable": "v", "question_name": "Value", "type": kind, "required": True, **more}


def problems(asked: dict[str, t.Any], **answers: t.Any) -> list[str]:
    return survey.problems([asked], answers)


CHOICES = {"choices": ["a", "b"]}
LINES = {"choices": "a\nb"}


@pytest.mark.parametrize(
    ("asked", "value"),
    [
        pytest.param(question("text", min=2, max=4), "abc", id="text"),
        pytest.param(question("text", min=0, max=4), "", id="empty text"),
        pytest.param(question("text", min="", max=""), "x" * 9999, id="no bounds"),
        pytest.param(question("text", min=None), "x", id="null bounds"),
        pytest.param(question("textarea"), "a\nb", id="textarea"),
        pytest.param(question("password", min=8), "hunter2hunter2", id="password"),
        pytest.param(question("password", min=20), "$encrypted$", id="password by its default"),
        pytest.param(question("integer", min=1, max=5), 3, id="integer"),
        pytest.param(question("integer", min="1", max="5"), 5, id="bounds as text"),
        pytest.param(question("integer"), 0, id="zero"),
        pytest.param(question("integer"), -7, id="negative"),
        pytest.param(question("float", min=0.5, max=1.5), 1.5, id="float"),
        pytest.param(question("float"), 2, id="float, an integer"),
        pytest.param(question("multiplechoice", **CHOICES), "b", id="choice"),
        pytest.param(question("multiplechoice", **LINES), "a", id="choice of lines"),
        pytest.param(question("multiselect", **CHOICES), ["a", "b"], id="choices"),
        pytest.param(question("multiselect", **LINES), [], id="no choices"),
        pytest.param(question("multiplechoice", choices=[True, False]), True, id="boolean"),
        pytest.param(question("multiplechoice", choices=[True, False]), False, id="false"),
        pytest.param(question("multiplechoice", choices=[1.5, 2]), 2, id="number"),
        pytest.param(question("multiplechoice", choices=[80, "80"]), "80", id="text of a number"),
        pytest.param(question("multiselect", choices=[80, 443, 8080]), [80, 443], id="numbers"),
        pytest.param(question("multiplechoice", choices=["a b", {"a": 1}]), {"a": 1}, id="mapping"),
        pytest.param(question("a type of tomorrow"), object(), id="unknown type"),
    ],
)
def test_problems_of_a_right_answer_are_none(asked: dict[str, t.Any], value: t.Any) -> None:
    assert problems(asked, v=value) == []


@pytest.mark.parametrize(
    ("asked", "value", "reason"),
    [
        pytest.param(question("text"), 5, "must be text, not an integer", id="text, number"),
        pytest.param(question("text"), None, "must be text, not nothing", id="text, none"),
        pytest.param(question("text"), ["a"], "must be text, not a list", id="text, list"),
        pytest.param(
            question("text", min=2), "a", "has 1 characters, less than the minimum 2", id="short"
        ),
        pytest.param(
            question("text", max=2), "abc", "has 3 characters, more than the maximum 2", id="long"
        ),
        pytest.param(question("text"), {"a": 1}, "must be text, not a mapping", id="text, mapping"),
        pytest.param(question("integer"), "5", "must be an integer, not text", id="integer, text"),
        pytest.param(
            question("integer"), True, "must be an integer, not a boolean", id="integer, boolean"
        ),
        pytest.param(
            question("integer"), 1.0, "must be an integer, not a number", id="integer, float"
        ),
        pytest.param(question("integer", min=1), 0, "is 0, less than the minimum 1", id="small"),
        pytest.param(question("integer", max=5), 6, "is 6, more than the maximum 5", id="large"),
        pytest.param(question("float"), "1.5", "must be a number, not text", id="float, text"),
        pytest.param(
            question("float"), False, "must be a number, not a boolean", id="float, boolean"
        ),
        pytest.param(
            question("float", max=1.5), 1.6, "is 1.6, more than the maximum 1.5", id="float, large"
        ),
        pytest.param(
            question("multiplechoice", **CHOICES),
            "c",
            "cannot be 'c'; the choices are: a, b",
            id="choice",
        ),
        pytest.param(question("multiplechoice", **CHOICES), ["a"], "cannot be", id="choice, list"),
        pytest.param(
            question("multiselect", **CHOICES), "a", "must be a list, not text", id="choices, text"
        ),
        pytest.param(
            question("multiselect", **LINES), ["a", "c", "d"], "cannot be 'c', 'd'", id="choices"
        ),
        pytest.param(
            question("multiplechoice", choices=[True, False]),
            "True",
            "cannot be 'True'; the choices are: true, false, of another type: write text in quotes,"
            " and other values without",
            id="boolean, text",
        ),
        pytest.param(
            question("multiselect", choices=[80, 443]),
            ["80", 443],
            "cannot be '80'; the choices are: 80, 443, of another type: write text in quotes, and"
            " other values without",
            id="numbers, text",
        ),
        pytest.param(
            question("multiselect", choices=[80, "http"]),
            ["80"],
            "the choices are: 80, http, of another type: write text in quotes, and other",
            id="mixed, text",
        ),
        pytest.param(
            question("multiplechoice", choices="80\n443"),
            80,
            "cannot be 80; the choices are: 80, 443, of another type: write text in quotes, and",
            id="text, number",
        ),
        pytest.param(
            question("multiplechoice", choices=[80, 443]),
            22,
            "cannot be 22; the choices are: 80, 443",
            id="another number",
        ),
        pytest.param(question("multiplechoice", choices="a\n\nb"), "", "cannot be ''", id="empty"),
        pytest.param(question("multiselect", choices="a\n \nb"), [" "], "cannot be", id="blank"),
    ],
)
def test_problems_of_a_wrong_answer(asked: dict[str, t.Any], value: t.Any, reason: str) -> None:
    """Survey answers of the wrong type, length or choice."""
    (problem,) = problems(asked, v=value)
    assert problem.startswith("survey answer 'v' ")
    assert reason in problem


def test_problems_shows_no_password() -> None:
    (problem,) = problems(question("password", min=20), v="hunter2")
    assert "hunter2" not in problem


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        pytest.param(
            question("text", question_name="Which version?"),
            ["(text) is required", "Which version?", "give it in extra_vars"],
            id="text",
        ),
        pytest.param(
            question("multiplechoice", question_name="v", **LINES),
            ["(one of: a, b) is required: give it in extra_vars"],
            id="choices, named like the variable",
        ),
        pytest.param(question("integer", default=3), ["its default", "3"], id="default"),
        pytest.param(question("integer", default=0), ["its default", "0"], id="default zero"),
    ],
)
def test_problems_of_a_missing_answer(asked: dict[str, t.Any], parts: list[str]) -> None:
    """A required answer must be sent even where there is a default."""
    (problem,) = problems(asked)
    assert problem.startswith("survey answer 'v' (")
    assert all(part in problem for part in parts)


def test_problems_of_a_missing_answer_without_default_speaks_of_none() -> None:
    (problem,) = problems(question("text", default=""))
    assert "default" not in problem


def test_problems_leaves_out_what_is_optional() -> None:
    assert problems(question("text", required=False)) == []
    assert problems(question("text", required=False), v=5) != []


def test_problems_says_everything_at_once() -> None:
    asked = [{**question("text"), "variable": name} for name in ("a", "b", "c")]
    assert len(survey.problems(asked, {"b": 5, "other": 1})) == 3


@pytest.mark.parametrize(
    ("spec", "variables"),
    [
        ({"name": "", "spec": [question("text")]}, ["v"]),
        ({"spec": [question("text"), {"type": "text"}, "x"]}, ["v"]),
        ({}, []),
        ({"spec": None}, []),
        (None, []),
        ([], []),
    ],
)
def test_questions_of_a_spec(spec: t.Any, variables: list[str]) -> None:
    assert [asked["variable"] for asked in survey.questions(spec)] == variables


@pytest.mark.parametrize(
    ("kind", "value", "converted"),
    [
        ("integer", "5", 5),
        ("integer", " -5 ", -5),
        ("integer", "5.0", "5.0"),
        ("integer", "five", "five"),
        ("integer", 5, 5),
        ("integer", True, True),
        ("float", "1.5", 1.5),
        ("float", "2", 2.0),
        ("float", "", ""),
        ("text", "5", "5"),
        ("multiplechoice", "5", "5"),
    ],
)
def test_with_numbers_reads_the_text_of_numbers(kind: str, value: t.Any, converted: t.Any) -> None:
    """Templates of ansible-core before 2.19 make text of numbers, which AWX refuses."""
    answers = {"v": value, "other": "5"}
    result = survey.with_numbers([question(kind)], answers)
    assert result == {"v": converted, "other": "5"}
    assert type(result["v"]) is type(converted)
    assert answers == {"v": value, "other": "5"}


@pytest.mark.parametrize("value", ["nan", "inf", "-Infinity"])
def test_with_numbers_makes_nothing_that_json_cannot_say(value: str) -> None:
    """JSON has no such numbers (RFC 8259, section 6): AWX would answer a parse error."""
    assert survey.with_numbers([question("float")], {"v": value}) == {"v": value}


@pytest.mark.parametrize(
    ("kind", "choices", "value", "converted"),
    [
        ("multiplechoice", [80, 443], "80", 80),
        ("multiplechoice", [1.5, 2], "1.5", 1.5),
        ("multiplechoice", [80, 443], "22", "22"),
        ("multiplechoice", [80, "80"], "80", "80"),
        ("multiplechoice", [1, 1], "1", "1"),
        ("multiplechoice", [True, False], "True", "True"),
        ("multiplechoice", "80\n443", "80", "80"),
        ("multiselect", [80, 443], ["80", 443, "x"], [80, 443, "x"]),
        ("multiselect", [80, 443], "80", "80"),
    ],
)
def test_with_numbers_reads_the_text_of_numbers_to_choose_from(
    kind: str, choices: t.Any, value: t.Any, converted: t.Any
) -> None:
    """Where templates make text of numbers; else text is a text, and AWX refuses it."""
    asked = [question(kind, choices=choices)]
    result = survey.with_numbers(asked, {"v": value}, of_choices=True)
    assert result == {"v": converted}
    assert str(result) == str({"v": converted})
    assert survey.with_numbers(asked, {"v": value}) == {"v": value}
    assert survey.with_numbers(asked, {}, of_choices=True) == {}
