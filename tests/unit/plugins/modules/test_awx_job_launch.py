# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module awx_job_launch, from arguments to its result."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.modules import awx_job_launch

from tests.unit.module_process import RunModule
from tests.unit.scripted_server import (
    Answer,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
    page_of,
)

LAUNCH = "/api/v2/job_templates/8/launch/"
JOBS = "/api/v2/unified_jobs/"
NEWEST = {"unified_job_template": "8", "order_by": "-created", "page_size": "1"}
JOB = {
    "id": 20,
    "name": "Deploy",
    "type": "job",
    "url": "/api/v2/jobs/20/",
    "ignored_fields": {},
    "event_processing_finished": True,
    "host_status_counts": {"failures": 1},
}


def test_launch_sends_what_was_given(server: ScriptedServer, run_module: RunModule) -> None:
    flags = ("verbosity", "diff_mode", "tags", "limit", "variables")
    needs = {f"ask_{flag}_on_launch": True for flag in flags}
    server.expect("GET", LAUNCH, json_answer(needs))
    body = {
        "verbosity": 0,
        "diff_mode": False,
        "job_tags": "a,b",
        "limit": "",
        "extra_vars": {"a": 1},
    }
    server.expect("GET", JOBS, page_of([{"id": 19}]), query=NEWEST)
    answer = json_answer({**JOB, "status": "successful"}, 201)
    server.expect("POST", LAUNCH, answer, body=body)
    ended = run_module(
        awx_job_launch.main,
        template=8,
        verbosity=0,
        diff_mode=False,
        tags="a,b",
        limit="",
        extra_vars="a: 1",
    )
    assert ended.status == 0
    assert (ended.result["changed"], ended.result["job"]["id"]) == (True, 20)


def test_launch_in_check_mode_sends_no_write(server: ScriptedServer, run_module: RunModule) -> None:
    server.expect("GET", LAUNCH, json_answer({}))
    ended = run_module(awx_job_launch.main, template=8, check_mode=True)
    assert (ended.result["changed"], "job" in ended.result) == (True, False)


def test_launch_refused_lists_problems(server: ScriptedServer, run_module: RunModule) -> None:
    needs = {"passwords_needed_to_start": ["ssh_password"]}
    server.expect("GET", LAUNCH, json_answer(needs))
    ended = run_module(awx_job_launch.main, template=8, limit="x")
    assert ended.status == 1
    assert ended.result["changed"] is False
    assert len(ended.result["problems"]) == 2


def failing(request: Received) -> Answer:
    part = request.path.rstrip("/").rpartition("/")[2]
    if request.method == "POST":
        return json_answer({**JOB, "status": "failed"}, 201)
    return {
        "launch": json_answer({}),
        "unified_jobs": page_of([]),
        "stdout": json_answer({"content": "PLAY RECAP"}),
        "job_host_summaries": page_of([{"host_name": "web1", "failures": 1}]),
        "job_events": page_of([]),
    }[part]


def test_launch_that_fails_says_so(server: ScriptedServer, run_module: RunModule) -> None:
    server.handle(failing)
    ended = run_module(awx_job_launch.main, template=8)
    assert ended.status == 1
    assert ended.result["msg"].startswith("job 20 'Deploy' failed")
    assert (ended.result["changed"], ended.result["job"]["status"]) == (True, "failed")
    assert ended.result["hosts"]["failed"] == ["web1"]


def test_launch_prints_no_password(server: ScriptedServer, run_module: RunModule) -> None:
    """`credential_passwords` are secret, even if the server repeats them."""

    def answer(request: Received) -> Answer:
        if request.method == "POST":
            return json_answer({"detail": "hunter2-word"}, 400)
        return json_answer({"passwords_needed_to_start": ["ssh_password"]})

    server.handle(answer)
    passwords = {"ssh_password": "hunter2-word"}
    ended = run_module(
        awx_job_launch.main,
        template=8,
        credential_passwords=passwords,
        on_lost_answer="fail",
        at_verbosity=4,
    )
    assert ended.status == 1
    assert server.requests[1].json == {"credential_passwords": passwords}
    assert "hunter2-word" not in ended.printed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, "template"),
        ({"template": 8, "verbosity": 9}, "verbosity"),
        ({"template": 8, "kind": "host"}, "kind"),
        ({"template": 8, "relaunch": 20}, "mutually exclusive"),
        ({"template": 8, "hosts": "failed"}, "relaunch"),
        ({"relaunch": 20, "hosts": "some"}, "hosts"),
        ({"template": 8, "on_ignored": "ignore"}, "on_ignored"),
        ({"template": 8, "when_running": "cancel"}, "when_running"),
        ({"template": 8, "on_lost_answer": "retry"}, "on_lost_answer"),
        ({"job_template": 8, "kind": "project"}, "job_template says that the kind is"),
        ({"template": 8, "extra_vars": "@vars.yml"}, "lookup"),
        ({"template": 8, "interval": 0}, "interval is 0"),
        ({"template": 8, "job_type": "scan"}, "job_type"),
        ({"template": 8, "extra_vars": "a: 'b"}, "extra_vars cannot be parsed"),
    ],
)
def test_launch_refuses_arguments(
    arguments: dict[str, t.Any], said: str, run_module: RunModule
) -> None:
    ended = run_module(awx_job_launch.main, **arguments)
    assert ended.status == 1
    assert said in ended.result["msg"]


def test_launch_that_is_lost_says_so(server: ScriptedServer, run_module: RunModule) -> None:
    """Nobody knows whether it runs if even the jobs cannot be read."""
    lost = html_answer(504)
    refusal = json_answer({"detail": "no"}, 403)
    server.handle(
        lambda request: (
            json_answer({})
            if request.path == LAUNCH and request.method == "GET"
            else (lost if request.method == "POST" else refusal)
        )
    )
    ended = run_module(awx_job_launch.main, template=8)
    assert ended.status == 1
    assert "may be running" in ended.result["msg"]


def test_launch_shows_no_password_in_its_difference(
    server: ScriptedServer, run_module: RunModule
) -> None:
    server.handle(lambda request: json_answer({"passwords_needed_to_start": ["ssh_password"]}))
    passwords = {"ssh_password": "hunter2-word"}
    ended = run_module(
        awx_job_launch.main, template=8, credential_passwords=passwords, check_mode=True
    )
    assert ended.result["diff"]["after"]["credential_passwords"] == {"ssh_password": "********"}
    assert "hunter2-word" not in ended.printed


def test_launch_again(server: ScriptedServer, run_module: RunModule) -> None:
    path = "/api/v2/jobs/12/relaunch/"
    server.expect("GET", path, json_answer({"retry_counts": {"failed": 1}}))
    query = {"type": "job", "launch_type": "relaunch", "order_by": "-created"}
    server.expect("GET", JOBS, page_of([]), query={**query, "page_size": "1"})
    answer = json_answer({**JOB, "status": "successful"}, 201)
    server.expect("POST", path, answer, body={"hosts": "failed"})
    ended = run_module(awx_job_launch.main, relaunch=12, hosts="failed")
    assert ended.result["job"]["id"] == 20
