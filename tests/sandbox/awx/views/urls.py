# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which view answers which URL under ``/api/``."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.urls import URLPattern, path, re_path
from oauth2_provider import views as oauth_views

from .. import models as m
from ..resources import RESOURCES, SUBLISTS, Resource, Sublist
from ..urls_of import resource_of
from . import (
    copying,
    dashboard,
    inventories,
    login,
    more,
    oauth,
    roots,
    runs,
    server_settings,
    tokens,
)
from .generic import DetailView, ListView, SublistView

_LISTS: dict[type[Model], Any] = {
    m.Host: inventories.HostList,
    m.Job: runs.RunList,
    m.UnifiedJob: runs.RunList,
    m.OAuth2AccessToken: tokens.TokenList,
}
_DETAILS: dict[type[Model], Any] = {m.Inventory: inventories.InventoryDetail}


def _view(base: Any, methods: list[str], **attributes: Any) -> Any:
    name = f"{attributes['model']._meta.object_name}{base.__name__}"
    names = [*methods, "head", "options"]
    members = attributes | {"http_method_names": names, "__doc__": base.__doc__}
    kind: Any = type(name, (base,), members)
    return kind.as_view()


def _list(resource: Resource) -> Any:
    methods = ["get", "post"] if resource.can_create else ["get"]
    more = {"ordering": resource.ordering} if resource.ordering else {}
    base = _LISTS.get(resource.model, ListView)
    return _view(base, methods, model=resource.model, deprecated=resource.deprecated, **more)


def _detail(resource: Resource) -> Any:
    methods = ["get"]
    if resource.can_update:
        methods += ["put", "patch"]
    if resource.can_delete:
        methods += ["delete"]
    base = _DETAILS.get(resource.model, DetailView)
    return _view(base, methods, model=resource.model, deprecated=resource.deprecated)


def _sublist(sublist: Sublist) -> Any:
    writable = sublist.relation is not None or sublist.parent_key
    attributes: dict[str, Any] = {
        "model": sublist.model,
        "parent_model": sublist.parent,
        "rows": staticmethod(sublist.rows),
        "parent_key": sublist.parent_key,
        "can_create": sublist.can_create,
    }
    if sublist.relation is not None:
        attributes["relation"] = staticmethod(sublist.relation)
    if sublist.ordering:
        attributes["ordering"] = sublist.ordering
    return _view(SublistView, ["get", "post"] if writable else ["get"], **attributes)


def _resource_urls() -> list[URLPattern]:
    urls = []
    for resource in RESOURCES:
        if resource.has_list:
            urls.append(path(f"v2/{resource.name}/", _list(resource)))
        if resource.has_detail:
            urls.append(path(f"v2/{resource.name}/<int:pk>/", _detail(resource)))
    for sublist in SUBLISTS:
        parent = resource_of(m.type_of(sublist.parent))
        urls.append(path(f"v2/{parent}/<int:pk>/{sublist.name}/", _sublist(sublist)))
    return urls


def _object_urls() -> list[URLPattern]:
    """Sub-URLs that several kinds of objects have."""
    urls = []
    for model in (m.Inventory, m.Host, m.Group):
        view = _view(inventories.VariableData, ["get", "put", "patch"], model=model)
        urls.append(path(f"v2/{resource_of(m.type_of(model))}/<int:pk>/variable_data/", view))
    for model in (
        m.JobTemplate,
        m.WorkflowJobTemplate,
        m.Project,
        m.Inventory,
        m.Credential,
        m.NotificationTemplate,
        m.ExecutionEnvironment,
    ):
        view = _view(copying.Copy, ["get", "post"], model=model)
        urls.append(path(f"v2/{resource_of(m.type_of(model))}/<int:pk>/copy/", view))
    for model in (m.JobTemplate, m.WorkflowJobTemplate, m.Project):
        view = _view(more.WebhookKey, ["get", "post"], model=model)
        urls.append(path(f"v2/{resource_of(m.type_of(model))}/<int:pk>/webhook_key/", view))
    return urls


urlpatterns = [
    path("", roots.ApiRoot.as_view()),
    path("login/", login.Login.as_view()),
    path("logout/", login.Logout.as_view()),
    path("o/", roots.OAuthRoot.as_view()),
    path("o/authorize/", oauth_views.AuthorizationView.as_view(), name="authorize"),
    path("o/token/", oauth.Token.as_view(), name="token"),
    path("o/revoke_token/", oauth.RevokeToken.as_view(), name="revoke-token"),
    path("v2/", roots.VersionRoot.as_view()),
    path("v2/ping/", roots.Ping.as_view()),
    path("v2/auth/", roots.AuthRoot.as_view()),
    path("v2/config/", roots.Config.as_view()),
    path("v2/me/", roots.Me.as_view()),
    path("v2/dashboard/", dashboard.Dashboard.as_view()),
    path("v2/dashboard/graphs/jobs/", dashboard.JobsGraph.as_view()),
    path("v2/metrics/", dashboard.Metrics.as_view()),
    path("v2/bulk/", roots.BulkRoot.as_view()),
    path("v2/bulk/host_create/", more.BulkHostCreate.as_view()),
    path("v2/bulk/host_delete/", more.BulkHostDelete.as_view()),
    path("v2/jobs/<int:pk>/create_schedule/", more.CreateSchedule.as_view()),
    path("v2/notification_templates/<int:pk>/test/", more.NotificationTest.as_view()),
    path("v2/analytics/", roots.AnalyticsRoot.as_view()),
    path("v2/service-index/", roots.ServiceIndex.as_view()),
    path("v2/service-index/metadata/", roots.ServiceMetadata.as_view()),
    re_path("^v2/mesh_visualizer/", roots.MeshVisualizer.as_view()),
    path("v2/constructed_inventories/", roots.ConstructedInventories.as_view()),
    path("v2/federated_inventories/", roots.FederatedInventories.as_view()),
    path("schema/", roots.Schema.as_view()),
    path("v2/settings/", server_settings.SettingList.as_view()),
    path("v2/settings/<slug:slug>/", server_settings.SettingDetail.as_view()),
    path("v2/users/<int:pk>/tokens/", tokens.UserTokenList.as_view()),
    path("v2/users/<int:pk>/personal_tokens/", tokens.PersonalTokenList.as_view()),
    path("v2/users/<int:pk>/authorized_tokens/", tokens.AuthorizedTokenList.as_view()),
    path("v2/hosts/<int:pk>/ansible_facts/", inventories.AnsibleFacts.as_view()),
    path("v2/inventories/<int:pk>/script/", inventories.InventoryScript.as_view()),
    path("v2/inventories/<int:pk>/tree/", inventories.InventoryTree.as_view()),
    path("v2/projects/<int:pk>/playbooks/", inventories.ProjectFiles.as_view()),
    path(
        "v2/projects/<int:pk>/inventories/",
        inventories.ProjectFiles.as_view(column="inventory_files"),
    ),
    *_resource_urls(),
    *_object_urls(),
]
