# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""careful: whatever a server said, reports get nothing secret and nothing harmful of it."""

from __future__ import annotations

from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common.interfaces import Screen
from ansible_collections.steward.awx.plugins.module_utils._awx.common.redacting_reporter import (
    CarefulReport,
)

from tests.unit.connect import TOKEN
from tests.unit.ports import Report

HARMFUL = "a\x1b]0;title\x07 \u202eb \x1b[31mred\x9b2J \ud800"


def test_warnings_and_details_are_harmless_and_without_secrets(report: Report) -> None:
    careful = CarefulReport(report, lambda text: text.replace("secret", "***"))
    careful.warn(f"{HARMFUL} sec\x1b[0mret")
    careful.log(f"{HARMFUL} secret")
    assert report.warnings == ["a b red \ufffd ***"]
    assert report.logged == report.warnings


def test_the_rest_is_passed_on(report: Report) -> None:
    """Text of jobs has colours, made harmless for the screen that it is shown on."""
    careful = CarefulReport(report, lambda text: text.replace("secret", "***"))
    report.screen = Screen(is_seen=True)
    careful.show("\x1b[32msecret\x1b[0m")
    careful.conceal("x")
    assert careful.screen == report.screen
    assert (report.shown, report.concealed) == (["\x1b[32m***\x1b[0m"], ["x"])


def test_a_client_reports_with_care_whichever_report_it_is_given(client: AwxClient) -> None:
    second = Report()
    client.report = second
    client.report.warn(f"the token {TOKEN}")
    client.conceal("found later")
    client.report.log("found later")
    assert (second.warnings, second.logged) == (["the token ********"], ["********"])
