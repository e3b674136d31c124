# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Keep only the fields that are wanted, page by page, as early as possible.

Some servers leave large fields out of lists unless the query includes them.
"""

from __future__ import annotations

import typing as t

from ..api import resource_argument
from ..api.client import AwxClient
from ..common import errors, json_fields
from ..common.suggestions import did_you_mean
from .filters import Condition, Filters, combined
from .resource_query import Selection

_LISTS_WITH_INCLUDE = frozenset({"jobs/", "unified_jobs/"})
_INCLUDED = frozenset({"artifacts", "extra_vars"})

_Result = t.TypeVar("_Result")

_MISSING = object()


class MissingField(errors.ConfigurationError):
    """No row has a field; `name` is the part of it that is missing in the row `example`."""

    def __init__(self, message: str, *, name: str, example: t.Any) -> None:
        super().__init__(message)
        self.name = name
        self.example = example


class Projection:
    """Keep `fields` of each row, nested as they were; dots lead into mappings.

    A field that some rows lack is None there, since lists of several types of objects differ. With
    `only` the rows become the values of that one field. Without either rows stay as they are.
    """

    def __init__(self, fields: t.Sequence[str] = (), *, only: str | None = None) -> None:
        self._paths = {field: field.split(".") for field in ([only] if only else fields)}
        self._only = only
        self._unseen = set(self._paths)
        self._example: t.Any = None

    def __call__(self, rows: list[t.Any]) -> list[t.Any]:
        """Return the rows with the fields that are kept."""
        if not self._paths or not rows:
            return rows
        for field in list(self._unseen):
            if any(_value(row, self._paths[field]) is not _MISSING for row in rows):
                self._unseen.discard(field)
        if self._example is None:
            self._example = rows[0]
            self._check_early(rows)
        if self._only:
            values = (_value(row, self._paths[self._only]) for row in rows)
            return [None if value is _MISSING else value for value in values]
        return [_projected(row, self._paths.values()) for row in rows]

    def _check_early(self, rows: list[t.Any]) -> None:
        """Refuse a field after one page already, if all rows are of a type and so have the same."""
        types = {str(row.get("type")) if isinstance(row, dict) else "" for row in rows}
        if len(types) == 1 and any("." not in field for field in self._unseen):
            self.check()

    def check(self) -> None:
        """Refuse a field that no row had.

        Raises:
            MissingField: there is one; the message names the nearest ones that there are.
        """
        if self._example is None:
            return
        # Fields within fields may come with later rows: links exist only where they lead somewhere.
        for field in sorted(self._unseen, key=lambda field: "." in field):
            name, known = _first_unknown(self._example, self._paths[field])
            raise MissingField(
                f"no object has a field '{field}'. {did_you_mean(name, known)}".rstrip(),
                name=name,
                example=self._example,
            )


def _projected(row: t.Any, paths: t.Iterable[t.Sequence[str]]) -> dict[str, t.Any]:
    kept: dict[str, t.Any] = {}
    for path in paths:
        value = _value(row, path)
        target = kept
        for name in path[:-1]:
            inner = target.setdefault(name, {})
            if not isinstance(inner, dict):
                break
            target = inner
        else:
            target[path[-1]] = None if value is _MISSING else value
    return kept


def _value(row: t.Any, path: t.Sequence[str]) -> t.Any:
    for name in path:
        if not isinstance(row, t.Mapping) or name not in row:
            return _MISSING
        row = row[name]
    return row


def _first_unknown(row: t.Any, path: t.Sequence[str]) -> tuple[str, list[str]]:
    """Return the part of a path that does not exist in `row`, and what exists there instead."""
    for name in path:
        if not isinstance(row, t.Mapping) or name not in row:
            return name, [str(key) for key in row] if isinstance(row, t.Mapping) else []
        row = row[name]
    return path[-1], []


def read_with(
    client: AwxClient,
    selection: Selection,
    fields: t.Iterable[str],
    read: t.Callable[[Selection], _Result],
) -> _Result:
    """Return what `read` finds for a selection, with its query including `fields` where needed.

    Raises:
        ConfigurationError: no row has one of the fields.
        AwxError: as `read`.
    """
    try:
        return read(selection)
    except MissingField as exc:
        missing = exc
    including = {field.split(".")[0] for field in fields} & _INCLUDED
    has_include = selection.request.path in _LISTS_WITH_INCLUDE and missing.name in _INCLUDED
    if has_include and missing.name in including and "include" not in selection.filters.keys:
        include = Filters((Condition("include", tuple(sorted(including))),))
        try:
            return read(selection._replace(filters=combined(selection.filters, include)))
        except (errors.BadRequest, MissingField):
            # A server that does not know `include`: only the objects themselves have the field.
            pass
    path = "jobs/ID" if has_include else _path_of_object(client, missing)
    if not path:
        raise missing
    raise errors.ConfigurationError(
        f"the list leaves out '{missing.name}', which the object itself has: query it by its path,"
        f" such as {path}"
    )


def _path_of_object(client: AwxClient, missing: MissingField) -> str:
    """Return the path of a row whose object has the field that the row lacks, "" for none."""
    link = json_fields.str_or_empty(json_fields.mapping(missing.example).get("url"))
    try:
        has_it = link and missing.name in client.get_object(link)
        return resource_argument.split(link)[0] if has_it else ""
    except errors.AwxError:
        return ""
