# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""cancel: ask AWX to cancel a job, and wait until it has ended (docs/awx-api.md#canceling)."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs import cancel
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.unified_job import Job

from tests.unit.connect import MakeClient
from tests.unit.ports import Time
from tests.unit.scripted_server import (
    RESET,
    Answer,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
)

JOB = "/api/v2/jobs/20/"
ACCEPTED = Answer(202)


def job(status: str = "running", **more: t.Any) -> dict[str, t.Any]:
    return {"id": 20, "name": "Deploy", "type": "job", "url": JOB, "status": status, **more}


def test_request_is_one_request_with_an_empty_answer(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("POST", JOB + "cancel/", ACCEPTED, body={})
    assert cancel.request_cancel(client, Job(job())) is True


def test_request_for_a_job_that_has_ended(client: AwxClient, server: ScriptedServer) -> None:
    refused = json_answer({"detail": 'Method "POST" not allowed.'}, 405)
    server.expect("POST", JOB + "cancel/", refused, body={})
    assert cancel.request_cancel(client, Job(job())) is False


def test_request_for_an_approval_sends_nothing(client: AwxClient) -> None:
    with pytest.raises(errors.ConfigurationError, match="cancel its workflow job, or deny it"):
        cancel.request_cancel(client, Job(job(type="workflow_approval")))


@pytest.mark.parametrize("answer", [html_answer(502), html_answer(504), RESET])
@pytest.mark.parametrize("acted", [True, False])
def test_request_whose_answer_is_lost_looks_at_the_job(
    acted: bool, answer: Answer, client: AwxClient, server: ScriptedServer
) -> None:
    """Writes are never blindly repeated; `canceled_on` is set at once."""
    canceled_on = "2026-11-22T23:51:00Z" if acted else None
    server.expect("POST", JOB + "cancel/", answer, body={})
    server.expect("GET", JOB, json_answer(job(canceled_on=canceled_on)))
    if acted:
        assert cancel.request_cancel(client, Job(job())) is True
        return
    with pytest.raises(errors.AwxError, match="the job goes on"):
        cancel.request_cancel(client, Job(job()))


def test_request_whose_answer_is_lost_of_a_job_that_has_ended_by_itself(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("POST", JOB + "cancel/", RESET, body={})
    server.expect("GET", JOB, json_answer(job(status="successful", canceled_on=None)))
    assert cancel.request_cancel(client, Job(job())) is False


def test_request_whose_answer_is_lost_of_a_job_that_cannot_be_looked_at(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("POST", JOB + "cancel/", RESET, body={})
    server.expect("GET", JOB, json_answer({"detail": "no"}, 403))
    with pytest.raises(errors.ConnectionFailed, match="Whether it is canceled is not known"):
        cancel.request_cancel(client, Job(job()))


@pytest.mark.parametrize("status", [401, 403, 404])
def test_request_that_is_refused(status: int, client: AwxClient, server: ScriptedServer) -> None:
    server.expect("POST", JOB + "cancel/", json_answer({"detail": "no"}, status), body={})
    with pytest.raises(errors.ApiError):
        cancel.request_cancel(client, Job(job()))


def test_request_for_all_goes_on_after_a_refusal(client: AwxClient, server: ScriptedServer) -> None:
    answers = {"20": ACCEPTED, "21": json_answer({"detail": "no"}, 403), "22": Answer(405)}
    for number, answer in answers.items():
        server.expect("POST", f"/api/v2/jobs/{number}/cancel/", answer, body={})
    server.expect("OPTIONS", "/api/v2/tokens/", json_answer({"actions": {"GET": {}}}))
    several = [Job(job(id=number, url=f"/api/v2/jobs/{number}/")) for number in (20, 21, 22)]
    asked = cancel.request_all(client, several)
    assert (asked.canceling, asked.ended) == ([several[0]], [several[2]])
    (problem,) = asked.problems
    assert problem.startswith("job 21 'Deploy' cannot be canceled: POST /api/v2/jobs/21/cancel/")
    assert "the scope of the token is read" in problem


def test_problems_are_bounded() -> None:
    refused = [(Job(job(id=number)), errors.AwxError("no")) for number in range(30)]
    problems = cancel.CancelResult([], [], refused).problems
    assert (len(problems), problems[-1]) == (11, "and 20 more cannot")


def test_wait_looks_often(client: AwxClient, server: ScriptedServer, time: Time) -> None:
    for status in ("running",) * 5:
        server.expect("GET", JOB, json_answer(job(status)))
    server.expect("GET", JOB, json_answer(job("canceled")))
    assert cancel.wait(client, [Job(job())], 60).jobs[0].status == "canceled"
    assert max(time.sleeps) == 2


def test_when_interrupted_is_not_interrupted_and_uses_new_connections(
    make_client: MakeClient, server: ScriptedServer, time: Time
) -> None:
    """Clock and sleep raise before and after it, since the task is to end."""
    server.handle(lambda request: ACCEPTED)
    client = make_client()
    client.get("me/")
    time.interruption = KeyboardInterrupt
    cancel.when_interrupted(client, [Job(job()), Job(job(url="/api/v2/jobs/21/"))])
    assert server.asked[1:] == [f"POST {JOB}cancel/", "POST /api/v2/jobs/21/cancel/"]
    assert server.requests[0].client_port != server.requests[1].client_port


def test_when_interrupted_again_goes_on_and_is_over(
    make_client: MakeClient, server: ScriptedServer, time: Time
) -> None:
    """What came meanwhile takes effect after it, and must not hide what the first one is."""

    def interrupted_after(use: t.Callable[[], t.Any]) -> t.Any:
        time.uninterrupted(use)
        raise KeyboardInterrupt

    server.handle(lambda request: ACCEPTED)
    client = make_client()
    client.clock = client.clock._replace(uninterrupted=interrupted_after)
    cancel.when_interrupted(client, [Job(job())])
    assert server.asked == [f"POST {JOB}cancel/"]


def test_when_interrupted_cancels_what_it_can(client: AwxClient, server: ScriptedServer) -> None:
    """Nobody is there to hear that one of them cannot be canceled."""

    def answer(request: Received) -> Answer:
        return json_answer({"detail": "no"}, 403) if request.path == JOB + "cancel/" else ACCEPTED

    server.handle(answer)
    cancel.when_interrupted(client, [Job(job()), Job(job(url="/api/v2/jobs/21/"))])
    assert server.asked == [f"POST {JOB}cancel/", "POST /api/v2/jobs/21/cancel/"]
