# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The data a sandbox starts with: the same rows with the same ids every time."""

from __future__ import annotations

from django.db import transaction

from . import (
    activity,
    additions,
    credentials,
    execution,
    history,
    inventories,
    organizations,
    roles,
    schedules,
    shop,
    templates,
    workflows,
)


def seed() -> None:
    """Fill an empty database."""
    with transaction.atomic():
        organizations.seed()
        execution.seed()
        credentials.seed()
        inventories.seed()
        templates.seed()
        workflows.seed()
        schedules.seed()
        roles.seed()
        history.seed()
        activity.seed()
        additions.seed()
        shop.seed()
