# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure and print: ``python -m tests.bench [name ...]``.

Without names everything is measured, and kept: the tables in ``docs/benchmarks.md`` and in the
guide to performance, and the plots that are drawn from them. With names nothing is kept, except by
``plots``: it draws and writes again what the kept tables give.
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

from . import guide, hosts, launches, one_object, plots, scale, task_cost
from .controller import COLLECTIONS
from .process import RunFailed
from .progress import say
from .report import document
from .tables import Table, read_tables

RESULTS = ROOT / "docs" / "benchmarks.md"

Known = dict[str, Table]


def _simulation(_scratch: Path, known: Known) -> list[Table]:
    # It walks with the collection's own code.
    sys.path.insert(0, str(COLLECTIONS))
    from .simulation import measure

    return measure.tables(known)


MEASUREMENTS: dict[str, t.Callable[[Path, Known], list[Table]]] = {
    "hosts": lambda scratch, _known: hosts.measure(scratch),
    "one-object": lambda scratch, _known: one_object.measure(scratch),
    "scale": lambda scratch, _known: scale.measure(scratch),
    "tasks": lambda scratch, _known: task_cost.measure(scratch),
    "launches": lambda scratch, _known: launches.measure(scratch),
    "simulation": _simulation,
}
PLOTS = "plots"


def main() -> int:
    """Measure what is named, or all; return 1 if anything could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join([*MEASUREMENTS, PLOTS]))
    names = parser.parse_args().names
    if unknown := {*names} - {*MEASUREMENTS, PLOTS}:
        parser.error(f"no such measurement: {', '.join(sorted(unknown))}")
    load = os.getloadavg()[0]
    kept = read_tables(RESULTS.read_text())
    tables: Known = {}
    failed = False
    for name in [name for name in names if name != PLOTS] or ([] if names else [*MEASUREMENTS]):
        try:
            tables |= _measured(name, {**kept, **tables})
        except RunFailed as exc:
            failed = True
            say(f"{name} failed: {exc}")
    if failed:
        return 1
    if not names:
        RESULTS.write_text(document([*tables.values()], load=load))
        say(f"kept in {RESULTS.relative_to(ROOT)}")
    if not names or PLOTS in names:
        _show(tables if not names else kept)
    return 0


def _measured(name: str, known: Known) -> Known:
    say(f"{name} ...")
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        tables = MEASUREMENTS[name](Path(scratch), known)
    say(f"{name} took {time.monotonic() - started:.0f} s")
    for table in tables:
        print(f"\n{table}", flush=True)
    return {table.title: table for table in tables}


def _show(tables: Known) -> None:
    """Draw the plots of these tables, and write them into the guide."""
    for path in plots.draw(tables, guide.IMAGES):
        say(f"drawn {path.relative_to(ROOT)}")
    guide.GUIDE.write_text(guide.filled(guide.GUIDE.read_text(), tables))
    say(f"written into {guide.GUIDE.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
