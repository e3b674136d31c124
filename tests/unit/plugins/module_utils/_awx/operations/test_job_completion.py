# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""outcome: what comes after a launch, and what is said about it."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.polling import (
    Observer,
    WaitOptions,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.unified_job import Job
from ansible_collections.steward.awx.plugins.module_utils._awx.operations import job_completion

from tests.unit.connect import MakeClient
from tests.unit.ports import Reporter, Time
from tests.unit.scripted_server import (
    Answer,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
    page_of,
)

JOB = "/api/v2/jobs/20/"


def job(status: str = "pending", **more: t.Any) -> dict[str, t.Any]:
    known = {"id": 20, "name": "Deploy", "type": "job", "url": JOB, "status": status}
    return {
        **known,
        "event_processing_finished": True,
        "host_status_counts": {"ok": 3},
        "extra_vars": "{}",
        "artifacts": {},
        **more,
    }


def follow(client: AwxClient, launched: Job, **options: t.Any) -> dict[str, t.Any]:
    waiting = WaitOptions.from_options({"wait": True, "interval": 1.0, **options})
    return job_completion.follow(client, launched, waiting)


def test_follow_says_how_far_a_job_is_that_is_late(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    started = time.now
    for _turn in range(4):
        server.expect("GET", JOB, json_answer(job("running")))
    with pytest.raises(errors.WaitTimeout) as failure:
        follow(client, Job(job()), wait_timeout=3)
    assert time.now - started == 3
    assert "is running after 3 s (wait_timeout); the job continues." in str(failure.value)
    assert "/#/jobs/playbook/20/output" in str(failure.value)
    assert failure.value.as_result()["job"]["id"] == 20


def test_follow_says_why_a_job_is_kept_waiting(client: AwxClient) -> None:
    pending = Job(job(job_explanation="Waiting for capacity"))
    with pytest.raises(errors.WaitTimeout, match="Its explanation: Waiting for capacity"):
        follow(client, pending, wait_timeout=0)


def test_follow_says_what_kept_it_from_seeing_the_end(
    make_client: MakeClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: html_answer(502, "Bad Gateway"))
    with pytest.raises(errors.WaitTimeout, match=r"The last poll failed: .*Bad Gateway"):
        follow(make_client(retries=0), Job(job()), wait_timeout=5)


def test_follow_that_lost_its_job_to_somebody_says_so(
    client: AwxClient, server: ScriptedServer
) -> None:
    """It was there a moment ago, which a bare 404 would not say."""
    server.expect("GET", JOB, json_answer(job("running")))
    server.expect("GET", JOB, json_answer({"detail": "No Job matches the given query."}, 404))
    query = {"id__in": "20", "order_by": "id", "page_size": "200"}
    server.expect("GET", "/api/v2/unified_jobs/", page_of([]), query=query)
    said = "^job 20 'Deploy' was deleted while it was waited for; it was running before$"
    with pytest.raises(errors.JobLost, match=said) as failure:
        follow(client, Job(job()))
    result = failure.value.as_result()
    assert [gone["id"] for gone in result["gone_jobs"]] == [20]
    assert result["job"]["status"] == "running"


WORKFLOW = "/api/v2/workflow_jobs/21/"


def workflow(status: str) -> dict[str, t.Any]:
    known = {"id": 21, "name": "Release", "type": "workflow_job", "url": WORKFLOW}
    return {**known, "status": status, "extra_vars": "{}"}


def expect_approval(server: ScriptedServer) -> None:
    """Expect that it is asked what the workflow waits for: for an approval."""
    summary = {"job": {"type": "workflow_approval", "status": "pending", "name": "Go live"}}
    node = {"id": 5, "job": 22, "identifier": "Go live", "summary_fields": summary}
    query = {"order_by": "id", "page_size": "200"}
    server.expect("GET", WORKFLOW + "workflow_nodes/", page_of([node]), query=query)
    row = {"id": 22, "created": "2026-11-28T00:23:04.34Z"}
    query = {"id__in": "22", "page_size": "1"}
    server.expect("GET", "/api/v2/workflow_approvals/", page_of([row]), query=query)


@pytest.mark.parametrize("on_timeout", ["fail", "leave"])
def test_follow_says_what_a_late_workflow_waits_for(
    on_timeout: str, client: AwxClient, server: ScriptedServer
) -> None:
    """The kind by its name, the approval, since when, who may give it and where; and the nodes."""
    expect_approval(server)
    running, options = Job(workflow("running")), {"wait_timeout": 0, "on_timeout": on_timeout}
    if on_timeout == "leave":
        result = follow(client, running, **options)
    else:
        with pytest.raises(errors.WaitTimeout) as failure:
            follow(client, running, **options)
        result = failure.value.as_result()
        page = f"{server.url}/#/workflow_approvals/22/details"
        assert str(failure.value).splitlines() == [
            "workflow job 21 'Release' is running after 0 s (wait_timeout); the job continues.",
            "It waits for the approval 'Go live' since 2026-11-28T00:23:04Z: users with the approve"
            f" role on the workflow can approve or deny it at {page}",
            f"{server.url}/#/jobs/workflow/21/output",
        ]
    assert [(node["type"], node["status"]) for node in result["nodes"]] == [
        ("workflow_approval", "pending")
    ]
    assert (result["timed_out"], result["nodes_left_out"]) == (True, 0)


def test_a_server_that_did_not_answer_is_not_asked_for_nodes(
    make_client: MakeClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: html_answer(502, "Bad Gateway"))
    with pytest.raises(errors.WaitTimeout) as failure:
        follow(make_client(retries=0), Job(workflow("running")), wait_timeout=1)
    assert "nodes" not in failure.value.as_result()
    assert {request.path for request in server.requests} == {WORKFLOW}


def test_follow_without_waiting_completes_what_a_list_left_out(
    client: AwxClient, server: ScriptedServer
) -> None:
    """A job that is attached to comes from a list, which some servers leave variables out of."""
    row = {name: value for name, value in job("running").items() if name != "extra_vars"}
    query = {"id__in": "20", "include": "artifacts,extra_vars"}
    query |= {"order_by": "id", "page_size": "200"}
    now = page_of([job("successful", extra_vars='{"a": 1}')])
    server.expect("GET", "/api/v2/unified_jobs/", now, query=query)
    summary = follow(client, Job(row), wait=False)["job"]
    assert (summary["extra_vars"], summary["status"]) == ('{"a": 1}', "running")


def test_follow_without_waiting_asks_nothing(client: AwxClient) -> None:
    assert follow(client, Job(job()), wait=False)["job"]["status"] == "pending"


def test_follow_that_loses_a_job_names_it(client: AwxClient, server: ScriptedServer) -> None:
    server.expect("GET", JOB, json_answer({"detail": "no"}, 403))
    with pytest.raises(errors.JobLost, match="job 20 'Deploy' was launched, but how") as failure:
        follow(client, Job(job()))
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
    result = follow(client, Job(job()), on_timeout="leave", **LATE)
    assert (result["timed_out"], result["job"]["status"]) == (True, "running")


def test_follow_cancels_a_late_job(client: AwxClient, server: ScriptedServer, time: Time) -> None:
    expect_late(server)
    server.expect("POST", JOB + "cancel/", ACCEPTED, body={})
    for status in ("running", "running", "canceled"):
        server.expect("GET", JOB, json_answer(job(status)))
    with pytest.raises(
        errors.WaitTimeout, match=r"after 0.5 s \(wait_timeout\); the job was canceled"
    ):
        follow(client, Job(job()), on_timeout="cancel", **LATE)


def test_follow_that_cancels_returns_what_is_known(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("POST", JOB + "cancel/", ACCEPTED, body={})
    server.expect("GET", JOB, json_answer(job("canceled")))
    with pytest.raises(errors.WaitTimeout) as failure:
        follow(client, Job(job()), on_timeout="cancel", wait_timeout=0)
    result = failure.value.as_result()
    assert (result["timed_out"], result["job"]["status"]) == (True, "canceled")


def test_follow_waits_a_bounded_while_for_a_canceled_job(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    def answer(request: Received) -> Answer:
        return ACCEPTED if request.method == "POST" else json_answer(job("running"))

    server.handle(answer)
    started = time.now
    with pytest.raises(
        errors.WaitTimeout, match="cancellation was requested; still running after 60 s more"
    ):
        follow(client, Job(job()), on_timeout="cancel", wait_timeout=0)
    assert time.now - started == 60


@pytest.mark.parametrize("answer", [REFUSED, ACCEPTED], ids=["before", "after"])
def test_follow_takes_a_success_that_the_cancel_came_too_late_for(
    answer: Answer, client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("POST", JOB + "cancel/", answer, body={})
    server.expect("GET", JOB, json_answer(job("successful")))
    result = follow(client, Job(job()), on_timeout="cancel", wait_timeout=0)
    assert (result["job"]["status"], "timed_out" in result) == ("successful", False)


def test_follow_that_may_not_cancel_says_so(client: AwxClient, server: ScriptedServer) -> None:
    server.expect("POST", JOB + "cancel/", json_answer({"detail": "no"}, 403), body={})
    server.expect("OPTIONS", "/api/v2/tokens/", json_answer({"actions": {"GET": {}, "POST": {}}}))
    said = r"the job continues\.\njob 20 'Deploy' cannot be canceled: "
    with pytest.raises(errors.WaitTimeout, match=said) as failure:
        follow(client, Job(job()), on_timeout="cancel", wait_timeout=0)
    assert failure.value.as_result()["job"]["id"] == 20


# -- When the task is interrupted ----------------------------------------------------------


class Interruption(BaseException):
    """What a signal raises."""


class Interrupted(Observer):
    """An observer during which a signal comes."""

    def on_poll(self, active: t.Sequence[t.Any]) -> None:
        raise Interruption


@pytest.mark.parametrize("wanted", [True, False])
def test_follow_cancels_when_it_is_interrupted(
    wanted: bool, client: AwxClient, server: ScriptedServer
) -> None:
    """The cancel goes out once, on a connection that was not in use."""
    server.expect("GET", JOB, json_answer(job("running")))
    if wanted:
        server.expect("POST", JOB + "cancel/", ACCEPTED, body={})
    waiting = WaitOptions.from_options({"interval": 1.0, "cancel_on_interrupt": wanted})
    with pytest.raises(Interruption):
        job_completion.follow(client, Job(job()), waiting, observer=Interrupted())
    assert len({request.client_port for request in server.requests}) == len(server.requests)


def test_follow_that_cannot_cancel_when_interrupted_says_nothing(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("GET", JOB, json_answer(job("running")))
    server.expect("POST", JOB + "cancel/", html_answer(502), body={})
    server.expect("GET", JOB, json_answer(job("running")))
    waiting = WaitOptions.from_options({"interval": 1.0, "cancel_on_interrupt": True})
    with pytest.raises(Interruption):
        job_completion.follow(client, Job(job()), waiting, observer=Interrupted())


def test_follow_does_not_cancel_when_it_fails(client: AwxClient, server: ScriptedServer) -> None:
    server.expect("GET", JOB, json_answer({"detail": "no"}, 403))
    with pytest.raises(errors.JobLost):
        follow(client, Job(job()), cancel_on_interrupt=True)


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
        server.handle(lambda request: json_answer({"content": "a\n"}))
    tail = job_completion.output_tail(client, Job(job()), status, wanted)
    assert tail == ({"output_tail": "a"} if is_read else {})


def test_output_that_cannot_be_read_is_no_failure(
    client: AwxClient, server: ScriptedServer, reporter: Reporter
) -> None:
    server.handle(lambda request: json_answer({"detail": "no"}, 403))
    assert job_completion.output_tail(client, Job(job()), "failed", "live") == {}
    assert "the output of job 20 could not be read" in reporter.warnings[0]
