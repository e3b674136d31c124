# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shape of JSON: its keys, and the types of its values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from typing import Any

# Objects whose keys are data, such as the variables of a job.
_OF_DATA = ("artifacts", "changes", "event_data", "extra_data", "host_status_counts", "job_env")
_OBJECT = "object"


def shape(value: Any) -> Any:
    """Return the value with the names of types in place of texts, numbers and booleans."""
    if isinstance(value, dict):
        return {
            key: _OBJECT if key in _OF_DATA and isinstance(item, dict) else shape(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [shape(item) for item in value]
    if value is None:
        return None
    if isinstance(value, bool):
        return "boolean"
    return "number" if isinstance(value, (int, float)) else "text"


def digest(value: Any) -> str:
    """Return what tells whether another value is the same, without telling the value."""
    text = json.dumps(value, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def differences(
    recorded: Any, found: Any, *, path: str = "", ignored: Collection[str] = ()
) -> Iterator[str]:
    """Yield where a shape has other keys or types: null is of every type, and lists may be longer.

    Paths in `ignored`, and what hangs below them, are not looked at.
    """
    if path in ignored or recorded is None or found is None:
        return
    if isinstance(recorded, dict) and isinstance(found, dict):
        for key in sorted(recorded.keys() | found.keys()):
            below = f"{path}.{key}".lstrip(".")
            if below in ignored:
                continue
            if key not in found:
                yield f"{below}: missing"
            elif key not in recorded:
                yield f"{below}: not in the recording"
            else:
                yield from differences(recorded[key], found[key], path=below, ignored=ignored)
    elif isinstance(recorded, list) and isinstance(found, list):
        for one, other in zip(recorded, found, strict=False):
            yield from differences(one, other, path=f"{path}[]", ignored=ignored)
    elif recorded != found:
        yield f"{path}: {_kind(found)}, recorded {_kind(recorded)}"


def _kind(found: Any) -> str:
    if isinstance(found, str):
        return found
    return _OBJECT if isinstance(found, dict) else "list"
