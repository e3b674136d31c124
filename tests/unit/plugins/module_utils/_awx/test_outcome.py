# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""outcome: what comes after a launch, and what is said about it (promises 3 and 5 of a launch)."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx import errors, outcome
from ansible_collections.steward.awx.plugins.module_utils._awx.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.waiting import Nobody

from tests.unit.connect import MakeClient
from tests.unit.ports import Report, Time
from tests.unit.scripted_server import (
    Answer,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
)

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
    assert (result["job"]["id"], result["http_status"]) == (20, 403)


# -- When the time is over -----------------------------------------------------------------


def expect_late(server: ScriptedServer) -> None:
    """Expect the polls of half a second of waiting, which find the job running."""
    server.expect("GET", JOB, json_answer(job("running")))


LATE = {"wait_timeout": 0.5, "interval": 1.0}
ACCEPTED = Answer(202)
REFUSED = json_answer({"detail": 'Method "POST" not allowed.'}, 405)


def test_follow_that_may_leave_a_late_job_succeeds(
    client: AwxClient, server: ScriptedServer
) -> None:
    expect_late(server)
    result = follow(client, job(), on_timeout="leave", **LATE)
    assert (result["timed_out"], result["job"]["status"]) == (True, "running")


def test_follow_cancels_a_late_job(client: AwxClient, server: ScriptedServer, time: Time) -> None:
    expect_late(server)
    server.expect("POST", JOB + "cancel/", ACCEPTED, body={})
    for status in ("running", "running", "canceled"):
        server.expect("GET", JOB, json_answer(job(status)))
    with pytest.raises(errors.WaitTimeout, match=r"after 0.5 s \(wait_timeout\); it was canceled"):
        follow(client, job(), on_timeout="cancel", **LATE)


def test_follow_that_cancels_returns_what_is_known(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("POST", JOB + "cancel/", ACCEPTED, body={})
    server.expect("GET", JOB, json_answer(job("canceled")))
    with pytest.raises(errors.WaitTimeout) as failure:
        follow(client, job(), on_timeout="cancel", wait_timeout=0)
    result = failure.value.as_result()
    assert (result["timed_out"], result["job"]["status"]) == (True, "canceled")


def test_follow_waits_a_bounded_while_for_a_canceled_job(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    def answer(request: Received) -> Answer:
        return ACCEPTED if request.method == "POST" else json_answer(job("running"))

    server.handle(answer)
    started = time.now
    with pytest.raises(errors.WaitTimeout, match="asked to cancel it, and it is still running"):
        follow(client, job(), on_timeout="cancel", wait_timeout=0)
    assert time.now - started == 60


@pytest.mark.parametrize("answer", [REFUSED, ACCEPTED], ids=["before", "after"])
def test_follow_takes_a_success_that_the_cancel_came_too_late_for(
    answer: Answer, client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("POST", JOB + "cancel/", answer, body={})
    server.expect("GET", JOB, json_answer(job("successful")))
    result = follow(client, job(), on_timeout="cancel", wait_timeout=0)
    assert (result["job"]["status"], "timed_out" in result) == ("successful", False)


def test_follow_that_may_not_cancel_says_so(client: AwxClient, server: ScriptedServer) -> None:
    server.expect("POST", JOB + "cancel/", json_answer({"detail": "no"}, 403), body={})
    with pytest.raises(errors.WaitTimeout, match="it goes on, since it cannot be") as failure:
        follow(client, job(), on_timeout="cancel", wait_timeout=0)
    assert failure.value.as_result()["job"]["id"] == 20


# -- When the task is interrupted ----------------------------------------------------------


class Interruption(BaseException):
    """What a signal raises."""


class Interrupted(Nobody):
    """A watcher at whose look a signal comes."""

    def look(self, rows: t.Sequence[t.Any]) -> None:
        raise Interruption


@pytest.mark.parametrize("wanted", [True, False])
def test_follow_cancels_when_it_is_interrupted(
    wanted: bool, client: AwxClient, server: ScriptedServer
) -> None:
    """The cancel goes out once, on a connection that was not in use (issue 6, item 4)."""
    server.expect("GET", JOB, json_answer(job("running")))
    if wanted:
        server.expect("POST", JOB + "cancel/", ACCEPTED, body={})
    plan = outcome.plan_of({"interval": 1.0, "cancel_on_interrupt": wanted})
    with pytest.raises(Interruption):
        outcome.follow(client, job(), plan, watcher=Interrupted())
    assert len({request.client_port for request in server.requests}) == len(server.requests)


def test_follow_that_cannot_cancel_when_interrupted_says_nothing(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("GET", JOB, json_answer(job("running")))
    server.expect("POST", JOB + "cancel/", html_answer(502), body={})
    server.expect("GET", JOB, json_answer(job("running")))
    plan = outcome.plan_of({"interval": 1.0, "cancel_on_interrupt": True})
    with pytest.raises(Interruption):
        outcome.follow(client, job(), plan, watcher=Interrupted())


def test_follow_does_not_cancel_when_it_fails(client: AwxClient, server: ScriptedServer) -> None:
    server.expect("GET", JOB, json_answer({"detail": "no"}, 403))
    with pytest.raises(errors.JobLost):
        follow(client, job(), cancel_on_interrupt=True)


# -- Output that cannot be shown -------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "status", "is_read"),
    [
        ("live", "successful", True),
        ("progress", "successful", True),
        ("none", "successful", False),
        (None, "successful", False),
        ("live", "running", False),
    ],
)
def test_the_end_of_output_that_could_not_be_shown_is_returned(
    wanted: str | None, status: str, is_read: bool, client: AwxClient, server: ScriptedServer
) -> None:
    if is_read:
        server.handle(lambda request: json_answer({"results": [{"counter": 1, "stdout": "a"}]}))
    tail = outcome.tail_of_unseen(client, job(), {"status": status}, {"output": wanted})
    assert tail == ({"output_tail": "a"} if is_read else {})


def test_output_that_cannot_be_read_is_no_failure(
    client: AwxClient, server: ScriptedServer, report: Report
) -> None:
    server.handle(lambda request: json_answer({"detail": "no"}, 403))
    assert outcome.tail_of_unseen(client, job(), {"status": "failed"}, {"output": "live"}) == {}
    assert "the output of job 20 could not be read" in report.warnings[0]
