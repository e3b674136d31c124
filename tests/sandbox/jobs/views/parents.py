# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Views of something that hangs on one object: the object is found and its right checked first."""

from __future__ import annotations

import typing as t

from django.db.models import Model, QuerySet
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.request import Request

from tests.sandbox.awx.access import Authenticated
from tests.sandbox.awx.permissions import can
from tests.sandbox.awx.views.generic import ListView, View

ParentT = t.TypeVar("ParentT", bound=Model)


class OfParent(t.Generic[ParentT]):
    """Finds the parent of a sub-URL. `actions` names the right that a method needs on it."""

    permission_classes = (Authenticated,)
    parent_model: t.ClassVar[type[Model]]
    actions: t.ClassVar[t.Mapping[str, str]] = {}
    request: Request
    kwargs: dict[str, t.Any]

    def parent(self) -> ParentT:
        """The parent.

        :raises NotFound: there is none.
        :raises PermissionDenied: it is not the user's to do this with.
        """
        row = self.parent_model._default_manager.filter(pk=self.kwargs["pk"]).first()
        if row is None:
            raise NotFound
        method = self.request.method or ""
        default = "read" if method in ("GET", "HEAD", "OPTIONS") else "change"
        if not can(self.request.user, self.actions.get(method, default), row):
            raise PermissionDenied
        return t.cast("ParentT", row)


class ParentView(OfParent[ParentT], View):
    """A view of one object that is no list."""


# A list below which something can be made, by overriding `create`.
CREATING: t.Final = ["get", "post", "head", "options"]


class Sublist(OfParent[ParentT], ListView):
    """A filtered, sorted, paged list of what belongs to the parent."""

    relation: t.ClassVar[str]
    ordering: t.ClassVar[tuple[str, ...]] = ()

    def get_queryset(self) -> QuerySet:
        rows = getattr(self.parent(), self.relation).all()
        return rows.order_by(*self.ordering) if self.ordering else rows
