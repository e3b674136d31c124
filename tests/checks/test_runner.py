# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A runner of checks that is wrong says that all is well: so it is tested too."""

from __future__ import annotations

import os
import select
import sys
import typing as t
from pathlib import Path

import pytest

from tests.checks.results import Result, Tally
from tests.checks.runner import run_all
from tests.checks.steps import ENVIRONMENT, Step
from tests.environments.make import Environment

HERE = ENVIRONMENT["checks"]
NOWHERE = Environment("none", ("1.5",))

MakeStep = t.Callable[..., Step]

TWO_PASS_ONE_FAILS = """
import pytest

def test_one():
    pass

def test_two():
    pass

def test_three():
    assert False

@pytest.mark.skip
def test_four():
    pass

def test_five(no_such_fixture):
    pass
"""


@pytest.fixture
def step(tmp_path: Path) -> MakeStep:
    def make(name: str, *command: str, environment: Environment = HERE, **more: t.Any) -> Step:
        return Step(name, command, environment, logs=tmp_path / "logs", **more)

    return make


def run_one(step: Step) -> Result:
    (result,) = run_all([step])
    return result


@pytest.mark.parametrize(
    ("command", "tally"),
    [
        pytest.param(("true",), Tally(passed=1), id="passes"),
        pytest.param(("false",), Tally(failed=1), id="fails"),
    ],
)
def test_run_all_counts_a_command(step: MakeStep, command: tuple[str, ...], tally: Tally) -> None:
    assert run_one(step("a", *command)).tally == tally


def test_run_all_skips_what_has_no_environment(step: MakeStep) -> None:
    result = run_one(step("a", "true", environment=NOWHERE))
    assert result.tally == Tally(skipped=1)
    assert "needs Python 1.5" in result.remark


def test_run_all_skips_what_has_no_program(step: MakeStep) -> None:
    result = run_one(step("a", "true", program="no-such-browser"))
    assert result.tally == Tally(skipped=1)
    assert result.remark == "no no-such-browser on PATH"


def test_run_all_skips_what_needs_a_failed_step(step: MakeStep) -> None:
    first, second = run_all([step("a", "false"), step("b", "true", after="a")])
    assert (first.outcome, second.outcome) == ("FAILED", "skipped")
    assert second.remark == "needs a, which failed"


def test_run_all_counts_tests(step: MakeStep, tmp_path: Path) -> None:
    tests = tmp_path / "test_them.py"
    tests.write_text(TWO_PASS_ONE_FAILS)
    result = run_one(step("a", sys.executable, "-m", "pytest", str(tests), counts_tests=True))
    assert result.tally == Tally(passed=2, failed=2, skipped=1)


def test_run_all_fails_where_pytest_finds_no_test(step: MakeStep, tmp_path: Path) -> None:
    result = run_one(step("a", sys.executable, "-m", "pytest", str(tmp_path), counts_tests=True))
    assert result.tally == Tally(failed=1)
    assert result.remark == "exit status 5"


def test_run_all_reports_and_stops_processes_left_behind(step: MakeStep, tmp_path: Path) -> None:
    held_open = tmp_path / "fifo"
    os.mkfifo(held_open)
    reader = os.open(held_open, os.O_RDONLY | os.O_NONBLOCK)
    result = run_one(step("a", "sh", "-c", f"sleep 600 > {held_open} &"))
    assert result.outcome == "FAILED"
    assert result.remark == "left processes running"
    # The kernel closes what a killed process held open.
    assert select.select([reader], [], [], 10)[0] == [reader]
    assert os.read(reader, 1) == b""
    os.close(reader)


def test_run_all_ends_a_step_that_does_not_end(step: MakeStep) -> None:
    assert run_one(step("a", "sleep", "600", timeout=0.1)).outcome == "FAILED"


def test_run_all_shows_the_output_of_a_failure(
    step: MakeStep, capfd: pytest.CaptureFixture[str]
) -> None:
    run_all([step("a", "sh", "-c", "echo reason; false"), step("b", "true")])
    assert "   reason\n" in capfd.readouterr().out
