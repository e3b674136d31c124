# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""operations.job_cancel: jobs by id or filter, once each, and what became of them."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.operations import job_cancel

from tests.unit.ports import Reporter, Time
from tests.unit.scripted_server import (
    Answer,
    Received,
    ScriptedServer,
    json_answer,
    page_of,
)

LIST = "/api/v2/unified_jobs/"
ENDED = ("status__in", "canceled,error,failed,successful")
ACCEPTED = Answer(202)


def row(number: int, status: str = "running", **more: t.Any) -> dict[str, t.Any]:
    """A job as lists show it: one that runs no playbook has no events to wait for."""
    known = {"id": number, "name": f"Job {number}", "type": "workflow_job", "status": status}
    return {**known, "url": f"/api/v2/workflow_jobs/{number}/", "extra_vars": "{}", **more}


def asks(*numbers: int, ended: bool = False) -> list[tuple[str, str]]:
    ids = ",".join(map(str, numbers))
    more = [ENDED] if ended else []
    return [("id__in", ids), *more, ("order_by", "id"), ("page_size", "200")]


REFUSED = json_answer({"detail": 'Method "POST" not allowed.'}, 405)


def run(client: AwxClient, jobs: t.Any = None, **options: t.Any) -> dict[str, t.Any]:
    check_mode = options.pop("check_mode", False)
    given = {"jobs": jobs, "resource": "unified_jobs", "wait": True, "wait_timeout": 120.0}
    return job_cancel.run(client, {**given, **options}, check_mode=check_mode)


def expect_cancel(server: ScriptedServer, number: int, answer: Answer = ACCEPTED) -> None:
    server.expect("POST", f"/api/v2/workflow_jobs/{number}/cancel/", answer, body={})


def listed(result: dict[str, t.Any]) -> tuple[list[t.Any], list[t.Any]]:
    canceled, finished = result["canceled"], result["already_finished"]
    return [(job["id"], job["status"]) for job in canceled], [
        (job["id"], job["status"]) for job in finished
    ]


def test_run_cancels_and_waits(client: AwxClient, server: ScriptedServer, time: Time) -> None:
    server.expect("GET", LIST, page_of([row(1), row(2), row(3, "failed")]), query=asks(2, 1, 3))
    expect_cancel(server, 1)
    expect_cancel(server, 2)
    server.expect("GET", LIST, page_of([row(1, "canceled")]), query=asks(1, 2, ended=True))
    server.expect("GET", "/api/v2/workflow_jobs/2/", json_answer(row(2, "canceled")))
    result = run(client, [2, 1, 3, 2])
    assert listed(result) == ([(1, "canceled"), (2, "canceled")], [(3, "failed")])
    assert (result["changed"], result["requests"]) == (True, 5)


def test_run_that_finds_nothing_active_changes_nothing(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("GET", LIST, page_of([row(1, "successful")]), query=asks(1))
    result = run(client, 1)
    assert (result["changed"], listed(result)) == (False, ([], [(1, "successful")]))


def test_a_job_that_ends_first_is_unchanged(client: AwxClient, server: ScriptedServer) -> None:
    """405: it ended between the look and the cancel."""
    server.expect("GET", LIST, page_of([row(1)]), query=asks(1))
    expect_cancel(server, 1, REFUSED)
    server.expect("GET", "/api/v2/workflow_jobs/1/", json_answer(row(1, "successful")))
    result = run(client, 1)
    assert (result["changed"], listed(result)) == (False, ([], [(1, "successful")]))


def test_a_job_that_ends_otherwise_was_not_canceled(
    client: AwxClient, server: ScriptedServer
) -> None:
    """The job may still end otherwise (docs/awx-api.md#canceling)."""
    server.expect("GET", LIST, page_of([row(1)]), query=asks(1))
    expect_cancel(server, 1)
    server.expect("GET", "/api/v2/workflow_jobs/1/", json_answer(row(1, "successful")))
    assert listed(run(client, 1)) == ([], [(1, "successful")])


def test_run_without_waiting_looks_once(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    server.expect("GET", LIST, page_of([row(1), row(2)]), query=asks(1, 2))
    expect_cancel(server, 1)
    expect_cancel(server, 2, REFUSED)
    now = [row(1), row(2, "successful")]
    server.expect("GET", LIST, page_of(now), query=asks(1, 2))
    assert listed(run(client, [1, 2], wait=False)) == ([(1, "running")], [(2, "successful")])
    assert time.sleeps == []


def test_run_that_takes_too_long_names_what_is_active(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    server.expect("GET", LIST, page_of([row(1)]), query=asks(1))
    expect_cancel(server, 1)
    for _turn in range(3):
        server.expect("GET", "/api/v2/workflow_jobs/1/", json_answer(row(1)))
    with pytest.raises(errors.WaitTimeout, match="job 1 'Job 1' is running after 2 s") as failure:
        run(client, 1, wait_timeout=2)
    result = failure.value.as_result()
    assert (result["changed"], listed(result)) == (True, ([(1, "running")], []))


def test_a_refusal_does_not_keep_others_from_being_canceled(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("GET", LIST, page_of([row(1), row(2)]), query=asks(1, 2))
    expect_cancel(server, 1, json_answer({"detail": "no"}, 403))
    expect_cancel(server, 2)
    server.expect("OPTIONS", "/api/v2/tokens/", json_answer({"actions": {"GET": {}, "POST": {}}}))
    server.expect("GET", "/api/v2/workflow_jobs/2/", json_answer(row(2, "canceled")))
    with pytest.raises(errors.CancelFailed, match="workflow job 1 'Job 1' cannot be ca") as failure:
        run(client, [1, 2])
    result = failure.value.as_result()
    assert (result["changed"], listed(result)) == (True, ([(2, "canceled")], []))


def test_an_unknown_id_cancels_nothing(client: AwxClient, server: ScriptedServer) -> None:
    server.expect("GET", LIST, page_of([row(1)]), query=asks(1, 2))
    query = {"id__in": "2", "page_size": "1"}
    server.expect("GET", "/api/v2/workflow_approvals/", page_of([]), query=query)
    with pytest.raises(errors.NoMatch, match="these ids: 2"):
        run(client, [1, 2])


def test_an_approval_is_told_from_an_unknown_id(client: AwxClient, server: ScriptedServer) -> None:
    server.expect("GET", LIST, page_of([]), query=asks(2))
    summary = {"source_workflow_job": {"id": 7}}
    approval = {"id": 2, "name": "Go live", "summary_fields": summary}
    query = {"id__in": "2", "page_size": "1"}
    server.expect("GET", "/api/v2/workflow_approvals/", page_of([approval]), query=query)
    said = "^2 is the approval 'Go live' of workflow job 7: cancel the workflow job$"
    with pytest.raises(errors.NoMatch, match=said):
        run(client, [2])


def test_a_job_that_is_deleted_once_it_is_canceled_is_gone(
    client: AwxClient, server: ScriptedServer, reporter: Reporter
) -> None:
    """That is no failure: it does not run any more."""
    server.expect("GET", LIST, page_of([row(1)]), query=asks(1))
    expect_cancel(server, 1)
    server.expect("GET", "/api/v2/workflow_jobs/1/", json_answer({"detail": "no"}, 404))
    server.expect("GET", LIST, page_of([]), query=asks(1))
    result = run(client, 1)
    assert [job["id"] for job in result["gone_jobs"]] == [1]
    assert (result["changed"], listed(result)) == (True, ([(1, "running")], []))
    assert "workflow job 1 'Job 1' was deleted while it was waited for" in reporter.warnings[0]


def test_what_lists_leave_out_is_completed(client: AwxClient, server: ScriptedServer) -> None:
    listed = {name: value for name, value in row(1, "failed").items() if name != "extra_vars"}
    server.expect("GET", LIST, page_of([listed]), query=asks(1))
    query = [*asks(1), ("include", "artifacts,extra_vars")]
    server.expect("GET", LIST, page_of([{**listed, "extra_vars": '{"a": 1}'}]), query=query)
    assert run(client, 1)["already_finished"][0]["extra_vars"] == '{"a": 1}'


def test_check_mode_says_which_would_be_canceled(client: AwxClient, server: ScriptedServer) -> None:
    server.expect("GET", LIST, page_of([row(1), row(2, "failed")]), query=asks(1, 2))
    result = run(client, [1, 2], check_mode=True)
    assert (result["changed"], listed(result)) == (True, ([(1, "running")], [(2, "failed")]))


# -- By filters ----------------------------------------------------------------------------


def test_run_by_filters_asks_for_active_jobs_only(
    client: AwxClient, server: ScriptedServer
) -> None:
    def answer(request: Received) -> Answer:
        if request.method == "POST":
            return ACCEPTED
        if request.path == "/api/v2/jobs/":
            assert ("status__in", "new,pending,waiting,running") in request.query
            assert ("job_template__name", "Deploy") in request.query
            return page_of([row(2), row(1)])
        return page_of([row(1, "canceled"), row(2, "canceled")])

    server.handle(answer)
    result = run(client, resource="jobs", filters={"job_template__name": "Deploy"})
    assert listed(result)[0] == [(1, "canceled"), (2, "canceled")]
    # A workflow comes before the jobs of its nodes.
    posts = [asked for asked in server.asked if asked.startswith("POST")]
    assert posts == [f"POST /api/v2/workflow_jobs/{number}/cancel/" for number in (1, 2)]


def test_run_by_filters_leaves_approvals_alone(client: AwxClient, server: ScriptedServer) -> None:
    server.handle(lambda request: page_of([row(1, "pending", type="workflow_approval")]))
    result = run(client, filters="name=x")
    assert (result["changed"], listed(result)) == (False, ([], []))


@pytest.mark.parametrize("filters", [{}, ""])
def test_empty_filters_cancel_nothing(filters: t.Any, client: AwxClient) -> None:
    with pytest.raises(errors.ConfigurationError, match="filters is empty"):
        run(client, filters=filters)


# -- Only what runs ------------------------------------------------------------------------


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_job_that_has_ended_is_a_failure_where_that_is_wanted(
    check_mode: bool, client: AwxClient, server: ScriptedServer
) -> None:
    """`fail_if_not_running` as awx.awx has it: nothing is canceled."""
    server.expect("GET", LIST, page_of([row(1), row(2, "failed")]), query=asks(1, 2))
    with pytest.raises(errors.NoMatch, match=r"^workflow job 2 'Job 2' \(failed\): ended already"):
        run(client, [1, 2], fail_if_not_running=True, check_mode=check_mode)


def test_a_job_that_ends_first_is_a_failure_where_that_is_wanted(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("GET", LIST, page_of([row(1)]), query=asks(1))
    expect_cancel(server, 1, REFUSED)
    server.expect("GET", "/api/v2/workflow_jobs/1/", json_answer(row(1, "successful")))
    with pytest.raises(errors.CancelFailed, match="ended before AWX could cancel it") as failure:
        run(client, 1, fail_if_not_running=True)
    assert listed(failure.value.as_result()) == ([], [(1, "successful")])
