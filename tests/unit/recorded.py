# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a real AWX 24.6.1 answered: a few replies of each kind, cut short.

They say nothing about the server that they came from.
"""

from __future__ import annotations

import functools
import json
import typing as t
from pathlib import Path

REPLIES = Path(__file__).parent / "replies"

# What stands for a body that is no JSON.
_NOT_JSON = "_not_json"


def body(name: str) -> t.Any:
    """Return a copy of the body of one of the replies."""
    return json.loads(_texts()[name])


@functools.cache
def bodies() -> tuple[t.Any, ...]:
    """Return all bodies that are JSON; do not change them."""
    found = [one["body"] for one in _read()]
    return tuple(one for one in found if not (isinstance(one, dict) and _NOT_JSON in one))


@functools.cache
def _texts() -> dict[str, str]:
    return {one["name"]: json.dumps(one["body"]) for one in _read()}


def _read() -> list[dict[str, t.Any]]:
    files = sorted(REPLIES.glob("*.json"))
    return [one for path in files for one in json.loads(path.read_text(encoding="utf-8"))]
