# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""node_links: success, failure, always, and the links with a condition that Ascender has."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.failures import node_links
from ansible_collections.steward.awx.plugins.module_utils._awx.failures.node_links import Link


def node(number: int, **more: t.Any) -> dict[str, t.Any]:
    return {"id": number, **more}


def conditional(number: int, child: int, trigger: str, **more: t.Any) -> dict[str, t.Any]:
    edge = {
        "id": child,
        "trigger": trigger,
        "artifact_key": "color",
        "operator": "eq",
        "expected_value": "green",
    }
    return node(number, condition_nodes=[child], condition_edges=[edge | more])


def test_every_kind_of_link_is_followed() -> None:
    rows = [
        node(1, success_nodes=[2], failure_nodes=[3], always_nodes=[2, 9]),
        conditional(2, 3, "failure"),
        node(3),
    ]
    assert node_links.leading_to(rows) == {
        1: [],
        2: [Link(1, "success"), Link(1, "always")],
        3: [Link(1, "failure"), Link(2, "failure", "the artifact 'color' that is 'green'")],
    }


def test_a_condition_is_told_in_words() -> None:
    rows = [conditional(1, 2, "always", operator="ne", expected_value="a\x1b[2Jb"), node(2)]
    (link,) = node_links.leading_to(rows)[2]
    assert link.as_result() == {
        "on": "always",
        "condition": "the artifact 'color' that is not 'ab'",
    }


@pytest.mark.parametrize("edges", [None, [], [{"id": "2"}], "x"])
def test_a_condition_that_is_not_told_is_one_all_the_same(edges: t.Any) -> None:
    rows = [node(1, condition_nodes=[2], condition_edges=edges), node(2)]
    (link,) = node_links.leading_to(rows)[2]
    assert link == Link(1, "success", "a condition")


@pytest.mark.parametrize(
    ("row", "left_out", "handled"),
    [
        (node(1), False, False),
        (node(1, success_nodes=[2]), False, False),
        (node(1, failure_nodes=[2]), False, True),
        (node(1, always_nodes=[2]), True, True),
        (conditional(1, 2, "failure"), False, True),
        (conditional(1, 2, "always"), False, True),
        (conditional(1, 2, "failure"), True, False),
        (conditional(1, 2, "success"), False, False),
    ],
)
def test_a_failure_is_handled_over_what_was_taken(
    row: dict[str, t.Any], left_out: bool, handled: bool
) -> None:
    """A condition that does not hold is no path: AWX's word for the failed workflow says so too."""
    nodes = {1: row, 2: node(2, do_not_run=left_out)}
    assert node_links.is_handled(row, nodes) is handled


@pytest.mark.parametrize(
    ("link", "status", "words"),
    [
        (Link(1, "success"), "failed", "'A' is failed, not success"),
        (Link(1, "failure", "c"), "successful", "'A' is successful, not failure"),
        (Link(1, "failure", "c"), "error", "'A' is error, but not with c"),
        (Link(1, "always", "c"), "canceled", "'A' is canceled, but not with c"),
        (Link(1, "always"), "skipped", "'A' is skipped, not always"),
    ],
)
def test_why_a_link_was_not_taken(link: Link, status: str, words: str) -> None:
    assert link.why_not("A", status) == words
