# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""errors: one tree, and what a failed task returns besides its message."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors


def api_error(kind: type[errors.ApiError], status: int) -> errors.ApiError:
    return kind("no", status=status, method="GET", path="/api/v2/x/", errors={"token": "secret"})


@pytest.mark.parametrize(
    ("error", "result"),
    [
        pytest.param(errors.AwxError("no"), {}, id="any"),
        pytest.param(errors.ConnectionFailed("no", sent=False), {}, id="connection"),
        pytest.param(api_error(errors.BadRequest, 400), {"http_status": 400}, id="api"),
        pytest.param(
            errors.LaunchRefused("no", problems=("a", "b")), {"problems": ["a", "b"]}, id="launch"
        ),
        pytest.param(
            errors.JobFailed("no", result={"job": {"id": 1}}), {"job": {"id": 1}}, id="job"
        ),
        pytest.param(errors.WaitTimeout("no", result={"job": 1}), {"job": 1}, id="timeout"),
    ],
)
def test_as_result_holds_what_a_task_returns(
    error: errors.AwxError, result: dict[str, t.Any]
) -> None:
    """Never a header, a request body or the server's whole answer."""
    assert error.as_result() == result


def test_connection_failed_counts_as_sent_unless_said_otherwise() -> None:
    assert errors.ConnectionFailed("no").sent
    assert errors.TimedOut("no").sent


def test_every_error_is_an_awx_error() -> None:
    kinds = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, Exception)
    ]
    assert len(kinds) > 15
    assert all(issubclass(kind, errors.AwxError) for kind in kinds)


def test_every_public_error_is_drawn_in_the_tree() -> None:
    """The tree in the docstring is what people read first."""
    drawn = errors.__doc__ or ""
    for name, kind in vars(errors).items():
        if isinstance(kind, type) and issubclass(kind, Exception) and not name.startswith("_"):
            assert name in drawn
