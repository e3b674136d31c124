# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""server_time: times are measured by the server's own clock."""

from __future__ import annotations

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.http import dates


@pytest.mark.parametrize(
    ("date", "seconds", "moment"),
    [
        ("Mon, 23 Nov 2026 01:00:00 GMT", 60, "2026-11-23T01:01:00Z"),
        ("Mon, 23 Nov 2026 01:00:00 +0100", -60, "2026-11-22T23:59:00Z"),
        ("Mon, 23 Nov 2026 01:00:00 GMT", 31_536_000_000, "3026-03-26T01:00:00Z"),
        ("Mon, 23 Nov 2026 01:00:00 GMT", 1e15, None),
        (None, 1, None),
        ("soon", 1, None),
    ],
)
def test_after(date: str | None, seconds: float, moment: str | None) -> None:
    assert dates.after(date, seconds) == moment


def test_before() -> None:
    moment = dates.before("Mon, 23 Nov 2026 01:00:00 GMT", 3600)
    assert moment == "2026-11-23T00:00:00Z"


@pytest.mark.parametrize("date", [None, "soon"])
def test_before_what_is_not_known(date: str | None) -> None:
    with pytest.raises(errors.UnexpectedResponse, match="did not say what time it is"):
        dates.before(date, 1)
