# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an object shows of its relations under ``summary_fields``."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model

from . import models as m
from .urls_of import real_type_of

_NAMED = ("id", "name", "description")
_STATUS = ("status", "failed", "elapsed")

FIELDS: dict[type[Model], tuple[str, ...]] = {
    User: ("id", "username", "first_name", "last_name"),
    m.Inventory: (
        *_NAMED,
        "has_active_failures",
        "total_hosts",
        "hosts_with_active_failures",
        "total_groups",
        "has_inventory_sources",
        "total_inventory_sources",
        "inventory_sources_with_failures",
        "organization_id",
        "kind",
    ),
    m.Project: (*_NAMED, "status", "scm_type", "allow_override"),
    m.ExecutionEnvironment: (*_NAMED, "image"),
    m.InstanceGroup: ("id", "name", "is_container_group"),
    m.InventorySource: ("id", "name", "source", "last_updated", "status"),
    m.OAuth2Application: ("id", "name"),
    m.Credential: (*_NAMED, "kind", "cloud", "kubernetes", "credential_type_id"),
    m.WorkflowApprovalTemplate: (*_NAMED, "timeout"),
    m.Role: ("id", "role_field"),
    m.JobHostSummary: ("id", "failed"),
    m.Instance: ("id", "hostname"),
}


def _value(obj: Any, name: str) -> Any:
    if name == "last_updated":
        return obj.last_job_run
    if name == "elapsed":
        return float(obj.elapsed)
    return getattr(obj, name)


def summarize(obj: Any, *fields: str) -> dict[str, Any]:
    """A few fields of an object; which ones depends on its kind."""
    return {name: _value(obj, name) for name in fields or FIELDS.get(obj.__class__, _NAMED)}


def summarize_template(row: m.UnifiedJobTemplate) -> dict[str, Any]:
    """A unified job template, with the type of job it starts."""
    types = {
        "job_template": "job",
        "workflow_job_template": "workflow_job",
        "project": "project_update",
        "inventory_source": "inventory_update",
        "system_job_template": "system_job",
        "workflow_approval_template": "workflow_approval",
    }
    return summarize(row, *_NAMED) | {"unified_job_type": types[real_type_of(row)]}


def summarize_last_job(row: m.UnifiedJob) -> dict[str, Any]:
    """The last run of a template."""
    summary = summarize(row, *_NAMED, "finished", "status", "failed")
    return summary | _license_error(row)


def summarize_last_update(row: m.UnifiedJob) -> dict[str, Any]:
    """The same without the time (kept for old clients)."""
    return summarize(row, *_NAMED, "status", "failed") | _license_error(row)


def _license_error(row: m.UnifiedJob) -> dict[str, Any]:
    return {"license_error": False} if real_type_of(row) == "inventory_update" else {}


def summarize_run(row: Any) -> dict[str, Any]:
    """A run as its events, host summaries and workflow node show it."""
    summary = summarize(row, *_NAMED, *_STATUS) | {"type": real_type_of(row)}
    if isinstance(row, m.Job) and row.job_template_id:
        summary["job_template_id"] = row.job_template_id
        summary["job_template_name"] = row.job_template.name
    return summary


def summarize_labels(labels: list[m.Label]) -> dict[str, Any]:
    """The first ten labels, and how many there are."""
    return {
        "count": len(labels),
        "results": [{"id": label.pk, "name": label.name} for label in labels[:10]],
    }


def summarize_credentials(credentials: list[m.Credential]) -> list[Any]:
    """The credentials of a template or a job."""
    return [summarize(item, *_NAMED, "kind", "cloud") for item in credentials]
