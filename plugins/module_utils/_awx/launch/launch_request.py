# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The launch itself: one POST, sent once whatever becomes of it."""

from __future__ import annotations

import contextlib
import dataclasses
import typing as t

from ..api import token_scope
from ..api.client import AwxClient
from ..common import errors
from ..jobs.unified_job import Job
from . import recovery
from .claims import LaunchClaims, PendingLaunch
from .launch_config import Requirements


@dataclasses.dataclass(frozen=True)
class Launched:
    """The job of a launch; `adopted` if it had to be looked for, since the answer was lost."""

    job: Job
    adopted: bool = False

    @property
    def ignored(self) -> dict[str, t.Any]:
        """What AWX says that it ignored."""
        ignored = self.job.data.get("ignored_fields") or {}
        return ignored if isinstance(ignored, dict) else {"ignored_fields": ignored}


def payload(given: t.Mapping[str, t.Any], requirements: Requirements) -> dict[str, t.Any]:
    """Return the body of the launch: every field that was given; `false`, 0, "", [] too."""
    body = {requirements.kind.field_of(name): value for name, value in given.items()}
    passwords = dict(body.pop("credential_passwords", None) or {})
    if requirements.kind.name == "ad_hoc_command":
        return {**body, **passwords}
    return {**body, "credential_passwords": passwords} if passwords else body


@dataclasses.dataclass(frozen=True)
class IfLost:
    """What to do if the answer to a launch is lost: whether to look for its job, and take it.

    That takes `claims`, by which launches on this machine know of each other's jobs.
    """

    claims: LaunchClaims | None = None
    adopt: bool = True


def start(
    client: AwxClient,
    requirements: Requirements,
    body: t.Mapping[str, t.Any],
    if_lost: IfLost = IfLost(),
) -> Launched:
    """Launch, once, and return the job, even if the server's answer to the launch is lost.

    Raises:
        LaunchRefused: the server found more than the checks did.
        PermissionDenied: the caller may not launch it with that; nothing was launched.
        ConnectionFailed, ServerError, UnexpectedResponse: whether it was launched is not known; the
            message says so.
    """
    pending, why_not = _announced(client, requirements, if_lost.claims)
    try:
        before = requirements.jobs_before
        if pending is not None and if_lost.adopt and before is None:
            try:
                before = recovery.jobs_before(client, requirements)
            except (errors.BadRequest, errors.NotFound, errors.PermissionDenied) as exc:
                why_not = f"It is not looked for, since jobs before it could not be read ({exc})."
        try:
            job = _sent(client, requirements, body)
        except errors.AwxError as lost:
            if not lost.may_have_acted:
                raise
            if not if_lost.adopt:
                why_not = "It is not looked for (on_lost_answer is fail)."
            if why_not or pending is None or before is None:
                raise recovery.unknown(requirements, lost, why_not) from None
            adopted = recovery.adopt(
                client, requirements, body, lost, pending=pending, before=before
            )
            return Launched(adopted, adopted=True)
        if pending is not None:
            # The job is this launch's whether or not the others can be told.
            with contextlib.suppress(OSError):
                pending.claim(job.id)
        return Launched(job)
    finally:
        if pending is not None:
            pending.close()


def _announced(
    client: AwxClient, requirements: Requirements, claims: LaunchClaims | None
) -> tuple[PendingLaunch | None, str]:
    """Tell other launches on this machine of this one, or say why they cannot be told."""
    reason = "there is no place for that"
    if claims is not None:
        # What a job was launched again from cannot be seen of it: all of these may be mixed up.
        target = "relaunch" if requirements.is_relaunch else str(requirements.target_id)
        try:
            return claims.begin(client.settings.base_url, target), ""
        except OSError as exc:
            reason = str(exc)
    return None, (
        "It is not looked for, since launches on this machine cannot tell each other which jobs are"
        f" theirs: {reason}."
    )


def _sent(client: AwxClient, requirements: Requirements, body: t.Mapping[str, t.Any]) -> Job:
    """Send the launch and return its job.

    Raises:
        AwxError: as `start`; `may_have_acted` where the answer was lost.
    """
    try:
        answer = client.post(requirements.path, dict(body))
    except errors.BadRequest as exc:
        raise refused(requirements, [exc.detail or str(exc)]) from None
    except errors.PermissionDenied as exc:
        raise _explained(client, requirements, exc) from None
    try:
        job = Job.from_response(answer, f"POST {requirements.path}")
        _ = job.path
    except errors.UnexpectedResponse:
        raise errors.UnexpectedResponse(
            f"POST {requirements.path}: the server accepted the launch, but did not say which job"
            " it is.",
            success=True,
        ) from None
    return job


def _explained(
    client: AwxClient, requirements: Requirements, refusal: errors.PermissionDenied
) -> errors.AwxError:
    is_read_only = token_scope.is_read_only(client)
    if is_read_only:
        return refusal.explained(f"Nothing was launched: {token_scope.ADVICE}")
    roles = (
        f"the execute role on {requirements.title}, and the use role on the inventory and"
        " credentials that are given"
    )
    scope = ", and a token whose scope is write" if is_read_only is None else ""
    return refusal.explained(f"Nothing was launched: that takes {roles}{scope}.")


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
    active = [Job.from_response(row, "GET unified_jobs/") for row in rows]
    return [job for job in active if not job.data.get("job_slice_number")]


def refused(requirements: Requirements, reasons: t.Sequence[str]) -> errors.LaunchRefused:
    """Return the error that lists every reason."""
    again = " again" if requirements.is_relaunch else ""
    head = f"{requirements.title} was not launched{again}:"
    several = "".join(f"\n- {reason}" for reason in reasons)
    text = f" {reasons[0]}" if len(reasons) == 1 else several
    return errors.LaunchRefused(head + text, problems=reasons)
