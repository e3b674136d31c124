# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.
"""What the output of jobs looks like in the terminal of the playbook that waits for them."""

from __future__ import annotations

import typing as t

from ..api.client import AwxClient
from ..common.sanitize import coloured_text, plain_text
from ..common.truncate import one_line
from ..jobs.unified_job import Job

_LONGEST_NAME = 40


def title_of(job: Job) -> str:
    """Return the words for a job that stand before its lines: `job 123 Deploy`."""
    name = one_line(job.data.get("name") or "")
    shown = name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
    return f"{job.kind} {job.id} {shown}".rstrip()


def duration(seconds: t.Any) -> str:
    """Return seconds as `0:42` or `1:02:03`; "" where there is no number."""
    if not isinstance(seconds, (int, float)) or isinstance(seconds, bool):
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class Lines:
    """Show text line by line, each with a prefix, harmless to a terminal."""

    def __init__(self, client: AwxClient, prefix: str = "") -> None:
        self._client = client
        self._prefix = prefix

    def show(self, texts: t.Iterable[str]) -> int:
        """Show the texts of events, each on lines of its own, as AWX itself joins them.

        Return how many lines that were.
        """
        reporter = self._client.reporter
        clean = coloured_text if reporter.terminal.has_colour else plain_text
        lines = [line for text in texts if text for line in clean(text).split("\n")]
        if lines:
            shown = "\n".join(self._prefix + line for line in lines)
            # With its own line end: an empty last line would be lost otherwise.
            reporter.show(shown + "\n")
        return len(lines)
