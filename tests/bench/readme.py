# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Put the README's few figures in place, taken from docs/benchmarks.md: no one types them.

python -m tests.bench.readme
"""

from __future__ import annotations

import re
import typing as t
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
RESULTS = ROOT / "docs" / "benchmarks.md"

_PLACE = re.compile(r"(<!-- Figures: .*?-->\n).*?(<!-- End of the figures\. -->)", re.DOTALL)

Row = t.Mapping[str, str]


def main() -> None:
    """Write the table into README.md."""
    readme, results = README.read_text(encoding="utf-8"), RESULTS.read_text(encoding="utf-8")
    README.write_text(with_figures(readme, figures(results)), encoding="utf-8")


def with_figures(readme: str, table: str) -> str:
    """Return the text of a README with `table` at the place for it."""
    text, count = _PLACE.subn(lambda found: f"{found[1]}\n{table}\n{found[2]}", readme)
    if count != 1:
        raise ValueError("README.md has no place for the figures, or several")
    return text


def figures(results: str) -> str:
    """Return the README's table for the text of docs/benchmarks.md.

    Raises:
        KeyError: a table or a row of it is called otherwise there.
    """

    def row(section: str, name: str, more: str = "") -> Row:
        return _row(results, section, name, more)

    theirs = row("5,000 hosts", "awx.awx.controller_api, best options")
    ours = row("5,000 hosts", "steward.awx lookup")
    loop = "One object by a filter, in a loop of 50 items"
    modules = (
        row(loop, "awx.awx.job_template, state: exists"),
        row(loop, "steward.awx module, in-process"),
    )
    lookups = row(loop, "awx.awx.controller_api lookup"), row(loop, "steward.awx lookup")
    waits = (
        row("Waiting for a job of 60 s", "awx.awx"),
        row("Waiting for a job of 60 s", "steward.awx"),
    )
    memory = row("Memory", "module process, to dest", "50,000")
    lines = [
        ("", "`awx.awx`", "`steward.awx`"),
        ("---", "---:", "---:"),
        (
            "reading 5,000 hosts, lookup",
            f"{theirs['wall s']} s, {theirs['connections']} connections",
            f"{ours['wall s']} s, {ours['connections']} connections",
        ),
        (
            "one query for each item of a loop, module",
            *(f"{row['CPU ms']} ms of CPU" for row in modules),
        ),
        ("the same, lookup", *(f"{row['CPU ms']} ms of CPU" for row in lookups)),
        (
            "waiting for a job of 60 s",
            *(f"{row['requests for the job']} requests" for row in waits),
        ),
        ("writing 50,000 hosts to a file", "-", f"{memory['peak MB']} MB of memory"),
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _row(results: str, section: str, name: str, more: str) -> Row:
    """Return the first row of a section's table that begins with `name`, and `more` if that is."""
    _before, found, after = results.partition(f"\n## {section}\n")
    if not found:
        raise KeyError(f"docs/benchmarks.md has no section '{section}'")
    lines = [_cells(line) for line in after.partition("\n## ")[0].splitlines() if "|" in line]
    for cells in lines:
        if cells[0] == name and more in ("", cells[1]):
            return dict(zip(lines[0], cells, strict=True))
    raise KeyError(f"docs/benchmarks.md, '{section}', has no row '{name}' {more}".rstrip())


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


if __name__ == "__main__":
    main()
