# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every model shares: times, name and description, who made it."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone

from tests.sandbox.presentation import current

FieldT = TypeVar("FieldT", bound=models.Field)

JOB_TYPES = [("run", "Run"), ("check", "Check")]
VERBOSITIES = [
    (0, "0 (Normal)"),
    (1, "1 (Verbose)"),
    (2, "2 (More Verbose)"),
    (3, "3 (Debug)"),
    (4, "4 (Connection Debug)"),
    (5, "5 (WinRM Debug)"),
]
WEBHOOK_SERVICES = [
    ("github", "GitHub"),
    ("gitlab", "GitLab"),
    ("bitbucket_dc", "BitBucket DataCenter"),
]


def prevent_search(field: FieldT) -> FieldT:
    """Mark a column that no filter, search or order may use (403).

    See docs/awx-api.md#protected-fields.
    """
    field.__prevent_search__ = True  # type: ignore[attr-defined]
    return field


def awx_only(field: FieldT) -> FieldT:
    """Mark a column that Ascender does not have."""
    field.missing_in = "ascender"  # type: ignore[attr-defined]
    return field


def ascender_only(field: FieldT) -> FieldT:
    """Mark a column or relation that AWX does not have."""
    field.missing_in = "awx"  # type: ignore[attr-defined]
    return field


def is_there(field: Any) -> bool:
    """Whether this kind of server has a field, or the one whose reverse it is."""
    kind = "ascender" if current().ascender else "awx"
    return getattr(getattr(field, "field", field), "missing_in", "") != kind


def type_of(model: type[models.Model] | models.Model) -> str:
    """The API's type string of a model: its name in snake case (``o_auth2_access_token``)."""
    name = model._meta.object_name or ""
    name = re.sub(r"([A-Z\d]+)([A-Z][a-z])", r"\1_\2", name)
    return re.sub(r"([a-z\d])([A-Z])", r"\1_\2", name).lower()


# What AWX is installed with, and Ascender is not.
PRELOADED = ("Demo Job Template", "Demo Project", "Demo Inventory", "Demo Credential")
# What needs an Ascender.
ASCENDERS = ("Seed - Workflow condition", "Seed - Workflow retries", "Seed - Workflow quorum")


class Installed(models.Manager):
    """The rows without those that such a server does not have.

    ``by`` leads to the name of the object that decides. It is the class's: managers of relations
    are made of the class alone.
    """

    by = "name"

    def get_queryset(self) -> models.QuerySet:
        missing = PRELOADED if current().ascender else ASCENDERS
        return super().get_queryset().exclude(**{f"{self.by}__in": missing})


class Timed(models.Model):
    """Created and modified."""

    created = models.DateTimeField(default=timezone.now, editable=False)
    modified = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    @property
    def type(self) -> str:
        return type_of(self)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.modified = timezone.now()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "modified"}
        super().save(*args, **kwargs)


class Described(Timed):
    """A named object that somebody made."""

    name = models.CharField(max_length=512)
    description = models.TextField(blank=True, default="")
    created_by = models.ForeignKey(
        User, null=True, default=None, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    modified_by = models.ForeignKey(
        User, null=True, default=None, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class NotificationTriggers(models.Model):
    """The notification templates attached to an object."""

    notification_templates_error = models.ManyToManyField(
        "NotificationTemplate",
        blank=True,
        related_name="%(class)s_notification_templates_for_errors",
    )
    notification_templates_success = models.ManyToManyField(
        "NotificationTemplate",
        blank=True,
        related_name="%(class)s_notification_templates_for_success",
    )
    notification_templates_started = models.ManyToManyField(
        "NotificationTemplate",
        blank=True,
        related_name="%(class)s_notification_templates_for_started",
    )

    class Meta:
        abstract = True
