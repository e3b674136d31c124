# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables behind the API, with the names AWX gives them.

A filter path is a path of these names.

Conventions:

- Unified jobs and unified job templates are one table each, with a table per type beside it
  (multi-table inheritance): all ids are one sequence, and ``type=`` filters work. ``save()`` sets
  the type; ``real_instances(rows)`` turns rows of the common table into their types, in order.
- ``obj.type`` is the API's type string (``job``, ``workflow_job`` ...) of any model here.
- Times are UTC; ``created`` and ``modified`` are set by ``save()``.
- ``prevent_search(field)`` marks a column that the API refuses to filter on.
- Rights are rows of ``Role``; ask ``permissions.can(user, action, obj)``.
"""

from __future__ import annotations

from django.contrib.auth.models import User

from .activity import ActivityStream
from .credentials import Credential, CredentialInputSource, CredentialType
from .events import (
    AdHocCommandEvent,
    InventoryUpdateEvent,
    JobEvent,
    JobHostSummary,
    ProjectUpdateEvent,
    SystemJobEvent,
)
from .execution import ExecutionEnvironment, Instance, InstanceGroup, ReceptorAddress
from .foundation import is_there, prevent_search, type_of
from .inventory import Group, Host, Inventory
from .jobs import (
    AdHocCommand,
    InventoryUpdate,
    Job,
    JobLaunchConfig,
    ProjectUpdate,
    SystemJob,
)
from .metrics import HostMetric, HostMetricSummaryMonthly
from .notifications import Notification, NotificationTemplate
from .oauth import (
    OAuth2AccessToken,
    OAuth2Application,
    OAuth2Grant,
    OAuth2IDToken,
    OAuth2RefreshToken,
)
from .organization import Label, Organization, Profile, Team
from .roles import Role, RoleDefinition, RoleTeamAssignment, RoleUserAssignment
from .schedules import Schedule
from .server_settings import Setting
from .templates import InventorySource, JobTemplate, Project, SystemJobTemplate
from .unified import ACTIVE_STATUSES, FINAL_STATUSES, UnifiedJob, UnifiedJobTemplate, real_instances
from .workflows import (
    WorkflowApproval,
    WorkflowApprovalTemplate,
    WorkflowApprovalVote,
    WorkflowJob,
    WorkflowJobNode,
    WorkflowJobNodeConditionLink,
    WorkflowJobTemplate,
    WorkflowJobTemplateNode,
    WorkflowJobTemplateNodeConditionLink,
)

__all__ = [
    "ACTIVE_STATUSES",
    "FINAL_STATUSES",
    "ActivityStream",
    "AdHocCommand",
    "AdHocCommandEvent",
    "Credential",
    "CredentialInputSource",
    "CredentialType",
    "ExecutionEnvironment",
    "Group",
    "Host",
    "HostMetric",
    "HostMetricSummaryMonthly",
    "Instance",
    "InstanceGroup",
    "Inventory",
    "InventorySource",
    "InventoryUpdate",
    "InventoryUpdateEvent",
    "Job",
    "JobEvent",
    "JobHostSummary",
    "JobLaunchConfig",
    "JobTemplate",
    "Label",
    "Notification",
    "NotificationTemplate",
    "OAuth2AccessToken",
    "OAuth2Application",
    "OAuth2Grant",
    "OAuth2IDToken",
    "OAuth2RefreshToken",
    "Organization",
    "Profile",
    "Project",
    "ProjectUpdate",
    "ProjectUpdateEvent",
    "ReceptorAddress",
    "Role",
    "RoleDefinition",
    "RoleTeamAssignment",
    "RoleUserAssignment",
    "Schedule",
    "Setting",
    "SystemJob",
    "SystemJobEvent",
    "SystemJobTemplate",
    "Team",
    "UnifiedJob",
    "UnifiedJobTemplate",
    "User",
    "WorkflowApproval",
    "WorkflowApprovalTemplate",
    "WorkflowApprovalVote",
    "WorkflowJob",
    "WorkflowJobNode",
    "WorkflowJobNodeConditionLink",
    "WorkflowJobTemplate",
    "WorkflowJobTemplateNode",
    "WorkflowJobTemplateNodeConditionLink",
    "is_there",
    "prevent_search",
    "real_instances",
    "type_of",
]
