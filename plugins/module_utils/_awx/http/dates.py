# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The headers `Date` and `Retry-After`: the server's own time, so that no clocks have to agree."""

from __future__ import annotations

import datetime
import email.utils

from ..common import errors

_NOT_A_DATE = (TypeError, ValueError, IndexError, OverflowError)


def after(date: str | None, seconds: float) -> str | None:
    """Return the time `seconds` after a `Date` header, as the API writes times.

    None if there is no such header, or no such time.
    """
    try:
        at = email.utils.parsedate_to_datetime(date or "")
        at = at.astimezone(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    except _NOT_A_DATE:
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
            "the server sent no Date header, so ages cannot be determined"
        )
    return moment


def parse_retry_after(value: str | None, *, date: str | None) -> float | None:
    """Return the seconds of a `Retry-After` header (RFC 9110, section 10.2.3), None if invalid.

    A date is relative to the `Date` header of the same response.
    """
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        until = email.utils.parsedate_to_datetime(text)
        since = email.utils.parsedate_to_datetime(date or "")
        return max((until - since).total_seconds(), 0.0)
    except _NOT_A_DATE:
        return None
