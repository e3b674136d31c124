# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AWX's own filter backend, with what the server made of its failures in 24.6.1."""

from __future__ import annotations

from typing import Any

from ansible_base.rest_filters.rest_framework.field_lookup_backend import FieldLookupBackend
from django.db.models import QuerySet
from rest_framework.request import Request

from .permissions import accessible_ids, has_role


class FieldLookups(FieldLookupBackend):
    """Filters by field, related field, search and role."""

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        """Raises LookupError for a role that the model does not have: a 500 in AWX."""
        for role in request.query_params.getlist("role_level")[:1]:
            if not has_role(queryset.model, role):
                raise LookupError(f"{queryset.model._meta.object_name} has no role {role}")
            if not hasattr(queryset.model, "accessible_pk_qs"):
                queryset.model.accessible_pk_qs = classmethod(accessible_ids)
        return super().filter_queryset(request, queryset, view)
