# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Events of runs, and the summary of a job for each host (docs/awx-api.md#events)."""

from __future__ import annotations

from django.db import models

from .foundation import Timed


class Event(models.Model):
    """One line, or some, of a run's output and what they mean."""

    created = models.DateTimeField(null=True, default=None, editable=False)
    modified = models.DateTimeField(null=True, default=None, editable=False)
    event = models.CharField(max_length=100, default="", editable=False)
    event_data = models.JSONField(blank=True, default=dict, editable=False)
    uuid = models.CharField(max_length=1024, default="", editable=False)
    counter = models.PositiveIntegerField(default=0, editable=False)
    stdout = models.TextField(default="", editable=False)
    verbosity = models.PositiveIntegerField(default=0, editable=False)
    start_line = models.PositiveIntegerField(default=0, editable=False)
    end_line = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True


class PlaybookEvent(Event):
    failed = models.BooleanField(default=False, editable=False)
    changed = models.BooleanField(default=False, editable=False)
    playbook = models.CharField(max_length=1024, default="", editable=False)
    play = models.CharField(max_length=1024, default="", editable=False)
    role = models.CharField(max_length=1024, default="", editable=False)
    task = models.CharField(max_length=1024, default="", editable=False)

    class Meta:
        abstract = True


class JobEvent(PlaybookEvent):
    job = models.ForeignKey(
        "Job", editable=False, on_delete=models.CASCADE, related_name="job_events"
    )
    parent_uuid = models.CharField(max_length=1024, default="", editable=False)
    host = models.ForeignKey(
        "Host",
        null=True,
        default=None,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="job_events_as_primary_host",
    )
    host_name = models.CharField(max_length=1024, default="", editable=False)

    class Meta:
        ordering = ("pk",)
        indexes = [
            models.Index(fields=["job", "counter"], name="jobevent_job_counter"),
            models.Index(fields=["job", "event"], name="jobevent_job_event"),
            models.Index(fields=["job", "parent_uuid"], name="jobevent_job_parent"),
        ]


class ProjectUpdateEvent(PlaybookEvent):
    project_update = models.ForeignKey(
        "ProjectUpdate",
        editable=False,
        on_delete=models.CASCADE,
        related_name="project_update_events",
    )

    class Meta:
        ordering = ("pk",)


class AdHocCommandEvent(Event):
    ad_hoc_command = models.ForeignKey(
        "AdHocCommand",
        editable=False,
        on_delete=models.CASCADE,
        related_name="ad_hoc_command_events",
    )
    host = models.ForeignKey(
        "Host",
        null=True,
        default=None,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="ad_hoc_command_events",
    )
    host_name = models.CharField(max_length=1024, default="", editable=False)
    failed = models.BooleanField(default=False, editable=False)
    changed = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ("-pk",)


class InventoryUpdateEvent(Event):
    inventory_update = models.ForeignKey(
        "InventoryUpdate",
        editable=False,
        on_delete=models.CASCADE,
        related_name="inventory_update_events",
    )

    class Meta:
        ordering = ("-pk",)


class SystemJobEvent(Event):
    system_job = models.ForeignKey(
        "SystemJob", editable=False, on_delete=models.CASCADE, related_name="system_job_events"
    )

    class Meta:
        ordering = ("-pk",)


class JobHostSummary(Timed):
    job = models.ForeignKey(
        "Job", editable=False, on_delete=models.CASCADE, related_name="job_host_summaries"
    )
    host = models.ForeignKey(
        "Host",
        null=True,
        default=None,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="job_host_summaries",
    )
    constructed_host = models.ForeignKey(
        "Host",
        null=True,
        default=None,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="constructed_host_summaries",
    )
    host_name = models.CharField(max_length=1024, default="", editable=False)
    changed = models.PositiveIntegerField(default=0, editable=False)
    dark = models.PositiveIntegerField(default=0, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    ok = models.PositiveIntegerField(default=0, editable=False)
    processed = models.PositiveIntegerField(default=0, editable=False)
    skipped = models.PositiveIntegerField(default=0, editable=False)
    failed = models.BooleanField(default=False, editable=False)
    ignored = models.PositiveIntegerField(default=0, editable=False)
    rescued = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ("-pk",)
        unique_together = [("job", "host_name")]
