# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The launch itself: one POST, sent once whatever becomes of it."""

from __future__ import annotations

import dataclasses
import typing as t

from . import adoption, errors
from .client import AwxClient
from .jobs import Job, checked, path_of
from .requirements import Requirements


@dataclasses.dataclass(frozen=True)
class Launched:
    """The job of a launch; `adopted` if it had to be looked for, since the answer was lost."""

    job: Job
    adopted: bool = False

    @property
    def ignored(self) -> dict[str, t.Any]:
        """What AWX says that it ignored."""
        ignored = self.job.get("ignored_fields") or {}
        return ignored if isinstance(ignored, dict) else {"ignored_fields": ignored}


def payload(given: t.Mapping[str, t.Any], requirements: Requirements) -> dict[str, t.Any]:
    """Return the body of the launch: every field that was given; `false`, 0, "", [] too."""
    body = {requirements.kind.field_of(name): value for name, value in given.items()}
    passwords = dict(body.pop("credential_passwords", None) or {})
    if requirements.kind.name == "ad_hoc_command":
        return {**body, **passwords}
    return {**body, "credential_passwords": passwords} if passwords else body


def start(client: AwxClient, requirements: Requirements, body: t.Mapping[str, t.Any]) -> Launched:
    """Launch, once, and return the job, even if the server's answer to the launch is lost.

    Raises:
        LaunchRefused: the server found more than the checks did.
        PermissionDenied: the caller may not launch it with that; nothing was launched.
        ConnectionFailed, ServerError, UnexpectedReply: whether it was launched is not known; the
            message says so.
    """
    try:
        answer = client.post(requirements.path, dict(body))
    except errors.BadRequest as exc:
        raise refused(requirements, [exc.detail or str(exc)]) from None
    except errors.PermissionDenied as exc:
        raise exc.explained(
            f"Nothing was launched: that takes the execute role on {requirements.title}, the use"
            " role on the inventory and credentials that are given, and a token whose scope is"
            " write."
        ) from None
    except errors.AwxError as exc:
        if not exc.may_have_acted:
            raise
        return Launched(adoption.adopt(client, requirements, body, exc), adopted=True)
    try:
        job = checked(answer, f"POST {requirements.path}")
        path_of(job)
    except errors.UnexpectedReply:
        lost = errors.UnexpectedReply(
            f"POST {requirements.path}: the server accepted the launch, but did not say which job"
            " it is.",
            success=True,
        )
        return Launched(adoption.adopt(client, requirements, body, lost), adopted=True)
    adoption.remember(client, job["id"])
    return Launched(job)


def active_runs(client: AwxClient, requirements: Requirements) -> list[Job]:
    """Return the active jobs of the template, the newest first; one request.

    The jobs of slices are left out: they belong to a workflow job that is there too.
    """
    params = [
        ("unified_job_template", str(requirements.target_id)),
        ("status__in", "new,pending,waiting,running"),
        ("order_by", "-id"),
        ("page_size", "50"),
    ]
    rows, _count = client.get_page("unified_jobs/", params)
    active = [checked(row, "GET unified_jobs/") for row in rows]
    return [job for job in active if not job.get("job_slice_number")]


def refused(requirements: Requirements, reasons: t.Sequence[str]) -> errors.LaunchRefused:
    """Return the error that lists every reason."""
    again = " again" if requirements.is_relaunch else ""
    head = f"{requirements.title} was not launched{again}: "
    text = reasons[0] if len(reasons) == 1 else "".join(f"\n- {reason}" for reason in reasons)
    return errors.LaunchRefused(head + text, problems=reasons)
