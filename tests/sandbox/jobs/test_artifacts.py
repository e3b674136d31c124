# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The artifacts that an Ascender makes, and what condition links make of artifacts."""

from __future__ import annotations

import typing as t

import pytest

from . import automatic_artifacts, conditions

STATS: dict[str, t.Any] = {
    "ok": {"a": 1, "b": 2, "c": 1},
    "changed": {"b": 1},
    "failures": {"c": 1},
    "dark": {"d": 1},
}


def test_hosts_by_how_they_ended():
    made = automatic_artifacts.of(STATS, max_hosts=4)
    assert made == {
        "ascender_stats_changed": True,
        "ascender_stats_failed": True,
        "ascender_stats_hosts_truncated": False,
        "ascender_stats_changed_hosts": ["b"],
        "ascender_stats_non_changed_hosts": ["a", "c", "d"],
        "ascender_stats_failed_hosts": ["c", "d"],
        "ascender_stats_non_failed_hosts": ["a", "b"],
    }


def test_many_hosts_are_not_named():
    assert automatic_artifacts.of(STATS, max_hosts=3) == {
        "ascender_stats_changed": True,
        "ascender_stats_failed": True,
        "ascender_stats_hosts_truncated": True,
    }


def test_of_two_nodes_neither_hides_the_other():
    first = automatic_artifacts.of(STATS, max_hosts=4) | {"own": 1}
    second = automatic_artifacts.of({"ok": {"c": 1, "e": 1}}, max_hosts=4) | {"own": 2}
    merged = automatic_artifacts.merged(first, second)
    assert (merged["own"], merged["ascender_stats_failed"]) == (2, True)
    assert merged["ascender_stats_failed_hosts"] == ["c", "d"]
    assert merged["ascender_stats_non_failed_hosts"] == ["a", "b", "e"]
    many = automatic_artifacts.of(STATS, max_hosts=0)
    assert "ascender_stats_failed_hosts" not in automatic_artifacts.merged(first, many)


@pytest.mark.parametrize(
    ("value", "operator", "expected", "met"),
    [
        ("x", "eq", "x", True),
        ("x", "ne", "x", False),
        (True, "eq", "true", True),
        (True, "eq", "1", False),
        (42, "eq", "42", True),
        ([1], "eq", "[1]", True),
        (42, "ne", "41", True),
    ],
)
def test_a_condition(value: t.Any, operator: str, expected: str, met: bool) -> None:
    assert conditions.is_met({"key": value}, "key", operator, expected) is met
    assert not conditions.is_met({}, "key", operator, expected)
