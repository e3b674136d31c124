# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Workflow templates, their nodes, what became of them, and approvals."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import models

from .foundation import Timed, prevent_search
from .schedules import SavedPrompts
from .templates import Survey, Webhook
from .unified import UnifiedJob, UnifiedJobTemplate


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

    class Meta:
        abstract = True


class WorkflowJobTemplateNode(WorkflowNode):
    workflow_job_template = models.ForeignKey(
        WorkflowJobTemplate, on_delete=models.CASCADE, related_name="workflow_job_template_nodes"
    )
    identifier = models.CharField(max_length=512, blank=True)

    class Meta:
        unique_together = [("identifier", "workflow_job_template")]

    def __str__(self) -> str:
        return self.identifier


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

    def __str__(self) -> str:
        return self.identifier


class WorkflowApprovalTemplate(UnifiedJobTemplate):
    timeout = models.IntegerField(blank=True, default=0)

    class Meta:
        ordering = ("name",)


class WorkflowApproval(UnifiedJob):
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

    class Meta:
        ordering = ("id",)
