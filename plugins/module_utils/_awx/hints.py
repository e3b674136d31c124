# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Explain a refused filter: which name is misspelt, and what the resource has instead.

The server says that something is wrong in a sentence that depends on its language; what is right
is in its OPTIONS, so the names that were asked for are compared with those.
"""

from __future__ import annotations

import typing as t

from . import errors
from .client import AwxClient
from .filters import LOOKUPS
from .suggest import did_you_mean, nearest

# Parameters of a query that are no fields.
_NO_FIELDS = frozenset(
    {"search", "type", "role_level", "host_filter", "order_by", "order", "no_truncate", "pk"}
)


def explained(
    client: AwxClient, path: str, keys: t.Sequence[str], failure: errors.BadRequest
) -> errors.BadRequest:
    """Return `failure` with the nearest right names for those of `keys` that the resource lacks."""
    try:
        description = client.options(path)
        fields = set(description["actions"]["GET"])
    except (errors.AwxError, KeyError, TypeError):
        return failure
    related = {name.split("__")[0] for name in description.get("related_search_fields") or []}
    hints = [hint for key in keys for hint in [_hint(key, fields, related)] if hint]
    if not hints:
        return failure
    return errors.BadRequest(
        f"{failure} {' '.join(dict.fromkeys(hints))}",
        status=failure.status,
        method=failure.method,
        path=failure.path,
        detail=failure.detail,
        errors=failure.errors,
    )


def _hint(key: str, fields: set[str], related: set[str]) -> str:
    parts = [part for part in key.lstrip("-").split("__") if part]
    while parts and parts[0] in ("or", "chain", "not"):
        parts.pop(0)
    if not parts or parts[0] in _NO_FIELDS:
        return ""
    if parts[0] not in fields | related:
        return f"There is no field '{parts[0]}'. {did_you_mean(parts[0], fields | related)}"
    last = parts[-1]
    if len(parts) > 1 and last not in LOOKUPS and last != "int" and parts[0] not in related:
        near = nearest(last, LOOKUPS)
        lookups = " or ".join(f"'{name}'" for name in near) if near else ", ".join(LOOKUPS)
        return f"There is no lookup '{last}'. Did you mean {lookups}?"
    return ""
