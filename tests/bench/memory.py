# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Memory of a query whose answer goes to a file, for a short and a long answer."""

from __future__ import annotations

import json
from pathlib import Path

from .controller import Controller
from .process import RunFailed
from .progress import say
from .tables import Table


def compare(controller: Controller, *, few: str, many: str) -> Table:
    """Return the table of peak memory for the rows of two resources."""
    table = Table(
        "Memory",
        "Peak of the resident set, of the largest process. A module process is the module alone, "
        "run by Python with its arguments on standard input, so that it is not hidden behind the "
        "larger ansible-playbook; in-process it is a part of that.",
        ("run", "rows", "peak MB", "CPU s", "requests"),
    )
    dest = controller.scratch / "rows.jsonl"
    to_file = {"max_objects": 0, "dest": str(dest)}
    for name, options in (
        ("module process, count_only", {"resource": many, "count_only": True}),
        ("module process, objects returned", {"resource": few}),
        ("module process, to dest", {"resource": few, **to_file}),
        ("module process, to dest", {"resource": many, **to_file}),
    ):
        cost = controller.module("awx_query", options)
        answer = json.loads(cost.output)
        rows = _lines(dest) if answer["objects"] == "-" else len(answer["objects"])
        table.add(name, rows, cost.peak_mb, cost.cpu, answer["requests"])
        say(f"{name}, {rows} rows: {cost.peak_mb:.0f} MB")
    start = controller.play([])
    table.add("ansible-playbook, no task", "", start.peak_mb, start.cpu, "")
    for resource in (few, many):
        dest.unlink()
        query = {"name": "Ask", "steward.awx.awx_query": {"resource": resource, **to_file}}
        cost = controller.play([query])
        table.add("ansible-playbook, in-process, to dest", _lines(dest), cost.peak_mb, cost.cpu, "")
    return table


def _lines(path: Path) -> int:
    """Return how many lines a file has. Raises RunFailed if there are none."""
    with path.open("rb") as stream:
        lines = sum(1 for _ in stream)
    if not lines:
        raise RunFailed(f"{path.name} is empty")
    return lines
