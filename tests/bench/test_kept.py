# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is kept of a benchmark belongs together: tables, guide and plots are those of one run."""

from __future__ import annotations

import re

import pytest

from tests.bench import guide
from tests.bench.__main__ import RESULTS
from tests.bench.plots import PLOTS, Plot
from tests.bench.tables import Table, read_tables

KEPT = read_tables(RESULTS.read_text())
LARGEST_PLOT = 60_000


def test_a_table_is_read_back_as_it_was_written() -> None:
    written = Table("A title", "About it: a, b.", ("what", "by", "s", "ratio"), names=2)
    written.add("one", "us", 1234.5, "1.50x")
    written.add("two", "others", 0.25, "")
    read = read_tables(f"# Heading\n\nText.\n\n{written}")["A title"]
    assert str(read) == str(written)
    assert read.cell("one", "s") == 1234.0
    assert read.cell("one", "ratio") == 1.5
    assert read.column("by") == ["us", "others"]
    with pytest.raises(KeyError, match="no row 'three'"):
        read.cell("three", "s")


def test_the_kept_tables_are_read_back() -> None:
    text = RESULTS.read_text()
    assert [title for title, table in KEPT.items() if str(table).strip() not in text] == []


def test_the_guide_shows_the_kept_tables() -> None:
    text = guide.GUIDE.read_text()
    assert len(guide.places(text)) >= 8
    assert guide.filled(text, KEPT) == text


def test_a_table_in_the_guide_has_its_cells_and_no_markup_of_theirs() -> None:
    table = Table("T", "About `it`.", ("what", "s"))
    table.add("a*b|c", 2)
    text = "before\n\n.. measured: T\nold\n.. end of measured\n\nafter\n"
    assert guide.filled(text, {"T": table}) == (
        "before\n\n.. measured: T\n\nAbout \\`it\\`.\n\n"
        ".. list-table::\n   :header-rows: 1\n   :widths: auto\n"
        "\n   * - what\n     - s\n   * - a\\*b\\|c\n     - 2\n\n.. end of measured\n\nafter\n"
    )


@pytest.mark.parametrize("plot", PLOTS, ids=lambda plot: plot.name)
def test_a_plot_is_that_of_the_kept_table(plot: Plot) -> None:
    drawn = (guide.IMAGES / plot.name).read_text()
    assert plot.description(KEPT[plot.table]).replace("'", "&apos;") in drawn.replace("'", "&apos;")
    assert len(drawn) < LARGEST_PLOT
    assert "<text" in drawn, "text is to stay text"
    assert "<dc:date>" not in drawn


@pytest.mark.parametrize("plot", PLOTS, ids=lambda plot: plot.name)
def test_the_guide_shows_a_plot_and_says_what_it_shows(plot: Plot) -> None:
    shown = re.search(rf"\.\. image:: images/{plot.name}\n   :alt: (.*)\n", guide.GUIDE.read_text())
    assert shown is not None
    assert shown[1] == plot.alt
