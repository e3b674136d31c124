# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules, notification templates, an application."""

from __future__ import annotations

from datetime import UTC, datetime

from .. import models as m
from .rows import make, named

_BEGIN = "DTSTART:20260105T080000Z"
_NEXT = datetime(2027, 1, 4, 8, 0, tzinfo=UTC)


def seed() -> None:
    templates = ["Seed - No prompts", "Seed - Failing playbook", "Demo - Deploy"]
    for name in templates:
        for frequency in ("DAILY", "WEEKLY"):
            make(
                m.Schedule,
                f"{name} {frequency.lower()}",
                unified_job_template=named(m.JobTemplate, name),
                rrule=f"{_BEGIN} RRULE:FREQ={frequency};INTERVAL=1",
                dtstart=datetime(2026, 1, 5, 8, 0, tzinfo=UTC),
                next_run=_NEXT if frequency == "WEEKLY" else None,
                enabled=frequency == "WEEKLY",
            )
    make(
        m.Schedule,
        "Cleanup Job Schedule",
        description="Automatically Generated Schedule",
        unified_job_template=named(m.SystemJobTemplate, "Cleanup Job Details"),
        rrule=f"{_BEGIN} RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=SU",
        extra_data={"days": "120"},
        enabled=False,
    )
    _notifications()
    application = m.OAuth2Application(
        name="Seed application",
        description="seed",
        organization=named(m.Organization, "Engineering"),
        client_id="seed-application",
        client_secret="seed-secret",
        client_type="confidential",
        authorization_grant_type="password",
        hash_client_secret=False,
    )
    application.save()
    portal = m.OAuth2Application(
        name="Partner portal",
        description="seed: users give it codes",
        organization=named(m.Organization, "Engineering"),
        client_id="partner-portal",
        client_secret="portal-secret-of-the-seed",
        client_type="confidential",
        authorization_grant_type="authorization-code",
        redirect_uris="https://portal.example.com/callback",
        hash_client_secret=False,
    )
    portal.save()


def _notifications() -> None:
    engineering = named(m.Organization, "Engineering")
    webhook = make(
        m.NotificationTemplate,
        "Seed Webhook notification",
        organization=engineering,
        notification_type="webhook",
        notification_configuration={"url": "http://127.0.0.1:9/hook", "headers": {}},
    )
    make(
        m.NotificationTemplate,
        "Seed Email notification",
        organization=engineering,
        notification_type="email",
        notification_configuration={"host": "127.0.0.1", "recipients": ["kim@example.com"]},
        messages={"error": None, "started": None, "success": None, "workflow_approval": None},
    )
    m.Notification.objects.create(
        notification_template=webhook,
        status="failed",
        error="Connection refused",
        notification_type="webhook",
        recipients="http://127.0.0.1:9/hook",
        body={"name": "Seed - Failing playbook", "status": "failed"},
    )
