# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.
"""The observer of jobs for the option `output`: live output, a line of progress, or none."""

from __future__ import annotations

from ..api.client import AwxClient
from ..jobs.polling import NULL_OBSERVER, Observer
from ..schema.option_choices import LIVE, NONE, PROGRESS


def observer_for(client: AwxClient, wanted: str | None) -> Observer:
    """Return what shows jobs for the option `output`; None means progress on a terminal."""
    terminal = client.reporter.terminal
    way = wanted or (PROGRESS if terminal.is_tty else NONE)
    if not terminal.is_visible or way == NONE:
        return NULL_OBSERVER
    if way == LIVE:
        from .live import LiveOutput

        return LiveOutput(client)
    from .progress import ProgressLine

    return ProgressLine(client)


def is_hidden(client: AwxClient, wanted: str | None) -> bool:
    """Whether output is wanted that cannot be shown, so that the end of it is returned."""
    return wanted in (LIVE, PROGRESS) and not client.reporter.terminal.is_visible
