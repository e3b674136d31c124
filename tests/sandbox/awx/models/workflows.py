# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Workflow templates, their nodes, what became of them, and approvals."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone

from .foundation import Installed, Timed, ascender_only, prevent_search, type_of
from .schedules import SavedPrompts
from .templates import Survey, Webhook
from .unified import UnifiedJob, UnifiedJobTemplate

TRIGGERS = [("success", "On success"), ("failure", "On failure"), ("always", "Always")]
OPERATORS = [("eq", "Equals"), ("ne", "Not equals")]


class WorkflowJobTemplate(UnifiedJobTemplate, Survey, Webhook):
    extra_vars = prevent_search(models.TextField(blank=True, default=""))
    allow_simultaneous = models.BooleanField(default=False)
    inventory = models.ForeignKey(
        "Inventory",
        null=True,
        blank=True,
        default=None,
        on_delete=models.SET_NULL,
        related_name="%(class)ss",
    )
    limit = models.TextField(null=True, blank=True, default=None)
    scm_branch = models.CharField(max_length=1024, null=True, blank=True, default=None)
    job_tags = models.TextField(null=True, blank=True, default=None)
    skip_tags = models.TextField(null=True, blank=True, default=None)
    webhook_key = prevent_search(models.CharField(max_length=64, blank=True, default=""))
    ask_variables_on_launch = models.BooleanField(default=False)
    ask_inventory_on_launch = models.BooleanField(default=False)
    ask_scm_branch_on_launch = models.BooleanField(default=False)
    ask_limit_on_launch = models.BooleanField(default=False)
    ask_labels_on_launch = models.BooleanField(default=False)
    ask_skip_tags_on_launch = models.BooleanField(default=False)
    ask_tags_on_launch = models.BooleanField(default=False)
    notification_templates_approvals = models.ManyToManyField(
        "NotificationTemplate",
        blank=True,
        related_name="%(class)s_notification_templates_for_approvals",
    )

    class Meta:
        ordering = ("name",)


class WorkflowJob(UnifiedJob, Webhook):
    """Of a workflow template, or of a sliced job template (then ``job_template`` is set)."""

    workflow_job_template = models.ForeignKey(
        WorkflowJobTemplate,
        null=True,
        default=None,
        on_delete=models.SET_NULL,
        related_name="workflow_jobs",
    )
    job_template = models.ForeignKey(
        "JobTemplate",
        null=True,
        default=None,
        on_delete=models.SET_NULL,
        related_name="slice_workflow_jobs",
    )
    is_sliced_job = models.BooleanField(default=False)
    is_bulk_job = models.BooleanField(default=False)
    extra_vars = prevent_search(models.TextField(blank=True, default=""))
    survey_passwords = prevent_search(models.JSONField(blank=True, default=dict, editable=False))
    allow_simultaneous = models.BooleanField(default=False)
    inventory = models.ForeignKey(
        "Inventory",
        null=True,
        blank=True,
        default=None,
        on_delete=models.SET_NULL,
        related_name="%(class)ss",
    )
    limit = models.TextField(null=True, blank=True, default="")
    scm_branch = models.CharField(max_length=1024, null=True, blank=True, default="")
    job_tags = models.TextField(null=True, blank=True, default="")
    skip_tags = models.TextField(null=True, blank=True, default="")
    webhook_guid = models.CharField(max_length=128, blank=True, default="")

    class Meta:
        ordering = ("id",)


class WorkflowNode(Timed, SavedPrompts):
    """What a node of a template and a node of a job share."""

    unified_job_template = models.ForeignKey(
        UnifiedJobTemplate,
        null=True,
        blank=True,
        default=None,
        on_delete=models.SET_NULL,
        related_name="%(class)ss",
    )
    success_nodes = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="%(class)ss_success"
    )
    failure_nodes = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="%(class)ss_failure"
    )
    always_nodes = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="%(class)ss_always"
    )
    all_parents_must_converge = models.BooleanField(default=False)
    max_retries = ascender_only(
        models.PositiveIntegerField(default=0, validators=[MaxValueValidator(100)])
    )

    class Meta:
        abstract = True


class _InstalledNodes(Installed):
    by = "workflow_job_template__name"


def _condition_nodes(through: str) -> models.ManyToManyField:
    """The nodes that a node leads to where its artifacts are as the link wants them."""
    return ascender_only(
        models.ManyToManyField(
            "self",
            symmetrical=False,
            blank=True,
            through=through,
            through_fields=("from_node", "to_node"),
            related_name="%(class)ss_condition",
        )
    )


def _end_of_link(node: str, related_name: str) -> models.ForeignKey:
    return ascender_only(
        models.ForeignKey(node, on_delete=models.CASCADE, related_name=related_name)
    )


class ConditionLink(models.Model):
    """``trigger``: how the first node must have ended; ``expected_value`` is JSON, or text."""

    trigger = models.CharField(max_length=16, default="success", choices=TRIGGERS)
    artifact_key = models.CharField(max_length=512, default="")
    operator = models.CharField(max_length=16, default="eq", choices=OPERATORS)
    expected_value = models.TextField(default="")

    class Meta:
        abstract = True


class WorkflowJobTemplateNode(WorkflowNode):
    workflow_job_template = models.ForeignKey(
        WorkflowJobTemplate, on_delete=models.CASCADE, related_name="workflow_job_template_nodes"
    )
    identifier = models.CharField(max_length=512, blank=True)
    condition_nodes = _condition_nodes("WorkflowJobTemplateNodeConditionLink")

    objects = _InstalledNodes()

    class Meta:
        unique_together = [("identifier", "workflow_job_template")]

    def __str__(self) -> str:
        return self.identifier


class WorkflowJobTemplateNodeConditionLink(ConditionLink):
    from_node = _end_of_link("WorkflowJobTemplateNode", "condition_links_from")
    to_node = _end_of_link("WorkflowJobTemplateNode", "condition_links_to")

    class Meta:
        unique_together = [("from_node", "to_node")]


class WorkflowJobNode(WorkflowNode):
    """``job`` is what the node spawned, null as long as (or because) it did not run."""

    workflow_job = models.ForeignKey(
        WorkflowJob,
        null=True,
        default=None,
        on_delete=models.CASCADE,
        related_name="workflow_job_nodes",
    )
    job = models.OneToOneField(
        UnifiedJob,
        null=True,
        default=None,
        on_delete=models.SET_NULL,
        related_name="unified_job_node",
    )
    do_not_run = models.BooleanField(default=False)
    identifier = models.CharField(max_length=512, blank=True, default="")
    ancestor_artifacts = models.JSONField(blank=True, default=dict, editable=False)
    condition_nodes = _condition_nodes("WorkflowJobNodeConditionLink")
    # It was successful in the run before, so that no job is started for it in this one.
    prior_run_succeeded = ascender_only(models.BooleanField(default=False))
    prior_run_elapsed = ascender_only(models.FloatField(null=True, default=None, editable=False))
    retry_attempts = ascender_only(models.PositiveIntegerField(default=0, editable=False))
    retried_jobs = ascender_only(
        models.ManyToManyField(UnifiedJob, editable=False, related_name="retried_workflow_nodes")
    )

    def __str__(self) -> str:
        return self.identifier

    def retry_pending(self) -> bool:
        """Whether the failed job of the node will have another one after it."""
        return (
            self.job is not None
            and self.job.status in ("failed", "error")
            and self.unified_job_template_id is not None
            and self.retry_attempts < self.max_retries
            and self.job.real_type != "workflow_approval"
        )


class WorkflowJobNodeConditionLink(ConditionLink):
    from_node = _end_of_link("WorkflowJobNode", "condition_links_from")
    to_node = _end_of_link("WorkflowJobNode", "condition_links_to")

    class Meta:
        unique_together = [("from_node", "to_node")]


class Quorum(models.Model):
    """How many users must approve, and what happens when the time is over."""

    required_approvals = ascender_only(models.PositiveIntegerField(blank=True, default=1))
    on_timeout = ascender_only(
        models.CharField(
            max_length=7,
            blank=True,
            default="deny",
            choices=[("deny", "Deny"), ("approve", "Approve")],
        )
    )

    class Meta:
        abstract = True


class WorkflowApprovalTemplate(UnifiedJobTemplate, Quorum):
    timeout = models.IntegerField(blank=True, default=0)
    context_template = ascender_only(models.TextField(blank=True, default=""))

    class Meta:
        ordering = ("name",)


class WorkflowApproval(UnifiedJob, Quorum):
    workflow_approval_template = models.ForeignKey(
        WorkflowApprovalTemplate,
        null=True,
        default=None,
        on_delete=models.SET_NULL,
        related_name="approvals",
    )
    timeout = models.IntegerField(blank=True, default=0)
    timed_out = models.BooleanField(default=False)
    approval_expiration = models.DateTimeField(null=True, default=None, editable=False)
    approved_or_denied_by = models.ForeignKey(
        User, null=True, default=None, on_delete=models.SET_NULL, related_name="approvals+"
    )
    context_message = ascender_only(models.TextField(blank=True, default=""))

    class Meta:
        ordering = ("id",)

    @property
    def approvals_received(self) -> int:
        """How many users approve."""
        return self.votes.filter(vote="approve").values("user_name").distinct().count()


class WorkflowApprovalVote(models.Model):
    """What a user said to an approval; the names stay when the rest is deleted."""

    created = models.DateTimeField(default=timezone.now, editable=False)
    workflow_approval = ascender_only(
        models.ForeignKey(
            WorkflowApproval, null=True, on_delete=models.SET_NULL, related_name="votes"
        )
    )
    user = ascender_only(
        models.ForeignKey(
            User, null=True, on_delete=models.SET_NULL, related_name="workflow_approval_votes"
        )
    )
    vote = models.CharField(max_length=7, choices=[("approve", "Approve"), ("deny", "Deny")])
    comment = models.TextField(blank=True, default="")
    workflow_approval_name = models.CharField(max_length=512, blank=True, default="")
    workflow_job_id = models.PositiveIntegerField(null=True, default=None)
    workflow_job_name = models.CharField(max_length=512, blank=True, default="")
    user_name = models.CharField(max_length=255, blank=True, default="")

    class Meta:
        ordering = ("-id",)

    @property
    def type(self) -> str:
        return type_of(self)
