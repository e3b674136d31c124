# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Query a resource: what the module and the lookup `awx_query` do."""

from __future__ import annotations

import typing as t

from ..api.client import AwxClient
from ..common import errors, json_fields
from ..query import resource_query
from ..query.list_request import ListRequest, ListSummary
from ..query.resource_query import Selection
from ..query.sinks import Memory, Transform, unchanged

Options = t.Mapping[str, t.Any]

# What stands for the objects where they are in a file.
IN_FILE = "-"

# Values of expect with which there is one object at most.
_ONE = ("one", "at_most_one")

# How many of too many matches are named.
_MAX_CANDIDATES = 5


def run(
    client: AwxClient,
    options: Options,
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

    def read(selected: Selection) -> tuple[dict[str, t.Any], ListSummary]:
        return _read(client, options, selected, finish, check=check_mode)

    names = options.get("fields") or ([options["only"]] if options.get("only") else ())
    if names:
        from ..query.projection import read_with

        result, summary = read_with(client, selection, names, read)
    else:
        result, summary = read(selection)
    return {
        **result,
        "count": summary.total,
        "truncated": summary.truncated,
        "requests": client.requests - requests_before,
    }


def _checked(options: Options) -> Selection:
    """Check the options, and return what they select."""
    selection = resource_query.of_options(options)
    if options.get("fields") and options.get("only"):
        raise errors.ConfigurationError("fields and only are both given; only keeps a single field")
    if options.get("expect") in _ONE:
        request = selection.request._replace(limit=_MAX_CANDIDATES)
        selection = selection._replace(request=request)
    return selection


class _Changes:
    """What is done to rows before they are kept: related objects added, fields removed."""

    def __init__(self, client: AwxClient, options: Options, request: ListRequest) -> None:
        self._steps: list[t.Any] = []
        if options.get("related"):
            from ..query.related import RelatedObjects

            self._steps.append(RelatedObjects(client, options["related"], request=request))
        if options.get("fields") or options.get("only"):
            from ..query.projection import Projection

            self._steps.append(Projection(options.get("fields") or (), only=options.get("only")))

    def __call__(self, rows: list[t.Any]) -> list[t.Any]:
        for step in self._steps:
            rows = step(rows)
        return rows

    def check(self) -> None:
        """Refuse names that no row had.

        Raises:
            ConfigurationError: there are such.
        """
        for step in self._steps:
            step.check()


def _read(
    client: AwxClient, options: Options, selection: Selection, finish: Transform, *, check: bool
) -> tuple[dict[str, t.Any], ListSummary]:
    if options.get("count_only"):
        summary = ListSummary(resource_query.count(client, selection))
        _check_expectation(options, selection, [], summary)
        return {"changed": False, "objects": []}, summary
    changes = _Changes(client, options, selection.request)
    dest = options.get("dest")
    if dest is not None:
        from ..query.json_lines import JsonLines

        with JsonLines(dest, changes, only_compare=check) as file:
            summary = resource_query.fetch(client, selection, file)
            _check_expectation(options, selection, [], summary)
            changes.check()
            return {"changed": file.publish(), "objects": IN_FILE, "dest": dest}, summary

    def transform(rows: list[t.Any]) -> list[t.Any]:
        return finish(changes(rows))

    # If one object is expected and there are more, they are named by what the server shows.
    is_late = options.get("expect") in _ONE
    sink = Memory(unchanged if is_late else transform)
    summary = resource_query.fetch(client, selection, sink)
    is_object = summary.is_list or "id" in json_fields.mapping(sink.rows[0])
    if options.get("expect_objects") and not is_object:
        raise errors.LookupFailed(
            f"{selection.resource}: it is neither a list of objects nor an object, as"
            " expect_objects requires"
        )
    _check_expectation(options, selection, sink.rows, summary)
    objects = transform(sink.rows) if is_late else sink.rows
    changes.check()
    return {"changed": False, "objects": objects}, summary


def _check_expectation(
    options: Options, selection: Selection, rows: list[t.Any], summary: ListSummary
) -> None:
    expect = options.get("expect")
    if expect in ("one", "at_least_one") and not summary.total:
        wanted = "exactly one object" if expect == "one" else "at least one object"
        raise errors.NoMatch(
            f"{selection.resource}: {wanted} was expected, and nothing that this user may see"
            " matches"
        )
    if expect in _ONE and summary.total > 1:
        shown = ", ".join(map(_described, rows))
        more = f" and {summary.total - len(rows)} more" if summary.total > len(rows) else ""
        raise errors.SeveralMatches(
            f"{selection.resource}: one object was expected, and {summary.total} match"
            f"{': ' if shown else ''}{shown}{more}. Filter more narrowly."
        )


def _described(row: t.Any) -> str:
    from ..api.lookup import name_of

    if not isinstance(row, dict):
        return str(row)
    return f"id {row.get('id')}" + (f" '{name_of(row)}'" if name_of(row) else "")
