# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small views that fit no list: webhook keys, tests of notifications, schedules of jobs, bulk."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from .. import models as m
from ..access import Authenticated
from ..permissions import can
from ..serializers import serialize, serializer_for
from ..server_settings import get_setting
from ..urls_of import url_of
from .generic import ModelView, View, after_change


class WebhookKey(ModelView):
    """GET reads the key, POST makes a new one."""

    detail = True
    actions: ClassVar[dict[str, str]] = {"GET": "change"}
    http_method_names = ("get", "post", "head", "options")  # type: ignore[assignment]

    def get_queryset(self) -> QuerySet:
        return self.model._default_manager.all()

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response({"webhook_key": self.get_object().webhook_key})

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        obj = self.get_object()
        obj.webhook_key = secrets.token_hex(20)
        obj.save(update_fields=["webhook_key"])
        return Response({"webhook_key": obj.webhook_key}, status=201)


class NotificationTest(ModelView):
    """Sends nothing, but says it did."""

    model = m.NotificationTemplate
    detail = True
    http_method_names = ("post", "options")  # type: ignore[assignment]

    def get_queryset(self) -> QuerySet:
        return m.NotificationTemplate.objects.all()

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        template = self.get_object()
        sent = m.Notification.objects.create(
            notification_template=template,
            notification_type=template.notification_type,
            status="successful",
            notifications_sent=1,
        )
        return Response(
            {"notification": sent.pk, **serialize(sent, request=request)},
            status=202,
            headers={"Location": url_of(sent)},
        )


class CreateSchedule(ModelView):
    """Whether a job can be scheduled as it was launched."""

    model = m.Job
    detail = True

    def get_queryset(self) -> QuerySet:
        return m.Job.objects.all()

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        job = self.get_object()
        template = job.job_template
        able = template is not None and can(request.user, "schedule", template)
        return Response({"can_schedule": able, "prompts": {}})


class BulkHostCreate(View):
    """All hosts or none."""

    permission_classes = (Authenticated,)

    def get(self, request: Request) -> Response:
        return Response({"detail": "Bulk create hosts with this endpoint."})

    def post(self, request: Request) -> Response:
        inventory = get_object_or_404(m.Inventory, pk=request.data.get("inventory") or 0)
        if not can(request.user, "change", inventory):
            raise PermissionDenied
        rows = request.data.get("hosts") or []
        most = get_setting("BULK_HOST_MAX_CREATE")
        if len(rows) > most:
            raise ValidationError({"hosts": [f"Number of hosts exceeds system setting {most}"]})
        serializers = []
        for row in rows:
            serializer = serializer_for(m.Host)(
                data=row | {"inventory": inventory.pk}, context={"request": request, "detail": True}
            )
            serializer.is_valid(raise_exception=True)
            serializers.append(serializer)
        with transaction.atomic():
            hosts = [serializer.save() for serializer in serializers]
        inventory.update_computed_fields()
        fields = ("name", "enabled", "instance_id", "description", "variables", "id")
        return Response(
            {
                "url": url_of(inventory),
                "hosts": [
                    {name: getattr(host, name) for name in fields}
                    | {"url": url_of(host), "inventory": url_of(inventory)}
                    for host in hosts
                ],
            },
            status=201,
        )


class BulkHostDelete(View):
    """Nothing is deleted where one id is unknown."""

    permission_classes = (Authenticated,)

    def get(self, request: Request) -> Response:
        return Response({"detail": "Bulk delete hosts with this endpoint."})

    def post(self, request: Request) -> Response:
        ids = request.data.get("hosts") or []
        hosts = m.Host.objects.select_related("inventory").in_bulk(ids)
        unknown = [pk for pk in ids if pk not in hosts]
        if unknown:
            raise ValidationError(
                {"hosts": {str(pk): "Hosts do not exist or you lack permission" for pk in unknown}}
            )
        if not all(can(request.user, "delete", host) for host in hosts.values()):
            raise PermissionDenied
        deleted = {}
        for pk, host in hosts.items():
            deleted[str(pk)] = f"The host {host.name} was deleted"
            host.delete()
        for host in {host.inventory_id: host for host in hosts.values()}.values():
            after_change(host)
        return Response({"hosts": deleted}, status=201)
