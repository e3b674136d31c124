# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the tests and checks of this repository.

    python3 -m tests.checks [name or pattern ...]

Without names, all steps, or those of a part. The last line counts what passed, failed and was
skipped.
"""

from __future__ import annotations

import argparse
import fnmatch
import signal
import sys
import time

from tests.checks.results import Tally, summary
from tests.checks.runner import run_all
from tests.checks.steps import LOGS, Part, Step, all_steps, steps_of
from tests.environments.make import ROOT


def main() -> int:
    """Run the chosen steps and say what came of them."""
    parser = argparse.ArgumentParser(description="Run the tests and checks of this repository.")
    parser.add_argument("patterns", nargs="*", metavar="step", help="a name, or a pattern: unit-*")
    parser.add_argument("--part", type=Part, help="only `quick` steps, or the `rest`")
    parser.add_argument("--list", action="store_true", help="print the names of the steps")
    arguments = parser.parse_args()
    steps = chosen(steps_of(arguments.part), arguments.patterns)
    if not steps:
        parser.error("no such step; --list shows them")
    if arguments.list:
        print("\n".join(step.name for step in steps))
        return 0

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    started = time.monotonic()
    try:
        results = run_all(steps)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    tally = sum((result.tally for result in results), Tally())
    print(f"\n{summary(results)}\n")
    print(f"{time.monotonic() - started:.0f} s; full output in {LOGS.relative_to(ROOT)}/")
    print(tally, flush=True)
    LOGS.mkdir(parents=True, exist_ok=True)
    name = f"tally-{arguments.part.value}" if arguments.part else "tally"
    (LOGS / name).write_text(f"{tally}\n")
    return 1 if tally.failed else 0


def chosen(steps: tuple[Step, ...], patterns: list[str]) -> list[Step]:
    """Return the steps that match, and those that they need."""
    names = {
        step.name
        for step in steps
        for pattern in patterns or ["*"]
        if fnmatch.fnmatchcase(step.name, pattern)
    }
    needed = {step.after for step in steps if step.name in names} - names
    return [step for step in all_steps() if step.name in needed] + [
        step for step in steps if step.name in names
    ]


if __name__ == "__main__":
    sys.exit(main())
