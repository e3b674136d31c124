# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Cancel jobs of any kind: ask AWX to, and wait until they have ended."""

from __future__ import annotations

import contextlib
import dataclasses
import typing as t

from ..api import token_scope
from ..api.client import AwxClient
from ..common import errors
from . import polling
from .unified_job import Job, describe, is_final, path_of, read

# A running job takes seconds to end, a workflow 13 s (docs/awx-api.md#canceling); between two looks
# at them.
_INTERVAL = 2.0

# The longest time that repeating a request may take once the task is being interrupted.
_LAST_MOMENTS = 5.0

_ASK_AGAIN = "Run the task again: to cancel a job twice does no harm."

# AWX's way to say that a job has ended already (docs/awx-api.md#canceling).
_METHOD_NOT_ALLOWED = 405


def ask(client: AwxClient, job: Job, *, until: float | None = None) -> bool:
    """Ask AWX to cancel a job; return False if it has ended already.

    Asking again is harmless: AWX accepts it as long as the job is active.

    Raises:
        AwxError: AWX refuses, or it is not known whether it was asked.
    """
    if job.get("type") == "workflow_approval":
        raise errors.ConfigurationError("it is an approval; cancel its workflow job, or deny it")
    path = path_of(job) + "cancel/"
    try:
        if client.fetch("POST", path, body={}, until=until).json() is not None:
            # A page for people, say: AWX accepts with no words.
            raise errors.UnexpectedResponse(
                f"POST {path}: the server answered with more than it does when it cancels",
                success=True,
            )
    except errors.ApiError as exc:
        if exc.status == _METHOD_NOT_ALLOWED:
            return False
        return _looked_after(client, job, exc, until)
    except errors.AwxError as exc:
        return _looked_after(client, job, exc, until)
    return True


@dataclasses.dataclass(frozen=True)
class Asked:
    """What became of asking: jobs that are being canceled, that had ended, that stay active."""

    canceling: list[Job]
    ended: list[Job]
    refused: list[tuple[Job, errors.AwxError]]

    @property
    def problems(self) -> list[str]:
        """A sentence for each job that cannot be canceled, at most ten."""
        shown = [f"{describe(job)} cannot be canceled: {why}" for job, why in self.refused[:10]]
        more = len(self.refused) - len(shown)
        return [*shown, f"and {more} more cannot"] if more else shown


def ask_for_all(client: AwxClient, jobs: t.Iterable[Job]) -> Asked:
    """Ask AWX to cancel each of some jobs, also if that fails for another one."""
    asked = Asked([], [], [])
    for job in jobs:
        try:
            (asked.canceling if ask(client, job) else asked.ended).append(job)
        except errors.AwxError as exc:
            asked.refused.append((job, exc))
    denied = [why for _job, why in asked.refused if isinstance(why, errors.PermissionDenied)]
    if denied and token_scope.is_read_only(client):
        for refusal in denied:
            refusal.explained(f"The reason is known: {token_scope.ADVICE}")
    return asked


def _looked_after(
    client: AwxClient, job: Job, failure: errors.AwxError, until: float | None
) -> bool:
    """Return what came of asking although the answer was lost: `canceled_on` is set at once.

    It is False for a job that has ended by itself.

    Raises:
        AwxError: the failure, if the job goes on, or cannot be looked at.
    """
    if not failure.may_have_acted:
        raise failure
    try:
        now = read(client, path_of(job), until=until)
    except errors.AwxError as exc:
        raise failure.explained(
            f"Whether it is being canceled is not known: the job could not be looked at ({exc})."
            f" {_ASK_AGAIN}"
        ) from None
    if not now.get("canceled_on") and not is_final(now):
        raise failure.explained(f"It was asked for once, and the job goes on. {_ASK_AGAIN}")
    return bool(now.get("canceled_on"))


def wait(client: AwxClient, jobs: t.Sequence[Job], timeout: float | None) -> polling.Seen:
    """Wait until jobs that are being canceled have ended, at most for `timeout` seconds.

    Raises:
        AwxError: as `polling.wait`.
    """
    return polling.wait(client, jobs, polling.Patience(timeout=timeout, interval=_INTERVAL))


def when_interrupted(client: AwxClient, jobs: t.Iterable[Job]) -> None:
    """Ask AWX to cancel jobs while the task is being ended; nobody is there to hear of failures.

    The interruption may have come while a connection was in use, so others are used. Further ones
    wait until all were asked for.
    """

    def ask_for_each() -> None:
        client.abandon_connections()
        for job in jobs:
            with contextlib.suppress(errors.AwxError):
                ask(client, job, until=client.clock.now() + _LAST_MOMENTS)

    with contextlib.suppress(BaseException):
        client.clock.uninterrupted(ask_for_each)
