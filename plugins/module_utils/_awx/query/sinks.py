# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Where rows go as they are read.

Rows arrive in parts, since several ranges of a list are read at once; the parts are put in order at
the end.
"""

from __future__ import annotations

import typing as t

Row = dict[str, t.Any]

# What is done to a page of rows before it is kept, such as projection.
Transform = t.Callable[[list[t.Any]], list[t.Any]]


def unchanged(rows: list[t.Any]) -> list[t.Any]:
    return rows


class Memory:
    """Rows in a list, `rows`. `JsonLines` keeps them in a file instead."""

    def __init__(self, transform: Transform = unchanged) -> None:
        self.rows: list[t.Any] = []
        self._transform = transform

    def new_part(self) -> t.Any:
        """Return a new part: a stretch of the list, in order within itself."""
        return []

    def add(self, part: t.Any, rows: list[t.Any]) -> None:
        """Put the next rows into a part."""
        part += self._transform(rows)

    def finish(self, parts: t.Sequence[t.Any]) -> None:
        """Put the parts in this order; they are the whole list."""
        for part in parts:
            self.rows += part

    def store(self, rows: list[t.Any]) -> None:
        """Make `rows` the whole list."""
        part = self.new_part()
        self.add(part, rows)
        self.finish([part])
