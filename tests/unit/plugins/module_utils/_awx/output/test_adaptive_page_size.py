# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""adaptive_page_size: fewer rows at a time from a slow server, and never none."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.output.adaptive_page_size import (
    AdaptivePageSize,
)

from tests.unit.connect import MakeClient
from tests.unit.ports import Time


def server_error(status: int) -> errors.ServerError:
    return errors.ServerError("no", status=status, method="GET", path="events/")


TOO_MUCH = [
    errors.TimedOut("slow"),
    server_error(502),
    server_error(504),
    errors.ResponseTooLarge("large"),
]
OTHERS = [
    errors.TimedOut("no connection", sent=False),
    errors.ConnectionFailed("reset"),
    server_error(503),
    errors.UnexpectedResponse("a page"),
    errors.PermissionDenied("no", status=403, method="GET", path="events/"),
]


class Slow:
    """A server that gives at most so many rows at a time."""

    def __init__(self, most: int) -> None:
        self.asked: list[int] = []
        self.most = most
        self.failure: errors.AwxError = errors.TimedOut("slow")

    def __call__(self, rows: int, until: float) -> int:
        self.asked.append(rows)
        if rows > self.most:
            raise self.failure
        return rows


@pytest.mark.parametrize("failure", TOO_MUCH, ids=lambda failure: str(failure.__class__.__name__))
def test_a_patient_read_asks_for_half_until_there_is_an_answer(
    failure: errors.AwxError, client: AwxClient
) -> None:
    slow = Slow(70)
    slow.failure = failure
    assert AdaptivePageSize(client, 500).read(slow, patient=True) == 62
    assert slow.asked == [500, 250, 125, 62]


def test_a_read_beside_a_poll_leaves_that_to_the_next_one(client: AwxClient) -> None:
    """It must not hold up the poll."""
    slow, pages = Slow(200), AdaptivePageSize(client, 500)
    for _turn in range(2):
        with pytest.raises(errors.TimedOut):
            pages.read(slow, patient=False)
    assert pages.read(slow, patient=False) == 125
    assert slow.asked == [500, 250, 125]


@pytest.mark.parametrize("failure", OTHERS, ids=lambda failure: str(failure.__class__.__name__))
@pytest.mark.parametrize("patient", [True, False])
def test_what_fewer_rows_do_not_help_against(
    patient: bool, failure: errors.AwxError, client: AwxClient
) -> None:
    slow, pages = Slow(0), AdaptivePageSize(client, 500)
    slow.failure = failure
    for _turn in range(2):
        with pytest.raises(type(failure)):
            pages.read(slow, patient=patient)
    assert slow.asked == [500, 500]


def test_the_least_is_one_row(client: AwxClient) -> None:
    """An event can be of any size."""
    slow = Slow(0)
    with pytest.raises(errors.TimedOut):
        AdaptivePageSize(client, 5).read(slow, patient=True)
    assert slow.asked == [5, 2, 1]


def test_pages_grow_again_while_there_are_answers(client: AwxClient) -> None:
    """Twice as many after four answers, whether quick or not."""
    slow, pages = Slow(50), AdaptivePageSize(client, 200)
    assert pages.read(slow, patient=True) == 50
    slow.most = 200
    assert [pages.read(slow, patient=True) for _turn in range(9)] == [50] * 3 + [100] * 4 + [
        200
    ] * 2


def test_what_is_too_much_is_tried_less_and_less_often(client: AwxClient) -> None:
    """Each try may cost as long as a request may take."""
    slow, pages = Slow(99), AdaptivePageSize(client, 500)
    for _turn in range(1000):
        assert pages.read(slow, patient=True) == 62
    tried = [place for place, rows in enumerate(slow.asked) if rows > 99]
    assert len(tried) == 3 + 7


def test_after_a_moment_of_trouble_pages_grow_soon(client: AwxClient) -> None:
    """However often larger ones were too much before that."""
    slow, pages = Slow(99), AdaptivePageSize(client, 500)
    for _turn in range(500):
        pages.read(slow, patient=True)
    slow.most = 1
    assert pages.read(slow, patient=True) == 1
    slow.most = 99
    assert [pages.read(slow, patient=True) for _turn in range(28)][2::4] == [1, 2, 4, 8, 16, 32, 64]


def test_once_there_is_time_a_whole_page_is_asked_for_again(client: AwxClient) -> None:
    """What took too long beside a poll need not take too long after the end."""
    slow, pages = Slow(0), AdaptivePageSize(client, 500)
    for _turn in range(12):
        with pytest.raises(errors.TimedOut):
            pages.read(slow, patient=False)
    assert slow.asked[-1] == 1
    slow.most = 500
    assert pages.read(slow, patient=True) == 500


@pytest.mark.parametrize(("patient", "seconds"), [(True, 45.0), (False, 2.0)])
def test_how_long_a_read_may_take(
    patient: bool, seconds: float, make_client: MakeClient, time: Time
) -> None:
    """`request_timeout`, or only a moment."""
    given: list[t.Any] = []
    pages = AdaptivePageSize(make_client(timeout=45.0), 500)
    pages.read(lambda rows, until: given.append(until - time.now), patient=patient)
    assert given == [seconds]
