# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dashboard's counts, and metrics for Prometheus."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from tests.sandbox.presentation import current

from .. import models as m
from ..access import AllowAny, Authenticated
from ..permissions import readable, rights_of
from ..renderers import PlainTextRenderer
from ..server_settings import get_setting
from .generic import View

_SCM = {"git": "Git", "svn": "Subversion", "archive": "Remote Archive"}
_PERIODS = {"month": 31, "two_weeks": 14, "week": 7, "day": 1}


class Dashboard(View):
    """Counts of what the caller may see."""

    permission_classes = (Authenticated,)
    deprecated = True

    def get(self, request: Request) -> Response:
        def rows(model: Any) -> Any:
            return readable(request.user, model)

        inventories, projects, hosts = rows(m.Inventory), rows(m.Project), rows(m.Host)
        sources = rows(m.InventorySource).filter(source="ec2")
        return Response(
            {
                "related": {"jobs_graph": "/api/v2/dashboard/graphs/jobs/"},
                "inventories": {
                    "url": "/api/v2/inventories/",
                    "total": inventories.count(),
                    "total_with_inventory_source": inventories.filter(
                        has_inventory_sources=True
                    ).count(),
                    "job_failed": inventories.filter(has_active_failures=True).count(),
                    "inventory_failed": inventories.filter(
                        inventory_sources_with_failures__gt=0
                    ).count(),
                },
                "inventory_sources": {
                    "ec2": {
                        "url": "/api/v2/inventory_sources/?source=ec2",
                        "failures_url": "/api/v2/inventory_sources/?source=ec2&status=failed",
                        "label": "Amazon EC2",
                        "total": sources.count(),
                        "failed": sources.filter(status="failed").count(),
                    }
                },
                "groups": {
                    "url": "/api/v2/groups/",
                    "total": rows(m.Group).count(),
                    "inventory_failed": 0,
                },
                "hosts": {
                    "url": "/api/v2/hosts/",
                    "failures_url": "/api/v2/hosts/?last_job_host_summary__failed=True",
                    "total": hosts.count(),
                    "failed": hosts.filter(last_job_host_summary__failed=True).count(),
                },
                "projects": {
                    "url": "/api/v2/projects/",
                    "failures_url": "/api/v2/projects/?last_job_failed=True",
                    "total": projects.count(),
                    "failed": projects.filter(last_job_failed=True).count(),
                },
                "scm_types": {
                    scm: {
                        "url": f"/api/v2/projects/?scm_type={scm}",
                        "label": label,
                        "failures_url": f"/api/v2/projects/?scm_type={scm}&last_job_failed=True",
                        "total": projects.filter(scm_type=scm).count(),
                        "failed": projects.filter(scm_type=scm, last_job_failed=True).count(),
                    }
                    for scm, label in _SCM.items()
                },
                **{
                    name: {"url": f"/api/v2/{name}/", "total": rows(model).count()}
                    for name, model in (
                        ("users", m.User),
                        ("organizations", m.Organization),
                        ("teams", m.Team),
                        ("credentials", m.Credential),
                        ("job_templates", m.JobTemplate),
                    )
                },
            }
        )


class JobsGraph(View):
    """Successful and failed jobs for each day of a period."""

    permission_classes = (Authenticated,)
    deprecated = True

    def get(self, request: Request) -> Response:
        period = request.query_params.get("period", "month")
        if period not in _PERIODS:
            return Response({"error": f'Unknown period "{period}"'}, status=400)
        now = timezone.now()
        jobs: dict[str, list[list[float]]] = {"successful": [], "failed": []}
        for day in range(_PERIODS[period], -1, -1):
            begin = (now - timedelta(days=day)).replace(hour=0, minute=0, second=0, microsecond=0)
            rows = readable(request.user, m.UnifiedJob).filter(
                finished__gte=begin, finished__lt=begin + timedelta(days=1)
            )
            for status, failed in (("successful", False), ("failed", True)):
                jobs[status].append([begin.timestamp(), rows.filter(failed=failed).count()])
        return Response({"jobs": jobs})


class Metrics(View):
    """Prometheus text, or the same as JSON."""

    renderer_classes = (PlainTextRenderer, JSONRenderer)
    permission_classes = (AllowAny,)

    def get(self, request: Request) -> Response:
        if not get_setting("ALLOW_METRICS_FOR_ANONYMOUS_USERS"):
            if not request.user.is_authenticated:
                self.permission_denied(request)
            rights = rights_of(request.user)
            if not (rights.superuser or rights.auditor):
                self.permission_denied(request)
        metrics = self._metrics()
        if request.accepted_renderer.format == "json":
            return Response(metrics)
        return Response(self._text(metrics))

    @staticmethod
    def _metrics() -> dict[str, Any]:
        counts = {
            "organizations": m.Organization,
            "users": m.User,
            "teams": m.Team,
            "inventories": m.Inventory,
            "projects": m.Project,
            "job_templates": m.JobTemplate,
            "workflow_job_templates": m.WorkflowJobTemplate,
            "hosts": m.Host,
            "schedules": m.Schedule,
        }
        metrics: dict[str, Any] = {
            "awx_system_info": {
                "help_text": "AWX System Information",
                "type": "gauge",
                "samples": [
                    {
                        "labels": {"tower_version": current().version, "license_type": "open"},
                        "value": 1.0,
                    }
                ],
            }
        }
        for name, model in counts.items():
            metrics[f"awx_{name}_total"] = {
                "help_text": f"Number of {name}",
                "type": "gauge",
                "samples": [{"labels": {}, "value": float(model.objects.count())}],
            }
        return metrics

    @staticmethod
    def _text(metrics: dict[str, Any]) -> str:
        lines = []
        for name, metric in metrics.items():
            lines += [f"# HELP {name} {metric['help_text']}", f"# TYPE {name} {metric['type']}"]
            for sample in metric["samples"]:
                labels = ",".join(f'{key}="{value}"' for key, value in sample["labels"].items())
                lines.append(f"{name}{'{' + labels + '}' if labels else ''} {sample['value']}")
        return "\n".join(lines) + "\n"
