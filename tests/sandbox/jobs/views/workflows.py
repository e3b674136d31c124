# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Nodes of workflows, and the decisions that approvals wait for (docs/awx-api.md#workflows)."""

from __future__ import annotations

import json
import typing as t

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from tests.sandbox.awx.models import (
    UnifiedJobTemplate,
    WorkflowApproval,
    WorkflowApprovalTemplate,
    WorkflowJob,
    WorkflowJobNode,
    WorkflowJobTemplate,
    WorkflowJobTemplateNode,
    WorkflowJobTemplateNodeConditionLink,
)
from tests.sandbox.awx.models.workflows import OPERATORS, TRIGGERS
from tests.sandbox.awx.serializers import serialize
from tests.sandbox.awx.urls_of import url_of
from tests.sandbox.presentation import current

from ..scheduler import scheduler
from ..workflow_engine import decide_approval, vote
from .parents import CREATING, ParentView, Sublist


class WorkflowJobNodes(Sublist[WorkflowJob]):
    parent_model = WorkflowJob
    model = WorkflowJobNode
    relation = "workflow_job_nodes"
    ordering = ("id",)


class WorkflowJobTemplateNodes(Sublist[WorkflowJobTemplate]):
    parent_model = WorkflowJobTemplate
    model = WorkflowJobTemplateNode
    relation = "workflow_job_template_nodes"
    ordering = ("id",)
    http_method_names = CREATING

    def create(self, data: dict[str, t.Any]) -> Response:
        """Make a node of this workflow template."""
        return super().create(data | {"workflow_job_template": self.parent().pk})


class NodeLinks(Sublist[t.Any]):
    """The nodes that a node leads to by one kind of path."""

    def get_queryset(self) -> QuerySet:
        return getattr(self.parent(), self.relation).order_by("id")


class _TemplateNodeLinks(NodeLinks):
    parent_model = WorkflowJobTemplateNode
    model = WorkflowJobTemplateNode
    http_method_names = CREATING

    def create(self, data: dict[str, t.Any]) -> Response:
        """Link or unlink a node of the same workflow template; no cycles."""
        node = self.parent()
        if "id" not in data:
            return Response({"msg": "'id' field is missing."}, status=400)
        try:
            other = WorkflowJobTemplateNode.objects.get(pk=data["id"])
        except WorkflowJobTemplateNode.DoesNotExist as error:
            return Response({"detail": str(error)}, status=400)
        links = getattr(node, self.relation)
        if "disassociate" in data:
            links.remove(other)
        elif other.workflow_job_template_id != node.workflow_job_template_id or other == node:
            return Response({"Error": "Cannot associate self or another workflow's."}, status=400)
        elif _leads_to(other, node):
            return Response({"Error": "Cycle detected."}, status=400)
        else:
            problem = self.link(node, other, data)
            if problem:
                return Response(problem, status=400)
        return Response(status=204)

    def link(
        self, node: WorkflowJobTemplateNode, other: WorkflowJobTemplateNode, data: dict[str, t.Any]
    ) -> dict[str, list[str]]:
        """Link two nodes; gives what is wrong with the request, if anything is."""
        getattr(node, self.relation).add(other)
        return {}


_RELATIONS: t.Final = ("success_nodes", "failure_nodes", "always_nodes", "condition_nodes")


def _leads_to(start: WorkflowJobTemplateNode, goal: WorkflowJobTemplateNode) -> bool:
    seen, ahead = set(), [start]
    while ahead:
        node = ahead.pop()
        if node == goal:
            return True
        if node.pk not in seen:
            seen.add(node.pk)
            for relation in _RELATIONS:
                ahead += getattr(node, relation).all()
    return False


class TemplateSuccessNodes(_TemplateNodeLinks):
    relation = "success_nodes"


class TemplateFailureNodes(_TemplateNodeLinks):
    relation = "failure_nodes"


class TemplateAlwaysNodes(_TemplateNodeLinks):
    relation = "always_nodes"


class TemplateConditionNodes(_TemplateNodeLinks):
    """Links that are taken where the artifacts of the first node's job fit."""

    relation = "condition_nodes"

    def link(
        self, node: WorkflowJobTemplateNode, other: WorkflowJobTemplateNode, data: dict[str, t.Any]
    ) -> dict[str, list[str]]:
        """Link two nodes, or change the condition of their link."""
        expected = data.get("expected_value", "")
        condition = {
            "trigger": data.get("trigger") or "success",
            "artifact_key": data.get("artifact_key", ""),
            "operator": data.get("operator") or "eq",
            "expected_value": expected if isinstance(expected, str) else json.dumps(expected),
        }
        if not condition["artifact_key"]:
            problem = "A non-empty artifact_key is required for a conditional link."
            return {"artifact_key": [problem]}
        for name, choices in (("operator", OPERATORS), ("trigger", TRIGGERS)):
            valid = [choice for choice, _ in choices]
            if condition[name] not in valid:
                return {name: [f"Invalid {name}. Valid choices are: {', '.join(valid)}."]}
        WorkflowJobTemplateNodeConditionLink.objects.update_or_create(
            from_node=node, to_node=other, defaults=condition
        )
        return {}


class CreateApprovalTemplate(ParentView[WorkflowJobTemplateNode]):
    """Makes an approval and the node that waits for it one step."""

    parent_model = WorkflowJobTemplateNode

    def get(self, request: Request, pk: int) -> Response:
        self.parent()
        return Response({})

    def post(self, request: Request, pk: int) -> Response:
        node = self.parent()
        if not request.data.get("name"):
            return Response({"name": ["This field is required."]}, status=400)
        approval = WorkflowApprovalTemplate.objects.create(
            name=request.data["name"],
            description=request.data.get("description", ""),
            timeout=request.data.get("timeout", 0),
            required_approvals=request.data.get("required_approvals", 1),
            on_timeout=request.data.get("on_timeout", "deny"),
            context_template=request.data.get("context_template", ""),
            created_by=request.user,
            modified_by=request.user,
        )
        node.unified_job_template = UnifiedJobTemplate.objects.get(pk=approval.pk)
        node.save(update_fields=["unified_job_template"])
        body = serialize(approval, request=request)
        return Response(body, status=201, headers={"Location": url_of(approval)})


class _JobNodeLinks(NodeLinks):
    parent_model = WorkflowJobNode
    model = WorkflowJobNode


class JobSuccessNodes(_JobNodeLinks):
    relation = "success_nodes"


class JobFailureNodes(_JobNodeLinks):
    relation = "failure_nodes"


class JobAlwaysNodes(_JobNodeLinks):
    relation = "always_nodes"


class JobConditionNodes(_JobNodeLinks):
    relation = "condition_nodes"


class _Decide(ParentView[WorkflowApproval]):
    parent_model = WorkflowApproval
    actions = {"POST": "approve"}
    approved: t.ClassVar[bool]

    def get(self, request: Request, pk: int) -> Response:
        return Response({"job_explanation": self.parent().job_explanation})

    def post(self, request: Request, pk: int) -> Response:
        approval = self.parent()
        if approval.status != "pending":
            return Response(
                {"error": "This workflow step has already been approved or denied."}, status=400
            )
        if not current().ascender:
            decide_approval(approval, approved=self.approved, user=request.user)
        elif approval.votes.filter(user=request.user).exists():
            error = "You have already voted on this workflow step."
            return Response({"error": error}, status=400)
        else:
            comment = str(request.data.get("comment", ""))
            vote(approval, approved=self.approved, user=request.user, comment=comment)
        scheduler.wake()
        return Response(status=204)


class Approve(_Decide):
    approved = True


class Deny(_Decide):
    approved = False
