# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The users that people and tests log in as."""

from __future__ import annotations

# No word, nor a part of one: Ansible masks a password wherever it occurs in what a task returns.
PASSWORD = "Zk7-q4Xw9"

USERS = dict.fromkeys(("admin", "auditor", "org-admin", "operator", "nobody"), PASSWORD)
