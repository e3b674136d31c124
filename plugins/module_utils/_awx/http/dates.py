# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The server's own time: what its `Date` headers say, so that no other clock has to be right."""

from __future__ import annotations

import datetime
import email.utils

from ..common import errors


def after(date: str | None, seconds: float) -> str | None:
    """Return the time `seconds` after a `Date` header, as the API writes times.

    None if there is no such header, or the time never comes.
    """
    try:
        at = email.utils.parsedate_to_datetime(date or "")
        at = at.astimezone(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def before(date: str | None, seconds: float) -> str:
    """Return the time `seconds` before a `Date` header, as the API writes times.

    Raises:
        UnexpectedResponse: there is no such header.
    """
    moment = after(date, -seconds)
    if moment is None:
        raise errors.UnexpectedResponse(
            "the server did not say what time it is (no Date header), so that ages cannot be told."
        )
    return moment
