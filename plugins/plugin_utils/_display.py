# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This util is PRIVATE to the steward.awx collection: it may change in any release.

"""Reports to the terminal of the playbook, for plugins that run on the controller."""

from __future__ import annotations

import sys
import typing as t

from ansible import constants
from ansible.utils import color
from ansible.utils.display import Display

from ..module_utils._awx.common.redaction import Redactor
from ..module_utils._awx.common.reporting import NO_TERMINAL, Reporter, Terminal
from ..module_utils._no_log import register

# Ansible imports action plugins before it forks its workers; theirs is no terminal any more.
_IS_TERMINAL = bool(sys.stdout and sys.stdout.isatty())


class DisplayReporter(Reporter):
    """Show warnings and, at `-vvv`, every call."""

    def warn(self, message: str) -> None:
        Display().warning(message)

    def log(self, message: str) -> None:
        Display().vvv(message)


class TaskReporter(DisplayReporter):
    """As a task reports: its warnings are part of its result, and Ansible shows them.

    Once it `is_over` they are shown at once, as far as Ansible still listens. `hidden` shows
    nothing else, as `no_log` demands.

    `secrets` are masked in what is shown while the task runs, and `undisclosed` are the options
    that may hold others; `shared` says that it runs for several hosts at once.
    """

    def __init__(
        self,
        *,
        hidden: bool = False,
        secrets: t.Iterable[str] = (),
        undisclosed: t.Iterable[str] = (),
        shared: bool = False,
    ) -> None:
        self._hidden, self._shared = hidden, shared
        self.is_over = False
        self.warnings: list[str] = []
        self.secrets: set[str] = set(secrets)
        self.undisclosed: set[str] = set(undisclosed)
        register(self.secrets)
        self._mask = Redactor(self.secrets)

    @property
    def terminal(self) -> Terminal:
        """What can be shown; whether in colour, Ansible has decided for itself."""
        if self._hidden:
            return NO_TERMINAL
        return Terminal(
            is_visible=True,
            is_tty=_IS_TERMINAL,
            has_colour=bool(color.ANSIBLE_COLOR),
            is_shared=self._shared,
        )

    def warn(self, message: str) -> None:
        if self.is_over:
            super().warn(self._mask(message))
        else:
            self.warnings.append(message)

    def log(self, message: str) -> None:
        if not self._hidden:
            super().log(self._mask(message))

    def add_secret(self, secret: str) -> None:
        self.secrets.add(secret)
        register([secret])
        self._mask = Redactor(self.secrets)

    def reveal_option(self, option: str) -> None:
        self.undisclosed.discard(option)

    def show(self, text: str) -> None:
        """Show lines at once: a worker's display hands them to the process that has the terminal.

        Where standard output is to be one JSON document they go to standard error.
        """
        if not self._hidden:
            Display().display(self._mask(text), stderr=_writes_json())


def _writes_json() -> bool:
    return "json" in str(constants.config.get_config_value("DEFAULT_STDOUT_CALLBACK"))
