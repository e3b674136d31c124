# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Read on a list by id after its first page."""

from __future__ import annotations

from ..api.client import AwxClient
from ..http.urls import Params
from .keyset import KeysetWalk
from .list_request import ListRequest, ListSummary, fetch_highest, fetch_rows
from .sinks import Memory, Row


def read(
    client: AwxClient, request: ListRequest, first: list[Row], count: int, sink: Memory
) -> ListSummary:
    """Read no further than to the ids that there were at the start."""

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
        walk.read_all(
            # A new row has a higher id than the first, so that downwards none comes later.
            0 if request.is_descending else _end(client, request),
            expected=count - walk.taken,
            concurrency=request.concurrency,
            throttled=lambda: client.throttled,
        )
    walk.finish()
    if request.limit is None or walk.taken < request.limit:
        # All that there is now; rows that went were counted, and some may have come.
        request.refuse_too_many(walk.taken)
        count = walk.taken
    return ListSummary(max(count, walk.taken), truncated=count > walk.taken)


def _end(client: AwxClient, request: ListRequest) -> int:
    return (fetch_highest(client, request, "id", ("page_size", "1")) or 0) + 1
