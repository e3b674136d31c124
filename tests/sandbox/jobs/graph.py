# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The graph of a workflow: which nodes run next, which never will, and how it ended.

A node is reached when all its parents are decided and at least one of them leads to it, or every
one of them where `all_parents_must_converge`. A finished node leads to its `always_nodes`, and to
its `success_nodes` or `failure_nodes`.
"""

from __future__ import annotations

import typing as t
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

FAILED: t.Final = ("failed", "error", "canceled")
FINAL: t.Final = ("successful", *FAILED)


@dataclass(frozen=True, kw_only=True)
class Node:
    """A node of a running workflow; `status` is its job's, None before it has one."""

    id: int
    success_nodes: Collection[int] = ()
    failure_nodes: Collection[int] = ()
    always_nodes: Collection[int] = ()
    all_parents_must_converge: bool = False
    do_not_run: bool = False
    status: str | None = None
    has_template: bool = True

    @property
    def outcome(self) -> str | None:
        """How the node ended, None while it has not; without a template it cannot but fail."""
        if not self.has_template and not self.do_not_run and self.status is None:
            return "failed"
        return self.status if self.status in FINAL else None

    @property
    def decided(self) -> bool:
        return self.do_not_run or self.outcome is not None

    def leads_to(self, child: int) -> bool:
        if self.do_not_run or self.outcome is None:
            return False
        path = self.success_nodes if self.outcome == "successful" else self.failure_nodes
        return child in path or child in self.always_nodes


@dataclass(frozen=True, kw_only=True)
class Step:
    """What the engine does next."""

    run: list[int]
    skip: list[int]


def next_step(nodes: Iterable[Node]) -> Step:
    """The nodes that can start now, and those that are now known never to start."""
    nodes = list(nodes)
    parents = _parents(nodes)
    run: list[int] = []
    skip: list[int] = []
    for node in nodes:
        if node.decided or node.status is not None:
            continue
        above = parents[node.id]
        if not all(parent.decided for parent in above):
            continue
        reached = [parent.leads_to(node.id) for parent in above]
        starts = all(reached) if node.all_parents_must_converge else any(reached)
        (run if starts or not above else skip).append(node.id)
    return Step(run=run, skip=skip)


def finished(nodes: Iterable[Node]) -> bool:
    return all(node.decided for node in nodes)


def failed_without_path(nodes: Iterable[Node]) -> list[Node]:
    """The failed nodes that lead nowhere: they make the workflow fail."""
    return [
        node
        for node in nodes
        if not node.do_not_run
        and node.outcome in FAILED
        and not (node.failure_nodes or node.always_nodes)
    ]


def _parents(nodes: list[Node]) -> Mapping[int, list[Node]]:
    parents: dict[int, list[Node]] = {node.id: [] for node in nodes}
    for node in nodes:
        for child in {*node.success_nodes, *node.failure_nodes, *node.always_nodes}:
            if child in parents:
                parents[child].append(node)
    return parents
