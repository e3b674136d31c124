# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Ask a question of any resource: what the module and the lookup `awx_query` do."""

from __future__ import annotations

import dataclasses
import typing as t

from ..api import resource_paths
from ..api.client import AwxClient
from ..common import errors, json_fields
from ..common.suggestions import did_you_mean
from ..http.urls import Pairs
from ..query import choice_values, filter_errors, filters
from ..query.projection import MissingField, Projection
from ..query.reader import Question, Tally, ask, count_only, refuse_too_many
from ..query.related import RelatedObjects
from ..query.sinks import JsonLines, Memory, Shape, Sink
from ..schema.choices import EXPECTATIONS

# What stands for the objects where they are in a file.
IN_FILE = "-"

# How many of too many matches are named.
_CANDIDATES_SHOWN = 5


@dataclasses.dataclass(frozen=True)
class _Inquiry:
    """The checked options: the question but for its parameters, and what is done with the rows."""

    resource: str
    resource_path: str
    conditions: filters.Filters
    question: Question
    expectation: str
    fields: tuple[str, ...]
    only: str | None
    related: tuple[str, ...]
    dest: str | None
    count_only: bool
    objects_only: bool

    @property
    def wants_one(self) -> bool:
        return self.expectation in ("one", "at_most_one")


def run(
    client: AwxClient,
    options: t.Mapping[str, t.Any],
    *,
    check_mode: bool = False,
    finish: Shape | None = None,
) -> dict[str, t.Any]:
    """Return `objects`, `count`, `truncated` and `requests` for the options of `awx_query`.

    It only reads, and writes nothing but the file `dest`; in check mode not even that. `finish` is
    done to the objects page by page, while the server is busy with the next ones.

    The lookup's `return_all` says that the size of pages means nothing, and `expect_objects` that
    the answer must be a list, or an object with an id.

    Raises:
        AwxError: the question cannot be asked, is refused, or has an unexpected answer.
    """
    sent_before = client.requests
    inquiry = _checked(options)
    try:
        result, tally = _answered(client, inquiry, finish, check_mode=check_mode)
    except MissingField as exc:
        included = _including(inquiry, exc)
        if included is None:
            raise _missing(client, inquiry, exc) from None
        try:
            result, tally = _answered(client, included, finish, check_mode=check_mode)
        except (errors.BadRequest, MissingField):
            # A server that does not know `include`: only the objects themselves have the field.
            raise _missing(client, inquiry, exc) from None
    return {
        **result,
        "count": tally.count,
        "truncated": tally.truncated,
        "requests": client.requests - sent_before,
    }


def _answered(
    client: AwxClient, inquiry: _Inquiry, finish: Shape | None, *, check_mode: bool
) -> tuple[dict[str, t.Any], Tally]:
    if inquiry.count_only:
        result: dict[str, t.Any] = {"changed": False, "objects": []}
        tally = Tally(_count(client, inquiry))
        _check_expectation(inquiry, [], tally)
        return result, tally
    if inquiry.dest is None:
        return _into_memory(client, inquiry, finish or _unchanged)
    return _into_file(client, inquiry, inquiry.dest, only_compare=check_mode)


def _checked(options: t.Mapping[str, t.Any]) -> _Inquiry:
    """Check the options and make the question of them, without any request."""
    resource = str(options.get("resource") or "")
    path, query = resource_paths.split(resource)
    ignored = ("page_size",) if options.get("return_all") else ()
    conditions = filters.combined(
        filters.parse(query, ignored=ignored),
        filters.parse(options.get("filters"), ignored=ignored),
    )
    order_by = _only_once("order_by", ("order_by", "order"), options, conditions)
    search = _only_once("search", ("search",), options, conditions)
    conditions = conditions.without("order_by", "order", "search")
    if search:
        conditions = filters.combined(conditions, filters.searching(search))
    choice_values.refuse_unknown(resource_paths.path_of(path), conditions)
    limit = options.get("limit")
    if limit is not None and limit < 1:
        raise errors.ConfigurationError(
            f"limit is {limit}; it is the number of objects that are wanted, at least 1"
        )
    expectation = _one_of("expect", options.get("expect") or "any", EXPECTATIONS)
    if options.get("fields") and options.get("only"):
        raise errors.ConfigurationError("fields and only are both given; only keeps a single field")
    return _Inquiry(
        resource=resource,
        resource_path=path,
        conditions=conditions,
        question=Question(
            path=resource_paths.path_of(path),
            order_by=order_by,
            limit=_CANDIDATES_SHOWN if expectation in ("one", "at_most_one") else limit,
            at_most=options.get("max_objects") or 0,
            concurrency=max(options.get("concurrency") or 1, 1),
        ),
        expectation=expectation,
        fields=tuple(options.get("fields") or ()),
        only=options.get("only"),
        related=tuple(options.get("related") or ()),
        dest=options.get("dest"),
        count_only=bool(options.get("count_only")),
        objects_only=bool(options.get("expect_objects")),
    )


def _one_of(name: str, value: str, known: t.Sequence[str]) -> str:
    if value not in known:
        raise errors.ConfigurationError(f"{name} is '{value}'. {did_you_mean(value, known)}")
    return value


def _only_once(
    name: str,
    keys: t.Sequence[str],
    options: t.Mapping[str, t.Any],
    conditions: filters.Filters,
) -> str | None:
    """Return an option that may also stand in a query string, from either place."""
    given = options.get(name)
    text = ",".join(map(str, given)) if isinstance(given, (list, tuple)) else given
    in_query = next((value for value in map(conditions.value_of, keys) if value), None)
    if text and in_query:
        raise errors.ConfigurationError(
            f"{name} is given as an option and in the query too; give it once"
        )
    value = text or in_query
    if name == "order_by" and value and not all(part.strip("- ") for part in value.split(",")):
        raise errors.ConfigurationError(f"order_by '{value}' has an empty field name")
    return value or None


# -- Asking -------------------------------------------------------------------


class _Shaping:
    """What is done with rows before they are kept: related objects added, fields left out."""

    def __init__(self, client: AwxClient, inquiry: _Inquiry, finish: Shape | None = None) -> None:
        self._related = RelatedObjects(client, inquiry.related, question=inquiry.question)
        self._projection = Projection(inquiry.fields, only=inquiry.only)
        self._finish = finish or _unchanged

    def __call__(self, rows: list[t.Any]) -> list[t.Any]:
        return self._finish(self._projection(self._related(rows)))

    def check(self) -> None:
        """Refuse names that no row had.

        Raises:
            ConfigurationError: there are such.
        """
        self._related.check()
        self._projection.check()


def _into_memory(
    client: AwxClient, inquiry: _Inquiry, finish: Shape
) -> tuple[dict[str, t.Any], Tally]:
    shaping = _Shaping(client, inquiry, finish)
    # If one object is wanted and there are more, they are named by what the server shows of them.
    sink = Memory(_unchanged if inquiry.wants_one else shaping)
    tally = _read(client, inquiry, sink)
    _check_objects(inquiry, sink.rows, tally)
    _check_expectation(inquiry, sink.rows, tally)
    objects = shaping(sink.rows) if inquiry.wants_one else sink.rows
    shaping.check()
    return {"changed": False, "objects": objects}, tally


def _into_file(
    client: AwxClient, inquiry: _Inquiry, dest: str, *, only_compare: bool
) -> tuple[dict[str, t.Any], Tally]:
    shaping = _Shaping(client, inquiry)
    with JsonLines(dest, shaping, only_compare=only_compare) as sink:
        tally = _read(client, inquiry, sink)
        _check_expectation(inquiry, [], tally)
        shaping.check()
        changed = sink.publish()
    return {"changed": changed, "objects": IN_FILE, "dest": dest}, tally


def _unchanged(rows: list[t.Any]) -> list[t.Any]:
    return rows


def _read(client: AwxClient, inquiry: _Inquiry, sink: Sink) -> Tally:
    """Read the answer, in several questions where the filters are too long for one."""
    if inquiry.conditions.impossible:
        sink.finish([])
        return Tally(0)
    queries = inquiry.conditions.queries()
    try:
        if len(queries) == 1:
            return ask(client, dataclasses.replace(inquiry.question, params=queries[0]), sink)
        return _read_merged(client, inquiry, queries, sink)
    except errors.AwxError as exc:
        raise _explained(client, inquiry, exc) from None


def _read_merged(
    client: AwxClient, inquiry: _Inquiry, queries: t.Sequence[Pairs], sink: Sink
) -> Tally:
    """Merge the answers to parts of one question: each object once, in the order of ids.

    Raises:
        ConfigurationError: the order is to be another one, which only the server knows.
        UnexpectedResponse: an object has no id.
    """
    if not inquiry.question.is_by_id:
        raise errors.ConfigurationError(
            "the filters are too long for one request, and the answers to several cannot be put in "
            "the order of order_by; leave order_by out and sort afterwards"
        )
    # The rows that several of them match are known only when all are there.
    at_most = inquiry.question.at_most if inquiry.question.limit is None else 0
    question = dataclasses.replace(inquiry.question, limit=None, at_most=at_most)
    everything = Memory(_unchanged)
    for params in queries:
        ask(client, dataclasses.replace(question, params=params), everything)
    by_id: dict[int, t.Any] = {
        row["id"]: row
        for row in everything.rows
        if json_fields.int_or_none(json_fields.mapping(row).get("id")) is not None
    }
    if not all(
        json_fields.int_or_none(json_fields.mapping(row).get("id")) in by_id
        for row in everything.rows
    ):
        raise errors.UnexpectedResponse(
            f"GET {question.path}: the filters are too long for one request, and the answers to"
            " several cannot be merged, since not every object has an id"
        )
    refuse_too_many(len(by_id), inquiry.question)
    rows = [by_id[identity] for identity in sorted(by_id, reverse=question.is_descending)]
    wanted = inquiry.question.wanted(len(rows))
    part = sink.new_part()
    part.add(rows[:wanted])
    sink.finish([part])
    return Tally(len(rows), truncated=wanted < len(rows))


def _count(client: AwxClient, inquiry: _Inquiry) -> int:
    queries = [] if inquiry.conditions.impossible else inquiry.conditions.queries()
    if len(queries) != 1:
        return _read(client, inquiry, Memory(_unchanged)).count
    question = dataclasses.replace(inquiry.question, params=queries[0])
    try:
        return count_only(client, question)
    except errors.AwxError as exc:
        raise _explained(client, inquiry, exc) from None


def _explained(client: AwxClient, inquiry: _Inquiry, failure: errors.AwxError) -> errors.AwxError:
    """Return a better error where the server's words do not say what is right."""
    if isinstance(failure, errors.NotFound):
        return resource_paths.unknown(client, inquiry.resource_path, failure)
    if isinstance(failure, errors.ApiError) and failure.status in (400, 500):
        return _refused(client, inquiry, failure)
    return failure


def _refused(client: AwxClient, inquiry: _Inquiry, failure: errors.ApiError) -> errors.AwxError:
    """Return a better error for conditions that AWX refuses, or that it is in trouble for."""
    path = inquiry.question.path
    better = filter_errors.explain_values(path, inquiry.conditions, failure)
    if better is not None or not isinstance(failure, errors.BadRequest):
        return better or failure
    order_by = inquiry.question.order_by
    names = [*inquiry.conditions.keys, *(order_by.split(",") if order_by else [])]
    return filter_errors.explain_names(client, path, names, failure)


# Fields that some servers leave out of these lists unless they are asked to include them.
_LISTS_WITH_INCLUDE = frozenset({"jobs/", "unified_jobs/"})
_INCLUDED = frozenset({"artifacts", "extra_vars"})


def _including(inquiry: _Inquiry, missing: MissingField) -> _Inquiry | None:
    """Return the question that asks for the missing field; None where no server would have it."""
    wanted = {field.split(".")[0] for field in inquiry.fields or [inquiry.only or ""]} & _INCLUDED
    is_included = inquiry.conditions.value_of("include") is not None
    if (
        is_included
        or inquiry.question.path not in _LISTS_WITH_INCLUDE
        or missing.name not in wanted
    ):
        return None
    include = filters.Filters((filters.Condition("include", tuple(sorted(wanted))),))
    return dataclasses.replace(inquiry, conditions=filters.combined(inquiry.conditions, include))


def _missing(client: AwxClient, inquiry: _Inquiry, missing: MissingField) -> errors.AwxError:
    """Return the error for a field that no row of a list has, and where it is, if it is."""
    where = ""
    link = json_fields.str_or_none(json_fields.mapping(missing.example).get("url"))
    if inquiry.question.path in _LISTS_WITH_INCLUDE and missing.name in _INCLUDED:
        where = "jobs/ID"
    elif link:
        try:
            where = resource_paths.split(link)[0] if missing.name in client.get_object(link) else ""
        except errors.AwxError:
            return missing
    if not where:
        return missing
    return errors.ConfigurationError(
        f"the list leaves out '{missing.name}', which the object itself has: ask for it by its"
        f" path, such as {where}"
    )


def _check_objects(inquiry: _Inquiry, rows: t.Sequence[t.Any], tally: Tally) -> None:
    if inquiry.objects_only and not tally.is_list and "id" not in json_fields.mapping(rows[0]):
        raise errors.LookupFailed(
            f"{inquiry.resource}: it is neither a list of objects nor an object, as expect_objects"
            " wants it"
        )


def _check_expectation(inquiry: _Inquiry, rows: t.Sequence[t.Any], tally: Tally) -> None:
    if inquiry.expectation in ("one", "at_least_one") and not tally.count:
        wanted = "exactly one object" if inquiry.wants_one else "at least one object"
        raise errors.NoMatch(
            f"{inquiry.resource}: {wanted} was expected, and nothing that this user may see matches"
        )
    if inquiry.wants_one and tally.count > 1:
        shown = ", ".join(_called(row) for row in rows[:_CANDIDATES_SHOWN])
        more = f" and {tally.count - len(rows)} more" if tally.count > len(rows) else ""
        raise errors.SeveralMatches(
            f"{inquiry.resource}: one object was expected, and {tally.count} match"
            f"{': ' if shown else ''}{shown}{more}. Filter more narrowly."
        )


def _called(row: t.Any) -> str:
    if not isinstance(row, dict):
        return str(row)
    name = row.get("name") or row.get("username") or row.get("hostname")
    return f"id {row.get('id')}" + (f" '{name}'" if name else "")
