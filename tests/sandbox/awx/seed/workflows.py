# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Workflow templates and their nodes."""

from __future__ import annotations

from typing import Any

from .. import models as m
from . import surveys
from .rows import BEGIN, make, named


def seed() -> None:
    approval = workflow(
        "Seed - Workflow approval",
        description="hello -> approval -> hello",
        survey_enabled=True,
        survey_spec=surveys.WHO,
        ask_variables_on_launch=True,
        ask_inventory_on_launch=True,
        ask_limit_on_launch=True,
    )
    question = make(m.WorkflowApprovalTemplate, "Seed - Approve me", description="please")
    first = node(approval, "first", named(m.JobTemplate, "Seed - No prompts"))
    decide = node(approval, "decide", question)
    last = node(approval, "last", named(m.JobTemplate, "Seed - No prompts"))
    first.success_nodes.add(decide)
    decide.success_nodes.add(last)

    plain = workflow(
        "Seed - Workflow plain",
        description="set_stats, fail -> on failure hello; always; no approval",
    )
    stats = node(plain, "stats", named(m.JobTemplate, "Seed - set_stats artifacts"))
    fail = node(plain, "fail", named(m.JobTemplate, "Seed - Failing playbook"))
    rescue = node(plain, "rescue", named(m.JobTemplate, "Seed - No prompts"))
    always = node(plain, "always", named(m.JobTemplate, "Seed - No prompts"))
    stats.success_nodes.add(fail)
    fail.failure_nodes.add(rescue)
    rescue.always_nodes.add(always)

    nested = workflow("Seed - Workflow nested", description="a workflow in a workflow")
    node(nested, "inner", plain)

    simulated = workflow(
        "Simulated - Workflow", description="two scripted jobs", allow_simultaneous=True
    )
    one = node(simulated, "one", named(m.JobTemplate, "Simulated - ok"))
    one.success_nodes.add(node(simulated, "two", named(m.JobTemplate, "Simulated - ok")))


def workflow(name: str, /, **values: Any) -> m.WorkflowJobTemplate:
    return make(
        m.WorkflowJobTemplate,
        name,
        organization=named(m.Organization, "Engineering"),
        status="never updated",
        **values,
    )


def node(
    workflow: m.WorkflowJobTemplate,
    identifier: str,
    template: m.UnifiedJobTemplate,
    **values: Any,
) -> m.WorkflowJobTemplateNode:
    return m.WorkflowJobTemplateNode.objects.create(
        workflow_job_template=workflow,
        identifier=identifier,
        unified_job_template=template,
        created=BEGIN,
        **values,
    )
