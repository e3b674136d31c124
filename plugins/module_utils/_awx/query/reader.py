# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Read the whole answer to a question: every row once, or an error, never a silent first page.

The default walk is keyset over `id`: each page asks for the rows after the last id seen, so nothing
is skipped or repeated while others insert and delete, and a page costs the same however deep it is.
Several ranges of ids are read at once. An order of the user's own needs page numbers, which shift
while others write; such a walk leaves out rows that come meanwhile, is checked, and is repeated
where it shifted.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import re
import typing as t

from ..api.client import AwxClient
from ..api.stdout_download import complete
from ..common import errors, json_fields
from ..common.concurrent_map import in_order
from ..http.urls import Params
from ..schema.job_types import JOB_TYPES
from .by_page_number import NumberedWalk, Page, has_repeats
from .filters import LONGEST_QUERY
from .keyset import Span, Walk
from .overload import Strain
from .sinks import Part, Row, Sink

# The server's maximum (docs/awx-api.md#page-size); a larger page_size is cut to it.
MAX_PAGE_SIZE = 200

# Event lists take an uncapped `limit` and count for nobody; larger pages cost less a row.
EVENTS_A_PAGE = 500

# The sizes of pages that servers have by default, and those that people configure, are multiples.
_ROUND_PAGE = 25

_EVENT_LIST = re.compile(
    f"(^|/)({'|'.join(each.resource for each in JOB_TYPES.values() if each.events)})"
    "/[^/]+/(job_events|events)/$"
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

    @property
    def is_by_id(self) -> bool:
        """Whether the rows come by id, which no other field can decide about any more."""
        return self.order_by is None or self.order_by.split(",")[0] in ("id", "-id")

    @property
    def is_descending(self) -> bool:
        return self.order_by is not None and self.order_by.startswith("-")

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
    if _EVENT_LIST.search(question.path) and question.order_by in (None, "counter"):
        return _read_events(client, question, sink)
    first = client.get(question.path, [*question.params, *_first_page(question)])
    if not _is_page(first):
        first = complete(client, question.path, question.params, first)
        return _keep_unpaged(first, question, sink)
    rows, count = first["results"], first["count"]
    if not rows:
        # COUNT and SELECT are two statements: what was counted may be gone.
        _keep([], sink)
        return Tally(0)
    refuse_too_many(count, question)
    if has_repeats(rows):
        raise _repeated(question)
    wanted = question.wanted(count)
    if len(rows) >= wanted:
        _keep(rows[:wanted], sink)
        return Tally(count, truncated=wanted < count)
    if question.is_by_id and _ascends(rows, "id", sign=-1 if question.is_descending else 1):
        return _read_by_id(client, question, rows, count, sink)
    return _read_numbered(client, question, sink)


def count_only(client: AwxClient, question: Question) -> int:
    """Return how many rows match, in one request."""
    body = client.get(question.path, [*question.params, ("page_size", "1")])
    if _is_page(body):
        return int(body["count"])
    _check_unpaged(body, question)
    return len(body) if isinstance(body, list) else 1


def _first_page(question: Question) -> list[tuple[str, str]]:
    return [*_order(question), _page_size(question)]


def _page_size(question: Question) -> tuple[str, str]:
    return ("page_size", str(max(question.wanted(MAX_PAGE_SIZE), 1)))


def _order(question: Question) -> list[tuple[str, str]]:
    """Return the order to ask for: by id, which also decides between equals of another order."""
    if question.is_by_id:
        return [("order_by", "-id" if question.is_descending else "id")]
    fields = question.order_by.split(",") if question.order_by else []
    if not {"id", "-id"} & {*fields}:
        fields.append("id")
    return [("order_by", ",".join(fields))]


def _is_page(body: t.Any) -> bool:
    return (
        isinstance(body, dict)
        and isinstance(body.get("results"), list)
        and json_fields.int_or_none(body.get("count")) is not None
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
    _check_unpaged(body, question)
    items = body if isinstance(body, list) else [body]
    refuse_too_many(len(items), question)
    wanted = question.wanted(len(items))
    _keep(items[:wanted], sink)
    return Tally(len(items), truncated=wanted < len(items), is_list=isinstance(body, list))


def _check_unpaged(body: t.Any, question: Question) -> None:
    """Refuse what is neither an object nor a list.

    Raises:
        UnexpectedResponse: it is not.
    """
    if not isinstance(body, (dict, list)):
        raise errors.UnexpectedResponse(
            f"GET {question.path}: the server answered neither an object nor a list, which no AWX"
            " does. Check awx_host and api_root."
        )
    if isinstance(body, dict) and {"count", "results"} <= body.keys():
        raise errors.UnexpectedResponse(
            f"GET {question.path}: the server answered a list that is none"
        )


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


def _ascends(rows: list[t.Any], key: str, *, sign: int = 1) -> bool:
    """Whether rows have integer keys, each above the last, so that a keyset walk can go on."""
    keys = [_key(row, key) for row in rows]
    known = [number for number in keys if number is not None]
    in_order = all(sign * this < sign * following for this, following in zip(known, known[1:]))
    return in_order and len(known) == len(rows)


def _key(row: t.Any, name: str) -> int | None:
    return json_fields.int_or_none(json_fields.mapping(row).get(name))


def _page(client: AwxClient, question: Question, params: Params, strain: Strain) -> list[Row]:
    """Return the rows of a page that nobody counts, and note how long they took."""
    reply = client.fetch("GET", question.path, params=[*question.params, *params])
    body = reply.json()
    rows = body.get("results") if isinstance(body, dict) else None
    if not isinstance(rows, list):
        raise errors.UnexpectedResponse(f"GET {question.path}: a page without 'results'")
    strain.note(milliseconds=reply.milliseconds, rows=len(rows))
    return rows


def _highest_id(client: AwxClient, question: Question, strain: Strain) -> int | None:
    """Return the highest id of a list; None where its rows have none, or where there are none."""
    shape = [("order_by", "-id"), ("page_size", "1"), ("count_disabled", "1")]
    rows = _page(client, question, shape, strain)
    return _key(rows[0], "id") if rows else None


# -- By id --------------------------------------------------------------------


def _read_by_id(
    client: AwxClient, question: Question, first: list[Row], count: int, sink: Sink
) -> Tally:
    """Read on after the first page, no further than to the ids that there were at the start."""
    strain = Strain(lambda: client.throttled)
    sign = -1 if question.is_descending else 1
    last, size = sign * first[-1]["id"], len(first)

    def ask_range(after: int, before: int | None) -> list[Row]:
        # A server may have no end of rows, whatever it counted.
        refuse_too_many(size + walk.taken, question)
        shape = [*_order(question), _page_size(question), ("count_disabled", "1")]
        bounds = _bounds("id", after, before, sign)
        return _page(client, question, [*bounds, *shape], strain)

    def bound() -> int:
        # Downwards, no row comes later: a new one has a higher id than the first.
        highest = None if question.is_descending else _highest_id(client, question, strain)
        return 0 if question.is_descending else (highest or last) + 1

    walk = Walk(
        ask_range,
        new_part=sink.new_part,
        page_size=size,
        descending=question.is_descending,
        strain=strain.level,
    )
    parts = [walk.begin_with(first)]
    # Not what the count says: rows may come before those that were counted.
    missing = None if question.limit is None else question.limit - size
    rest: int | None = last
    if question.wanted(count) - size <= size:
        # What fits on one more page needs no bound: that page shows whether there is more.
        part, rest = walk.read_page(last, most=missing)
        parts.append(part)
    if missing is not None and walk.taken >= missing:
        rest = None
    before = 0 if rest is None else bound()
    if rest is not None and not question.is_descending and before <= rest:
        # All that was beyond is gone, or the server does not do as it is asked: its page shows it.
        parts.append(_nothing_left(walk, rest, missing, question))
    elif rest is not None and missing is None:
        span = Span(rest, before, expected=max(count - size - walk.taken, 1))
        parts += walk.read_all(span, question.concurrency)
    elif rest is not None and missing is not None and walk.taken < missing:
        density = size / (abs(first[-1]["id"] - first[0]["id"]) + 1)
        span = Span(rest, before, expected=round((before - rest) * density))
        parts += walk.read_first(span, missing - walk.taken, question.concurrency)
    walk.end()
    found = size + walk.taken
    if missing is None or walk.taken < missing:
        # All that there is now; rows that went were counted, and some may have come.
        refuse_too_many(found, question)
        count = found
    sink.finish(parts)
    return Tally(max(count, found), truncated=count > found)


def _nothing_left(walk: Walk, after: int, missing: int | None, question: Question) -> Part:
    """Return what came after the last key since, where the server says that there is nothing.

    Raises:
        UnexpectedResponse: there is more than can have come since.
    """
    part, rest = walk.read_page(after, most=missing)
    if rest is not None:
        raise errors.UnexpectedResponse(
            f"{question.path}: the server shows more rows than it says there are; it does not order"
            " or filter them as it is asked to"
        )
    return part


def _bounds(key: str, after: int, before: int | None, sign: int = 1) -> list[tuple[str, str]]:
    """Return what asks for the keys between; a descending walk has negated ones."""
    upwards = sign > 0
    bounds = [(f"{key}__{'gt' if upwards else 'lt'}", str(sign * after))]
    if before is not None:
        bounds.append((f"{key}__{'lt' if upwards else 'gt'}", str(sign * before)))
    return bounds


# -- Events, by counter -------------------------------------------------------


def _read_events(client: AwxClient, question: Question, sink: Sink) -> Tally:
    """Read events by their counter: no COUNT, no OFFSET, so no page is slower than the first."""
    strain = Strain(lambda: client.throttled)
    size = question.wanted(EVENTS_A_PAGE)
    walk: Walk | None = None

    def ask_range(after: int, before: int | None) -> list[Row]:
        refuse_too_many(walk.taken if walk else 0, question)
        bounds = _bounds("counter", after, before) if after or before is not None else []
        shape = [("order_by", "counter"), ("limit", str(size))]
        return _page(client, question, [*bounds, *shape], strain)

    first = ask_range(0, None)[:size]
    if not _ascends(first, "counter"):
        raise errors.UnexpectedResponse(f"GET {question.path}: events out of the order of counter")
    # A server that shows fewer than it is asked for does so by a round number of its own.
    if len(first) < size and (not first or len(first) % _ROUND_PAGE):
        refuse_too_many(len(first), question)
        _keep(first, sink)
        return Tally(len(first))
    walk = Walk(
        ask_range,
        new_part=sink.new_part,
        page_size=len(first),
        key="counter",
        strain=strain.level,
    )
    last = first[-1]["counter"]
    missing = None if question.limit is None else question.limit - len(first)
    parts = [walk.begin_with(first)]
    if missing is None or missing > 0:
        before = _newest_counter(client, question, strain) + 1
        if before <= last:
            # All that was beyond is gone, or the server does not do as it is asked.
            parts.append(_nothing_left(walk, last, missing, question))
        density = len(first) / (last - first[0]["counter"] + 1)
        span = Span(last, before, expected=round((before - last) * density))
        if missing is not None:
            parts += walk.read_first(span, missing, question.concurrency)
        else:
            if question.at_most and before - 1 > question.at_most:
                # Filters may leave most events out; a COUNT takes long: it is asked for only here.
                refuse_too_many(count_only(client, question), question)
            parts += walk.read_all(span, question.concurrency)
    walk.end()
    sink.finish(parts)
    found = len(first) + walk.taken
    if missing is None or walk.taken < missing:
        return Tally(found)
    count = count_only(client, question)
    return Tally(max(count, found), truncated=count > found)


def _newest_counter(client: AwxClient, question: Question, strain: Strain) -> int:
    """Return the highest counter of a list of events; 0 where all are gone."""
    rows = _page(client, question, [("order_by", "-counter"), ("limit", "1")], strain)
    newest = _key(rows[0], "counter") if rows else 0
    if newest is None:
        raise errors.UnexpectedResponse(f"GET {question.path}: an event without a counter")
    return newest


# -- By page, for an order of the user's own ----------------------------------


def _read_numbered(client: AwxClient, question: Question, sink: Sink) -> Tally:
    """Read numbered pages until a walk finds no sign that the list shifted under it.

    Only rows up to the highest id at the start are read, so that new ones shift nothing. The first
    page, which showed that there are more, did not know that bound, and is read again. At the end
    all rows that were read must match still: as many that left the list and came into it while
    pages were read would change neither the count nor the highest id.
    """
    strain = Strain(lambda: client.throttled)
    for attempt in range(_ATTEMPTS_AT_ORDERED_WALK):
        if attempt:
            client.log(f"{question.path}: the list changed while it was read; it is read again")
        highest = _highest_id(client, question, strain)
        bounds = [] if highest is None else [("id__lte", str(highest))]
        shape = [*question.params, *bounds, *_first_page(question)]
        walk = NumberedWalk(
            functools.partial(_numbered_page, client, question.path, shape, strain),
            wanted=question.wanted,
            concurrency=question.concurrency,
            strain=strain.level,
        )
        part = sink.new_part()
        if walk.read(part) and _still_match(client, question, walk.ids, strain):
            sink.finish([part])
            return Tally(walk.count, truncated=question.wanted(walk.count) < walk.count)
        if _is_multiplied(client, question, walk.repeated, strain):
            raise _repeated(question)
    raise errors.UnexpectedResponse(
        f"{question.path}: the list kept changing while it was read in the order asked for, so "
        "rows may be missing. Leave order_by out to read it exactly, and sort afterwards."
    )


def _is_multiplied(client: AwxClient, question: Question, identity: t.Any, strain: Strain) -> bool:
    """Whether the list has the one object with this id several times.

    A page that nobody counts is cut by its size alone.
    """
    if json_fields.int_or_none(identity) is None:
        return False
    only = [("id__in", str(identity)), *_order(question), ("page_size", "2")]
    return len(_page(client, question, [*only, ("count_disabled", "1")], strain)) > 1


def _repeated(question: Question) -> errors.AwxError:
    """Return the error for a list in which an object is there twice at one moment.

    A join to several related objects of a row makes several rows of it. AWX counts without the
    join for the order, and shows no more rows than it counted, so that others are missing.
    """
    if question.is_by_id:
        return errors.UnexpectedResponse(
            f"{question.path}: the server lists an object twice, so others may be missing"
        )
    fields = [field.lstrip("-") for field in (question.order_by or "").split(",")]
    of_relations = [field for field in fields if "__" in field] or fields
    return errors.LookupFailed(
        f"{question.path}: an object can have several related ones, which order_by"
        f" ({', '.join(of_relations)}) goes over. AWX lists it once for each of them then, and"
        " leaves out as many others without a word. Sort by a field of the objects themselves, or"
        " leave order_by out and sort in the playbook."
    )


def _still_match(
    client: AwxClient, question: Question, ids: t.Collection[int], strain: Strain
) -> bool:
    """Whether the list still has all rows with these ids: counted, in as few requests as can be."""

    def has_all(some: t.Sequence[str]) -> bool:
        shape = [*question.params, ("id__in", ",".join(some)), ("page_size", "1")]
        page = _numbered_page(client, question.path, shape, strain, 1)
        return page is not None and page.count == len(some)

    most = max(LONGEST_QUERY - sum(len(f"{key}={value}") for key, value in question.params), 500)
    texts = [str(number) for number in sorted(ids)]
    size = max(most // (len(texts[-1]) + 1), 1) if texts else 1
    questions = (
        functools.partial(has_all, texts[start : start + size])
        for start in range(0, len(texts), size)
    )
    answers = in_order(questions, concurrency=question.concurrency, strain=strain.level)
    with contextlib.closing(answers):
        return all(answers)


def _numbered_page(
    client: AwxClient, path: str, shape: Params, strain: Strain, number: int
) -> Page | None:
    """Return a page of a list; None if there is none of this number, or not any more."""
    params = [*shape, ("page", str(number))] if number > 1 else shape
    try:
        reply = client.fetch("GET", path, params=params)
    except (errors.NotFound, errors.BadRequest):
        if number == 1:
            raise
        return None
    body = reply.json()
    if not _is_page(body):
        raise errors.UnexpectedResponse(f"GET {path}: a page without 'results' or 'count'")
    strain.note(milliseconds=reply.milliseconds, rows=len(body["results"]))
    return Page(body["results"], body["count"])
