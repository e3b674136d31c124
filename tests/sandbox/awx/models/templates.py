# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects, inventory sources, job templates and system job templates."""

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
from .unified import UnifiedJobTemplate


class ProjectOptions(models.Model):
    """What a project and an update of it share."""

    local_path = models.CharField(max_length=1024, blank=True, default="")
    scm_type = models.CharField(
        max_length=8,
        blank=True,
        default="",
        choices=[
            ("", "Manual"),
            ("git", "Git"),
            ("svn", "Subversion"),
            ("insights", "Red Hat Insights"),
            ("archive", "Remote Archive"),
        ],
    )
    scm_url = models.CharField(max_length=1024, blank=True, default="")
    scm_branch = models.CharField(max_length=256, blank=True, default="")
    scm_refspec = models.CharField(max_length=1024, blank=True, default="")
    scm_clean = models.BooleanField(default=False)
    scm_track_submodules = models.BooleanField(default=False)
    scm_delete_on_update = models.BooleanField(default=False)
    credential = models.ForeignKey(
        "Credential",
        null=True,
        blank=True,
        default=None,
        on_delete=models.SET_NULL,
        related_name="%(class)ss",
    )
    timeout = models.IntegerField(blank=True, default=0)

    class Meta:
        abstract = True


class Project(UnifiedJobTemplate, ProjectOptions):
    """``base_dir`` of the sandbox and ``local_path`` are the directory of the playbooks."""

    scm_revision = models.CharField(max_length=1024, blank=True, default="", editable=False)
    scm_update_on_launch = models.BooleanField(default=False)
    scm_update_cache_timeout = models.PositiveIntegerField(blank=True, default=0)
    allow_override = models.BooleanField(default=False)
    custom_virtualenv = awx_only(
        models.CharField(max_length=100, blank=True, null=True, default=None)
    )
    default_environment = models.ForeignKey(
        "ExecutionEnvironment",
        null=True,
        blank=True,
        default=None,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    signature_validation_credential = models.ForeignKey(
        "Credential",
        null=True,
        blank=True,
        default=None,
        on_delete=models.SET_NULL,
        related_name="%(class)ss_signature_validation",
    )
    playbook_files = models.JSONField(blank=True, default=list, editable=False)
    inventory_files = models.JSONField(blank=True, default=list, editable=False)
    webhook_service = ascender_only(
        models.CharField(max_length=16, blank=True, choices=WEBHOOK_SERVICES)
    )
    webhook_key = prevent_search(models.CharField(max_length=64, blank=True, default=""))
    webhook_ref_filter = ascender_only(models.CharField(max_length=1024, blank=True, default=""))

    class Meta:
        ordering = ("id",)


class InventorySourceOptions(models.Model):
    """What an inventory source and an update of it share."""

    source = models.CharField(
        max_length=32,
        default="scm",
        choices=[
            ("file", "File, Directory or Script"),
            ("constructed", "Template additional groups and hostvars at runtime"),
            ("scm", "Sourced from a Project"),
            ("ec2", "Amazon EC2"),
            ("gce", "Google Compute Engine"),
            ("azure_rm", "Microsoft Azure Resource Manager"),
            ("vmware", "VMware vCenter"),
            ("satellite6", "Red Hat Satellite 6"),
            ("openstack", "OpenStack"),
            ("rhv", "Red Hat Virtualization"),
            ("controller", "Red Hat Ansible Automation Platform"),
            ("insights", "Red Hat Insights"),
            ("terraform", "Terraform State"),
        ],
    )
    source_path = models.CharField(max_length=1024, blank=True, default="")
    source_vars = models.TextField(blank=True, default="")
    scm_branch = models.CharField(max_length=1024, blank=True, default="")
    enabled_var = models.TextField(blank=True, default="")
    enabled_value = models.TextField(blank=True, default="")
    host_filter = models.TextField(blank=True, default="")
    overwrite = models.BooleanField(default=False)
    overwrite_vars = models.BooleanField(default=False)
    custom_virtualenv = awx_only(
        models.CharField(max_length=100, blank=True, null=True, default=None)
    )
    timeout = models.IntegerField(blank=True, default=0)
    verbosity = models.PositiveIntegerField(
        blank=True, default=1, choices=[(0, "0 (WARNING)"), (1, "1 (INFO)"), (2, "2 (DEBUG)")]
    )
    limit = models.TextField(blank=True, default="")

    class Meta:
        abstract = True


class InventorySource(UnifiedJobTemplate, InventorySourceOptions):
    inventory = models.ForeignKey(
        "Inventory",
        null=True,
        default=None,
        on_delete=models.CASCADE,
        related_name="inventory_sources",
    )
    source_project = models.ForeignKey(
        Project,
        null=True,
        blank=True,
        default=None,
        on_delete=models.CASCADE,
        related_name="scm_inventory_sources",
    )
    update_on_launch = models.BooleanField(default=False)
    update_cache_timeout = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("inventory", "name")


class JobOptions(models.Model):
    """What a job template and a job share."""

    job_type = models.CharField(max_length=64, choices=JOB_TYPES, default="run")
    inventory = models.ForeignKey(
        "Inventory",
        null=True,
        blank=True,
        default=None,
        on_delete=models.SET_NULL,
        related_name="%(class)ss",
    )
    project = models.ForeignKey(
        Project,
        null=True,
        blank=True,
        default=None,
        on_delete=models.SET_NULL,
        related_name="%(class)ss",
    )
    playbook = models.CharField(max_length=1024, blank=True, default="")
    scm_branch = models.CharField(max_length=1024, blank=True, default="")
    forks = models.PositiveIntegerField(blank=True, default=0)
    limit = models.TextField(blank=True, default="")
    verbosity = models.PositiveIntegerField(blank=True, default=0, choices=VERBOSITIES)
    extra_vars = prevent_search(models.TextField(blank=True, default=""))
    job_tags = models.TextField(blank=True, default="")
    force_handlers = models.BooleanField(default=False)
    skip_tags = models.CharField(max_length=1024, blank=True, default="")
    start_at_task = models.CharField(max_length=1024, blank=True, default="")
    timeout = models.IntegerField(blank=True, default=0)
    use_fact_cache = models.BooleanField(default=False)
    become_enabled = models.BooleanField(default=False)
    diff_mode = models.BooleanField(default=False)
    allow_simultaneous = models.BooleanField(default=False)
    job_slice_count = models.PositiveIntegerField(blank=True, default=1)
    job_slice_pinned_hosts = ascender_only(models.TextField(blank=True, default=""))

    class Meta:
        abstract = True


class Webhook(models.Model):
    """What a webhook can start, and what it started, share."""

    webhook_service = models.CharField(max_length=16, blank=True, choices=WEBHOOK_SERVICES)
    webhook_credential = models.ForeignKey(
        "Credential",
        null=True,
        blank=True,
        default=None,
        on_delete=models.SET_NULL,
        related_name="%(class)ss+",
    )

    class Meta:
        abstract = True


class Survey(models.Model):
    """``survey_spec`` is ``{}`` or ``{name, description, spec: [question...]}``.

    See docs/awx-api.md#surveys.
    """

    survey_enabled = models.BooleanField(default=False)
    survey_spec = prevent_search(models.JSONField(blank=True, default=dict))

    class Meta:
        abstract = True


class JobTemplate(UnifiedJobTemplate, JobOptions, Survey, Webhook):
    host_config_key = prevent_search(models.CharField(max_length=1024, blank=True, default=""))
    webhook_key = prevent_search(models.CharField(max_length=64, blank=True, default=""))
    ask_scm_branch_on_launch = models.BooleanField(default=False)
    ask_diff_mode_on_launch = models.BooleanField(default=False)
    ask_variables_on_launch = models.BooleanField(default=False)
    ask_limit_on_launch = models.BooleanField(default=False)
    ask_tags_on_launch = models.BooleanField(default=False)
    ask_skip_tags_on_launch = models.BooleanField(default=False)
    ask_job_type_on_launch = models.BooleanField(default=False)
    ask_verbosity_on_launch = models.BooleanField(default=False)
    ask_inventory_on_launch = models.BooleanField(default=False)
    ask_credential_on_launch = models.BooleanField(default=False)
    ask_execution_environment_on_launch = models.BooleanField(default=False)
    ask_labels_on_launch = models.BooleanField(default=False)
    ask_forks_on_launch = models.BooleanField(default=False)
    ask_job_slice_count_on_launch = models.BooleanField(default=False)
    ask_timeout_on_launch = models.BooleanField(default=False)
    ask_instance_groups_on_launch = models.BooleanField(default=False)
    custom_virtualenv = awx_only(
        models.CharField(max_length=100, blank=True, null=True, default=None)
    )
    prevent_instance_group_fallback = models.BooleanField(default=False)

    class Meta:
        ordering = ("name",)


class SystemJobTemplate(UnifiedJobTemplate):
    job_type = models.CharField(
        max_length=32,
        default="",
        choices=[
            ("cleanup_jobs", "Remove jobs older than a certain number of days"),
            (
                "cleanup_activitystream",
                "Remove activity stream entries older than a certain number of days",
            ),
            ("cleanup_sessions", "Removes expired browser sessions from the database"),
            ("cleanup_tokens", "Removes expired OAuth 2 access tokens and refresh tokens"),
        ],
    )

    class Meta:
        ordering = ("name",)
