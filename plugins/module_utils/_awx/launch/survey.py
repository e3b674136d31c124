# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Check answers to a survey as AWX does, and say everything that is wrong with them at once."""

from __future__ import annotations

import json
import math
import typing as t

from ..common import json_fields

Question = t.Mapping[str, t.Any]

# AWX stands for "the default of this password question" with this word.
_ENCRYPTED = "$encrypted$"

_NUMBER_TYPES: t.Mapping[str, t.Callable[[str], float]] = {"integer": int, "float": float}


def questions(spec: t.Any) -> list[Question]:
    """Return the questions of a `survey_spec` answer; it is empty where there is no survey."""
    found = json_fields.list_of_mappings(json_fields.mapping(spec).get("spec"))
    return [question for question in found if json_fields.str_or_empty(question.get("variable"))]


def problems(asked: t.Sequence[Question], answers: t.Mapping[str, t.Any]) -> list[str]:
    """Return a sentence for each answer that AWX would refuse (docs/awx-api.md#survey-answers).

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


def with_numbers(
    asked: t.Sequence[Question], answers: t.Mapping[str, t.Any], *, of_choices: bool = False
) -> dict[str, t.Any]:
    """Return the answers with numbers where number questions were answered with their text.

    Templates of ansible-core before 2.19 turn numbers into text, which AWX refuses. `of_choices`
    says that this may have happened to numbers that were chosen, too; else text is a text there.
    """
    converted = dict(answers)
    for question in asked:
        name, kind = str(question["variable"]), str(question.get("type"))
        given = answers.get(name)
        if kind in _NUMBER_TYPES and isinstance(given, str):
            converted[name] = _number(kind, given)
        elif of_choices and kind == "multiplechoice":
            converted[name] = _chosen_number(question, given)
        elif of_choices and kind == "multiselect" and isinstance(given, (list, tuple)):
            converted[name] = [_chosen_number(question, item) for item in given]
    return {name: converted[name] for name in answers}


def _number(kind: str, text: str) -> float | str:
    try:
        number = _NUMBER_TYPES[kind](text)
    except ValueError:
        return text
    return number if math.isfinite(number) else text


def _chosen_number(question: Question, value: t.Any) -> t.Any:
    """Return the one number among the choices that is written like `value`, or `value` itself."""
    choices = _choices(question)
    if not isinstance(value, str) or value in choices:
        return value
    written = [choice for choice in choices if _is_number(choice) and str(choice) == value]
    return written[0] if len(written) == 1 else value


def _missing(question: Question, name: str) -> str:
    asked, default = question.get("question_name"), question.get("default")
    choices = _choices(question)
    kind = f"one of: {_listed(choices)}" if choices else str(question.get("type"))
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
    return [] if value in _choices(question) else [_not_a_choice(question, [value])]


def _check_choices(question: Question, value: t.Any) -> list[str]:
    if not isinstance(value, (list, tuple)):
        return [f"must be a list, not {_type_of(value)}"]
    wrong = [item for item in value if item not in _choices(question)]
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


def _not_a_choice(question: Question, wrong: t.Sequence[t.Any]) -> str:
    choices = _choices(question)
    shown = ", ".join(repr(item) if isinstance(item, str) else _shown(item) for item in wrong)
    kinds = ""
    looks = {*map(str, choices), *map(_shown, choices)}
    if any(isinstance(item, str) and item in looks for item in wrong):
        # What differs is only that one is text.
        kinds = f", which are {_types_of(choices)}: write them without quotes"
    elif any(_shown(item) in choices for item in wrong if not isinstance(item, str)):
        kinds = ", which are text: write them in quotes"
    return f"cannot be {shown}; the choices are: {_listed(choices)}{kinds}"


def _choices(question: Question) -> list[t.Any]:
    """Return the choices as AWX compares answers with them: a list keeps its types."""
    choices = question.get("choices")
    if isinstance(choices, str):
        return [choice for choice in choices.splitlines() if choice.strip()]
    return json_fields.list_or_empty(choices)


def _types_of(choices: t.Sequence[t.Any]) -> str:
    if all(_is_number(choice) for choice in choices):
        return "numbers"
    return "booleans" if all(isinstance(choice, bool) for choice in choices) else "not all text"


def _listed(choices: t.Sequence[t.Any]) -> str:
    return ", ".join(map(_shown, choices))


def _shown(value: t.Any) -> str:
    """Return a value as YAML has it."""
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _is_number(value: t.Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


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
