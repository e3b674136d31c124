# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Best-effort reads, which explain a failure and must not hide it by failing themselves."""

from __future__ import annotations

import typing as t

from ..common import errors
from .client import AwxClient

_T = t.TypeVar("_T")

# Stop reading after this many seconds: reporting the failure matters more than explaining it.
MAX_SECONDS = 60.0


class BestEffortReader:
    """Reads parts of an explanation; what cannot be read is left out, and one warning says so.

    If the server is down or slow, the rest is not tried: after `until` on the clock.
    """

    def __init__(
        self, client: AwxClient, subject: str, *, max_seconds: float = MAX_SECONDS
    ) -> None:
        """Read what `subject` names in the warning, such as "why job 20 ended so"."""
        self.client = client
        self.until = client.clock.now() + max_seconds
        self._subject = subject
        self._max_seconds = max_seconds
        self._has_warned = False
        self._is_over = False

    def read(self, function: t.Callable[[], _T], default: _T) -> _T:
        """Return the result of `function`, or `default` if it fails."""
        if not self._is_over and self.client.clock.now() >= self.until:
            self._is_over = True
            self._warn(f"was not read completely: it took more than {self._max_seconds:g} s")
        if self._is_over:
            return default
        try:
            return function()
        except errors.AwxError as exc:
            # A server that refuses one read may accept the next, unlike one that is down.
            self._is_over = isinstance(exc, (errors.ConnectionFailed, errors.ServerError))
            self._warn(f"could not be read: {exc}")
            return default

    def _warn(self, what: str) -> None:
        if not self._has_warned:
            self.client.reporter.warn(f"{self._subject} {what}")
        self._has_warned = True
