# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether the artifacts of a node are as a condition link wants them."""

from __future__ import annotations

import json
import typing as t
from collections.abc import Mapping


def is_met(artifacts: Mapping[str, t.Any], key: str, operator: str, expected: str) -> bool:
    """Compare an artifact with a text: as JSON where it is some, and as text. Without it: no."""
    if key not in artifacts:
        return False
    equal = _equals(artifacts[key], expected)
    return not equal if operator == "ne" else equal


def _equals(value: t.Any, expected: str) -> bool:
    if str(value) == expected:
        return True
    try:
        parsed = json.loads(expected)
    except ValueError:
        return False
    # To Python true is 1.
    return bool(value == parsed) and isinstance(value, bool) == isinstance(parsed, bool)
