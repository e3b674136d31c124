# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tree of a job's events, as the output page of AWX folds it."""

from __future__ import annotations

import typing as t
from collections.abc import Iterable
from dataclasses import dataclass

_META_EVENTS: t.Final = frozenset(
    {"debug", "verbose", "deprecated", "warning", "system_warning", "error"}
)


@dataclass(frozen=True, kw_only=True)
class TreeEvent:
    counter: int
    event: str
    uuid: str
    parent_uuid: str


def children_summary(events: Iterable[TreeEvent]) -> dict[str, t.Any]:
    """For every event with descendants: its row and how many; and where loose lines belong."""
    ordered = sorted(events, key=lambda event: event.counter)
    by_uuid = {event.uuid: event for event in ordered}
    rows = {event.counter: row for row, event in enumerate(ordered)}
    descendants: dict[int, int] = {}
    nested: dict[int, str] = {}
    last_parent = ""
    for event in ordered:
        parent_uuid = event.parent_uuid
        if not parent_uuid and event.event in _META_EVENTS:
            nested[event.counter] = parent_uuid = last_parent
        elif event.event not in _META_EVENTS:
            last_parent = event.parent_uuid or event.uuid
        while parent := by_uuid.get(parent_uuid):
            descendants[parent.counter] = descendants.get(parent.counter, 0) + 1
            parent_uuid = parent.parent_uuid
    return {
        "children_summary": {
            counter: {"rowNumber": rows[counter], "numChildren": number}
            for counter, number in sorted(descendants.items())
        },
        "meta_event_nested_uuid": nested,
        "event_processing_finished": True,
        "is_tree": True,
    }


def unfinished_summary() -> dict[str, t.Any]:
    """What is answered as long as not all events are stored."""
    return {
        "children_summary": {},
        "meta_event_nested_uuid": {},
        "event_processing_finished": False,
        "is_tree": True,
    }
