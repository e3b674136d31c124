# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What OPTIONS answers (docs/awx-api.md#options)."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from rest_framework import serializers
from rest_framework.metadata import SimpleMetadata
from rest_framework.request import Request

from tests.sandbox.presentation import current

from . import models as m
from .access import within_scope
from .models.unified import JOB_STATUSES, Polymorphic
from .pagination import MAX_PAGE_SIZE
from .permissions import may_create
from .role_names import ROLES
from .serializers.text import VariablesField

_TYPES: tuple[tuple[type[serializers.Field], str], ...] = (
    (VariablesField, "json"),
    (serializers.JSONField, "json"),
    (serializers.PrimaryKeyRelatedField, "id"),
    (serializers.ManyRelatedField, "list_of_ids"),
    (serializers.BooleanField, "boolean"),
    (serializers.ChoiceField, "choice"),
    (serializers.IntegerField, "integer"),
    (serializers.FloatField, "float"),
    (serializers.DecimalField, "decimal"),
    (serializers.DateTimeField, "datetime"),
    (serializers.CharField, "string"),
)
_OBJECTS = {"related", "summary_fields"}
_NAMED_TYPES = {
    "type": "choice",
    "url": "string",
    "elapsed": "decimal",
    "extra_vars": "json",
    "variables": "json",
}
_NOT_SEARCHED = {"polymorphic_ctype", "roles", "content_type", "logentry", "auth_token"}


# What AWX calls some types.
_TYPE_NAMES = {
    "job": "Playbook Run",
    "project_update": "SCM Update",
    "inventory_update": "Inventory Sync",
    "ad_hoc_command": "Command",
    "system_job": "Management Job",
    "workflow_job_template": "Workflow Template",
}


_NOT_ASCENDERS_SOURCES = ("rhv", "controller", "insights", "openshift_virtualization")


def _verbose(model: type[Model]) -> str:
    return " ".join(part.capitalize() for part in m.type_of(model).split("_"))


def related_search_fields(model: type[Model]) -> list[str]:
    """The relations that ``<relation>__search`` works on."""
    names = []
    for field in model._meta.get_fields(include_hidden=False):
        if field.related_model and field.name not in _NOT_SEARCHED and m.is_there(field):
            reverse = field.auto_created and not field.concrete
            names.append(field.get_accessor_name() if reverse else field.name)
    return [f"{name}__search" for name in names]


def _choices(
    name: str, field: serializers.Field, column: Any, model: type[Model]
) -> list[list[Any]]:
    """What a field may be, whether it can be written or not."""
    if name == "type":
        return [[m.type_of(model), _TYPE_NAMES.get(m.type_of(model), _verbose(model))]]
    if name == "status" and model in (m.JobTemplate, m.WorkflowJobTemplate):
        # Fewer than its table knows.
        return [[key, text] for key, text in (*JOB_STATUSES, ("never updated", "Never Updated"))]
    if isinstance(field, serializers.ChoiceField):
        choices = [[key, text] for key, text in field.choices.items()]
        if name == "source" and current().ascender:
            choices = [row for row in choices if row[0] not in _NOT_ASCENDERS_SOURCES]
            choices.append(["ascender", "CIQ Ascender Automation Platform"])
        if name == "kind" and not current().ascender:
            choices = [row for row in choices if row[0] != "federated"]
        blank = field.allow_blank and "" not in field.choices
        return [["", "---------"], *choices] if blank else choices
    return [[key, text] for key, text in getattr(column, "choices", None) or ()]


def _limits(field: serializers.Field, *, writing: bool) -> dict[str, Any]:
    names = ("min_value", "max_value", "max_length") if writing else ("min_value", "max_value")
    values = {name: getattr(field, name, None) for name in names}
    return {name: value for name, value in values.items() if value is not None}


class Metadata(SimpleMetadata):
    """Fields with their types, as clients build forms from."""

    def determine_metadata(self, request: Request, view: Any) -> dict[str, Any]:
        name = view.get_view_name()
        model = getattr(view, "model", None)
        if model is not None:
            name = f"{_verbose(model)} {'Detail' if getattr(view, 'detail', False) else 'List'}"
        data: dict[str, Any] = {
            "name": name,
            "description": (view.__doc__ or "").strip(),
            "renders": [renderer.media_type for renderer in view.renderer_classes],
            "parses": [parser.media_type for parser in view.parser_classes],
        }
        if model is not None:
            data["actions"] = self.actions(request, view, model)
            data["types"] = [m.type_of(model)]
            data["search_fields"] = list(view.search_fields)
            data["related_search_fields"] = related_search_fields(model)
            if roles := ROLES.get(m.type_of(model)):
                data["object_roles"] = list(roles)
            if not getattr(view, "detail", False):
                data["max_page_size"] = MAX_PAGE_SIZE
        return data

    def actions(self, request: Request, view: Any, model: type[Model]) -> dict[str, Any]:
        """The fields of a write the user may make, and those of a read."""
        fields = view.get_serializer().fields
        if model is m.AdHocCommand and current().ascender:
            fields.pop("extra_vars", None)  # neither shown in its list nor taken there
        actions = {}
        method = "PUT" if view.detail else "POST"
        if method in view.allowed_methods and self._may_write(request, model):
            actions[method] = {
                name: self.field_info(name, field, model, writing=True)
                for name, field in fields.items()
                if not field.read_only
            }
        # A list shows fewer fields than the details of one object.
        shown = type(view.get_serializer())(context={"request": request, "detail": view.detail})
        actions["GET"] = {
            name: self.field_info(name, field, model, writing=False)
            for name, field in shown.fields.items()
            if not field.write_only
        }
        return actions

    @staticmethod
    def _may_write(request: Request, model: type[Model]) -> bool:
        token = request.auth
        if isinstance(token, m.OAuth2AccessToken) and "write" not in token.scope.split():
            return False
        return within_scope(request) and may_create(request.user, model, None)

    def field_info(  # type: ignore[override]
        self, name: str, field: serializers.Field, model: type[Model], *, writing: bool
    ) -> dict[str, Any]:
        """One field. ``filterable`` says that it is a column of the table."""
        columns = {column.name: column for column in model._meta.get_fields() if column.concrete}
        column = columns.get(name if field.source == "*" else field.source)
        info: dict[str, Any] = {"type": self.type_of_field(name, field)}
        if writing:
            info["required"] = field.required
        info["hidden"] = False
        label = str(field.label or name.replace("_", " ").capitalize())
        info["label"] = "ID" if name == "id" else label
        info |= _limits(field, writing=writing)
        if name != "type" or issubclass(model, Polymorphic):
            info["filterable"] = column is not None or name == "type"
        if choices := _choices(name, field, column, model):
            info |= {"type": "choice", "choices": choices}
        if writing and column is not None and not field.required and column.has_default():
            default = column.get_default()
            if default is not None:
                info["default"] = default
        return info

    @staticmethod
    def type_of_field(name: str, field: serializers.Field) -> str:
        if name in _OBJECTS:
            return "object"
        if name in _NAMED_TYPES:
            return _NAMED_TYPES[name]
        return next((text for kind, text in _TYPES if isinstance(field, kind)), "field")
