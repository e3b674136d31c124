# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A survey's answers: every problem at once, and defaults only where AWX uses them."""

from __future__ import annotations

import typing as t

import pytest

from . import survey


def question(kind: str, **more: t.Any) -> dict[str, t.Any]:
    entry = {"variable": "v", "type": kind, "required": False, "question_name": "V", **more}
    return {"name": "", "description": "", "spec": [entry]}


@pytest.mark.parametrize(
    ("spec", "value"),
    [
        (question("text", min=2, max=3), "ab"),
        (question("textarea"), ""),
        (question("integer", min=1, max=3), 3),
        (question("float"), 2),
        (question("float", max=2), 1.5),
        (question("multiplechoice", choices="dev\nprod"), "prod"),
        (question("multiselect", choices=["a", "b"]), ["b", "a"]),
        (question("multiselect", choices=["a", "b"]), []),
        (question("multiselect", choices=[80, 443]), [443]),
        (question("multiplechoice", choices=[True, False]), True),
        (question("text", min="", max=None), "no bounds"),
    ],
)
def test_good_answers(spec, value):
    assert survey.answer(spec, {"v": value}) == survey.Answers(variables={"v": value}, problems=[])


@pytest.mark.parametrize(
    ("spec", "value", "wanted"),
    [
        (question("text"), 5, "expected to be a string"),
        (question("text", min=2), "a", "too small"),
        (question("text", max=2), "abc", "too large"),
        (question("integer"), "5", "expected to be an integer"),
        (question("integer"), True, "expected to be an integer"),
        (question("integer", min=1), 0, "too small"),
        (question("float"), "1.5", "expected to be a numeric type"),
        (question("float", max=2), 2.5, "too large"),
        (question("multiplechoice", choices=["a"]), "A", "expected to be one of ['a']"),
        (question("multiselect", choices=["a"]), "a", "expected to be a list"),
        (question("multiselect", choices=["a"]), ["b"], "Value b for 'v'"),
        (question("multiselect", choices=[80]), ["80"], "Value 80 for 'v'"),
        (question("multiplechoice", choices=[True]), "True", "expected to be one of [True]"),
        (question("multiplechoice", choices="a\n\nb"), "", "expected to be one of ['a', 'b']"),
    ],
)
def test_bad_answers(spec, value, wanted):
    problems = survey.answer(spec, {"v": value}).problems
    assert len(problems) == 1
    assert wanted in problems[0]


def test_required_answer_is_demanded_even_with_a_default():
    spec = question("text", required=True, default="there is one")
    assert survey.answer(spec, {}).problems == ["'v' value missing"]
    assert survey.required_variables(spec) == ["v"]


def test_optional_default_is_used_if_it_is_a_valid_answer():
    assert survey.answer(question("integer", default=5), {}).variables == {"v": 5}
    assert survey.answer(question("text", default=None), {}).variables == {}
    assert survey.answer(question("integer", default=""), {}).variables == {}
    # Stored as text, the default of a multiselect question is no list: AWX drops it.
    stored = question("multiselect", choices=["a", "b"], default="a\nb")
    assert survey.answer(stored, {}).variables == {}


@pytest.mark.parametrize(("kind", "in_ascender"), [("text", {}), ("password", {"v": ""})])
def test_an_empty_default_is_a_text_in_awx(kind, in_ascender):
    spec = question(kind, default="")
    assert survey.answer(spec, {}).variables == {"v": ""}
    assert survey.answer(spec, {}, empty_defaults=False).variables == in_ascender


def test_every_problem_is_reported():
    spec = {"spec": [question("integer")["spec"][0] | {"variable": name} for name in "abc"]}
    assert len(survey.answer(spec, {"a": "x", "b": "y", "c": 1}).problems) == 2


def test_encrypted_stands_for_the_default_of_a_password():
    spec = question("password", default="s3cret")
    assert survey.answer(spec, {"v": survey.ENCRYPTED}).variables == {"v": "s3cret"}
    assert survey.readable(spec)["spec"][0]["default"] == survey.ENCRYPTED
    assert spec["spec"][0]["default"] == "s3cret"


def test_a_password_is_not_told_in_a_problem():
    problems = survey.answer(question("password", min=9), {"v": "hunter2"}).problems
    assert "too small" in problems[0]
    assert "hunter2" not in problems[0]


def test_encrypted_default_sent_back_keeps_the_stored_one():
    stored = question("password", default="s3cret")
    kept = survey.storable(survey.readable(stored), stored=stored)
    assert kept["spec"][0]["default"] == "s3cret"


@pytest.mark.parametrize(
    ("spec", "wanted"),
    [
        ([], "JSON object"),
        ({"name": "", "description": ""}, "'spec' missing"),
        ({"name": "", "description": "", "spec": []}, "any items"),
        (question("colour"), "not one of"),
        (question("multiplechoice"), "must specify choices"),
        (question("text", default="$encrypted$"), "reserved keyword"),
        ({"name": "", "description": "", "spec": [{"type": "text"}]}, "'question_name' missing"),
        (
            {"name": "", "description": "", "spec": question("text")["spec"] * 2},
            "duplicated",
        ),
    ],
)
def test_specifications_that_are_refused(spec, wanted):
    with pytest.raises(survey.InvalidSurvey, match=wanted):
        survey.storable(spec, stored={})
