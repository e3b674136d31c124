# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""What a playbook left with `set_stats`, as far as it fits into the result of a task."""

from __future__ import annotations

import json
import typing as t

# So many bytes as JSON, which Ansible prints whenever it prints the result.
MOST_BYTES = 262_144
# So many names of those that were left out.
_MOST_NAMES = 100


def bounded(job: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return `artifacts` of a job, and `artifacts_left_out` if not all of them fit.

    An artifact is returned whole or not at all; small ones come before large ones. AWX hides all of
    them in a text where a task had `no_log` (docs/awx-api.md#artifacts).
    """
    artifacts = job.get("artifacts") or {}
    if not isinstance(artifacts, dict) or _size(artifacts) <= MOST_BYTES:
        return {"artifacts": artifacts}
    kept = set()
    room = MOST_BYTES
    for size, name in sorted(
        (_size(value) + _size(name), name) for name, value in artifacts.items()
    ):
        room -= size
        if room < 0:
            break
        kept.add(name)
    left_out = [name for name in artifacts if name not in kept]
    return {
        "artifacts": {name: value for name, value in artifacts.items() if name in kept},
        "artifacts_left_out": left_out[:_MOST_NAMES],
    }


def _size(value: t.Any) -> int:
    return len(json.dumps(value))
