# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles on objects, held by users and teams. ``permissions.py`` says what each of them allows."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from .organization import Team


class Role(models.Model):
    """One role of one object (``role_field`` is ``execute_role`` ...), or of the system."""

    role_field = models.TextField()
    singleton_name = models.TextField(null=True, default=None)
    content_type = models.ForeignKey(ContentType, null=True, default=None, on_delete=models.CASCADE)
    object_id = models.PositiveIntegerField(null=True, default=None)
    content_object = GenericForeignKey("content_type", "object_id")
    members = models.ManyToManyField(User, related_name="roles")
    teams = models.ManyToManyField(Team, related_name="granted_roles")

    class Meta:
        ordering = ("id",)
        unique_together = [("content_type", "object_id", "role_field")]


class RoleDefinition(models.Model):
    """A named set of permissions (the newer way to grant); thin."""

    name = models.TextField(unique=True)
    description = models.TextField(blank=True, default="")
    managed = models.BooleanField(default=False)
    content_type = models.TextField(null=True, default=None)
    permissions = models.JSONField(default=list)
    created = models.DateTimeField(auto_now_add=True)
    modified = models.DateTimeField(auto_now=True)
    created_by = models.ForeignKey(
        User, null=True, default=None, on_delete=models.SET_NULL, related_name="+"
    )
    modified_by = models.ForeignKey(
        User, null=True, default=None, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("id",)


class RoleAssignment(models.Model):
    """A role definition given on an object; ``content_type`` is a name: ``awx.jobtemplate``."""

    role_definition = models.ForeignKey(
        RoleDefinition, on_delete=models.CASCADE, related_name="%(class)ss"
    )
    content_type = models.TextField(null=True, default=None)
    object_id = models.TextField(null=True, default=None)
    created = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        User, null=True, default=None, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        abstract = True
        ordering = ("id",)


class RoleUserAssignment(RoleAssignment):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_assignments")


class RoleTeamAssignment(RoleAssignment):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="role_assignments")
