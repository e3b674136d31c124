# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading 5,000 hosts from a server that needs 5 ms a row and answers four requests at a time."""

from __future__ import annotations

import typing as t
from pathlib import Path

from .controller import WITH_AWX_AWX, Controller
from .process import Cost, RunFailed
from .progress import say
from .sandbox import Sandbox, sandbox
from .tables import Table, number, ratio
from .tasks import rows_in, rows_of_lookup, rows_of_query

ROW_COST_MS = 5
WORKERS = 4
INVENTORY = "Seed Large Inventory"

AWX_AWX = "awx.awx.controller_api, its best options"
BARE = "bare requests, 4 in flight"


def measure(scratch: Path) -> list[Table]:
    """Return the table of everybody's time for all hosts."""
    with sandbox(row_cost_ms=ROW_COST_MS, workers=WORKERS) as server:
        inventory = server.get("inventories/", {"name": INVENTORY})["results"][0]
        controller = Controller(WITH_AWX_AWX, server, scratch)
        return [_compare(controller, server, inventory["id"], hosts=inventory["total_hosts"])]


def _compare(controller: Controller, server: Sandbox, inventory: int, *, hosts: int) -> Table:
    table = Table(
        f"{hosts:,} hosts",
        f"The server takes {ROW_COST_MS} ms a row and answers {WORKERS} requests at a time. All "
        "with a token, under the same ansible-core. Wall and CPU are the client's, with the bare "
        "start (a play without tasks, or Python with requests) taken off; so are the ratios.",
        (
            *("client", "wall s", "CPU s", "requests", "connections", "faster than awx.awx"),
            "wall / bare's",
        ),
    )
    results = {
        name: (cost, server_requests, connections)
        for name, cost, server_requests, connections in _runs(controller, server, inventory, hosts)
    }
    awx_awx, bare = results[AWX_AWX][0].wall, results[BARE][0].wall
    for name, (cost, count, connections) in results.items():
        ratios = ratio(cost.wall, awx_awx), number(cost.wall / bare)
        table.add(name, cost.wall, cost.cpu, count, connections, *ratios)
    return table


def _runs(
    controller: Controller, server: Sandbox, inventory: int, hosts: int
) -> t.Iterator[tuple[str, Cost, int, int]]:
    play, python = controller.start(), controller.bare_client("nothing", "hosts/")
    for name, start, run in _cases(controller, inventory, play=play, python=python):
        server.forget()
        cost = run()
        if rows_in(cost) != hosts:
            raise RunFailed(f"{name}: {rows_in(cost)} rows instead of {hosts}")
        traffic = server.traffic()
        say(f"{name}: {cost.wall:.1f} s, {traffic.requests} requests")
        yield name, cost.less(start), traffic.requests, traffic.connections


def _cases(
    controller: Controller, inventory: int, *, play: Cost, python: Cost
) -> list[tuple[str, Cost, t.Callable[[], Cost]]]:
    """Return each client, what it costs to start, and what runs it."""
    best = {
        "query_params": {"inventory": inventory, "page_size": 200},
        "return_all": True,
        "max_objects": 10000,
    }
    resource = f"inventories/{inventory}/hosts"

    def lookup(**options: t.Any) -> Cost:
        return controller.play([rows_of_lookup("steward.awx.awx_query", resource, **options)])

    def module(*, in_process: bool) -> Cost:
        tasks = rows_of_query(resource)
        return controller.play(tasks, AWX_IN_PROCESS=str(in_process).lower())

    return [
        (
            AWX_AWX,
            play,
            lambda: controller.play([rows_of_lookup("awx.awx.controller_api", "hosts", **best)]),
        ),
        (
            "bare requests, one after the other",
            python,
            lambda: controller.bare_client("sequential", f"{resource}/"),
        ),
        (BARE, python, lambda: controller.bare_client("concurrent", f"{resource}/")),
        ("steward.awx lookup", play, lookup),
        (
            "steward.awx lookup, 2 fields of each host",
            play,
            lambda: lookup(fields=["id", "name"]),
        ),
        ("steward.awx lookup, ordered by name", play, lambda: lookup(order_by="name")),
        ("steward.awx lookup, concurrency 1", play, lambda: lookup(concurrency=1)),
        ("steward.awx module, in-process", play, lambda: module(in_process=True)),
        (
            "steward.awx module, process of its own",
            play,
            lambda: module(in_process=False),
        ),
    ]
