# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Password hashing: the real algorithm, with few enough rounds for a test suite."""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class Hasher(PBKDF2PasswordHasher):
    """PBKDF2-SHA256. AWX uses 600,000 rounds (about 130 ms for each Basic request)."""

    iterations = 20_000
