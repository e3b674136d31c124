# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The envelope of every object: type, url, related, summary_fields; and AWX's way of validating."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError as ModelError
from django.db.models import Model
from rest_framework import serializers
from rest_framework.fields import SkipField
from rest_framework.relations import PKOnlyObject
from rest_framework.validators import UniqueValidator

from tests.sandbox.presentation import current

from .. import models as m
from ..named_urls import named_url
from ..permissions import can, rights_of
from ..role_names import ROLES, describe
from ..summaries import (
    summarize,
    summarize_last_job,
    summarize_last_update,
    summarize_template,
)
from ..urls_of import resource_of, url_of

_NOT_IN_ASCENDER = ("custom_virtualenv",)
_SPECIAL_SUMMARIES = {
    "unified_job_template": summarize_template,
    "last_job": summarize_last_job,
    "current_job": summarize_last_update,
    "last_update": summarize_last_update,
}


class RelatedRows:
    """Rows that several objects of one answer point to, read once."""

    def __init__(self) -> None:
        self._rows: dict[tuple[type[Model], Any], Model | None] = {}
        self._roles: dict[int, dict[int, dict[str, int]]] = {}

    def load(self, rows: Iterable[Model], relations: Iterable[str]) -> None:
        """Read what the foreign keys of many objects point to, with a query for each model."""
        wanted: dict[type[Model], set[Any]] = {}
        pointers = []
        for row in rows:
            for relation in relations:
                field = row._meta.get_field(relation)
                if (pk := getattr(row, field.attname)) is not None:
                    wanted.setdefault(field.related_model, set()).add(pk)
                    pointers.append((row, field, pk))
        for model, ids in wanted.items():
            for pk, found in model._default_manager.in_bulk(ids).items():
                self._rows[model, pk] = found
        for row, field, pk in pointers:
            if (found := self._rows.get((field.related_model, pk))) is not None:
                field.set_cached_value(row, found)

    def get(self, obj: Model, relation: str) -> Any:
        """What a foreign key of an object points to, or None."""
        field = obj._meta.get_field(relation)
        if field.is_cached(obj):
            return getattr(obj, relation)
        pk = getattr(obj, field.attname)
        if pk is None:
            return None
        key = (field.related_model, pk)
        if key not in self._rows:
            self._rows[key] = field.related_model._default_manager.filter(pk=pk).first()
        return self._rows[key]

    def roles(self, obj: Model) -> dict[str, int]:
        """The ids of an object's roles by name."""
        ctype = ContentType.objects.get_for_model(type(obj)).pk
        if ctype not in self._roles:
            self._roles[ctype] = {}
            rows = m.Role.objects.filter(content_type_id=ctype)
            for object_id, name, pk in rows.values_list("object_id", "role_field", "id"):
                self._roles[ctype].setdefault(object_id, {})[name] = pk
        return self._roles[ctype].get(obj.pk, {})


class ObjectSerializer(serializers.ModelSerializer):
    """One row of a list, or the details of one object (``context["detail"]``).

    Subclasses say which sub-URLs (``sublists``), links and summaries of foreign keys they have;
    ``more_related`` and ``more_summaries`` add what needs code.
    """

    sublists: ClassVar[tuple[str, ...]] = ()
    ascender_sublists: ClassVar[tuple[str, ...]] = ()
    links: ClassVar[tuple[str, ...]] = ()
    summaries: ClassVar[tuple[str, ...]] = ()
    capabilities: ClassVar[dict[str, str]] = {"edit": "change", "delete": "delete"}
    resource_type: ClassVar[str] = ""  # shared with other services: has an ansible_id
    detail_fields: ClassVar[tuple[str, ...]] = ()
    ascender_fields: ClassVar[tuple[str, ...]] = ()  # that only Ascender has

    type = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    related = serializers.SerializerMethodField()
    summary_fields = serializers.SerializerMethodField()

    @classmethod
    def relations(cls) -> list[str]:
        """The foreign keys that the links and summaries of an object follow."""
        names = {*cls.links, *cls.summaries, "created_by", "modified_by", "schedule"}
        fields = cls.Meta.model._meta.fields  # type: ignore[attr-defined]
        return [field.name for field in fields if field.name in names]

    @property
    def rows(self) -> RelatedRows:
        return self.context.setdefault("related_rows", RelatedRows())

    @property
    def detail(self) -> bool:
        return bool(self.context.get("detail"))

    @property
    def user(self) -> Any:
        return self.context["request"].user

    def get_fields(self) -> dict[str, serializers.Field]:
        fields = super().get_fields()
        for name in self.left_out():
            fields.pop(name, None)
        for field in fields.values():
            field.validators = [v for v in field.validators if not isinstance(v, UniqueValidator)]
        return fields

    def left_out(self) -> Iterable[str]:
        """The fields that are not shown here, or not by this kind of server."""
        names = () if self.detail else self.detail_fields
        return (*names, *(_NOT_IN_ASCENDER if current().ascender else self.ascender_fields))

    def get_unique_together_validators(self) -> list[Any]:
        return []  # the model's own check words it as AWX does

    # --- reading

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """As DRF does it, with foreign keys as bare ids and no look at what they point to."""
        result = {}
        for field in self._readable_fields:
            try:
                value = field.get_attribute(instance)
            except SkipField:
                continue
            if isinstance(value, PKOnlyObject):
                result[field.field_name] = value.pk
            else:
                result[field.field_name] = None if value is None else field.to_representation(value)
        return result

    def get_type(self, obj: Any) -> str:
        return m.type_of(obj)

    def get_url(self, obj: Any) -> str:
        return url_of(obj)

    def get_related(self, obj: Any) -> dict[str, Any]:
        base = url_of(obj)
        related: dict[str, Any] = {}
        if self.detail and (named := named_url(resource=resource_of(m.type_of(obj)), obj=obj)):
            related["named_url"] = named
        for relation in ("created_by", "modified_by", *self.links):
            if hasattr(obj, f"{relation}_id") and (row := self.rows.get(obj, relation)):
                related[relation] = url_of(row)
        sublists = (*self.sublists, *(self.ascender_sublists if current().ascender else ()))
        related |= {name: f"{base}{name}/" for name in sublists}
        self.more_related(obj, related)
        return related

    def more_related(self, obj: Any, related: dict[str, Any]) -> None:
        """Add links that are not a foreign key or a sub-URL of the same name."""

    def get_summary_fields(self, obj: Any) -> dict[str, Any]:
        summary: dict[str, Any] = {}
        for relation in (*self.summaries, "created_by", "modified_by"):
            if not hasattr(obj, f"{relation}_id"):
                continue
            row = self.rows.get(obj, relation)
            if row is not None:
                summary[relation] = _SPECIAL_SUMMARIES.get(relation, summarize)(row)
        if self.resource_type and not current().ascender:
            ansible_id = uuid.uuid5(uuid.NAMESPACE_URL, url_of(obj))
            summary["resource"] = {
                "ansible_id": str(ansible_id),
                "resource_type": self.resource_type,
            }
        if m.type_of(obj) in ROLES:
            summary["object_roles"] = self._object_roles(obj)
        if self.capabilities:
            summary["user_capabilities"] = self.user_capabilities(obj)
        self.more_summaries(obj, summary)
        return summary

    def more_summaries(self, obj: Any, summary: dict[str, Any]) -> None:
        """Add summaries that are not a foreign key's."""

    def user_capabilities(self, obj: Any) -> dict[str, bool]:
        token = self.context["request"].auth
        if isinstance(token, m.OAuth2AccessToken) and "write" not in token.scope.split():
            # As if every role were missing.
            return dict.fromkeys(self.capabilities, False)
        return {name: can(self.user, action, obj) for name, action in self.capabilities.items()}

    def _object_roles(self, obj: Any) -> dict[str, Any]:
        roles = {}
        held = self.rows.roles(obj)
        for name in ROLES[m.type_of(obj)]:
            if name in held:
                role = describe(type_name=m.type_of(obj), role_field=name)
                roles[name] = {"description": role.description, "name": role.name, "id": held[name]}
                if role.user_only:
                    roles[name]["user_only"] = True
        return roles

    # --- writing

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The model's own checks. Raises ValidationError, across fields under ``__all__``."""
        plain, _ = self._split(attrs)
        obj = copy.copy(self.instance) if self.instance is not None else self.Meta.model()
        for name, value in plain.items():
            setattr(obj, name, value)
        try:
            obj.full_clean(exclude=self._not_checked(obj))
        except ModelError as error:
            raise serializers.ValidationError(error.message_dict) from error
        self.check_unique_name(obj)
        return attrs

    def _split(self, attrs: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        many = {field.name for field in self.Meta.model._meta.many_to_many}
        return (
            {name: value for name, value in attrs.items() if name not in many},
            {name: value for name, value in attrs.items() if name in many},
        )

    def _not_checked(self, obj: Model) -> list[str]:
        """Fields that the request cannot set need no check (some are set later)."""
        writable = {name for name, field in self.fields.items() if not field.read_only}
        return [field.name for field in obj._meta.fields if field.name not in writable]

    def check_unique_name(self, obj: Any) -> None:
        """Templates: the name is unique in the organization, across both their tables."""
        if not isinstance(obj, m.UnifiedJobTemplate):
            return
        model = type(obj)
        if "inventory" in self.fields and isinstance(obj, m.InventorySource):
            same, what = {"inventory": obj.inventory_id}, "Inventory"
        else:
            same, what = {"organization": self.organization_of(obj)}, "Organization"
        if model.objects.filter(name=obj.name, **same).exclude(pk=obj.pk).exists():
            kind = model._meta.verbose_name.capitalize()
            message = f"{kind} with this Name and {what} already exists."
            raise serializers.ValidationError({"__all__": [message]})

    def organization_of(self, obj: Any) -> int | None:
        """The organization that a template will belong to."""
        return obj.organization_id

    def create(self, validated_data: dict[str, Any]) -> Any:
        plain, many = self._split(validated_data)
        obj = self.Meta.model(**plain)
        if hasattr(obj, "created_by_id"):
            obj.created_by = obj.modified_by = self.user
        self.before_save(obj)
        obj.save()
        for name, value in many.items():
            getattr(obj, name).set(value)
        self._add_roles(obj)
        return obj

    def before_save(self, obj: Any) -> None:
        """Set what follows from other values."""

    def _add_roles(self, obj: Any) -> None:
        """The roles of a new object; who is no superuser gets the admin role of what they make."""
        type_name = m.type_of(obj)
        for name in ROLES.get(type_name, ()):
            m.Role.objects.create(
                content_type=ContentType.objects.get_for_model(type(obj)),
                object_id=obj.pk,
                role_field=name,
            )
        if type_name in ROLES and not rights_of(self.user).superuser:
            m.Role.objects.get(
                content_type=ContentType.objects.get_for_model(type(obj)),
                object_id=obj.pk,
                role_field="admin_role",
            ).members.add(self.user)
            del self.user._rights

    def update(self, instance: Any, validated_data: dict[str, Any]) -> Any:
        plain, many = self._split(validated_data)
        if not self.partial:
            plain = self._defaults() | plain
        for name, value in plain.items():
            setattr(instance, name, value)
        if hasattr(instance, "modified_by_id"):
            instance.modified_by = self.user
        self.before_save(instance)
        instance.save()
        for name, value in many.items():
            getattr(instance, name).set(value)
        return instance

    def _defaults(self) -> dict[str, Any]:
        """A PUT resets what it leaves out (docs/awx-api.md#put)."""
        columns = {field.name: field for field in self.Meta.model._meta.fields}
        return {
            name: columns[name].get_default()
            for name, field in self.fields.items()
            if not field.read_only and not field.required and name in columns
        }


ENVELOPE = ("id", "type", "url", "related", "summary_fields", "created", "modified")
NAMED = (*ENVELOPE, "name", "description")
