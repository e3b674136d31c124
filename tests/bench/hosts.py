# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading hosts from a server that needs 5 ms a row and answers four requests at a time."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from pathlib import Path

from .controller import WITH_AWX_AWX, Controller
from .process import Cost, RunFailed
from .progress import say
from .sandbox import Sandbox, Traffic, filled, sandbox
from .tables import Table, number, ratio
from .tasks import rows_in, rows_of_lookup, rows_of_query

ROW_COST_MS = 5
WORKERS = 4
INVENTORY = "Seed Large Inventory"
HOSTS = 5000
FEWER_HOSTS = (500, 1500)
CONCURRENCIES = (1, 2, 4, 8, 16)

AWX_AWX = "awx.awx.controller_api, best options"
SEQUENTIAL = "plain requests, sequential"
BARE = "plain requests, concurrency 4"
OURS = "steward.awx lookup"
TWO_FIELDS = f"{OURS}, 2 fields of each host"
ONE_BY_ONE = f"{TWO_FIELDS}, concurrency 1"

TITLE = f"{HOSTS:,} hosts"
ROWS_TITLE = "Wall time by rows"
CONCURRENCY_TITLE = "Wall time by concurrency"

_FIELDS = ["id", "name"]

Run = t.Callable[[int], Cost]


@dataclass(frozen=True)
class _Client:
    """Something that reads all hosts of an inventory, and what it costs to start it."""

    name: str
    start: Cost
    run: Run


@dataclass(frozen=True)
class _Reading:
    """What one client's reading cost, without its start, and what the server saw of it."""

    cost: Cost
    traffic: Traffic


def measure(scratch: Path) -> list[Table]:
    """Return the tables of everybody's time: for all hosts, by rows, and by concurrency."""
    state = scratch / "state"
    inventories = filled(state, hosts=FEWER_HOSTS).inventories
    with sandbox(row_cost_ms=ROW_COST_MS, workers=WORKERS, state=state) as server:
        found = server.get("inventories/", {"name": INVENTORY})["results"][0]
        controller = Controller(WITH_AWX_AWX, server, scratch)
        play, python = controller.start(), controller.bare_client("nothing", "hosts/")
        clients = _clients(controller, play=play, python=python)
        readings = {
            client.name: _read(client, server, found["id"], hosts=HOSTS) for client in clients
        }
        return [
            _compare(readings),
            _by_rows(clients, server, inventories, readings),
            _by_concurrency(controller, server, found["id"], readings, start=play),
        ]


def _compare(readings: t.Mapping[str, _Reading]) -> Table:
    table = Table(
        TITLE,
        f"The server takes {ROW_COST_MS} ms per row and processes {WORKERS} requests at a time. "
        "All clients use a token and the same ansible-core. Wall time and CPU time are those of "
        "the client, without its start (a play without tasks, or Python with requests). The same "
        "applies to the ratios.",
        (
            *("client", "wall s", "CPU s", "requests", "connections", "faster than awx.awx"),
            "wall / plain requests",
        ),
    )
    awx_awx, bare = readings[AWX_AWX].cost.wall, readings[BARE].cost.wall
    for name, reading in readings.items():
        cost, traffic = reading.cost, reading.traffic
        ratios = ratio(cost.wall, awx_awx), number(cost.wall / bare)
        table.add(name, cost.wall, cost.cpu, traffic.requests, traffic.connections, *ratios)
    return table


def _by_rows(
    clients: t.Iterable[_Client],
    server: Sandbox,
    inventories: t.Mapping[int, int],
    readings: t.Mapping[str, _Reading],
) -> Table:
    """Return the table for inventories of several sizes, of which the largest is read already."""
    some = [client for client in clients if client.name in (AWX_AWX, SEQUENTIAL, BARE, OURS)]
    table = Table(
        ROWS_TITLE,
        "Wall time in seconds by number of hosts, measured as above.",
        ("rows", *(client.name for client in some)),
        names=0,
    )
    for rows, inventory in inventories.items():
        costs = [_read(client, server, inventory, hosts=rows).cost for client in some]
        table.add(rows, *(cost.wall for cost in costs))
    table.add(HOSTS, *(readings[client.name].cost.wall for client in some))
    return table


def _by_concurrency(
    controller: Controller,
    server: Sandbox,
    inventory: int,
    readings: t.Mapping[str, _Reading],
    *,
    start: Cost,
) -> Table:
    """Return the table for all concurrencies, of which two are measured already."""
    table = Table(
        CONCURRENCY_TITLE,
        f"The lookup with two fields of each of {HOSTS:,} hosts, with the same server. It "
        f"processes {WORKERS} requests at a time; additional requests only wait.",
        ("concurrency", "wall s", "CPU s", "requests", "connections"),
        names=0,
    )
    known = {1: readings[ONE_BY_ONE], 4: readings[TWO_FIELDS]}
    for concurrency in CONCURRENCIES:
        reading = known.get(concurrency)
        if reading is None:
            lookup = _lookup(controller, fields=_FIELDS, concurrency=concurrency)
            client = _Client(f"concurrency {concurrency}", start, lookup)
            reading = _read(client, server, inventory, hosts=HOSTS)
        cost, traffic = reading.cost, reading.traffic
        table.add(concurrency, cost.wall, cost.cpu, traffic.requests, traffic.connections)
    return table


def _read(client: _Client, server: Sandbox, inventory: int, *, hosts: int) -> _Reading:
    """Read all hosts of an inventory. Raises RunFailed where they are not so many."""
    server.forget()
    cost = client.run(inventory)
    if rows_in(cost) != hosts:
        raise RunFailed(f"{client.name}: {rows_in(cost)} rows instead of {hosts}")
    traffic = server.traffic()
    say(f"{client.name}, {hosts} hosts: {cost.wall:.1f} s, {traffic.requests} requests")
    return _Reading(cost.less(client.start), traffic)


def _clients(controller: Controller, *, play: Cost, python: Cost) -> list[_Client]:
    best = {"return_all": True, "max_objects": 10000}

    def awx_awx(inventory: int) -> Cost:
        query = {"inventory": inventory, "page_size": 200}
        name = "awx.awx.controller_api"
        return controller.play([rows_of_lookup(name, "hosts", query_params=query, **best)])

    def bare(how: str) -> Run:
        return lambda inventory: controller.bare_client(how, f"{_hosts_of(inventory)}/")

    def module(*, in_process: bool) -> Run:
        variables = {"AWX_IN_PROCESS": str(in_process).lower()}
        return lambda inventory: controller.play(rows_of_query(_hosts_of(inventory)), **variables)

    return [
        _Client(AWX_AWX, play, awx_awx),
        _Client(SEQUENTIAL, python, bare("sequential")),
        _Client(BARE, python, bare("concurrent")),
        _Client(OURS, play, _lookup(controller)),
        _Client(TWO_FIELDS, play, _lookup(controller, fields=_FIELDS)),
        _Client(ONE_BY_ONE, play, _lookup(controller, fields=_FIELDS, concurrency=1)),
        _Client(f"{OURS}, ordered by name", play, _lookup(controller, order_by="name")),
        _Client("steward.awx module, in-process", play, module(in_process=True)),
        _Client("steward.awx module, separate process", play, module(in_process=False)),
    ]


def _lookup(controller: Controller, **options: t.Any) -> Run:
    def run(inventory: int) -> Cost:
        task = rows_of_lookup("steward.awx.awx_query", _hosts_of(inventory), **options)
        return controller.play([task])

    return run


def _hosts_of(inventory: int) -> str:
    return f"inventories/{inventory}/hosts"
