# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The maps of the API, and what describes the server itself."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.decorators import method_decorator
from django.views.decorators.csrf import ensure_csrf_cookie
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tests.sandbox.presentation import current

from .. import models as m
from ..access import AllowAny, Authenticated
from ..permissions import readable, rights_of
from ..renderers import HtmlRenderer, OpenApiRenderer
from ..server_settings import SYSTEM
from .generic import ListView, View

# Names and paths differ in three places (docs/awx-api.md#root-map).
_NAMES = (
    "ping instances instance_groups receptor_addresses config settings me dashboard "
    "organizations users execution_environments projects project_updates teams credentials "
    "credential_types credential_input_sources applications tokens metrics inventory "
    "constructed_inventory inventory_sources inventory_updates groups hosts host_metrics "
    "host_metric_summary_monthly job_templates jobs ad_hoc_commands system_job_templates "
    "system_jobs schedules roles notification_templates notifications labels "
    "unified_job_templates unified_jobs activity_stream workflow_job_templates workflow_jobs "
    "workflow_approvals workflow_job_template_nodes workflow_job_nodes mesh_visualizer bulk "
    "analytics service_index role_definitions role_user_assignments role_team_assignments"
).split()
_PATHS = {
    "inventory": "inventories",
    "constructed_inventory": "constructed_inventories",
    "service_index": "service-index",
}
_NOT_IN_ASCENDERS_ROOT = (
    "service_index",
    "role_definitions",
    "role_user_assignments",
    "role_team_assignments",
)
_ANALYTICS = (
    "authorized reports report_options adoption_rate adoption_rate_options event_explorer "
    "event_explorer_options host_explorer host_explorer_options job_explorer job_explorer_options "
    "probe_templates probe_templates_options probe_template_for_hosts "
    "probe_template_for_hosts_options roi_templates roi_templates_options"
).split()


class _PublicView(View):
    permission_classes = (AllowAny,)
    body: dict[str, Any] = {}

    def get(self, request: Request) -> Response:
        return Response(self.shown())

    def shown(self) -> dict[str, Any]:
        return self.body


@method_decorator(ensure_csrf_cookie, name="get")
class ApiRoot(_PublicView):
    body = {
        "description": "AWX REST API",
        "current_version": "/api/v2/",
        "available_versions": {"v2": "/api/v2/"},
        "oauth2": "/api/o/",
        "custom_logo": "",
        "custom_login_info": "",
        "login_redirect_override": "",
    }

    def shown(self) -> dict[str, Any]:
        more = {"custom_header_logo": "", "custom_title": ""} if current().ascender else {}
        return self.body | more


class VersionRoot(_PublicView):
    def shown(self) -> dict[str, Any]:
        names = [*_NAMES]
        if current().ascender:
            names = [name for name in names if name not in _NOT_IN_ASCENDERS_ROOT]
            names.insert(names.index("workflow_approvals") + 1, "workflow_approval_votes")
        return {name: f"/api/v2/{_PATHS.get(name, name)}/" for name in names}


class OAuthRoot(_PublicView):
    body = {name: f"/api/o/{name}/" for name in ("authorize", "token", "revoke_token")}


class AuthRoot(_PublicView):
    """Single sign-on backends: none here."""


class AnalyticsRoot(View):
    permission_classes = (Authenticated,)

    def get(self, request: Request) -> Response:
        return Response({name: f"/api/v2/analytics/{name}/" for name in _ANALYTICS})


class ServiceIndex(View):
    permission_classes = (Authenticated,)

    def get(self, request: Request) -> Response:
        names = ("metadata", "resources", "resource-types")
        return Response({name: f"/api/v2/service-index/{name}/" for name in names})


class ServiceMetadata(_PublicView):
    body = {"service_id": SYSTEM["INSTALL_UUID"], "service_type": "awx"}


class BulkRoot(View):
    """HTML for a client that takes anything."""

    permission_classes = (Authenticated,)
    renderer_classes = (HtmlRenderer, JSONRenderer)
    http_method_names = ("get", "options")  # type: ignore[assignment]

    def get(self, request: Request) -> Response:
        return Response(
            {
                "name": "Bulk",
                **{
                    name: f"/api/v2/bulk/{name}/"
                    for name in ("job_launch", "host_create", "host_delete")
                },
            }
        )


class Ping(View):
    """Whether the server is there; says nothing about credentials."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def get(self, request: Request) -> Response:
        instances = list(m.Instance.objects.order_by("hostname"))
        groups = m.InstanceGroup.objects.order_by("name").prefetch_related("instances")
        return Response(
            {
                "ha": False,
                "version": current().version,
                "active_node": instances[0].hostname,
                "install_uuid": SYSTEM["INSTALL_UUID"],
                "instances": [
                    {
                        "node": row.hostname,
                        "node_type": row.node_type,
                        "uuid": row.uuid,
                        "heartbeat": row.last_seen,
                        "capacity": row.capacity,
                        "version": current().version,
                    }
                    for row in instances
                ],
                "instance_groups": [
                    {
                        "name": group.name,
                        "capacity": sum(row.capacity for row in group.instances.all()),
                        "instances": [row.hostname for row in group.instances.all()],
                    }
                    for group in groups
                ],
            }
        )


class Me(ListView):
    """A list of exactly one user: the sender."""

    model = m.User
    ordering = ("username",)

    def get_queryset(self) -> Any:
        return m.User.objects.filter(pk=self.request.user.pk)


_COLLECTORS = {
    "config": ("1.6", "General platform configuration."),
    "counts": ("1.2", "Counts of objects such as organizations, inventories, and projects"),
    "unified_jobs_table": ("1.4", "Data on jobs run"),
}
_BECOME = "sudo su pbrun pfexec dzdo pmrun runas enable doas ksu machinectl sesu".split()


class Config(View):
    permission_classes = (Authenticated,)
    http_method_names = ("get", "post", "delete", "head", "options")  # type: ignore[assignment]

    def get(self, request: Request) -> Response:
        data: dict[str, Any] = {
            "time_zone": "UTC",
            "license_info": {
                "license_type": "open",
                "valid_key": True,
                "subscription_name": "OPEN",
                "product_name": "AWX",
            },
            "version": current().version,
            "eula": "",
            "analytics_status": "off",
            "analytics_collectors": {
                name: {"name": name, "version": version, "description": description}
                for name, (version, description) in _COLLECTORS.items()
            },
            "become_methods": [[name, name.capitalize()] for name in _BECOME],
            "ui_next": not current().ascender,
        }
        rights = rights_of(request.user)
        if rights.superuser or rights.auditor or rights.administered:
            data["project_base_dir"] = "/var/lib/awx/projects/"
            data["project_local_paths"] = []
            if not current().ascender:
                data["custom_virtualenvs"] = []
        return Response(data)

    def post(self, request: Request) -> Response:
        return Response({"detail": "A subscription manifest is required."}, status=400)

    def delete(self, request: Request) -> Response:
        return Response(status=204)


class MeshVisualizer(View):
    permission_classes = (Authenticated,)

    def get(self, request: Request) -> Response:
        fields = ("id", "hostname", "node_type", "node_state", "enabled")
        nodes = m.Instance.objects.order_by("pk").values(*fields)
        return Response({"nodes": list(nodes), "links": []})


class Schema(APIView):
    """A stub of the description of the API, without the headers of all else."""

    permission_classes = (AllowAny,)
    renderer_classes = (OpenApiRenderer, JSONRenderer)

    def get(self, request: Request) -> Response:
        info = {"title": "AWX API", "version": "v2"}
        return Response({"openapi": "3.0.3", "info": info, "paths": {}})


class FederatedInventories(ListView):
    """There are none at first; they have no hosts here, and do not split jobs."""

    model = m.Inventory
    http_method_names: ClassVar[list[str]] = ["get", "post", "head", "options"]

    def body(self) -> dict[str, Any]:
        return super().body() | {"kind": "federated"}

    def get_queryset(self) -> Any:
        return readable(self.request.user, m.Inventory).filter(kind="federated")


class ConstructedInventories(ListView):
    model = m.Inventory
    http_method_names: ClassVar[list[str]] = ["get", "post", "head", "options"]

    def body(self) -> dict[str, Any]:
        return super().body() | {"kind": "constructed"}

    def get_queryset(self) -> Any:
        return readable(self.request.user, m.Inventory).filter(kind="constructed")
