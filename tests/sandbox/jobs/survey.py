# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Surveys: which answers a template needs, and what is wrong with those that were given.

AWX reports every problem at once, demands a required answer even where the question has a
default, and uses an optional question's default only where that default is a valid answer.
"""

from __future__ import annotations

import typing as t
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

ENCRYPTED: t.Final = "$encrypted$"
QUESTION_TYPES: t.Final = (
    "text",
    "textarea",
    "password",
    "integer",
    "float",
    "multiplechoice",
    "multiselect",
)
_TEXT_TYPES: t.Final = ("text", "textarea", "password")


class InvalidSurvey(ValueError):
    """A survey specification that AWX would not store; the message names the question."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question of a survey, with the bounds and choices it puts on its answer."""

    variable: str
    type: str
    required: bool
    default: t.Any
    minimum: int | None
    maximum: int | None
    choices: tuple[t.Any, ...]

    @classmethod
    def from_spec(cls, entry: Mapping[str, t.Any]) -> Question:
        choices = entry.get("choices") or ()
        return cls(
            variable=entry["variable"],
            type=entry["type"],
            required=bool(entry.get("required")),
            default=entry.get("default"),
            minimum=_bound(entry.get("min")),
            maximum=_bound(entry.get("max")),
            choices=tuple(_lines(choices) if isinstance(choices, str) else choices),
        )

    def uses_default(self, *, empty: bool) -> bool:
        """Whether an optional question without an answer is answered by its default.

        `empty`: also by an empty text; that of a password always is.
        """
        if self.default is None or self.problems_with(self.default):
            return False
        return empty or self.default != "" or self.type == "password"

    def problems_with(self, answer: t.Any) -> list[str]:
        """What AWX would say against this answer; nothing for a good one."""
        if self.type in _TEXT_TYPES:
            return self._problems_with_text(answer)
        if self.type == "multiplechoice":
            return self._problems_with_choices([answer], shown=answer)
        if self.type == "multiselect":
            if not isinstance(answer, list):
                return [f"'{self.variable}' value is expected to be a list."]
            return [p for choice in answer for p in self._problems_with_choices([choice], choice)]
        return self._problems_with_number(answer)

    def _problems_with_text(self, answer: t.Any) -> list[str]:
        if not isinstance(answer, str):
            return [f"Value {answer} for '{self.variable}' expected to be a string."]
        shown = ENCRYPTED if self.type == "password" else answer
        problem = f"'{self.variable}' value {shown} is too"
        if self.minimum is not None and len(answer) < self.minimum:
            return [f"{problem} small (length is {len(answer)} must be at least {self.minimum})."]
        if self.maximum is not None and len(answer) > self.maximum:
            return [f"{problem} large (must be no more than {self.maximum})."]
        return []

    def _problems_with_number(self, answer: t.Any) -> list[str]:
        # A JSON boolean is an int to Python, but neither an integer nor a number to AWX.
        whole = isinstance(answer, int) and not isinstance(answer, bool)
        if self.type == "integer" and not whole:
            return [f"Value {answer} for '{self.variable}' expected to be an integer."]
        if self.type == "float" and not (whole or isinstance(answer, float)):
            return [f"Value {answer} for '{self.variable}' expected to be a numeric type."]
        problem = f"'{self.variable}' value {answer} is too"
        if self.minimum is not None and answer < self.minimum:
            return [f"{problem} small (must be at least {self.minimum})."]
        if self.maximum is not None and answer > self.maximum:
            return [f"{problem} large (must be no more than {self.maximum})."]
        return []

    def _problems_with_choices(self, answers: list[t.Any], shown: t.Any) -> list[str]:
        if all(answer in self.choices for answer in answers):
            return []
        allowed = list(self.choices)
        return [f"Value {shown} for '{self.variable}' expected to be one of {allowed}."]


def _lines(choices: str) -> list[str]:
    """Only text is divided; what is a list keeps its JSON types."""
    return [choice for choice in choices.splitlines() if choice.strip()]


@dataclass(frozen=True, kw_only=True)
class Answers:
    """A survey's answers, completed by defaults, and every problem found with them."""

    variables: dict[str, t.Any]
    problems: list[str]


def questions(spec: Mapping[str, t.Any]) -> list[Question]:
    return [Question.from_spec(entry) for entry in spec.get("spec") or ()]


def required_variables(spec: Mapping[str, t.Any]) -> list[str]:
    """The variables that a launch has to give: defaults do not count."""
    return [question.variable for question in questions(spec) if question.required]


def password_variables(spec: Mapping[str, t.Any]) -> list[str]:
    return [question.variable for question in questions(spec) if question.type == "password"]


def answer(
    spec: Mapping[str, t.Any], given: Mapping[str, t.Any], *, empty_defaults: bool = True
) -> Answers:
    """Check the survey's variables in `given` and fill in the optional defaults.

    `empty_defaults`: a default that is an empty text counts too, as in AWX. In Ascender it is none.
    """
    variables: dict[str, t.Any] = {}
    problems: list[str] = []
    for question in questions(spec):
        if question.variable in given:
            value = given[question.variable]
            if question.type == "password" and value == ENCRYPTED:
                value = question.default  # reads as encrypted, so sent back it means "as it is"
            problems += question.problems_with(value)
            variables[question.variable] = value
        elif question.required:
            problems.append(f"'{question.variable}' value missing")
        elif question.uses_default(empty=empty_defaults):
            variables[question.variable] = question.default
    return Answers(variables=variables, problems=problems)


def readable(spec: Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The specification as AWX shows it: the defaults of passwords are not for reading."""
    shown = [
        {**entry, "default": ENCRYPTED}
        if entry.get("type") == "password" and entry.get("default")
        else dict(entry)
        for entry in spec.get("spec") or ()
    ]
    return {**spec, "spec": shown} if spec else {}


def storable(spec: t.Any, *, stored: Mapping[str, t.Any]) -> dict[str, t.Any]:
    """A posted specification, checked, with encrypted password defaults put back.

    :raises InvalidSurvey: AWX would refuse it; the first problem is named.
    """
    if not isinstance(spec, Mapping):
        raise InvalidSurvey("Survey spec must be a JSON object.")
    for field, kind, wanted in (
        ("name", str, "a string"),
        ("description", str, "a string"),
        ("spec", list, "a list of items"),
    ):
        if field not in spec:
            raise InvalidSurvey(f"'{field}' missing from survey spec.")
        if not isinstance(spec[field], kind):
            raise InvalidSurvey(f"'{field}' must be {wanted}.")
    if not spec["spec"]:
        raise InvalidSurvey("'spec' doesn't contain any items.")
    entries = list(_storable_entries(spec["spec"], stored=stored))
    return {"name": spec["name"], "description": spec["description"], "spec": entries}


def _storable_entries(
    entries: list[t.Any], *, stored: Mapping[str, t.Any]
) -> Iterator[dict[str, t.Any]]:
    kept = {entry.get("variable"): entry.get("default") for entry in stored.get("spec") or ()}
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        if not isinstance(entry, Mapping):
            raise InvalidSurvey(f"Survey question {index} is not a json object.")
        for field in ("question_name", "variable", "type", "required"):
            if field not in entry:
                raise InvalidSurvey(f"'{field}' missing from survey question {index}")
        variable, kind = entry["variable"], entry["type"]
        if kind not in QUESTION_TYPES:
            allowed = ", ".join(QUESTION_TYPES)
            raise InvalidSurvey(
                f"'{kind}' in survey question {index} is not one of '{allowed}' "
                "allowed question types."
            )
        if variable in seen:
            raise InvalidSurvey(f"'variable' '{variable}' duplicated in survey question {index}.")
        if kind.startswith("multi") and not entry.get("choices"):
            raise InvalidSurvey(f"Survey question {index} of type {kind} must specify choices.")
        seen.add(variable)
        entry = dict(entry)
        if entry.get("default") == ENCRYPTED:
            if kind != "password" or not kept.get(variable):
                raise InvalidSurvey(
                    f"{ENCRYPTED} is a reserved keyword for password question defaults, "
                    f"survey question {index} is type {kind}."
                )
            entry["default"] = kept[variable]
        yield entry


def _bound(value: t.Any) -> int | None:
    return None if value in (None, "") else int(value)
