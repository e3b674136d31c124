# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Find the job of a launch whose answer was lost: one launch is one job (AWX has no other means).

A launch is never sent again, since it would run again. But the server may have acted on it, or may
still be acting: so the jobs of the template that this user launched since then are looked at.
"""

from __future__ import annotations

import email.utils
import json
import typing as t
import weakref

from . import errors, replies, values
from .addresses import Params
from .client import AwxClient
from .jobs import Job, checked
from .requirements import Requirements

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

# AWX shows this for the answers to password questions.
_ENCRYPTED = "$encrypted$"

# The jobs of launches whose answers came: another launch must not take one of these for its own.
_known_jobs: weakref.WeakKeyDictionary[AwxClient, set[int]] = weakref.WeakKeyDictionary()


def remember(client: AwxClient, job_id: int) -> None:
    """Note that this job belongs to a launch already."""
    _known_jobs.setdefault(client, set()).add(job_id)


def adopt(
    client: AwxClient,
    requirements: Requirements,
    body: t.Mapping[str, t.Any],
    lost: errors.AwxError,
) -> Job:
    """Return the one job that a launch started although its answer was `lost`.

    Raises:
        AwxError: `lost` itself, saying that no job appeared, that several did, or that they could
            not be looked through.
    """
    client.log(f"the answer to the launch was lost; its job is looked for: {lost}")
    try:
        found = _look(client, requirements, body)
    except errors.AwxError as exc:
        raise lost.explained(
            f"{_sent_once(requirements)} Its job could not be looked for ({exc}): it may be"
            f" running. {_where_to_look(requirements)}"
        ) from None
    if not found:
        raise lost.explained(
            f"{_sent_once(requirements)} No job appeared within {_LOOKING:g} s, but one may still"
            f" start. {_where_to_look(requirements)}"
        )
    if len(found) > 1:
        raise lost.explained(
            f"{_sent_once(requirements)} It may have started any of these jobs, which fit it alike:"
            f" {', '.join(str(job['id']) for job in found)}. Look at them before launching again."
        )
    job = found[0]
    remember(client, job["id"])
    client.report.warn(
        f"the answer to the launch of {requirements.title} was lost ({lost}); job {job['id']} is"
        " taken for its job, the only one since then that fits what was sent"
    )
    return job


def _look(client: AwxClient, requirements: Requirements, body: t.Mapping[str, t.Any]) -> list[Job]:
    """Return the jobs that fit, as soon as there are any; none when the time to look is over."""
    clock = client.timing.clock
    deadline = clock() + _LOOKING
    since = _moment(requirements)
    pause = _FIRST_PAUSE
    question: Params = ()
    trouble: errors.AwxError | None = None
    while True:
        try:
            question = question or _question(client, requirements, since, deadline)
            rows, _count = client.get_page("unified_jobs/", question, until=deadline)
            jobs = [checked(row, "GET unified_jobs/") for row in rows]
            found = [job for job in jobs if _fits(client, job, body)]
            trouble = None
            if found:
                return found
        except (errors.ConnectionFailed, errors.ServerError, errors.UnexpectedReply) as exc:
            trouble = exc
        left = deadline - clock()
        if left <= 0:
            break
        client.timing.sleep(min(pause, left))
        pause *= _GROWTH
    if trouble is not None:
        raise trouble
    return []


def _question(client: AwxClient, requirements: Requirements, since: str, deadline: float) -> Params:
    """Return what finds the jobs that this user launched of the template since it was asked.

    The server's own clock tells since when: its `Date` in the answer before the launch.
    """
    me, _count = client.get_identified("me/", until=deadline)
    if not me:
        raise errors.UnexpectedReply("GET me/: the server does not say who asks.")
    return (
        *_origin(client, requirements, deadline),
        ("launch_type", requirements.kind.launch_type),
        ("created_by", str(me[0]["id"])),
        ("created__gte", since),
        ("order_by", "-id"),
        ("page_size", str(_MOST_CANDIDATES)),
    )


def _origin(client: AwxClient, requirements: Requirements, deadline: float) -> Params:
    """Return what restricts jobs to those of the template, or of the job that is launched again."""
    template: t.Any = requirements.target_id
    if requirements.is_relaunch:
        path = f"{requirements.kind.resource}/{requirements.target_id}/"
        job = client.get_object(path, until=deadline)
        template = values.whole(job.get("unified_job_template"))
    if template is None:
        return (("type", requirements.kind.name),)
    return (("unified_job_template", str(template)),)


def _moment(requirements: Requirements) -> str:
    try:
        moment = email.utils.parsedate_to_datetime(requirements.asked_at)
    except (TypeError, ValueError, IndexError, OverflowError):
        raise errors.UnexpectedReply(
            "the server's answers have no date that could be compared with those of its jobs"
        ) from None
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _fits(client: AwxClient, job: Job, body: t.Mapping[str, t.Any]) -> bool:
    """Whether `job` has everything that was sent, as far as it shows it."""
    if job.get("id") in _known_jobs.get(client, ()):
        return False
    for field in _SHOWN_AS_SENT:
        if field in body and field in job and _bare(job[field]) != _bare(body[field]):
            return False
    return (
        _has_variables(job, body.get("extra_vars") or {})
        and _has_all(_ids(job, "credentials"), body.get("credentials"))
        and _has_all(_ids(job, "labels"), body.get("labels"))
    )


def _bare(value: t.Any) -> t.Any:
    """Return a value as AWX stores it: of most texts without the blanks around them."""
    return value.strip() if isinstance(value, str) else value or ""


def _has_variables(job: Job, sent: t.Mapping[str, t.Any]) -> bool:
    try:
        shown = replies.parsed(job.get("extra_vars") or "{}")
    except ValueError:
        return True
    plain = json.loads(json.dumps(sent))
    return isinstance(shown, dict) and all(
        name in shown and shown[name] in (value, _ENCRYPTED) for name, value in plain.items()
    )


def _ids(job: Job, name: str) -> set[t.Any] | None:
    """Return the ids of what belongs to a job; None where it does not show all of them."""
    shown = values.mapping(job, "summary_fields").get(name)
    if isinstance(shown, t.Mapping):
        complete = shown.get("count") == len(values.items(shown.get("results")))
        shown = shown.get("results") if complete else None
    if not isinstance(shown, list):
        return None
    return {values.whole(row.get("id")) for row in values.mappings(shown)}


def _has_all(shown: set[t.Any] | None, sent: t.Sequence[int] | None) -> bool:
    return shown is None or not sent or set(sent) <= shown


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
