# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""redacting: whatever a server said, reports get nothing secret and nothing harmful of it."""

from __future__ import annotations

from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common.reporting import (
    RedactingReporter,
    Terminal,
)

from tests.unit.connect import TOKEN
from tests.unit.ports import Reporter

HARMFUL = "a\x1b]0;title\x07 \u202eb \x1b[31mred\x9b2J \ud800"


def test_warnings_and_details_are_harmless_and_without_secrets(reporter: Reporter) -> None:
    redacting = RedactingReporter(reporter, lambda text: text.replace("secret", "***"))
    redacting.warn(f"{HARMFUL} sec\x1b[0mret")
    redacting.log(f"{HARMFUL} secret")
    assert reporter.warnings == ["a b red \ufffd ***"]
    assert reporter.logged == reporter.warnings


def test_the_rest_is_passed_on(reporter: Reporter) -> None:
    """Text of jobs has colours, made harmless for the screen that it is shown on."""
    redacting = RedactingReporter(reporter, lambda text: text.replace("secret", "***"))
    reporter.terminal = Terminal(is_visible=True)
    redacting.show("\x1b[32msecret\x1b[0m")
    redacting.add_secret("x")
    assert redacting.terminal == reporter.terminal
    assert (reporter.shown, reporter.concealed) == (["\x1b[32m***\x1b[0m"], ["x"])


def test_a_client_reports_with_care_whichever_report_it_is_given(client: AwxClient) -> None:
    second = Reporter()
    client.reporter = second
    client.reporter.warn(f"the token {TOKEN}")
    client.add_secret("found later")
    client.reporter.log("found later")
    assert (second.warnings, second.logged) == (["the token ********"], ["********"])
