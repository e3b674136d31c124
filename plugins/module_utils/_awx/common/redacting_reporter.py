# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""A report that can be told anything: it passes on nothing secret, and nothing harmful."""

from __future__ import annotations

import typing as t

from .interfaces import Report, Screen
from .sanitize import plain_text


class CarefulReport:
    """Tell another report, with secrets masked and made harmless to a terminal.

    What is shown is text with colours: whoever shows it has made it harmless already.
    """

    def __init__(self, report: Report, mask: t.Callable[[str], str]) -> None:
        self.told = report
        self._mask = mask

    @property
    def screen(self) -> Screen:
        return self.told.screen

    def warn(self, message: str) -> None:
        self.told.warn(self._mask(plain_text(message)))

    def log(self, message: str) -> None:
        self.told.log(self._mask(plain_text(message)))

    def conceal(self, secret: str) -> None:
        self.told.conceal(secret)

    def disclose(self, option: str) -> None:
        self.told.disclose(option)

    def show(self, text: str) -> None:
        self.told.show(self._mask(text))
