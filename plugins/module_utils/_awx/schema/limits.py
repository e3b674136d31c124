# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The limits of AWX's API."""

from __future__ import annotations

# The most rows on a page (docs/awx-api.md#page-size); a larger page_size is cut to it.
MAX_PAGE_SIZE = 200
