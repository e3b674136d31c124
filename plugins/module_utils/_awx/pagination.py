# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Read the whole answer to a question: every row once, or an error, never a silent first page.

The default walk is keyset over `id`: each page asks for the rows after the last id seen, so nothing
is skipped or repeated while others insert and delete, and a page costs the same however deep it is.
Several ranges of ids are read at once. An order of the user's own needs page numbers, which shift
while others write; such a walk is checked, and repeated where it shifted.
"""

from __future__ import annotations

import dataclasses
import re
import typing as t

from . import errors
from .client import AwxClient, Params
from .keyset import Span, Walk
from .sinks import Part, Row, Sink
from .strain import Strain

# The server's maximum (awx-api: 3); a larger page_size is cut to it.
MAX_PAGE_SIZE = 200

# Event lists take an uncapped `limit` and count for nobody; larger pages cost less a row.
EVENTS_A_PAGE = 500

_EVENT_LIST = re.compile(
    r"(^|/)(jobs|ad_hoc_commands|project_updates|inventory_updates|system_jobs)"
    r"/[^/]+/(job_events|events)/$"
)

_ATTEMPTS_AT_ORDERED_WALK = 3


@dataclasses.dataclass(frozen=True)
class Question:
    """What to read: a path below the API's root, and how much of it.

    `limit` is the number of rows that are wanted (None: all); `at_most` refuses an answer that has
    more rows than that (0: no bound); `concurrency` is the number of requests in flight.
    """

    path: str
    params: Params = ()
    order_by: str | None = None
    limit: int | None = None
    at_most: int = 0
    concurrency: int = 4

    def wanted(self, count: int) -> int:
        """Return how many of `count` rows are wanted."""
        return count if self.limit is None else min(self.limit, count)


@dataclasses.dataclass(frozen=True)
class Tally:
    """How many rows there are on the server, and whether fewer than that were wanted.

    `is_list` is False for the one object of an endpoint that is no list.
    """

    count: int
    truncated: bool = False
    is_list: bool = True


def ask(client: AwxClient, question: Question, sink: Sink) -> Tally:
    """Read the answer to `question` into `sink`: a list's rows, an object, or an array's items.

    Raises:
        LookupFailed: there are more than `at_most` rows.
        AwxError: any failure of a request; a part of an answer is never finished.
    """
    if _EVENT_LIST.search(question.path) and question.order_by is None:
        return _read_events(client, question, sink)
    first = client.get(question.path, [*question.params, *_first_page(question)])
    if not _is_page(first):
        return _keep_unpaged(first, question, sink)
    rows, count = first["results"], first["count"]
    if not rows:
        # COUNT and SELECT are two statements: what was counted may be gone.
        _keep([], sink)
        return Tally(0)
    wanted = question.wanted(count)
    if len(rows) >= wanted:
        _keep(rows[:wanted], sink)
        return Tally(count, truncated=wanted < count)
    refuse_too_many(count, question)
    if question.order_by is None and _ascends(rows, "id"):
        return _read_by_id(client, question, rows, count, sink)
    return _read_numbered(client, question, sink)


def count_only(client: AwxClient, question: Question) -> int:
    """Return how many rows match, in one request."""
    body = client.get(question.path, [*question.params, ("page_size", "1")])
    if _is_page(body):
        return int(body["count"])
    return len(body) if isinstance(body, list) else 1


def _first_page(question: Question) -> list[tuple[str, str]]:
    size = MAX_PAGE_SIZE
    if question.limit is not None:
        size = max(min(question.limit, MAX_PAGE_SIZE), 1)
    return [*_order(question), ("page_size", str(size))]


def _order(question: Question) -> list[tuple[str, str]]:
    """Return the order to ask for: by id, which also decides between equals of another order."""
    fields = question.order_by.split(",") if question.order_by else []
    if not {"id", "-id"} & {*fields}:
        fields.append("id")
    return [("order_by", ",".join(fields))]


def _is_page(body: t.Any) -> bool:
    return (
        isinstance(body, dict)
        and isinstance(body.get("results"), list)
        and isinstance(body.get("count"), int)
    )


def _keep(rows: list[t.Any], sink: Sink) -> None:
    """Make `rows` the whole answer."""
    sink.finish([_part_of(rows, sink)])


def _part_of(rows: list[t.Any], sink: Sink) -> Part:
    part = sink.new_part()
    part.add(rows)
    return part


def _keep_unpaged(body: t.Any, question: Question, sink: Sink) -> Tally:
    """Keep the answer of an endpoint that is no list: one object, or a plain array."""
    if not isinstance(body, (dict, list)):
        raise errors.UnexpectedReply(
            f"GET {question.path}: the server answered {type(body).__name__} where an object or a "
            "list was expected"
        )
    items = body if isinstance(body, list) else [body]
    wanted = question.wanted(len(items))
    _keep(items[:wanted], sink)
    return Tally(len(items), truncated=wanted < len(items), is_list=isinstance(body, list))


def refuse_too_many(count: int, question: Question) -> None:
    """Refuse an answer of more rows than `at_most`.

    Raises:
        LookupFailed: it has more.
    """
    if question.limit is None and question.at_most and count > question.at_most:
        raise errors.LookupFailed(
            f"{question.path}: {count} objects match, more than max_objects "
            f"({question.at_most}); filter more narrowly, take the first ones with limit, or raise "
            "max_objects (0 for no bound)"
        )


def _ascends(rows: list[t.Any], key: str) -> bool:
    """Whether rows have ascending integer keys, so that a keyset walk can go on from them."""
    keys = [row[key] for row in rows if isinstance(row, dict) and isinstance(row.get(key), int)]
    return len(keys) == len(rows) and keys == sorted(keys)


def _page(client: AwxClient, question: Question, params: Params, strain: Strain) -> list[Row]:
    """Return the rows of a page that nobody counts, and note how long they took."""
    reply = client.fetch("GET", question.path, params=[*question.params, *params])
    body = reply.json()
    rows = body.get("results") if isinstance(body, dict) else None
    if not isinstance(rows, list):
        raise errors.UnexpectedReply(f"GET {question.path}: a page without 'results'")
    strain.note(milliseconds=reply.milliseconds, rows=len(rows))
    return rows


# -- By id --------------------------------------------------------------------


def _read_by_id(
    client: AwxClient, question: Question, first: list[Row], count: int, sink: Sink
) -> Tally:
    """Read on after the first page, up to the highest id that there was at the start."""
    size, last = len(first), first[-1]["id"]
    strain = Strain(lambda: client.throttled)

    def ask_range(after: int, before: int | None) -> list[Row]:
        bounds = [("id__gt", str(after))] + ([] if before is None else [("id__lt", str(before))])
        shape = [("order_by", "id"), ("page_size", str(size)), ("count_disabled", "1")]
        return _page(client, question, [*bounds, *shape], strain)

    def highest() -> int:
        shape = [("order_by", "-id"), ("page_size", "1"), ("count_disabled", "1")]
        rows = _page(client, question, shape, strain)
        return int(rows[0]["id"]) if rows else last

    walk = Walk(ask_range, new_part=sink.new_part, page_size=size, strain=strain.level)
    beginning = _part_of(first, sink)
    wanted = count if question.limit is None else question.limit
    # What fits on one more page needs no upper bound: that page shows whether there is more.
    before = None if wanted - size <= size else highest() + 1
    span = Span(last, before, expected=count - size)
    if question.limit is None:
        parts = walk.read_all(span, question.concurrency)
        sink.finish([beginning, *parts])
        return Tally(size + walk.taken)
    parts = walk.read_first(span, question.limit - size)
    sink.finish([beginning, *parts])
    found = size + walk.taken
    # Fewer than the limit are all that there are now.
    count = found if found < question.limit else max(count, found)
    return Tally(count, truncated=count > found)


# -- Events, by counter -------------------------------------------------------


def _read_events(client: AwxClient, question: Question, sink: Sink) -> Tally:
    """Read events by their counter: no COUNT, no OFFSET, so no page is slower than the first."""
    strain = Strain(lambda: client.throttled)
    size = question.wanted(EVENTS_A_PAGE)

    def ask_range(after: int, before: int | None) -> list[Row]:
        bounds = [("counter__gt", str(after))] if after else []
        bounds += [] if before is None else [("counter__lt", str(before))]
        shape = [("order_by", "counter"), ("limit", str(size))]
        return _page(client, question, [*bounds, *shape], strain)

    first = ask_range(0, None)
    walk = Walk(
        ask_range, new_part=sink.new_part, page_size=size, key="counter", strain=strain.level
    )
    if not _ascends(first, "counter"):
        raise errors.UnexpectedReply(f"GET {question.path}: events out of the order of counter")
    if len(first) < size:
        refuse_too_many(len(first), question)
        _keep(first, sink)
        return Tally(len(first))
    last = first[-1]["counter"]
    beginning = _part_of(first, sink)
    if question.limit is not None:
        parts = walk.read_first(Span(last, None, expected=0), question.limit - size)
        sink.finish([beginning, *parts])
        count = count_only(client, question)
        return Tally(count, truncated=count > question.limit)
    newest = _page(client, question, [("order_by", "-counter"), ("limit", "1")], strain)
    before = newest[0]["counter"] + 1
    if question.at_most and before - 1 > question.at_most:
        # Filters may leave most events out; a COUNT takes long, so it is asked for only here.
        refuse_too_many(count_only(client, question), question)
    parts = walk.read_all(Span(last, before, expected=before - last), question.concurrency)
    sink.finish([beginning, *parts])
    return Tally(size + walk.taken)


# -- By page, for an order of the user's own ----------------------------------


def _read_numbered(client: AwxClient, question: Question, sink: Sink) -> Tally:
    """Read numbered pages until a walk finds no sign that the list shifted under it.

    The highest id is compared before and after: a row that comes while another one goes changes
    neither the count nor, perhaps, any page that is still to be read. So the first page, which
    showed that there are more, is read again.
    """
    for attempt in range(_ATTEMPTS_AT_ORDERED_WALK):
        if attempt:
            client.log(f"{question.path}: the list changed while it was read; it is read again")
        newest = _newest(client, question)
        first = client.get(question.path, [*question.params, *_first_page(question)])
        part = sink.new_part()
        is_whole = _is_page(first) and _read_all_pages(client, question, first, part)
        if is_whole and newest == _newest(client, question):
            sink.finish([part])
            count = first["count"]
            return Tally(count, truncated=question.wanted(count) < count)
    raise errors.UnexpectedReply(
        f"{question.path}: the list kept changing while it was read in the order asked for, so "
        "rows may be missing. Leave order_by out to read it exactly, and sort afterwards."
    )


def _newest(client: AwxClient, question: Question) -> t.Any:
    """Return the highest id of a list; None where its rows have none."""
    rows, _count = client.get_page(
        question.path, [*question.params, ("order_by", "-id"), ("page_size", "1")]
    )
    return rows[0].get("id") if rows else None


def _read_all_pages(
    client: AwxClient, question: Question, first: dict[str, t.Any], part: Part
) -> bool:
    """Read all pages into `part`; return False where they cannot be those of one moment.

    A row that goes shows in the count, and one that moves in an id that is there twice.
    """
    count, size = first["count"], len(first["results"])
    wanted = question.wanted(count)
    page, taken, number = first, 0, 1
    ids: set[t.Any] = set()
    while taken < wanted:
        if number > 1:
            shape = [*_order(question), ("page_size", str(size)), ("page", str(number))]
            try:
                page = client.get(question.path, [*question.params, *shape])
            except (errors.NotFound, errors.BadRequest):
                return False  # the page vanished
        if not _is_page(page) or page["count"] != count or not page["results"]:
            return False
        rows = page["results"][: wanted - taken]
        known = [row["id"] for row in rows if isinstance(row, dict) and "id" in row]
        if len({*known}) < len(known) or ids & {*known}:
            return False
        ids.update(known)
        part.add(rows)
        taken += len(rows)
        number += 1
    return True
