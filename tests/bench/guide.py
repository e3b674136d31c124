# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The measured tables in the guide to performance: between two comments each, and nowhere else."""

from __future__ import annotations

import re
import typing as t

from tests.environments.make import ROOT

from .tables import Table

SOURCES = ROOT / "docs" / "docsite" / "rst"
GUIDE = SOURCES / "guide_performance.rst"
IMAGES = SOURCES / "images"

_PLACE = re.compile(
    r"^(?P<begin>\.\. measured: (?P<title>.*)\n)(?:.*\n)*?(?P<end>\.\. end of measured\n)",
    re.MULTILINE,
)


def places(text: str) -> list[str]:
    """Return the titles of the tables that a guide shows."""
    return [place["title"] for place in _PLACE.finditer(text)]


def filled(text: str, tables: t.Mapping[str, Table]) -> str:
    """Return the guide with these tables in their places.

    Raises:
        KeyError: it shows one that there is not.
    """

    def fill(place: re.Match[str]) -> str:
        return f"{place['begin']}\n{_list_table(tables[place['title']])}\n{place['end']}"

    return _PLACE.sub(fill, text)


def _list_table(table: Table) -> str:
    """Return a table as reStructuredText has it, after what it says of itself."""
    lines = [
        _text(table.about),
        "",
        ".. list-table::",
        "   :header-rows: 1",
        "   :widths: auto",
        "",
    ]
    for row in (table.columns, *table.rows):
        for place, cell in enumerate(row):
            lines.append(f"   {'* -' if place == 0 else '  -'} {_text(cell)}".rstrip())
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    """Return text in which nothing is markup."""
    return re.sub(r"([*`|_\\])", r"\\\1", text)
