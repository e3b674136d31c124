# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The table of the API's resources: one record for each that differs from the others.

A resource without a record is an ordinary list: its path is its name, and its objects have an id
and a name. Another rule about a resource is another value here.
"""

from __future__ import annotations

import dataclasses
import typing as t

from .job_types import JOB_TYPES

Values = tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Resource:
    """A resource, by the first segment of its path.

    `root_name` is its key in the API's root, where that differs from the path. Objects are called
    by `name_field` (docs/awx-api.md#natural-keys), and have URLs with their name if they have
    `named_urls` (docs/awx-api.md#named-urls). `types` are the types
    of the objects that it lists. `choices` are the values of fields, where they have been the same
    for years in AWX, Automation Controller and Ascender, with the values of all of them; what
    grows, such as the sources of inventories, is left to the server. `object_roles` are the values
    of the filter `role_level`. `relations` are foreign keys that lead here, named by a role.
    `filter_aliases` are fields that filters take although `OPTIONS` does not list them as
    filterable. `use_instead` says what to query where servers do not have it, or not any more.
    """

    name: str
    root_name: str = ""
    name_field: str = "name"
    named_urls: bool = True
    types: Values = ()
    choices: t.Mapping[str, Values] = dataclasses.field(default_factory=dict)
    object_roles: Values = ()
    relations: Values = ()
    filter_aliases: Values = ()
    use_instead: str = ""

    @property
    def is_union(self) -> bool:
        """Whether it only lists objects whose own paths are elsewhere."""
        return len(self.types) > 1


JOB_STATUSES: Values = tuple("new pending waiting running successful failed error canceled".split())
TEMPLATE_STATUSES: Values = (*JOB_STATUSES, "never updated", "ok", "missing", "none", "updating")
LAUNCH_TYPES: Values = tuple(
    "manual relaunch callback scheduled dependency workflow webhook sync scm".split()
)

_OF_JOBS = {"status": JOB_STATUSES, "launch_type": LAUNCH_TYPES}
_OF_TEMPLATES = {"status": TEMPLATE_STATUSES}
_JOB_TYPE = {"job_type": ("run", "check", "scan")}
_UPDATE_ALIASES = ("current_update", "last_update", "last_update_failed", "last_updated")

RESOURCES: t.Mapping[str, Resource] = {
    each.name: each
    for each in (
        Resource(
            "activity_stream",
            choices={"operation": ("create", "update", "delete", "associate", "disassociate")},
        ),
        Resource(
            "ad_hoc_commands",
            named_urls=False,
            types=("ad_hoc_command",),
            choices={**_OF_JOBS, **_JOB_TYPE},
        ),
        Resource("constructed_inventories", root_name="constructed_inventory"),
        Resource("credentials", object_roles=("admin_role", "use_role", "read_role")),
        Resource("execution_environments", relations=("default_environment",)),
        Resource("instance_groups", object_roles=("admin_role", "use_role", "read_role")),
        Resource("instances", name_field="hostname"),
        Resource(
            "inventories",
            root_name="inventory",
            choices={"kind": ("", "smart", "constructed")},
            object_roles=("admin_role", "update_role", "adhoc_role", "use_role", "read_role"),
        ),
        Resource(
            "inventory_sources",
            types=("inventory_source",),
            choices=_OF_TEMPLATES,
            filter_aliases=_UPDATE_ALIASES,
        ),
        Resource(
            "inventory_updates", named_urls=False, types=("inventory_update",), choices=_OF_JOBS
        ),
        Resource(
            "job_templates",
            types=("job_template",),
            choices={**_OF_TEMPLATES, **_JOB_TYPE},
            object_roles=("admin_role", "execute_role", "read_role"),
        ),
        Resource("jobs", named_urls=False, types=("job",), choices={**_OF_JOBS, **_JOB_TYPE}),
        Resource("notifications", choices={"status": ("pending", "successful", "failed")}),
        Resource(
            "organizations",
            object_roles=(
                "admin_role",
                "execute_role",
                "project_admin_role",
                "inventory_admin_role",
                "credential_admin_role",
                "workflow_admin_role",
                "notification_admin_role",
                "job_template_admin_role",
                "execution_environment_admin_role",
                "auditor_role",
                "member_role",
                "approval_role",
                "read_role",
            ),
        ),
        Resource(
            "project_updates",
            named_urls=False,
            types=("project_update",),
            choices={**_OF_JOBS, **_JOB_TYPE},
        ),
        Resource(
            "projects",
            types=("project",),
            choices=_OF_TEMPLATES,
            object_roles=("admin_role", "use_role", "update_role", "read_role"),
            filter_aliases=_UPDATE_ALIASES,
        ),
        Resource("schedules", named_urls=False),
        Resource("service-index", root_name="service_index"),
        Resource(
            "system_job_templates",
            named_urls=False,
            types=("system_job_template",),
            choices=_OF_TEMPLATES,
        ),
        Resource("system_jobs", named_urls=False, types=("system_job",), choices=_OF_JOBS),
        Resource("teams", object_roles=("admin_role", "member_role", "read_role")),
        Resource(
            "unified_job_templates",
            named_urls=False,
            types=(
                *("inventory_source", "job_template", "project"),
                *("system_job_template", "workflow_job_template"),
            ),
            choices=_OF_TEMPLATES,
        ),
        Resource("unified_jobs", named_urls=False, types=tuple(JOB_TYPES), choices=_OF_JOBS),
        Resource("users", name_field="username", relations=("actor", "created_by", "modified_by")),
        Resource(
            "workflow_approvals", named_urls=False, types=("workflow_approval",), choices=_OF_JOBS
        ),
        Resource("workflow_job_template_nodes", name_field="identifier"),
        Resource(
            "workflow_job_templates",
            types=("workflow_job_template",),
            choices=_OF_TEMPLATES,
            object_roles=("admin_role", "execute_role", "read_role", "approval_role"),
        ),
        Resource("workflow_jobs", named_urls=False, types=("workflow_job",), choices=_OF_JOBS),
        # Names of old servers, of documentation, and of lists that are below an object only.
        Resource("ad_hoc_command_events", use_instead="use ad_hoc_commands/ID/events"),
        Resource(
            "authtoken",
            use_instead="it was the login of Tower before 3.3; tokens are created by awx_token",
        ),
        Resource("custom_inventory_scripts", use_instead="it was removed; see inventory_scripts"),
        Resource(
            "dashboard/graphs",
            use_instead="use dashboard/graphs/jobs or dashboard/graphs/inventory",
        ),
        Resource(
            "events",
            use_instead="use jobs/ID/job_events, or ID/events of other jobs, such as"
            " project_updates",
        ),
        Resource(
            "fact_versions",
            use_instead="it was removed; the facts of a host are hosts/ID/ansible_facts",
        ),
        Resource(
            "inventory_scripts",
            use_instead="it was removed; an inventory source of a project takes its place, whose"
            " source_path is the script: use inventory_sources",
        ),
        Resource("inventory_update_events", use_instead="use inventory_updates/ID/events"),
        Resource(
            "job_events", use_instead="events are listed by their job: use jobs/ID/job_events"
        ),
        Resource(
            "job_host_summaries",
            use_instead="summaries are listed by their job: use jobs/ID/job_host_summaries",
        ),
        Resource("notifiers", use_instead="it is called notification_templates"),
        Resource(
            "permissions",
            use_instead="it was removed; use roles, role_user_assignments or role_team_assignments",
        ),
        Resource("project_update_events", use_instead="use project_updates/ID/events"),
        Resource("stdout", use_instead="output is listed by its job: use jobs/ID/stdout"),
        Resource(
            "survey_spec",
            use_instead="a survey belongs to its template: use job_templates/ID/survey_spec",
        ),
        Resource("system_job_events", use_instead="use system_jobs/ID/events"),
    )
}

# Keys of the API's root whose path differs (docs/awx-api.md#root-map), and relations that are
# named by a role.
PATH_OF_ROOT_NAME: t.Mapping[str, str] = {
    each.root_name: each.name for each in RESOURCES.values() if each.root_name
}
RESOURCE_OF_ROLE: t.Mapping[str, str] = {
    relation: each.name for each in RESOURCES.values() for relation in each.relations
}

ALL_ROLES: Values = tuple(
    sorted({role for each in RESOURCES.values() for role in each.object_roles})
)

# The fields that tell the rows of any list apart, the first that a row has; settings have a URL.
IDENTITY_FIELDS: Values = ("id", "ansible_id", "url")

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
    name = RESOURCE_OF_ROLE.get(relation) or PATH_OF_ROOT_NAME.get(relation)
    return find(name or f"{relation.rstrip('s')}s")
