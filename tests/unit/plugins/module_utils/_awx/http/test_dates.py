# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dates: times are measured by the server's own clock."""

from __future__ import annotations

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.http import dates

DATE = "Mon, 23 Nov 2026 01:00:00 GMT"


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
    with pytest.raises(errors.UnexpectedResponse, match="no Date header"):
        dates.before(date, 1)


@pytest.mark.parametrize(
    ("value", "date", "seconds"),
    [
        pytest.param("7", DATE, 7.0, id="seconds"),
        pytest.param(" 0 ", None, 0.0, id="seconds with blanks"),
        pytest.param("Mon, 23 Nov 2026 01:00:30 GMT", DATE, 30.0, id="date"),
        pytest.param("Mon, 23 Nov 2026 00:59:00 GMT", DATE, 0.0, id="date in the past"),
        pytest.param("Mon, 23 Nov 2026 01:00:30 GMT", None, None, id="date without the server's"),
        pytest.param("Mon, 23 Nov 2026 01:00:30 -0000", DATE, None, id="dates of two kinds"),
        pytest.param("soon", DATE, None, id="nonsense"),
        pytest.param("-5", DATE, None, id="negative"),
        pytest.param("1.5", DATE, None, id="fraction"),
        pytest.param("\u00b2", DATE, None, id="a digit that is no number"),
        pytest.param("", DATE, None, id="empty"),
        pytest.param(None, DATE, None, id="missing"),
    ],
)
def test_parse_retry_after_reads_both_forms(
    value: str | None, date: str | None, seconds: float | None
) -> None:
    """RFC 9110, section 10.2.3; no clock has to agree with the server's."""
    assert dates.parse_retry_after(value, date=date) == seconds
