# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Find the job of a launch whose answer was lost: one launch is one job (AWX has no other means).

A launch is never sent again, since it would run again. But the server may have acted on it, or may
still be acting: so the jobs of the template that this user launched since then are looked at.
"""

from __future__ import annotations

import dataclasses
import json
import typing as t

from ..api.client import AwxClient
from ..common import errors, json_fields
from ..http import response
from ..http.urls import Params
from ..jobs import unified_job
from ..jobs.unified_job import Job
from ..schema.limits import MAX_PAGE_SIZE
from .claims import Others, PendingLaunch
from .launch_config import JobsBefore, Requirements

# A slow server may be creating the job for so many seconds after the connection broke.
_LOOKING = 30.0
_FIRST_PAUSE = 1.0
_GROWTH = 2.0

_MOST_CANDIDATES = 50

# Fields of a launch that its job shows as they were sent; null there is the empty text.
_SHOWN_AS_SENT = (
    "diff_mode",
    "execution_environment",
    "forks",
    "inventory",
    "job_tags",
    "job_type",
    "limit",
    "scm_branch",
    "skip_tags",
    "timeout",
    "verbosity",
)

# What a launch adds to a job, and AWX shows only the first of.
_RELATED = ("credentials", "labels")

# AWX shows this for the answers to password questions.
_ENCRYPTED = "$encrypted$"


def jobs_before(client: AwxClient, requirements: Requirements) -> JobsBefore:
    """Return the newest job that there is of what is going to be launched; one small request."""
    params: Params = (("unified_job_template", str(requirements.target_id)),)
    if requirements.is_relaunch:
        params = (
            ("type", requirements.kind.name),
            ("launch_type", requirements.kind.launch_type),
        )
    shape: Params = (("order_by", "-created"), ("page_size", "1"))
    rows, count = client.get_identified("unified_jobs/", (*params, *shape))
    return _before(rows, complete=count == len(rows))


def _before(rows: t.Sequence[t.Mapping[str, t.Any]], *, complete: bool) -> JobsBefore:
    times = [json_fields.str_or_empty(row.get("created")) for row in rows]
    return JobsBefore(
        frozenset(int(row["id"]) for row in rows), complete, min(filter(None, times), default="")
    )


def adopt(
    client: AwxClient,
    requirements: Requirements,
    body: t.Mapping[str, t.Any],
    lost: errors.AwxError,
    *,
    pending: PendingLaunch,
    before: JobsBefore,
) -> Job:
    """Return the one job that a launch started although its answer was `lost`.

    `before` has the newest jobs before the launch. A job that another launch of this user
    on this machine has claimed, or may still be answered with, is not taken.

    Raises:
        AwxError: `lost` itself, saying that no job appeared, that several did, or that they could
            not be looked through.
    """
    client.log(f"the answer to the launch was lost; its job is looked for: {lost}")
    search = _Search(client, requirements, body, pending, before)
    try:
        job = search.run()
    except (errors.AwxError, OSError) as exc:
        raise unknown(requirements, lost, f"Its job could not be looked for ({exc}).") from None
    if job is None:
        raise lost.explained(
            f"{_sent_once(requirements)} {search.result} {_where_to_look(requirements)}"
        )
    client.reporter.warn(
        f"the answer to the launch of {requirements.title} was lost ({lost}); job {job.id} is"
        " taken for its job, the only one since then that fits what was sent"
    )
    return job


def unknown(requirements: Requirements, lost: errors.AwxError, why: str) -> errors.AwxError:
    """Return the error of a launch whose job is not looked for."""
    return lost.explained(
        f"{_sent_once(requirements)} {why} It may be running. {_where_to_look(requirements)}"
    )


@dataclasses.dataclass
class _Search:
    """The search for one job; `result` says in a sentence or two how it ended without one."""

    client: AwxClient
    requirements: Requirements
    body: t.Mapping[str, t.Any]
    pending: PendingLaunch
    before: JobsBefore
    result: str = ""
    _details: dict[int, Job] = dataclasses.field(default_factory=dict)

    def run(self) -> Job | None:
        """Return the job, claimed, as soon as there is one; None when the time to look is over."""
        clock = self.client.clock.now
        deadline = clock() + _LOOKING
        pause = _FIRST_PAUSE
        question: Params = ()
        trouble: errors.AwxError | None = None
        while True:
            try:
                question = question or self._question(deadline)
                rows, _count = self.client.get_page("unified_jobs/", question, until=deadline)
                new = [row for row in rows if row.get("id") not in self.before.ids]
                fitting = [job for row in new if (job := self._fitting(row, deadline)) is not None]
                trouble = None
                job, is_settled = self._choice(fitting)
                if is_settled:
                    return job
            except (errors.ConnectionFailed, errors.ServerError, errors.UnexpectedResponse) as exc:
                trouble = exc
            left = deadline - clock()
            if left <= 0:
                break
            self.client.clock.sleep(min(pause, left))
            pause *= _GROWTH
        if trouble is not None:
            raise trouble
        return None

    def _choice(self, fitting: t.Sequence[Job]) -> tuple[Job | None, bool]:
        """Return the job to take, and whether there is nothing more to wait for.

        The others are asked after the jobs were read: whoever launched one of these is pending
        then, or has claimed it, or has died.
        """
        free = [job for job in fitting if not self.pending.is_claimed(job.id)]
        others = self.pending.look_for([job.id for job in free])
        if any(self.pending.is_claimed(job.id) for job in free):
            # Claimed meanwhile, by a launch that is not among the pending ones any more.
            return self._choice(fitting)
        self.result = self._said(free, others)
        if others.waiting or not free:
            return None, False
        # Launches that look for the same jobs have sent the same, and so each takes any one.
        if len(free) > 1 + others.rivals:
            return None, others.lost == others.rivals
        for job in free:
            if self.pending.claim(job.id):
                return job, True
        return None, False

    def _said(self, free: t.Sequence[Job], others: Others) -> str:
        listed = ", ".join(str(job.id) for job in free)
        if not free:
            return f"No job appeared within {_LOOKING:g} s, but one may still start."
        if others.waiting:
            return (
                f"It may have started one of these jobs: {listed}. But launches of the same by"
                f" other tasks are waiting for their responses still ({others.waiting}), and the"
                " jobs may be theirs."
            )
        return (
            f"It may have started any of these jobs, which fit it alike: {listed}. Look at them"
            " before launching again."
        )

    def _question(self, deadline: float) -> Params:
        """Return what finds the jobs that this user launched of the template since then."""
        me, _count = self.client.get_identified("me/", until=deadline)
        if not me:
            raise errors.UnexpectedResponse("GET me/: the server does not say who asks.")
        return (
            *_origin(self.client, self.requirements, deadline),
            ("launch_type", self.requirements.kind.launch_type),
            ("created_by", str(me[0]["id"])),
            *self._since(deadline),
            ("order_by", "created"),
            ("page_size", str(_MOST_CANDIDATES)),
        )

    def _since(self, deadline: float) -> Params:
        """Return what leaves out the jobs that were made before those that are known.

        It is by the server's own times of its jobs. Ids do not always grow: a restored database may
        begin anew.
        """
        before = self.before
        if not before.complete and not before.since:
            known = ",".join(map(str, sorted(before.ids)))
            rows, _count = self.client.get_identified(
                "unified_jobs/",
                [("id__in", known), ("page_size", str(MAX_PAGE_SIZE))],
                until=deadline,
            )
            before = _before(rows, complete=False)
            if not before.since:
                raise errors.UnexpectedResponse(
                    "GET unified_jobs/: when the jobs before the launch were made is not known."
                )
        return () if before.complete else (("created__gte", before.since),)

    def _fitting(self, row: t.Mapping[str, t.Any], deadline: float) -> Job | None:
        """Return the job of a row if it has everything that was sent, as far as AWX shows it."""
        job = unified_job.Job.from_response(row, "GET unified_jobs/")
        fields = [name for name in (*_SHOWN_AS_SENT, "extra_vars") if name in self.body]
        if any(name not in row for name in fields):
            # Lists leave fields out, each server others.
            if job.id not in self._details:
                path = job.path
                self._details[job.id] = unified_job.read(self.client, path, until=deadline)
            job = job.updated(self._details[job.id].data)
        if "extra_vars" in self.body and "extra_vars" not in job.data:
            raise errors.UnexpectedResponse(f"job {job.id}: the server does not show its variables")
        as_sent = all(
            _bare(job.data[name]) == _bare(self.body[name])
            for name in fields
            if name in job.data and name != "extra_vars"
        )
        if not as_sent or not _has_variables(job, self.body.get("extra_vars") or {}):
            return None
        return job if all(self._has_related(job, name, deadline) for name in _RELATED) else None

    def _has_related(self, job: Job, name: str, deadline: float) -> bool:
        """Whether a job has all the credentials or labels that were sent."""
        sent = set(self.body.get(name) or ())
        if not sent:
            return True
        shown = _ids(job, name)
        if shown is None:
            shape = [("page_size", str(MAX_PAGE_SIZE))]
            path = f"{job.path}{name}/"
            rows, _count = self.client.get_identified(path, shape, until=deadline)
            shown = {row["id"] for row in rows}
        return sent <= shown


def _origin(client: AwxClient, requirements: Requirements, deadline: float) -> Params:
    """Return what restricts jobs to those of the template, or of the job that is launched again."""
    template: t.Any = requirements.target_id
    if requirements.is_relaunch:
        path = f"{requirements.kind.resource}/{requirements.target_id}/"
        job = client.get_object(path, until=deadline)
        template = json_fields.int_or_none(job.get("unified_job_template"))
    if template is None:
        return (("type", requirements.kind.name),)
    return (("unified_job_template", str(template)),)


def _bare(value: t.Any) -> t.Any:
    """Return a value as AWX stores it: of most texts without the blanks around them."""
    return value.strip() if isinstance(value, str) else value or ""


def _has_variables(job: Job, sent: t.Mapping[str, t.Any]) -> bool:
    try:
        shown = response.parse_json(job.data.get("extra_vars") or "{}")
    except ValueError:
        return True
    plain = json.loads(json.dumps(sent))
    return isinstance(shown, dict) and all(
        name in shown and shown[name] in (value, _ENCRYPTED) for name, value in plain.items()
    )


def _ids(job: Job, name: str) -> set[t.Any] | None:
    """Return the ids of what belongs to a job; None where it does not show all of them."""
    shown = json_fields.mapping(job.data, "summary_fields").get(name)
    if isinstance(shown, t.Mapping):
        complete = shown.get("count") == len(json_fields.list_or_empty(shown.get("results")))
        shown = shown.get("results") if complete else None
    if not isinstance(shown, list):
        return None
    return {json_fields.int_or_none(row.get("id")) for row in json_fields.list_of_mappings(shown)}


def _sent_once(requirements: Requirements) -> str:
    return (
        f"The launch of {requirements.title} was sent once, and is not sent again; its answer was"
        " lost."
    )


def _where_to_look(requirements: Requirements) -> str:
    which = (
        f"type: {requirements.kind.name}, launch_type: relaunch"
        if requirements.is_relaunch
        else f"unified_job_template: {requirements.target_id}"
    )
    return (
        "Before launching it again, look for it with awx_query: resource: unified_jobs, filters:"
        f" {{{which}}}, order_by: -id, limit: 5."
    )
