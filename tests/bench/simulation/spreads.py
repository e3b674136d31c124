# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the ids of a list's rows lie: without gaps, or as years of deleting leave them."""

from __future__ import annotations

import array
import random
import typing as t

Ids = t.Sequence[int]

_BURSTS = 10


def dense(rows: int) -> Ids:
    """Each id of a range, as for the events of a job."""
    return range(1, rows + 1)


def every_tenth(rows: int) -> Ids:
    """One of ten, evenly: others use the ids between."""
    return range(1, rows * 10 + 1, 10)


def at_random(rows: int) -> Ids:
    """Half of the ids are gone, by chance."""
    chance = random.Random(8)
    ids = array.array("q")
    last = 0
    while len(ids) < rows:
        last += chance.choice((1, 1, 2, 4))
        ids.append(last)
    return ids


def mostly_new(rows: int) -> Ids:
    """Clean-ups left one of a hundred of the old: a tenth of the rows has most of the ids."""
    old = rows // 10
    ids = array.array("q", range(1, old * 100 + 1, 100))
    ids.extend(range(old * 100 + 1, old * 100 + rows - old + 1))
    return ids


def in_bursts(rows: int) -> Ids:
    """They came in ten loads, with nine times as many ids of others after each."""
    ids = array.array("q")
    size = rows // _BURSTS
    for burst in range(_BURSTS):
        first = burst * size * 10 + 1
        ids.extend(range(first, first + size))
    return ids


SPREADS: dict[str, t.Callable[[int], Ids]] = {
    "without gaps": dense,
    "one id of ten": every_tenth,
    "half deleted at random": at_random,
    "old rows mostly deleted": mostly_new,
    "in ten bursts": in_bursts,
}
