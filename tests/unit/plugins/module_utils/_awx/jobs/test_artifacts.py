# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""artifacts: bounded whatever the job did, and never silently."""

from __future__ import annotations

import json

from ansible_collections.steward.awx.plugins.module_utils._awx.jobs import artifacts


def test_small_artifacts_are_returned_as_they_are() -> None:
    left = {"build": 42, "none": None, "off": False, "nested": {"a": [1, ""]}}
    assert artifacts.bounded({"artifacts": left}) == {"artifacts": left}
    assert artifacts.bounded({"artifacts": None}) == {"artifacts": {}}
    assert artifacts.bounded({}) == {"artifacts": {}}


def test_hidden_artifacts_stay_hidden() -> None:
    """AWX answers a text in their place (docs/awx-api.md#artifacts)."""
    hidden = "$hidden due to Ansible no_log flag$"
    assert artifacts.bounded({"artifacts": hidden}) == {"artifacts": hidden}


def test_large_artifacts_are_named() -> None:
    """Five megabytes are not printed by every task that fails."""
    left = {"report": "x" * 5_000_000, "build": 42, "list": ["y"] * 10}
    bounded = artifacts.bounded({"artifacts": left})
    assert bounded == {
        "artifacts": {"build": 42, "list": ["y"] * 10},
        "artifacts_left_out": ["report"],
    }


def test_many_artifacts_are_bounded_too() -> None:
    left = {f"name-{n}": "x" * 100 for n in range(10_000)}
    bounded = artifacts.bounded({"artifacts": left})
    assert len(bounded["artifacts"]) > 1000
    assert len(bounded["artifacts_left_out"]) == 100
    assert len(json.dumps(bounded)) < 300_000
