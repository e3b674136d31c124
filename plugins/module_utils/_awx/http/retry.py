# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""When a request may be repeated, and after how long: pure rules, no clock."""

from __future__ import annotations

import dataclasses
import email.utils

from ..common.errors import AwxError, ConnectionFailed, ServerError, TlsError

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_TRANSIENT = frozenset({429, 502, 503, 504})


@dataclasses.dataclass(frozen=True)
class RetryPolicy:
    """How often and how patiently a request is repeated; all times in seconds."""

    retries: int = 4
    first_delay: float = 0.5
    max_delay: float = 10.0
    max_retry_after: float = 60.0
    total: float = 120.0

    def delay(self, *, attempt: int, retry_after: float | None, jitter: float) -> float:
        """Return the pause after the `attempt`-th failure (counted from 0).

        Exponential with full jitter over its upper half, so that clients that failed together do
        not return together; a `Retry-After` of the server wins, up to a bound.
        """
        if retry_after is not None:
            return min(max(retry_after, 0.0), self.max_retry_after)
        backoff = min(self.first_delay * 2.0**attempt, self.max_delay)
        return backoff * (0.5 + jitter / 2)


def should_retry(method: str, failure: AwxError, *, idempotent: bool = False) -> bool:
    """Return whether `failure` of a request may go away when it is sent once more.

    Reads are repeated on anything transient, and so is a write that is `idempotent`. Others are
    repeated only where they certainly never reached the server: AWX has no idempotency keys, and a
    launch that is sent twice runs twice.
    """
    if isinstance(failure, TlsError):
        return False
    if not (idempotent or method in SAFE_METHODS) and failure.sent:
        return False
    if isinstance(failure, ConnectionFailed):
        return True
    if isinstance(failure, ServerError):
        # Not every 500 is trouble: some are AWX's considered answers.
        # A redirect is a ServerError only where it leads to the page of an upgrade in progress.
        in_trouble = failure.status < 400 or (failure.status == 500 and failure.is_unforeseen)
        return failure.status in _TRANSIENT or in_trouble
    return False


def parse_retry_after(value: str | None, *, date: str | None) -> float | None:
    """Return the seconds that a `Retry-After` header asks for (RFC 9110, section 10.2.3).

    A date is read relative to the reply's own `Date` header, so no clock has to agree with the
    server's. What cannot be read gives None.
    """
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        until = email.utils.parsedate_to_datetime(text)
        since = email.utils.parsedate_to_datetime(date or "")
        return max((until - since).total_seconds(), 0.0)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
