# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Reading what explains a failure, where no failing read may hide the failure itself."""

from __future__ import annotations

import typing as t

from ..common import errors
from .client import AwxClient

_T = t.TypeVar("_T")

# Nothing more is read when explaining has taken so many seconds: the failure is the news.
LONGEST = 60.0


class Reading:
    """Reads parts of an explanation; what cannot be read is left out, and one warning says so.

    When the server does not answer, or is slow, the rest is not tried: after `until` on the clock.
    """

    def __init__(self, client: AwxClient, subject: str, *, longest: float = LONGEST) -> None:
        """Read what `subject` names, such as "why job 20 ended so", for `longest` seconds."""
        self.client = client
        self._subject = subject
        self._longest = longest
        self.until = client.clock.now() + longest
        self._has_warned = False
        self._is_over = False

    def part(self, read: t.Callable[[], _T], otherwise: _T) -> _T:
        """Return what `read` returns, or `otherwise` if it fails."""
        if not self._is_over and self.client.clock.now() >= self.until:
            self._is_over = True
            self._warn(f"was not read completely: it took more than {self._longest:g} s")
        if self._is_over:
            return otherwise
        try:
            return read()
        except errors.AwxError as exc:
            # Whoever refuses one read may well answer the next, unlike whoever is down.
            self._is_over = isinstance(exc, (errors.ConnectionFailed, errors.ServerError))
            self._warn(f"could not be read: {exc}")
            return otherwise

    def _warn(self, what: str) -> None:
        if not self._has_warned:
            self.client.reporter.warn(f"{self._subject} {what}")
        self._has_warned = True
