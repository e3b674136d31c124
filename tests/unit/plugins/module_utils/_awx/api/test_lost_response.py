# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""recovery: what a write did when its response was lost."""

from __future__ import annotations

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api import lost_response
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors

from tests.unit.ports import Time

LOST = errors.ConnectionFailed("it broke.")
UNKNOWN = {"unknown": "Whether it exists is not known", "advice": "Look for it."}
OUTAGE = errors.ConnectionFailed("refused", sent=False)


class Finder:
    """Gives these results in turn, the last one again and again; an error is raised."""

    def __init__(self, *results: str | errors.AwxError | None) -> None:
        self._results = list(results)
        self.deadlines: list[float] = []

    def __call__(self, until: float) -> str | None:
        self.deadlines.append(until)
        result = self._results.pop(0) if len(self._results) > 1 else self._results[0]
        if isinstance(result, errors.AwxError):
            raise result
        return result


def poll(client: AwxClient, *results: str | errors.AwxError | None) -> str | None:
    return lost_response.poll(client, Finder(*results), timeout=5, outage_timeout=30)


def test_check_returns_what_is_read(client: AwxClient) -> None:
    assert lost_response.check(client, LOST, lambda: "it exists", **UNKNOWN) == "it exists"


def test_check_of_what_certainly_did_nothing_reads_nothing(client: AwxClient) -> None:
    def read() -> None:
        raise AssertionError

    with pytest.raises(errors.ConnectionFailed, match=r"^refused$"):
        lost_response.check(client, OUTAGE, read, **UNKNOWN)


@pytest.mark.parametrize("failure", [errors.LookupFailed("two of them"), OSError("no file")])
def test_check_that_fails_raises_the_failure_of_the_write(
    failure: Exception, client: AwxClient
) -> None:
    def read() -> None:
        raise failure

    with pytest.raises(errors.ConnectionFailed) as raised:
        lost_response.check(client, errors.ConnectionFailed("it broke."), read, **UNKNOWN)
    assert str(raised.value) == (
        f"it broke. Whether it exists is not known, and could not be checked ({failure})."
        " Look for it."
    )


def test_poll_repeats_with_growing_pauses(client: AwxClient, time: Time) -> None:
    assert poll(client, None, None, "found") == "found"
    assert time.sleeps == [1, 2]


def test_poll_ends_after_the_timeout(client: AwxClient, time: Time) -> None:
    assert poll(client, None) is None
    assert time.slept == 5


def test_poll_gives_an_outage_more_time(client: AwxClient, time: Time) -> None:
    assert poll(client, OUTAGE, OUTAGE, OUTAGE, None, "found") == "found"
    assert time.sleeps == [1, 2, 4, 5]


def test_poll_raises_the_last_failure_of_an_outage(client: AwxClient, time: Time) -> None:
    with pytest.raises(errors.ConnectionFailed, match="refused"):
        poll(client, None, OUTAGE)
    assert time.slept == 30


def test_poll_raises_what_does_not_pass(client: AwxClient, time: Time) -> None:
    with pytest.raises(errors.LookupFailed):
        poll(client, errors.LookupFailed("two of them"))
    assert time.slept == 0


def test_poll_gives_one_deadline(client: AwxClient) -> None:
    finder = Finder(None, OUTAGE, "found")
    lost_response.poll(client, finder, timeout=5, outage_timeout=30)
    assert len(set(finder.deadlines)) == 1
