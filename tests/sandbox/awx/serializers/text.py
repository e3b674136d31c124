# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields that hold YAML or JSON as text."""

from __future__ import annotations

import json
from typing import Any

import yaml
from rest_framework import serializers


def parse_mapping(text: str) -> dict[str, Any]:
    """Variables from JSON or YAML text. Raises ValidationError in AWX's words."""
    if not text.strip():
        return {}
    try:
        data = json.loads(text)
    except ValueError as json_error:
        try:
            data = yaml.safe_load(text)
        except yaml.YAMLError as yaml_error:
            raise serializers.ValidationError(
                f"Cannot parse as JSON (error: {json_error}) or YAML (error: {yaml_error})."
            ) from yaml_error
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise serializers.ValidationError(f"Input type `{type(data).__name__}` is not a dictionary")
    return data


class VariablesField(serializers.CharField):
    """Variables as text; an object is refused (docs/awx-api.md#variables-are-text)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("allow_blank", True)
        kwargs.setdefault("trim_whitespace", False)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        parse_mapping(text)
        return text
