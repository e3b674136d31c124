# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Unified jobs: a job of any type as the server described it, and what tasks return of it."""

from __future__ import annotations

import json
import typing as t

from ..api import web_ui_url
from ..api.client import AwxClient
from ..common import errors, json_fields, message_text
from ..schema.job_types import JOB_TYPES, WORKFLOW_APPROVAL, WORKFLOW_JOB, JobType

FINAL = frozenset({"successful", "failed", "error", "canceled"})

# Artifacts in a result are limited to so many bytes as JSON: Ansible prints them with the result.
MAX_ARTIFACTS_BYTES = 262_144
_MAX_NAMES_LEFT_OUT = 100

# Fields that are returned as they are.
_RETURNED = ("started", "finished", "elapsed", "limit", "extra_vars")


class Job(t.NamedTuple):
    """A job; `data` has the fields of the response, checked by `from_response`."""

    data: t.Mapping[str, t.Any]

    @classmethod
    def from_response(cls, body: t.Any, source: str) -> Job:
        """Return the job that `source` responded with; fields of a wrong type count as missing.

        Raises:
            UnexpectedResponse: it has no id, or its `status`, `type` or `url` is not text.
        """
        data = json_fields.mapping(body)
        if json_fields.int_or_none(data.get("id")) is None:
            raise errors.UnexpectedResponse(f"{source}: the server returned a job without an id")
        for name in ("status", "type", "url"):
            if not isinstance(data.get(name, ""), str):
                what = f"the {name} of job {data['id']} is not text"
                raise errors.UnexpectedResponse(f"{source}: {what}")
        return cls(data).updated({n: take(data[n]) for n, take in _FIELDS.items() if n in data})

    def updated(self, fields: t.Mapping[str, t.Any]) -> Job:
        return Job({**self.data, **fields})

    @property
    def id(self) -> int:
        return t.cast(int, self.data["id"])

    @property
    def type(self) -> str:
        return json_fields.str_or_empty(self.data.get("type"))

    @property
    def status(self) -> str:
        return json_fields.str_or_empty(self.data.get("status"))

    @property
    def explanation(self) -> str:
        """AWX's own `job_explanation`."""
        return json_fields.str_or_empty(self.data.get("job_explanation"))

    @property
    def path(self) -> str:
        """The path of the job, which the server returns as its `url`.

        Raises:
            UnexpectedResponse: it did not.
        """
        url = self.data.get("url")
        if not isinstance(url, str) or not url:
            raise errors.UnexpectedResponse(f"job {self.id}: the server returned no URL of it")
        return url

    @property
    def is_final(self) -> bool:
        return self.status in FINAL

    @property
    def is_workflow(self) -> bool:
        return self.type == WORKFLOW_JOB

    @property
    def job_type(self) -> JobType | None:
        return JOB_TYPES.get(self.type)

    @property
    def kind(self) -> str:
        """The type in words: "workflow job", "ad hoc command"."""
        return (self.type or "job").replace("_", " ")

    @property
    def title(self) -> str:
        """What messages call the job."""
        return f"{self.kind} {self.data.get('id')} '{message_text.one_line(self.data.get('name'))}'"

    @property
    def missing_fields(self) -> list[str]:
        """The fields that a job of its type has, and that the list which it is from left out."""
        known = self.job_type
        return [name for name in known.large if name not in self.data] if known else []


def _counts(counts: t.Any) -> dict[str, int] | None:
    if counts is None:
        return None
    found = json_fields.mapping(counts).items()
    return {name: n for name, n in found if json_fields.int_or_none(n) is not None}


# The fields that are used here, and what makes them of the right type.
_FIELDS: t.Mapping[str, t.Callable[[t.Any], t.Any]] = {
    **dict.fromkeys(
        ("job_explanation", "name", "result_stdout", "result_traceback"), json_fields.str_or_empty
    ),
    **dict.fromkeys(("extra_vars", "finished", "limit", "started"), json_fields.str_or_none),
    **dict.fromkeys(("launched_by", "related", "summary_fields"), json_fields.mapping),
    "elapsed": json_fields.number_or_none,
    "host_status_counts": _counts,
}


def read(client: AwxClient, path: str, *, until: float | None = None) -> Job:
    """Return the job at `path`.

    Raises:
        AwxError: as `AwxClient.get_object` and `Job.from_response`.
    """
    return Job.from_response(client.get_object(path, until=until), f"GET {path}")


def titles(jobs: t.Sequence[Job]) -> str:
    """Return jobs with their statuses as messages list them, ten at most."""
    shown = [f"{job.title} ({job.data.get('status')})" for job in jobs[:10]]
    more = [f"and {len(jobs) - 10} more"] if len(jobs) > 10 else []
    return ", ".join([*shown, *more])


# -- What a task returns about a job -------------------------------------------


def browser_url(client: AwxClient, job: Job) -> str:
    """Return the address of a job's output for a browser, or where an approval can be given."""
    address = web_ui_url.address(client)
    if job.type == WORKFLOW_APPROVAL:
        has_fragments = address.endswith("#")
        page = "workflow_approvals" if has_fragments else "administration/workflow-approvals"
        return f"{address}/{page}/{job.id}/details"
    page = (job.job_type or JOB_TYPES["job"]).page
    return f"{address}/jobs/{page}/{job.data.get('id')}/output"


def summary(client: AwxClient, job: Job) -> dict[str, t.Any]:
    """Return what a playbook needs to know about a job, limited in size whatever the job did."""
    data = job.data
    return {
        "id": job.id,
        "name": data.get("name"),
        "kind": data.get("type"),
        "status": data.get("status"),
        "failed": bool(data.get("failed", job.status in FINAL - {"successful"})),
        "url": client.url_of(job.path),
        "browser_url": browser_url(client, job),
        **{name: data.get(name) for name in _RETURNED},
        **({"artifacts": None} if "artifacts" in job.missing_fields else _artifacts(data)),
        "launched_by": json_fields.str_or_none(
            json_fields.mapping(data.get("launched_by")).get("name")
        ),
        "explanation": job.explanation,
    }


def hosts(job: Job) -> dict[str, t.Any]:
    """Return how many hosts ended how, in Ansible's words; AWX counts each host once."""
    names = {"dark": "unreachable", "failures": "failed"}
    counts = json_fields.mapping(job.data, "host_status_counts")
    counted = {names.get(name, name): number for name, number in counts.items()}
    return {"counts": counted, "failed": [], "unreachable": []}


def top_level_fields(summaries: t.Sequence[t.Mapping[str, t.Any]]) -> dict[str, t.Any]:
    """Return what a task about one job returns of it at the top level, as other clients do.

    Not `started` and `finished`: Ansible takes these for the state of an asynchronous task.
    """
    if len(summaries) != 1:
        return {}
    return {name: summaries[0].get(name) for name in ("id", "status", "elapsed")}


def _artifacts(data: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return `artifacts` (what a playbook set with `set_stats`), and `artifacts_left_out`, if any.

    An artifact is returned whole or not at all; small ones come before large ones. AWX hides all of
    them in a text where a task had `no_log` (docs/awx-api.md#artifacts).
    """
    artifacts = data.get("artifacts") or {}
    if not isinstance(artifacts, dict) or _size(artifacts) <= MAX_ARTIFACTS_BYTES:
        return {"artifacts": artifacts}
    sizes = {name: _size(value) + _size(name) for name, value in artifacts.items()}
    room = MAX_ARTIFACTS_BYTES
    left_out = set(artifacts)
    for name in sorted(sizes, key=lambda name: (sizes[name], name)):
        room -= sizes[name]
        if room < 0:
            break
        left_out.remove(name)
    return {
        "artifacts": {name: value for name, value in artifacts.items() if name not in left_out},
        "artifacts_left_out": [n for n in artifacts if n in left_out][:_MAX_NAMES_LEFT_OUT],
    }


def _size(value: t.Any) -> int:
    return len(json.dumps(value))
