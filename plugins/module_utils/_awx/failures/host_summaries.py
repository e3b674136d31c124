# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Which hosts of a job ended how."""

from __future__ import annotations

import typing as t

from ..api.client import AwxClient
from ..common import json_fields, message_text
from ..jobs import unified_job
from ..jobs.unified_job import Job

# So many names of failed hosts are read and returned.
MAX_HOSTS = 200

_COUNTED = ("failures", "dark", "rescued")

Row = t.Mapping[str, t.Any]


def read_failed(client: AwxClient, path: str) -> tuple[list[dict[str, t.Any]], int]:
    """Return summaries of the hosts that failed or could not be reached, and how many there are.

    Jobs that were canceled or ran out of time have none (docs/awx-api.md#host-summaries).
    """
    params = [("failed", "true"), ("page_size", str(MAX_HOSTS)), ("order_by", "id")]
    found, count = client.get_page(path + "job_host_summaries/", params)
    rows = [
        {
            "host_name": json_fields.str_or_empty(row.get("host_name")),
            **{name: json_fields.int_or_none(row.get(name)) or 0 for name in _COUNTED},
        }
        for row in found
    ]
    return [row for row in rows if row["failures"] or row["dark"]], count


def named(job: Job, failed: t.Sequence[Row], count: int) -> dict[str, t.Any]:
    """Return the hosts of a job that failed, with how many of them are not named."""
    names = {
        state: sorted(message_text.one_line(row["host_name"]) for row in failed if row.get(field))
        for state, field in (("failed", "failures"), ("unreachable", "dark"))
    }
    return {**unified_job.hosts(job), **names, "left_out": max(count - len(failed), 0)}


def counted(about: t.Mapping[str, t.Any]) -> str:
    """Return "1 of 3 hosts failed", as far as there are numbers."""
    counts = about.get("counts") or {}
    total = sum(counts.values())
    parts = []
    for state in ("failed", "unreachable"):
        number = max(len(about.get(state) or ()), counts.get(state) or 0)
        if number:
            of = f"{number} of " if total >= number else ""
            hosts_in_all = total if of else number
            parts.append(f"{of}{hosts_in_all} host{'' if hosts_in_all == 1 else 's'} {state}")
    return ", ".join(parts)
