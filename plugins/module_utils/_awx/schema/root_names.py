# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The keys of the API's root whose path differs."""

from __future__ import annotations

import typing as t

# docs/awx-api.md#root-map
PATH_OF_ROOT_NAME: t.Mapping[str, str] = {
    "constructed_inventory": "constructed_inventories",
    "inventory": "inventories",
    "service_index": "service-index",
}
