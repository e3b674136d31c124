# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""_report: reports to the terminal of the playbook."""

from __future__ import annotations

import pytest
from ansible.utils.display import Display
from ansible_collections.steward.awx.plugins.plugin_utils._report import (
    DisplayReport,
    TaskReport,
)


@pytest.mark.parametrize(
    ("verbosity", "hidden", "shown"), [(3, False, True), (3, True, False), (2, False, False)]
)
def test_calls_are_shown_at_vvv_unless_hidden(
    verbosity: int,
    hidden: bool,
    shown: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`no_log` does not suppress what a plugin displays itself."""
    monkeypatch.setattr(Display(), "verbosity", verbosity)
    DisplayReport(hidden=hidden).log("GET /api/v2/me/ 200")
    captured = capsys.readouterr()
    assert ("GET /api/v2/me/ 200" in captured.out + captured.err) is shown


def test_warnings_of_a_task_are_part_of_its_result() -> None:
    report = TaskReport()
    report.warn("a")
    report.warn("b")
    assert report.warnings == ["a", "b"]
