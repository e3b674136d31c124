# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Which jobs a user means: ids, jobs as tasks return them, and whole registered results."""

from __future__ import annotations

import typing as t

from ..api.client import AwxClient
from ..common import errors
from . import approvals, polling
from .unified_job import Job


def ids_of(jobs: t.Any, *, check_mode: bool = False) -> list[int]:
    """Return the ids of the jobs that the option `jobs` holds, in its order, as often as there.

    A result that has no job, since a check launched none or a loop's item was skipped, has none.

    Raises:
        ConfigurationError: something in it is no job.
    """
    if jobs is None or jobs == "":
        return []
    if isinstance(jobs, (list, tuple)):
        return [number for one in jobs for number in ids_of(one, check_mode=check_mode)]
    if isinstance(jobs, t.Mapping):
        return _of_mapping(jobs, check_mode)
    if isinstance(jobs, str):
        return [_number(word) for word in jobs.split(",")]
    return [_number(jobs)]


def _of_mapping(found: t.Mapping[str, t.Any], check_mode: bool) -> list[int]:
    """Return the ids of a job, of a task's result, or of a loop's."""
    for key in ("results", "jobs", "job"):
        # A job as AWX answers a launch has its id under `job` too.
        if isinstance(found.get(key), (list, t.Mapping)):
            return ids_of(found[key], check_mode=check_mode)
    if found.get("id") is not None:
        return [_number(found["id"])]
    if found.get("skipped") or (check_mode and "changed" in found):
        return []
    why = ", of a task that failed" if found.get("failed") else ""
    raise errors.ConfigurationError(
        f"jobs holds a mapping without a job in it{why}. Give ids, or what awx_job_launch returned"
    )


def _number(value: t.Any) -> int:
    text = str(value).strip()
    if isinstance(value, (bool, float)) or not (text.isascii() and text.isdigit()):
        raise errors.ConfigurationError(
            f"jobs holds {value!r}, which is no id of a job. Give ids, or what awx_job_launch"
            " returned"
        )
    return int(text)


def existing(
    client: AwxClient, numbers: t.Sequence[int], *, purpose: str = "wait for"
) -> list[Job]:
    """Return the jobs of any kind that have these ids, in this order; a request for 200.

    `purpose` is what is to be done with them, in words. One more request tells what ids mean that
    are none of jobs.

    Raises:
        NoMatch: there are not all of them, or the caller may not see them.
    """
    found = polling.find(client, numbers) if numbers else []
    by_id = {row["id"]: row for row in found if row.get("type") != approvals.TYPE}
    missing = [number for number in dict.fromkeys(numbers) if number not in by_id]
    if missing:
        raise errors.NoMatch(_missing(client, missing, purpose))
    return [by_id[number] for number in numbers]


# So many ids are named, and so many are looked up among the approvals.
_MOST_NAMED = 20


def _missing(client: AwxClient, numbers: t.Sequence[int], purpose: str) -> str:
    """Say that there are no such jobs, and which of them are approvals, if that can be read."""
    found: dict[int, dict[str, t.Any]] = {}
    try:
        found = {row["id"]: row for row in approvals.find(client, numbers[:_MOST_NAMED])}
    except errors.AwxError as exc:
        client.log(f"whether these ids are approvals could not be read: {exc}")
    said = [
        f"{approvals.named(found[number])}: {purpose} the workflow job"
        for number in numbers
        if number in found
    ]
    left = [str(number) for number in numbers if number not in found]
    if left:
        more = f" and {len(left) - _MOST_NAMED} more" if len(left) > _MOST_NAMED else ""
        listed = ", ".join(left[:_MOST_NAMED]) + more
        said.insert(0, f"no jobs that this user may see have these ids: {listed}")
    return "\n".join(said)
