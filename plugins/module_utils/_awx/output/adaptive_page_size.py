# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Pages of a list that get smaller when the server is too slow for them, and larger again.

While jobs run a read gets little time, since the next poll is due; once they have ended it is
patient: it gets as long as any other request.
"""

from __future__ import annotations

import typing as t

from ..api.client import AwxClient
from ..common import errors

_Page = t.TypeVar("_Page")

# Seconds for which a read is retried while jobs run: the next one comes soon anyway.
_WHILE_RUNNING = 2.0

# After so many responses in a row twice as many rows are requested again.
_RESPONSES_TO_GROW = 4

# The status of proxies when a server took too long.
_TOO_SLOW = frozenset({502, 504})


def deadline(client: AwxClient, *, patient: bool) -> float:
    """Return until when on the clock a read may be tried that begins now."""
    return client.clock.now() + (client.settings.timeout if patient else _WHILE_RUNNING)


class AdaptivePageSize:
    """How many rows to request at a time: `rows`, at most `max_rows`."""

    def __init__(self, client: AwxClient, max_rows: int) -> None:
        self.rows = self._max_rows = max_rows
        self._client = client
        self._was_patient = self._has_grown = False
        self._responses = 0
        self._to_grow = _RESPONSES_TO_GROW

    def read(self, request: t.Callable[[int, float], _Page], *, patient: bool) -> _Page:
        """Return what `request` returns, given how many rows to request, and a deadline.

        A page that takes too long is requested with half the rows: at once if `patient`, since
        nothing else is due then, and else by the next read.

        Raises:
            AwxError: the read failed, with a single row too if `patient`.
        """
        if patient and not self._was_patient:
            # What took too long between polls need not take too long now.
            self._was_patient, self.rows = True, self._max_rows
        while True:
            try:
                page = request(self.rows, deadline(self._client, patient=patient))
            except errors.AwxError as exc:
                if self.rows == 1 or not _is_too_much(exc):
                    raise
                # Larger pages are tried less and less often while the limit of the server stays.
                self._to_grow = self._to_grow * 2 if self._has_grown else _RESPONSES_TO_GROW
                self.rows //= 2
                self._responses, self._has_grown = 0, False
                if not patient:
                    raise
                self._client.log(f"requesting {self.rows} rows instead: {exc}")
                continue
            self._responses += 1
            if self.rows < self._max_rows and self._responses >= self._to_grow:
                self.rows = min(self.rows * 2, self._max_rows)
                self._responses, self._has_grown = 0, True
            return page


def _is_too_much(failure: errors.AwxError) -> bool:
    """Whether a read may have failed since it requested a lot."""
    if isinstance(failure, errors.ServerError):
        return failure.status in _TOO_SLOW
    # Without a connection nothing was requested.
    is_slow = isinstance(failure, errors.TimedOut) and failure.sent
    return is_slow or isinstance(failure, errors.ResponseTooLarge)
