# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Queries of `unified_jobs/`: jobs by id, those that ended, and fields that lists leave out."""

from __future__ import annotations

import functools
import typing as t

from ..api.client import AwxClient
from ..common import errors
from ..http.urls import Params, batches_for_url
from ..schema.limits import MAX_PAGE_SIZE
from .unified_job import FINAL, Job, read

# Servers whose lists leave fields out return them on request; others respond with 400
# (docs/awx-api.md#fields-of-details).
_INCLUDE = ("include", "artifacts,extra_vars")

# Then so many jobs are read one by one, so many at once.
MAX_DETAILS = 100
_CONCURRENCY = 4


def find(
    client: AwxClient,
    ids: t.Iterable[int],
    *,
    more: Params = (),
    until: float | None = None,
) -> list[Job]:
    """Return the jobs of any type that have these ids; one request for 200.

    Raises:
        AwxError: the list cannot be read.
    """
    jobs: list[Job] = []
    for batch in batches_for_url(dict.fromkeys(ids), max_values=MAX_PAGE_SIZE):
        jobs += _page(client, batch, more, until)[0]
    return jobs


def find_ended(client: AwxClient, ids: t.Iterable[int], *, until: float | None = None) -> list[Job]:
    """Return those of the jobs that have ended; one request for about 1,000 ids and 200 jobs.

    Lists take about 10 ms for each row (docs/awx-api.md#cost-of-rows), so that jobs which still run
    are not requested.

    Raises:
        AwxError: the list cannot be read.
    """
    ended: list[Job] = []
    final = ("status__in", ",".join(sorted(FINAL)))
    for batch in batches_for_url(dict.fromkeys(ids)):
        left = batch
        while left:
            jobs, total = _page(client, left, (final,), until)
            ended += jobs
            if not jobs or total <= len(jobs):
                break
            seen = {job.id for job in jobs}
            left = [number for number in left if number not in seen]
    return ended


def count(client: AwxClient, ids: t.Iterable[int], *, until: float | None = None) -> int:
    """Return how many of the jobs exist; one request for about 1,000 ids.

    Raises:
        AwxError: the list cannot be read.
    """
    total = 0
    for batch in batches_for_url(dict.fromkeys(ids)):
        params = [("id__in", ",".join(map(str, batch))), ("page_size", "1")]
        total += client.get_page("unified_jobs/", params, until=until)[1]
    return total


def _page(
    client: AwxClient, ids: t.Sequence[int], more: Params, until: float | None
) -> tuple[list[Job], int]:
    params = [("id__in", ",".join(map(str, ids))), *more]
    params += [("order_by", "id"), ("page_size", str(MAX_PAGE_SIZE))]
    rows, total = client.get_page("unified_jobs/", params, until=until)
    jobs = [Job.from_response(row, "GET unified_jobs/") for row in rows]
    if any(job.id not in ids for job in jobs):
        raise errors.UnexpectedResponse("GET unified_jobs/: the server returned another job")
    return jobs, total


def read_again(client: AwxClient, job: Job, *, until: float | None = None) -> Job:
    """Return a job as it is now.

    Raises:
        AwxError: it cannot be read.
    """
    now = read(client, job.path, until=until)
    if now.id != job.id:
        raise errors.UnexpectedResponse(f"GET {job.path}: the server returned another job")
    return now


def with_details(client: AwxClient, job: Job) -> Job:
    """Return a job with the fields that lists leave out, or as it is if they cannot be read."""
    try:
        return read_again(client, job)
    except errors.AwxError as exc:
        client.log(f"the details of {job.title} could not be read: {exc}")
        return job


def with_missing_fields(client: AwxClient, jobs: t.Sequence[Job]) -> list[Job]:
    """Return jobs, in their order, with the fields that the list which they are from left out.

    It costs nothing if none are missing, and else a request for 200 jobs. What cannot be read stays
    missing; that is logged only, since how the jobs ended is known.
    """
    incomplete = {job.id: job for job in jobs if job.missing_fields}
    if not incomplete:
        return list(jobs)
    from ..common import concurrent_map

    found: dict[int, Job] = {}
    try:
        found = {job.id: job for job in find(client, incomplete, more=(_INCLUDE,))}
    except errors.BadRequest:
        client.log("the server has no 'include' on unified_jobs/; jobs are read one by one")
    except errors.AwxError as exc:
        client.log(f"the missing fields of jobs could not be read: {exc}")
        return list(jobs)
    left = [job for number, job in incomplete.items() if found.get(number, job).missing_fields]
    reads = [functools.partial(with_details, client, job) for job in left[:MAX_DETAILS]]
    concurrency = min(_CONCURRENCY, len(reads)) or 1
    found.update((job.id, job) for job in concurrent_map.in_order(reads, concurrency=concurrency))
    return [
        job.updated({n: now[n] for n in job.missing_fields if n in now})
        for job in jobs
        for now in [found.get(job.id, job).data]
    ]
