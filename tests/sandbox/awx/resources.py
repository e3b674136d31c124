# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The URL space: every resource, what can be done with it, and its sublists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet

from . import models as m
from .urls_of import resource_of

READ = ("get", "head", "options")


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One list and its details. ``ordering`` is the view's own, after the model's."""

    model: type[Model]
    path: str = ""
    can_create: bool = False
    can_update: bool = False
    can_delete: bool = False
    has_list: bool = True
    has_detail: bool = True
    ordering: tuple[str, ...] = ()
    deprecated: bool = False

    @property
    def name(self) -> str:
        return self.path or resource_of(m.type_of(self.model))


def _writable(model: type[Model], **more: Any) -> Resource:
    return Resource(
        model=model, **({"can_create": True, "can_update": True, "can_delete": True} | more)
    )


RESOURCES: tuple[Resource, ...] = (
    Resource(model=m.Instance, can_create=True, can_update=True, ordering=("hostname",)),
    _writable(m.InstanceGroup),
    Resource(model=m.ReceptorAddress),
    _writable(m.Organization),
    _writable(m.User, path="users", ordering=("username",)),
    _writable(m.ExecutionEnvironment),
    _writable(m.Project),
    Resource(model=m.ProjectUpdate, can_delete=True),
    _writable(m.Team),
    _writable(m.Credential),
    _writable(m.CredentialType),
    _writable(m.CredentialInputSource),
    _writable(m.OAuth2Application),
    _writable(m.OAuth2AccessToken),
    _writable(m.Inventory),
    _writable(m.InventorySource),
    Resource(model=m.InventoryUpdate, can_delete=True),
    _writable(m.Group),
    _writable(m.Host),
    Resource(model=m.HostMetric),
    Resource(model=m.HostMetricSummaryMonthly, has_detail=False),
    _writable(m.JobTemplate),
    Resource(model=m.Job, can_delete=True),
    Resource(model=m.AdHocCommand, can_delete=True),
    Resource(model=m.SystemJobTemplate),
    Resource(model=m.SystemJob, can_delete=True),
    _writable(m.Schedule, ordering=("id",)),
    Resource(model=m.Role, deprecated=True),
    _writable(m.NotificationTemplate),
    Resource(model=m.Notification),
    _writable(m.Label, can_delete=False),
    Resource(model=m.UnifiedJobTemplate, has_detail=False),
    Resource(model=m.UnifiedJob, has_detail=False),
    Resource(model=m.ActivityStream),
    _writable(m.WorkflowJobTemplate),
    Resource(model=m.WorkflowJob, can_delete=True),
    Resource(model=m.WorkflowApproval, can_delete=True),
    Resource(model=m.WorkflowApprovalTemplate, has_list=False),
    Resource(model=m.WorkflowApprovalVote),
    _writable(m.WorkflowJobTemplateNode),
    Resource(model=m.WorkflowJobNode),
    _writable(m.RoleDefinition),
    _writable(m.RoleUserAssignment, can_update=False),
    _writable(m.RoleTeamAssignment, can_update=False),
)


@dataclass(frozen=True, kw_only=True)
class Sublist:
    """Rows below a parent.

    ``relation`` gives the manager of the parent's relation: rows can be attached. ``parent_key``
    names the row's foreign key: rows can be created, and detaching deletes.
    """

    parent: type[Model]
    name: str
    model: type[Model]
    rows: Callable[[Any], QuerySet]
    relation: Callable[[Any], Any] | None = None
    parent_key: str = ""
    can_create: bool = False
    ordering: tuple[str, ...] = ()


def _attached(
    parent: type[Model], name: str, model: type[Model], relation: str = "", **more: Any
) -> Sublist:
    """A many-to-many relation."""
    accessor = relation or name
    return Sublist(
        parent=parent,
        name=name,
        model=model,
        rows=lambda obj: getattr(obj, accessor).all(),
        relation=lambda obj: getattr(obj, accessor),
        **more,
    )


def _below(parent: type[Model], name: str, model: type[Model], key: str, **more: Any) -> Sublist:
    """The rows whose foreign key is the parent; read only unless ``parent_key`` is given."""
    return Sublist(
        parent=parent,
        name=name,
        model=model,
        rows=lambda obj: model._default_manager.filter(**{key: obj.pk}),
        **more,
    )


def role(obj: Any, name: str) -> m.Role:
    """A role of an object, made where it is missing."""
    found, _ = m.Role.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(type(obj)),
        object_id=obj.pk,
        role_field=name,
    )
    return found


def _members(parent: type[Model], name: str, role_field: str) -> Sublist:
    return Sublist(
        parent=parent,
        name=name,
        model=m.User,
        rows=lambda obj: role(obj, role_field).members.all(),
        relation=lambda obj: role(obj, role_field).members,
        ordering=("username",),
    )


def _with_role_of(user: m.User, model: type[Model], *roles: str) -> QuerySet:
    ids = m.Role.objects.filter(
        members=user,
        content_type=ContentType.objects.get_for_model(model),
        role_field__in=roles,
    ).values("object_id")
    return model._default_manager.filter(pk__in=ids)


def _ancestors(groups: QuerySet) -> set[int]:
    found = set(groups.values_list("pk", flat=True))
    while new := set(
        m.Group.objects.filter(children__in=found)
        .exclude(pk__in=found)
        .values_list("pk", flat=True)
    ):
        found |= new
    return found


def descendants(group: m.Group) -> set[int]:
    """A group and everything below it."""
    found = {group.pk}
    while new := set(
        m.Group.objects.filter(parents__in=found).exclude(pk__in=found).values_list("pk", flat=True)
    ):
        found |= new
    return found


def _object_roles(parent: type[Model]) -> Sublist:
    return Sublist(
        parent=parent,
        name="object_roles",
        model=m.Role,
        rows=lambda obj: m.Role.objects.filter(
            content_type=ContentType.objects.get_for_model(type(obj)), object_id=obj.pk
        ),
    )


def _access_list(parent: type[Model]) -> Sublist:
    def rows(obj: Any) -> QuerySet:
        if isinstance(obj, m.User):
            return m.User.objects.filter(pk=obj.pk)
        roles = m.Role.objects.filter(
            content_type=ContentType.objects.get_for_model(type(obj)), object_id=obj.pk
        )
        return (
            m.User.objects.filter(roles__in=roles) | m.User.objects.filter(is_superuser=True)
        ).distinct()

    return Sublist(parent=parent, name="access_list", model=m.User, rows=rows)


def _activity(parent: type[Model], relation: str = "") -> Sublist:
    name = relation or m.type_of(parent)
    return _below(parent, "activity_stream", m.ActivityStream, name)


_TRIGGERED = (
    m.Organization,
    m.Project,
    m.InventorySource,
    m.JobTemplate,
    m.SystemJobTemplate,
    m.WorkflowJobTemplate,
)

SUBLISTS: tuple[Sublist, ...] = (
    # instances
    _below(m.Instance, "receptor_addresses", m.ReceptorAddress, "instance"),
    _attached(m.Instance, "instance_groups", m.InstanceGroup, "rampart_groups"),
    Sublist(
        parent=m.Instance,
        name="jobs",
        model=m.UnifiedJob,
        rows=lambda obj: m.UnifiedJob.objects.filter(execution_node=obj.hostname),
    ),
    Sublist(
        parent=m.Instance,
        name="peers",
        model=m.ReceptorAddress,
        rows=lambda obj: m.ReceptorAddress.objects.none(),
    ),
    _attached(m.InstanceGroup, "instances", m.Instance),
    _below(m.InstanceGroup, "jobs", m.UnifiedJob, "instance_group"),
    # organizations
    _members(m.Organization, "users", "member_role"),
    _members(m.Organization, "admins", "admin_role"),
    _below(m.Organization, "teams", m.Team, "organization", parent_key="organization"),
    _below(m.Organization, "projects", m.Project, "organization", parent_key="organization"),
    _below(m.Organization, "inventories", m.Inventory, "organization"),
    _below(m.Organization, "job_templates", m.JobTemplate, "organization"),
    _below(
        m.Organization,
        "workflow_job_templates",
        m.WorkflowJobTemplate,
        "organization",
        parent_key="organization",
    ),
    _below(m.Organization, "credentials", m.Credential, "organization", parent_key="organization"),
    _below(
        m.Organization,
        "applications",
        m.OAuth2Application,
        "organization",
        parent_key="organization",
    ),
    _below(
        m.Organization,
        "execution_environments",
        m.ExecutionEnvironment,
        "organization",
        parent_key="organization",
    ),
    _below(m.Organization, "notification_templates", m.NotificationTemplate, "organization"),
    _attached(m.Organization, "instance_groups", m.InstanceGroup),
    _attached(m.Organization, "galaxy_credentials", m.Credential),
    # users and teams
    Sublist(
        parent=m.User,
        name="teams",
        model=m.Team,
        rows=lambda obj: _with_role_of(obj, m.Team, "member_role", "admin_role"),
    ),
    Sublist(
        parent=m.User,
        name="organizations",
        model=m.Organization,
        rows=lambda obj: _with_role_of(obj, m.Organization, "member_role"),
    ),
    Sublist(
        parent=m.User,
        name="admin_of_organizations",
        model=m.Organization,
        rows=lambda obj: _with_role_of(obj, m.Organization, "admin_role"),
    ),
    Sublist(
        parent=m.User,
        name="projects",
        model=m.Project,
        rows=lambda obj: _with_role_of(obj, m.Project, "admin_role", "use_role", "read_role"),
    ),
    Sublist(
        parent=m.User,
        name="credentials",
        model=m.Credential,
        rows=lambda obj: _with_role_of(obj, m.Credential, "admin_role", "use_role", "read_role"),
    ),
    _attached(m.User, "roles", m.Role),
    _activity(m.User, "user"),
    _members(m.Team, "users", "member_role"),
    _attached(m.Team, "roles", m.Role, "granted_roles"),
    Sublist(
        parent=m.Team,
        name="projects",
        model=m.Project,
        rows=lambda obj: m.Project.objects.filter(
            pk__in=obj.granted_roles.filter(
                content_type=ContentType.objects.get_for_model(m.Project)
            ).values("object_id")
        ),
    ),
    Sublist(
        parent=m.Team,
        name="credentials",
        model=m.Credential,
        rows=lambda obj: m.Credential.objects.filter(
            pk__in=obj.granted_roles.filter(
                content_type=ContentType.objects.get_for_model(m.Credential)
            ).values("object_id")
        ),
    ),
    _attached(m.Role, "users", m.User, "members"),
    _attached(m.Role, "teams", m.Team),
    # credentials
    _below(m.CredentialType, "credentials", m.Credential, "credential_type"),
    _below(m.Credential, "input_sources", m.CredentialInputSource, "target_credential"),
    Sublist(
        parent=m.Credential,
        name="owner_users",
        model=m.User,
        rows=lambda obj: role(obj, "admin_role").members.all(),
    ),
    Sublist(
        parent=m.Credential,
        name="owner_teams",
        model=m.Team,
        rows=lambda obj: role(obj, "admin_role").teams.all(),
    ),
    _below(
        m.ExecutionEnvironment,
        "unified_job_templates",
        m.UnifiedJobTemplate,
        "execution_environment",
    ),
    # inventories
    _below(m.Inventory, "hosts", m.Host, "inventory", parent_key="inventory"),
    _below(m.Inventory, "groups", m.Group, "inventory", parent_key="inventory"),
    Sublist(
        parent=m.Inventory,
        name="root_groups",
        model=m.Group,
        rows=lambda obj: m.Group.objects.filter(inventory=obj, parents=None),
        parent_key="inventory",
    ),
    _below(
        m.Inventory, "inventory_sources", m.InventorySource, "inventory", parent_key="inventory"
    ),
    _below(m.Inventory, "job_templates", m.JobTemplate, "inventory"),
    _below(m.Inventory, "ad_hoc_commands", m.AdHocCommand, "inventory"),
    _attached(m.Inventory, "labels", m.Label, can_create=True),
    _attached(m.Inventory, "instance_groups", m.InstanceGroup),
    _attached(m.Host, "groups", m.Group, can_create=True),
    Sublist(
        parent=m.Host,
        name="all_groups",
        model=m.Group,
        rows=lambda obj: m.Group.objects.filter(pk__in=_ancestors(obj.groups.all())),
    ),
    Sublist(
        parent=m.Host,
        name="inventory_sources",
        model=m.InventorySource,
        rows=lambda obj: obj.inventory_sources.all(),
    ),
    Sublist(
        parent=m.Host,
        name="smart_inventories",
        model=m.Inventory,
        rows=lambda obj: m.Inventory.objects.none(),
    ),
    Sublist(
        parent=m.Host,
        name="ad_hoc_commands",
        model=m.AdHocCommand,
        rows=lambda obj: m.AdHocCommand.objects.filter(hosts=obj).distinct(),
    ),
    _attached(m.Group, "hosts", m.Host),
    _attached(m.Group, "children", m.Group),
    Sublist(
        parent=m.Group,
        name="potential_children",
        model=m.Group,
        rows=lambda obj: m.Group.objects.filter(inventory=obj.inventory_id).exclude(
            pk__in=_ancestors(m.Group.objects.filter(pk=obj.pk)) | descendants(obj)
        ),
    ),
    Sublist(
        parent=m.Group,
        name="all_hosts",
        model=m.Host,
        rows=lambda obj: m.Host.objects.filter(groups__in=descendants(obj)).distinct(),
    ),
    Sublist(
        parent=m.Group,
        name="inventory_sources",
        model=m.InventorySource,
        rows=lambda obj: obj.inventory_sources.all(),
    ),
    Sublist(
        parent=m.Group,
        name="ad_hoc_commands",
        model=m.AdHocCommand,
        rows=lambda obj: m.AdHocCommand.objects.filter(inventory=obj.inventory_id),
    ),
    _below(
        m.InventorySource,
        "inventory_updates",
        m.InventoryUpdate,
        "inventory_source",
        ordering=("id",),
    ),
    Sublist(parent=m.InventorySource, name="hosts", model=m.Host, rows=lambda obj: obj.hosts.all()),
    Sublist(
        parent=m.InventorySource, name="groups", model=m.Group, rows=lambda obj: obj.groups.all()
    ),
    # projects
    _below(m.Project, "project_updates", m.ProjectUpdate, "project"),
    _below(m.Project, "scm_inventory_sources", m.InventorySource, "source_project"),
    Sublist(
        parent=m.Project,
        name="teams",
        model=m.Team,
        rows=lambda obj: m.Team.objects.filter(
            granted_roles__content_type=ContentType.objects.get_for_model(m.Project),
            granted_roles__object_id=obj.pk,
        ).distinct(),
    ),
    # job templates
    _below(m.JobTemplate, "jobs", m.Job, "job_template"),
    _below(m.JobTemplate, "slice_workflow_jobs", m.WorkflowJob, "job_template"),
    _attached(m.JobTemplate, "credentials", m.Credential, can_create=True),
    _attached(m.JobTemplate, "labels", m.Label, can_create=True),
    _attached(m.JobTemplate, "instance_groups", m.InstanceGroup),
    _below(m.SystemJobTemplate, "jobs", m.SystemJob, "system_job_template"),
    # workflows
    _below(m.WorkflowJobTemplate, "workflow_jobs", m.WorkflowJob, "workflow_job_template"),
    _attached(m.WorkflowJobTemplate, "labels", m.Label, can_create=True),
    _attached(m.WorkflowJobTemplate, "notification_templates_approvals", m.NotificationTemplate),
    _attached(m.Organization, "notification_templates_approvals", m.NotificationTemplate),
    _below(
        m.WorkflowApprovalTemplate, "approvals", m.WorkflowApproval, "workflow_approval_template"
    ),
    _below(m.WorkflowApproval, "votes", m.WorkflowApprovalVote, "workflow_approval"),
    _attached(m.InventorySource, "instance_groups", m.InstanceGroup),
    _below(m.ProjectUpdate, "scm_inventory_updates", m.InventoryUpdate, "source_project_update"),
    *(
        _attached(node, name, model)
        for node in (m.WorkflowJobTemplateNode, m.WorkflowJobNode)
        for name, model in (
            ("credentials", m.Credential),
            ("labels", m.Label),
            ("instance_groups", m.InstanceGroup),
        )
    ),
    # schedules, applications, notifications
    _attached(m.Schedule, "credentials", m.Credential),
    _attached(m.Schedule, "labels", m.Label),
    _attached(m.Schedule, "instance_groups", m.InstanceGroup),
    _below(m.Schedule, "jobs", m.UnifiedJob, "schedule"),
    _below(m.OAuth2Application, "tokens", m.OAuth2AccessToken, "application"),
    _below(m.NotificationTemplate, "notifications", m.Notification, "notification_template"),
    _below(m.RoleDefinition, "user_assignments", m.RoleUserAssignment, "role_definition"),
    _below(m.RoleDefinition, "team_assignments", m.RoleTeamAssignment, "role_definition"),
    *(
        _below(
            parent,
            "schedules",
            m.Schedule,
            "unified_job_template",
            parent_key="unified_job_template",
            ordering=("-next_run", "id"),
        )
        for parent in (
            m.JobTemplate,
            m.WorkflowJobTemplate,
            m.Project,
            m.InventorySource,
            m.SystemJobTemplate,
        )
    ),
    *(
        _attached(parent, f"notification_templates_{event}", m.NotificationTemplate)
        for parent in _TRIGGERED
        for event in ("started", "success", "error")
    ),
    *(
        _object_roles(parent)
        for parent in (
            m.Organization,
            m.Team,
            m.Credential,
            m.Inventory,
            m.Project,
            m.JobTemplate,
            m.WorkflowJobTemplate,
            m.InstanceGroup,
        )
    ),
    *(
        _access_list(parent)
        for parent in (
            m.Organization,
            m.User,
            m.Team,
            m.Credential,
            m.Inventory,
            m.Project,
            m.JobTemplate,
            m.WorkflowJobTemplate,
            m.InstanceGroup,
        )
    ),
    *(
        _activity(parent)
        for parent in (
            m.Organization,
            m.Team,
            m.Credential,
            m.CredentialType,
            m.Inventory,
            m.Host,
            m.Group,
            m.InventorySource,
            m.Project,
            m.JobTemplate,
            m.WorkflowJobTemplate,
            m.WorkflowJob,
            m.ExecutionEnvironment,
            m.OAuth2Application,
            m.OAuth2AccessToken,
        )
    ),
)
