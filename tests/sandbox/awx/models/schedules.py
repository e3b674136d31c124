# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules, and the prompts that schedules and workflow nodes keep for a launch."""

from __future__ import annotations

from django.db import models

from .foundation import VERBOSITIES, Described, prevent_search
from .unified import UnifiedJobTemplate


class SavedPrompts(models.Model):
    """Null means: not set here, use the template's value. ``extra_data`` are extra variables."""

    extra_data = models.JSONField(blank=True, default=dict)
    survey_passwords = prevent_search(models.JSONField(blank=True, default=dict, editable=False))
    inventory = models.ForeignKey(
        "Inventory",
        null=True,
        blank=True,
        default=None,
        on_delete=models.SET_NULL,
        related_name="%(class)ss",
    )
    execution_environment = models.ForeignKey(
        "ExecutionEnvironment",
        null=True,
        blank=True,
        default=None,
        on_delete=models.SET_NULL,
        related_name="%(class)s_as_prompt",
    )
    credentials = models.ManyToManyField("Credential", blank=True, related_name="%(class)ss")
    labels = models.ManyToManyField("Label", blank=True, related_name="%(class)s_labels")
    instance_groups = models.ManyToManyField("InstanceGroup", blank=True, related_name="%(class)ss")
    scm_branch = models.CharField(max_length=1024, null=True, blank=True, default=None)
    job_type = models.CharField(
        max_length=16,
        null=True,
        blank=True,
        default=None,
        choices=[("run", "Run"), ("check", "Check")],
    )
    job_tags = models.TextField(null=True, blank=True, default=None)
    skip_tags = models.TextField(null=True, blank=True, default=None)
    limit = models.TextField(null=True, blank=True, default=None)
    diff_mode = models.BooleanField(null=True, blank=True, default=None)
    verbosity = models.IntegerField(null=True, blank=True, default=None, choices=VERBOSITIES)
    forks = models.PositiveIntegerField(null=True, blank=True, default=None)
    job_slice_count = models.PositiveIntegerField(null=True, blank=True, default=None)
    timeout = models.IntegerField(null=True, blank=True, default=None)

    class Meta:
        abstract = True


class Schedule(Described, SavedPrompts):
    unified_job_template = models.ForeignKey(
        UnifiedJobTemplate, on_delete=models.CASCADE, related_name="schedules"
    )
    enabled = models.BooleanField(default=True)
    dtstart = models.DateTimeField(null=True, default=None, editable=False)
    dtend = models.DateTimeField(null=True, default=None, editable=False)
    rrule = models.TextField()
    next_run = models.DateTimeField(null=True, default=None, editable=False)

    class Meta:
        ordering = ("-next_run", "id")
        unique_together = [("unified_job_template", "name")]
