# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Read the OPTIONS of resources: their fields, and the resources that their relations lead to."""

from __future__ import annotations

import dataclasses

from ..common import errors, json_fields
from ..schema import resources
from .client import AwxClient


@dataclasses.dataclass(frozen=True)
class ResourceOptions:
    """The fields and relations of a resource.

    `computed` fields are returned but not stored in the database; `unlisted` names are accepted
    in filters, but OPTIONS does not list them.
    """

    path: str
    fields: frozenset[str]
    computed: frozenset[str]
    unlisted: frozenset[str]
    relations: frozenset[str]

    @property
    def names(self) -> frozenset[str]:
        return self.fields | self.relations


class OptionsReader:
    """Read the OPTIONS of resources, each once."""

    def __init__(self, client: AwxClient) -> None:
        self._client = client
        self._known: dict[str, ResourceOptions | None] = {}
        self._paths: dict[str, str] | None = None

    def read(self, path: str) -> ResourceOptions | None:
        """Return the options of the resource at `path`; None where the server returns none."""
        if path not in self._known:
            self._known[path] = self._read(path)
        return self._known[path]

    def follow(self, resource: ResourceOptions, relation: str) -> ResourceOptions | None:
        """Return the options of the resource that a relation leads to; None if that is unknown."""
        path = self._path_by_name(relation) or self._path_by_link(resource, relation)
        return self.read(path) if path else None

    def _read(self, path: str) -> ResourceOptions | None:
        try:
            body = self._client.options(path)
        except errors.AwxError:
            return None
        fields = json_fields.mapping(body, "actions", "GET")
        if not fields:
            return None
        aliases = {*resources.of_path(path).filter_aliases}
        related = map(
            json_fields.str_or_empty, json_fields.list_or_empty(body.get("related_search_fields"))
        )
        computed = {
            name for name in fields if json_fields.mapping(fields, name).get("filterable") is False
        }
        return ResourceOptions(
            path=path,
            fields=frozenset({*fields} - (computed - aliases)),
            computed=frozenset(computed - aliases),
            unlisted=resources.UNLISTED_FIELDS | aliases,
            relations=frozenset(name.split("__")[0] for name in related),
        )

    def _path_by_name(self, relation: str) -> str | None:
        """Find `next_schedule` as `schedules`, and `workflowjobnodes` as `workflow_job_nodes`."""
        if self._paths is None:
            self._paths = self._paths_in_root()
        words = resources.RESOURCE_OF_ROLE.get(relation, relation).split("_")
        if "as" in words:
            return None  # `job_events_as_primary_host` is not a list of hosts
        names = (_normal("_".join(words[start:])) for start in range(len(words)))
        return next((self._paths[name] for name in names if name in self._paths), None)

    def _paths_in_root(self) -> dict[str, str]:
        try:
            root = self._client.get("")
        except errors.AwxError:
            return {}
        links = root.items() if isinstance(root, dict) else ()
        return {_normal(str(name)): link for name, link in links if isinstance(link, str)}

    def _path_by_link(self, resource: ResourceOptions, relation: str) -> str | None:
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
