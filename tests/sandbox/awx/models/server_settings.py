# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings that differ from their defaults (``server_settings.py`` beside the views has those)."""

from __future__ import annotations

from django.db import models

from .foundation import Timed


class Setting(Timed):
    key = models.CharField(max_length=255, unique=True)
    value = models.JSONField(null=True)
