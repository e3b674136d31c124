# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""What to read of a list, and the requests that all ways to read it share."""

from __future__ import annotations

import typing as t

from ..api.client import AwxClient
from ..common import errors, json_fields
from ..http.urls import Pairs, Params
from ..schema.limits import MAX_PAGE_SIZE
from .sinks import Row

# The fields that tell the rows of any list apart, the first that a row has; settings have a URL.
_IDENTITY_FIELDS = ("id", "ansible_id", "url")


class ListRequest(t.NamedTuple):
    """What to read: a path below the API's root, and how much of it.

    `limit` is the number of rows that are wanted (None: all); a list with more rows than
    `max_objects` is refused (0: never); `concurrency` is the number of requests in flight.
    """

    path: str
    params: Params = ()
    order_by: str | None = None
    limit: int | None = None
    max_objects: int = 0
    concurrency: int = 4

    @property
    def is_by_id(self) -> bool:
        """Whether the rows come by id, which leaves nothing for another field to decide."""
        return self.order_by is None or self.order_by.split(",")[0] in ("id", "-id")

    @property
    def is_descending(self) -> bool:
        return self.order_by is not None and self.order_by.startswith("-")

    @property
    def page_params(self) -> Pairs:
        """The order, in which the id decides between equals, and the size of pages."""
        fields = self.order_by.split(",") if self.order_by else ["id"]
        if self.is_by_id:
            fields = fields[:1]
        elif not {"id", "-id"} & {*fields}:
            fields.append("id")
        size = max(self.wanted(MAX_PAGE_SIZE), 1)
        return [("order_by", ",".join(fields)), ("page_size", str(size))]

    def wanted(self, count: int) -> int:
        """Return how many of `count` rows are wanted."""
        return count if self.limit is None else min(self.limit, count)

    def refuse_too_many(self, count: int) -> None:
        """Refuse more rows than `max_objects`.

        Raises:
            LookupFailed: there are more.
        """
        if self.limit is None and self.max_objects and count > self.max_objects:
            raise errors.LookupFailed(
                f"{self.path}: {count} objects match, more than max_objects"
                f" ({self.max_objects}); filter more narrowly, return only the first ones with"
                " limit, or raise max_objects (0 for no limit)"
            )


class ListSummary(t.NamedTuple):
    """How many rows there are on the server, in `total`, and whether fewer than that were wanted.

    `is_list` is False for the one object of an endpoint that is no list.
    """

    total: int
    truncated: bool = False
    is_list: bool = True


def is_page(body: t.Any) -> bool:
    """Whether a response is a page of a list."""
    return (
        isinstance(body, dict)
        and isinstance(body.get("results"), list)
        and json_fields.int_or_none(body.get("count")) is not None
    )


def identities(rows: t.Iterable[t.Any]) -> list[t.Any]:
    """Return what rows are known by, of those that have an identity.

    Raises:
        UnexpectedResponse: a row has an id that is neither a number nor text.
    """
    found: list[t.Any] = []
    for row in map(json_fields.mapping, rows):
        if not isinstance(row.get("id", 0), (int, str)):
            raise errors.UnexpectedResponse("the server listed an object with an invalid id")
        names = (name for name in _IDENTITY_FIELDS if isinstance(row.get(name), (int, str)))
        found += [row[name] for name in names][:1]
    return found


def has_repeats(rows: t.Iterable[t.Any]) -> bool:
    """Whether a row is there twice.

    Raises:
        UnexpectedResponse: as `identities`.
    """
    found = identities(rows)
    return len(set(found)) < len(found)


def check_unpaged(body: t.Any, path: str) -> None:
    """Refuse what is neither an object nor a list.

    Raises:
        UnexpectedResponse: it is not.
    """
    if not isinstance(body, (dict, list)):
        raise errors.UnexpectedResponse(
            f"GET {path}: the response is neither an object nor a list, so it is not from AWX."
            " Check awx_host and api_root."
        )
    if isinstance(body, dict) and {"count", "results"} <= body.keys():
        raise errors.UnexpectedResponse(
            f"GET {path}: malformed list in the response: 'count' or 'results' is invalid"
        )


def fetch_count(client: AwxClient, request: ListRequest) -> int:
    """Return how many rows match, by one request."""
    body = client.get(request.path, [*request.params, ("page_size", "1")])
    if is_page(body):
        return int(body["count"])
    check_unpaged(body, request.path)
    return len(body) if isinstance(body, list) else 1


def fetch_rows(client: AwxClient, request: ListRequest, params: Params) -> list[Row]:
    """Return the rows of a page whose list is not counted."""
    rows = json_fields.mapping(client.get(request.path, [*request.params, *params])).get("results")
    if not isinstance(rows, list):
        raise errors.UnexpectedResponse(f"GET {request.path}: a page without 'results'")
    return rows


def fetch_highest(
    client: AwxClient, request: ListRequest, key: str, size: tuple[str, str]
) -> int | None:
    """Return the highest `key` of a list; None where its rows have none, or where it is empty."""
    params = [("order_by", f"-{key}"), size, ("count_disabled", "1")]
    rows = fetch_rows(client, request, params)
    return json_fields.int_or_none(json_fields.mapping(rows[0]).get(key)) if rows else None
