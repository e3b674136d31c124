# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Find the job of a launch whose response was lost: one launch is one job (AWX has no other means).

A launch is never repeated, since it would run again. But the server may have acted on it, or may
still be acting: so the jobs of the template that this user launched since then are compared.
"""

from __future__ import annotations

import dataclasses
import json
import typing as t

from ..api import lost_response
from ..api.client import AwxClient
from ..common import errors, json_fields
from ..http import response
from ..http.urls import Params
from ..jobs import unified_job
from ..jobs.unified_job import Job
from ..schema.limits import MAX_PAGE_SIZE
from ..schema.template_types import JOB_TEMPLATE
from .claims_protocol import PendingLaunch
from .launch_config import JobsBefore, LaunchConfig, newest
from .survey import ENCRYPTED

# A slow server may be creating the job for so many seconds after the connection broke.
_TIMEOUT = 30.0

_MAX_CANDIDATES = 50

# Fields of a launch that its job shows otherwise than they were sent, or not at all.
_NOT_SHOWN = frozenset({"credentials", "instance_groups", "job_slice_count", "labels"})

# What a launch adds to a job; a list of jobs shows only the first of them.
_RELATED = ("credentials", "labels")


def adopt(
    client: AwxClient,
    config: LaunchConfig,
    body: t.Mapping[str, t.Any],
    lost: errors.AwxError,
    *,
    pending: PendingLaunch,
    before: JobsBefore,
) -> Job:
    """Return the one job that a launch started although its response was `lost`.

    `before` has the newest jobs before the launch. A job that another launch of this user
    on this machine has claimed, or may still get as its response, is not taken.

    Raises:
        AwxError: `lost` itself, saying that no job appeared, that several did, or that they could
            not be read.
    """
    search = _Search(client, config, body, pending, before)
    found = lost_response.check(
        client,
        lost,
        lambda: lost_response.poll(client, search.find, timeout=_TIMEOUT, outage_timeout=_TIMEOUT),
        unknown=f"{_sent_once(config)} It may be running; its job is not known",
        advice=_advice(config),
    )
    if not found:
        raise lost.explained(f"{_sent_once(config)} {search.result} {_advice(config)}")
    client.reporter.warn(
        f"the response to the launch of {config.title} was lost ({lost}); continuing with job"
        f" {found[0].id}, the only one since then that matches the request"
    )
    return found[0]


def not_searched(config: LaunchConfig, lost: errors.AwxError, why: str) -> errors.AwxError:
    """Return the error of a launch whose job is not searched for."""
    what = f"It may be running; its job is not searched for ({why})."
    return lost.explained(f"{_sent_once(config)} {what} {_advice(config)}")


def _sent_once(config: LaunchConfig) -> str:
    return f"The launch of {config.title} was sent once and is not repeated; its response was lost."


def _advice(config: LaunchConfig) -> str:
    filters = f"unified_job_template: {config.target_id}"
    if config.is_relaunch:
        filters = f"type: {config.kind.name}, launch_type: relaunch"
    return (
        "Before launching it again, search for the job with awx_query: resource: unified_jobs,"
        f" filters: {{{filters}}}, order_by: -id, limit: 5."
    )


@dataclasses.dataclass
class _Search:
    """The search for one job; `result` describes why it ended without finding one."""

    client: AwxClient
    config: LaunchConfig
    body: t.Mapping[str, t.Any]
    pending: PendingLaunch
    before: JobsBefore
    result: str = ""
    _query: Params = ()
    _details: dict[int, Job] = dataclasses.field(default_factory=dict)

    def find(self, until: float) -> list[Job] | None:
        """Return the job, claimed; no job if several match for good, None to search again."""
        self._query = self._query or self._build_query(until)
        rows, _count = self.client.get_page("unified_jobs/", self._query, until=until)
        new = [row for row in rows if row.get("id") not in self.before.ids]
        return self._choose([job for row in new if (job := self._matching(row, until)) is not None])

    def _choose(self, jobs: t.Sequence[Job]) -> list[Job] | None:
        """Choose one of the jobs that match.

        Competing launches are counted after the jobs were read: each process that launched one of
        the jobs is then pending, has claimed its job, or no longer exists.
        """
        free = [job for job in jobs if not self.pending.is_claimed(job.id)]
        others = self.pending.look_for([job.id for job in free])
        if any(self.pending.is_claimed(job.id) for job in free):
            # Claimed meanwhile, by a launch that is not among the pending ones any more.
            return self._choose(jobs)
        ids = ", ".join(str(job.id) for job in free)
        self.result = f"It may have started any of these jobs, which all match: {ids}."
        if not free:
            self.result = f"No job appeared within {_TIMEOUT:g} s, but one may still start."
        elif others.waiting:
            self.result = (
                f"It may have started one of these jobs: {ids}. But other tasks that launched the"
                f" same are still waiting for a response ({others.waiting}), and the jobs may be"
                " theirs."
            )
        if others.waiting or not free:
            return None
        # Launches that search for the same jobs have sent the same, and so each takes any one.
        if len(free) > 1 + others.rivals:
            return [] if others.lost == others.rivals else None
        return next(([job] for job in free if self.pending.claim(job.id)), None)

    def _build_query(self, until: float) -> Params:
        """Return what finds the jobs that this user launched of the template since then."""
        me, _count = self.client.get_identified("me/", until=until)
        if not me:
            raise errors.UnexpectedResponse("GET me/: the server did not return the current user.")
        kind, target = self.config.kind, self.config.target_id
        template: int | None = target
        if self.config.is_relaunch:
            job = self.client.get_object(f"{kind.resource}/{target}/", until=until)
            template = json_fields.int_or_none(job.get("unified_job_template"))
        of_template = ("unified_job_template", str(template))
        return (
            ("type", kind.name) if template is None else of_template,
            ("launch_type", kind.launch_type),
            ("created_by", str(me[0]["id"])),
            *self._since(until),
            ("order_by", "created"),
            ("page_size", str(_MAX_CANDIDATES)),
        )

    def _since(self, until: float) -> Params:
        """Return the filter that excludes jobs created before the known ones.

        It compares the creation times of the server: ids are not always ascending, since they may
        restart in a restored database.
        """
        before = self.before
        if not before.complete and not before.since:
            known = ",".join(map(str, sorted(before.ids)))
            params = [("id__in", known), ("page_size", str(MAX_PAGE_SIZE))]
            rows, _count = self.client.get_identified("unified_jobs/", params, until=until)
            before = newest(rows, complete=False)
            if not before.since:
                raise errors.UnexpectedResponse(
                    "GET unified_jobs/: when the earlier jobs were created is not known."
                )
        return () if before.complete else (("created__gte", before.since),)

    def _matching(self, row: t.Mapping[str, t.Any], until: float) -> Job | None:
        """Return the job of a row if it has everything that was sent, as far as AWX shows it."""
        job = Job.from_response(row, "GET unified_jobs/")
        prompts = JOB_TEMPLATE.prompts.values()
        fields = [one.field for one in prompts if one.field in self.body.keys() - _NOT_SHOWN]
        if any(name not in row for name in fields):
            # Lists leave fields out, each server others.
            if job.id not in self._details:
                self._details[job.id] = unified_job.read(self.client, job.path, until=until)
            job = job.updated(self._details[job.id].data)
        if "extra_vars" in fields:
            if "extra_vars" not in job.data:
                raise errors.UnexpectedResponse(f"job {job.id}: the server hides its variables")
            fields.remove("extra_vars")
            if not _has_variables(job, self.body["extra_vars"] or {}):
                return None
        shown = [name for name in fields if name in job.data]
        if any(_normal(job.data[name]) != _normal(self.body[name]) for name in shown):
            return None
        return job if all(self._has_related(job, name, until) for name in _RELATED) else None

    def _has_related(self, job: Job, name: str, until: float) -> bool:
        """Return whether a job has all the credentials or labels that were sent."""
        sent = set(self.body.get(name) or ())
        if not sent:
            return True
        params = [("page_size", str(MAX_PAGE_SIZE))]
        rows, _count = self.client.get_identified(f"{job.path}{name}/", params, until=until)
        return sent <= {row["id"] for row in rows}


def _normal(value: t.Any) -> t.Any:
    """Return a value as AWX stores it: most text without surrounding whitespace."""
    return value.strip() if isinstance(value, str) else value or ""


def _has_variables(job: Job, sent: t.Mapping[str, t.Any]) -> bool:
    try:
        shown = response.parse_json(job.data.get("extra_vars") or "{}")
    except ValueError:
        return True
    # As JSON has them: keys are text.
    plain = json.loads(json.dumps(sent))
    return isinstance(shown, dict) and all(
        name in shown and shown[name] in (value, ENCRYPTED) for name, value in plain.items()
    )
