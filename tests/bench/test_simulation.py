# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulation keeps time as it says, counts what the guide says, and is near the measurement."""

from __future__ import annotations

import dataclasses
import math

import pytest

from tests.bench.__main__ import RESULTS
from tests.bench.simulation import paper, titles
from tests.bench.simulation.measure import AWX_EVENTS, AWX_HOSTS, MARGIN, STAND_IN
from tests.bench.simulation.server import Costs
from tests.bench.simulation.spreads import SPREADS, dense
from tests.bench.simulation.timeline import Threads, Timeline, concurrent_on
from tests.bench.simulation.walks import EVENTS, by_key, by_number
from tests.bench.tables import read_tables

ONE_AT_A_TIME = Costs(workers=1, cores=1, request=0.1, row=0.01, round_trip=0.0)


def test_a_page_takes_what_it_costs() -> None:
    walk = by_key(dense(100), ONE_AT_A_TIME)
    assert walk.requests == 1
    assert walk.wall == pytest.approx(0.1 + 100 * 0.01)


def test_counting_skipping_and_the_way_take_their_time() -> None:
    costs = dataclasses.replace(ONE_AT_A_TIME, counted=0.001, skipped=0.002, round_trip=0.5)
    walk = by_number(dense(300), costs)
    pages = (0.5 + 0.1 + 2.0) + (0.5 + 0.1 + 1.0)
    assert walk.wall == pytest.approx(pages + 2 * 300 * 0.001 + 200 * 0.002)


def test_what_sleeps_shares_workers_and_what_computes_shares_cores() -> None:
    asleep = Costs(workers=4, cores=1, request=0.0, row=0.0, asleep=0.01, round_trip=0.0)
    computing = Costs(workers=4, cores=2, request=0.0, row=0.01, round_trip=0.0)
    rows = dense(200 * 9)
    assert by_number(rows, asleep, concurrency=4).wall == pytest.approx(2.0 + 8 / 4 * 2.0)
    assert by_number(rows, computing, concurrency=4).wall == pytest.approx(2.0 + 8 / 2 * 2.0)
    assert by_number(rows, computing, concurrency=1).wall == pytest.approx(9 * 2.0)


def test_a_client_works_while_the_server_does() -> None:
    """Handing rows on takes no time of its own where the next page is under way."""
    idle = by_number(dense(2000), ONE_AT_A_TIME, concurrency=2)
    busy = by_number(dense(2000), ONE_AT_A_TIME, concurrency=2, client_row=0.001)
    assert busy.wall == pytest.approx(idle.wall + 2 * 200 * 0.001)  # the first and the last page


def test_calls_wait_for_a_thread() -> None:
    timeline = Timeline()

    def take(seconds: float) -> float:
        timeline.now += seconds
        return timeline.now

    with Threads(timeline, 2) as threads:
        futures = [threads.submit(take, seconds) for seconds in (3.0, 1.0, 1.5)]
        assert timeline.now == 0.0
        done, waiting = concurrent_on(timeline).futures.wait(futures)
        assert (timeline.now, len(done), len(waiting)) == (1.0, 1, 2)
        assert [future.result() for future in futures] == [3.0, 1.0, 2.5]
        assert timeline.now == 3.0


@pytest.mark.parametrize("rows", [1, 200, 201, 399, 400, 401, 5000, 12_345])
def test_as_many_requests_as_the_guide_says(rows: int) -> None:
    pages = math.ceil(rows / 200)
    expected = pages if rows < 400 else pages + 1
    assert by_key(dense(rows), AWX_HOSTS, concurrency=1).requests == expected
    assert by_key(dense(rows), AWX_HOSTS, concurrency=4).requests == expected


@pytest.mark.parametrize("rows", [501, 5000, 50_000])
def test_as_many_requests_for_events_as_the_guide_says(rows: int) -> None:
    walk = by_key(dense(rows), AWX_EVENTS, path=EVENTS)
    assert walk.requests == math.ceil(rows / 500) + 1


@pytest.mark.parametrize("limit", [100, 200, 201, 400, 600, 5000])
def test_as_many_requests_for_the_first_rows_as_the_guide_says(limit: int) -> None:
    walk = by_key(dense(20_000), AWX_HOSTS, limit=limit)
    assert walk.requests == math.ceil(limit / 200)


@pytest.mark.parametrize("spread", SPREADS)
def test_gaps_cost_few_requests_however_ids_lie(spread: str) -> None:
    walk = by_key(SPREADS[spread](50_000), AWX_HOSTS)
    assert walk.requests <= 250 * 1.05


@pytest.mark.parametrize("spread", SPREADS)
def test_a_spread_has_as_many_different_ids_as_it_says(spread: str) -> None:
    ids = SPREADS[spread](5000)
    assert len({*ids}) == len(ids) == 5000
    assert [*ids] == sorted(ids)


def test_no_more_rows_are_held_for_more_rows() -> None:
    few, many = (by_key(dense(rows), AWX_HOSTS).most_held for rows in (10_000, 100_000))
    assert many == few <= 4 * 200 * 1.5 + 1


@pytest.mark.parametrize("costs", [AWX_HOSTS, AWX_EVENTS, STAND_IN])
@pytest.mark.parametrize("concurrency", [1, 4])
def test_the_simulation_comes_to_what_the_formulas_say(costs: Costs, concurrency: int) -> None:
    rows = 100_000
    is_of_events = costs is AWX_EVENTS
    path, page = (EVENTS, 500) if is_of_events else ("hosts/", 200)
    keyed = by_key(dense(rows), costs, path=path, concurrency=concurrency).wall
    uncounted = dataclasses.replace(costs, counted=0.0) if is_of_events else costs
    assert keyed == pytest.approx(
        paper.by_key(rows, uncounted, page=page, concurrency=concurrency), rel=0.02
    )
    numbered = by_number(dense(rows), costs, concurrency=concurrency).wall
    assert numbered == pytest.approx(
        paper.by_number(rows, costs, page=200, concurrency=concurrency), rel=0.02
    )


def test_the_simulation_is_near_what_was_measured() -> None:
    table = read_tables(RESULTS.read_text())[titles.BESIDE]
    differences = {
        what: table.cell(what, "simulated s") / table.cell(what, "measured s") - 1
        for what in table.column("case")
    }
    assert len(differences) >= 8
    assert {what: by for what, by in differences.items() if abs(by) > MARGIN} == {}
