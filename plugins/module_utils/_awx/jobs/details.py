# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Jobs with the fields that lists of some servers leave out: a field that is absent is unknown."""

from __future__ import annotations

import typing as t

from ..api.client import AwxClient
from ..common import concurrent_map, errors
from . import polling
from .unified_job import Job, path_of, read, unknown

# Such servers give the fields back where they are asked for by name; others refuse the question
# (docs/awx-api.md#fields-of-details).
_INCLUDE = ("include", "artifacts,extra_vars")

# Where they do not, so many jobs are read one by one, so many at once.
MOST_READ = 100
_AT_ONCE = 4


def completed(client: AwxClient, jobs: t.Sequence[Job], *, until: float | None = None) -> list[Job]:
    """Return jobs, in their order, with the fields that were left out where they were listed.

    It costs nothing where nothing was left out, and else a request for 200 jobs. What cannot be
    read stays absent: that is logged, since how the jobs ended is known all the same.
    """
    lacking = {job["id"]: job for job in jobs if unknown(job)}
    if not lacking:
        return list(jobs)
    found: dict[int, Job] = {}
    try:
        found = {job["id"]: job for job in _included(client, list(lacking), until)}
    except errors.BadRequest:
        client.log("the server has no 'include' on unified_jobs/; jobs are read one by one")
    except errors.AwxError as exc:
        client.log(f"what the list of jobs leaves out could not be read: {exc}")
        return list(jobs)
    left = [job for number, job in lacking.items() if unknown(found.get(number, job))]
    found.update((job["id"], job) for job in _read_each(client, left[:MOST_READ], until))
    return [_joined(job, found.get(job["id"], {})) for job in jobs]


def _included(client: AwxClient, numbers: t.Sequence[int], until: float | None) -> t.Sequence[Job]:
    return polling.find(client, numbers, more=(_INCLUDE,), until=until)


def _read_each(client: AwxClient, jobs: t.Sequence[Job], until: float | None) -> t.Iterator[Job]:
    def reading(job: Job) -> t.Callable[[], Job]:
        def detail() -> Job:
            try:
                now = read(client, path_of(job), until=until)
            except errors.AwxError as exc:
                client.log(f"job {job['id']}: its details could not be read: {exc}")
                return job
            return now if now["id"] == job["id"] else job

        return detail

    concurrency = min(_AT_ONCE, len(jobs)) or 1
    yield from concurrent_map.in_order(map(reading, jobs), concurrency=concurrency)


def _joined(job: Job, found: t.Mapping[str, t.Any]) -> Job:
    """Return a job as it was seen, and of what was found since only what it lacks."""
    return {**job, **{name: found[name] for name in unknown(job) if name in found}}
