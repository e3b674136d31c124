# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What came later: made last, so that everything else keeps its ids."""

from __future__ import annotations

from .. import models as m
from . import roles, templates
from .rows import make, named
from .workflows import node, workflow


def seed() -> None:
    _several_of_each()
    templates.simulated("flaky")
    _broken_source()
    _failing_workflow()
    _ascenders_workflows()
    roles.add_missing()


def _several_of_each() -> None:
    """A host in several groups, a template with several labels: an order by these repeats rows."""
    inventory = named(m.Inventory, "Seed Unreachable Inventory")
    here, gone = inventory.hosts.order_by("name").reverse()
    for name, host in (("back", here), ("front", here), ("spare", gone)):
        make(m.Group, name, inventory=inventory).hosts.add(host)
    inventory.update_computed_fields()
    template = named(m.JobTemplate, "Seed - Many credentials")
    template.labels.add(named(m.Label, "prod"), named(m.Label, "staging"))


def _broken_source() -> None:
    engineering = named(m.Organization, "Engineering")
    inventory = make(m.Inventory, "Seed Broken SCM Inventory", organization=engineering)
    make(
        m.InventorySource,
        "Seed Broken Source",
        inventory=inventory,
        organization=engineering,
        source="scm",
        source_path="inventories/broken.ini",
        source_project=named(m.Project, "Seed Git Project"),
        status="never updated",
    )
    inventory.update_computed_fields()


def _failing_workflow() -> None:
    failing = workflow(
        "Seed - Workflow failing",
        description="a job, a project and a source that fail, side by side",
        allow_simultaneous=True,
    )
    node(failing, "job", named(m.JobTemplate, "Simulated - fail"))
    node(failing, "project", named(m.Project, "Seed Broken Project"))
    node(failing, "source", named(m.InventorySource, "Seed Broken Source"))


def _ascenders_workflows() -> None:
    """A failure that is handled over a condition link, and one that is not; retries; a quorum."""
    # AWX hides them, and they are made as an AWX.
    condition = workflow("Seed - Workflow condition", allow_simultaneous=True)
    first = node(condition, "first", named(m.JobTemplate, "Simulated - fail"))
    handler = node(condition, "handler", named(m.JobTemplate, "Simulated - ok"))
    never = node(condition, "never", named(m.JobTemplate, "Simulated - ok"))
    handler.success_nodes.add(
        node(condition, "unhandled", named(m.JobTemplate, "Simulated - fail"))
    )
    for follower, value in ((handler, "true"), (never, "false")):
        m.WorkflowJobTemplateNodeConditionLink.objects.create(
            from_node=first,
            to_node=follower,
            trigger="failure",
            artifact_key="ascender_stats_failed",
            expected_value=value,
        )

    retries = workflow("Seed - Workflow retries", allow_simultaneous=True)
    node(retries, "flaky", named(m.JobTemplate, "Simulated - flaky"), max_retries=2)

    quorum = workflow("Seed - Workflow quorum", allow_simultaneous=True)
    question = make(m.WorkflowApprovalTemplate, "Seed - Two must approve", required_approvals=2)
    node(quorum, "decide", question)
