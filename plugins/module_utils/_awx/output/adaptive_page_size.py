# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.
"""Pages of a list that get smaller when the server is too slow for them, and larger again.

For reads beside a wait: while jobs run a read gets little time, since the next poll is due; once
they have ended it gets as long as any other request.
"""

from __future__ import annotations

import typing as t

from ..api.client import AwxClient
from ..common import errors

_Page = t.TypeVar("_Page")

# Seconds that a read is repeated for while jobs run: the next one comes soon anyway.
_WHILE_RUNNING = 2.0

# So many answers in a row, and twice as many is tried again.
_CALM = 4

# What proxies say of a server that took too long, or was ended since it did.
_TOO_SLOW = frozenset({502, 504})


def latest(client: AwxClient, *, patient: bool) -> float:
    """Return until when on the clock a read may be tried that begins now."""
    return client.clock.now() + (client.settings.timeout if patient else _WHILE_RUNNING)


class AdaptivePages:
    """How many rows to ask for at a time: `rows`, at most `most`."""

    def __init__(self, client: AwxClient, most: int) -> None:
        self.rows = self._most = most
        self._client = client
        self._was_patient = self._has_grown = False
        self._answers = 0
        self._calm = _CALM

    def read(self, ask: t.Callable[[int, float], _Page], *, patient: bool) -> _Page:
        """Return what `ask` answers, given how many rows it may ask for, and until when.

        A page that takes too long is asked for with half the rows: at once if `patient`, since
        nothing else is due then, and else by the next read.

        Raises:
            AwxError: the read failed, with a single row too if `patient`.
        """
        if patient and not self._was_patient:
            # What was too much for a moment may be none for all the time that there is now.
            self._was_patient, self.rows = True, self._most
        while True:
            try:
                page = ask(self.rows, latest(self._client, patient=patient))
            except errors.AwxError as exc:
                if not (self._shrink(exc) and patient):
                    raise
                self._client.log(f"{self.rows} rows are asked for instead: {exc}")
            else:
                self._grow()
                return page

    def _shrink(self, failure: errors.AwxError) -> bool:
        """Ask for half as many from now on if that may help; return whether."""
        if self.rows == 1 or not _is_too_much(failure):
            return False
        # Where the limit of the server is, is known better and better, until that changes.
        self._calm = self._calm * 2 if self._has_grown else _CALM
        self.rows //= 2
        self._answers, self._has_grown = 0, False
        return True

    def _grow(self) -> None:
        """Ask for twice as many after some answers: the server may have been slow for a moment."""
        self._answers += 1
        if self.rows < self._most and self._answers >= self._calm:
            self.rows = min(self.rows * 2, self._most)
            self._answers, self._has_grown = 0, True


def _is_too_much(failure: errors.AwxError) -> bool:
    """Whether a read may have failed since it asked for a lot."""
    if isinstance(failure, errors.ServerError):
        return failure.status in _TOO_SLOW
    # Without a connection nothing was asked for.
    is_slow = isinstance(failure, errors.TimedOut) and failure.sent
    return is_slow or isinstance(failure, errors.ResponseTooLarge)
