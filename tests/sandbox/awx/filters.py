# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AWX's own filter backends, with what the server and its database made of them in 24.6.1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ansible_base.rest_filters.rest_framework.field_lookup_backend import FieldLookupBackend
from ansible_base.rest_filters.rest_framework.order_backend import OrderByBackend
from ansible_base.rest_filters.utils import get_fields_from_path
from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, Model, QuerySet
from django.db.models.expressions import OrderBy
from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from tests.sandbox.presentation import current

from . import models as m
from .permissions import accessible_ids, has_role

# More than this is none of PostgreSQL's regular expressions (`a{256}`).
_MOST_REPETITIONS = 255
# What an Ascender shows, but does not find.
_UNSET = ("last_job", "last_job_host_summary")


def _refuse_what_postgresql_refuses(name: str, value: str) -> None:
    """Raises LookupError for what its text or its regular expressions cannot be: a 500 in AWX."""
    if "\0" in value:
        raise LookupError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
    if name.endswith(("__regex", "__iregex")):
        numbers = re.findall(r"[{,](\d+)", value)
        if any(int(number) > _MOST_REPETITIONS for number in numbers):
            raise LookupError("invalid regular expression: invalid repetition count(s)")


class FieldLookups(FieldLookupBackend):
    """Filters by field, related field, search and role."""

    def get_fields_from_lookup(self, model: type[Model], lookup: str) -> tuple[list[Any], str]:
        """Raises FieldDoesNotExist, also for a field that this kind of server does not have."""
        fields, path = super().get_fields_from_lookup(model, lookup)
        _check_there(fields)
        if current().ascender and model is m.Host and fields[0].name in _UNSET:
            # The columns that are filtered by stay empty.
            return fields, f"unset_{path}"
        return fields, path

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        """Raises LookupError for what is a 500 in AWX, such as a role that the model lacks."""
        for role in request.query_params.getlist("role_level")[:1]:
            if not has_role(queryset.model, role):
                raise LookupError(f"{queryset.model._meta.object_name} has no role {role}")
            if not hasattr(queryset.model, "accessible_pk_qs"):
                queryset.model.accessible_pk_qs = classmethod(accessible_ids)
        for name, values in request.query_params.lists():
            for value in values:
                _refuse_what_postgresql_refuses(name, value)
        return super().filter_queryset(request, queryset, view)


class NullsAsPostgres(OrderByBackend):
    """Sorts; what is null is the greatest, as in PostgreSQL. In SQLite it is the least."""

    def _validate_ordering_fields(self, model: type[Model], order_by: Any) -> Iterator[str]:
        for path in super()._validate_ordering_fields(model, order_by):
            try:
                _check_there(_fields(model, path.lstrip("-")))
            except FieldDoesNotExist as error:
                raise ParseError(error.args[0]) from error
            yield path

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        queryset = super().filter_queryset(request, queryset, view)
        names = queryset.query.order_by
        return queryset.order_by(*(_nulls_last(queryset.model, name) for name in names))


def _nulls_last(model: type[Model], name: Any) -> Any:
    """A plain column's name as an expression; a relation is sorted by its own model's order."""
    path = name.lstrip("-") if isinstance(name, str) else "?"
    if path in ("?", "pk") or _fields(model, path)[-1].is_relation:
        return name
    if name.startswith("-"):
        return OrderBy(F(path), descending=True, nulls_first=True)
    return OrderBy(F(path), nulls_last=True)


def _fields(model: type[Model], path: str) -> list[Any]:
    fields, _ = get_fields_from_path(model, path)
    return fields


def _check_there(fields: list[Any]) -> None:
    for field in fields:
        if not m.is_there(field) or field.name.startswith("unset_"):
            name = field.model._meta.object_name
            raise FieldDoesNotExist(f"{name} has no field named '{field.name}'")
