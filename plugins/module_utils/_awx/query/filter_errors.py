# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Explain a refused filter: which name is misspelt, and what the resource has instead.

The server says that something is wrong in a sentence that depends on its language; what is right
is in its OPTIONS, so the names that were asked for are compared with those. A path that leads into
related resources is followed: each relation by the name of its resource in the API's root, or else
by a link of an object. All of that is asked only after a refusal.
"""

from __future__ import annotations

import dataclasses
import re
import typing as t

from ..api.client import AwxClient
from ..common import errors, json_fields
from ..common.suggestions import did_you_mean, nearest
from .choice_values import has_roles
from .filters import LOOKUPS, Filters, lookup_of

# Parameters of a query that are no fields.
_NO_FIELDS = frozenset(
    {"search", "type", "role_level", "host_filter", "order_by", "order", "no_truncate", "pk"}
)

# What paths take that OPTIONS does not name: columns of the database, and aliases
# (docs/awx-api.md#aliases).
_UNNAMED = frozenset({"pk", "polymorphic_ctype", "current_update", "last_update"})
_ALIASES = frozenset({"last_update_failed", "last_updated"})

# Relations that are called by a role, and not by what their objects are.
_RESOURCE_OF_ROLE: t.Mapping[str, str] = {
    "actor": "users",
    "created_by": "users",
    "default_environment": "execution_environments",
    "modified_by": "users",
}


def explained(
    client: AwxClient, path: str, keys: t.Sequence[str], failure: errors.BadRequest
) -> errors.BadRequest:
    """Return `failure` with the nearest right names for those of `keys` that the resource lacks."""
    resources = _Resources(client)
    start = resources.at(path)
    if start is None:
        return failure
    hints = [hint for key in keys for hint in [_hint(key, start, resources)] if hint]
    if not hints:
        return failure
    return errors.BadRequest(
        f"{failure} {' '.join(dict.fromkeys(hints))}",
        status=failure.status,
        method=failure.method,
        path=failure.path,
        detail=failure.detail,
        errors=failure.errors,
    )


def explained_by_values(
    path: str, filters: Filters, failure: errors.ApiError
) -> errors.ApiError | None:
    """Return `failure` with what is wrong with a value in `filters`; None where nothing seems so.

    For a role that objects do not have, and a regular expression that its database does not take,
    AWX answers as if it were in trouble (500).
    """
    role = filters.value_of("role_level")
    if role is not None and not has_roles(path):
        return _instead(
            failure,
            f"{path} has no objects with a role '{role}'. Leave role_level out, or ask for what has"
            " it, such as job_templates.",
        )
    for condition in filters.conditions:
        is_pattern = lookup_of(condition.key) in ("regex", "iregex")
        fault = _fault_of(",".join(condition.values)) if is_pattern else ""
        if fault:
            return _instead(
                failure,
                f"What '{condition.key}' is given is no regular expression ({fault}). To find the"
                " characters themselves, use contains, or put a backslash before each special one.",
            )
        if is_pattern and failure.status == 500:
            failure.explained(
                f"It also answers so where its database cannot use the regular expression in"
                f" '{condition.key}': PostgreSQL's rules differ from Python's."
            )
    if role is not None and failure.status == 500:
        failure.explained(f"It also answers so where objects have no role '{role}' there.")
    return None


def _instead(failure: errors.ApiError, words: str) -> errors.ApiError:
    """Return `failure` with words in the place of general advice."""
    said = f": {failure.detail.rstrip('.')}" if failure.detail else ""
    return type(failure)(
        f"{failure.method} {failure.path}: the server answered {failure.status}{said}. {words}",
        status=failure.status,
        method=failure.method,
        path=failure.path,
        detail=failure.detail,
        errors=failure.errors,
    )


def _fault_of(pattern: str) -> str:
    """Return what is wrong with a regular expression; AWX tries it as Python's, too."""
    try:
        re.compile(pattern)
    except re.error as exc:
        return str(exc)
    return ""


@dataclasses.dataclass(frozen=True)
class _Resource:
    """What paths may name of a resource; `computed` is shown by the API, but in no table."""

    path: str
    fields: frozenset[str]
    computed: frozenset[str]
    relations: frozenset[str]

    @property
    def names(self) -> frozenset[str]:
        return self.fields | self.relations


class _Resources:
    """The resources that paths lead through, each asked for once."""

    def __init__(self, client: AwxClient) -> None:
        self._client = client
        self._known: dict[str, _Resource | None] = {}
        self._paths: dict[str, str] | None = None

    def at(self, path: str) -> _Resource | None:
        """Return what the server says of the resource at `path`; None where it says nothing."""
        if path not in self._known:
            self._known[path] = self._described(path)
        return self._known[path]

    def behind(self, resource: _Resource, relation: str) -> _Resource | None:
        """Return the resource that a relation leads to; None where that cannot be found out."""
        path = self._path_by_name(relation) or self._path_by_link(resource, relation)
        return self.at(path) if path else None

    def _described(self, path: str) -> _Resource | None:
        try:
            description = self._client.options(path)
        except errors.AwxError:
            return None
        fields = json_fields.mapping(description, "actions", "GET")
        if not fields:
            return None
        related = map(
            json_fields.str_or_empty,
            json_fields.list_or_empty(description.get("related_search_fields")),
        )
        computed = {
            name for name in fields if json_fields.mapping(fields, name).get("filterable") is False
        }
        return _Resource(
            path=path,
            fields=frozenset({*fields} - (computed - _ALIASES)),
            computed=frozenset(computed - _ALIASES),
            relations=frozenset(name.split("__")[0] for name in related),
        )

    def _path_by_name(self, relation: str) -> str | None:
        """Find `next_schedule` as `schedules`, and `workflowjobnodes` as `workflow_job_nodes`."""
        if self._paths is None:
            self._paths = self._paths_in_root()
        words = _RESOURCE_OF_ROLE.get(relation, relation).split("_")
        if "as" in words:
            return None  # `job_events_as_primary_host` are no hosts
        names = (_normal("_".join(words[start:])) for start in range(len(words)))
        return next((self._paths[name] for name in names if name in self._paths), None)

    def _paths_in_root(self) -> dict[str, str]:
        try:
            root = self._client.get("")
        except errors.AwxError:
            return {}
        links = root.items() if isinstance(root, dict) else ()
        return {_normal(str(name)): link for name, link in links if isinstance(link, str)}

    def _path_by_link(self, resource: _Resource, relation: str) -> str | None:
        try:
            rows, _count = self._client.get_page(resource.path, [("page_size", "1")])
        except errors.AwxError:
            return None
        related = json_fields.mapping(rows[0], "related") if rows else {}
        return json_fields.str_or_none(related.get(relation))


def _normal(name: str) -> str:
    """Return a name of objects in one form, of one or of many, with or without underscores."""
    name = name.replace("_", "")
    return name[:-3] + "y" if name.endswith("ies") else name.rstrip("s")


def _hint(key: str, resource: _Resource, resources: _Resources) -> str:
    """Follow the path of `key` as far as its names are right; return what to say of the rest."""
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
        if name not in resource.names | _UNNAMED:
            return _unknown_name(name, resource, place)
        if not parts or parts[0] in (*LOOKUPS, "int"):
            return ""
        if name not in resource.relations:
            return _unknown_lookup(parts[0]) if name in resource.fields else ""
        related = resources.behind(resource, name)
        if related is None:
            return ""
        resource, place = related, f" behind '{name}'"
    return ""


def _unknown_name(name: str, resource: _Resource, place: str) -> str:
    known = resource.names
    if place and not nearest(name, known) and nearest(name, LOOKUPS):
        return _unknown_lookup(name)
    return f"There is no field '{name}'{place}. {did_you_mean(name, known)}".rstrip()


def _unknown_lookup(name: str) -> str:
    near = nearest(name, LOOKUPS)
    lookups = " or ".join(f"'{lookup}'" for lookup in near) if near else ", ".join(LOOKUPS)
    return f"There is no lookup '{name}'. Did you mean {lookups}?"
