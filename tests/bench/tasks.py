# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tasks that are compared: the same work by this collection and by others."""

from __future__ import annotations

import re
import typing as t

from .controller import Task
from .process import Cost, RunFailed


def rows_of_lookup(name: str, resource: str, **options: t.Any) -> Task:
    """Return a task that prints how many rows a lookup returns."""
    arguments = "".join(f", {key}={value!r}" for key, value in options.items())
    return _print_rows(f"query('{name}', '{resource}'{arguments})")


def rows_of_query(resource: str, **options: t.Any) -> list[Task]:
    """Return tasks that ask with our module, and print how many rows came."""
    query = {
        "name": "Ask",
        "steward.awx.awx_query": {"resource": resource, **options},
        "register": "answer",
    }
    return [query, _print_rows("answer.objects")]


def rows_in(cost: Cost) -> int:
    """Return how many rows a run printed that it read. Raises RunFailed."""
    found = re.search(r"rows=(\d+)", cost.output)
    if found is None:
        raise RunFailed(f"it did not say how many rows it read:\n{cost.output}")
    return int(found[1])


def looped(task: Task, items: t.Sequence[t.Any]) -> list[Task]:
    """Return one task with a loop."""
    return [{**task, "loop": [*items], "loop_control": {"label": ""}}]


def separate(task: Task, items: t.Sequence[t.Any]) -> list[Task]:
    """Return a task for each item."""
    return [{**task, "vars": {"item": item}} for item in items]


def _print_rows(expression: str) -> Task:
    return {
        "name": "Say how many rows there are",
        "ansible.builtin.debug": {"msg": f"rows={{{{ {expression} | length }}}}"},
    }
