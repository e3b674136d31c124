# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wall time of a walk in one line of arithmetic each, to be held beside the simulation."""

from __future__ import annotations

import math

from .server import Costs


def by_key(rows: int, costs: Costs, *, page: int, concurrency: int) -> float:
    """Return the seconds that a walk by key takes.

    The first page and the question for the highest id come one after the other, all other pages as
    many at a time as the server has use for. Only lists that are not of events are counted, once.
    """
    pages = math.ceil(rows / page)
    together = max(min(concurrency, costs.at_once, pages - 1), 1)
    begin = costs.page(min(rows, page)) + rows * costs.counted + costs.page(1)
    return begin + (pages - 1) / together * costs.page(page)


def by_number(rows: int, costs: Costs, *, page: int, concurrency: int) -> float:
    """Return the seconds that numbered pages take: each counts all, and skips those before it."""
    pages = math.ceil(rows / page)
    together = max(min(concurrency, costs.at_once, pages - 1), 1)
    finding = pages * rows * costs.counted + costs.skipped * page * pages * (pages - 1) / 2
    first = costs.page(min(rows, page)) + rows * costs.counted
    return first + ((pages - 1) * costs.page(page) + finding - rows * costs.counted) / together
