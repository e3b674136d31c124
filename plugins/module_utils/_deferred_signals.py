# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Signals that end what a process does, but never in the middle of a critical section.

A login in progress cannot be logged out: only its response has the session cookie.
"""

from __future__ import annotations

import collections
import signal
import threading
import typing as t

_Result = t.TypeVar("_Result")

# Ctrl-C, an order to end, and a terminal that is closed.
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interruptions:
    """The signals of one process: obeyed at once, or after the critical section that is under way.

    `obey` gets them, in the main thread; it may raise. It is the caller who has `receive` handle
    signals. Sections may be on any thread, also several at a time.
    """

    def __init__(self, obey: t.Callable[[int, t.Any], None]) -> None:
        self._obey = obey
        self._sections = 0
        self._lock = threading.Lock()
        # The handler or the end of a section, whichever removes a signal, must process it.
        self._received: collections.deque[int] = collections.deque()

    @property
    def are_deferred(self) -> bool:
        """Whether a section is under way."""
        return self._sections > 0

    def receive(self, signum: int, frame: t.Any) -> None:
        """Handle a signal."""
        # In this order: a section that ends just now sees either the signal, or none to defer it.
        self._received.append(signum)
        if self._sections:
            return
        taken = self._taken()
        if taken is not None:
            self._obey(taken, frame)

    def uninterrupted(self, use: t.Callable[[], _Result]) -> _Result:
        """Return what `use` does; what is received meanwhile is obeyed after it."""
        with self._lock:
            self._sections += 1
        try:
            return use()
        finally:
            with self._lock:
                self._sections -= 1
            taken = None if self._sections else self._taken()
            if taken is not None:
                # To the main thread, which may be waiting: it runs the handlers.
                signal.pthread_kill(t.cast(int, threading.main_thread().ident), taken)

    def _taken(self) -> int | None:
        """Take out what was received; of several, one that ends the process is what counts."""
        taken: int | None = None
        while True:
            try:
                signum = self._received.popleft()
            except IndexError:
                return taken
            if taken is None or taken not in ENDING:
                taken = signum
