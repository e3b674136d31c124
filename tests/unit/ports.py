# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ports of the core, as tests want them: time that passes only in sleep, a report that keeps.

These implement `clock.Clock` and `reporting.Reporter`; they stand in for nothing of ours.
"""

from __future__ import annotations

import threading
import typing as t

from ansible_collections.steward.awx.plugins.module_utils._awx.common.clock import Clock
from ansible_collections.steward.awx.plugins.module_utils._awx.common.reporting import Terminal

_Result = t.TypeVar("_Result")


class Time:
    """A clock that moves when somebody sleeps; `sleeps` are the pauses, in order.

    Once there is an `interruption` the clock raises it, but not where nothing may interrupt.
    """

    def __init__(self, *, jitter: float = 0.0) -> None:
        self.now = 1000.0
        self.sleeps: list[float] = []
        self.interruption: type[BaseException] | None = None
        self._jitter = jitter
        self._sections = 0
        self._lock = threading.Lock()

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        with self._lock:
            self.sleeps.append(round(seconds, 6))
            self.now += seconds

    def pass_by(self, seconds: float) -> None:
        """Let time pass in which nobody sleeps."""
        with self._lock:
            self.now += seconds

    @property
    def slept(self) -> float:
        return round(sum(self.sleeps), 6)

    def read(self) -> float:
        if self.interruption is not None and not self._sections:
            raise self.interruption()
        return self.now

    def uninterrupted(self, use: t.Callable[[], _Result]) -> _Result:
        self._sections += 1
        try:
            return use()
        finally:
            self._sections -= 1

    @property
    def clock(self) -> Clock:
        return Clock(self.read, self.sleep, lambda: self._jitter, self.uninterrupted)


class Reporter:
    """Everything that was reported."""

    def __init__(self) -> None:
        self.warnings: list[str] = []
        self.logged: list[str] = []
        self.shown: list[str] = []
        self.terminal = Terminal()
        self.concealed: list[str] = []
        self.disclosed: list[str] = []

    def warn(self, message: str) -> None:
        self.warnings.append(message)

    def log(self, message: str) -> None:
        self.logged.append(message)

    def add_secret(self, secret: str) -> None:
        self.concealed.append(secret)

    def reveal_option(self, option: str) -> None:
        self.disclosed.append(option)

    def show(self, text: str) -> None:
        self.shown.append(text)

    @property
    def text(self) -> str:
        return "\n".join([*self.warnings, *self.logged, *self.shown])
