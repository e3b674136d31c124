# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module awx_job_cancel, from arguments to its result."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.modules import awx_job_cancel

from tests.unit.module_process import RunModule
from tests.unit.scripted_server import Answer, ScriptedServer, json_answer, page_of

LIST = "/api/v2/unified_jobs/"
JOB = "/api/v2/jobs/7/"
FIND = {"id__in": "7", "order_by": "id", "page_size": "200"}


def row(status: str) -> dict[str, t.Any]:
    known = {"id": 7, "name": "Deploy", "type": "job", "url": JOB, "status": status}
    return {**known, "extra_vars": "{}", "artifacts": {}}


def test_cancel_cancels(server: ScriptedServer, run_module: RunModule) -> None:
    server.expect("GET", LIST, page_of([row("pending")]), query=FIND)
    server.expect("POST", JOB + "cancel/", Answer(202), body={})
    server.expect("GET", JOB, json_answer(row("canceled")))
    ended = run_module(awx_job_cancel.main, jobs=7)
    assert ended.status == 0
    assert [job["status"] for job in ended.result["canceled"]] == ["canceled"]
    assert (ended.result["changed"], ended.result["already_finished"]) == (True, [])


def test_cancel_in_check_mode_sends_no_write(server: ScriptedServer, run_module: RunModule) -> None:
    server.expect("GET", LIST, page_of([row("running")]), query=FIND)
    ended = run_module(awx_job_cancel.main, jobs=7, check_mode=True)
    assert (ended.result["changed"], len(ended.result["canceled"])) == (True, 1)


def test_cancel_that_is_refused_fails(server: ScriptedServer, run_module: RunModule) -> None:
    server.expect("GET", LIST, page_of([row("running")]), query=FIND)
    server.expect("POST", JOB + "cancel/", json_answer({"detail": "no"}, 403), body={})
    server.expect("OPTIONS", "/api/v2/tokens/", json_answer({"actions": {"GET": {}}}))
    ended = run_module(awx_job_cancel.main, jobs=7)
    assert ended.status == 1
    assert "the scope of the token is read" in ended.result["msg"]
    assert "job 7 'Deploy' cannot be canceled" in ended.result["msg"]
    assert ended.result["changed"] is False


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, "one of the following is required: jobs, filters"),
        ({"jobs": 7, "filters": {"id": 7}}, "mutually exclusive"),
        ({"filters": {}}, "filters is empty"),
        ({"filters": {"id": 7}, "resource": "hosts"}, "resource"),
        ({"jobs": 7, "wait_timeout": -1}, "wait_timeout is -1"),
    ],
)
def test_cancel_refuses_arguments(
    arguments: dict[str, t.Any], said: str, run_module: RunModule
) -> None:
    ended = run_module(awx_job_cancel.main, **arguments)
    assert ended.status == 1
    assert said in ended.result["msg"]
