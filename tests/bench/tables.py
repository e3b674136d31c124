# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of results, as Markdown that also reads well on a terminal."""

from __future__ import annotations

import itertools
import typing as t
from dataclasses import dataclass, field


@dataclass
class Table:
    """A title, what was measured, and rows; the first ``names`` columns are text."""

    title: str
    about: str
    columns: t.Sequence[str]
    names: int = 1
    rows: list[t.Sequence[str]] = field(default_factory=list)

    def add(self, *cells: str | float) -> None:
        """Add a row; numbers are shown with as many digits as say something."""
        self.rows.append([cell if isinstance(cell, str) else number(cell) for cell in cells])

    def cell(self, name: str, column: str) -> float:
        """Return the number in the row that begins with `name`. Raises KeyError."""
        for row in self.rows:
            if row[0] == name:
                return value(row[[*self.columns].index(column)])
        raise KeyError(f"{self.title}: no row '{name}'")

    def column(self, title: str) -> list[str]:
        """Return the cells of a column, from the top."""
        place = [*self.columns].index(title)
        return [row[place] for row in self.rows]

    def __str__(self) -> str:
        lines = [self.columns, *self.rows]
        widths = [max(len(line[n]) for line in lines) for n in range(len(self.columns))]
        rule = [
            "-" * width if column < self.names else "-" * (width - 1) + ":"
            for column, width in enumerate(widths)
        ]
        text = "\n".join(self._line(cells, widths) for cells in (self.columns, rule, *self.rows))
        return f"## {self.title}\n\n{self.about}\n\n{text}\n"

    def _line(self, cells: t.Sequence[str], widths: t.Sequence[int]) -> str:
        padded = [
            cell.ljust(width) if column < self.names else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return f"| {' | '.join(padded)} |"


def number(value: float) -> str:
    """Return about three digits of a number; a whole number whole."""
    if isinstance(value, int):
        return f"{value:,}"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def value(cell: str) -> float:
    """Return the number that a cell begins with."""
    return float(cell.split()[0].rstrip("x").replace(",", ""))


def ratio(value: float, to: float) -> str:
    """Return how many times ``to`` is ``value``; nothing where that says nothing."""
    return f"{number(to / value)}x" if value > 0 else "-"


def read_tables(text: str) -> dict[str, Table]:
    """Return the tables of a document by their titles: what `str` made of each, read back."""
    found = {}
    for section in text.split("\n## ")[1:]:
        title, about, table = section.strip().split("\n\n", 2)
        lines = itertools.takewhile(lambda line: line.startswith("|"), table.splitlines())
        header, rule, *rows = map(_cells, lines)
        names = sum(not cell.endswith(":") for cell in rule)
        found[title] = Table(title, about, header, names, [*rows])
    return found


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]
