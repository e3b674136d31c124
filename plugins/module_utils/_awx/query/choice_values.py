# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The values of choice fields that are the same on every server, and filters by other values.

AWX answers a filter by a value that its field cannot have with an empty list, or with the rows of
the other values in a list, so a misspelt one looks like an answer. Only fields whose choices have
been the same for years in all of AWX, Automation Controller and Ascender are here, with the values
of all of them; those that grow, such as the sources of inventories, are left to the server.
"""

from __future__ import annotations

import typing as t

from ..common.errors import ConfigurationError
from ..common.suggestions import did_you_mean
from .filters import Condition, Filters, lookup_of, split_prefix

_Values = tuple[str, ...]

_JOB_STATUSES: _Values = tuple(
    "new pending waiting running successful failed error canceled".split()
)
_TEMPLATE_STATUSES: _Values = (
    *_JOB_STATUSES,
    "never updated",
    "ok",
    "missing",
    "none",
    "updating",
)
_LAUNCH_TYPES: _Values = tuple(
    "manual relaunch callback scheduled dependency workflow webhook sync scm".split()
)
_RUN_OR_CHECK: _Values = ("run", "check", "scan")

# Lists of one type of objects, and the type; sublists of the same name may hold others.
_TYPE_OF_LIST: t.Mapping[str, str] = {
    "ad_hoc_commands": "ad_hoc_command",
    "inventory_sources": "inventory_source",
    "inventory_updates": "inventory_update",
    "job_templates": "job_template",
    "jobs": "job",
    "project_updates": "project_update",
    "projects": "project",
    "system_job_templates": "system_job_template",
    "system_jobs": "system_job",
    "workflow_approvals": "workflow_approval",
    "workflow_job_templates": "workflow_job_template",
    "workflow_jobs": "workflow_job",
}
_TYPES: t.Mapping[str, _Values] = {
    **{resource: (name,) for resource, name in _TYPE_OF_LIST.items()},
    "unified_jobs": tuple(
        "ad_hoc_command inventory_update job project_update system_job workflow_job".split()
    ),
    "unified_job_templates": tuple(
        "inventory_source job_template project system_job_template workflow_job_template".split()
    ),
}

_OF_JOBS: t.Mapping[str, _Values] = {"status": _JOB_STATUSES, "launch_type": _LAUNCH_TYPES}
_OF_TEMPLATES: t.Mapping[str, _Values] = {"status": _TEMPLATE_STATUSES}
_CHOICES: t.Mapping[str, t.Mapping[str, _Values]] = {
    "activity_stream": {"operation": ("create", "update", "delete", "associate", "disassociate")},
    "ad_hoc_commands": {**_OF_JOBS, "job_type": _RUN_OR_CHECK},
    "inventories": {"kind": ("", "smart", "constructed")},
    "inventory_sources": _OF_TEMPLATES,
    "inventory_updates": _OF_JOBS,
    "job_templates": {**_OF_TEMPLATES, "job_type": _RUN_OR_CHECK},
    "jobs": {**_OF_JOBS, "job_type": _RUN_OR_CHECK},
    "notifications": {"status": ("pending", "successful", "failed")},
    "project_updates": {**_OF_JOBS, "job_type": _RUN_OR_CHECK},
    "projects": _OF_TEMPLATES,
    "system_job_templates": _OF_TEMPLATES,
    "system_jobs": _OF_JOBS,
    "unified_job_templates": _OF_TEMPLATES,
    "unified_jobs": _OF_JOBS,
    "workflow_approvals": _OF_JOBS,
    "workflow_job_templates": _OF_TEMPLATES,
    "workflow_jobs": _OF_JOBS,
}
# Fields of whatever a relation leads to.
_BEHIND_RELATIONS: t.Mapping[str, _Values] = {
    "status": _TEMPLATE_STATUSES,
    "launch_type": _LAUNCH_TYPES,
}

# The roles that objects have; `role_level` takes the name of one of them.
_OF_TEMPLATE_ROLES: _Values = ("admin_role", "execute_role", "read_role")
_ROLES: t.Mapping[str, _Values] = {
    "credentials": ("admin_role", "use_role", "read_role"),
    "instance_groups": ("admin_role", "use_role", "read_role"),
    "inventories": ("admin_role", "update_role", "adhoc_role", "use_role", "read_role"),
    "job_templates": _OF_TEMPLATE_ROLES,
    "organizations": (
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
    "projects": ("admin_role", "use_role", "update_role", "read_role"),
    "teams": ("admin_role", "member_role", "read_role"),
    "workflow_job_templates": (*_OF_TEMPLATE_ROLES, "approval_role"),
}
_ANY_ROLE: _Values = tuple(sorted({role for roles in _ROLES.values() for role in roles}))


def refuse_unknown(path: str, filters: Filters) -> None:
    """Refuse filters by values that the fields of the list at `path` cannot have.

    Raises:
        ConfigurationError: there is one; the message names the nearest that they can have.
    """
    segments = path.strip("/").split("/")
    for condition in filters.conditions:
        _check(condition, segments)


def has_roles(path: str) -> bool:
    """Whether it is known which roles the objects of the list at `path` have."""
    return path.strip("/").split("/")[-1] in _ROLES


def _check(condition: Condition, segments: t.Sequence[str]) -> None:
    prefix, key = split_prefix(condition.key)
    lookup = lookup_of(key)
    if key.removesuffix(f"__{lookup}") == "role_level" and (prefix or key != "role_level"):
        raise ConfigurationError(
            f"the filter '{condition.key}' cannot be asked: role_level takes the name of one role,"
            " and stands outside of or, not and chain"
        )
    if lookup not in ("exact", "iexact", "in") or key.endswith("__int"):
        return
    field = key.removesuffix(f"__{lookup}")
    known = _known(field, segments)
    # A query string has several types in one text.
    values = condition.pair[1].split(",") if condition.key == "type" else condition.values
    for value in values if known else ():
        if (value.lower() if lookup == "iexact" else value) not in known:
            raise ConfigurationError(
                f"{segments[-1]} has no {field} '{value}', so that a filter by it matches nothing."
                f" {_advice(field, value, known)}"
            )


def _advice(field: str, value: str, known: _Values) -> str:
    for resource, name in _TYPE_OF_LIST.items():
        if field == "type" and name == value:
            return f"Objects of that type are listed by {resource}."
    return did_you_mean(value, known)


def _known(field: str, segments: t.Sequence[str]) -> _Values:
    """Return the values that a field can have; () where that is not known."""
    if field == "role_level":
        return _ROLES.get(segments[-1], _ANY_ROLE)
    if field == "type":
        return _TYPES.get(segments[0], ()) if len(segments) == 1 else ()
    *relations, name = field.split("__")
    if relations:
        return _BEHIND_RELATIONS.get(name, ())
    return _CHOICES.get(segments[-1], {}).get(name, ())
