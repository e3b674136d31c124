# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two parts are all of it, and nothing is run twice."""

from __future__ import annotations

from tests.checks.__main__ import chosen
from tests.checks.steps import Part, all_steps, steps_of

QUICK = {step.name: step for step in steps_of(Part.QUICK)}
REST = {step.name: step for step in steps_of(Part.REST)}


def test_the_parts_are_all_steps() -> None:
    assert QUICK.keys() | REST.keys() == {step.name for step in all_steps()}


def test_a_step_of_both_parts_runs_other_tests_in_each() -> None:
    both = QUICK.keys() & REST.keys()
    assert both
    for name in both:
        assert QUICK[name].command[-1] == "--part=quick"
        assert REST[name].command[-1] == "--part=rest"


def test_what_a_step_needs_is_run_before_it() -> None:
    steps = chosen(steps_of(Part.REST), ["installed"])
    assert [step.name for step in steps] == ["build", "installed"]


def test_patterns_choose_steps_of_a_part() -> None:
    steps = chosen(steps_of(Part.QUICK), ["sanity-*", "browser"])
    assert [step.name for step in steps] == ["sanity-2.19"]
