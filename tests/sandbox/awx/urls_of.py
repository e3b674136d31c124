# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The path of every object, by its type."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from .models import UnifiedJob, UnifiedJobTemplate, type_of

RESOURCES: dict[str, str] = {
    "o_auth2_access_token": "tokens",
    "o_auth2_application": "applications",
    "inventory": "inventories",
    "activity_stream": "activity_stream",
    "host_metric_summary_monthly": "host_metric_summary_monthly",
    "receptor_address": "receptor_addresses",
    "job_host_summary": "job_host_summaries",
}


def resource_of(type_name: str) -> str:
    """The name of a type's list in the URL space."""
    return RESOURCES.get(type_name, f"{type_name}s")


def real_type_of(obj: Model) -> str:
    """The type string, also of a row read from a common table."""
    if type(obj) in (UnifiedJob, UnifiedJobTemplate):
        return obj.real_type  # type: ignore[attr-defined]
    return type_of(obj)


def url_of(obj: Any) -> str:
    """``/api/v2/jobs/7/``."""
    return f"/api/v2/{resource_of(real_type_of(obj))}/{obj.pk}/"
