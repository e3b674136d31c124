# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may do what.

- ``can(user, action, obj)``: may the user do it? Actions: ``read``, ``change``, ``delete``,
  ``start`` (launch, relaunch, update: the execute or update role), ``use`` (as a prompt of a
  launch), ``adhoc``, ``cancel``, ``approve``, ``schedule``, ``copy``.
- ``readable(user, model)``: the rows that the user may read, as a queryset.
- ``may_create(user, model, data)``: whether a POST with these validated values is allowed.
- ``accessible_ids(model, user, role)``: the ids on which the user has a role (``role_level=``).

A superuser may do everything, a system auditor may read everything. Everybody else has the roles
that they or their teams hold on an object, or on its organization (``role_names.py``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet

from . import models as m
from .role_names import ROLES, giving, organization_roles_giving


class Rights:
    """The roles of one user, read once for a request."""

    def __init__(self, user: Any) -> None:
        self.user_id = user.pk
        self.superuser = bool(user.is_superuser)
        self.auditor = _is_auditor(user)
        self._held: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._ids: dict[tuple[str, str], set[int]] = {}
        self._add(Q(members=user))
        teams = self.holding("team", "member_role") | self.holding("team", "admin_role")
        if teams:
            self._add(Q(teams__in=teams))

    def _add(self, roles: Q) -> None:
        rows = m.Role.objects.filter(roles, content_type__isnull=False)
        for ctype_id, pk, role in rows.values_list("content_type_id", "object_id", "role_field"):
            model = ContentType.objects.get_for_id(ctype_id).model_class()
            self._held[m.type_of(model), role].add(pk)

    def ids(self, model: type[Model], role: str, user: Any) -> set[int]:
        """Ids of the objects of a kind that has roles, on which the user has this one."""
        key = (m.type_of(model), role)
        if key not in self._ids:
            rows = model._default_manager.filter(_with_role(model, user, role))
            self._ids[key] = set(rows.values_list("pk", flat=True))
        return self._ids[key]

    def holding(self, type_name: str, *roles: str) -> set[int]:
        """Ids of the objects on which one of the roles is held directly or by a team."""
        found: set[int] = set()
        for role in roles:
            found |= self._held.get((type_name, role), set())
        return found

    @property
    def organizations(self) -> set[int]:
        return self.holding("organization", *ROLES["organization"])

    @property
    def administered(self) -> set[int]:
        return self.holding("organization", "admin_role")

    @property
    def audited(self) -> set[int]:
        return self.holding("organization", "admin_role", "auditor_role")


def _is_auditor(user: Any) -> bool:
    profile = getattr(user, "profile", None)
    return bool(profile and profile.is_system_auditor)


def rights_of(user: Any) -> Rights:
    """The rights of a user, kept with the user object (one per request)."""
    if not hasattr(user, "_rights"):
        user._rights = Rights(user)
    return user._rights


def has_role(model: type[Model], role: str) -> bool:
    return role in ROLES.get(m.type_of(model), ())


def _with_role(model: type[Model], user: Any, role: str) -> Q:
    """The condition for rows of a model on which the user has a role."""
    rights, type_name = rights_of(user), m.type_of(model)
    if rights.superuser or (rights.auditor and role == "read_role"):
        return Q()
    direct = rights.holding(type_name, *giving(type_name=type_name, role_field=role))
    organization_roles = organization_roles_giving(type_name=type_name, role_field=role)
    organizations = rights.holding("organization", *organization_roles)
    if model is m.Organization:
        return Q(pk__in=direct | organizations)
    query = Q(pk__in=direct)
    if any(field.name == "organization" for field in model._meta.get_fields()):
        query |= Q(organization__in=organizations)
    return query


def accessible_ids(model: type[Model], user: Any, role: str) -> QuerySet:
    """Ids of the objects on which the user has the role; superusers have all."""
    return model._default_manager.filter(_with_role(model, user, role)).values("pk")


def _readable_ids(user: Any, model: type[Model]) -> QuerySet:
    return readable(user, model).order_by().values("pk")


def _in_readable(relation: str, *models: str) -> Callable[[Any, Rights], Q]:
    """Rows whose relation may be read."""

    def condition(user: Any, rights: Rights) -> Q:
        query = Q()
        for name in models:
            query |= Q(**{f"{relation}__in": _readable_ids(user, getattr(m, name))})
        return query

    return condition


def _all(user: Any, rights: Rights) -> Q:
    return Q()


def _none(user: Any, rights: Rights) -> Q:
    return Q(pk__in=())


def _in_organization(user: Any, rights: Rights) -> Q:
    return Q(organization__in=rights.organizations)


def _run_of(relation: str, template: str) -> Callable[[Any, Rights], Q]:
    """Runs: those of readable templates, and all in an organization one administers or audits."""
    of_template = _in_readable(relation, template)

    def condition(user: Any, rights: Rights) -> Q:
        return of_template(user, rights) | Q(organization__in=rights.audited)

    return condition


def _users(user: Any, rights: Rights) -> Q:
    if rights.administered:
        return Q()
    member_ids = m.Role.objects.filter(
        content_type=ContentType.objects.get_for_model(m.Organization),
        object_id__in=rights.organizations,
        role_field__in=("member_role", "admin_role"),
    ).values("members")
    return Q(pk=rights.user_id) | Q(pk__in=member_ids)


def _unified(*names: str) -> Callable[[Any, Rights], Q]:
    def condition(user: Any, rights: Rights) -> Q:
        query = Q(pk__in=())
        for name in names:
            query |= Q(pk__in=_readable_ids(user, getattr(m, name)))
        return query

    return condition


def _workflow_jobs(user: Any, rights: Rights) -> Q:
    return (
        Q(workflow_job_template__in=_readable_ids(user, m.WorkflowJobTemplate))
        | Q(job_template__in=_readable_ids(user, m.JobTemplate))
        | Q(organization__in=rights.audited)
    )


_READ: dict[type[Model], Callable[[Any, Rights], Q]] = {
    User: _users,
    m.Label: _in_organization,
    m.ExecutionEnvironment: lambda user, rights: (
        Q(organization=None) | Q(organization__in=rights.organizations)
    ),
    m.CredentialType: _all,
    m.CredentialInputSource: _in_readable("target_credential", "Credential"),
    m.Instance: _none,
    m.ReceptorAddress: _none,
    m.Host: _in_readable("inventory", "Inventory"),
    m.Group: _in_readable("inventory", "Inventory"),
    m.InventorySource: _in_readable("inventory", "Inventory"),
    m.InventoryUpdate: _run_of("inventory", "Inventory"),
    m.ProjectUpdate: _run_of("project", "Project"),
    m.Job: _run_of("job_template", "JobTemplate"),
    m.AdHocCommand: _in_readable("inventory", "Inventory"),
    m.WorkflowJob: _workflow_jobs,
    m.WorkflowJobTemplateNode: _in_readable("workflow_job_template", "WorkflowJobTemplate"),
    m.WorkflowJobNode: _in_readable("workflow_job", "WorkflowJob"),
    m.WorkflowApprovalTemplate: _in_readable(
        "workflowjobtemplatenodes__workflow_job_template", "WorkflowJobTemplate"
    ),
    m.WorkflowApproval: _in_readable("unified_job_node__workflow_job", "WorkflowJob"),
    m.WorkflowApprovalVote: _in_readable("workflow_approval", "WorkflowApproval"),
    m.SystemJobTemplate: _none,
    m.SystemJob: _none,
    m.UnifiedJobTemplate: _unified(
        "JobTemplate", "WorkflowJobTemplate", "Project", "InventorySource"
    ),
    m.UnifiedJob: _unified(
        "Job", "WorkflowJob", "ProjectUpdate", "InventoryUpdate", "AdHocCommand", "WorkflowApproval"
    ),
    m.Schedule: _in_readable("unified_job_template", "UnifiedJobTemplate"),
    m.NotificationTemplate: lambda user, rights: Q(
        organization__in=rights.holding(
            "organization", "admin_role", "auditor_role", "notification_admin_role"
        )
    ),
    m.Notification: _in_readable("notification_template", "NotificationTemplate"),
    m.ActivityStream: lambda user, rights: Q(actor=user) | Q(user=user),
    m.JobEvent: _in_readable("job", "Job"),
    m.JobHostSummary: _in_readable("job", "Job"),
    m.ProjectUpdateEvent: _in_readable("project_update", "ProjectUpdate"),
    m.InventoryUpdateEvent: _in_readable("inventory_update", "InventoryUpdate"),
    m.AdHocCommandEvent: _in_readable("ad_hoc_command", "AdHocCommand"),
    m.SystemJobEvent: _none,
    m.Role: lambda user, rights: (
        Q(members=user)
        | Q(
            content_type=ContentType.objects.get_for_model(m.Organization),
            object_id__in=rights.administered,
        )
    ),
    m.RoleDefinition: _all,
    m.RoleUserAssignment: lambda user, rights: Q(user=user),
    m.RoleTeamAssignment: _in_readable("team", "Team"),
    m.OAuth2Application: _in_organization,
    m.OAuth2AccessToken: lambda user, rights: Q(user=user),
    m.HostMetric: _none,
    m.HostMetricSummaryMonthly: _none,
}


def readable(user: Any, model: type[Model]) -> QuerySet:
    """The rows of a model that the user may read."""
    rights = rights_of(user)
    rows = model._default_manager.all()
    if model is m.UnifiedJob:
        # An approval is a unified job, and no list of these shows it.
        rows = rows.filter(workflowapproval__isnull=True)
    if rights.superuser or (rights.auditor and model is not m.OAuth2AccessToken):
        return rows
    if m.type_of(model) in ROLES:
        return rows.filter(_with_role(model, user, "read_role"))
    condition = _READ[model](user, rights)
    rows = rows.filter(condition)
    return rows.distinct() if model in (m.ActivityStream, m.Role) else rows


def _has(user: Any, role: str, obj: Model | None) -> bool:
    return obj is not None and obj.pk in rights_of(user).ids(type(obj), role, user)


# The object whose admin decides over a change, where the object has no roles of its own.
_OWNER: dict[type[Model], str] = {
    m.Host: "inventory",
    m.Group: "inventory",
    m.InventorySource: "inventory",
    m.InventoryUpdate: "inventory",
    m.ProjectUpdate: "project",
    m.Job: "job_template",
    m.WorkflowJobTemplateNode: "workflow_job_template",
    m.WorkflowJob: "workflow_job_template",
    m.ExecutionEnvironment: "organization",
    m.NotificationTemplate: "organization",
    m.OAuth2Application: "organization",
    m.CredentialInputSource: "target_credential",
}


def _changes(user: Any, obj: Any) -> bool:
    if m.type_of(obj) in ROLES:
        return _has(user, "admin_role", obj)
    if isinstance(obj, User):
        return obj.pk == user.pk or bool(_organizations_of(obj) & rights_of(user).administered)
    if isinstance(obj, m.OAuth2AccessToken):
        return obj.user_id == user.pk
    if isinstance(obj, m.Label):
        return obj.organization_id in rights_of(user).organizations
    if isinstance(obj, m.Schedule):
        template = obj.unified_job_template.real_instance()
        return obj.created_by_id == user.pk or _changes(user, template)
    owner = _OWNER.get(type(obj))
    return owner is not None and _has(user, "admin_role", getattr(obj, owner))


def _organizations_of(user: User) -> set[int]:
    return set(
        m.Role.objects.filter(
            members=user, content_type=ContentType.objects.get_for_model(m.Organization)
        ).values_list("object_id", flat=True)
    )


def _deletes(user: Any, obj: Any) -> bool:
    if isinstance(obj, User) and obj.pk == user.pk:
        return False
    if isinstance(obj, m.UnifiedJob):
        return obj.organization_id in rights_of(user).administered
    return _changes(user, obj)


def _starts(user: Any, obj: Any) -> bool:
    if isinstance(obj, m.JobTemplate | m.WorkflowJobTemplate):
        return _has(user, "execute_role", obj)
    if isinstance(obj, m.Project):
        return _has(user, "update_role", obj)
    if isinstance(obj, m.InventorySource):
        return _has(user, "update_role", obj.inventory)
    if isinstance(obj, m.AdHocCommand):
        return _has(user, "adhoc_role", obj.inventory)
    if isinstance(obj, m.WorkflowJob):
        return _starts(user, obj.workflow_job_template or obj.job_template)
    if isinstance(obj, m.Job):
        return _starts(user, obj.job_template)
    if isinstance(obj, m.ProjectUpdate):
        return _starts(user, obj.project)
    if isinstance(obj, m.InventoryUpdate):
        return _starts(user, obj.inventory_source)
    return False


def _uses(user: Any, obj: Any) -> bool:
    if m.type_of(obj) in ("inventory", "credential", "project", "instance_group"):
        return _has(user, "use_role", obj)
    return readable(user, type(obj)).filter(pk=obj.pk).exists()


def _cancels(user: Any, obj: Any) -> bool:
    return obj.created_by_id == user.pk or _changes(user, obj)


def _approves(user: Any, obj: Any) -> bool:
    node = m.WorkflowJobNode.objects.filter(job_id=obj.pk).first()
    return node is not None and _has(user, "approval_role", node.workflow_job.workflow_job_template)


_ACTIONS: dict[str, Callable[[Any, Any], bool]] = {
    "read": lambda user, obj: readable(user, type(obj)).filter(pk=obj.pk).exists(),
    "change": _changes,
    "delete": _deletes,
    "start": _starts,
    "use": _uses,
    "adhoc": lambda user, obj: _has(user, "adhoc_role", obj),
    "cancel": _cancels,
    "approve": _approves,
    "schedule": _starts,
    "copy": _changes,
}


def can(user: Any, action: str, obj: Any) -> bool:
    """May the user do this to the object? Scopes of tokens are not looked at here."""
    if user is None or not user.is_authenticated:
        return False
    rights = rights_of(user)
    if rights.superuser:
        return True
    if rights.auditor and action == "read" and not isinstance(obj, m.OAuth2AccessToken):
        return True
    return _ACTIONS[action](user, obj)


# The role that a new object's relation must give its maker.
_CREATE: dict[type[Model], tuple[str, str]] = {
    m.Team: ("organization", "admin_role"),
    m.Inventory: ("organization", "inventory_admin_role"),
    m.Host: ("inventory", "admin_role"),
    m.Group: ("inventory", "admin_role"),
    m.InventorySource: ("inventory", "admin_role"),
    m.Project: ("organization", "project_admin_role"),
    m.JobTemplate: ("project", "use_role"),
    m.WorkflowJobTemplate: ("organization", "workflow_admin_role"),
    m.Credential: ("organization", "credential_admin_role"),
    m.Label: ("organization", "member_role"),
    m.OAuth2Application: ("organization", "admin_role"),
    m.ExecutionEnvironment: ("organization", "execution_environment_admin_role"),
    m.NotificationTemplate: ("organization", "notification_admin_role"),
    m.WorkflowJobTemplateNode: ("workflow_job_template", "admin_role"),
}


def may_create(user: Any, model: type[Model], data: dict[str, Any] | None) -> bool:
    """May the user POST this? ``data`` are validated values; None asks whether at all."""
    rights = rights_of(user)
    if rights.superuser or model is m.OAuth2AccessToken:
        return True
    if model is User:
        return bool(rights.administered)
    if data is None:
        return not rights.auditor
    if model is m.Credential and data.get("organization") is None:
        return True
    if model is m.Schedule:
        return _starts(user, data["unified_job_template"].real_instance())
    relation, role = _CREATE.get(model, ("", ""))
    return bool(relation) and _has(user, role, data.get(relation))
