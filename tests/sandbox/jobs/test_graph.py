# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Workflow graphs: what runs, what is skipped, how it ends; and slices."""

from __future__ import annotations

import pytest

from .graph import Condition, Node, Step, failed_without_path, finished, next_step
from .slicing import effective_slices, slice_of


def test_roots_start_at_once_and_children_wait():
    nodes = [Node(id=1, success_nodes=[2]), Node(id=2), Node(id=3)]
    assert next_step(nodes) == Step(run=[1, 3], skip=[])


def test_a_running_node_holds_back_its_children():
    nodes = [Node(id=1, success_nodes=[2], status="running"), Node(id=2)]
    assert next_step(nodes) == Step(run=[], skip=[])
    assert not finished(nodes)


def test_paths_follow_the_outcome():
    def after(status: str) -> Step:
        first = Node(id=1, success_nodes=[2], failure_nodes=[3], always_nodes=[4], status=status)
        return next_step([first, Node(id=2), Node(id=3), Node(id=4)])

    assert after("successful") == Step(run=[2, 4], skip=[3])
    assert after("failed") == Step(run=[3, 4], skip=[2])
    assert after("canceled") == Step(run=[3, 4], skip=[2])


def test_a_skipped_node_leads_nowhere():
    nodes = [Node(id=1, always_nodes=[2], do_not_run=True), Node(id=2)]
    assert next_step(nodes) == Step(run=[], skip=[2])


def test_convergence():
    parents = [
        Node(id=1, success_nodes=[3], status="successful"),
        Node(id=2, success_nodes=[3], status="failed"),
    ]
    assert next_step([*parents, Node(id=3)]).run == [3]
    assert next_step([*parents, Node(id=3, all_parents_must_converge=True)]).skip == [3]


def test_a_failed_node_without_a_path_fails_the_workflow():
    handled = Node(id=1, failure_nodes=[2], status="failed")
    unhandled = Node(id=2, success_nodes=[3], status="failed")
    skipped = Node(id=3, do_not_run=True)
    nodes = [handled, unhandled, skipped]
    assert finished(nodes)
    assert failed_without_path(nodes) == [unhandled]


def test_a_node_whose_template_is_gone_has_failed():
    gone = Node(id=1, has_template=False, failure_nodes=[2])
    assert next_step([gone, Node(id=2)]) == Step(run=[2], skip=[])


def test_slices_share_all_hosts():
    hosts = ["a", "b", "c", "d", "e"]
    shares = [slice_of(hosts, number=number, count=3) for number in (1, 2, 3)]
    assert sorted(host for share in shares for host in share) == hosts
    assert max(map(len, shares)) - min(map(len, shares)) <= 1
    assert slice_of(hosts, number=0, count=1) == hosts
    assert effective_slices(asked=3, hosts=2) == 2


def link(child: int, *, trigger: str = "success", met: bool = True) -> Condition:
    return Condition(child=child, trigger=trigger, met=met)


@pytest.mark.parametrize(
    ("status", "condition", "starts"),
    [
        ("successful", link(2), True),
        ("successful", link(2, met=False), False),
        ("successful", link(2, trigger="failure"), False),
        ("failed", link(2), False),
        ("failed", link(2, trigger="failure"), True),
        ("failed", link(2, trigger="always"), True),
    ],
)
def test_a_condition_link(status: str, condition: Condition, starts: bool) -> None:
    nodes = [Node(id=1, conditions=[condition], status=status), Node(id=2)]
    assert next_step(nodes) == (Step(run=[2], skip=[]) if starts else Step(run=[], skip=[2]))


def test_a_failure_is_handled_by_a_link_that_is_taken():
    handled = Node(id=1, conditions=[link(3, trigger="failure")], status="failed")
    not_met = Node(id=2, conditions=[link(3, trigger="failure", met=False)], status="failed")
    assert failed_without_path([handled, not_met]) == [not_met]


def test_a_node_to_be_tried_again_runs_and_holds_back_its_children():
    nodes = [Node(id=1, failure_nodes=[2], status="failed", retry=True), Node(id=2)]
    assert next_step(nodes) == Step(run=[1], skip=[])
    assert not finished(nodes)


def test_a_node_carried_over_counts_as_successful():
    nodes = [Node(id=1, success_nodes=[2], failure_nodes=[3], carried=True), Node(id=2), Node(id=3)]
    assert next_step(nodes) == Step(run=[2], skip=[3])


def test_a_node_carried_over_waits_for_those_before_it():
    first, carried = Node(id=1, success_nodes=[2]), Node(id=2, success_nodes=[3], carried=True)
    nodes = [first, carried, Node(id=3)]
    assert next_step(nodes) == Step(run=[1], skip=[])
    nodes[0] = Node(id=1, success_nodes=[2], status="failed")
    assert next_step(nodes).skip == [2]
