# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""reading: no failing read hides the failure itself, nor what else can be read."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.best_effort_reader import (
    BestEffortReader,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors

from tests.unit.ports import Reporter, Time


def raising(error: errors.AwxError) -> t.Callable[[], str]:
    def read() -> str:
        raise error

    return read


def refused(kind: type[errors.ApiError] = errors.PermissionDenied) -> errors.ApiError:
    return kind("no", status=403, method="GET", path="/")


def test_part_returns_what_is_read(client: AwxClient, reporter: Reporter) -> None:
    assert BestEffortReader(client, "why job 1 ended so").read(lambda: "", "otherwise") == ""
    assert reporter.warnings == []


@pytest.mark.parametrize("error", [refused(), errors.UnexpectedResponse("a page")])
def test_part_goes_on_after_a_refusal(
    error: errors.AwxError, client: AwxClient, reporter: Reporter
) -> None:
    reading = BestEffortReader(client, "why job 1 ended so")
    assert reading.read(raising(error), "otherwise") == "otherwise"
    assert reading.read(raising(error), "otherwise") == "otherwise"
    assert reading.read(lambda: "read", "otherwise") == "read"
    assert len(reporter.warnings) == 1
    assert reporter.warnings[0].startswith("why job 1 ended so could not be read: ")


@pytest.mark.parametrize("error", [errors.ConnectionFailed("refused"), refused(errors.ServerError)])
def test_part_stops_when_the_server_is_down(error: errors.AwxError, client: AwxClient) -> None:
    reading = BestEffortReader(client, "why job 1 ended so")
    reading.read(raising(error), "otherwise")
    assert reading.read(lambda: "read", "otherwise") == "otherwise"


def test_part_stops_after_a_minute(client: AwxClient, reporter: Reporter, time: Time) -> None:
    reading = BestEffortReader(client, "why job 1 ended so")
    time.now += 59
    assert reading.read(lambda: "read", "otherwise") == "read"
    time.now += 1
    assert reading.read(lambda: "read", "otherwise") == "otherwise"
    assert reporter.warnings == [
        "why job 1 ended so was not read completely: it took more than 60 s"
    ]


def test_part_lets_other_errors_pass(client: AwxClient) -> None:
    """Interruptions, and bugs of ours."""

    def read() -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        BestEffortReader(client, "why job 1 ended so").read(read, "otherwise")
