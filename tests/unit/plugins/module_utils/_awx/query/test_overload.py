# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""strain: the signs of an overloaded server."""

from __future__ import annotations

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.query.overload import Strain


def level_after(pages: list[tuple[float, int]], refusals: int = 0) -> int:
    strain = Strain(lambda: refusals)
    for milliseconds, rows in pages:
        strain.note(milliseconds=milliseconds, rows=rows)
    return strain.level()


@pytest.mark.parametrize(
    ("pages", "level"),
    [
        pytest.param([], 0, id="nothing"),
        pytest.param([(100, 100)] * 50, 0, id="even"),
        pytest.param([(100, 100)] + [(500, 100)] * 50, 0, id="sharing, not queueing"),
        pytest.param([(100, 100)] + [(700, 100)] * 3, 0, id="an accident"),
        pytest.param([(100, 100)] + [(700, 100)] * 4, 1, id="slow"),
        pytest.param([(100, 100)] + [(700, 100)] * 8, 2, id="slow for long"),
        pytest.param([(100, 100)] + [(700, 100), (100, 100)] * 9, 0, id="now and then"),
        pytest.param([(100, 100)] + [(700, 5)] * 9, 0, id="short pages say nothing"),
        pytest.param([(700, 100)] * 4 + [(100, 100)], 0, id="the best may come last"),
    ],
)
def test_level_counts_slow_pages(pages: list[tuple[float, int]], level: int) -> None:
    assert level_after(pages) == level


def test_level_counts_refusals_too() -> None:
    assert level_after([(100, 100)] + [(700, 100)] * 4, refusals=3) == 4
