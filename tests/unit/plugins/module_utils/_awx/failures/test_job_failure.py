# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""reasons: why jobs failed that a real AWX 24.6.1 ran (`test_failures.py` has what is made up)."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.best_effort_reader import (
    BestEffortReader,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.failures import (
    failure_report,
    job_failure,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.unified_job import Job

from tests.unit.recorded import body
from tests.unit.scripted_server import Answer, Received, ScriptedServer, json_answer, page_of


class Recorded:
    """Answers about one job with what was recorded of it, filtered as AWX filters."""

    def __init__(self, name: str) -> None:
        self.job: dict[str, t.Any] = body(f"{name}: job")
        self._hosts = body(f"{name}: host summaries")["results"]
        self._events = body(f"{name}: events")["results"]

    def __call__(self, request: Received) -> Answer:
        query = dict(request.query)
        part = request.path.rstrip("/").rpartition("/")[2]
        if part == "job_host_summaries":
            return page_of([row for row in self._hosts if row["failed"]])
        if part == "stdout":
            return json_answer({"range": {}, "content": "PLAY RECAP\n"})
        assert part == "job_events"
        rows = [
            row
            for row in self._events
            if row["failed"]
            and row["event"].startswith(query["event__startswith"])
            and row["event"] != query["not__event"]
            and row["host_name"] in query["host_name__in"].split(",")
        ]
        rows.sort(key=lambda row: row["counter"], reverse=query["order_by"].startswith("-"))
        return page_of(rows[: int(query["page_size"])], len(rows))


def explain(
    client: AwxClient, server: ScriptedServer, name: str
) -> tuple[dict[str, t.Any], list[str]]:
    run = Recorded(name)
    server.handle(run)
    explained = failure_report.explain(client, Job(run.job))
    assert len(server.requests) == 3
    return explained, failure_report.headline(Job(run.job), explained).splitlines()


def test_a_recorded_failure(client: AwxClient, server: ScriptedServer) -> None:
    explained, lines = explain(client, server, "fail")
    assert [found["host"] for found in explained["failures"]] == ["small-3", "small-1", "small-2"]
    assert explained["failures"][0] == {
        "host": "small-3",
        "task": "This fails",
        "action": "ansible.builtin.fail",
        "play": "Failing play",
        "role": "",
        "unreachable": False,
        "message": "Intended failure on small-3",
        "rc": None,
        "stderr_tail": "",
    }
    assert explained["failures_left_out"] == 0
    assert explained["hosts"] == {
        "counts": {"failed": 3},
        "failed": ["small-1", "small-2", "small-3"],
        "unreachable": [],
        "left_out": 0,
    }
    assert lines == [
        "job 20135 'Seed - Failing playbook' failed after 2 s: 3 of 3 hosts failed",
        "small-3, task 'This fails': Intended failure on small-3 (and 2 more hosts)",
    ]


def test_recorded_unreachable_hosts(client: AwxClient, server: ScriptedServer) -> None:
    explained, lines = explain(client, server, "unreach")
    assert explained["hosts"]["unreachable"] == ["small-1", "small-2", "small-3"]
    assert lines == [
        "job 20136 'Seed - Unreachable' failed after 3 s: 3 of 3 hosts unreachable",
        "small-3 unreachable, task 'ping': Failed to connect to the host via ssh: ssh: connect to"
        " host 127.0.0.1 port 9: Connection refused (and 2 more hosts)",
    ]


def test_recorded_failures_that_were_rescued_or_ignored_do_not_count(
    client: AwxClient, server: ScriptedServer
) -> None:
    """The host that failed in the end was rescued before, as the others were."""
    explained, lines = explain(client, server, "kinds")
    assert [(found["host"], found["task"]) for found in explained["failures"]] == [
        ("small-2", "fail only on small-2")
    ]
    assert (explained["failures_left_out"], explained["explanation"]) == (0, "")
    assert lines[1] == "small-2, task 'fail only on small-2': small-2 fails"


def test_a_recorded_cancellation(client: AwxClient, server: ScriptedServer) -> None:
    """It has no host summaries (docs/awx-api.md#host-summaries)."""
    canceled = body("canceled: job")

    def answer(request: Received) -> Answer:
        if ("event", "playbook_on_task_start") in request.query:
            return json_answer({"results": [{"task": "Sleep"}]})
        return page_of([])

    server.handle(answer)
    explained = failure_report.explain(client, Job(canceled))
    assert failure_report.headline(Job(canceled), explained).splitlines() == [
        "job 20139 'Seed - Sleep 60' was canceled after 25 s",
        "its last task was 'Sleep'",
    ]


def test_recorded_nodes(client: AwxClient, server: ScriptedServer) -> None:
    rows = body("workflow: nodes")

    def answer(request: Received) -> Answer:
        return json_answer(rows) if request.path.endswith("workflow_nodes/") else page_of([])

    server.handle(answer)
    explained = failure_report.explain(client, Job(body("workflow: job")))
    nodes = {node["identifier"]: node for node in explained["nodes"]}
    assert nodes["fail"]["parents"][0]["on"] == "success"
    assert [parent["identifier"] for parent in nodes["fail"]["parents"]] == ["stats"]
    assert (nodes["fail"]["status"], nodes["fail"]["handled"]) == ("failed", True)
    assert nodes["fail"]["url"] == f"{server.url}/api/v2/jobs/20146/"
    assert nodes["fail"]["elapsed"] == 1.236


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("failed", "failed"),
        ("error", "could not run"),
        ("canceled", "was canceled"),
        ("odd", "ended as odd"),
    ],
)
def test_ending(status: str, words: str) -> None:
    assert job_failure.ending(status) == words


def test_words_are_bounded(client: AwxClient) -> None:
    job = {"job_explanation": "x" * 100_000, "result_traceback": "y" * 100_000}
    assert len(job_failure.words(BestEffortReader(client, "why job 1 ended so"), Job(job))) < 3000


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("", ""),
        ("\n\n", ""),
        ("one\ntwo\n", "two"),
        ("Cloning\nfatal: repository not found\nExit 128\n", "fatal: repository not found"),
        ("Traceback\n  File x\nValueError: no such host\n", "ValueError: no such host"),
        (
            "ERROR! the playbook could not be found\n"
            "localhost : ok=0 unreachable=0 failed=1 skipped=0\n",
            "ERROR! the playbook could not be found",
        ),
    ],
)
def test_last_words(output: str, words: str) -> None:
    assert job_failure.last_words(output) == words


def test_last_words_of_an_inventory_name_the_file() -> None:
    """`ansible-inventory` says what is wrong in warnings, broken to the width of a terminal."""
    output = """Using /etc/ansible/ansible.cfg as config file
[WARNING]:  * Failed to parse /runner/project/nope.ini with ini plugin: no such file
[WARNING]: Unable to parse /runner/project/a_long_name/nope.ini as an
inventory source
ERROR! No inventory was parsed, please check your configuration and options.
"""
    assert job_failure.last_words(output) == (
        "Unable to parse /runner/project/a_long_name/nope.ini as an inventory source: ERROR! No"
        " inventory was parsed, please check your configuration and options."
    )
