# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The launch request: one POST, sent once."""

from __future__ import annotations

import contextlib
import typing as t

from ..api.client import AwxClient
from ..common import errors
from ..jobs.unified_job import Job
from .launch_config import LaunchConfig, jobs_before

if t.TYPE_CHECKING:
    from .claims_protocol import LaunchClaims, PendingLaunch


class Launched(t.NamedTuple):
    """The job of a launch; `adopted` if it had to be searched for, since the response was lost."""

    job: Job
    adopted: bool = False


def payload(given: t.Mapping[str, t.Any], config: LaunchConfig) -> dict[str, t.Any]:
    """Return the body of the launch: every field that was given; `false`, 0, "", [] too."""
    body = {config.kind.field_of(name): value for name, value in given.items()}
    passwords = dict(body.pop("credential_passwords", None) or {})
    if config.kind.name == "ad_hoc_command":
        return {**body, **passwords}
    return {**body, "credential_passwords": passwords} if passwords else body


def start(
    client: AwxClient,
    config: LaunchConfig,
    body: t.Mapping[str, t.Any],
    *,
    claims: LaunchClaims | None = None,
    adopt: bool = True,
) -> Launched:
    """Launch, once, and return the job.

    If the response is lost, and with `adopt`, its job is searched for. That takes `claims`, by
    which launches on this machine know of each other's jobs.

    Raises:
        LaunchRefused: the server found more problems than the validation.
        PermissionDenied: the caller may not launch it with that; nothing was launched.
        ConnectionFailed, ServerError, UnexpectedResponse: whether it was launched is not known; the
            message says so.
    """
    pending, why_not = _begin(client, config, claims)
    try:
        before = None
        if not adopt:
            why_not = "on_lost_answer is fail"
        elif pending is not None:
            try:
                before = jobs_before(client, config)
            except (errors.BadRequest, errors.NotFound, errors.PermissionDenied) as exc:
                why_not = f"earlier jobs could not be read: {exc}"
        try:
            job = _send(client, config, body)
        except errors.AwxError as lost:
            if not lost.may_have_acted:
                raise
            from . import adopt_job

            if pending is None or before is None:
                raise adopt_job.not_searched(config, lost, why_not) from None
            job = adopt_job.adopt(client, config, body, lost, pending=pending, before=before)
            return Launched(job, adopted=True)
        if pending is not None:
            # The job is this launch's whether or not that can be recorded.
            with contextlib.suppress(OSError):
                pending.claim(job.id)
        return Launched(job)
    finally:
        if pending is not None:
            pending.close()


def _begin(
    client: AwxClient, config: LaunchConfig, claims: LaunchClaims | None
) -> tuple[PendingLaunch | None, str]:
    """Announce the launch to others on this machine, or return why that is not possible."""
    reason = "there is no directory for that"
    if claims is not None:
        # A relaunched job does not show what it was launched from: all relaunches are alike.
        target = "relaunch" if config.is_relaunch else str(config.target_id)
        try:
            return claims.begin(client.settings.base_url, target), ""
        except OSError as exc:
            reason = str(exc)
    return None, f"tasks on this machine cannot record which jobs are theirs: {reason}"


def _send(client: AwxClient, config: LaunchConfig, body: t.Mapping[str, t.Any]) -> Job:
    """Send the launch and return its job.

    Raises:
        AwxError: as `start`; `may_have_acted` where the response was lost.
    """
    try:
        response = client.post(config.path, dict(body))
    except errors.BadRequest as exc:
        raise config.refusal([exc.detail or str(exc)]) from None
    except errors.PermissionDenied as exc:
        from ..api import read_only_token

        is_read_only = read_only_token.is_read_only(client)
        if is_read_only:
            raise exc.explained(f"Nothing was launched: {read_only_token.ADVICE}") from None
        scope = ", and a token whose scope is write" if is_read_only is None else ""
        raise exc.explained(
            f"Nothing was launched: that takes the execute role on {config.title}, and the use role"
            f" on the inventory and credentials that are given{scope}."
        ) from None
    with contextlib.suppress(errors.UnexpectedResponse):
        job = Job.from_response(response, f"POST {config.path}")
        if job.path:
            return job
    raise errors.UnexpectedResponse(
        f"POST {config.path}: the server accepted the launch, but did not return the job.",
        success=True,
    )


def active_runs(client: AwxClient, config: LaunchConfig) -> list[Job]:
    """Return the active jobs of the template, the newest first; one request.

    The jobs of slices are left out: they belong to a workflow job that is there too.
    """
    params = [
        ("unified_job_template", str(config.target_id)),
        ("status__in", "new,pending,waiting,running"),
        ("order_by", "-id"),
        ("page_size", "50"),
    ]
    rows, _count = client.get_page("unified_jobs/", params)
    active = [Job.from_response(row, "GET unified_jobs/") for row in rows]
    return [job for job in active if not job.data.get("job_slice_number")]
