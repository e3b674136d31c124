# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Refuse filters by values that a field cannot have on any server.

AWX responds to a filter by a value that its field cannot have with an empty list, or with the rows
of the other values in a list, so a misspelt one looks like a result. The values of fields that are
the same on every server are in `schema/resources.py`.
"""

from __future__ import annotations

import typing as t

from ..common.errors import ConfigurationError
from ..common.suggestions import did_you_mean
from ..schema import resources
from .filters import Condition, Filters, split_lookup, split_prefix

# Fields of whatever a relation leads to.
_BEHIND_RELATIONS: t.Mapping[str, resources.Values] = {
    "status": resources.TEMPLATE_STATUSES,
    "launch_type": resources.LAUNCH_TYPES,
}


def refuse_unknown(path: str, filters: Filters) -> None:
    """Refuse filters by values that the fields of the list at `path` cannot have.

    Raises:
        ConfigurationError: there is one; the message names the nearest that they can have.
    """
    segments = path.strip("/").split("/")
    for condition in filters.conditions:
        _check(condition, segments)


def _check(condition: Condition, segments: t.Sequence[str]) -> None:
    prefix, key = split_prefix(condition.key)
    field, lookup, cast = split_lookup(key)
    if field == "role_level" and (prefix or key != "role_level"):
        raise ConfigurationError(
            f"the filter '{condition.key}' is not possible: role_level takes the name of one role,"
            " and stands outside of or, not and chain"
        )
    if lookup not in ("exact", "iexact", "in") or cast:
        return
    known = _known(field, segments)
    for value in condition.values if known else ():
        if (value.lower() if lookup == "iexact" else value) not in known:
            raise ConfigurationError(
                f"{segments[-1]} has no {field} '{value}', so that a filter by it matches nothing."
                f" {_advice(field, value, known)}"
            )


def _advice(field: str, value: str, known: resources.Values) -> str:
    for resource in resources.RESOURCES.values():
        if field == "type" and resource.types == (value,):
            return f"Objects of that type are listed by {resource.name}."
    return did_you_mean(value, known)


def _known(field: str, segments: t.Sequence[str]) -> resources.Values:
    """Return the values that a field can have; () where that is not known."""
    resource = resources.find(segments[-1])
    if field == "role_level":
        known = {role for each in resources.RESOURCES.values() for role in each.object_roles}
        return resource.object_roles or tuple(sorted(known))
    if field == "type":
        # Sublists of the same name may hold other types.
        return resource.types if len(segments) == 1 else ()
    *relations, name = field.split("__")
    return _BEHIND_RELATIONS.get(name, ()) if relations else resource.choices.get(name, ())
