# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles each kind of object has, what they are called, and which include which."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class RoleName:
    """What the API shows of a role; ``{type}`` is the kind of object."""

    name: str
    description: str
    user_only: bool = False


ROLE_NAMES: dict[str, RoleName] = {
    "admin_role": RoleName(name="Admin", description="Can manage all aspects of the {type}"),
    "execute_role": RoleName(name="Execute", description="May run the {type}"),
    "project_admin_role": RoleName(
        name="Project Admin", description="Can manage all projects of the {type}"
    ),
    "inventory_admin_role": RoleName(
        name="Inventory Admin", description="Can manage all inventories of the {type}"
    ),
    "credential_admin_role": RoleName(
        name="Credential Admin", description="Can manage all credentials of the {type}"
    ),
    "workflow_admin_role": RoleName(
        name="Workflow Admin", description="Can manage all workflows of the {type}"
    ),
    "notification_admin_role": RoleName(
        name="Notification Admin", description="Can manage all notifications of the {type}"
    ),
    "job_template_admin_role": RoleName(
        name="Job Template Admin", description="Can manage all job templates of the {type}"
    ),
    "execution_environment_admin_role": RoleName(
        name="Execution Environment Admin",
        description="Can manage all execution environments of the {type}",
    ),
    "auditor_role": RoleName(name="Auditor", description="Can view all aspects of the {type}"),
    "member_role": RoleName(name="Member", description="User is a member of the {type}"),
    "update_role": RoleName(name="Update", description="May update the {type}"),
    "adhoc_role": RoleName(name="Ad Hoc", description="May run ad hoc commands on the {type}"),
    "use_role": RoleName(name="Use", description="Can use the {type} in a job template"),
    "approval_role": RoleName(
        name="Approve", description="Can approve or deny a workflow approval node"
    ),
    "read_role": RoleName(name="Read", description="May view settings for the {type}"),
    "system_administrator": RoleName(
        name="System Administrator", description="Can manage all aspects of the system"
    ),
    "system_auditor": RoleName(
        name="System Auditor", description="Can view all aspects of the system"
    ),
}
_SPECIAL = {
    ("organization", "admin_role"): RoleName(
        name="Admin", description="Can manage all aspects of the organization", user_only=True
    ),
    ("organization", "member_role"): RoleName(
        name="Member", description="User is a member of the organization", user_only=True
    ),
    ("organization", "execute_role"): RoleName(
        name="Execute", description="May run any executable resources in the organization"
    ),
    ("credential", "read_role"): RoleName(
        name="Read", description="May view settings for the credential"
    ),
}

# By type string, in the order the API lists them.
ROLES: dict[str, tuple[str, ...]] = {
    "organization": (
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
        "read_role",
        "approval_role",
    ),
    "team": ("admin_role", "member_role", "read_role"),
    "credential": ("admin_role", "use_role", "read_role"),
    "inventory": ("admin_role", "update_role", "adhoc_role", "use_role", "read_role"),
    "project": ("admin_role", "use_role", "update_role", "read_role"),
    "job_template": ("admin_role", "execute_role", "read_role"),
    "workflow_job_template": ("admin_role", "execute_role", "read_role", "approval_role"),
    "instance_group": ("admin_role", "use_role", "read_role"),
}

# A role of an organization and the roles it gives on the organization's objects, by type.
ORGANIZATION_GRANTS: dict[str, dict[str, tuple[str, ...]]] = {
    "admin_role": {name: roles for name, roles in ROLES.items() if name != "instance_group"},
    "execute_role": {
        "job_template": ("execute_role", "read_role"),
        "workflow_job_template": ("execute_role", "read_role"),
    },
    "project_admin_role": {"project": ROLES["project"]},
    "inventory_admin_role": {"inventory": ROLES["inventory"]},
    "credential_admin_role": {"credential": ROLES["credential"]},
    "workflow_admin_role": {"workflow_job_template": ROLES["workflow_job_template"]},
    "job_template_admin_role": {"job_template": ROLES["job_template"]},
    "auditor_role": {name: ("read_role",) for name in ROLES if name != "instance_group"},
    "approval_role": {"workflow_job_template": ("approval_role", "read_role")},
}


def describe(*, type_name: str, role_field: str) -> RoleName:
    """Name and description of a role of a kind of object."""
    role = _SPECIAL.get((type_name, role_field), ROLE_NAMES[role_field])
    kind = type_name.replace("_", " ")
    return RoleName(
        name=role.name, description=role.description.format(type=kind), user_only=role.user_only
    )


def giving(*, type_name: str, role_field: str) -> tuple[str, ...]:
    """The roles of an object that include a role of the same object: any gives read, admin all."""
    if role_field == "read_role":
        return ROLES[type_name]
    return (role_field, "admin_role")


def organization_roles_giving(*, type_name: str, role_field: str) -> tuple[str, ...]:
    """The roles of an organization that include a role of its objects."""
    return tuple(
        role
        for role, grants in ORGANIZATION_GRANTS.items()
        if role_field in grants.get(type_name, ())
    )
