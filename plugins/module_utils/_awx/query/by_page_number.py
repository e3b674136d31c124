# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Read a list by page numbers, several at once, and notice when it shifts meanwhile.

Pages are numbered in every order, but a row that comes or goes moves all rows behind it. What was
read is taken for the list only if its pages agree: on how many rows there are, and on there being
that many different ones.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import math
import typing as t

from ..api.client import AwxClient
from ..common import errors, json_fields
from ..common.concurrent_map import in_order
from ..http.urls import Params, batches_for_url
from .list_request import (
    ListRequest,
    ListSummary,
    fetch_count,
    fetch_highest,
    fetch_rows,
    identities,
    is_page,
)
from .sinks import Memory, Row

_MAX_ATTEMPTS = 3

# The rows of a page, and how many rows the list had when it was read.
Page = tuple[list[Row], int]

# Return the page of this number; None if there is none.
FetchPage = t.Callable[[int], t.Optional[Page]]


def read(client: AwxClient, request: ListRequest, sink: Memory) -> ListSummary:
    """Read numbered pages until there is no sign that the list shifted meanwhile.

    Only rows up to the highest id at the start are read, so that new ones shift nothing. The first
    page, which showed that there are more, did not know that bound, and is read again. At the end
    all rows that were read must match still: as many that left the list and came into it while
    pages were read would change neither the count nor the highest id.

    Raises:
        LookupFailed: the order lists objects several times.
        UnexpectedResponse: the list never rests.
    """
    for attempt in range(_MAX_ATTEMPTS):
        if attempt:
            client.log(f"{request.path}: the list changed while it was read; reading it again")
        highest = fetch_highest(client, request, "id", ("page_size", "1"))
        bounds = [] if highest is None else [("id__lte", str(highest))]
        params = [*request.params, *bounds, *request.page_params]
        fetch = functools.partial(_fetch_page, client, request.path, params)
        walk = NumberedWalk(fetch, request, throttled=lambda: client.throttled)
        part = sink.new_part()
        if walk.read(functools.partial(sink.add, part)) and _still_match(client, request, walk.ids):
            sink.finish([part])
            return ListSummary(walk.count, truncated=request.wanted(walk.count) < walk.count)
        if _is_multiplied(client, request, walk.repeated):
            raise repeated(request)
    raise errors.UnexpectedResponse(
        f"{request.path}: the list kept changing while it was read in the order of order_by, so"
        " rows may be missing. Remove order_by to read it exactly, and sort afterwards."
    )


class NumberedWalk:
    """One attempt to read the rows that are wanted; `count` is known afterwards.

    `repeated` is the identity of a row that was there twice, where that ended the attempt.
    """

    def __init__(
        self, fetch: FetchPage, request: ListRequest, *, throttled: t.Callable[[], int]
    ) -> None:
        self._fetch = fetch
        self._request = request
        self._throttled = throttled
        self._identities: set[t.Any] = set()
        self.count = 0
        self.repeated: t.Any = None

    @property
    def ids(self) -> list[int]:
        """The ids of the rows that were read, as far as they have any."""
        return sorted(one for one in self._identities if json_fields.int_or_none(one) is not None)

    def read(self, add: t.Callable[[list[Row]], None]) -> bool:
        """Read the pages and `add` their rows; return False if they cannot be of one moment."""
        first = self._fetch(1)
        if first is None or (first[1] and not first[0]):
            return False
        self.count, size = first[1], len(first[0])
        missing = self._request.wanted(self.count)
        numbers = range(2, math.ceil(missing / max(size, 1)) + 1)
        calls = (functools.partial(self._fetch, number) for number in numbers)
        others = in_order(calls, concurrency=self._request.concurrency, throttled=self._throttled)
        with contextlib.closing(others):
            for page in itertools.chain([first], others):
                if page is None or len(page[0]) < min(size, missing) or not self._is_new(page):
                    return False
                add(page[0][:missing])
                missing -= len(page[0])
        return True

    def _is_new(self, page: Page) -> bool:
        """Whether a page agrees on the count, and has no row that was there before.

        A row that goes shows in the count, and one that moves in a row that is there twice.
        """
        rows, count = page
        for identity in identities(rows):
            if identity in self._identities:
                self.repeated = identity
            self._identities.add(identity)
        return count == self.count and self.repeated is None


def repeated(request: ListRequest) -> errors.AwxError:
    """Return the error for a list in which an object is there twice at one moment.

    A join to several related objects of a row makes several rows of it. AWX counts without the
    join for the order, and shows no more rows than it counted, so that others are missing.
    """
    if request.is_by_id:
        return errors.UnexpectedResponse(
            f"{request.path}: the server lists an object twice, so others may be missing"
        )
    fields = [field.lstrip("-") for field in (request.order_by or "").split(",")]
    of_relations = [field for field in fields if "__" in field] or fields
    return errors.LookupFailed(
        f"{request.path}: order_by ({', '.join(of_relations)}) follows a relation to several"
        " objects. AWX then lists an object once for each of them, and leaves out as many others"
        " silently. Sort by a field of the objects themselves, or remove order_by and sort in the"
        " playbook."
    )


def _is_multiplied(client: AwxClient, request: ListRequest, identity: t.Any) -> bool:
    """Whether the list has the one object with this id several times.

    A page that is not counted is cut by its size alone.
    """
    if json_fields.int_or_none(identity) is None:
        return False
    order = request.page_params[0]
    params = [("id__in", str(identity)), order, ("page_size", "2"), ("count_disabled", "1")]
    return len(fetch_rows(client, request, params)) > 1


def _still_match(client: AwxClient, request: ListRequest, ids: t.Sequence[int]) -> bool:
    """Whether the list still has all rows with these ids: counted, in as few requests as can be."""

    def has_all(batch: t.Sequence[int]) -> bool:
        only = ("id__in", ",".join(map(str, batch)))
        return fetch_count(client, request._replace(params=[*request.params, only])) == len(batch)

    calls = (
        functools.partial(has_all, batch) for batch in batches_for_url(ids, beside=request.params)
    )
    results = in_order(calls, concurrency=request.concurrency, throttled=lambda: client.throttled)
    with contextlib.closing(results):
        return all(results)


def _fetch_page(client: AwxClient, path: str, params: Params, number: int) -> Page | None:
    """Return a page of a list; None if there is none of this number, or not any more."""
    try:
        body = client.get(path, [*params, ("page", str(number))] if number > 1 else params)
    except (errors.NotFound, errors.BadRequest):
        if number == 1:
            raise
        return None
    if not is_page(body):
        raise errors.UnexpectedResponse(f"GET {path}: a page without 'results' or 'count'")
    return body["results"], body["count"]
