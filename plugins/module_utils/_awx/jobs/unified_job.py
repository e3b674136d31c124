# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""A job of any kind once it is launched: where it is, and what a task returns of it."""

from __future__ import annotations

import typing as t

from ..api import web_ui
from ..api.client import AwxClient
from ..common import errors, json_fields, truncate
from ..schema.job_types import JOB_TYPES
from . import artifacts

FINAL = frozenset({"successful", "failed", "error", "canceled"})

Job = dict[str, t.Any]


def read(client: AwxClient, path: str, *, until: float | None = None) -> Job:
    """Return the job at `path`.

    Raises:
        AwxError: as `AwxClient.get_object` and `checked`.
    """
    return checked(client.get_object(path, until=until), f"GET {path}")


def checked(body: t.Any, source: str) -> Job:
    """Return a job that `source` answered: its fields have their types, or are none.

    Raises:
        UnexpectedResponse: it has no id, or its `status`, `type` or `url` is not text.
    """
    job = json_fields.mapping(body)
    if json_fields.int_or_none(job.get("id")) is None:
        raise errors.UnexpectedResponse(f"{source}: the server answered a job without an id")
    for name in _NEEDED:
        if not isinstance(job.get(name, ""), str):
            raise errors.UnexpectedResponse(f"{source}: the {name} of job {job['id']} is not text")
    taken = {name: take(job[name]) for name, take in _TAKEN.items() if name in job}
    return {**job, **taken}


_NEEDED = ("status", "type", "url")

# The fields that are read here of what AWX shows of a job, each as what it must be.
_TAKEN: t.Mapping[str, t.Callable[[t.Any], t.Any]] = {
    **dict.fromkeys(
        ("job_explanation", "name", "result_stdout", "result_traceback"), json_fields.str_or_empty
    ),
    **dict.fromkeys(("extra_vars", "finished", "limit", "started"), json_fields.str_or_none),
    **dict.fromkeys(("launched_by", "related", "summary_fields"), json_fields.mapping),
    "elapsed": json_fields.number_or_none,
    "host_status_counts": lambda counts: None if counts is None else _counts(counts),
}


def _counts(counts: t.Any) -> dict[str, int]:
    found = {
        name: json_fields.int_or_none(number)
        for name, number in json_fields.mapping(counts).items()
    }
    return {name: number for name, number in found.items() if number is not None}


def path_of(job: t.Mapping[str, t.Any]) -> str:
    """Return the path of a job: the server names it in `url`.

    Raises:
        UnexpectedResponse: it does not.
    """
    url = job.get("url")
    if not isinstance(url, str) or not url:
        raise errors.UnexpectedResponse(f"job {job.get('id')}: the server named no URL of it")
    return url


def is_final(job: t.Mapping[str, t.Any]) -> bool:
    return job.get("status") in FINAL


def kind_of(job: t.Mapping[str, t.Any]) -> str:
    """Return what kind of job it is, in words: "workflow job", "ad hoc command"."""
    return str(job.get("type") or "job").replace("_", " ")


def describe(job: t.Mapping[str, t.Any]) -> str:
    """Return how messages call a job."""
    return f"{kind_of(job)} {job.get('id')} '{truncate.one_line(job.get('name'))}'"


def named(jobs: t.Sequence[t.Mapping[str, t.Any]], most: int = 10) -> str:
    """Return jobs as messages list them, `most` at most."""
    shown = [f"{describe(job)} ({job.get('status')})" for job in jobs[:most]]
    more = [f"and {len(jobs) - most} more"] if len(jobs) > most else []
    return ", ".join([*shown, *more])


# -- What a task returns about a job -------------------------------------------


def browser_url(client: AwxClient, job: t.Mapping[str, t.Any]) -> str:
    """Return the address of a job's output for a browser."""
    known = JOB_TYPES.get(str(job.get("type")), JOB_TYPES["job"])
    return f"{web_ui.address(client)}/jobs/{known.page}/{job.get('id')}/output"


def approval_url(client: AwxClient, number: int) -> str:
    """Return the address for a browser where an approval can be given or denied."""
    address = web_ui.address(client)
    if address.endswith("#"):
        return f"{address}/workflow_approvals/{number}/details"
    return f"{address}/administration/workflow-approvals/{number}/details"


def unknown(job: t.Mapping[str, t.Any]) -> list[str]:
    """Return the fields that a job of its type has, and that were left out where it was read."""
    known = JOB_TYPES.get(str(job.get("type")))
    return [name for name in known.large if name not in job] if known else []


def summary(client: AwxClient, job: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return what a playbook needs to know about a job, bounded whatever the job did."""
    return {
        "id": job.get("id"),
        "name": job.get("name"),
        "kind": job.get("type"),
        "status": job.get("status"),
        "failed": bool(job.get("failed", job.get("status") in FINAL - {"successful"})),
        "url": client.url_of(path_of(job)),
        "browser_url": browser_url(client, job),
        "started": job.get("started"),
        "finished": job.get("finished"),
        "elapsed": job.get("elapsed"),
        "limit": job.get("limit"),
        "extra_vars": job.get("extra_vars"),
        **({"artifacts": None} if "artifacts" in unknown(job) else artifacts.bounded(job)),
        "launched_by": json_fields.str_or_none(json_fields.mapping(job, "launched_by").get("name")),
        "explanation": job.get("job_explanation") or "",
    }


def on_top(summaries: t.Sequence[t.Mapping[str, t.Any]]) -> dict[str, t.Any]:
    """Return what a task about one job returns of it beside the whole, as other clients do.

    Not `started` and `finished`: Ansible takes these for the state of an asynchronous task.
    """
    if len(summaries) != 1:
        return {}
    return {name: summaries[0].get(name) for name in ("id", "status", "elapsed")}
