# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects as JSON, and JSON as objects.

``serialize(obj, request=...)`` gives any object's details, ``serializer_for(model)`` the class.
"""

from __future__ import annotations

from typing import Any

from .base import ObjectSerializer, RelatedRows
from .credentials import (
    CredentialInputSourceSerializer,
    CredentialSerializer,
    CredentialTypeSerializer,
    ExecutionEnvironmentSerializer,
)
from .inventory import (
    GroupSerializer,
    HostSerializer,
    InventorySerializer,
    InventorySourceSerializer,
)
from .jobs import (
    AdHocCommandSerializer,
    InventoryUpdateSerializer,
    JobSerializer,
    ProjectUpdateSerializer,
    SystemJobSerializer,
    UnifiedJobSerializer,
    WorkflowApprovalSerializer,
    WorkflowApprovalVoteSerializer,
    WorkflowJobSerializer,
)
from .oauth import (
    ApplicationSerializer,
    TokenSerializer,
)
from .organization import (
    LabelSerializer,
    OrganizationSerializer,
    TeamSerializer,
    UserSerializer,
)
from .templates import (
    JobTemplateSerializer,
    ProjectSerializer,
    SystemJobTemplateSerializer,
    UnifiedJobTemplateSerializer,
)
from .thin import (
    ActivityStreamSerializer,
    HostMetricSerializer,
    HostMetricSummaryMonthlySerializer,
    InstanceGroupSerializer,
    InstanceSerializer,
    NotificationSerializer,
    NotificationTemplateSerializer,
    ReceptorAddressSerializer,
    RoleDefinitionSerializer,
    RoleSerializer,
    RoleTeamAssignmentSerializer,
    RoleUserAssignmentSerializer,
)
from .workflows import (
    ScheduleSerializer,
    WorkflowApprovalTemplateSerializer,
    WorkflowJobNodeSerializer,
    WorkflowJobTemplateNodeSerializer,
    WorkflowJobTemplateSerializer,
)

_SERIALIZERS: dict[type[Any], type[ObjectSerializer]] = {
    serializer.Meta.model: serializer
    for serializer in (
        ActivityStreamSerializer,
        AdHocCommandSerializer,
        ApplicationSerializer,
        CredentialInputSourceSerializer,
        CredentialSerializer,
        CredentialTypeSerializer,
        ExecutionEnvironmentSerializer,
        GroupSerializer,
        HostMetricSerializer,
        HostMetricSummaryMonthlySerializer,
        HostSerializer,
        InstanceGroupSerializer,
        InstanceSerializer,
        InventorySerializer,
        InventorySourceSerializer,
        InventoryUpdateSerializer,
        JobSerializer,
        JobTemplateSerializer,
        LabelSerializer,
        NotificationSerializer,
        NotificationTemplateSerializer,
        OrganizationSerializer,
        ProjectSerializer,
        ProjectUpdateSerializer,
        ReceptorAddressSerializer,
        RoleDefinitionSerializer,
        RoleSerializer,
        RoleTeamAssignmentSerializer,
        RoleUserAssignmentSerializer,
        ScheduleSerializer,
        SystemJobSerializer,
        SystemJobTemplateSerializer,
        TeamSerializer,
        TokenSerializer,
        UnifiedJobSerializer,
        UnifiedJobTemplateSerializer,
        UserSerializer,
        WorkflowApprovalSerializer,
        WorkflowApprovalTemplateSerializer,
        WorkflowApprovalVoteSerializer,
        WorkflowJobNodeSerializer,
        WorkflowJobSerializer,
        WorkflowJobTemplateNodeSerializer,
        WorkflowJobTemplateSerializer,
    )
}


def serializer_for(model: Any) -> type[ObjectSerializer]:
    """The serializer of a model. Raises KeyError for a model without one."""
    return _SERIALIZERS[model]


def serialize(obj: Any, *, request: Any, detail: bool = True) -> dict[str, Any]:
    """An object as the API shows it to the sender of a request."""
    context = {"request": request, "detail": detail, "related_rows": RelatedRows()}
    return serializer_for(type(obj))(obj, context=context).data
