# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure and print: ``python -m tests.bench [name ...]``.

Without names everything is measured, and the results are kept in ``docs/benchmarks.md``.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import typing as t
from pathlib import Path

from tests.environments.make import ROOT

from . import hosts, launches, one_object, scale, task_cost
from .process import RunFailed
from .progress import say
from .report import document
from .tables import Table

RESULTS = ROOT / "docs" / "benchmarks.md"

MEASUREMENTS: dict[str, t.Callable[[Path], list[Table]]] = {
    "hosts": hosts.measure,
    "one-object": one_object.measure,
    "scale": scale.measure,
    "tasks": task_cost.measure,
    "launches": launches.measure,
}


def main() -> int:
    """Measure what is named, or all; return 1 if anything could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(MEASUREMENTS))
    names = parser.parse_args().names
    if unknown := {*names} - {*MEASUREMENTS}:
        parser.error(f"no such measurement: {', '.join(sorted(unknown))}")
    load = os.getloadavg()[0]
    tables = []
    failed = False
    for name in names or MEASUREMENTS:
        try:
            tables += _measured(name)
        except RunFailed as exc:
            failed = True
            say(f"{name} failed: {exc}")
    if not names and not failed:
        RESULTS.write_text(document(tables, load=load))
        say(f"kept in {RESULTS.relative_to(ROOT)}")
    return 1 if failed else 0


def _measured(name: str) -> list[Table]:
    say(f"{name} ...")
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        tables = MEASUREMENTS[name](Path(scratch))
    say(f"{name} took {time.monotonic() - started:.0f} s")
    for table in tables:
        print(f"\n{table}", flush=True)
    return tables


if __name__ == "__main__":
    sys.exit(main())
