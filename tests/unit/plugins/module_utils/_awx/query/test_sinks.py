# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""sinks: rows into memory."""

from __future__ import annotations

from ansible_collections.steward.awx.plugins.module_utils._awx.query.sinks import Memory


def test_memory_puts_parts_in_the_order_of_the_end() -> None:
    sink = Memory(lambda rows: [2 * row for row in rows])
    first, second = sink.new_part(), sink.new_part()
    sink.add(second, [3])
    sink.add(first, [1])
    sink.add(first, [2])
    sink.finish([first, second])
    assert sink.rows == [2, 4, 6]
