# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""When a request may be retried, and after how long: pure rules, no clock."""

from __future__ import annotations

from ..common.errors import AwxError, ConnectionFailed, ServerError, TlsError

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_TRANSIENT = frozenset({429, 502, 503, 504})


# Seconds.
MAX_RETRY_AFTER = 60.0
MAX_RETRY_TIME = 120.0
_FIRST_DELAY = 0.5
_MAX_DELAY = 10.0


def retry_delay(*, attempt: int, retry_after: float | None, jitter: float) -> float:
    """Return the pause after the `attempt`-th failure (counted from 0).

    Exponential backoff with jitter over its upper half, so that clients that failed together do not
    retry together. A `Retry-After` of the server takes precedence, up to a limit.
    """
    if retry_after is not None:
        return min(max(retry_after, 0.0), MAX_RETRY_AFTER)
    return min(_FIRST_DELAY * 2.0**attempt, _MAX_DELAY) * (0.5 + jitter / 2)


def should_retry(method: str, failure: AwxError, *, idempotent: bool = False) -> bool:
    """Return whether a retry of the request may succeed.

    Reads are retried on anything transient, and so are writes that are `idempotent`. Others are
    retried only if they certainly never reached the server: AWX has no idempotency keys, and a
    launch that is sent twice runs twice.
    """
    if isinstance(failure, TlsError):
        return False
    if not (idempotent or method in SAFE_METHODS) and failure.sent:
        return False
    if isinstance(failure, ConnectionFailed):
        return True
    if isinstance(failure, ServerError):
        # Not every 500 is transient: some are what AWX means to respond.
        # A redirect is a ServerError only where it leads to the page of an upgrade in progress.
        in_trouble = failure.status < 400 or (failure.status == 500 and failure.is_unhandled)
        return failure.status in _TRANSIENT or in_trouble
    return False
