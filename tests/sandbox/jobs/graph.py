# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The graph of a workflow: which nodes run next, which never will, and how it ended.

A condition link leads on where the node has ended as the link wants and its artifacts are as the
link wants them.

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
class Condition:
    """A link to a `child`. `trigger` is success, failure or always; `met`: the artifacts fit."""

    child: int
    trigger: str
    met: bool

    def leads_on(self, outcome: str) -> bool:
        ended = "success" if outcome == "successful" else "failure"
        return self.met and self.trigger in (ended, "always")


@dataclass(frozen=True, kw_only=True)
class Node:
    """A node of a running workflow; `status` is its job's, None before it has one.

    `retry`: its job has failed and another one follows. `carried`: it was successful in the run
    that is done again.
    """

    id: int
    success_nodes: Collection[int] = ()
    failure_nodes: Collection[int] = ()
    always_nodes: Collection[int] = ()
    conditions: Collection[Condition] = ()
    all_parents_must_converge: bool = False
    do_not_run: bool = False
    status: str | None = None
    has_template: bool = True
    retry: bool = False
    carried: bool = False

    @property
    def outcome(self) -> str | None:
        """How the node ended, None while it has not; without a template it cannot but fail."""
        if self.retry:
            return None
        if self.carried:
            return "successful"
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
        if child in path or child in self.always_nodes:
            return True
        return any(link.child == child and link.leads_on(self.outcome) for link in self.conditions)

    @property
    def children(self) -> set[int]:
        linked = {link.child for link in self.conditions}
        return {*self.success_nodes, *self.failure_nodes, *self.always_nodes, *linked}

    @property
    def handles_failure(self) -> bool:
        """Whether something follows its failure."""
        followed = any(link.leads_on("failed") for link in self.conditions)
        return bool(self.failure_nodes or self.always_nodes or followed)


@dataclass(frozen=True, kw_only=True)
class Step:
    """What the engine does next."""

    run: list[int]
    skip: list[int]


def next_step(nodes: Iterable[Node]) -> Step:
    """The nodes that can start now, and those that are now known never to start."""
    nodes = list(nodes)
    parents = _parents(nodes)
    run = [node.id for node in nodes if node.retry]
    skip: list[int] = []
    for node in nodes:
        if node.status is not None or (node.decided and not node.carried) or node.do_not_run:
            continue
        above = parents[node.id]
        if not all(_is_reached(parent, parents) for parent in above):
            continue
        leading = [parent.leads_to(node.id) for parent in above]
        starts = all(leading) if node.all_parents_must_converge else any(leading)
        if above and not starts:
            skip.append(node.id)
        elif not node.carried:
            run.append(node.id)
    return Step(run=run, skip=skip)


def _is_reached(node: Node, parents: Mapping[int, list[Node]]) -> bool:
    """Whether a node is decided; one that is carried over waits for those before it."""
    if not node.carried or node.do_not_run:
        return node.decided
    return all(_is_reached(parent, parents) for parent in parents[node.id])


def finished(nodes: Iterable[Node]) -> bool:
    return all(node.decided for node in nodes)


def failed_without_path(nodes: Iterable[Node]) -> list[Node]:
    """The failed nodes that lead nowhere: they make the workflow fail."""
    return [
        node
        for node in nodes
        if not node.do_not_run and node.outcome in FAILED and not node.handles_failure
    ]


def _parents(nodes: list[Node]) -> Mapping[int, list[Node]]:
    parents: dict[int, list[Node]] = {node.id: [] for node in nodes}
    for node in nodes:
        for child in node.children:
            if child in parents:
                parents[child].append(node)
    return parents
