# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lists of jobs that take ``include`` on Ascender."""

from __future__ import annotations

from typing import Any

from tests.sandbox.presentation import current

from .generic import ListView

_INCLUDE = "include"


class RunList(ListView):
    """What an Ascender leaves out of a list is shown on request; unknown names are ignored."""

    @property
    def rest_filters_reserved_names(self) -> tuple[str, ...]:
        """What is no filter. AWX looks for a field of that name, and refuses."""
        return (_INCLUDE,) if current().ascender else ()

    def get_serializer_context(self) -> dict[str, Any]:
        names = self.request.query_params.get(_INCLUDE, "").split(",")
        return super().get_serializer_context() | {"include": [name.strip() for name in names]}
