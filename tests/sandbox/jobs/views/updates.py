# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Updates of projects and inventory sources (docs/awx-api.md#updates)."""

from __future__ import annotations

import typing as t

from rest_framework.exceptions import MethodNotAllowed
from rest_framework.request import Request
from rest_framework.response import Response

from tests.sandbox.awx.models import Inventory, InventorySource, Project
from tests.sandbox.awx.permissions import can
from tests.sandbox.awx.serializers import serialize

from .. import creation
from ..scheduler import scheduler
from .launch import launched
from .parents import ParentView


def can_update(source: InventorySource) -> bool:
    """Files of nowhere cannot be fetched again."""
    return source.source not in ("file", "")


class ProjectUpdateView(ParentView[Project]):
    parent_model = Project
    actions = {"POST": "start"}

    def get(self, request: Request, pk: int) -> Response:
        return Response({"can_update": bool(self.parent().scm_type)})

    def post(self, request: Request, pk: int) -> Response:
        project = self.parent()
        if not project.scm_type:
            raise MethodNotAllowed("POST")
        update = creation.create_project_update(project, user=request.user, launch_type="manual")
        return launched(update, request=request, status=202, project_update=update.pk)


class InventorySourceUpdateView(ParentView[InventorySource]):
    parent_model = InventorySource
    actions = {"POST": "start"}

    def get(self, request: Request, pk: int) -> Response:
        return Response({"can_update": can_update(self.parent())})

    def post(self, request: Request, pk: int) -> Response:
        source = self.parent()
        if not can_update(source):
            raise MethodNotAllowed("POST")
        update = creation.create_inventory_update(source, user=request.user, launch_type="manual")
        return launched(update, request=request, status=202, inventory_update=update.pk)


class UpdateInventorySources(ParentView[Inventory]):
    """All sources of an inventory at once: an array of what became of each."""

    parent_model = Inventory
    actions = {"POST": "read"}

    def get(self, request: Request, pk: int) -> Response:
        sources = self.parent().inventory_sources.order_by("pk")
        return Response(
            [{"inventory_source": row.pk, "can_update": can_update(row)} for row in sources]
        )

    def post(self, request: Request, pk: int) -> Response:
        sources = list(self.parent().inventory_sources.order_by("pk"))
        if not sources:
            return Response({"detail": "No inventory sources to update."}, status=400)
        results = [self._start(request, source) for source in sources]
        started = sum(result["status"] == "started" for result in results)
        if started == len(results):
            return Response(results, status=200)
        return Response(results, status=202 if started else 400)

    def _start(self, request: Request, source: InventorySource) -> dict[str, t.Any]:
        result: dict[str, t.Any] = {"inventory_source": source.pk}
        if not can_update(source):
            return result | {"status": "Could not start because `can_update` returned False"}
        if not can(request.user, "start", source):
            return result | {"status": "You do not have permission to update inventory source"}
        update = creation.create_inventory_update(source, user=request.user, launch_type="manual")
        body = serialize(update, request=request)
        scheduler.submit(update)
        return body | result | {"status": "started", "inventory_update": update.pk}
