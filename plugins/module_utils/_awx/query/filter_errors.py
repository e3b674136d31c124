# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Explain a refused filter: which name is misspelt, and what the resource has instead.

The server's message depends on its language, so the names in the filters are compared with those
in its OPTIONS. A path that leads into related resources is followed. All of that is requested only
after a refusal.
"""

from __future__ import annotations

import re
import typing as t

from ..api.client import AwxClient
from ..api.resource_metadata import OptionsReader, ResourceOptions
from ..common import errors
from ..common.suggestions import did_you_mean, nearest
from ..schema import resources
from .filters import LOOKUPS, Filters, split_lookup

# Parameters of a query that are no fields.
_NO_FIELDS = frozenset(
    {"search", "type", "role_level", "host_filter", "order_by", "order", "no_truncate", "pk"}
)


def explain_names(
    client: AwxClient, path: str, keys: t.Iterable[str], failure: errors.BadRequest
) -> errors.BadRequest:
    """Return `failure` with the nearest right names for those of `keys` that the resource lacks."""
    reader = OptionsReader(client)
    start = reader.read(path)
    if start is None:
        return failure
    hints = [hint for key in keys for hint in [_hint(key, start, reader)] if hint]
    if not hints:
        return failure
    return failure.converted(type(failure), f"{failure} {' '.join(dict.fromkeys(hints))}")


def explain_values(path: str, filters: Filters, failure: errors.ApiError) -> errors.ApiError | None:
    """Return `failure` with what is wrong with a value in `filters`; None where nothing seems so.

    AWX responds with 500 to a role that objects do not have, and to a regular expression that its
    database does not accept.
    """
    role = filters.value_of("role_level")
    if role is not None and not resources.of_path(path).object_roles:
        return _with_advice(
            failure,
            f"{path} has no objects with a role '{role}'. Remove role_level, or query a resource"
            " that has it, such as job_templates.",
        )
    for condition in filters.conditions:
        if split_lookup(condition.key)[1] not in ("regex", "iregex"):
            continue
        try:
            # AWX tries the pattern as Python's, too.
            re.compile(",".join(condition.values))
        except re.error as exc:
            return _with_advice(
                failure,
                f"The value of '{condition.key}' is not a valid regular expression ({exc}). To"
                " find the characters themselves, use contains, or escape special ones with a"
                " backslash.",
            )
        if failure.status == 500:
            failure.explained(
                f"AWX also returns this if its database cannot use the regular expression in"
                f" '{condition.key}': PostgreSQL's rules differ from Python's."
            )
    if role is not None and failure.status == 500:
        failure.explained(f"AWX also returns this if objects have no role '{role}' there.")
    return None


def _with_advice(failure: errors.ApiError, advice: str) -> errors.ApiError:
    """Return `failure` with `advice` in place of the general one."""
    detail = f": {failure.detail.rstrip('.')}" if failure.detail else ""
    return failure.converted(
        type(failure),
        f"{failure.method} {failure.path}: the server returned {failure.status}{detail}. {advice}",
    )


def _hint(key: str, resource: ResourceOptions, reader: OptionsReader) -> str:
    """Follow the path of `key` as far as its names are right; return what is wrong then."""
    parts = [part for part in key.lstrip("-").split("__") if part]
    while parts and parts[0] in ("or", "chain", "not"):
        parts.pop(0)
    if not parts or parts[0] in _NO_FIELDS:
        return ""
    place = ""
    while parts:
        name = parts.pop(0)
        if name in resource.computed:
            return f"'{name}' is computed by the API; AWX can neither filter nor sort by it."
        if name not in resource.names | resource.unlisted:
            return _unknown_name(name, resource, place)
        if not parts or parts[0] in (*LOOKUPS, "int"):
            return ""
        if name not in resource.relations:
            return _unknown_lookup(parts[0]) if name in resource.fields else ""
        related = reader.follow(resource, name)
        if related is None:
            return ""
        resource, place = related, f" behind '{name}'"
    return ""


def _unknown_name(name: str, resource: ResourceOptions, place: str) -> str:
    known = resource.names
    if place and not nearest(name, known) and nearest(name, LOOKUPS):
        return _unknown_lookup(name)
    return f"There is no field '{name}'{place}. {did_you_mean(name, known)}".rstrip()


def _unknown_lookup(name: str) -> str:
    near = nearest(name, LOOKUPS)
    lookups = " or ".join(f"'{lookup}'" for lookup in near) if near else ", ".join(LOOKUPS)
    return f"There is no lookup '{name}'. Did you mean {lookups}?"
