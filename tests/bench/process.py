# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a command and see what it cost."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import typing as t
from dataclasses import dataclass
from pathlib import Path

_METER = Path(__file__).with_name("meter.py")
_TAIL = 2000


class RunFailed(Exception):
    """A command that was to be measured failed; the message has the end of its output."""


@dataclass(frozen=True)
class Cost:
    """What a command and all of its children took.

    ``wall`` and ``cpu`` are in seconds. ``peak_mb`` is that of the largest of the processes.
    """

    wall: float
    cpu: float
    peak_mb: float
    output: str = ""

    def less(self, start: Cost) -> Cost:
        """Return what is left without the cost of just starting."""
        return Cost(self.wall - start.wall, self.cpu - start.cpu, self.peak_mb, self.output)

    def each_of(self, items: int) -> Cost:
        """Return the cost of each where this is that of several."""
        return Cost(self.wall / items, self.cpu / items, self.peak_mb, self.output)


def measure(
    *command: str | Path, environment: t.Mapping[str, str], standard_input: str = ""
) -> Cost:
    """Run ``command``, a program's path and its arguments, to its end. Raises RunFailed."""
    with tempfile.NamedTemporaryFile("r") as figures:
        result = subprocess.run(
            [sys.executable, "-I", "-S", _METER, figures.name, *command],
            env=dict(environment),
            input=standard_input,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if result.returncode != 0:
            name, tail = Path(command[0]).name, result.stdout[-_TAIL:]
            raise RunFailed(f"{name} ended with {result.returncode}:\n{tail}")
        return Cost(**json.load(figures), output=result.stdout)


def cheapest(costs: t.Iterable[Cost]) -> Cost:
    """Return the cost with the least CPU time: the one that other work disturbed least."""
    return min(costs, key=lambda cost: cost.cpu)
