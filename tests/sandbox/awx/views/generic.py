# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists, sublists and details of any resource."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.db.models import Model, QuerySet, prefetch_related_objects
from rest_framework import generics, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from tests.sandbox.presentation import current

from .. import models as m
from ..exceptions import BadRequest
from ..middleware import NODE_NAME
from ..permissions import can, may_create, readable
from ..serializers import RelatedRows, serializer_for
from ..urls_of import url_of

PRODUCT_NAME = "AWX"  # Ascender says so too
# Simulated cost of serialising one row, spent asleep while a worker is occupied.
ROW_COST_SECONDS = float(os.environ.get("SANDBOX_ROW_COST_MS", "0")) / 1000

_DEPRECATED = "This resource has been deprecated and will be removed in a future release."
_SEARCHABLE = ("username", "first_name", "last_name", "email", "name", "description")
_POLYMORPHIC = (m.UnifiedJob, m.UnifiedJobTemplate)
_LINKS = (
    "success_nodes",
    "failure_nodes",
    "always_nodes",
    "condition_nodes",
    "condition_links_from",
)
_PREFETCH: dict[type[Model], tuple[str, ...]] = {
    m.Host: ("groups", "inventory_sources", "job_host_summaries__job"),
    m.Inventory: ("labels",),
    m.InventorySource: ("credentials__credential_type",),
    m.InventoryUpdate: ("credentials__credential_type",),
    m.InstanceGroup: ("instances",),
    m.Job: ("labels", "credentials__credential_type"),
    m.JobTemplate: ("labels", "credentials__credential_type"),
    m.User: ("profile",),
    m.WorkflowJob: ("labels",),
    m.WorkflowJobTemplate: ("labels",),
    m.Credential: ("credential_type",),
    m.WorkflowJobTemplateNode: _LINKS,
    m.WorkflowJobNode: (*_LINKS, "retried_jobs"),
}


def _prefetched(model: type[Model], rows: Sequence[Any]) -> tuple[str, ...]:
    """The relations to read at once for all rows."""
    if model is m.ActivityStream:
        concerned = {name for row in rows for name in (row.object1, row.object2)}
        known = {field.name for field in model._meta.many_to_many}
        return tuple(concerned & known)
    return _PREFETCH.get(model, ())


class View(APIView):
    """Adds AWX's headers to what Django REST framework answers."""

    deprecated: ClassVar[bool] = False

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Request:
        self.began = time.monotonic()
        return super().initialize_request(request, *args, **kwargs)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["X-API-Product-Name"] = PRODUCT_NAME
        # An error of authentication or parsing may come before there is a user.
        user = getattr(request, "_user", None)
        if user is not None and user.is_authenticated:
            response["X-API-Product-Version"] = current().version
        response["X-API-Node"] = NODE_NAME
        response["X-API-Time"] = f"{time.monotonic() - self.began:.3f}s"
        if self.deprecated and not current().ascender:
            response["Warning"] = f'299 awx "{_DEPRECATED}"'
        return response


class ModelView(View, generics.GenericAPIView):
    """A view of rows of one model. Subclasses are made by ``views_for`` and ``sublist_view``."""

    model: ClassVar[type[Model]]
    detail: ClassVar[bool] = False

    @property
    def search_fields(self) -> tuple[str, ...]:
        names = {field.name for field in self.model._meta.fields}
        found = tuple(name for name in sorted(_SEARCHABLE) if name in names)
        return (*found, "job__playbook") if self.model is m.UnifiedJob else found

    def get_queryset(self) -> QuerySet:
        return readable(self.request.user, self.model)

    def get_serializer_class(self) -> Any:
        return serializer_for(self.model)

    def get_serializer_context(self) -> dict[str, Any]:
        detail = self.detail or self.request.method not in ("GET", "HEAD")
        return super().get_serializer_context() | {
            "detail": detail,
            "related_rows": RelatedRows(),
        }

    def body(self) -> dict[str, Any]:
        """The request's JSON object. Raises TypeError for null: a 500 in AWX."""
        data = self.request.data
        if data is None:
            raise TypeError("the body is null")
        return dict(data)

    def represent(self, rows: Sequence[Any]) -> list[dict[str, Any]]:
        """Rows of one table, or of a common one, as the API lists them."""
        if self.model in _POLYMORPHIC:
            rows = m.real_instances(rows)
        by_type: dict[type[Model], list[Any]] = {}
        for row in rows:
            by_type.setdefault(type(row), []).append(row)
        context = self.get_serializer_context()
        represent: dict[type[Model], Callable[[Any], dict[str, Any]]] = {}
        for model, some in by_type.items():
            prefetch_related_objects(some, *_prefetched(model, some))
            context["related_rows"].load(some, serializer_for(model).relations())
            represent[model] = serializer_for(model)(context=context).to_representation
        if ROW_COST_SECONDS:
            time.sleep(ROW_COST_SECONDS * len(rows))
        return [represent[type(row)](row) for row in rows]


class ListView(ModelView):
    """GET of a list; POST where the resource can be created."""

    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.represent(page or ()))

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.create(self.body())

    def create(self, data: dict[str, Any]) -> Response:
        """Make an object. Raises PermissionDenied, ValidationError."""
        if not may_create(self.request.user, self.model, None):
            raise PermissionDenied
        serializer = self.get_serializer(data=data)
        serializer.is_valid(raise_exception=True)
        if not may_create(self.request.user, self.model, serializer.validated_data):
            raise PermissionDenied
        obj = serializer.save()
        self.created(obj)
        return Response(
            serializer.data, status=status.HTTP_201_CREATED, headers={"Location": url_of(obj)}
        )

    def created(self, obj: Any) -> None:
        after_change(obj)


class DetailView(ModelView):
    """One object, filtered as its list would be: an unknown parameter is refused here too."""

    detail = True
    actions: ClassVar[dict[str, str]] = {}

    def get_queryset(self) -> QuerySet:
        return self.model._default_manager.all()  # the permission check says 403, not 404

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    def put(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.update(partial=False)

    def patch(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.update(partial=True)

    def update(self, *, partial: bool) -> Response:
        obj = self.get_object()
        serializer = self.get_serializer(obj, data=self.body(), partial=partial)
        serializer.is_valid(raise_exception=True)
        after_change(serializer.save())
        fresh = self.get_serializer(self.model._default_manager.get(pk=obj.pk))
        return Response(fresh.data)

    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        obj = self.get_object()
        refuse_while_used(obj)
        obj.delete()
        after_change(obj)
        return Response(status=status.HTTP_204_NO_CONTENT)


class SublistView(ListView):
    """Rows that belong to a parent. POST attaches, detaches or creates.

    See docs/awx-api.md#associations.
    """

    parent_model: ClassVar[type[Model]]
    rows: ClassVar[Callable[..., QuerySet]]
    # The manager of the relation, where rows are attached; None where they are not.
    relation: ClassVar[Callable[..., Any] | None] = None
    # The foreign key to the parent, where rows are created here; to detach one then deletes it.
    parent_key: ClassVar[str] = ""

    def parent(self, action: str = "read") -> Any:
        """Raises Http404, PermissionDenied."""
        parent = generics.get_object_or_404(self.parent_model, pk=self.kwargs["pk"])
        if not can(self.request.user, action, parent):
            raise PermissionDenied
        return parent

    def get_queryset(self) -> QuerySet:
        rows = self.rows(self.parent())
        user = self.request.user
        if user.is_superuser:
            return rows
        return rows.filter(pk__in=readable(user, self.model).order_by().values("pk"))

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        data = self.body()
        if "id" not in data and "disassociate" not in data:
            return self.create_below(data)
        return self.attach(data)

    def create_below(self, data: dict[str, Any]) -> Response:
        parent = self.parent()
        if self.model is m.Label and (label := _existing_label(data)) is not None:
            return self.attach({"id": label.pk})
        if self.parent_key:
            data[self.parent_key] = parent.pk
        elif not self.can_create:
            raise BadRequest({"msg": "'id' field is missing."})
        response = self.create(data)
        if self.relation is not None and response.data:
            self.relation(parent).add(response.data["id"])
        return response

    can_create: ClassVar[bool] = False

    def attach(self, data: dict[str, Any]) -> Response:
        """204 whether or not something had to be done; ``disassociate`` counts by its presence."""
        detach = "disassociate" in data
        parent = self.parent("change")
        if detach and not data.get("id"):
            raise BadRequest({"msg": '"id" is required to disassociate'})
        if type(data["id"]) is not int:
            raise BadRequest({"msg": '"id" field must be an integer.'})
        row = self.model._default_manager.filter(pk=data["id"]).first()
        if row is None:
            name = self.model._meta.object_name
            raise BadRequest({"detail": f"{name} matching query does not exist."})
        if not can(self.request.user, "read", row):
            raise PermissionDenied
        if self.relation is not None:
            manager = self.relation(parent)
            manager.remove(row) if detach else manager.add(row)
            if detach and isinstance(row, m.Label) and not _is_used(row):
                row.delete()
        elif self.parent_key and detach:
            row.delete()
        after_change(row)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _existing_label(data: dict[str, Any]) -> m.Label | None:
    """The label that a POST names; it is attached instead of made anew."""
    organization = data.get("organization")
    if type(organization) is not int:
        return None
    return m.Label.objects.filter(name=data.get("name"), organization=organization).first()


def _is_used(label: m.Label) -> bool:
    """A label that its last user gives up disappears (docs/awx-api.md#labels)."""
    relations = [field for field in label._meta.related_objects if field.many_to_many]
    return any(getattr(label, field.get_accessor_name()).exists() for field in relations)


def refuse_while_used(obj: Any) -> None:
    """Raises PermissionDenied or BadRequest (409) while an active run uses the object."""
    active = m.UnifiedJob.objects.filter(status__in=m.ACTIVE_STATUSES)
    if isinstance(obj, m.UnifiedJob):
        retried = obj.retried_workflow_nodes.filter(workflow_job__status__in=m.ACTIVE_STATUSES)
        if obj.status in m.ACTIVE_STATUSES or retried.exists():
            raise PermissionDenied("Cannot delete running job resource.")
        return
    if isinstance(obj, m.UnifiedJobTemplate):
        active = active.filter(unified_job_template_id=obj.pk)
    elif isinstance(obj, m.Inventory):
        active = active.filter(job__inventory=obj)
    elif isinstance(obj, m.Host):
        active = active.filter(job__inventory=obj.inventory_id)
    elif isinstance(obj, m.Organization):
        active = active.filter(organization=obj)
    else:
        return
    if jobs := [{"id": row.pk, "type": row.real_type} for row in active[:200]]:
        error = BadRequest(
            {"error": "Resource is being used by running jobs.", "active_jobs": jobs}
        )
        error.status_code = status.HTTP_409_CONFLICT
        raise error


def after_change(obj: Any) -> None:
    """Bring up to date what the API counts."""
    if isinstance(obj, m.Host | m.Group | m.InventorySource):
        inventory = m.Inventory.objects.filter(pk=obj.inventory_id).first()
        if inventory is not None:
            inventory.update_computed_fields()
