# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``.../copy/`` (docs/awx-api.md#copying)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from .. import models as m
from ..permissions import can
from ..resources import role
from ..role_names import ROLES
from ..urls_of import url_of
from .generic import ModelView, after_change

# Its own rows: they are copied with it.
_PARTS = {m.Inventory: ("hosts", "groups")}


class Copy(ModelView):
    """GET says whether it can be; POST ``{"name"}`` does it."""

    detail = True
    http_method_names = ("get", "post", "head", "options")  # type: ignore[assignment]

    def get_queryset(self) -> QuerySet:
        return self.model._default_manager.all()

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        obj = self.get_object()
        return Response({"can_copy": can(request.user, "copy", obj)})

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Only the original's own name is refused, as in AWX."""
        original = self.get_object()
        if not can(request.user, "copy", original):
            raise PermissionDenied
        name = self.body().get("name")
        if not name:
            raise ValidationError({"name": ["This field is required."]})
        if name == original.name:
            kind = original._meta.verbose_name.capitalize()
            raise ValidationError({"__all__": [f"{kind} with this Name already exists."]})
        copy = self._copy(original, name)
        return Response(
            self.get_serializer(copy).data, status=201, headers={"Location": url_of(copy)}
        )

    def _copy(self, original: Any, name: str) -> Any:
        model = type(original)
        values = {
            field.attname: getattr(original, field.attname)
            for field in model._meta.concrete_fields
            if not field.primary_key and field.name not in ("id", "created", "modified")
        }
        for parent in model._meta.parents.values():
            values.pop(parent.attname, None)
        copy = model(**values | {"name": name})
        copy.created_by = copy.modified_by = self.request.user
        copy.save()
        for field in model._meta.many_to_many:
            getattr(copy, field.name).set(getattr(original, field.name).all())
        for role_field in ROLES.get(m.type_of(copy), ()):
            role(copy, role_field)
        for part in _PARTS.get(model, ()):
            for row in getattr(original, part).all():
                row.pk, row.inventory = None, copy
                row.save(force_insert=True)
                after_change(row)
        return copy
