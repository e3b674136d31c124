# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Memory of a query whose answer goes to a file, for a short and a long answer."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

from .controller import Controller
from .process import RunFailed
from .progress import say
from .tables import Table

TITLE = "Memory"
RETURNED = "module process, objects returned"
TO_DEST = "module process, to dest"
IN_PROCESS = "ansible-playbook, in-process, to dest"

# Objects that are returned take memory several times; nobody should try more than this.
_MOST_RETURNED = 20_000


def compare(controller: Controller, resources: t.Mapping[int, str]) -> Table:
    """Return the table of peak memory for resources of so many rows."""
    table = Table(
        TITLE,
        "Peak resident set size of the largest process. A module process is the module alone, run "
        "by Python with its arguments on standard input, so that it is not hidden by the larger "
        "process of ansible-playbook. In-process, the module is a part of that process.",
        ("run", "rows", "peak MB", "CPU s", "requests"),
    )
    dest = controller.scratch / "rows.jsonl"
    to_file = {"max_objects": 0, "dest": str(dest)}
    returned = [rows for rows in resources if rows <= _MOST_RETURNED]
    for name, sizes, options in (
        ("module process, count_only", [max(resources)], {"count_only": True}),
        (RETURNED, returned, {"max_objects": 0}),
        (TO_DEST, [*resources], to_file),
    ):
        for size in sizes:
            cost = controller.module("awx_query", {"resource": resources[size], **options})
            answer = json.loads(cost.output)
            rows = _lines(dest) if answer["objects"] == "-" else len(answer["objects"])
            table.add(name, rows, cost.peak_mb, cost.cpu, answer["requests"])
            say(f"{name}, {rows} rows: {cost.peak_mb:.0f} MB")
    start = controller.play([])
    table.add("ansible-playbook, no task", "", start.peak_mb, start.cpu, "")
    for size in (returned[1], max(resources)):
        dest.unlink()
        query = {"name": "Ask", "steward.awx.awx_query": {"resource": resources[size], **to_file}}
        cost = controller.play([query])
        table.add(IN_PROCESS, _lines(dest), cost.peak_mb, cost.cpu, "")
    return table


def _lines(path: Path) -> int:
    """Return how many lines a file has. Raises RunFailed if there are none."""
    with path.open("rb") as stream:
        lines = sum(1 for _ in stream)
    if not lines:
        raise RunFailed(f"{path.name} is empty")
    return lines
