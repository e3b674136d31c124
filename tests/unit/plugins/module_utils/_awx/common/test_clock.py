# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""runtime: the ports. A clock belongs to the caller, so nothing here may own one."""

from __future__ import annotations

import pytest

from tests.unit.ports import Time


def test_timing_cannot_be_changed_by_who_is_handed_it() -> None:
    clock = Time().clock
    with pytest.raises(AttributeError):
        clock.now = lambda: 0.0  # type: ignore[misc]


def test_timing_passes_only_in_sleep() -> None:
    """The clock of these tests: what proves that no test waits for real."""
    time = Time(jitter=0.25)
    clock = time.clock
    before = clock.now()
    clock.sleep(30)
    assert (clock.now() - before, clock.random(), time.sleeps) == (30, 0.25, [30])
