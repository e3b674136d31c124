# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""A job of any kind once it is launched: where it is, and what a task returns of it."""

from __future__ import annotations

import typing as t

from . import artifacts, errors
from .client import AwxClient
from .job_types import JOB_TYPES

FINAL = frozenset({"successful", "failed", "error", "canceled"})

Job = dict[str, t.Any]


def path_of(job: t.Mapping[str, t.Any]) -> str:
    """Return the path of a job: the server names it in `url`.

    Raises:
        UnexpectedReply: it does not.
    """
    url = job.get("url")
    if not isinstance(url, str) or not url:
        raise errors.UnexpectedReply(f"job {job.get('id')}: the server named no URL of it")
    return url


def is_final(job: t.Mapping[str, t.Any]) -> bool:
    return job.get("status") in FINAL


def describe(job: t.Mapping[str, t.Any]) -> str:
    """Return how messages call a job."""
    kind = str(job.get("type") or "job").replace("_", " ")
    return f"{kind} {job.get('id')} '{job.get('name')}'"


def named(jobs: t.Sequence[t.Mapping[str, t.Any]], most: int = 10) -> str:
    """Return jobs as messages list them, `most` at most."""
    shown = [f"{describe(job)} ({job.get('status')})" for job in jobs[:most]]
    more = [f"and {len(jobs) - most} more"] if len(jobs) > most else []
    return ", ".join([*shown, *more])


# -- What a task returns about a job -------------------------------------------


def browser_url(client: AwxClient, job: t.Mapping[str, t.Any]) -> str:
    """Return the address of a job's output for a browser."""
    known = JOB_TYPES.get(str(job.get("type")), JOB_TYPES["job"])
    return f"{client.settings.base_url}/#/jobs/{known.page}/{job.get('id')}/output"


def summary(client: AwxClient, job: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return what a playbook needs to know about a job, bounded whatever the job did."""
    return {
        "id": job.get("id"),
        "name": job.get("name"),
        "kind": job.get("type"),
        "status": job.get("status"),
        "failed": bool(job.get("failed")),
        "url": client.url_of(path_of(job)),
        "browser_url": browser_url(client, job),
        "started": job.get("started"),
        "finished": job.get("finished"),
        "elapsed": job.get("elapsed"),
        "limit": job.get("limit"),
        "extra_vars": job.get("extra_vars"),
        **artifacts.bounded(job),
        "launched_by": (job.get("launched_by") or {}).get("name"),
        "explanation": job.get("job_explanation") or "",
    }


def on_top(summaries: t.Sequence[t.Mapping[str, t.Any]]) -> dict[str, t.Any]:
    """Return what a task about one job returns of it beside the whole, as other clients do.

    Not `started` and `finished`: Ansible takes these for the state of an asynchronous task.
    """
    if len(summaries) != 1:
        return {}
    return {name: summaries[0].get(name) for name in ("id", "status", "elapsed")}
