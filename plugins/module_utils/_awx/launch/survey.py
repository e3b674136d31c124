# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Check answers to a survey as AWX does, and report every problem at once."""

from __future__ import annotations

import json
import math
import typing as t

from ..common import json_fields

Question = t.Mapping[str, t.Any]

# AWX's word for the default of a password question, and for an answer to one.
ENCRYPTED = "$encrypted$"

_NUMBERS: t.Mapping[str, t.Callable[[str], float]] = {"integer": int, "float": float}

# What the answer to a question of each type is.
_TYPES: t.Mapping[str, tuple[t.Any, str]] = {
    **dict.fromkeys(("text", "textarea", "password"), ((str,), "text")),
    "integer": ((int,), "an integer"),
    "float": ((int, float), "a number"),
    "multiplechoice": ((object,), ""),
    "multiselect": ((list, tuple), "a list"),
}

_TYPE_NAMES: t.Mapping[type, str] = {
    str: "text",
    bool: "a boolean",
    int: "an integer",
    float: "a number",
    list: "a list",
    dict: "a mapping",
    type(None): "nothing",
}


def questions(spec: t.Any) -> list[Question]:
    """Return the questions of a `survey_spec` response; it is empty where there is no survey."""
    found = json_fields.list_of_mappings(json_fields.mapping(spec).get("spec"))
    return [question for question in found if json_fields.str_or_empty(question.get("variable"))]


def problems(asked: t.Sequence[Question], answers: t.Mapping[str, t.Any]) -> list[str]:
    """Return a sentence for each answer that AWX would refuse (docs/awx-api.md#survey-answers).

    A required answer must be sent even where the question has a default.
    """
    found: list[str] = []
    for question in asked:
        name = question["variable"]
        if name in answers:
            problem = _problem(question, answers[name])
            found += [f"survey answer '{name}' {problem}"] if problem else []
        elif question.get("required"):
            found.append(_missing(question, name))
    return found


def secrets(asked: t.Sequence[Question], answers: t.Mapping[str, t.Any]) -> list[str]:
    """Return the answers to password questions."""
    names = (question["variable"] for question in asked if question.get("type") == "password")
    given = (answers.get(name) for name in names)
    return [value for value in given if isinstance(value, str) and value not in ("", ENCRYPTED)]


def with_numbers(
    asked: t.Sequence[Question], answers: t.Mapping[str, t.Any], *, of_choices: bool = False
) -> dict[str, t.Any]:
    """Return the answers with numbers where number questions were answered with their text.

    Templates of ansible-core before 2.19 turn numbers into text, which AWX refuses. `of_choices`
    says that this may have happened to numbers that were chosen, too; else text is a text there.
    """
    converted = dict(answers)
    for question in asked:
        name, kind = question["variable"], str(question.get("type"))
        given = answers.get(name)
        if kind in _NUMBERS and isinstance(given, str):
            converted[name] = _number(kind, given)
        elif of_choices and kind == "multiplechoice" and isinstance(given, str):
            converted[name] = _chosen_number(question, given)
        elif of_choices and kind == "multiselect" and isinstance(given, (list, tuple)):
            converted[name] = [_chosen_number(question, item) for item in given]
    return converted


def _number(kind: str, text: str) -> float | str:
    try:
        number = _NUMBERS[kind](text)
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
    title, default = question.get("question_name"), question.get("default")
    choices = _choices(question)
    kind = f"one of: {_listed(choices)}" if choices else question.get("type")
    label = f', asked as "{title}"' if title and title != name else ""
    # AWX wants a required answer even where the survey page would show a default.
    unused = f" (AWX does not use its default {default!r} by itself)"
    shown = "" if default in (None, "") else unused
    return f"survey answer '{name}' ({kind}) is required{label}: give it in extra_vars{shown}"


def _problem(question: Question, value: t.Any) -> str:
    """Return why AWX would refuse `value`; an unknown type of question is left to the server."""
    kind = str(question.get("type"))
    if kind not in _TYPES or (kind == "password" and value == ENCRYPTED):
        return ""
    types, name = _TYPES[kind]
    if not isinstance(value, types) or (kind in _NUMBERS and isinstance(value, bool)):
        return f"must be {name}, not {_TYPE_NAMES.get(type(value), type(value).__name__)}"
    if kind.startswith("multi"):
        chosen = value if kind == "multiselect" else [value]
        wrong = [item for item in chosen if item not in _choices(question)]
        return _not_a_choice(question, wrong) if wrong else ""
    size = value if kind in _NUMBERS else len(value)
    measured = f"is {size}" if kind in _NUMBERS else f"has {size} characters"
    least, most = _bound(question.get("min")), _bound(question.get("max"))
    if least is not None and size < least:
        return f"{measured}, less than the minimum {least:g}"
    is_more = most is not None and size > most
    return f"{measured}, more than the maximum {most:g}" if is_more else ""


def _bound(value: t.Any) -> float | None:
    """Return a bound of a survey, which may be stored as text, or be empty."""
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _not_a_choice(question: Question, wrong: t.Sequence[t.Any]) -> str:
    choices = _choices(question)
    shown = ", ".join(repr(item) if isinstance(item, str) else _shown(item) for item in wrong)
    looks = {*map(str, choices), *map(_shown, choices)}
    is_type = any(str(item) in looks or _shown(item) in looks for item in wrong)
    hint = ", of another type: write text in quotes, and other values without" if is_type else ""
    return f"cannot be {shown}; the choices are: {_listed(choices)}{hint}"


def _choices(question: Question) -> list[t.Any]:
    """Return the choices as AWX compares answers with them: a list keeps its types."""
    choices = question.get("choices")
    if isinstance(choices, str):
        return [choice for choice in choices.splitlines() if choice.strip()]
    return json_fields.list_or_empty(choices)


def _listed(choices: t.Sequence[t.Any]) -> str:
    return ", ".join(map(_shown, choices))


def _shown(value: t.Any) -> str:
    """Return a value as YAML has it."""
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _is_number(value: t.Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
