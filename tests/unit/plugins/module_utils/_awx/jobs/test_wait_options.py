# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of tasks that wait for jobs."""

from __future__ import annotations

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.wait_options import WaitOptions


def test_a_task_that_does_not_wait_polls_nothing() -> None:
    assert not WaitOptions.from_options({"wait": False, "interval": 0}).wait


def test_defaults_wait_without_end() -> None:
    options = WaitOptions.from_options({})
    assert options == WaitOptions(timeout=None, poll_interval=10.0, on_timeout="fail")
    assert not options.cancel_on_interrupt


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"wait_timeout": -1.0}, "wait_timeout is -1"),
        ({"wait_timeout": 0.0, "timeout": 0.0}, "which means no limit in awx.awx"),
        ({"interval": 0.0}, "interval is 0"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, float], named: str) -> None:
    with pytest.raises(errors.ConfigurationError, match=named):
        WaitOptions.from_options(options)
