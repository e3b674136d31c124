# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A callback like `ansible.posix.json`: standard output is one JSON document."""

from __future__ import annotations

import json
import typing as t

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: one_json
type: stdout
short_description: The names of the tasks that ended as JSON
description: [For tests.]
"""


class CallbackModule(CallbackBase):
    """The names of the tasks that ended well, as one JSON list."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "one_json"

    def __init__(self) -> None:
        super().__init__()
        self._names: list[str] = []

    def v2_runner_on_ok(self, result: t.Any) -> None:
        # ansible-core 2.19 gave the attribute a public name.
        task = result.task if hasattr(result, "task") else result._task
        self._names.append(task.get_name())

    def v2_playbook_on_stats(self, stats: t.Any) -> None:
        self._display.display(json.dumps(self._names))
