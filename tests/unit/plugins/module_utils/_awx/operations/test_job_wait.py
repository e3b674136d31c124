# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""operations.job_wait: any number of jobs, one request a poll, and why those failed that did."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.operations import job_wait

from tests.unit.ports import Time
from tests.unit.scripted_server import (
    Answer,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
    page_of,
)

LIST = "/api/v2/unified_jobs/"
ENDED = ("status__in", "canceled,error,failed,successful")
ACCEPTED = Answer(202)


def row(number: int, status: str = "running", **more: t.Any) -> dict[str, t.Any]:
    """A job as lists show it: one that runs no playbook has no events to wait for."""
    known = {"id": number, "name": f"Job {number}", "type": "inventory_update", "status": status}
    return {**known, "url": f"/api/v2/inventory_updates/{number}/", **more}


WHOLE = {"extra_vars": "{}", "artifacts": {}}


def workflow(number: int, status: str = "running", **more: t.Any) -> dict[str, t.Any]:
    path = f"/api/v2/workflow_jobs/{number}/"
    return row(number, status, type="workflow_job", url=path, extra_vars="{}", **more)


def asks(*numbers: int, ended: bool = False) -> list[tuple[str, str]]:
    ids = ",".join(map(str, numbers))
    more = [ENDED] if ended else []
    return [("id__in", ids), *more, ("order_by", "id"), ("page_size", "200")]


def run(client: AwxClient, jobs: t.Any, **options: t.Any) -> dict[str, t.Any]:
    check_mode = options.pop("check_mode", False)
    return job_wait.run(client, {"jobs": jobs, "interval": 10.0, **options}, check_mode=check_mode)


def statuses(result: dict[str, t.Any]) -> list[tuple[int, str]]:
    return [(job["id"], job["status"]) for job in result["jobs"]]


def test_run_returns_the_jobs_in_the_order_given(client: AwxClient, server: ScriptedServer) -> None:
    server.expect("GET", LIST, page_of([row(1), row(2), row(3)]), query=asks(3, 1, 2))
    some = page_of([row(1, "successful"), row(3, "successful")])
    server.expect("GET", LIST, some, query=asks(3, 1, 2, ended=True))
    server.expect("GET", "/api/v2/inventory_updates/2/", json_answer(row(2, "successful")))
    result = run(client, [3, {"job": {"id": 1}}, "2", 3])
    assert statuses(result) == [
        (3, "successful"),
        (1, "successful"),
        (2, "successful"),
        (3, "successful"),
    ]
    assert (result["changed"], result["failed_jobs"], result["requests"]) == (False, [], 3)
    assert "timed_out" not in result


def test_finished_jobs_cost_one_request_together(client: AwxClient, server: ScriptedServer) -> None:
    ended = [row(number, "successful") for number in range(1, 151)]
    server.expect("GET", LIST, page_of(ended), query=asks(*range(1, 151)))
    assert run(client, list(range(1, 151)))["requests"] == 1


@pytest.mark.parametrize("jobs", [[], "", {"results": []}])
def test_no_jobs_cost_no_request(jobs: t.Any, client: AwxClient) -> None:
    assert run(client, jobs) == {"changed": False, "jobs": [], "failed_jobs": [], "requests": 0}


def expect_no_approvals(server: ScriptedServer, *numbers: int) -> None:
    ids = ",".join(map(str, numbers))
    query = {"id__in": ids, "page_size": str(len(numbers))}
    server.expect("GET", "/api/v2/workflow_approvals/", page_of([]), query=query)


def test_an_unknown_id_is_an_error_before_waiting(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    server.expect("GET", LIST, page_of([row(1)]), query=asks(1, 8, 9))
    expect_no_approvals(server, 8, 9)
    with pytest.raises(errors.NoMatch, match="may see have these ids: 8, 9"):
        run(client, [1, 8, 9, 8])
    assert time.sleeps == []


def test_many_unknown_ids_are_not_all_named(client: AwxClient, server: ScriptedServer) -> None:
    server.expect("GET", LIST, page_of([]), query=asks(*range(1, 31)))
    expect_no_approvals(server, *range(1, 21))
    with pytest.raises(errors.NoMatch, match="19, 20 and 10 more"):
        run(client, list(range(1, 31)))


@pytest.mark.parametrize("jobs", [True, [1.5], {"failed": True}])
def test_bad_jobs_cost_no_request(jobs: t.Any, client: AwxClient) -> None:
    with pytest.raises(errors.ConfigurationError, match="jobs contains"):
        run(client, jobs)


@pytest.mark.parametrize(
    ("options", "said"),
    [({"wait_timeout": -1.0}, "wait_timeout is -1"), ({"interval": 0}, "interval is 0")],
)
def test_bad_times_cost_no_request(options: dict[str, t.Any], said: str, client: AwxClient) -> None:
    with pytest.raises(errors.ConfigurationError, match=said):
        run(client, [1], **options)


def test_zero_under_another_clients_name_has_another_meaning(client: AwxClient) -> None:
    """It must mean the same, or the error says what to write."""
    with pytest.raises(errors.ConfigurationError, match=r"no limit in awx\.awx; leave it out"):
        run(client, [1], timeout="0", wait_timeout=0.0)


def test_one_job_is_returned_on_top_too(client: AwxClient, server: ScriptedServer) -> None:
    """What tasks for awx.awx read, but nothing that Ansible takes for its own."""
    ended = row(1, "successful", elapsed=2.5, started="then", finished="now")
    server.expect("GET", LIST, page_of([ended]), query=asks(1))
    result = run(client, 1)
    assert (result["id"], result["status"], result["elapsed"]) == (1, "successful", 2.5)
    assert not {"started", "finished"} & result.keys()


def test_of_several_jobs_none_is_on_top(client: AwxClient, server: ScriptedServer) -> None:
    several = [row(1, "successful"), row(2, "successful")]
    server.expect("GET", LIST, page_of(several), query=asks(1, 2))
    assert not {"id", "status", "elapsed"} & run(client, [1, 2]).keys()


@pytest.mark.parametrize(("wanted", "fits"), [("inventory_updates", True), ("jobs", False)])
def test_jobs_must_be_of_the_type_that_is_wanted(
    wanted: str, fits: bool, client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("GET", LIST, page_of([row(1, "successful")]), query=asks(1))
    if fits:
        assert run(client, 1, job_type=wanted)["id"] == 1
        return
    with pytest.raises(errors.NoMatch, match=r"inventory update 1 .* Leave job_type out"):
        run(client, 1, job_type=wanted)


# -- Jobs that failed ----------------------------------------------------------------------


def failing(rows: list[dict[str, t.Any]]) -> t.Callable[[Received], Answer]:
    """Answer for jobs that have failed; a workflow's nodes are not to be had."""

    def answer(request: Received) -> Answer:
        if request.path == LIST:
            return page_of(rows)
        part = request.path.rstrip("/").rpartition("/")[2]
        found = {str(row["id"]): json_answer(row) for row in rows}
        return found[part] if part in found else page_of([])

    return answer


def test_each_job_that_failed_is_explained(client: AwxClient, server: ScriptedServer) -> None:
    rows = [
        workflow(1, "failed"),
        workflow(2, "successful"),
        workflow(3, "error", job_explanation="No capacity"),
    ]
    server.handle(failing(rows))
    with pytest.raises(errors.JobFailed) as failure:
        run(client, [1, 2, 3])
    assert str(failure.value).splitlines() == [
        "2 of 3 jobs ended without success",
        "workflow job 1 'Job 1' failed",
        f"{server.url}/#/jobs/workflow/1/output",
        "workflow job 3 'Job 3' could not run",
        "No capacity",
        f"{server.url}/#/jobs/workflow/3/output",
    ]
    result = failure.value.as_result()
    assert statuses(result) == [(1, "failed"), (2, "successful"), (3, "error")]
    assert [found["job"]["id"] for found in result["failed_jobs"]] == [1, 3]
    assert (result["changed"], result["requests"]) == (False, len(server.requests))


def test_one_job_that_failed_is_on_top_too(client: AwxClient, server: ScriptedServer) -> None:
    server.handle(failing([workflow(1, "failed")]))
    with pytest.raises(errors.JobFailed) as failure:
        run(client, [1])
    result = failure.value.as_result()
    assert (result["id"], result["status"]) == (1, "failed")


def test_only_some_of_many_failures_are_explained(
    client: AwxClient, server: ScriptedServer
) -> None:
    """Bounded, whatever happened: 10 jobs of 200, each with its details and its nodes."""
    rows = [workflow(number, "failed") for number in range(1, 201)]
    server.handle(failing(rows))
    named = r"and 190 more: workflow job 11 .* and 180 more$"
    with pytest.raises(errors.JobFailed, match=named) as failure:
        run(client, list(range(1, 201)))
    assert len(failure.value.as_result()["failed_jobs"]) == 200
    # And for all the others, the nodes of a hundred at a time.
    assert len(server.requests) == 23


@pytest.mark.parametrize(
    ("fail_on", "fails"),
    [([], []), (["error"], [3]), (["canceled", "failed"], [1, 2]), (None, [1, 2, 3])],
)
def test_fail_on_chooses_the_endings(
    fail_on: list[str] | None, fails: list[int], client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(failing([workflow(1, "failed"), workflow(2, "canceled"), workflow(3, "error")]))
    try:
        result = run(client, [1, 2, 3], fail_on=fail_on)
    except errors.JobFailed as exc:
        result = exc.as_result()
        assert fails
    assert [found["job"]["id"] for found in result["failed_jobs"]] == fails


def test_what_cannot_be_explained_is_said_all_the_same(
    client: AwxClient, server: ScriptedServer
) -> None:
    """That the job failed is the news."""
    server.expect("GET", LIST, page_of([workflow(1, "failed")]), query=asks(1))
    for part in ("", "workflow_nodes/"):
        query = {"page_size": "200", "order_by": "id"} if part else {}
        path = f"/api/v2/workflow_jobs/1/{part}"
        server.expect("GET", path, json_answer({"detail": "no"}, 403), query=query)
    with pytest.raises(errors.JobFailed, match="workflow job 1 'Job 1' failed"):
        run(client, [1])


# -- Jobs that are late --------------------------------------------------------------------


def is_running(server: ScriptedServer, *numbers: int) -> None:
    """Expect that jobs are looked for, and once looked at, and run."""
    rows = [row(number) for number in numbers]
    server.expect("GET", LIST, page_of(rows), query=asks(*numbers))
    server.expect("GET", LIST, page_of(rows), query=asks(*numbers))


def test_late_jobs_are_named(client: AwxClient, server: ScriptedServer, time: Time) -> None:
    is_running(server, 1, 2)
    with pytest.raises(errors.WaitTimeout) as failure:
        run(client, [1, 2], wait_timeout=0.5)
    assert str(failure.value) == (
        "2 jobs are active: inventory update 1 'Job 1' (running), inventory update 2 'Job 2'"
        " (running) after 0.5 s (wait_timeout); active jobs continue.\n"
        f"inventory update 1 'Job 1': {server.url}/#/jobs/inventory/1/output\n"
        f"inventory update 2 'Job 2': {server.url}/#/jobs/inventory/2/output"
    )
    result = failure.value.as_result()
    assert (result["timed_out"], statuses(result)) == (True, [(1, "running"), (2, "running")])
    assert time.slept == 0.5


def test_late_jobs_may_be_left(client: AwxClient, server: ScriptedServer) -> None:
    is_running(server, 1, 2)
    result = run(client, [1, 2], wait_timeout=0.5, on_timeout="leave")
    assert (result["timed_out"], statuses(result)) == (True, [(1, "running"), (2, "running")])


def test_late_jobs_may_be_canceled(client: AwxClient, server: ScriptedServer) -> None:
    is_running(server, 1, 2)
    server.expect("POST", "/api/v2/inventory_updates/1/cancel/", ACCEPTED, body={})
    refused = json_answer({"detail": "no"}, 405)
    server.expect("POST", "/api/v2/inventory_updates/2/cancel/", refused, body={})
    ended = [row(1, "canceled"), row(2, "successful")]
    server.expect("GET", LIST, page_of(ended), query=asks(1, 2, ended=True))
    with pytest.raises(errors.WaitTimeout, match="the remaining jobs were canceled") as failure:
        run(client, [1, 2], wait_timeout=0.5, on_timeout="cancel", fail_on=[])
    result = failure.value.as_result()
    assert statuses(result) == [(1, "canceled"), (2, "successful")]
    assert (result["changed"], result["timed_out"]) == (True, True)


def test_late_jobs_that_cannot_be_canceled_are_named(
    client: AwxClient, server: ScriptedServer
) -> None:
    is_running(server, 1, 2)
    for number in (1, 2):
        path = f"/api/v2/inventory_updates/{number}/cancel/"
        server.expect("POST", path, json_answer({"detail": "no"}, 403), body={})
    server.expect("OPTIONS", "/api/v2/tokens/", json_answer({"actions": {"GET": {}, "POST": {}}}))
    with pytest.raises(
        errors.WaitTimeout, match="inventory update 2 'Job 2' cannot be canceled: "
    ) as failure:
        run(client, [1, 2], wait_timeout=0.5, on_timeout="cancel")
    assert failure.value.as_result()["changed"] is False


def test_a_wait_that_the_server_did_not_answer_says_so(
    client: AwxClient, server: ScriptedServer
) -> None:
    def answer(request: Received) -> Answer:
        first = len(server.requests) == 1
        return page_of([row(1), row(2)]) if first else html_answer(502, "Bad Gateway")

    server.handle(answer)
    with pytest.raises(errors.WaitTimeout, match=r"The last poll failed: .*Bad Gateway"):
        run(client, [1, 2], wait_timeout=5)


def test_one_that_is_late_has_its_link(client: AwxClient, server: ScriptedServer) -> None:
    server.expect("GET", LIST, page_of([row(1, type="ad_hoc_command", **WHOLE)]), query=asks(1))
    with pytest.raises(errors.WaitTimeout) as failure:
        run(client, 1, wait_timeout=0.0)
    assert str(failure.value).splitlines() == [
        "ad hoc command 1 'Job 1' is running after 0 s (wait_timeout); the job continues.",
        f"{server.url}/#/jobs/command/1/output",
    ]


def expect_approval(server: ScriptedServer) -> None:
    """Expect that it is asked what workflow job 1 waits for: for an approval."""
    summary = {"job": {"type": "workflow_approval", "status": "pending", "name": "Go live"}}
    node = {"id": 5, "job": 9, "identifier": "Go live", "summary_fields": summary}
    query = {"order_by": "id", "page_size": "200"}
    path = "/api/v2/workflow_jobs/1/workflow_nodes/"
    server.expect("GET", path, page_of([node]), query=query)
    query = {"id__in": "9", "page_size": "1"}
    approval = {"id": 9, "created": "2026-11-28T00:23:04.34Z"}
    server.expect("GET", "/api/v2/workflow_approvals/", page_of([approval]), query=query)


def test_a_late_workflow_says_what_it_waits_for(client: AwxClient, server: ScriptedServer) -> None:
    server.expect("GET", LIST, page_of([workflow(1)]), query=asks(1))
    expect_approval(server)
    with pytest.raises(errors.WaitTimeout) as failure:
        run(client, 1, wait_timeout=0.0)
    lines = str(failure.value).splitlines()
    assert lines[0].startswith("workflow job 1 'Job 1' is running after 0 s (wait_timeout)")
    assert lines[1].startswith("It waits for the approval 'Go live' since 2026-11-28T00:23:04Z:")
    assert lines[2] == f"{server.url}/#/jobs/workflow/1/output"
    result = failure.value.as_result()
    assert [node["status"] for node in result["nodes"]] == ["pending"]
    assert result["jobs"][0]["nodes"] == result["nodes"]


def test_the_nodes_of_every_workflow_are_returned(
    client: AwxClient, server: ScriptedServer
) -> None:
    """However they ended, and of all in one request."""
    ended = [workflow(1, "successful"), row(2, "successful"), workflow(3, "successful")]
    server.expect("GET", LIST, page_of(ended), query=asks(1, 2, 3))
    summary = {"job": {"type": "job", "status": "successful"}}
    nodes = [
        {"id": 5, "workflow_job": 1, "job": 8, "summary_fields": summary},
        {"id": 6, "workflow_job": 3, "job": 9, "summary_fields": summary},
    ]
    query = {"workflow_job__in": "1,3", "order_by": "id", "page_size": "200"}
    server.expect("GET", "/api/v2/workflow_job_nodes/", page_of(nodes), query=query)
    result = run(client, [1, 2, 3])
    found = [[node["id"] for node in job.get("nodes", [])] for job in result["jobs"]]
    assert found == [[5], [], [6]]
    assert "nodes" not in result["jobs"][1]


# -- Jobs that are deleted, and what is none ------------------------------------------------


def test_deleted_jobs_hide_no_other(client: AwxClient, server: ScriptedServer) -> None:
    """All jobs are returned in order, those that failed are explained, the gone ones named."""

    def answer(request: Received) -> Answer:
        query = dict(request.query)
        if request.path == "/api/v2/inventory_updates/2/":
            return json_answer({"detail": "No InventoryUpdate matches the given query."}, 404)
        if request.path != LIST:
            return failing([workflow(1, "failed")])(request)
        ids = query["id__in"].split(",")
        if len(server.requests) == 1:
            return page_of([workflow(1), row(2), row(3)])
        there = [
            job for job in (workflow(1, "failed"), row(3, "successful")) if str(job["id"]) in ids
        ]
        return page_of(there)

    server.handle(answer)
    with pytest.raises(errors.JobFailed) as failure:
        run(client, [1, 2, 3])
    lines = str(failure.value).splitlines()
    assert lines[0] == "workflow job 1 'Job 1' failed"
    assert lines[-1] == (
        "inventory update 2 'Job 2' was deleted while it was waited for; it was running before"
    )
    result = failure.value.as_result()
    assert statuses(result) == [(1, "failed"), (2, "running"), (3, "successful")]
    assert [job["id"] for job in result["gone_jobs"]] == [2]
    assert [failed["job"]["id"] for failed in result["failed_jobs"]] == [1]
    assert "timed_out" not in result


@pytest.mark.parametrize("fail_on", [[], ["error"]])
def test_a_deleted_job_fails_the_task_whatever_endings_do(
    fail_on: list[str], client: AwxClient, server: ScriptedServer
) -> None:
    """How it ended is not known."""
    server.expect("GET", LIST, page_of([row(1)]), query=asks(1))
    gone = json_answer({"detail": "No InventoryUpdate matches the given query."}, 404)
    server.expect("GET", "/api/v2/inventory_updates/1/", gone)
    server.expect("GET", LIST, page_of([]), query=asks(1))
    with pytest.raises(
        errors.JobFailed, match=r"was deleted while it was waited for; it was running before$"
    ) as failure:
        run(client, 1, fail_on=fail_on)
    assert failure.value.as_result()["id"] == 1


def test_an_approval_is_told_from_an_unknown_id(client: AwxClient, server: ScriptedServer) -> None:
    """Lists of jobs leave approvals out, and our own nodes show their ids."""
    server.expect("GET", LIST, page_of([row(1)]), query=asks(1, 8, 9))
    summary = {"source_workflow_job": {"id": 7}}
    approval = {"id": 8, "name": "Go live", "summary_fields": summary}
    query = {"id__in": "8,9", "page_size": "2"}
    server.expect("GET", "/api/v2/workflow_approvals/", page_of([approval]), query=query)
    with pytest.raises(errors.NoMatch) as failure:
        run(client, [1, 8, 9])
    assert str(failure.value).splitlines() == [
        "no jobs that this user may see have these ids: 9",
        "8 is the approval 'Go live' of workflow job 7: wait for the workflow job",
    ]


def test_approvals_that_cannot_be_listed_change_nothing(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("GET", LIST, page_of([]), query=asks(8))
    query = {"id__in": "8", "page_size": "1"}
    refused = json_answer({"detail": "no"}, 403)
    server.expect("GET", "/api/v2/workflow_approvals/", refused, query=query)
    with pytest.raises(errors.NoMatch, match=r"^no jobs that this user may see have these ids: 8$"):
        run(client, 8)


def test_what_lists_leave_out_is_completed(client: AwxClient, server: ScriptedServer) -> None:
    """Variables and artifacts are never taken for none because a list did not show them."""
    url = "/api/v2/jobs/1/"
    listed = row(1, "successful", type="job", url=url)
    server.expect("GET", LIST, page_of([listed]), query=asks(1))
    whole = {**listed, "extra_vars": '{"a": 1}', "artifacts": {"build": 7}}
    query = [*asks(1), ("include", "artifacts,extra_vars")]
    server.expect("GET", LIST, page_of([whole]), query=query)
    (job,) = run(client, 1)["jobs"]
    assert (job["extra_vars"], job["artifacts"]) == ('{"a": 1}', {"build": 7})


# -- Check mode, interruptions -------------------------------------------------------------


def test_check_mode_looks_once(client: AwxClient, server: ScriptedServer, time: Time) -> None:
    server.expect("GET", LIST, page_of([row(1)]), query=asks(1))
    result = run(client, [1, {"changed": True, "requests": 3}], check_mode=True)
    assert (statuses(result), time.sleeps) == ([(1, "running")], [])


@pytest.mark.parametrize("wanted", [True, False])
def test_an_interruption_cancels_if_that_is_wanted(
    wanted: bool, client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    def answer(request: Received) -> Answer:
        if request.method == "POST":
            return ACCEPTED
        if ENDED in request.query:
            time.interruption = KeyboardInterrupt
        return page_of([] if ENDED in request.query else [row(1), row(2)])

    server.handle(answer)
    with pytest.raises(KeyboardInterrupt):
        run(client, [1, 2], cancel_on_interrupt=wanted)
    posts = [asked for asked in server.asked if asked.startswith("POST")]
    expected = [f"POST /api/v2/inventory_updates/{number}/cancel/" for number in (1, 2)]
    assert posts == (expected if wanted else [])
