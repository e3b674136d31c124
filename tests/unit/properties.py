# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How properties are tested: the same examples in every run, none kept, no time measured."""

from __future__ import annotations

import typing as t

from hypothesis import HealthCheck, settings


def examples(number: int) -> t.Callable[[t.Callable[..., None]], t.Callable[..., None]]:
    """Try a property with so many examples."""
    return settings(
        max_examples=number,
        derandomize=True,
        database=None,
        deadline=None,
        # The isolation of each test is that of all its examples, which change nothing outside.
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
