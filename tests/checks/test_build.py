# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is shipped is listed: a file that nobody thought of must not get out."""

from __future__ import annotations

import pytest

from tests.checks.build import not_to_be_shipped


def test_what_is_shipped() -> None:
    names = ["plugins/module_utils/_awx/operations/query.py", "meta/runtime.yml", "MANIFEST.json"]
    assert not_to_be_shipped(names) == []


@pytest.mark.parametrize(
    "name",
    [
        ".hypothesis/constants/369b2b86d719a34e",
        "importer_result.json",
        "plugins/modules/awx_query.pyc",
        "tests/unit/conftest.py",
    ],
)
def test_what_is_not(name: str) -> None:
    assert not_to_be_shipped(["README.md", name]) == [name]
