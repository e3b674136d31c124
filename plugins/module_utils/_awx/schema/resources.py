# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The table of the API's resources: one record for each that differs from the others.

A resource without a record is an ordinary list: its path is its name, and its objects have an id
and a name. Another rule about a resource is another value here.
"""

from __future__ import annotations

import typing as t

from .job_types import JOB_TYPES

Values = tuple[str, ...]


class Resource(t.NamedTuple):
    """A resource, by the first segment of its path.

    Objects are called by `name_field` (docs/awx-api.md#natural-keys), and have URLs with their name
    if they have `named_urls` (docs/awx-api.md#named-urls). `types` are the types of the objects
    that it lists. `choices` are the values of fields, where they have been the same
    for years in AWX, Automation Controller and Ascender, with the values of all of them; what
    grows, such as the sources of inventories, is left to the server. `object_roles` are the values
    of the filter `role_level`. `relations` are foreign keys that lead here, named by a role.
    `filter_aliases` are fields that filters take although `OPTIONS` does not list them as
    filterable.
    """

    name: str
    name_field: str = "name"
    named_urls: bool = True
    types: Values = ()
    choices: t.Mapping[str, Values] = {}
    object_roles: Values = ()
    relations: Values = ()
    filter_aliases: Values = ()

    @property
    def is_union(self) -> bool:
        """Whether it only lists objects whose own paths are elsewhere."""
        return len(self.types) > 1


def _words(text: str) -> Values:
    return tuple(text.split())


def _roles(text: str) -> Values:
    return tuple(f"{name}_role" for name in text.split())


JOB_STATUSES = _words("new pending waiting running successful failed error canceled")
TEMPLATE_STATUSES: Values = (*JOB_STATUSES, "never updated", "ok", "missing", "none", "updating")
LAUNCH_TYPES = _words("manual relaunch callback scheduled dependency workflow webhook sync scm")

_OF_JOBS = {"status": JOB_STATUSES, "launch_type": LAUNCH_TYPES}
_OF_TEMPLATES = {"status": TEMPLATE_STATUSES}
_JOB_TYPE = {"job_type": _words("run check scan")}
_UPDATE_ALIASES = _words("current_update last_update last_update_failed last_updated")
_TEMPLATE_TYPES = _words(
    "inventory_source job_template project system_job_template workflow_job_template"
)


def _jobs(type_: str, **choices: Values) -> Resource:
    """Return a list of jobs, which AWX takes no names of in paths."""
    return Resource(f"{type_}s", named_urls=False, types=(type_,), choices={**_OF_JOBS, **choices})


def _templates(type_: str, roles: str = "", **more: t.Any) -> Resource:
    """Return a list of what runs jobs."""
    choices = {**_OF_TEMPLATES, **more.pop("choices", {})}
    return Resource(
        f"{type_}s", types=(type_,), choices=choices, object_roles=_roles(roles), **more
    )


RESOURCES: t.Mapping[str, Resource] = {
    each.name: each
    for each in (
        Resource(
            "activity_stream",
            choices={"operation": _words("create update delete associate disassociate")},
        ),
        _jobs("ad_hoc_command", **_JOB_TYPE),
        Resource("credentials", object_roles=_roles("admin use read")),
        Resource("execution_environments", relations=("default_environment",)),
        Resource("instance_groups", object_roles=_roles("admin use read")),
        Resource("instances", name_field="hostname"),
        Resource(
            "inventories",
            choices={"kind": ("", "smart", "constructed")},
            object_roles=_roles("admin update adhoc use read"),
            relations=("inventory",),
        ),
        _templates("inventory_source", filter_aliases=_UPDATE_ALIASES),
        _jobs("inventory_update"),
        _templates("job_template", "admin execute read", choices=_JOB_TYPE),
        _jobs("job", **_JOB_TYPE),
        Resource("notifications", choices={"status": _words("pending successful failed")}),
        Resource(
            "organizations",
            object_roles=_roles(
                "admin execute project_admin inventory_admin credential_admin workflow_admin"
                " notification_admin job_template_admin execution_environment_admin auditor member"
                " approval read"
            ),
        ),
        _jobs("project_update", **_JOB_TYPE),
        _templates("project", "admin use update read", filter_aliases=_UPDATE_ALIASES),
        Resource("schedules", named_urls=False),
        _templates("system_job_template", named_urls=False),
        _jobs("system_job"),
        Resource("teams", object_roles=_roles("admin member read")),
        Resource(
            "unified_job_templates", named_urls=False, types=_TEMPLATE_TYPES, choices=_OF_TEMPLATES
        ),
        Resource("unified_jobs", named_urls=False, types=tuple(JOB_TYPES), choices=_OF_JOBS),
        Resource("users", name_field="username", relations=_words("actor created_by modified_by")),
        _jobs("workflow_approval"),
        Resource("workflow_job_template_nodes", name_field="identifier"),
        _templates("workflow_job_template", "admin execute read approval"),
        _jobs("workflow_job"),
    )
}

# Relations that are named by a role, or not like their resource.
RESOURCE_OF_ROLE: t.Mapping[str, str] = {
    relation: each.name for each in RESOURCES.values() for relation in each.relations
}

# Columns that filters take of every resource although `OPTIONS` does not list them
# (docs/awx-api.md#aliases).
UNLISTED_FIELDS = frozenset({"pk", "polymorphic_ctype"})


def find(name: str) -> Resource:
    """Return the record of a resource; that of an ordinary one where there is none."""
    return RESOURCES.get(name) or Resource(name)


def of_path(path: str) -> Resource:
    """Return the resource that a path leads to: that of its last segment which is no id."""
    names = [segment for segment in path.split("/") if segment and not segment.isdigit()]
    return find(names[-1] if names else "")


def of_relation(relation: str) -> Resource:
    """Return the resource that a foreign key leads to, by its role or by its own name."""
    return find(RESOURCE_OF_ROLE.get(relation) or f"{relation.rstrip('s')}s")
