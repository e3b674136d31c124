# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of the simulation, and what it is compared with."""

from __future__ import annotations

import dataclasses
import math
import typing as t

from tests.bench import hosts
from tests.bench.progress import say
from tests.bench.tables import Table

from . import paper, titles
from .server import Costs
from .spreads import SPREADS, dense
from .walks import EVENTS, HOSTS, by_key, by_number

# The sandbox as `hosts` measures it: 5 ms asleep a row; its Python computes one thing at a time.
# What it computes for a row depends on the machine, so it is taken from the measurement.
STAND_IN = Costs(
    workers=hosts.WORKERS, cores=1, request=0.008, row=0.0003, asleep=hosts.ROW_COST_MS / 1000
)

# A real AWX 24.6.1, two cores which it shares with its database and the client. Hosts: 5,012 took
# 119 s at 25 a page and 36 s at 200 a page. Events: 0.6 to 0.8 ms each. To count 20,000 jobs takes
# 10 ms; a hundred pages into them (20,000 rows) a page costs 15% of 0.7 s more; OFFSET adds up to
# 40% to a page of 200 of 50,000 events.
_REAL = Costs(workers=4, cores=2, request=0.47, row=0.0047, counted=5e-7, skipped=5e-6)
AWX_HOSTS = _REAL
AWX_EVENTS = dataclasses.replace(_REAL, request=0.03, row=0.0006, skipped=1e-6)
REAL_HOSTS = 5012
# How long those hosts took there, in seconds, by page size and requests in flight.
REAL_SECONDS = {(25, 1): 119.0, (200, 1): 36.0, (200, 2): 17.0, (200, 4): 17.0}

_HOSTS = dense(5000)

# How far simulation and measurement may be apart.
MARGIN = 0.25

EVENT_SIZES = tuple(10**power for power in range(3, 8))
HOST_SIZES = EVENT_SIZES[:-1]
# A web pod of AWX answers five requests at a time (uwsgi, awx-operator), whatever its cores.
_CORES = (1, 2, 4, 8)
_POD_WORKERS = 5

_SIMULATED = "Simulated: the requests of the collection, with a simulated server and clock. "


def tables(known: t.Mapping[str, Table]) -> list[Table]:
    """Return the simulation's tables; the measured ones it is compared with are in `known`."""
    return [
        _beside(known),
        _growth(titles.EVENTS, EVENTS, AWX_EVENTS, EVENT_SIZES, page=500),
        _growth(titles.HOSTS, HOSTS, AWX_HOSTS, HOST_SIZES, page=200),
        _spreads(),
        _concurrency(),
    ]


def _beside(known: t.Mapping[str, Table]) -> Table:
    table = Table(
        titles.BESIDE,
        "Wall time in seconds. The figures of the sandbox and the client's CPU time per row are "
        "those of the tables above; the computing time of the sandbox per row was derived from the "
        f"first figure. From a real AWX 24.6.1 with two cores, {REAL_HOSTS:,} hosts were read with "
        "plain requests; its costs were derived from its first two figures.",
        ("case", "measured s", "simulated s", "difference"),
    )
    server = _stand_in(known[hosts.TITLE])
    for name, concurrency in ((hosts.SEQUENTIAL, 1), (hosts.BARE, hosts.WORKERS)):
        cost = known[hosts.TITLE].cell(name, "CPU s")
        walk = by_number(_HOSTS, server, concurrency=concurrency, client_row=cost / len(_HOSTS))
        _compare(table, f"sandbox, {name}", known[hosts.TITLE].cell(name, "wall s"), walk.wall)
    flights = known[hosts.CONCURRENCY_TITLE]
    for concurrency in hosts.CONCURRENCIES:
        name = str(concurrency)
        cost = flights.cell(name, "CPU s")
        walk = by_key(_HOSTS, server, concurrency=concurrency, client_row=cost / len(_HOSTS))
        what = f"sandbox, lookup, concurrency {concurrency}"
        _compare(table, what, flights.cell(name, "wall s"), walk.wall)
    for (page_size, flying), measured in REAL_SECONDS.items():
        walk = by_number(dense(REAL_HOSTS), AWX_HOSTS, page_size=page_size, concurrency=flying)
        _compare(table, f"AWX, {page_size} per page, concurrency {flying}", measured, walk.wall)
    return table


def _stand_in(table: Table) -> Costs:
    """Return the sandbox's costs as they were where its pages were read one after the other."""
    wall, cpu = (table.cell(hosts.SEQUENTIAL, column) for column in ("wall s", "CPU s"))
    fixed = math.ceil(len(_HOSTS) / 200) * (STAND_IN.request + STAND_IN.round_trip)
    computing = (wall - cpu - fixed) / len(_HOSTS) - STAND_IN.asleep
    return dataclasses.replace(STAND_IN, row=max(computing, 0.0))


def _compare(table: Table, what: str, measured: float, simulated: float) -> None:
    table.add(what, measured, simulated, f"{(simulated / measured - 1) * 100:+.0f}%")
    say(f"{what}: {measured:.1f} s measured, {simulated:.1f} s simulated")


def _growth(title: str, path: str, costs: Costs, sizes: t.Sequence[int], *, page: int) -> Table:
    table = Table(
        title,
        f"{_SIMULATED}Wall time in seconds by number of rows, with the costs of a real AWX with "
        f"two cores: {costs.request * 1000:.0f} ms per page and {costs.row * 1000:.1f} ms per row; "
        f"for numbered pages {costs.counted * 1e6:.1f} µs for each row that is counted and "
        f"{costs.skipped * 1e6:.0f} µs for each row that OFFSET skips. Calculated: the formula.",
        (
            *("rows", "by page number", "by page number, concurrency 4", "by key, concurrency 1"),
            *("by key, concurrency 4", "calculated", "requests by page number", "requests by key"),
            "rows in memory",
        ),
        names=0,
    )
    for size in sizes:
        ids = dense(size)
        numbered = [by_number(ids, costs, path=path, concurrency=n) for n in (1, 4)]
        keyed = [by_key(ids, costs, path=path, concurrency=n) for n in (1, 4)]
        table.add(
            size,
            *(walk.wall for walk in (*numbered, *keyed)),
            paper.by_key(size, costs, page=page, concurrency=4),
            *(numbered[0].requests, keyed[1].requests, keyed[1].most_held),
        )
        say(f"{title}: {size:,} rows")
    return table


def _spreads() -> Table:
    table = Table(
        titles.SPREADS,
        f"{_SIMULATED}Requests by number of rows at concurrency 4, for a list without a filter on "
        "ids. The minimum is one request for 200 rows.",
        ("ids", *(f"{size:,} rows" for size in HOST_SIZES), "rows in memory"),
    )
    table.add("pages of 200", *(size // 200 for size in HOST_SIZES), "")
    for name, spread in SPREADS.items():
        walks = [by_key(spread(size), AWX_HOSTS) for size in HOST_SIZES]
        table.add(name, *(walk.requests for walk in walks), max(walk.most_held for walk in walks))
        say(f"ids {name}: {walks[-1].requests:,} requests for {HOST_SIZES[-1]:,} rows")
    return table


def _concurrency() -> Table:
    table = Table(
        titles.CORES,
        f"{_SIMULATED}Wall time in seconds for {len(_HOSTS):,} hosts by number of cores of the "
        f"server, which processes {_POD_WORKERS} requests at a time.",
        ("concurrency", *(f"{n} core{'s' if n > 1 else ''}" for n in _CORES)),
        names=0,
    )
    for concurrency in hosts.CONCURRENCIES:
        servers = [dataclasses.replace(AWX_HOSTS, cores=n, workers=_POD_WORKERS) for n in _CORES]
        walks = [by_key(_HOSTS, server, concurrency=concurrency) for server in servers]
        table.add(concurrency, *(walk.wall for walk in walks))
    return table
