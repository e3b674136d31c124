# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What inventories, hosts and groups have beyond lists and details."""

from __future__ import annotations

import json
import threading
from typing import Any, ClassVar

from django.db import connection
from django.db.models import QuerySet
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from .. import models as m
from ..exceptions import BadRequest
from ..host_filter import parse
from ..inventory_script import inventory_script
from ..serializers.text import parse_mapping
from .generic import DetailView, ListView, ModelView, refuse_while_used


class HostList(ListView):
    """Every exception of the list becomes 400 ``{"error"}``; rows are always distinct."""

    model = m.Host
    http_method_names: ClassVar[list[str]] = ["get", "post", "head", "options"]

    def get_queryset(self) -> QuerySet:
        rows = super().get_queryset()
        if expression := self.request.query_params.get("host_filter"):
            rows = rows.filter(parse(expression))
        return rows.distinct()

    def list(self, request: Request) -> Response:
        try:
            return super().list(request)
        except Exception as error:  # what AWX does
            return Response({"error": str(error)}, status=status.HTTP_400_BAD_REQUEST)


class InventoryDetail(DetailView):
    """Deleting is asynchronous; the kind cannot change."""

    model = m.Inventory
    http_method_names: ClassVar[list[str]] = ["get", "put", "patch", "delete", "head", "options"]

    def update(self, *, partial: bool) -> Response:
        obj = self.get_object()
        if self.body().get("kind", obj.kind) != obj.kind:
            error = BadRequest({"error": "You cannot turn a regular inventory into another kind."})
            error.status_code = status.HTTP_405_METHOD_NOT_ALLOWED
            raise error
        return super().update(partial=partial)

    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        obj = self.get_object()
        if obj.pending_deletion:
            raise BadRequest({"error": "Inventory is already pending deletion."})
        refuse_while_used(obj)
        obj.pending_deletion = True
        obj.save(update_fields=["pending_deletion"])
        threading.Thread(target=_delete_inventory, args=(obj.pk,), daemon=True).start()
        return Response(status=status.HTTP_202_ACCEPTED)


def _delete_inventory(pk: int) -> None:
    try:
        m.Inventory.objects.filter(pk=pk).delete()
    finally:
        connection.close()


class VariableData(ModelView):
    """The variables as an object; PATCH replaces them like PUT."""

    detail = True
    http_method_names: ClassVar[list[str]] = ["get", "put", "patch", "head", "options"]

    def get_queryset(self) -> QuerySet:
        return self.model._default_manager.all()

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(parse_mapping(self.get_object().variables))

    def put(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        obj = self.get_object()
        obj.variables = json.dumps(self.body())
        obj.save(update_fields=["variables"])
        return Response(self.body())

    patch = put


class AnsibleFacts(ModelView):
    model = m.Host
    detail = True

    def get_queryset(self) -> QuerySet:
        return m.Host.objects.all()

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(self.get_object().ansible_facts)


class _InventoryView(ModelView):
    model = m.Inventory
    detail = True

    def get_object(self) -> m.Inventory:
        """Without filters: these views have none."""
        inventory = generics.get_object_or_404(m.Inventory, pk=self.kwargs["pk"])
        self.check_object_permissions(self.request, inventory)
        return inventory


class InventoryScript(_InventoryView):
    """The inventory as Ansible's own dynamic inventories write it.

    See docs/awx-api.md#inventory-script.
    """

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        inventory, wanted = self.get_object(), request.query_params
        if name := wanted.get("host"):
            host = generics.get_object_or_404(inventory.hosts, name=name)
            return Response(parse_mapping(host.variables))
        return Response(
            inventory_script(
                inventory,
                disabled=bool(wanted.get("all")),
                hostvars=bool(wanted.get("hostvars")),
                towervars=bool(wanted.get("towervars")),
            )
        )


class InventoryTree(_InventoryView):
    """Groups with their children, nested."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        roots = self.get_object().groups.filter(parents=None)
        return Response([self._node(group) for group in roots])

    def _node(self, group: m.Group) -> dict[str, Any]:
        return {
            "id": group.pk,
            "name": group.name,
            "children": [self._node(child) for child in group.children.all()],
        }


class ProjectFiles(ModelView):
    """A plain array of file names; ``column`` says which."""

    model = m.Project
    detail = True
    column: ClassVar[str] = "playbook_files"

    def get_queryset(self) -> QuerySet:
        return m.Project.objects.all()

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(getattr(self.get_object(), self.column))
