# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""event_order: each event once, in order, however they arrive (docs/awx-api.md#order-of-events)."""

from __future__ import annotations

import random

from ansible_collections.steward.awx.plugins.module_utils._awx.output.event_stream import (
    EventOrder,
    Gap,
)
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.properties import examples


def numbered(*counters: int) -> list[tuple[int, int]]:
    return [(counter, counter) for counter in counters]


def test_events_in_order_come_out_at_once() -> None:
    order: EventOrder[int] = EventOrder()
    assert order.take(numbered(1, 2, 3)) == [1, 2, 3]
    assert order.mark == 3


def test_what_is_ahead_is_held_until_the_hole_is_filled() -> None:
    order: EventOrder[int] = EventOrder()
    assert order.take(numbered(1, 4, 3)) == [1]
    assert order.mark == 1
    assert order.take(numbered(2)) == [2, 3, 4]


def test_what_came_already_is_not_handed_out_again() -> None:
    order: EventOrder[int] = EventOrder()
    order.take(numbered(1, 2, 4))
    assert order.take(numbered(1, 2, 4, 4)) == []
    assert order.take(numbered(3, 4)) == [3, 4]
    assert order.take(numbered(3, 4)) == []


def test_holes_are_given_up_only_up_to_what_was_asked_for() -> None:
    """What is held beyond it came from an earlier read: between them there may be more to read."""
    order: EventOrder[int] = EventOrder()
    order.take(numbered(1, 4, 5, 9))
    assert order.give_up_holes(5) == [Gap(2), 4, 5]
    assert order.mark == 5
    assert order.take(numbered(6, 7)) == [6, 7]
    assert order.give_up_holes(9) == [Gap(1), 9]


def test_memory_is_bounded_and_what_is_dropped_can_come_again() -> None:
    order: EventOrder[int] = EventOrder(max_held=3)
    assert order.take(numbered(*range(2, 1000))) == []
    assert order.take(numbered(1)) == [1, 2, 3, 4]
    assert order.mark == 4
    assert order.take(numbered(*range(5, 1000))) == list(range(5, 1000))


# When each event is stored, in turns of a reader, the first of a job first; None is never.
ARRIVALS = st.lists(st.none() | st.integers(0, 9), max_size=80)


@given(ARRIVALS, st.integers(1, 40), st.integers(1, 30), st.randoms(use_true_random=False))
@examples(120)
def test_whatever_the_order_of_arrival_each_line_comes_once_in_order_and_none_is_lost(
    arrivals: list[int | None], limit: int, max_held: int, chance: random.Random
) -> None:
    """The job's output, line by line; events are stored out of order.

    A reader asks from the mark and gets what is stored by then, the lowest first; replies may hold
    an event twice, in any order, and what was handed out already. Once all is stored that ever
    will be, holes are given up, each with the number of events that it stands for.
    """
    stored = {counter: turn for counter, turn in enumerate(arrivals, 1) if turn is not None}
    order: EventOrder[int] = EventOrder(max_held=max_held)
    shown: list[int | Gap] = []

    def page(turn: int) -> list[int]:
        there = [counter for counter in stored if stored[counter] <= turn]
        asked_for = sorted(counter for counter in there if counter > order.mark)[:limit]
        noise = chance.sample(there, min(len(there), 3)) + asked_for[:2]
        # What comes unasked must not look like the end of what was asked for.
        reply = asked_for + [counter for counter in noise if counter <= max(asked_for, default=0)]
        chance.shuffle(reply)
        return reply

    last_turn = max(stored.values(), default=0)
    for turn in range(last_turn + 1):
        for _read in range(chance.randint(0, 2)):
            shown += order.take(numbered(*page(turn)))
    while reply := page(last_turn):
        before = order.mark
        shown += order.take(numbered(*reply))
        shown += order.give_up_holes(max(reply))
        assert order.mark > before
    lines = [it for it in shown if not isinstance(it, Gap)]
    assert lines == sorted(stored)
    missing = sum(it.missing for it in shown if isinstance(it, Gap))
    assert missing + len(lines) == max(stored, default=0)


@given(ARRIVALS)
@examples(50)
def test_nothing_is_handed_out_before_what_may_still_come(arrivals: list[int | None]) -> None:
    """As long as holes are not given up, what was handed out has none."""
    order: EventOrder[int] = EventOrder()
    shown: list[int] = []
    for counter in (counter for counter, turn in enumerate(arrivals, 1) if turn is not None):
        shown += order.take(numbered(counter))
    assert shown == list(range(1, order.mark + 1))
