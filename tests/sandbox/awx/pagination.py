# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages of a list, and the cursor of event lists (docs/awx-api.md#pagination)."""

from __future__ import annotations

import warnings
from typing import Any

from django.core.paginator import InvalidPage, Page, UnorderedObjectListWarning
from django.core.paginator import Paginator as DjangoPaginator
from django.utils.functional import cached_property
from rest_framework import pagination
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

MAX_PAGE_SIZE = 200


class _Uncounted(DjangoPaginator):
    """Pages without a COUNT: AWX knows of the first one only."""

    @cached_property
    def count(self) -> int:
        return self.per_page


# A list without an order of its own is one in AWX too (docs/awx-api.md#order-of-lists).
warnings.simplefilter("ignore", UnorderedObjectListWarning)


class Pagination(pagination.PageNumberPagination):
    """``page`` and ``page_size``; ``count_disabled`` leaves the count and the links out."""

    page_size_query_param = "page_size"
    max_page_size = MAX_PAGE_SIZE
    count_disabled = False
    page: Page

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        self.count_disabled = "count_disabled" in request.query_params
        paginator = (_Uncounted if self.count_disabled else DjangoPaginator)(
            queryset, self.get_page_size(request)
        )
        number = request.query_params.get(self.page_query_param) or 1
        if number in self.last_page_strings:
            number = paginator.num_pages
        try:
            self.page = paginator.page(number)
        except InvalidPage as error:
            raise NotFound("Invalid page.") from error
        return list(self.page)

    def get_next_link(self) -> str | None:
        return self._link(self.page.next_page_number()) if self.page.has_next() else None

    def get_previous_link(self) -> str | None:
        return self._link(self.page.previous_page_number()) if self.page.has_previous() else None

    def _link(self, number: int) -> str:
        """A path with sorted parameters. A page size that is no number fails here (500 in AWX)."""
        url = self.request.get_full_path()
        if "page_size" in self.request.query_params:
            size = int(self.request.query_params["page_size"])
            url = replace_query_param(
                url, "page_size", min(size, MAX_PAGE_SIZE) if size > 0 else 25
            )
        return replace_query_param(url, self.page_query_param, number)

    def get_paginated_response(self, data: Any) -> Response:
        if self.count_disabled:
            return Response({"results": data})
        return super().get_paginated_response(data)


class LimitPagination(pagination.BasePagination):
    """``limit=N``: the first N rows, nothing else."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        limit = request.query_params.get("limit", "")
        return list(queryset[: int(limit) if limit.isdigit() and int(limit) else 25])

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data})


class EventPagination(pagination.BasePagination):
    """For event lists: a cursor where ``limit`` is given, pages otherwise."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        kind = LimitPagination if "limit" in request.query_params else Pagination
        self.by = kind()
        return self.by.paginate_queryset(queryset, request, view)

    def get_paginated_response(self, data: Any) -> Response:
        return self.by.get_paginated_response(data)
