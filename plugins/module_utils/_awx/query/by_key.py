# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Read a list by its key: no OFFSET, and no page slower than the first.

Objects are read by their id, the events of a job by their counter.
"""

from __future__ import annotations

import typing as t

from ..api.client import AwxClient
from ..common import errors
from ..http.urls import Params
from ..schema.job_types import JOB_TYPES
from .keyset import KeysetWalk, ascends
from .list_request import ListRequest, ListSummary, fetch_count, fetch_highest, fetch_rows
from .sinks import Memory, Row

# Lists of events take any `limit`; larger pages cost less a row.
EVENTS_PER_PAGE = 500

# The sizes of pages that servers have by default, and those that people configure, are multiples.
_ROUND_PAGE = 25


def read_by_id(
    client: AwxClient, request: ListRequest, first: list[Row], count: int, sink: Memory
) -> ListSummary:
    """Read on after the first page, no further than to the ids that there were at the start."""

    def fetch(bounds: Params) -> list[Row]:
        # A server may have no end of rows, whatever it counted.
        request.refuse_too_many(walk.taken)
        params = [*bounds, *request.page_params, ("count_disabled", "1")]
        return fetch_rows(client, request, params)

    walk = KeysetWalk(fetch, sink, first, descending=request.is_descending)
    if request.limit is not None:
        walk.read_to(request.limit)
    elif count > 2 * len(first) or walk.read_page():
        # What fits on one more page needs no end: that page shows whether there is more.
        end = 0
        if not request.is_descending:
            # A new row has a higher id than the first, so that downwards none comes later.
            end = (fetch_highest(client, request, "id", ("page_size", "1")) or 0) + 1
        _read_all(client, request, walk, end, count - walk.taken)
    return _finished(request, walk, lambda: count)


def lists_events(path: str) -> bool:
    """Whether a list has the events of a job."""
    resource, _job, events, end = f"//{path}".split("/")[-4:]
    place = (resource, f"{events}/{end}")
    return any(place == (each.resource, each.events) for each in JOB_TYPES.values())


def read_events(client: AwxClient, request: ListRequest, sink: Memory) -> ListSummary:
    """Read the events of a job, no further than to the newest one at the start."""
    size = request.wanted(EVENTS_PER_PAGE)

    def fetch(bounds: Params) -> list[Row]:
        request.refuse_too_many(walk.taken if bounds else 0)
        params = [*bounds, ("order_by", "counter"), ("limit", str(size))]
        return fetch_rows(client, request, params)

    first = fetch([])[:size]
    if not ascends(first, "counter"):
        raise errors.UnexpectedResponse(
            f"GET {request.path}: the events are not ordered by counter"
        )
    # A server that returns fewer than it is asked for does so by a round number of its own.
    if len(first) < size and (not first or len(first) % _ROUND_PAGE):
        request.refuse_too_many(len(first))
        sink.store(first)
        return ListSummary(len(first))
    walk = KeysetWalk(fetch, sink, first, key="counter")
    if request.limit is not None:
        walk.read_to(request.limit)
    else:
        last = first[-1]["counter"]
        newest = fetch_highest(client, request, "counter", ("limit", "1")) or 0
        if request.max_objects and newest > request.max_objects:
            # Filters may leave most events out; a COUNT takes long, so it is requested only here.
            request.refuse_too_many(fetch_count(client, request))
        density = len(first) / (last - first[0]["counter"] + 1)
        _read_all(client, request, walk, newest + 1, round((newest - last) * density))
    return _finished(request, walk, lambda: fetch_count(client, request))


def _read_all(
    client: AwxClient, request: ListRequest, walk: KeysetWalk, end: int, expected: int
) -> None:
    walk.read_all(
        end,
        expected=expected,
        concurrency=request.concurrency,
        throttled=lambda: client.throttled,
    )


def _finished(request: ListRequest, walk: KeysetWalk, counted: t.Callable[[], int]) -> ListSummary:
    walk.finish()
    if request.limit is None or walk.taken < request.limit:
        # All that there is now; rows that went were counted, and some may have come.
        request.refuse_too_many(walk.taken)
        return ListSummary(walk.taken)
    count = max(counted(), walk.taken)
    return ListSummary(count, truncated=count > walk.taken)
