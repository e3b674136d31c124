# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Django application that holds the resources."""

from __future__ import annotations

from django.apps import AppConfig


class AwxConfig(AppConfig):
    """Labelled ``main`` as in AWX: ``ansible_base.rest_filters`` finds types by that label."""

    name = "tests.sandbox.awx"
    label = "main"
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        """Register what must be there before the first query."""
        from django.contrib.auth.models import User

        from . import lookups

        lookups.register()
        # Read by rest_filters: a filter on a password is refused with 403.
        User._meta.get_field("password").__prevent_search__ = True
