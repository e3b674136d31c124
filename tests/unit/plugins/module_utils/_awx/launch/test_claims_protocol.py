# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""launch_claims: the file-based implementation is one; the rest of it is in test__launch_claims."""

from __future__ import annotations

from pathlib import Path

from ansible_collections.steward.awx.plugins.module_utils._awx.launch.claims_protocol import (
    LaunchClaims,
    Others,
)
from ansible_collections.steward.awx.plugins.module_utils._launch_claims import FileClaims


def test_no_others_are_none_of_any_sort(tmp_path: Path) -> None:
    claims: LaunchClaims = FileClaims(str(tmp_path / "claims"))
    pending = claims.begin("https://awx.example.com", "8")
    assert pending.look_for([]) == Others(waiting=0, lost=0, rivals=0)
    pending.close()
