# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What came of the steps, and the table that says so."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree


@dataclass(frozen=True)
class Tally:
    """How many passed, failed and were skipped: tests of pytest, or a check, which is one."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped
        )

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


@dataclass(frozen=True)
class Result:
    """What came of one step."""

    name: str
    tally: Tally
    seconds: float = 0.0
    remark: str = ""

    @property
    def outcome(self) -> str:
        if self.tally.failed:
            return "FAILED"
        return "passed" if self.tally.passed else "skipped"


def read_junit(path: Path) -> Tally:
    """Return the counts of a report of pytest; an error in a fixture is a failure too."""
    (suite,) = ElementTree.parse(path).getroot()  # noqa: S314 - our own pytest wrote it
    total, skipped = int(suite.attrib["tests"]), int(suite.attrib["skipped"])
    failed = int(suite.attrib["failures"]) + int(suite.attrib["errors"])
    return Tally(total - failed - skipped, failed, skipped)


def summary(results: t.Sequence[Result]) -> str:
    """Return the table of results."""
    width = max(len(result.name) for result in results)
    lines = (
        f"{result.name:{width}}  {result.outcome:7}  {result.seconds:6.1f} s  {result.remark}"
        for result in results
    )
    return "\n".join(line.rstrip() for line in lines)
