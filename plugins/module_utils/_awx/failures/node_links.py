# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The links between the nodes of a workflow: what leads where, and on which ending.

Conditions are Ascender's (docs/awx-api.md#ascender-workflows).
"""

from __future__ import annotations

import dataclasses
import typing as t

from ..common import json_fields, truncate

_PLAIN = ("success", "failure", "always")
_CONDITION = "condition"

# The ending that a job has to have for a link to be taken.
_ENDINGS: t.Mapping[str, frozenset[str]] = {
    "success": frozenset({"successful"}),
    "failure": frozenset({"failed", "error", "canceled", "no template"}),
}
_ENDED = frozenset().union(*_ENDINGS.values())

_OPERATORS: t.Mapping[str, str] = {"eq": "is", "ne": "is not"}

Row = t.Mapping[str, t.Any]


@dataclasses.dataclass(frozen=True)
class Link:
    """What leads from a node to another, `on` success, failure or always.

    With a `condition` it is only taken if that holds too: servers other than AWX have such links.
    """

    parent: int
    on: str
    condition: str = ""

    def as_result(self) -> dict[str, t.Any]:
        return {"on": self.on, **({"condition": self.condition} if self.condition else {})}

    def is_taken_on(self, status: str) -> bool:
        """Whether it is taken after a job with this ending, if its condition holds."""
        return status in (_ENDED if self.on == "always" else _ENDINGS.get(self.on, ()))

    def why_not(self, parent: str, status: str) -> str:
        """Say why it was not taken."""
        if self.condition and self.is_taken_on(status):
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
    for on in _PLAIN:
        for child in map(
            json_fields.int_or_none, json_fields.list_or_empty(row.get(f"{on}_nodes"))
        ):
            if child is not None:
                yield child, Link(row["id"], on)
    edges = {json_fields.int_or_none(edge.get("id")): edge for edge in _edges(row)}
    for child in map(
        json_fields.int_or_none, json_fields.list_or_empty(row.get(f"{_CONDITION}_nodes"))
    ):
        if child is not None:
            edge = edges.get(child, {})
            yield child, Link(row["id"], _trigger(edge), _words(edge))


def _edges(row: Row) -> list[dict[str, t.Any]]:
    return json_fields.list_of_mappings(row.get(f"{_CONDITION}_edges"))


def _trigger(edge: Row) -> str:
    return json_fields.str_or_empty(edge.get("trigger")) or "success"


def _words(edge: Row) -> str:
    if not edge:
        return "a condition"
    operator = json_fields.str_or_empty(edge.get("operator")) or "eq"
    name = truncate.one_line(edge.get("artifact_key"))
    expected = truncate.one_line(edge.get("expected_value"))
    return f"the artifact '{name}' that {_OPERATORS.get(operator, operator)} '{expected}'"


def is_handled(row: Row, nodes: t.Mapping[int, Row]) -> bool:
    """Whether a workflow has a path on from a node when that fails.

    One with a condition counts if it was taken: what it leads to is not decided against.
    """
    for child, link in _from(row):
        if link.on in ("failure", "always"):
            if not link.condition:
                return True
            if child in nodes and not nodes[child].get("do_not_run"):
                return True
    return False
