# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""output: which way to see jobs is wanted, and can be had."""

from __future__ import annotations

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common.reporting import (
    NO_TERMINAL,
    Terminal,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.polling import Observer
from ansible_collections.steward.awx.plugins.module_utils._awx.output.live import LiveOutput
from ansible_collections.steward.awx.plugins.module_utils._awx.output.progress import ProgressLine
from ansible_collections.steward.awx.plugins.module_utils._awx.output.select_observer import (
    is_hidden,
    observer_for,
)

from tests.unit.ports import Reporter

TERMINAL = Terminal(is_visible=True, is_tty=True)
FILE = Terminal(is_visible=True)


@pytest.mark.parametrize(
    ("wanted", "terminal", "kind"),
    [
        (None, TERMINAL, ProgressLine),
        (None, FILE, Observer),
        (None, NO_TERMINAL, Observer),
        ("live", TERMINAL, LiveOutput),
        ("live", FILE, LiveOutput),
        ("live", NO_TERMINAL, Observer),
        ("progress", FILE, ProgressLine),
        ("progress", NO_TERMINAL, Observer),
        ("none", TERMINAL, Observer),
    ],
)
def test_observer_for(
    wanted: str | None, terminal: Terminal, kind: type, client: AwxClient, reporter: Reporter
) -> None:
    """Progress on a terminal, none elsewhere."""
    reporter.terminal = terminal
    assert observer_for(client, wanted).__class__ is kind


@pytest.mark.parametrize(
    ("wanted", "terminal", "unseen"),
    [
        ("live", NO_TERMINAL, True),
        ("progress", NO_TERMINAL, True),
        ("none", NO_TERMINAL, False),
        (None, NO_TERMINAL, False),
        ("live", FILE, False),
    ],
)
def test_what_was_asked_for_and_cannot_be_shown(
    wanted: str | None, terminal: Terminal, unseen: bool, client: AwxClient, reporter: Reporter
) -> None:
    reporter.terminal = terminal
    assert is_hidden(client, wanted) is unseen
