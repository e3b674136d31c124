# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Jobs of any kind once they are launched: waiting for the end, and reading how it came to it."""

from __future__ import annotations

import dataclasses
import typing as t

from . import errors
from .client import AwxClient

FINAL = frozenset({"successful", "failed", "error", "canceled"})

Job = dict[str, t.Any]

# The first pause between two polls, and how fast pauses grow, up to `interval`.
_FIRST_PAUSE = 0.5
_GROWTH = 1.6

# Without a deadline a server that does not answer for so long ends the wait.
_LONGEST_TROUBLE = 900.0

# A final status comes before the last events and counts are stored: 0.5 to 2.5 s (awx-api: 7.2).
# They may never come, so this is all that they get.
_SETTLING = 6.0


@dataclasses.dataclass(frozen=True)
class Patience:
    """How long to wait for the end (None: for ever), and at most between two polls; in seconds."""

    timeout: float | None
    interval: float


def path_of(job: t.Mapping[str, t.Any]) -> str:
    """Return the path of a job: the server names it in `url`.

    Raises:
        UnexpectedReply: it does not.
    """
    url = job.get("url")
    if not isinstance(url, str) or not url:
        raise errors.UnexpectedReply(f"job {job.get('id')}: the server named no URL of it")
    return url


def wait(client: AwxClient, job: Job, patience: Patience) -> Job:
    """Poll until `job` has ended and return it as it is then; one request a poll.

    Reads that fail although they were repeated are survived until the time is over, or the trouble
    lasts too long: the job goes on whether or not the server answers.

    Raises:
        WaitTimeout: it has not ended in time.
    """
    clock = client.timing.clock
    deadline = None if patience.timeout is None else clock() + patience.timeout
    pause = min(_FIRST_PAUSE, patience.interval)
    trouble: errors.AwxError | None = None
    healthy = clock()
    while not is_final(job):
        left = None if deadline is None else deadline - clock()
        if left is not None and left <= 0:
            raise _too_slow(client, job, patience, trouble)
        client.timing.sleep(pause if left is None else min(pause, left))
        pause = min(pause * _GROWTH, patience.interval)
        try:
            job, trouble = client.get_object(path_of(job), until=deadline), None
        except (errors.ConnectionFailed, errors.ServerError, errors.UnexpectedReply) as exc:
            trouble = exc
            if deadline is None and clock() - healthy > _LONGEST_TROUBLE:
                raise
            client.log(f"job {job.get('id')}: a poll failed; waiting goes on: {exc}")
        else:
            healthy = clock()
            client.report.progress(_progress(job))
    return job


def is_final(job: t.Mapping[str, t.Any]) -> bool:
    return job.get("status") in FINAL


def settle(client: AwxClient, job: Job) -> Job:
    """Return an ended job with its events and host counts stored, as far as they come in time.

    How the job ended is known already, so that a failing read does not matter.
    """
    deadline = client.timing.clock() + _SETTLING
    while not _is_settled(job) and client.timing.clock() < deadline:
        client.timing.sleep(_FIRST_PAUSE)
        try:
            job = client.get_object(path_of(job))
        except errors.AwxError as exc:
            client.log(f"job {job.get('id')}: its last details could not be read: {exc}")
            break
    return job


def _is_settled(job: t.Mapping[str, t.Any]) -> bool:
    if job.get("event_processing_finished", True) is False:
        return False
    # Host counts follow a little later; jobs that were cut short never get them.
    expects_counts = job.get("type") == "job" and job.get("status") in ("successful", "failed")
    return (
        not expects_counts
        or bool(job.get("job_explanation"))
        or job.get("host_status_counts") is not None
    )


def _progress(job: t.Mapping[str, t.Any]) -> str:
    return f"job {job.get('id')} {job.get('status')} {job.get('elapsed') or 0:.0f} s"


def _too_slow(
    client: AwxClient, job: Job, patience: Patience, trouble: errors.AwxError | None
) -> errors.WaitTimeout:
    because = f" Its explanation: {job['job_explanation']}." if job.get("job_explanation") else ""
    if trouble is not None:
        because += f" The last poll failed: {trouble}"
    return errors.WaitTimeout(
        f"job {job.get('id')} '{job.get('name')}' is {job.get('status')} after {patience.timeout:g}"
        f" s (wait_timeout); it goes on.{because}\n{browser_url(client, job)}",
        result={"job": summary(client, job)},
    )


# -- What a task returns about a job -------------------------------------------

_BROWSER_PATH: t.Mapping[str, str] = {
    "job": "playbook",
    "workflow_job": "workflow",
    "project_update": "project",
    "inventory_update": "inventory",
    "ad_hoc_command": "command",
    "system_job": "management",
}


def browser_url(client: AwxClient, job: t.Mapping[str, t.Any]) -> str:
    """Return the address of a job's output for a browser."""
    kind = _BROWSER_PATH.get(str(job.get("type")), "playbook")
    return f"{client.settings.base_url}/#/jobs/{kind}/{job.get('id')}/output"


def summary(client: AwxClient, job: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return what a playbook needs to know about a job, bounded whatever the job did."""
    return {
        "id": job.get("id"),
        "name": job.get("name"),
        "type": job.get("type"),
        "status": job.get("status"),
        "failed": bool(job.get("failed")),
        "url": client.url_of(path_of(job)),
        "browser_url": browser_url(client, job),
        "started": job.get("started"),
        "finished": job.get("finished"),
        "elapsed": job.get("elapsed"),
        "limit": job.get("limit"),
        "extra_vars": job.get("extra_vars"),
        "artifacts": job.get("artifacts") or {},
        "launched_by": (job.get("launched_by") or {}).get("name"),
        "job_explanation": job.get("job_explanation") or "",
    }
