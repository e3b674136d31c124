# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Read fields that some servers leave out of lists unless the query includes them."""

from __future__ import annotations

import typing as t

from ..api import resource_argument
from ..api.client import AwxClient
from ..common import errors, json_fields
from .filters import Condition, Filters, combined
from .projection import MissingField
from .resource_query import Selection

_LISTS_WITH_INCLUDE = frozenset({"jobs/", "unified_jobs/"})
_INCLUDED = frozenset({"artifacts", "extra_vars"})

_Result = t.TypeVar("_Result")


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
