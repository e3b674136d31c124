# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Organizations, teams, labels, and what AWX knows of a user beside Django's own columns."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import models

from .foundation import Described, NotificationTriggers, ascender_only, awx_only


class Organization(Described, NotificationTriggers):
    max_hosts = models.PositiveIntegerField(blank=True, default=0)
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
    instance_groups = models.ManyToManyField(
        "InstanceGroup", blank=True, related_name="organizations"
    )
    galaxy_credentials = models.ManyToManyField(
        "Credential", blank=True, related_name="galaxy_organizations"
    )
    notification_templates_approvals = models.ManyToManyField(
        "NotificationTemplate",
        blank=True,
        related_name="organization_notification_templates_for_approvals",
    )

    class Meta:
        ordering = ("name",)
        constraints = [models.UniqueConstraint(fields=["name"], name="organization_name")]


class Team(Described):
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="teams")

    class Meta:
        ordering = ("organization__name", "name")
        unique_together = [("organization", "name")]


class Label(Described):
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="labels")

    class Meta:
        ordering = ("organization", "name")
        unique_together = [("name", "organization")]


class Profile(models.Model):
    """One for each user. ``external_account`` is ``social``, ``enterprise``, ``ldap`` or None."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    ldap_dn = models.CharField(max_length=1024, default="")
    is_system_auditor = models.BooleanField(default=False)
    external_account = models.CharField(max_length=32, null=True, default=None)
    language = ascender_only(models.CharField(max_length=16, blank=True, default=""))
