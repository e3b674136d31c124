# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The jobs that a user refers to: by ids, jobs as tasks return them, or registered results."""

from __future__ import annotations

import typing as t

from ..api.client import AwxClient
from ..common import errors
from ..schema.job_types import WORKFLOW_APPROVAL
from . import fetch_by_id
from .unified_job import Job

_EXPECTED = "Give job ids, or what awx_job_launch returned"

# A message lists so many ids, and so many are looked up among the approvals.
_MAX_LISTED = 20


def ids_of(jobs: t.Any, *, check_mode: bool = False) -> list[int]:
    """Return the ids of the jobs that the option `jobs` holds, in its order, with repetitions.

    A result without a job, of a check or of a loop's skipped item, has none.

    Raises:
        ConfigurationError: it contains something else.
    """
    if jobs is None or jobs == "":
        return []
    if isinstance(jobs, (list, tuple)):
        return [number for one in jobs for number in ids_of(one, check_mode=check_mode)]
    if isinstance(jobs, str):
        return [_number(word) for word in jobs.split(",")]
    if not isinstance(jobs, t.Mapping):
        return [_number(jobs)]
    # A job, a task's result, or a loop's.
    for key in ("results", "jobs", "job"):
        # AWX's response to a launch has an id as `job`.
        if isinstance(jobs.get(key), (list, t.Mapping)):
            return ids_of(jobs[key], check_mode=check_mode)
    if jobs.get("id") is not None:
        return [_number(jobs["id"])]
    if jobs.get("skipped") or (check_mode and "changed" in jobs):
        return []
    why = " (the result of a task that failed)" if jobs.get("failed") else ""
    raise errors.ConfigurationError(f"jobs contains a mapping without a job{why}. {_EXPECTED}")


def _number(value: t.Any) -> int:
    text = str(value).strip()
    if isinstance(value, (bool, float)) or not (text.isascii() and text.isdigit()):
        raise errors.ConfigurationError(f"jobs contains {value!r}, which is no job id. {_EXPECTED}")
    return int(text)


def existing(client: AwxClient, ids: t.Sequence[int], *, purpose: str = "wait for") -> list[Job]:
    """Return the jobs with these ids, in this order; a request for 200.

    `purpose` is a verb phrase for error messages. If ids are missing, one more request finds out
    which of them are approvals.

    Raises:
        NoMatch: one of them does not exist, or the caller may not see it.
    """
    found = {job.id: job for job in fetch_by_id.find(client, ids) if job.type != WORKFLOW_APPROVAL}
    missing = [number for number in dict.fromkeys(ids) if number not in found]
    if missing:
        raise errors.NoMatch(_missing(client, missing, purpose))
    return [found[number] for number in ids]


def _missing(client: AwxClient, ids: t.Sequence[int], purpose: str) -> str:
    """Return the error message about missing jobs; it identifies approvals, if readable."""
    from . import approvals

    found: dict[int, dict[str, t.Any]] = {}
    try:
        found = {row["id"]: row for row in approvals.find(client, ids[:_MAX_LISTED])}
    except errors.AwxError as exc:
        client.log(f"whether these ids are approvals could not be read: {exc}")
    titles = [approvals.title(found[number]) for number in ids if number in found]
    lines = [f"{title}: {purpose} the workflow job" for title in titles]
    left = [str(number) for number in ids if number not in found]
    if left:
        more = f" and {len(left) - _MAX_LISTED} more" if len(left) > _MAX_LISTED else ""
        listed = ", ".join(left[:_MAX_LISTED]) + more
        lines.insert(0, f"no jobs that this user may see have these ids: {listed}")
    return "\n".join(lines)
