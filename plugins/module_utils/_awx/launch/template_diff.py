# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""What a launch changes of the template's defaults, as `--diff` shows it."""

from __future__ import annotations

import typing as t

from ..common import errors, json_fields, yaml_json
from ..schema.template_types import REFERENCES
from .launch_config import LaunchConfig

_MASK = "********"

Rows = t.Mapping[str, t.Sequence[t.Mapping[str, t.Any]]]


def of(config: LaunchConfig, given: t.Mapping[str, t.Any], chosen: Rows) -> dict[str, t.Any] | None:
    """Return `before` and `after`: the defaults, and what will run; None if it takes no options.

    `given` has the options to send, `chosen` the objects of those that are references.
    Passwords are masked.
    """
    kind = config.kind
    options = [*kind.prompts, *(name for name in kind.takes if name == "extra_vars")]
    if not options:
        return None
    before = {name: _default(config, name) for name in sorted(options)}
    after = {**before, **{name: value for name, value in given.items() if name in before}}
    for name, rows in chosen.items():
        names = [_name(row) for row in rows]
        after[name] = names if isinstance(given[name], list) else names[0]
    if "labels" in chosen:
        # Labels are added to the template's.
        after["labels"] = list(dict.fromkeys([*before["labels"], *after["labels"]]))
    if "instance_groups" not in given:
        # AWX does not return the template's own.
        for side in (before, after):
            side.pop("instance_groups", None)
    answers = dict(given.get("extra_vars") or {})
    # An answer to a password question shows only that there is one.
    answers.update((name, f"{_MASK} (given)") for name in _passwords(config) & answers.keys())
    after["extra_vars"] = {**before["extra_vars"], **answers}
    if given.get("credential_passwords"):
        after["credential_passwords"] = dict.fromkeys(given["credential_passwords"], _MASK)
    return {"before": before, "after": after}


def _default(config: LaunchConfig, option: str) -> t.Any:
    value = config.defaults.get(config.kind.field_of(option))
    if option == "extra_vars":
        return {**_variables(value), **_survey_defaults(config)}
    if option in ("credentials", "labels", "instance_groups"):
        return [_name(row) for row in json_fields.list_of_mappings(value)]
    if option in REFERENCES:
        row = json_fields.mapping(value)
        return _name(row) if row.get("id") is not None else None
    return value


def _name(row: t.Mapping[str, t.Any]) -> str:
    return f"{row.get('name')} (id {row.get('id')})"


def _variables(text: t.Any) -> dict[str, t.Any]:
    """Return the template's own variables; text that cannot be read is AWX's to judge."""
    try:
        parsed = yaml_json.parse(text) if isinstance(text, str) else text
    except errors.ConfigurationError:
        return {}
    return dict(parsed) if isinstance(parsed, t.Mapping) else {}


def _survey_defaults(config: LaunchConfig) -> dict[str, t.Any]:
    """Return the defaults that AWX uses: not those of multiselect questions.

    See docs/awx-api.md#survey-defaults.
    """
    found = {
        question["variable"]: question["default"]
        for question in config.questions
        if question.get("default") not in (None, "") and question.get("type") != "multiselect"
    }
    return {**found, **dict.fromkeys(_passwords(config) & found.keys(), _MASK)}


def _passwords(config: LaunchConfig) -> set[str]:
    return {one["variable"] for one in config.questions if one.get("type") == "password"}
