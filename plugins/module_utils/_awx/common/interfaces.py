# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""What the core is handed from outside: time, chance, and somewhere to report to."""

from __future__ import annotations

import dataclasses
import typing as t


@dataclasses.dataclass(frozen=True)
class Screen:
    """What becomes of `Report.show`: whether anybody sees it, on a terminal, and in colour.

    `is_shared`: others may show jobs of theirs at the same time, so each line says whose it is.
    """

    is_seen: bool = False
    is_terminal: bool = False
    has_colour: bool = False
    is_shared: bool = False


UNSEEN = Screen()


class Report(t.Protocol):
    """Where the core says what its caller should know; each caller shows it in its own way."""

    @property
    def screen(self) -> Screen:
        """What can be shown while the caller is at work."""

    def warn(self, message: str) -> None:
        """Show a warning to every user."""

    def log(self, message: str) -> None:
        """Show a line to users who ask for details (`-vvv`)."""

    def conceal(self, secret: str) -> None:
        """Never show `secret`: it turned out to be one only now."""

    def disclose(self, option: str) -> None:
        """Show the value of this option again: what is secret in it has been concealed."""

    def show(self, text: str) -> None:
        """Show lines now, where that can be done; they are harmless to a terminal already."""


_Result = t.TypeVar("_Result")


class Section(t.Protocol):
    """What calls a function that nothing interrupts."""

    def __call__(self, use: t.Callable[[], _Result]) -> _Result:
        """Return what `use` does; an interruption that comes meanwhile takes effect after it."""


def _call(use: t.Callable[[], _Result]) -> _Result:
    return use()


@dataclasses.dataclass(frozen=True)
class Timing:
    """A monotonic clock and a sleep, both in seconds, and a source of jitter in [0, 1).

    Whoever hands it over knows what interrupts a task, and ends it by a `BaseException`, anywhere;
    clock and sleep may raise it too. Nothing does in what `uninterrupted` calls: a login and what
    cleans up are done as a whole.
    """

    clock: t.Callable[[], float]
    sleep: t.Callable[[float], None]
    random: t.Callable[[], float]
    uninterrupted: Section = _call
