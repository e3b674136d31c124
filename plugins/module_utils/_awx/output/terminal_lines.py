# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Lines about jobs in the terminal of the playbook that waits for them."""

from __future__ import annotations

import typing as t

from ..api.client import AwxClient
from ..common.message_text import one_line, shorten
from ..common.sanitize import coloured_text, plain_text
from ..jobs.unified_job import Job

_MAX_NAME_LENGTH = 40


def title_of(job: Job) -> str:
    """Return what the lines of a job call it: `job 123 Deploy`."""
    name = shorten(one_line(job.data.get("name") or ""), _MAX_NAME_LENGTH)
    return f"{job.kind} {job.id} {name}".rstrip()


def duration(seconds: t.Any) -> str:
    """Return seconds as `0:42` or `1:02:03`; "" where there is no number."""
    if not isinstance(seconds, (int, float)) or isinstance(seconds, bool):
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def show(client: AwxClient, texts: t.Iterable[str], prefix: str = "") -> int:
    """Show the texts of events, each on lines of its own, as AWX itself joins them.

    Each line has the prefix; control sequences are left out. Return how many lines that were.
    """
    reporter = client.reporter
    clean = coloured_text if reporter.terminal.has_colour else plain_text
    lines = [line for text in texts if text for line in clean(text).split("\n")]
    if lines:
        # With its own line end: an empty last line would be lost otherwise.
        reporter.show("\n".join(prefix + line for line in lines) + "\n")
    return len(lines)
