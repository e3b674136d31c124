# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The clock that the core is given: time, sleep, random numbers, and uninterruptible calls."""

from __future__ import annotations

import typing as t

_Result = t.TypeVar("_Result")


class Uninterrupted(t.Protocol):
    """Calls a function that nothing interrupts."""

    def __call__(self, function: t.Callable[[], _Result], /) -> _Result:
        """Return the result of `function`; an interruption is deferred until it has returned."""


def _call(function: t.Callable[[], _Result]) -> _Result:
    return function()


class Clock(t.NamedTuple):
    """A monotonic clock and a sleep, both in seconds, and random numbers in [0, 1) for jitter.

    A caller that can interrupt a task does so by a `BaseException`, which `now` and `sleep` may
    raise, too. `uninterrupted` defers it: logins and clean-up are done as a whole.
    """

    now: t.Callable[[], float]
    sleep: t.Callable[[float], None]
    random: t.Callable[[], float]
    uninterrupted: Uninterrupted = _call
