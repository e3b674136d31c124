# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The approvals that workflows wait for: since when, who may give them, and where."""

from __future__ import annotations

import typing as t

from ..api.best_effort import BestEffortReader
from ..api.client import AwxClient
from ..common import json_fields, truncate
from .unified_job import Job, approval_url

TYPE = "workflow_approval"

# How it is told of an approval itself that nobody decided yet.
WAITS = "waits for a decision "

# So many that wait are described.
_MOST = 20

Row = t.Mapping[str, t.Any]
Node = dict[str, t.Any]


def find(client: AwxClient, numbers: t.Sequence[int]) -> list[dict[str, t.Any]]:
    """Return the approvals that have these ids, which lists of jobs leave out; one request.

    Raises:
        AwxError: the list cannot be read.
    """
    ids = ("id__in", ",".join(map(str, numbers)))
    return client.get_identified("workflow_approvals/", [ids, ("page_size", str(len(numbers)))])[0]


def is_pending(job: Row) -> bool:
    """Whether a job, or the node that it is of, is an approval that nobody decided yet."""
    return job.get("type") == TYPE and job.get("status") == "pending"


def describe(reading: BestEffortReader, nodes: t.Sequence[Node]) -> None:
    """Write into nodes that are pending approvals since when, and who may give them.

    One request.
    """
    some = {node["job"]: node for node in nodes[:_MOST] if node["job"]}
    if not some:
        return
    nothing: list[dict[str, t.Any]] = []
    rows = {
        row["id"]: row for row in reading.read(lambda: find(reading.client, list(some)), nothing)
    }
    for number, node in some.items():
        node["explanation"] = _wait(reading.client, number, rows.get(number, {}))


def _wait(client: AwxClient, number: int, row: Row) -> str:
    created, expires = (
        json_fields.str_or_empty(row.get("created")),
        json_fields.str_or_empty(row.get("approval_expiration")),
    )
    since = f"since {_moment(created)}" if created else "still"
    until = f", until {_moment(expires)}," if expires else ","
    votes = ""
    required = json_fields.int_or_none(row.get("required_approvals")) or 1
    if required > 1:
        received = json_fields.int_or_none(row.get("approvals_received")) or 0
        votes = f" ({received} of {required} were given)"
    who = f"which {_who(row)} may give{votes} at {approval_url(client, number)}"
    return f"{WAITS}{since}{until} {who}"


def _who(row: Row) -> str:
    name = json_fields.mapping(row, "summary_fields", "workflow_job_template").get("name")
    template = f"the workflow job template '{truncate.one_line(name)}'" if name else "the workflow"
    others = f"whoever has the approve role on {template}"
    return f"this user and {others}" if row.get("can_approve_or_deny") is True else others


def _moment(stamp: str) -> str:
    """Return a time of the API's without fractions of a second."""
    seconds, dot, _fraction = truncate.one_line(stamp).partition(".")
    return f"{seconds}Z" if dot else seconds


def decision(approval: Row) -> str:
    """Return what became of an approval that was not given."""
    if approval.get("timed_out"):
        return "nobody approved or denied it in time"
    user = json_fields.mapping(approval, "summary_fields", "approved_or_denied_by").get("username")
    if user:
        return f"{truncate.one_line(user)} denied it"
    return truncate.message(approval.get("job_explanation") or "")


def named(approval: Job) -> str:
    """Return which approval it is, of which workflow job."""
    workflow = json_fields.mapping(approval, "summary_fields", "source_workflow_job").get("id")
    of = f" of workflow job {workflow}" if json_fields.int_or_none(workflow) else ""
    return f"{approval.get('id')} is the approval '{truncate.one_line(approval.get('name'))}'{of}"
