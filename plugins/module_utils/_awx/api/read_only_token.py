# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Whether the scope of the token is read: AWX refuses every write with it.

Its response is the same as for a missing role.
"""

from __future__ import annotations

from ..auth import methods
from ..common import errors, json_fields
from .client import AwxClient

ADVICE = (
    "the scope of the token is read, and whatever the user's roles are, such a token changes"
    " nothing. Use a token of the scope write."
)


def is_read_only(client: AwxClient) -> bool | None:
    """Whether the client's token may only read; None where that cannot be known. One request.

    Every user may create tokens, unless authenticated by a read-only token. OPTIONS shows which
    applies, without changing anything.
    """
    settings = client.settings
    if not settings.token or not methods.credentials(settings.auth)[0]:
        return False
    try:
        actions = json_fields.mapping(client.options("tokens/"), "actions")
    except errors.AwxError:
        return None
    return "POST" not in actions if "GET" in actions else None
