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

import functools
import re
import typing as t

from ..api.client import AwxClient
from ..common import errors, json_fields
from ..common.suggestions import did_you_mean, nearest
from ..schema import resources
from .filters import LOOKUPS, Filters, split_lookup

# Parameters of a query that are no fields.
_NO_FIELDS = frozenset(
    {"search", "type", "role_level", "host_filter", "order_by", "order", "no_truncate", "pk"}
)


class _Resource(t.NamedTuple):
    """The names in the OPTIONS of a resource; `computed` fields are not stored in the database."""

    path: str
    fields: set[str]
    computed: set[str]
    relations: set[str]


class _Reader:
    """Read the OPTIONS of resources, each once."""

    def __init__(self, client: AwxClient) -> None:
        self._client = client
        self.read = functools.lru_cache(maxsize=None)(self._read)
        self._paths: dict[str, str] | None = None

    def _read(self, path: str) -> _Resource | None:
        """Return the names that a resource has; None where the server returns none."""
        try:
            body = self._client.options(path)
        except errors.AwxError:
            return None
        fields = json_fields.mapping(body, "actions", "GET")
        computed = {
            name for name in fields if json_fields.mapping(fields, name).get("filterable") is False
        }.difference(resources.of_path(path).filter_aliases)
        related = json_fields.list_or_empty(json_fields.mapping(body).get("related_search_fields"))
        relations = {json_fields.str_or_empty(name).split("__")[0] for name in related}
        return _Resource(path, fields.keys() - computed, computed, relations) if fields else None

    def follow(self, relation: str) -> _Resource | None:
        """Return the resource that a relation is called after; None if that is unknown.

        `next_schedule` leads to `schedules`, and `workflowjobnodes` to `workflow_job_nodes`.
        """
        if self._paths is None:
            self._paths = self._paths_in_root()
        words = resources.RESOURCE_OF_ROLE.get(relation, relation).split("_")
        if "as" in words:
            return None  # `job_events_as_primary_host` is not a list of hosts
        names = (_normal("_".join(words[start:])) for start in range(len(words)))
        path = next((self._paths[name] for name in names if name in self._paths), None)
        return self.read(path) if path else None

    def _paths_in_root(self) -> dict[str, str]:
        try:
            root = json_fields.mapping(self._client.get(""))
        except errors.AwxError:
            return {}
        return {_normal(str(name)): link for name, link in root.items() if isinstance(link, str)}


def _normal(name: str) -> str:
    """Return a name of objects in one form, of one or of many, with or without underscores."""
    name = name.replace("_", "")
    return name[:-3] + "y" if name.endswith("ies") else name.rstrip("s")


def explain_names(
    client: AwxClient, path: str, keys: t.Iterable[str], failure: errors.BadRequest
) -> errors.BadRequest:
    """Return `failure` with the nearest right names for those of `keys` that the resource lacks."""
    reader = _Reader(client)
    start = reader.read(path)
    if start is None:
        return failure
    hints = dict.fromkeys(filter(None, (_hint(key, start, reader) for key in keys)))
    return failure.converted(type(failure), " ".join([str(failure), *hints])) if hints else failure


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


def _hint(key: str, resource: _Resource, reader: _Reader) -> str:
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
        known = resource.fields | resource.relations
        aliases = resources.of_path(resource.path).filter_aliases
        if name not in known.union(resources.UNLISTED_FIELDS, aliases):
            return _unknown_name(name, known, place)
        if not parts or parts[0] in (*LOOKUPS, "int"):
            return ""
        if name not in resource.relations:
            return _unknown_lookup(parts[0]) if name in resource.fields else ""
        related = reader.follow(name)
        if related is None:
            return ""
        resource, place = related, f" behind '{name}'"
    return ""


def _unknown_name(name: str, known: set[str], place: str) -> str:
    if place and not nearest(name, known) and nearest(name, LOOKUPS):
        return _unknown_lookup(name)
    return f"There is no field '{name}'{place}. {did_you_mean(name, known)}".rstrip()


def _unknown_lookup(name: str) -> str:
    near = nearest(name, LOOKUPS)
    lookups = " or ".join(f"'{lookup}'" for lookup in near) if near else ", ".join(LOOKUPS)
    return f"There is no lookup '{name}'. Did you mean {lookups}?"
