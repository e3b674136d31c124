# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Running workflow jobs: starts what the graph says is next, until nothing is left."""

from __future__ import annotations

import threading
import typing as t
from collections.abc import Callable

from django.db import connection
from django.utils import timezone

from tests.sandbox.awx.models import (
    InventorySource,
    JobTemplate,
    Project,
    SystemJobTemplate,
    UnifiedJob,
    WorkflowApproval,
    WorkflowApprovalTemplate,
    WorkflowApprovalVote,
    WorkflowJob,
    WorkflowJobNode,
    WorkflowJobTemplate,
)
from tests.sandbox.presentation import current

from . import automatic_artifacts, conditions, creation, graph
from .acceptance import accept_for_node
from .execution import begin, end
from .extra_vars import parse_extra_vars
from .run import Outcome


class WorkflowEngine:
    """One for all workflow jobs; it is told when to look again and keeps no state of its own."""

    def __init__(
        self,
        *,
        submit: Callable[[t.Any], None],
        cancel: Callable[[UnifiedJob], None],
        wake: Callable[[], None],
    ) -> None:
        self._submit = submit
        self._cancel = cancel
        self._wake = wake

    def advance(self, job_id: int, *, canceled: bool) -> bool:
        """Take the next steps of a workflow job; answers whether it is over."""
        job = WorkflowJob.objects.get(pk=job_id)
        if job.status == "pending" and not canceled:
            begin(job)
            job.refresh_from_db()
            if job.is_sliced_job and not job.workflow_job_nodes.exists():
                creation.create_slices(job)
        nodes = _graph(job)
        if canceled:
            return self._cancel_nodes(job, nodes)
        step = graph.next_step(nodes)
        while step.run or step.skip:
            WorkflowJobNode.objects.filter(pk__in=step.skip).update(do_not_run=True)
            for node in job.workflow_job_nodes.filter(pk__in=step.run):
                self._start(job, node)
            nodes = _graph(job)
            step = graph.next_step(nodes)
        if not graph.finished(nodes):
            return False
        end(job, _outcome(nodes), started=job.started)
        return True

    def _cancel_nodes(self, job: WorkflowJob, nodes: list[graph.Node]) -> bool:
        """Cancel what runs; the workflow job is canceled when all of it has ended."""
        job.workflow_job_nodes.filter(job=None).update(do_not_run=True)
        running = [node.id for node in nodes if node.status and node.outcome is None]
        for node in job.workflow_job_nodes.filter(pk__in=running).select_related("job"):
            if not node.job.cancel_flag:
                self._cancel(node.job.real_instance())
        if any(
            node.status and node.outcome is None for node in (_graph(job) if running else nodes)
        ):
            return False
        end(job, Outcome(status="canceled"), started=job.started)
        return True

    def _start(self, job: WorkflowJob, node: WorkflowJobNode) -> None:
        template = node.unified_job_template.real_instance()
        superseded = node.job
        spawned = _spawn(template, job=job, node=node)
        node.job = UnifiedJob.objects.get(pk=spawned.pk)
        if superseded is not None:
            node.retry_attempts += 1
            node.retried_jobs.add(superseded)
        node.save(update_fields=["job", "ancestor_artifacts", "retry_attempts"])
        if not isinstance(spawned, WorkflowApproval):
            self._submit(spawned)
        elif spawned.timeout:  # else it waits for somebody to decide
            expiry = threading.Timer(spawned.timeout, self._expire, args=(spawned.pk,))
            expiry.daemon = True
            expiry.start()

    def _expire(self, approval_id: int) -> None:
        approval = WorkflowApproval.objects.get(pk=approval_id)
        if approval.status == "pending":
            WorkflowApproval.objects.filter(pk=approval_id).update(timed_out=True)
            end(approval, _expired(approval), started=approval.started)
            self._wake()
        connection.close()


def _expired(approval: WorkflowApproval) -> Outcome:
    """How an approval ends that nobody gave in time."""
    named, seconds = f"The approval node {approval.name} ({approval.pk})", approval.timeout
    if current().ascender and approval.on_timeout == "approve":
        explanation = f"{named} was automatically approved after {seconds} seconds."
        return Outcome(status="successful", explanation=explanation)
    return Outcome(status="failed", explanation=f"{named} has expired after {seconds} seconds.")


def _spawn(template: t.Any, *, job: WorkflowJob, node: WorkflowJobNode) -> t.Any:
    user = job.created_by
    if isinstance(template, (JobTemplate, WorkflowJobTemplate)):
        node.ancestor_artifacts = _artifacts_above(node) | node.ancestor_artifacts
        given = _prompts_of_workflow(job) | creation.node_prompts(node)
        accepted = accept_for_node(template, given | {"extra_vars": node.extra_data})
        # Artifacts and the workflow's own variables need no prompt.
        told = {k: v for k, v in node.ancestor_artifacts.items() if k != "job_slice"}
        accepted["extra_vars"] = (
            accepted.get("extra_vars", {})
            | told
            | parse_extra_vars(job.extra_vars)
            | job.survey_passwords
        )
        if isinstance(template, WorkflowJobTemplate):
            return creation.create_workflow_job(
                template, accepted=accepted, user=user, launch_type="workflow"
            )
        if job.is_sliced_job:
            accepted["job_slice_count"] = job.workflow_job_nodes.count()
        return creation.create_job(
            template,
            accepted=accepted,
            user=user,
            launch_type="workflow",
            slice_number=node.ancestor_artifacts.get("job_slice", 0),
            may_slice=not job.is_sliced_job,
        )
    if isinstance(template, Project):
        return creation.create_project_update(template, user=user, launch_type="workflow")
    if isinstance(template, InventorySource):
        return creation.create_inventory_update(template, user=user, launch_type="workflow")
    if isinstance(template, SystemJobTemplate):
        return creation.create_system_job(template, extra_vars=node.extra_data, user=user)
    assert isinstance(template, WorkflowApprovalTemplate)
    return creation.create_approval(template, user=user)


def _prompts_of_workflow(job: WorkflowJob) -> dict[str, t.Any]:
    """What a workflow was given, its nodes' jobs are given too, where they ask for it."""
    given = {
        "inventory": job.inventory,
        "limit": job.limit,
        "scm_branch": job.scm_branch,
        "job_tags": job.job_tags,
        "skip_tags": job.skip_tags,
    }
    return {name: value for name, value in given.items() if value}


def _artifacts_above(node: WorkflowJobNode) -> dict[str, t.Any]:
    """The artifacts of the node's parents and, through them, of all before."""
    artifacts: dict[str, t.Any] = {}
    parents = (
        WorkflowJobNode.objects.filter(success_nodes=node)
        | WorkflowJobNode.objects.filter(failure_nodes=node)
        | WorkflowJobNode.objects.filter(always_nodes=node)
        | WorkflowJobNode.objects.filter(condition_nodes=node)
    )
    for parent in parents.distinct().order_by("pk"):
        artifacts = automatic_artifacts.merged(artifacts, _artifacts_of(parent))
    return artifacts


def _artifacts_of(node: WorkflowJobNode) -> dict[str, t.Any]:
    """What a node hands on: what it was given, and what its job has set."""
    own = getattr(node.job.real_instance(), "artifacts", {}) if node.job else {}
    return node.ancestor_artifacts | (own if isinstance(own, dict) else {})


def carry_over(node: WorkflowJobNode, *, to: WorkflowJobNode) -> None:
    """Let the node of a new run be one that was successful in the run before."""
    done = node.job is not None and node.job.status == "successful"
    if not done and not node.prior_run_succeeded:
        return
    to.prior_run_succeeded = True
    to.prior_run_elapsed = float(node.job.elapsed) if node.job else node.prior_run_elapsed
    to.ancestor_artifacts = _artifacts_of(node)
    to.save()


def _graph(job: WorkflowJob) -> list[graph.Node]:
    nodes = (
        job.workflow_job_nodes.order_by("pk")
        .select_related("job")
        .prefetch_related("success_nodes", "failure_nodes", "always_nodes", "condition_links_from")
    )
    return [
        graph.Node(
            id=node.pk,
            success_nodes=[child.pk for child in node.success_nodes.all()],
            failure_nodes=[child.pk for child in node.failure_nodes.all()],
            always_nodes=[child.pk for child in node.always_nodes.all()],
            conditions=_conditions(node),
            all_parents_must_converge=node.all_parents_must_converge,
            do_not_run=node.do_not_run,
            status=node.job.status if node.job else None,
            has_template=node.unified_job_template_id is not None,
            retry=node.retry_pending(),
            carried=node.prior_run_succeeded,
        )
        for node in nodes
    ]


def _conditions(node: WorkflowJobNode) -> list[graph.Condition]:
    links = list(node.condition_links_from.all())
    artifacts = _artifacts_of(node) if links else {}
    return [
        graph.Condition(
            child=link.to_node_id,
            trigger=link.trigger,
            met=conditions.is_met(artifacts, link.artifact_key, link.operator, link.expected_value),
        )
        for link in links
    ]


def _outcome(nodes: list[graph.Node]) -> Outcome:
    if not graph.failed_without_path(nodes):
        return Outcome(status="successful")
    return Outcome(
        status="failed",
        explanation="No error handling paths found, marking workflow as failed",
    )


def vote(approval: WorkflowApproval, *, approved: bool, user: t.Any, comment: str = "") -> None:
    """Write down what a user says; a denial decides at once, an approval when they are enough."""
    job = WorkflowJob.objects.filter(workflow_job_nodes__job=approval.pk).first()
    WorkflowApprovalVote.objects.create(
        workflow_approval=approval,
        user=user,
        vote="approve" if approved else "deny",
        comment=comment,
        workflow_approval_name=approval.name,
        workflow_job_id=job and job.pk,
        workflow_job_name=job.name if job else "",
        user_name=user.username,
    )
    if not approved or approval.approvals_received >= approval.required_approvals:
        decide_approval(approval, approved=approved, user=user)


def decide_approval(approval: WorkflowApproval, *, approved: bool, user: t.Any) -> None:
    """Approve or deny; the workflow goes on when the task manager looks again."""
    WorkflowApproval.objects.filter(pk=approval.pk).update(approved_or_denied_by=user)
    outcome = Outcome(status="successful") if approved else Outcome(status="failed")
    end(approval, outcome, started=approval.started)
    UnifiedJob.objects.filter(pk=approval.pk).update(modified=timezone.now())
