# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Query a resource: what the module and the lookup `awx_query` do."""

from __future__ import annotations

import dataclasses
import typing as t

from ..api import resource_argument
from ..api.client import AwxClient
from ..api.lookup import name_of
from ..common import errors, json_fields
from ..common.suggestions import did_you_mean
from ..query import resource_query
from ..query.filters import Condition, Filters, combined
from ..query.list_request import ListSummary
from ..query.projection import MissingField, Projection
from ..query.related import RelatedObjects
from ..query.sinks import JsonLines, Memory, Transform, unchanged
from ..schema.option_choices import EXPECTATIONS

# What stands for the objects where they are in a file.
IN_FILE = "-"

# How many of too many matches are named.
_MAX_CANDIDATES = 5

# Fields that some servers leave out of these lists unless the query includes them.
_LISTS_WITH_INCLUDE = frozenset({"jobs/", "unified_jobs/"})
_INCLUDED = frozenset({"artifacts", "extra_vars"})


def run(
    client: AwxClient,
    options: t.Mapping[str, t.Any],
    *,
    check_mode: bool = False,
    finish: Transform = unchanged,
) -> dict[str, t.Any]:
    """Return `objects`, `count`, `truncated` and `requests` for the options of `awx_query`.

    It only reads, and writes nothing but the file `dest`; in check mode not even that. `finish` is
    done to the objects page by page, while the server is busy with the next ones.

    The lookup's `return_all` says that the size of pages means nothing, and `expect_objects` that
    the result must be a list, or an object with an id.

    Raises:
        AwxError: the options are wrong, or a request failed.
    """
    requests_before = client.requests
    selection = _checked(options)
    query = _Query(client, options, finish, check_mode=check_mode)
    try:
        result, summary = query.run(selection)
    except MissingField as exc:
        including = _including(selection, options, exc)
        if including is None:
            raise _missing(client, selection, exc) from None
        try:
            result, summary = query.run(including)
        except (errors.BadRequest, MissingField):
            # A server that does not know `include`: only the objects themselves have the field.
            raise _missing(client, selection, exc) from None
    return {
        **result,
        "count": summary.count,
        "truncated": summary.truncated,
        "requests": client.requests - requests_before,
    }


def _checked(options: t.Mapping[str, t.Any]) -> resource_query.Selection:
    """Check the options, and return what they select."""
    selection = resource_query.of_options(options)
    expect = options.get("expect") or "any"
    if expect not in EXPECTATIONS:
        raise errors.ConfigurationError(
            f"expect is '{expect}'. {did_you_mean(expect, EXPECTATIONS)}"
        )
    if options.get("fields") and options.get("only"):
        raise errors.ConfigurationError("fields and only are both given; only keeps a single field")
    if _expects_one(options):
        request = dataclasses.replace(selection.request, limit=_MAX_CANDIDATES)
        selection = dataclasses.replace(selection, request=request)
    return selection


def _expects_one(options: t.Mapping[str, t.Any]) -> bool:
    return options.get("expect") in ("one", "at_most_one")


class _Transforms:
    """What is done to rows before they are kept: related objects added, fields removed."""

    def __init__(
        self, client: AwxClient, selection: resource_query.Selection, options: t.Mapping[str, t.Any]
    ) -> None:
        names = options.get("related") or ()
        self._related = RelatedObjects(client, names, request=selection.request)
        self._projection = Projection(options.get("fields") or (), only=options.get("only"))

    def __call__(self, rows: list[t.Any]) -> list[t.Any]:
        return self._projection(self._related(rows))

    def check(self) -> None:
        """Refuse names that no row had.

        Raises:
            ConfigurationError: there are such.
        """
        self._related.check()
        self._projection.check()


class _Query:
    """One call of the plugin: `run` may be repeated with another selection."""

    def __init__(
        self,
        client: AwxClient,
        options: t.Mapping[str, t.Any],
        finish: Transform,
        *,
        check_mode: bool,
    ) -> None:
        self._client = client
        self._options = options
        self._finish = finish
        self._check_mode = check_mode

    def run(self, selection: resource_query.Selection) -> tuple[dict[str, t.Any], ListSummary]:
        if self._options.get("count_only"):
            summary = ListSummary(resource_query.count(self._client, selection))
            self._check_expectation(selection, [], summary)
            return {"changed": False, "objects": []}, summary
        transforms = _Transforms(self._client, selection, self._options)
        if self._options.get("dest") is not None:
            return self._into_file(selection, transforms, self._options["dest"])
        return self._into_memory(selection, transforms)

    def _into_memory(
        self, selection: resource_query.Selection, transforms: _Transforms
    ) -> tuple[dict[str, t.Any], ListSummary]:
        def transform(rows: list[t.Any]) -> list[t.Any]:
            return self._finish(transforms(rows))

        # If one object is expected and there are more, they are named by what the server shows.
        expects_one = _expects_one(self._options)
        sink = Memory(unchanged if expects_one else transform)
        summary = resource_query.fetch(self._client, selection, sink)
        is_object = summary.is_list or "id" in json_fields.mapping(sink.rows[0])
        if self._options.get("expect_objects") and not is_object:
            raise errors.LookupFailed(
                f"{selection.resource}: it is neither a list of objects nor an object, as"
                " expect_objects requires"
            )
        self._check_expectation(selection, sink.rows, summary)
        objects = transform(sink.rows) if expects_one else sink.rows
        transforms.check()
        return {"changed": False, "objects": objects}, summary

    def _into_file(
        self, selection: resource_query.Selection, transforms: _Transforms, dest: str
    ) -> tuple[dict[str, t.Any], ListSummary]:
        with JsonLines(dest, transforms, only_compare=self._check_mode) as sink:
            summary = resource_query.fetch(self._client, selection, sink)
            self._check_expectation(selection, [], summary)
            transforms.check()
            changed = sink.publish()
        return {"changed": changed, "objects": IN_FILE, "dest": dest}, summary

    def _check_expectation(
        self, selection: resource_query.Selection, rows: t.Sequence[t.Any], summary: ListSummary
    ) -> None:
        expect = self._options.get("expect")
        if expect in ("one", "at_least_one") and not summary.count:
            wanted = "exactly one object" if expect == "one" else "at least one object"
            raise errors.NoMatch(
                f"{selection.resource}: {wanted} was expected, and nothing that this user may see"
                " matches"
            )
        if _expects_one(self._options) and summary.count > 1:
            shown = ", ".join(map(_described, rows[:_MAX_CANDIDATES]))
            more = f" and {summary.count - len(rows)} more" if summary.count > len(rows) else ""
            raise errors.SeveralMatches(
                f"{selection.resource}: one object was expected, and {summary.count} match"
                f"{': ' if shown else ''}{shown}{more}. Filter more narrowly."
            )


def _described(row: t.Any) -> str:
    if not isinstance(row, dict):
        return str(row)
    return f"id {row.get('id')}" + (f" '{name_of(row)}'" if name_of(row) else "")


def _including(
    selection: resource_query.Selection, options: t.Mapping[str, t.Any], missing: MissingField
) -> resource_query.Selection | None:
    """Return the selection that includes the missing field; None where no server would have it."""
    names = options.get("fields") or [options.get("only") or ""]
    wanted = {field.split(".")[0] for field in names} & _INCLUDED
    if (
        selection.filters.value_of("include") is not None
        or selection.request.path not in _LISTS_WITH_INCLUDE
        or missing.name not in wanted
    ):
        return None
    include = Filters((Condition("include", tuple(sorted(wanted))),))
    return dataclasses.replace(selection, filters=combined(selection.filters, include))


def _missing(
    client: AwxClient, selection: resource_query.Selection, missing: MissingField
) -> errors.AwxError:
    """Return the error for a field that no row of a list has, with where it is, if it is."""
    path = ""
    link = json_fields.str_or_none(json_fields.mapping(missing.example).get("url"))
    if selection.request.path in _LISTS_WITH_INCLUDE and missing.name in _INCLUDED:
        path = "jobs/ID"
    elif link:
        try:
            path = (
                resource_argument.split(link)[0] if missing.name in client.get_object(link) else ""
            )
        except errors.AwxError:
            return missing
    if not path:
        return missing
    return errors.ConfigurationError(
        f"the list leaves out '{missing.name}', which the object itself has: query it by its path,"
        f" such as {path}"
    )
