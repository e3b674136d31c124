# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The values that options with choices can have, for what describes options and what reads them."""

from __future__ import annotations

AUTH_METHODS = ("auto", "token", "basic", "session")

EXPECTATIONS = ("any", "one", "at_most_one", "at_least_one")

ON_TIMEOUT = ("fail", "cancel", "leave")

LIVE, PROGRESS, NONE = "live", "progress", "none"
OUTPUT = (LIVE, PROGRESS, NONE)

GRANT_TYPES = ("personal", "password", "authorization_code", "implicit")
