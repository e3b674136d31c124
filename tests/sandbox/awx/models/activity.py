# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The activity stream: who did what to which objects."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone

OPERATIONS = [
    ("create", "Entity Created"),
    ("update", "Entity Updated"),
    ("delete", "Entity Deleted"),
    ("associate", "Entity Associated with another Entity"),
    ("disassociate", "Entity was Disassociated with another Entity"),
]


class ActivityStream(models.Model):
    """The objects concerned are in the relation that has the name of their type."""

    actor = models.ForeignKey(
        User, null=True, default=None, on_delete=models.SET_NULL, related_name="activity_stream"
    )
    operation = models.CharField(max_length=13, choices=OPERATIONS)
    timestamp = models.DateTimeField(default=timezone.now)
    changes = models.JSONField(blank=True, default=dict)
    object1 = models.TextField()
    object2 = models.TextField(blank=True, default="")
    object_relationship_type = models.TextField(blank=True, default="")
    action_node = models.CharField(max_length=512, blank=True, default="")
    user = models.ManyToManyField(User, blank=True)
    organization = models.ManyToManyField("Organization", blank=True)
    team = models.ManyToManyField("Team", blank=True)
    inventory = models.ManyToManyField("Inventory", blank=True)
    host = models.ManyToManyField("Host", blank=True)
    group = models.ManyToManyField("Group", blank=True)
    credential = models.ManyToManyField("Credential", blank=True)
    credential_type = models.ManyToManyField("CredentialType", blank=True)
    project = models.ManyToManyField("Project", blank=True)
    project_update = models.ManyToManyField("ProjectUpdate", blank=True)
    inventory_source = models.ManyToManyField("InventorySource", blank=True)
    job_template = models.ManyToManyField("JobTemplate", blank=True)
    job = models.ManyToManyField("Job", blank=True)
    workflow_job_template = models.ManyToManyField("WorkflowJobTemplate", blank=True)
    workflow_job = models.ManyToManyField("WorkflowJob", blank=True)
    ad_hoc_command = models.ManyToManyField("AdHocCommand", blank=True)
    schedule = models.ManyToManyField("Schedule", blank=True)
    label = models.ManyToManyField("Label", blank=True)
    execution_environment = models.ManyToManyField("ExecutionEnvironment", blank=True)
    o_auth2_application = models.ManyToManyField("OAuth2Application", blank=True)
    o_auth2_access_token = models.ManyToManyField("OAuth2AccessToken", blank=True)

    class Meta:
        ordering = ("pk",)
