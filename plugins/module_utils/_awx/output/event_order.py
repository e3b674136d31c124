# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Put the events of a job in order: AWX stores them in batches that overtake one another.

Events are numbered from 1 without a hole by `counter`, but several receivers store them, each up
to a second late, so that the highest number seen says nothing about those below it
(docs/awx-api.md#order-of-events).
"""

from __future__ import annotations

import dataclasses
import typing as t

_Event = t.TypeVar("_Event")

# What is dropped beyond that is asked for again, since questions start at the mark.
_MOST_HELD = 2000


@dataclasses.dataclass(frozen=True)
class Gap:
    """Stands for `missing` events that were never stored."""

    missing: int


class EventOrder(t.Generic[_Event]):
    """Take events as they are found, and hand each out once, in the order of their counters.

    All events up to `mark` were handed out or given up; ask the server for those beyond it.
    """

    def __init__(self, *, most_held: int = _MOST_HELD) -> None:
        self.mark = 0
        self._held: dict[int, _Event] = {}
        self._most_held = most_held

    def take(self, events: t.Iterable[tuple[int, _Event]]) -> list[_Event]:
        """Take events with their counters, and return what follows the mark without a hole."""
        for counter, event in events:
            if counter > self.mark:
                self._held[counter] = event
        ready = []
        while self.mark + 1 in self._held:
            self.mark += 1
            ready.append(self._held.pop(self.mark))
        for counter in sorted(self._held)[self._most_held :]:
            del self._held[counter]
        return ready

    def give_up_holes(self, last: int) -> list[_Event | Gap]:
        """Return what is held up to the counter `last`, since what is missing will never come."""
        ready: list[_Event | Gap] = []
        for counter in sorted(self._held):
            if counter > last:
                break
            if counter > self.mark + 1:
                ready.append(Gap(counter - self.mark - 1))
            ready.append(self._held.pop(counter))
            self.mark = counter
        return ready
