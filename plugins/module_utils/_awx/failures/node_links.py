# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The links between the nodes of a workflow: their targets, conditions and order.

Conditions are Ascender's (docs/awx-api.md#ascender-workflows).
"""

from __future__ import annotations

import typing as t

from ..common import json_fields, message_text

# The ending that a job has to have for a link to be taken.
_ENDINGS: t.Mapping[str, frozenset[str]] = {
    "success": frozenset({"successful"}),
    "failure": frozenset({"failed", "error", "canceled", "no template"}),
    "always": frozenset({"successful", "failed", "error", "canceled", "no template"}),
}

_OPERATORS: t.Mapping[str, str] = {"eq": "is", "ne": "is not"}

Row = t.Mapping[str, t.Any]


class Link(t.NamedTuple):
    """What leads from a node to another, `on` success, failure or always.

    With a `condition` it is only taken if that holds too.
    """

    parent: int
    on: str
    condition: str = ""

    def as_result(self) -> dict[str, t.Any]:
        return {"on": self.on, **({"condition": self.condition} if self.condition else {})}

    def why_not(self, parent: str, status: str) -> str:
        """Return why it was not taken."""
        if self.condition and status in _ENDINGS.get(self.on, ()):
            return f"'{parent}' is {status}, but not with {self.condition}"
        return f"'{parent}' is {status}, not {self.on}"


def leading_to(rows: t.Sequence[Row]) -> dict[int, list[Link]]:
    """Return the links that lead to each of the nodes, by their ids."""
    links: dict[int, list[Link]] = {row["id"]: [] for row in rows}
    for row in rows:
        for child, link in _from(row):
            if child in links:
                links[child].append(link)
    return links


def _from(row: Row) -> t.Iterator[tuple[int, Link]]:
    for on in _ENDINGS:
        for child in json_fields.list_of_ints(row.get(f"{on}_nodes")):
            yield child, Link(row["id"], on)
    edges = {
        json_fields.int_or_none(edge.get("id")): edge
        for edge in json_fields.list_of_mappings(row.get("condition_edges"))
    }
    for child in json_fields.list_of_ints(row.get("condition_nodes")):
        edge = edges.get(child, {})
        trigger = json_fields.str_or_empty(edge.get("trigger")) or "success"
        yield child, Link(row["id"], trigger, _condition(edge))


def _condition(edge: Row) -> str:
    if not edge:
        return "a condition"
    operator = json_fields.str_or_empty(edge.get("operator")) or "eq"
    name = message_text.one_line(edge.get("artifact_key"))
    expected = message_text.one_line(edge.get("expected_value"))
    return f"the artifact '{name}' that {_OPERATORS.get(operator, operator)} '{expected}'"


def is_handled(row: Row, nodes: t.Mapping[int, Row]) -> bool:
    """Whether a workflow has a path on from a node when that fails.

    A conditional link counts if it was taken, i.e. if AWX did not skip its target node.
    """
    return any(
        not link.condition or (child in nodes and not nodes[child].get("do_not_run"))
        for child, link in _from(row)
        if link.on in ("failure", "always")
    )


def in_order(links: t.Mapping[int, t.Sequence[Link]]) -> tuple[list[int], list[int]]:
    """Return the ids of nodes so that each comes after its parents, and else by age.

    Also return the ids of nodes that lead to each other in a circle, if any do.
    """
    ordered: list[int] = []
    left = sorted(links)
    parents = {number: {link.parent for link in above} for number, above in links.items()}
    waiting = set(left)
    while waiting:
        ready = next((number for number in left if waiting.isdisjoint(parents[number])), None)
        if ready is None:
            break
        ordered.append(ready)
        left.remove(ready)
        waiting.remove(ready)
    while ends := waiting.difference(*(parents[number] for number in waiting)):
        waiting -= ends
    return ordered + left, sorted(waiting)
