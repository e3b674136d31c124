# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Reporting: what the core reports to its caller, with secrets redacted."""

from __future__ import annotations

import typing as t

from .sanitize import plain_text


class Terminal(t.NamedTuple):
    """Where `Reporter.show` writes to: is it visible to anybody, a terminal, in colour.

    `is_shared`: other tasks may write to it at the same time, so each line names its job.
    """

    is_visible: bool = False
    is_tty: bool = False
    has_colour: bool = False
    is_shared: bool = False


NO_TERMINAL = Terminal()


class Reporter:
    """What the core reports to: this one shows nothing, and each caller something in its way."""

    @property
    def terminal(self) -> Terminal:
        """What can be shown while the operation runs."""
        return NO_TERMINAL

    def warn(self, message: str) -> None:
        """Show a warning to every user."""

    def log(self, message: str) -> None:
        """Show a line to users who want details (`-vvv`)."""

    def add_secret(self, secret: str) -> None:
        """Redact `secret`, too, from now on."""

    def reveal_option(self, option: str) -> None:
        """Show the value of this option again: the secrets in it were added."""

    def show(self, text: str) -> None:
        """Show lines at once, if possible; they are already sanitized."""


class RedactingReporter(Reporter):
    """Passes on everything redacted and sanitized.

    Only `show` keeps escape sequences: its text has colours, and is already sanitized.
    """

    def __init__(self, wrapped: Reporter, redact: t.Callable[[str], str]) -> None:
        self.wrapped = wrapped
        self._redact = redact

    @property
    def terminal(self) -> Terminal:
        return self.wrapped.terminal

    def warn(self, message: str) -> None:
        self.wrapped.warn(self._redact(plain_text(message)))

    def log(self, message: str) -> None:
        self.wrapped.log(self._redact(plain_text(message)))

    def add_secret(self, secret: str) -> None:
        self.wrapped.add_secret(secret)

    def reveal_option(self, option: str) -> None:
        self.wrapped.reveal_option(option)

    def show(self, text: str) -> None:
        self.wrapped.show(self._redact(text))
