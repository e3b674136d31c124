# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Read a whole list: every row once, or an error, never a silent first page.

By default a list is read by id: each page has the rows after the last id seen, so that nothing is
skipped or repeated while others insert and delete, and a page costs the same however deep it is.
Several ranges of ids are read at once. Another order needs page numbers, which shift while others
write; that is detected, and the list is read again.
"""

from __future__ import annotations

import typing as t

from ..api.client import AwxClient
from .list_request import ListRequest, ListSummary, check_unpaged, has_repeats, is_page
from .sinks import Memory


def fetch_all(client: AwxClient, request: ListRequest, sink: Memory) -> ListSummary:
    """Read a list's rows, an object, or an array's items into `sink`.

    Raises:
        LookupFailed: there are more than `max_objects` rows.
        AwxError: any failure of a request; an incomplete result is never finished.
    """
    if request.path.endswith("events/") and request.order_by in (None, "counter"):
        from . import by_key

        if by_key.lists_events(request.path):
            return by_key.read_events(client, request, sink)
    body = client.get(request.path, [*request.params, *request.page_params])
    if not is_page(body):
        return _store_unpaged(client, request, body, sink)
    rows, count = body["results"], body["count"]
    if not rows:
        # COUNT and SELECT are two statements: what was counted may be gone.
        sink.store([])
        return ListSummary(0)
    request.refuse_too_many(count)
    if has_repeats(rows):
        from .by_page_number import repeated

        raise repeated(request)
    wanted = request.wanted(count)
    if len(rows) >= wanted:
        sink.store(rows[:wanted])
        return ListSummary(count, truncated=wanted < count)
    from . import by_key, by_page_number, keyset

    if request.is_by_id and keyset.ascends(rows, "id", sign=-1 if request.is_descending else 1):
        return by_key.read_by_id(client, request, rows, count, sink)
    return by_page_number.read(client, request, sink)


def _store_unpaged(
    client: AwxClient, request: ListRequest, body: t.Any, sink: Memory
) -> ListSummary:
    """Store the response of an endpoint that is no list: one object, or a plain array."""
    check_unpaged(body, request.path)
    if request.path.endswith("/stdout/"):
        from ..api.stdout_download import complete

        body = complete(client, request.path, request.params, body)
    items = body if isinstance(body, list) else [body]
    request.refuse_too_many(len(items))
    wanted = request.wanted(len(items))
    sink.store(items[:wanted])
    return ListSummary(len(items), wanted < len(items), is_list=isinstance(body, list))
