# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Check answers to a survey as AWX does, and say everything that is wrong with them at once."""

from __future__ import annotations

import math
import typing as t

from . import values

Question = t.Mapping[str, t.Any]

# AWX stands for "the default of this password question" with this word.
_ENCRYPTED = "$encrypted$"

_NUMBER_TYPES: t.Mapping[str, t.Callable[[str], float]] = {"integer": int, "float": float}


def questions(spec: t.Any) -> list[Question]:
    """Return the questions of a `survey_spec` answer; it is empty where there is no survey."""
    found = values.mappings(values.mapping(spec).get("spec"))
    return [question for question in found if values.text(question.get("variable"))]


def problems(asked: t.Sequence[Question], answers: t.Mapping[str, t.Any]) -> list[str]:
    """Return a sentence for each answer that AWX would refuse (awx-api: 6.3).

    A required answer must be sent even where the question has a default.
    """
    found: list[str] = []
    for question in asked:
        name = str(question["variable"])
        if name in answers:
            found += [
                f"survey answer '{name}' {reason}" for reason in _reasons(question, answers[name])
            ]
        elif question.get("required"):
            found.append(_missing(question, name))
    return found


def secrets(asked: t.Sequence[Question], answers: t.Mapping[str, t.Any]) -> list[str]:
    """Return the answers to password questions."""
    names = [str(question["variable"]) for question in asked if question.get("type") == "password"]
    given = [answers.get(name) for name in names]
    return [value for value in given if isinstance(value, str) and value not in ("", _ENCRYPTED)]


def with_numbers(asked: t.Sequence[Question], answers: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return the answers with numbers where number questions were answered with their text.

    Templates of ansible-core before 2.19 turn numbers into text, which AWX refuses.
    """
    converted = dict(answers)
    for question in asked:
        name, convert = str(question["variable"]), _NUMBER_TYPES.get(str(question.get("type")))
        if convert is not None and isinstance(answers.get(name), str):
            try:
                number = convert(answers[name])
            except ValueError:
                continue
            if math.isfinite(number):
                converted[name] = number
    return converted


def _missing(question: Question, name: str) -> str:
    asked, default = question.get("question_name"), question.get("default")
    choices = _choices(question)
    kind = f"one of: {', '.join(choices)}" if choices else str(question.get("type"))
    label = f', asked as "{asked}"' if asked and asked != name else ""
    # AWX wants a required answer even where the survey page would show a default.
    shown = (
        "" if default in (None, "") else f" (AWX does not use its default {default!r} by itself)"
    )
    return f"survey answer '{name}' ({kind}) is required{label}: give it in extra_vars{shown}"


def _reasons(question: Question, value: t.Any) -> list[str]:
    """Return why AWX would refuse `value`; an unknown type of question is left to the server."""
    check = _CHECKS.get(str(question.get("type")))
    return check(question, value) if check else []


def _check_text(question: Question, value: t.Any) -> list[str]:
    if not isinstance(value, str):
        return [f"must be text, not {_type_of(value)}"]
    if question.get("type") == "password" and value == _ENCRYPTED:
        return []
    return _out_of_bounds(question, len(value), "has {} characters")


def _check_integer(question: Question, value: t.Any) -> list[str]:
    if isinstance(value, bool) or not isinstance(value, int):
        return [f"must be an integer, not {_type_of(value)}"]
    return _out_of_bounds(question, value, "is {}")


def _check_float(question: Question, value: t.Any) -> list[str]:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return [f"must be a number, not {_type_of(value)}"]
    return _out_of_bounds(question, value, "is {}")


def _check_choice(question: Question, value: t.Any) -> list[str]:
    return [] if value in _choices(question) else [_not_a_choice(question, [str(value)])]


def _check_choices(question: Question, value: t.Any) -> list[str]:
    if not isinstance(value, (list, tuple)):
        return [f"must be a list, not {_type_of(value)}"]
    wrong = [str(item) for item in value if item not in _choices(question)]
    return [_not_a_choice(question, wrong)] if wrong else []


_CHECKS: t.Mapping[str, t.Callable[[Question, t.Any], list[str]]] = {
    "text": _check_text,
    "textarea": _check_text,
    "password": _check_text,
    "integer": _check_integer,
    "float": _check_float,
    "multiplechoice": _check_choice,
    "multiselect": _check_choices,
}


def _out_of_bounds(question: Question, measure: float, text: str) -> list[str]:
    least, most = _bound(question.get("min")), _bound(question.get("max"))
    measured = text.format(measure)
    if least is not None and measure < least:
        return [f"{measured}, less than the minimum {least:g}"]
    if most is not None and measure > most:
        return [f"{measured}, more than the maximum {most:g}"]
    return []


def _bound(value: t.Any) -> float | None:
    """Return a bound of a survey, which may be stored as text, or be empty."""
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _not_a_choice(question: Question, wrong: t.Sequence[str]) -> str:
    return (
        f"cannot be {', '.join(repr(item) for item in wrong)}; the choices are:"
        f" {', '.join(_choices(question))}"
    )


def _choices(question: Question) -> list[str]:
    choices = question.get("choices")
    if isinstance(choices, str):
        return choices.splitlines()
    return [str(choice) for choice in values.items(choices)]


def _type_of(value: t.Any) -> str:
    names = {
        str: "text",
        bool: "a boolean",
        int: "an integer",
        float: "a number",
        list: "a list",
        dict: "a mapping",
    }
    return names.get(type(value), "nothing" if value is None else type(value).__name__)
