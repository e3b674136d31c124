# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Extra variables: a mapping, or JSON or YAML text of one.

AWX tries JSON first and YAML second, and refuses what JSON could not carry (a YAML date).
"""

from __future__ import annotations

import json
import typing as t
from collections.abc import Mapping

import yaml


class InvalidExtraVars(ValueError):
    """The variables are no mapping, or not one that JSON can carry; the message is AWX's."""


def parse_extra_vars(value: object) -> dict[str, t.Any]:
    """The mapping that `value` stands for; no text at all stands for an empty one.

    :raises InvalidExtraVars: `value` cannot be read as a mapping.
    """
    if isinstance(value, Mapping):
        variables = dict(value)
    elif isinstance(value, str):
        variables = _parse_text(value)
    else:
        raise _unparsable(_not_a_mapping(value), _not_a_mapping(value))
    try:
        json.dumps(variables)
    except (TypeError, ValueError) as error:
        raise InvalidExtraVars(
            f"Variables not compatible with JSON standard (error: {error})"
        ) from error
    return variables


def _parse_text(text: str) -> dict[str, t.Any]:
    if not text.strip():
        return {}
    try:
        parsed = json.loads(text)
        if isinstance(parsed, dict):
            return parsed
        json_problem = _not_a_mapping(parsed)
    except ValueError as error:
        json_problem = str(error)
    try:
        parsed = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise _unparsable(json_problem, str(error)) from error
    if parsed is None:  # "---": a document that says nothing
        return {}
    if not isinstance(parsed, dict):
        raise _unparsable(json_problem, _not_a_mapping(parsed))
    return parsed


def _not_a_mapping(value: object) -> str:
    return f"Input type `{type(value).__name__}` is not a dictionary"


def _unparsable(json_problem: str, yaml_problem: str) -> InvalidExtraVars:
    return InvalidExtraVars(
        f"Cannot parse as JSON (error: {json_problem}) or YAML (error: {yaml_problem})."
    )
