# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Cancel jobs of any kind: ask AWX to, and wait until they have ended."""

from __future__ import annotations

import contextlib
import dataclasses
import typing as t

from . import errors, waiting
from .client import AwxClient
from .jobs import Job, describe, path_of

# A running job takes seconds to end, a workflow 13 s (awx-api: 7.3); between two looks at them.
_INTERVAL = 2.0

# The longest time that repeating a request may take once the task is being interrupted.
_LAST_MOMENTS = 5.0

# AWX's way to say that a job has ended already (awx-api: 7.3).
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
            raise errors.UnexpectedReply(
                f"POST {path}: the server answered with more than it does when it cancels",
                success=True,
            )
    except errors.ApiError as exc:
        if exc.status == _METHOD_NOT_ALLOWED:
            return False
        return _looked_after(client, job, exc)
    except errors.AwxError as exc:
        return _looked_after(client, job, exc)
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
    return asked


def _looked_after(client: AwxClient, job: Job, failure: errors.AwxError) -> bool:
    """Return True if AWX was asked although the answer was lost: `canceled_on` is set at once.

    Raises:
        AwxError: the failure, if it was not.
    """
    now: Job = {}
    if failure.may_have_acted:
        with contextlib.suppress(errors.AwxError):
            now = client.get_object(path_of(job))
    if not now.get("canceled_on"):
        raise failure
    return True


def wait(client: AwxClient, jobs: t.Sequence[Job], timeout: float | None) -> waiting.Seen:
    """Wait until jobs that are being canceled have ended, at most for `timeout` seconds.

    Raises:
        AwxError: as `waiting.wait`.
    """
    return waiting.wait(client, jobs, waiting.Patience(timeout=timeout, interval=_INTERVAL))


def when_interrupted(client: AwxClient, jobs: t.Iterable[Job]) -> None:
    """Ask AWX to cancel jobs while the task is being ended; nobody is there to hear of failures.

    The interruption may have come while a connection was in use, so others are used. Further
    interruptions cost one more try.
    """
    left = list(jobs)
    for _attempt in range(2):
        with contextlib.suppress(BaseException):
            client.timing.brace()
            client.abandon_connections()
            while left:
                with contextlib.suppress(errors.AwxError):
                    ask(client, left[0], until=client.timing.clock() + _LAST_MOMENTS)
                left.pop(0)
