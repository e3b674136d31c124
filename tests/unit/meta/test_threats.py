# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The threat model names tests; a promise without its test would be none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
GUIDE = ROOT / "docs" / "docsite" / "rst" / "guide_security.rst"

NAMED = sorted(set(re.findall(r"``(tests/[\w/]+\.py)::(\w+)``", GUIDE.read_text(encoding="utf-8"))))


@pytest.mark.parametrize(("file", "test"), NAMED, ids=[test for _file, test in NAMED])
def test_threats_name_tests_that_there_are(file: str, test: str) -> None:
    assert f"\ndef {test}(" in (ROOT / file).read_text(encoding="utf-8")


def test_threats_name_tests() -> None:
    assert len(NAMED) > 10
