# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module awx_job_wait, from arguments to its result."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.modules import awx_job_wait

from tests.unit.module_process import RunModule
from tests.unit.scripted_server import Answer, Received, ScriptedServer, json_answer, page_of

LIST = "/api/v2/unified_jobs/"


def row(number: int, status: str) -> dict[str, t.Any]:
    url = f"/api/v2/system_jobs/{number}/"
    known = {"id": number, "name": "Clean up", "type": "system_job", "url": url, "extra_vars": "{}"}
    return {**known, "status": status, "event_processing_finished": True}


def test_wait_returns_the_jobs(server: ScriptedServer, run_module: RunModule) -> None:
    query = {"id__in": "7,8", "order_by": "id", "page_size": "200"}
    both = page_of([row(7, "successful"), row(8, "successful")])
    server.expect("GET", LIST, both, query=query)
    ended = run_module(awx_job_wait.main, jobs=[{"job": {"id": 7}}, 8])
    assert ended.status == 0
    assert [job["id"] for job in ended.result["jobs"]] == [7, 8]
    assert (ended.result["changed"], ended.result["requests"]) == (False, 1)


def test_wait_fails_for_a_job_that_failed(server: ScriptedServer, run_module: RunModule) -> None:
    def answer(request: Received) -> Answer:
        failed = {**row(7, "failed"), "result_stdout": "No space left"}
        return page_of([failed]) if request.path == LIST else json_answer(failed)

    server.handle(answer)
    ended = run_module(awx_job_wait.main, job=7)
    assert ended.status == 1
    assert ended.result["msg"].startswith("system job 7 'Clean up' failed")
    assert ended.result["failed_jobs"][0]["output_tail"] == "No space left"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, "jobs"),
        ({"jobs": "Deploy"}, "no job id"),
        ({"jobs": 7, "fail_on": ["successful"]}, "fail_on"),
        ({"jobs": 7, "on_timeout": "panic"}, "on_timeout"),
        ({"jobs": 7, "interval": 0}, "interval is 0"),
    ],
)
def test_wait_refuses_arguments(
    arguments: dict[str, t.Any], said: str, run_module: RunModule
) -> None:
    ended = run_module(awx_job_wait.main, **arguments)
    assert ended.status == 1
    assert said in ended.result["msg"]
