# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asking for one object by a filter, for each item of a loop."""

from __future__ import annotations

from pathlib import Path

from .controller import WITH_AWX_AWX, Controller, Task
from .hosts import ROW_COST_MS, WORKERS
from .progress import say
from .sandbox import Sandbox, sandbox
from .tables import Table, ratio
from .tasks import looped

# Tasks that cost hundreds of milliseconds each show it with fewer items.
ITEMS, FEWER_ITEMS = 50, 20

AWX_AWX_MODULE = "awx.awx.job_template, state: exists"
URI = "ansible.builtin.uri"


def measure(scratch: Path) -> list[Table]:
    """Return the table of a loop over names of job templates."""
    table = Table(
        f"One object by a filter, in a loop of {ITEMS} items",
        "A query for a job template by its name, with a token; the server takes "
        f"{ROW_COST_MS} ms per row. CPU time and wall time are those of the client per item, "
        "without those of a play without tasks.",
        (
            *("task", "items", "CPU ms", "wall ms", "requests", "connections"),
            "less CPU than awx.awx's module",
        ),
    )
    with sandbox(row_cost_ms=ROW_COST_MS, workers=WORKERS) as server:
        controller = Controller(WITH_AWX_AWX, server, scratch)
        names = _names(server)
        start = controller.start()
        results = {}
        for name, task in _tasks(server).items():
            items = FEWER_ITEMS if name in (URI, AWX_AWX_MODULE) else ITEMS
            server.forget()
            cost = controller.play(looped(task, names[:items])).less(start).each_of(items)
            results[name] = items, cost, server.traffic()
            say(f"{name}: {cost.cpu * 1000:.0f} ms of CPU an item")
    awx_awx = results[AWX_AWX_MODULE][1].cpu
    for name, (items, cost, traffic) in results.items():
        figures = cost.cpu * 1000, cost.wall * 1000, traffic.requests, traffic.connections
        table.add(name, items, *figures, ratio(cost.cpu, awx_awx))
    return [table]


def _names(server: Sandbox) -> list[str]:
    rows = server.get("job_templates/", {"page_size": "200"})["results"]
    names = [row["name"] for row in rows]
    unique = [name for name in names if names.count(name) == 1 and name.startswith("Seed -")]
    return (unique * ITEMS)[:ITEMS]


def _tasks(server: Sandbox) -> dict[str, Task]:
    def show(expression: str) -> Task:
        return {"name": "Show", "ansible.builtin.debug": {"msg": f"{{{{ ({expression}).id }}}}"}}

    return {
        "steward.awx lookup": show(
            "lookup('steward.awx.awx_query', 'job_templates', filters={'name': item}, expect='one')"
        ),
        "steward.awx module, in-process": {
            "name": "Ask",
            "steward.awx.awx_query": {
                "resource": "job_templates",
                "filters": {"name": "{{ item }}"},
                "expect": "one",
            },
        },
        "awx.awx.controller_api lookup": show(
            "lookup('awx.awx.controller_api', 'job_templates', query_params={'name': item}, "
            "expect_one=true)"
        ),
        URI: {
            "name": "Ask",
            "ansible.builtin.uri": {
                "url": f"{server.url}/api/v2/job_templates/?name={{{{ item | urlencode }}}}",
                "headers": {"Authorization": f"Bearer {server.token}"},
            },
        },
        AWX_AWX_MODULE: {
            "name": "Ask",
            "awx.awx.job_template": {"name": "{{ item }}", "state": "exists"},
        },
    }
