# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notification templates and what was sent; thin."""

from __future__ import annotations

from django.db import models

from .foundation import Described, Timed, prevent_search

NOTIFICATION_TYPES = [
    ("awssns", "AWS SNS"),
    ("email", "Email"),
    ("grafana", "Grafana"),
    ("irc", "IRC"),
    ("mattermost", "Mattermost"),
    ("pagerduty", "Pagerduty"),
    ("rocketchat", "Rocket.Chat"),
    ("slack", "Slack"),
    ("twilio", "Twilio"),
    ("webhook", "Webhook"),
]


class NotificationTemplate(Described):
    organization = models.ForeignKey(
        "Organization", null=True, on_delete=models.CASCADE, related_name="notification_templates"
    )
    notification_type = models.CharField(max_length=32, choices=NOTIFICATION_TYPES)
    notification_configuration = prevent_search(models.JSONField(default=dict))
    messages = models.JSONField(null=True, blank=True, default=dict)

    class Meta:
        ordering = ("name",)
        unique_together = [("organization", "name")]


class Notification(Timed):
    notification_template = models.ForeignKey(
        NotificationTemplate, on_delete=models.CASCADE, related_name="notifications"
    )
    status = models.CharField(
        max_length=20,
        default="pending",
        choices=[("pending", "Pending"), ("successful", "Successful"), ("failed", "Failed")],
    )
    error = models.TextField(blank=True, default="")
    notifications_sent = models.IntegerField(default=0)
    notification_type = models.CharField(max_length=32, choices=NOTIFICATION_TYPES)
    recipients = models.TextField(blank=True, default="")
    subject = models.TextField(blank=True, default="")
    body = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("pk",)
