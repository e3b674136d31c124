# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Cancel jobs of any type, and wait until they have ended."""

from __future__ import annotations

import contextlib
import typing as t

from ..api.client import AwxClient
from ..common import errors
from ..schema.job_types import WORKFLOW_APPROVAL
from . import fetch_by_id, polling
from .polling import WaitOptions
from .unified_job import Job

# A running job takes seconds to end, a workflow 13 s (docs/awx-api.md#canceling).
_POLL_INTERVAL = 2.0

# How long requests may be retried while the task is being interrupted.
_MAX_INTERRUPTED = 5.0

_RUN_AGAIN = "Run the task again: canceling a job twice does no harm."

# AWX responds with it for a job that has ended already (docs/awx-api.md#canceling).
_METHOD_NOT_ALLOWED = 405


def request_cancel(client: AwxClient, job: Job, *, until: float | None = None) -> bool:
    """Request that AWX cancels a job; return False if it has ended already.

    It is safe to repeat: AWX accepts it as long as the job is active.

    Raises:
        AwxError: AWX refuses, or it is not known whether it received the request.
    """
    if job.type == WORKFLOW_APPROVAL:
        raise errors.ConfigurationError("it is an approval; cancel its workflow job, or deny it")
    path = job.path + "cancel/"
    try:
        if client.fetch("POST", path, body={}, until=until).json() is None:
            return True
        raise errors.UnexpectedResponse(
            f"POST {path}: the response is not the empty one of AWX", success=True
        )
    except errors.AwxError as exc:
        if isinstance(exc, errors.ApiError) and exc.status == _METHOD_NOT_ALLOWED:
            return False
        return _is_canceled(client, job, exc, until)


def _is_canceled(
    client: AwxClient, job: Job, failure: errors.AwxError, until: float | None
) -> bool:
    """Return whether a job is canceled, after a lost response: `canceled_on` is set at once.

    It is False for a job that has ended by itself.

    Raises:
        AwxError: the failure, if the job is not canceled, or cannot be read.
    """
    from ..api import lost_response

    now = lost_response.check(
        client,
        failure,
        lambda: fetch_by_id.read_again(client, job, until=until),
        unknown="Whether it is canceled is not known",
        advice=_RUN_AGAIN,
    )
    canceled = bool(now.data.get("canceled_on"))
    if not canceled and not now.is_final:
        raise failure.explained(f"The request was sent once, and the job goes on. {_RUN_AGAIN}")
    return canceled


class CancelResult(t.NamedTuple):
    """The jobs that are being canceled, that had ended, and that AWX did not cancel."""

    canceling: list[Job]
    ended: list[Job]
    refused: list[tuple[Job, errors.AwxError]]

    @property
    def problems(self) -> list[str]:
        """A sentence for each job that cannot be canceled, at most ten."""
        shown = [f"{job.title} cannot be canceled: {why}" for job, why in self.refused[:10]]
        more = len(self.refused) - len(shown)
        return [*shown, f"and {more} more cannot"] if more else shown


def request_all(client: AwxClient, jobs: t.Iterable[Job]) -> CancelResult:
    """Request that each of some jobs is canceled, also if that fails for another one."""
    result = CancelResult([], [], [])
    for job in jobs:
        try:
            (result.canceling if request_cancel(client, job) else result.ended).append(job)
        except errors.AwxError as exc:
            result.refused.append((job, exc))
    denied = [why for _job, why in result.refused if isinstance(why, errors.PermissionDenied)]
    if denied:
        from ..api import read_only_token

        advice = f"The reason is known: {read_only_token.ADVICE}"
        for refusal in denied if read_only_token.is_read_only(client) else ():
            refusal.explained(advice)
    return result


def wait(client: AwxClient, jobs: t.Sequence[Job], timeout: float | None) -> polling.WaitResult:
    """Wait until jobs that are being canceled have ended, at most for `timeout` seconds.

    Raises:
        AwxError: as `polling.wait`.
    """
    return polling.wait(client, jobs, WaitOptions(timeout, _POLL_INTERVAL))


def when_interrupted(client: AwxClient, jobs: t.Iterable[Job]) -> None:
    """Cancel jobs while the task is being ended; failures can no longer be reported.

    The interruption may have come while a connection was in use, so new connections are used.
    Further interruptions are deferred until all requests were sent.
    """

    def request_each() -> None:
        client.abandon_connections()
        for job in jobs:
            with contextlib.suppress(errors.AwxError):
                request_cancel(client, job, until=client.clock.now() + _MAX_INTERRUPTED)

    with contextlib.suppress(BaseException):
        client.clock.uninterrupted(request_each)
