# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Workflow approvals: how long one has been pending, and where and by whom it can be given."""

from __future__ import annotations

import typing as t

from ..api.best_effort_reader import BestEffortReader
from ..api.client import AwxClient
from ..common import json_fields, message_text
from ..schema.job_types import WORKFLOW_APPROVAL
from .unified_job import Job, browser_url

# How the explanation of a pending approval begins.
PENDING = "waits for a decision"

# So many pending approvals are described.
_MAX_DESCRIBED = 20

Row = t.Mapping[str, t.Any]
Node = dict[str, t.Any]


def find(client: AwxClient, ids: t.Sequence[int]) -> list[dict[str, t.Any]]:
    """Return the approvals with these ids, which lists of jobs leave out; one request.

    Raises:
        AwxError: the list cannot be read.
    """
    params = [("id__in", ",".join(map(str, ids))), ("page_size", str(len(ids)))]
    return client.get_identified("workflow_approvals/", params)[0]


def is_pending(job: Row) -> bool:
    """Whether a job, or the node that it is of, is an approval that nobody decided yet."""
    return job.get("type") == WORKFLOW_APPROVAL and job.get("status") == "pending"


def describe(reading: BestEffortReader, nodes: t.Sequence[Node]) -> None:
    """Explain in nodes that are pending approvals since when, and who can give them.

    One request.
    """
    some = {node["job"]: node for node in nodes[:_MAX_DESCRIBED] if node["job"]}
    if not some:
        return
    nothing: list[dict[str, t.Any]] = []
    found = reading.read(lambda: find(reading.client, list(some)), nothing)
    rows = {row["id"]: row for row in found}
    for number, node in some.items():
        node["explanation"] = _pending(reading.client, number, rows.get(number, {}))


def _pending(client: AwxClient, number: int, row: Row) -> str:
    created, expires = (_moment(row.get(name)) for name in ("created", "approval_expiration"))
    since = f" since {created}" if created else ""
    until = f", until {expires}" if expires else ""
    required = json_fields.int_or_none(row.get("required_approvals")) or 1
    given = json_fields.int_or_none(row.get("approvals_received")) or 0
    votes = f" ({given} of {required} approvals were given)" if required > 1 else ""
    name = json_fields.mapping(row, "summary_fields", "workflow_job_template").get("name")
    template = f" job template '{message_text.one_line(name)}'" if name else ""
    who = "this user and users" if row.get("can_approve_or_deny") is True else "users"
    where = browser_url(client, Job({"id": number, "type": WORKFLOW_APPROVAL}))
    return (
        f"{PENDING}{since}{until}: {who} with the approve role on the workflow{template} can"
        f" approve or deny it{votes} at {where}"
    )


def _moment(stamp: t.Any) -> str:
    """Return a time of the API's without fractions of a second; "" if there is none."""
    seconds, dot, _fraction = message_text.one_line(json_fields.str_or_empty(stamp)).partition(".")
    return f"{seconds}Z" if dot else seconds


def decision(approval: Row) -> str:
    """Return the outcome of an approval that was not granted."""
    if approval.get("timed_out"):
        return "nobody approved or denied it in time"
    user = json_fields.mapping(approval, "summary_fields", "approved_or_denied_by").get("username")
    if user:
        return f"{message_text.one_line(user)} denied it"
    return message_text.message(approval.get("job_explanation") or "")


def title(approval: Row) -> str:
    """Return which approval it is, of which workflow job."""
    workflow = json_fields.mapping(approval, "summary_fields", "source_workflow_job").get("id")
    of = f" of workflow job {workflow}" if json_fields.int_or_none(workflow) else ""
    return (
        f"{approval.get('id')} is the approval '{message_text.one_line(approval.get('name'))}'{of}"
    )
