# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""limits: the size of pages is written once."""

from __future__ import annotations

from ansible_collections.steward.awx.plugins.module_utils._awx.schema.limits import MAX_PAGE_SIZE

from tests.unit.meta.layers import CORE, files_below


def test_no_other_file_has_the_size_of_pages() -> None:
    literal = f'"page_size", "{MAX_PAGE_SIZE}"'
    assert [path.name for path in files_below(CORE) if literal in path.read_text()] == []
