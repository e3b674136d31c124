# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The common tables of everything that can be launched, and of everything that was."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import models

from .foundation import Described, Installed, NotificationTriggers, prevent_search, type_of

ACTIVE_STATUSES = ("new", "pending", "waiting", "running")
FINAL_STATUSES = ("successful", "failed", "error", "canceled")
FAILED_STATUSES = ("failed", "error", "canceled")

JOB_STATUSES = [
    ("new", "New"),
    ("pending", "Pending"),
    ("waiting", "Waiting"),
    ("running", "Running"),
    ("successful", "Successful"),
    ("failed", "Failed"),
    ("error", "Error"),
    ("canceled", "Canceled"),
]
TEMPLATE_STATUSES = [
    *JOB_STATUSES,
    ("never updated", "Never Updated"),
    ("ok", "OK"),
    ("missing", "Missing"),
    ("none", "No External Source"),
    ("updating", "Updating"),
]
LAUNCH_TYPES = [
    ("manual", "Manual"),
    ("relaunch", "Relaunch"),
    ("callback", "Callback"),
    ("scheduled", "Scheduled"),
    ("dependency", "Dependency"),
    ("workflow", "Workflow"),
    ("webhook", "Webhook"),
    ("sync", "Sync"),
    ("scm", "SCM Update"),
]

RowT = TypeVar("RowT", bound="Polymorphic")


class Polymorphic(models.Model):
    """A row of a common table knows which type's table holds the rest of it."""

    polymorphic_ctype = models.ForeignKey(
        ContentType,
        null=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="polymorphic_%(class)s+",
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.polymorphic_ctype_id is None:
            self.polymorphic_ctype = ContentType.objects.get_for_model(type(self))
        super().save(*args, **kwargs)

    @property
    def real_type(self) -> str:
        """The type string of the row, also when it was read from the common table."""
        ctype = ContentType.objects.get_for_id(self.polymorphic_ctype_id)
        return type_of(ctype.model_class())

    def real_instance(self) -> Any:
        """The row as its own type."""
        return real_instances([self])[0]


def real_instances(rows: Iterable[RowT], *, select_related: bool = False) -> list[Any]:
    """Rows of a common table as their types, in the same order, with one query for each type."""
    rows = list(rows)
    by_type: dict[int, list[int]] = {}
    for row in rows:
        by_type.setdefault(row.polymorphic_ctype_id, []).append(row.pk)
    found: dict[int, Any] = {}
    for ctype_id, ids in by_type.items():
        model = ContentType.objects.get_for_id(ctype_id).model_class()
        found.update(model.objects.in_bulk(ids))
    return [found[row.pk] for row in rows if row.pk in found]


class UnifiedJobTemplate(Polymorphic, Described, NotificationTriggers):
    current_job = models.ForeignKey(
        "UnifiedJob",
        null=True,
        default=None,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="%(class)s_as_current_job+",
    )
    last_job = models.ForeignKey(
        "UnifiedJob",
        null=True,
        default=None,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="%(class)s_as_last_job+",
    )
    last_job_failed = models.BooleanField(default=False, editable=False)
    last_job_run = models.DateTimeField(null=True, default=None, editable=False)
    next_job_run = models.DateTimeField(null=True, default=None, editable=False)
    next_schedule = models.ForeignKey(
        "Schedule",
        null=True,
        default=None,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="%(class)s_as_next_schedule+",
    )
    status = models.CharField(
        max_length=32, choices=TEMPLATE_STATUSES, default="ok", editable=False
    )
    organization = models.ForeignKey(
        "Organization",
        null=True,
        blank=True,
        default=None,
        on_delete=models.SET_NULL,
        related_name="%(class)ss",
    )
    credentials = models.ManyToManyField("Credential", blank=True, related_name="%(class)ss")
    labels = models.ManyToManyField("Label", blank=True, related_name="%(class)s_labels")
    instance_groups = models.ManyToManyField("InstanceGroup", blank=True, related_name="%(class)ss")
    execution_environment = models.ForeignKey(
        "ExecutionEnvironment",
        null=True,
        blank=True,
        default=None,
        on_delete=models.SET_NULL,
        related_name="%(class)ss",
    )

    objects = Installed()

    class Meta:
        ordering = ("name",)


class UnifiedJob(Polymorphic, Described):
    """``elapsed`` is what the run took; the serializer counts it up while the job runs."""

    PASSWORD_FIELDS = ("start_args",)

    unified_job_template = models.ForeignKey(
        UnifiedJobTemplate,
        null=True,
        default=None,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="%(class)s_unified_jobs",
    )
    launch_type = models.CharField(
        max_length=20, choices=LAUNCH_TYPES, default="manual", editable=False
    )
    schedule = models.ForeignKey(
        "Schedule", null=True, default=None, editable=False, on_delete=models.SET_NULL
    )
    dependent_jobs = models.ManyToManyField(
        "self", symmetrical=False, editable=False, related_name="%(class)s_blocked_jobs"
    )
    execution_node = models.TextField(blank=True, default="", editable=False)
    controller_node = models.TextField(blank=True, default="", editable=False)
    notifications = models.ManyToManyField(
        "Notification", editable=False, related_name="%(class)s_notifications"
    )
    cancel_flag = models.BooleanField(default=False, editable=False)
    status = models.CharField(
        max_length=20, choices=JOB_STATUSES, default="new", editable=False, db_index=True
    )
    failed = models.BooleanField(default=False, editable=False)
    started = models.DateTimeField(null=True, default=None, editable=False)
    finished = models.DateTimeField(null=True, default=None, editable=False, db_index=True)
    canceled_on = models.DateTimeField(null=True, default=None, editable=False)
    elapsed = models.DecimalField(max_digits=12, decimal_places=3, default=0, editable=False)
    job_args = prevent_search(models.TextField(blank=True, default="", editable=False))
    job_cwd = models.CharField(max_length=1024, blank=True, default="", editable=False)
    job_env = prevent_search(models.JSONField(blank=True, default=dict, editable=False))
    job_explanation = models.TextField(blank=True, default="", editable=False)
    start_args = prevent_search(models.TextField(blank=True, default="", editable=False))
    result_traceback = models.TextField(blank=True, default="", editable=False)
    emitted_events = models.PositiveIntegerField(default=0, editable=False)
    labels = models.ManyToManyField("Label", blank=True, related_name="%(class)s_labels")
    instance_group = models.ForeignKey(
        "InstanceGroup", null=True, blank=True, default=None, on_delete=models.SET_NULL
    )
    organization = models.ForeignKey(
        "Organization",
        null=True,
        blank=True,
        default=None,
        on_delete=models.SET_NULL,
        related_name="%(class)ss",
    )
    credentials = models.ManyToManyField("Credential", blank=True, related_name="%(class)ss")
    execution_environment = models.ForeignKey(
        "ExecutionEnvironment",
        null=True,
        blank=True,
        default=None,
        on_delete=models.SET_NULL,
        related_name="%(class)ss",
    )
    work_unit_id = models.CharField(max_length=255, null=True, default=None, editable=False)
    host_status_counts = models.JSONField(null=True, default=None, editable=False)

    class Meta:
        ordering = ("id",)
        indexes = [models.Index(fields=["created"], name="unifiedjob_created")]

    @property
    def can_cancel(self) -> bool:
        return self.status in ACTIVE_STATUSES
