# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""node_failures: which attempt of a node that the server repeats failed how."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.best_effort_reader import (
    BestEffortReader,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.failures import (
    workflow_nodes,
    workflow_report,
)

from tests.unit.scripted_server import Answer, Received, ScriptedServer, page_of


def node(*numbers: int) -> dict[str, t.Any]:
    return {"earlier_attempts": workflow_nodes._earlier_attempts({"retried_jobs": list(numbers)})}


@pytest.mark.parametrize("jobs", [None, [], "x", {"a": 1}, [None, "3"]])
def test_a_server_that_repeats_nothing(jobs: t.Any, client: AwxClient) -> None:
    assert workflow_nodes._earlier_attempts({"retried_jobs": jobs}) == []
    workflow_report._read_attempts(BestEffortReader(client, "x"), [node(), node()])


def answer(request: Received) -> Answer:
    if request.path == "/api/v2/unified_jobs/":
        numbers = map(int, dict(request.query)["id__in"].split(","))
        rows = [
            {
                "id": number,
                "type": "job",
                "name": "Flaky",
                "url": f"/api/v2/jobs/{number}/",
                "status": "failed",
                "started": "then",
                "job_explanation": "Cut short" if number == 5 else "",
            }
            for number in numbers
            if number != 9
        ]
        return page_of(rows)
    if request.path.endswith("job_host_summaries/"):
        return page_of([{"host_name": "web1", "failures": 1}])
    result = {"res": {"msg": f"no answer in {request.path.split('/')[4]}"}}
    event = {"event": "runner_on_failed", "host_name": "web1", "task": "Call", "event_data": result}
    return page_of([event])


def test_each_attempt_has_its_status_and_those_that_matter_their_reason(
    client: AwxClient, server: ScriptedServer
) -> None:
    """One request for all, and two for each attempt of a node that failed in the end."""
    server.handle(answer)
    failed, fine = node(4, 3), node(5, 9)
    workflow_report._read_attempts(
        BestEffortReader(client, "x"), [failed, fine], explained=[failed]
    )
    assert failed["earlier_attempts"] == [
        {
            "job": number,
            "status": "failed",
            "browser_url": f"{server.url}/#/jobs/playbook/{number}/output",
            "explanation": f"web1, task 'Call': no answer in {number}",
        }
        for number in (3, 4)
    ]
    assert [attempt["status"] for attempt in fine["earlier_attempts"]] == ["failed", "unknown"]
    assert fine["earlier_attempts"][0]["explanation"] == "Cut short"
    assert len(server.requests) == 5
    assert workflow_report._attempt_lines(failed) == [
        "attempt 1 (job 3) failed: web1, task 'Call': no answer in 3",
        "attempt 2 (job 4) failed: web1, task 'Call': no answer in 4",
    ]


def test_few_are_explained_however_many_there_were(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(answer)
    failed = node(*range(101, 201))
    workflow_report._read_attempts(BestEffortReader(client, "x"), [failed], explained=[failed])
    assert len(server.requests) == 11
    assert len(workflow_report._attempt_lines(failed)) == 3
