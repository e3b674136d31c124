# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""event_order: each event once, in order, however they arrive (awx-api 7.5, trap 20)."""

from __future__ import annotations

import random

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.event_order import EventOrder, Gap


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
    order: EventOrder[int] = EventOrder(most_held=3)
    assert order.take(numbered(*range(2, 1000))) == []
    assert order.take(numbered(1)) == [1, 2, 3, 4]
    assert order.mark == 4
    assert order.take(numbered(*range(5, 1000))) == list(range(5, 1000))


@pytest.mark.parametrize("seed", range(200))
def test_any_order_of_arrival_gives_the_order_of_the_counters(seed: int) -> None:
    """Readers ask from the mark and get what is stored by then, the lowest first."""
    chance = random.Random(seed)
    count, limit = chance.randint(1, 120), chance.randint(1, 40)
    stored: set[int] = set()
    missing = list(range(1, count + 1))
    chance.shuffle(missing)
    order: EventOrder[int] = EventOrder(most_held=chance.randint(1, 30))
    shown: list[int] = []
    while missing or order.mark < count:
        for _arrival in range(chance.randint(0, 20)):
            if missing:
                stored.add(missing.pop())
        page = sorted(counter for counter in stored if counter > order.mark)[:limit]
        shown += order.take(numbered(*page))
    assert shown == list(range(1, count + 1))
