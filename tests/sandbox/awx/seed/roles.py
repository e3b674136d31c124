# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles of every object, and who holds some of them."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from .. import models as m
from ..role_names import ROLES
from .rows import admin, named

_DEFINITIONS = (
    ("Organization Member", "shared.organization", ["member_organization", "view_organization"]),
    ("Organization Admin", "shared.organization", ["change_organization", "view_organization"]),
    ("JobTemplate Execute", "awx.jobtemplate", ["execute_jobtemplate", "view_jobtemplate"]),
    ("JobTemplate Admin", "awx.jobtemplate", ["change_jobtemplate", "view_jobtemplate"]),
    ("Credential Admin", "awx.credential", ["change_credential", "view_credential"]),
)
_MODELS = {
    "organization": m.Organization,
    "team": m.Team,
    "credential": m.Credential,
    "inventory": m.Inventory,
    "project": m.Project,
    "job_template": m.JobTemplate,
    "workflow_job_template": m.WorkflowJobTemplate,
    "instance_group": m.InstanceGroup,
}
# What ``operator`` may launch.
OPERATED = ("Seed - No prompts", "Seed - Survey all types", "Demo - Deploy", "Simulated - ok")


def seed() -> None:
    add_missing()
    for name in ("system_administrator", "system_auditor"):
        m.Role.objects.create(role_field=name, singleton_name=name)
    _grants()
    _definitions()


def add_missing() -> None:
    """Give every object its roles that has none yet."""
    for type_name, model in _MODELS.items():
        ctype = ContentType.objects.get_for_model(model)
        have = m.Role.objects.filter(content_type=ctype).values("object_id")
        without = model._base_manager.exclude(pk__in=have).order_by("pk")
        m.Role.objects.bulk_create(
            m.Role(content_type=ctype, object_id=pk, role_field=name)
            for pk in without.values_list("pk", flat=True)
            for name in ROLES[type_name]
        )


def role(obj: Model, name: str) -> m.Role:
    return m.Role.objects.get(
        content_type=ContentType.objects.get_for_model(type(obj)),
        object_id=obj.pk,
        role_field=name,
    )


def _grants() -> None:
    def user(name: str) -> m.User:
        return m.User.objects.get(username=name)

    engineering = named(m.Organization, "Engineering")
    role(engineering, "admin_role").members.add(user("org-admin"))
    role(engineering, "member_role").members.add(
        user("operator"), *m.User.objects.filter(username__in=("kimlee", "alice", "bob"))
    )
    operations = named(m.Organization, "Operations")
    role(operations, "member_role").members.add(
        *m.User.objects.filter(username__in=("carol", "dave"))
    )
    for name in OPERATED:
        role(named(m.JobTemplate, name), "execute_role").members.add(user("operator"))
    workflow = named(m.WorkflowJobTemplate, "Simulated - Workflow")
    role(workflow, "execute_role").members.add(user("operator"))
    team = named(m.Team, "Web Operators")
    role(team, "member_role").members.add(user("kimlee"), user("operator"))
    limited = named(m.JobTemplate, "Seed - ask_limit_on_launch")
    role(limited, "execute_role").teams.add(team)
    role(named(m.Team, "Inventory Keepers"), "member_role").members.add(user("alice"))


def _definitions() -> None:
    for name, content_type, permissions in _DEFINITIONS:
        app = content_type.partition(".")[0]
        m.RoleDefinition.objects.create(
            name=name,
            description=f"{name} of a single object",
            managed=True,
            content_type=content_type,
            permissions=[f"{app}.{permission}" for permission in permissions],
        )
    execute = m.RoleDefinition.objects.get(name="JobTemplate Execute")
    template = named(m.JobTemplate, "Seed - No prompts")
    m.RoleUserAssignment.objects.create(
        role_definition=execute,
        content_type="awx.jobtemplate",
        object_id=str(template.pk),
        user=m.User.objects.get(username="operator"),
        created_by=admin(),
    )
    limited = named(m.JobTemplate, "Seed - ask_limit_on_launch")
    m.RoleTeamAssignment.objects.create(
        role_definition=execute,
        content_type="awx.jobtemplate",
        object_id=str(limited.pk),
        team=named(m.Team, "Web Operators"),
        created_by=admin(),
    )
