# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""outcome: what comes after a launch, and what is said about it (promises 3 and 5 of a launch)."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx import errors, outcome
from ansible_collections.steward.awx.plugins.module_utils._awx.client import AwxClient

from tests.unit.connect import MakeClient
from tests.unit.ports import Time
from tests.unit.scripted_server import ScriptedServer, html_answer, json_answer

JOB = "/api/v2/jobs/20/"


def job(status: str = "pending", **more: t.Any) -> dict[str, t.Any]:
    known = {"id": 20, "name": "Deploy", "type": "job", "url": JOB, "status": status}
    return {
        **known,
        "event_processing_finished": True,
        "host_status_counts": {"ok": 3},
        **more,
    }


def follow(client: AwxClient, launched: dict[str, t.Any], **options: t.Any) -> dict[str, t.Any]:
    plan = outcome.plan_of({"wait": True, "interval": 1.0, **options})
    return outcome.follow(client, launched, plan)


def test_follow_says_how_far_a_job_is_that_is_late(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    started = time.now
    for _turn in range(4):
        server.expect("GET", JOB, json_answer(job("running")))
    with pytest.raises(errors.WaitTimeout) as failure:
        follow(client, job(), wait_timeout=3)
    assert time.now - started == 3
    assert "is running after 3 s (wait_timeout); it goes on." in str(failure.value)
    assert "/#/jobs/playbook/20/output" in str(failure.value)
    assert failure.value.as_result()["job"]["id"] == 20


def test_follow_says_why_a_job_is_kept_waiting(client: AwxClient) -> None:
    pending = job(job_explanation="Waiting for capacity")
    with pytest.raises(errors.WaitTimeout, match="Its explanation: Waiting for capacity"):
        follow(client, pending, wait_timeout=0)


def test_follow_says_what_kept_it_from_seeing_the_end(
    make_client: MakeClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: html_answer(502, "Bad Gateway"))
    with pytest.raises(errors.WaitTimeout, match=r"The last poll failed: .*Bad Gateway"):
        follow(make_client(retries=0), job(), wait_timeout=5)


def test_follow_without_waiting_asks_nothing(client: AwxClient) -> None:
    assert follow(client, job(), wait=False)["job"]["status"] == "pending"


def test_follow_that_loses_a_job_names_it(client: AwxClient, server: ScriptedServer) -> None:
    server.expect("GET", JOB, json_answer({"detail": "no"}, 403))
    with pytest.raises(errors.JobLost, match="job 20 'Deploy' was launched, but how") as failure:
        follow(client, job())
    result = failure.value.as_result()
    assert (result["job"]["id"], result["status"]) == (20, 403)
