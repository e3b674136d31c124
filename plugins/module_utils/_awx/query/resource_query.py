# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Select objects by a resource and filters, as options give them, and read them all."""

from __future__ import annotations

import typing as t

from ..api import resource_argument
from ..api.client import AwxClient
from ..common import errors, json_fields
from ..http.urls import Pairs
from .filters import Filters, combined
from .list_request import ListRequest, ListSummary, fetch_count
from .reader import fetch_all
from .sinks import Memory


class Selection(t.NamedTuple):
    """The objects of `resource`, as the user wrote it, that match `filters`.

    `request` has no parameters yet: the filters become those of one request, or of several.
    """

    resource: str
    filters: Filters
    request: ListRequest


def of_options(options: t.Mapping[str, t.Any]) -> Selection:
    """Return what the options of a plugin select; no request is sent.

    The options are `resource`, `filters`, `search`, `order_by`, `limit`, `max_objects` and
    `concurrency`; `return_all` ignores the size of pages among the filters.

    Raises:
        ConfigurationError: they are contradictory, or AWX cannot select that.
    """
    resource = str(options.get("resource") or "")
    path, query = resource_argument.split(resource)
    ignored = ("page_size",) if options.get("return_all") else ()
    filters = Filters()
    if query or options.get("filters") is not None:
        from .parse_filters import parse

        parts = (parse(each, ignored=ignored) for each in (query, options.get("filters")))
        filters = combined(*parts)
    order_by = _once("order_by", ("order_by", "order"), options, filters)
    if order_by and not all(part.strip("- ") for part in order_by.split(",")):
        raise errors.ConfigurationError(f"order_by '{order_by}' has an empty field name")
    search = _once("search", ("search",), options, filters)
    filters = filters.without("order_by", "order", "search")
    if search:
        from .parse_filters import parse

        filters = combined(filters, parse({"search": search}))
    request = ListRequest(
        path=resource_argument.path_of(path),
        order_by=order_by,
        limit=options.get("limit"),
        max_objects=options.get("max_objects") or 0,
        concurrency=max(options.get("concurrency") or 1, 1),
    )
    if filters.conditions:
        from .validate_filter_choices import refuse_unknown

        refuse_unknown(request.path, filters)
    if request.limit is not None and request.limit < 1:
        raise errors.ConfigurationError(
            f"limit is {request.limit}; it is the maximum number of objects to return, at least 1"
        )
    return Selection(resource, filters, request)


def _once(
    name: str, keys: t.Sequence[str], options: t.Mapping[str, t.Any], filters: Filters
) -> str | None:
    """Return an option that may also be in a query string, from either place."""
    given = options.get(name)
    text = ",".join(map(str, given)) if isinstance(given, (list, tuple)) else given
    in_query = next((value for value in map(filters.value_of, keys) if value), None)
    if text and in_query:
        raise errors.ConfigurationError(
            f"{name} is given as an option and in the query too; give it once"
        )
    return text or in_query or None


def fetch(client: AwxClient, selection: Selection, sink: Memory) -> ListSummary:
    """Read the objects into `sink`, by several requests where the filters are too long for one.

    Raises:
        AwxError: a request failed; refused filters and unknown resources are explained.
    """
    if selection.filters.impossible:
        sink.finish([])
        return ListSummary(0)
    queries = selection.filters.queries()
    try:
        if len(queries) == 1:
            return fetch_all(client, selection.request._replace(params=queries[0]), sink)
        return _fetch_merged(client, selection.request, queries, sink)
    except errors.AwxError as exc:
        raise _explained(client, selection, exc) from None


def count(client: AwxClient, selection: Selection) -> int:
    """Return how many objects there are.

    Raises:
        AwxError: as `fetch`.
    """
    queries = [] if selection.filters.impossible else selection.filters.queries()
    if len(queries) != 1:
        return fetch(client, selection, Memory()).total
    try:
        return fetch_count(client, selection.request._replace(params=queries[0]))
    except errors.AwxError as exc:
        raise _explained(client, selection, exc) from None


def _fetch_merged(
    client: AwxClient, request: ListRequest, queries: t.Sequence[Pairs], sink: Memory
) -> ListSummary:
    """Merge the objects that several queries find: each once, in the order of ids.

    Raises:
        ConfigurationError: the order is to be another one, which only the server knows.
        UnexpectedResponse: an object has no id.
    """
    if not request.is_by_id:
        raise errors.ConfigurationError(
            "the filters are too long for one request, and the results of several cannot be put in"
            " the order of order_by; remove order_by and sort afterwards"
        )
    # The rows that several of them match are known only when all are there.
    max_objects = request.max_objects if request.limit is None else 0
    found = Memory()
    for params in queries:
        unlimited = request._replace(params=params, limit=None, max_objects=max_objects)
        fetch_all(client, unlimited, found)
    by_id: dict[int | None, t.Any] = {
        json_fields.int_or_none(json_fields.mapping(row).get("id")): row for row in found.rows
    }
    if None in by_id:
        raise errors.UnexpectedResponse(
            f"GET {request.path}: the filters are too long for one request, and the results of"
            " several cannot be merged, since not every object has an id"
        )
    request.refuse_too_many(len(by_id))
    ids = sorted((number for number in by_id if number is not None), reverse=request.is_descending)
    wanted = request.wanted(len(ids))
    sink.store([by_id[number] for number in ids[:wanted]])
    return ListSummary(len(ids), truncated=wanted < len(ids))


def _explained(client: AwxClient, selection: Selection, exc: errors.AwxError) -> errors.AwxError:
    """Return a better error where the server's message does not say what is right."""
    if isinstance(exc, errors.NotFound):
        from ..api.unknown_resource import explained

        return explained(client, resource_argument.split(selection.resource)[0], exc)
    if not isinstance(exc, errors.ApiError) or exc.status not in (400, 500):
        return exc
    from . import filter_errors

    path = selection.request.path
    better = filter_errors.explain_values(path, selection.filters, exc)
    if better is not None or not isinstance(exc, errors.BadRequest):
        return better or exc
    order_by = selection.request.order_by
    names = [*selection.filters.keys, *(order_by.split(",") if order_by else [])]
    return filter_errors.explain_names(client, path, names, exc)
