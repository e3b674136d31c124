# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This util is PRIVATE to the steward.awx collection: it may change in any release.

"""Reports to the terminal of the playbook, for plugins that run on the controller."""

from __future__ import annotations

from ansible.utils.display import Display


class DisplayReport:
    """Show warnings and, at `-vvv`, every call. `hidden` shows nothing, as `no_log` demands."""

    def __init__(self, *, hidden: bool = False) -> None:
        self._display = Display()
        self._hidden = hidden

    def warn(self, message: str) -> None:
        self._display.warning(message)

    def log(self, message: str) -> None:
        if not self._hidden:
            self._display.vvv(message)

    def conceal(self, secret: str) -> None:
        """Nothing that is shown here holds arguments."""

    def progress(self, message: str) -> None:
        """Show nothing yet."""


class TaskReport(DisplayReport):
    """As a task reports: its warnings are part of its result, and Ansible shows them."""

    def __init__(self, *, hidden: bool = False) -> None:
        super().__init__(hidden=hidden)
        self.warnings: list[str] = []
        self.secrets: set[str] = set()

    def warn(self, message: str) -> None:
        self.warnings.append(message)

    def conceal(self, secret: str) -> None:
        self.secrets.add(secret)
