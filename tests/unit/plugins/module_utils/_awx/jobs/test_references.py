# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""job_references: which jobs a user means."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.references import ids_of

LAUNCHED = {"changed": True, "job": {"id": 7, "name": "Deploy", "status": "pending"}}


@pytest.mark.parametrize(
    ("jobs", "ids"),
    [
        pytest.param([], [], id="none"),
        pytest.param(None, [], id="nothing"),
        pytest.param("", [], id="empty text"),
        pytest.param(5, [5], id="one id"),
        pytest.param("5", [5], id="one id as text"),
        pytest.param("5, 6", [5, 6], id="ids in a text"),
        pytest.param([5, "6"], [5, 6], id="ids"),
        pytest.param([6, 5, 6], [6, 5, 6], id="the order, and twice the same"),
        pytest.param({"id": 7, "status": "pending"}, [7], id="a job"),
        pytest.param({"id": 7, "job": 7, "ignored_fields": {}}, [7], id="AWX's own answer"),
        pytest.param(LAUNCHED, [7], id="a registered result"),
        pytest.param([LAUNCHED, 8], [7, 8], id="mixed"),
        pytest.param({"results": [LAUNCHED, LAUNCHED]}, [7, 7], id="a registered loop"),
        pytest.param({"results": []}, [], id="an empty loop"),
        pytest.param(
            {"results": [LAUNCHED, {"changed": False, "skipped": True}]}, [7], id="a skipped item"
        ),
        pytest.param({"jobs": [{"id": 1}, {"id": 2}]}, [1, 2], id="the result of a wait"),
    ],
)
def test_ids_of(jobs: t.Any, ids: list[int]) -> None:
    assert ids_of(jobs) == ids


@pytest.mark.parametrize(
    "jobs", [True, -1, 1.0, "Deploy", [None, 1.5], ["1;2"], "٣", {}, {"changed": True}, [[True]]]
)
def test_ids_of_what_is_no_job(jobs: t.Any) -> None:
    with pytest.raises(errors.ConfigurationError, match=r"jobs contains .* Give job ids, or what"):
        ids_of(jobs)


def test_ids_of_a_launch_that_failed() -> None:
    with pytest.raises(
        errors.ConfigurationError, match=r"without a job .the result of a task that failed"
    ):
        ids_of({"results": [{"failed": True, "msg": "refused"}]})


def test_ids_of_a_launch_that_was_only_checked() -> None:
    assert ids_of({"changed": True, "requests": 2}, check_mode=True) == []
