# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What runs: jobs, project and inventory updates, ad hoc commands, system jobs."""

from __future__ import annotations

from django.db import models

from .foundation import (
    JOB_TYPES,
    VERBOSITIES,
    WEBHOOK_SERVICES,
    ascender_only,
    awx_only,
    prevent_search,
)
from .templates import (
    InventorySource,
    InventorySourceOptions,
    JobOptions,
    JobTemplate,
    Project,
    ProjectOptions,
    SystemJobTemplate,
    Webhook,
)
from .unified import UnifiedJob


class Job(UnifiedJob, JobOptions, Webhook):
    job_type = models.CharField(
        max_length=64, choices=[*JOB_TYPES, ("scan", "Scan")], default="run"
    )
    job_template = models.ForeignKey(
        JobTemplate,
        null=True,
        default=None,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="jobs",
    )
    hosts = models.ManyToManyField(
        "Host",
        through="JobHostSummary",
        through_fields=("job", "host"),
        editable=False,
        related_name="jobs",
    )
    artifacts = models.JSONField(blank=True, default=dict, editable=False)
    scm_revision = models.CharField(max_length=1024, blank=True, default="", editable=False)
    project_update = models.ForeignKey(
        "ProjectUpdate", null=True, default=None, editable=False, on_delete=models.SET_NULL
    )
    job_slice_number = models.PositiveIntegerField(blank=True, default=0, editable=False)
    webhook_guid = models.CharField(max_length=128, blank=True, default="")
    survey_passwords = prevent_search(models.JSONField(blank=True, default=dict, editable=False))
    custom_virtualenv = awx_only(
        models.CharField(max_length=100, blank=True, null=True, default=None)
    )

    class Meta:
        ordering = ("id",)


class JobLaunchConfig(models.Model):
    """The prompts a job was launched with; a relaunch uses them again."""

    job = models.OneToOneField(UnifiedJob, on_delete=models.CASCADE, related_name="launch_config")
    prompts = prevent_search(models.JSONField(blank=True, default=dict))


class ProjectUpdate(UnifiedJob, ProjectOptions):
    project = models.ForeignKey(
        Project, editable=False, on_delete=models.CASCADE, related_name="project_updates"
    )
    job_type = models.CharField(max_length=64, choices=JOB_TYPES, default="check")
    job_tags = models.CharField(max_length=1024, blank=True, default="")
    scm_revision = models.CharField(max_length=1024, blank=True, default="", editable=False)
    webhook_service = ascender_only(
        models.CharField(max_length=16, blank=True, choices=WEBHOOK_SERVICES)
    )
    webhook_guid = ascender_only(models.CharField(max_length=128, blank=True, default=""))

    class Meta:
        ordering = ("id",)


class InventoryUpdate(UnifiedJob, InventorySourceOptions):
    inventory = models.ForeignKey(
        "Inventory",
        null=True,
        default=None,
        on_delete=models.CASCADE,
        related_name="inventory_updates",
    )
    inventory_source = models.ForeignKey(
        InventorySource, editable=False, on_delete=models.CASCADE, related_name="inventory_updates"
    )
    license_error = models.BooleanField(default=False, editable=False)
    org_host_limit_error = models.BooleanField(default=False, editable=False)
    source_project_update = models.ForeignKey(
        ProjectUpdate,
        null=True,
        default=None,
        on_delete=models.CASCADE,
        related_name="scm_inventory_updates",
    )
    scm_revision = models.CharField(max_length=1024, blank=True, default="", editable=False)

    class Meta:
        ordering = ("inventory", "name")


class AdHocCommand(UnifiedJob):
    job_type = models.CharField(max_length=64, choices=JOB_TYPES, default="run")
    inventory = models.ForeignKey(
        "Inventory", null=True, on_delete=models.SET_NULL, related_name="ad_hoc_commands"
    )
    limit = models.TextField(blank=True, default="")
    credential = models.ForeignKey(
        "Credential",
        null=True,
        default=None,
        on_delete=models.SET_NULL,
        related_name="ad_hoc_commands",
    )
    module_name = models.CharField(max_length=1024, blank=True, default="")
    module_args = models.TextField(blank=True, default="")
    forks = models.PositiveIntegerField(blank=True, default=0)
    verbosity = models.PositiveIntegerField(blank=True, default=0, choices=VERBOSITIES)
    extra_vars = prevent_search(models.TextField(blank=True, default=""))
    become_enabled = models.BooleanField(default=False)
    diff_mode = models.BooleanField(default=False)
    hosts = models.ManyToManyField(
        "Host", through="AdHocCommandEvent", editable=False, related_name="ad_hoc_commands"
    )

    class Meta:
        ordering = ("id",)


class SystemJob(UnifiedJob):
    system_job_template = models.ForeignKey(
        SystemJobTemplate,
        null=True,
        default=None,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="jobs",
    )
    job_type = models.CharField(max_length=32, blank=True, default="")
    extra_vars = prevent_search(models.TextField(blank=True, default=""))
    result_stdout = models.TextField(blank=True, default="", editable=False)

    class Meta:
        ordering = ("id",)
