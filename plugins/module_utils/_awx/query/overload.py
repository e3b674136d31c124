# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Notice that a server is overloaded, by its refusals and by how its answers slow down."""

from __future__ import annotations

import threading
import typing as t

# Several requests in flight share the server, so that each takes longer while all together go
# faster. Slower than this many times the best page means that it is no longer sharing but queueing.
_SLOWER = 6.0

# So many slow pages in a row are no accident.
_SLOW_PAGES = 4

# Shorter pages say nothing about the cost of a row.
_ROWS_ENOUGH = 20


class Strain:
    """Count the signs of strain; usable by several threads."""

    def __init__(self, refusals: t.Callable[[], int]) -> None:
        """`refusals` counts the answers 429 and 503."""
        self._refusals = refusals
        self._lock = threading.Lock()
        self._best: float | None = None
        self._slow = 0
        self._signs = 0

    def note(self, *, milliseconds: float, rows: int) -> None:
        """Note how long a page of so many rows took."""
        if rows < _ROWS_ENOUGH:
            return
        cost = milliseconds / rows
        with self._lock:
            self._best = cost if self._best is None else min(self._best, cost)
            self._slow = self._slow + 1 if cost > self._best * _SLOWER else 0
            if self._slow >= _SLOW_PAGES:
                self._slow = 0
                self._signs += 1

    def level(self) -> int:
        """Return the number of signs so far."""
        with self._lock:
            return self._signs + self._refusals()
