# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""output: which way to see jobs is wanted, and can be had."""

from __future__ import annotations

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common.interfaces import (
    UNSEEN,
    Screen,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.polling import Nobody
from ansible_collections.steward.awx.plugins.module_utils._awx.output.live import LiveOutput
from ansible_collections.steward.awx.plugins.module_utils._awx.output.observers import (
    is_unseen,
    watcher_for,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.output.progress import ProgressLine

from tests.unit.ports import Report

TERMINAL = Screen(is_seen=True, is_terminal=True)
FILE = Screen(is_seen=True)


@pytest.mark.parametrize(
    ("wanted", "screen", "kind"),
    [
        (None, TERMINAL, ProgressLine),
        (None, FILE, Nobody),
        (None, UNSEEN, Nobody),
        ("live", TERMINAL, LiveOutput),
        ("live", FILE, LiveOutput),
        ("live", UNSEEN, Nobody),
        ("progress", FILE, ProgressLine),
        ("progress", UNSEEN, Nobody),
        ("none", TERMINAL, Nobody),
    ],
)
def test_watcher_for(
    wanted: str | None, screen: Screen, kind: type, client: AwxClient, report: Report
) -> None:
    """Progress on a terminal, none elsewhere."""
    report.screen = screen
    assert isinstance(watcher_for(client, wanted), kind)


@pytest.mark.parametrize(
    ("wanted", "screen", "unseen"),
    [
        ("live", UNSEEN, True),
        ("progress", UNSEEN, True),
        ("none", UNSEEN, False),
        (None, UNSEEN, False),
        ("live", FILE, False),
    ],
)
def test_what_was_asked_for_and_cannot_be_shown(
    wanted: str | None, screen: Screen, unseen: bool, client: AwxClient, report: Report
) -> None:
    report.screen = screen
    assert is_unseen(client, wanted) is unseen
