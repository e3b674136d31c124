# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""event_order: each event once, in order, however they arrive (docs/awx-api.md#order-of-events)."""

from __future__ import annotations

import random

from ansible_collections.steward.awx.plugins.module_utils._awx.output.event_stream import in_order
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.properties import examples


def numbered(*counters: int) -> dict[int, str]:
    return {counter: f"line {counter}" for counter in counters}


def test_what_follows_a_hole_waits_until_it_is_filled() -> None:
    assert in_order(numbered(4, 1, 2), 0, is_complete=False) == ([(0, "line 1"), (0, "line 2")], 2)
    assert in_order(numbered(4, 3), 2, is_complete=False) == ([(0, "line 3"), (0, "line 4")], 4)


def test_what_came_already_is_not_handed_out_again() -> None:
    assert in_order(numbered(1, 2), 2, is_complete=False) == ([], 2)


def test_holes_are_given_up_once_nothing_can_fill_them() -> None:
    assert in_order(numbered(5, 7, 8), 2, is_complete=True) == (
        [(2, "line 5"), (1, "line 7"), (0, "line 8")],
        8,
    )


# When each event is stored, in turns of a reader, the first of a job first; None is never.
ARRIVALS = st.lists(st.none() | st.integers(0, 9), max_size=80)


@given(ARRIVALS, st.integers(1, 40), st.randoms(use_true_random=False))
@examples(120)
def test_whatever_the_order_of_arrival_each_line_comes_once_in_order_and_none_is_lost(
    arrivals: list[int | None], limit: int, chance: random.Random
) -> None:
    """The job's output, line by line; events are stored out of order.

    A reader asks from the mark and gets what is stored by then, the lowest first; replies may hold
    what was handed out already, in any order. Once all is stored that ever will be, holes are given
    up, each with the number of events that it stands for.
    """
    stored = {counter: turn for counter, turn in enumerate(arrivals, 1) if turn is not None}
    mark = missing = 0
    lines: list[str] = []

    def page(turn: int) -> dict[int, str]:
        there = [counter for counter in stored if stored[counter] <= turn]
        reply = sorted(counter for counter in there if counter > mark)[:limit]
        # What comes unasked must not look like the end of what was asked for.
        noise = chance.sample(there, min(len(there), 3))
        reply += [counter for counter in noise if counter <= max(reply, default=0)]
        chance.shuffle(reply)
        return numbered(*reply)

    last_turn = max(stored.values(), default=0)
    for turn in range(last_turn + 1):
        for _read in range(chance.randint(0, 2)):
            ready, mark = in_order(page(turn), mark, is_complete=False)
            lines += [line for _missing, line in ready]
            assert lines == list(numbered(*range(1, mark + 1)).values())
    while reply := page(last_turn):
        before = mark
        ready, mark = in_order(reply, mark, is_complete=True)
        lines += [line for _missing, line in ready]
        missing += sum(number for number, _line in ready)
        assert mark > before
    assert lines == list(numbered(*sorted(stored)).values())
    assert missing + len(lines) == max(stored, default=0)
