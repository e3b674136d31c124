# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""job_output, workflow_output: what each has to show, and when all of it was shown."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.unified_job import Job
from ansible_collections.steward.awx.plugins.module_utils._awx.output.adaptive_page_size import (
    AdaptivePageSize,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.output.job_follower import Shared
from ansible_collections.steward.awx.plugins.module_utils._awx.output.workflow_follower import (
    follow,
)

from tests.unit.ports import Reporter, Time
from tests.unit.scripted_server import Received, ScriptedServer, json_answer, page_of

JOB = {"id": 20, "type": "job", "name": "Deploy", "url": "/api/v2/jobs/20/", "status": "running"}
ENDED = {**JOB, "status": "successful", "event_processing_finished": True}


def shared(client: AwxClient, *, has_titles: bool = False) -> Shared:
    return Shared(client, AdaptivePageSize(client, 500), has_titles)


def events(*texts: str) -> t.Any:
    rows = [{"counter": number, "stdout": text} for number, text in enumerate(texts, start=1)]
    return json_answer({"results": rows})


def expect_events(server: ScriptedServer, mark: int, answer: t.Any) -> None:
    query = {"counter__gt": str(mark), "no_truncate": "1", "order_by": "counter", "limit": "500"}
    server.expect("GET", "/api/v2/jobs/20/job_events/", answer, query=query)


def test_the_end_is_asked_for_before_the_last_read(
    client: AwxClient, server: ScriptedServer, reporter: Reporter
) -> None:
    """What is stored between the two would be lost the other way round."""
    job = follow(shared(client), Job(JOB))
    job.update(Job({**JOB, "status": "successful", "event_processing_finished": False}))
    [output] = job.outputs()
    server.expect("GET", "/api/v2/jobs/20/", json_answer({**ENDED}))
    expect_events(server, 0, events("a", "b"))
    assert output.read()
    assert job.is_done
    assert reporter.shown == ["a\nb\n"]
    assert list(job.outputs()) == []


def test_an_ended_job_is_asked_for_until_all_is_stored(
    client: AwxClient, server: ScriptedServer, reporter: Reporter
) -> None:
    job = follow(shared(client), Job(JOB))
    job.update(Job({**JOB, "status": "failed"}))
    [output] = job.outputs()
    for mark, finished in ((0, False), (1, True)):
        detail = {**JOB, "status": "failed", "event_processing_finished": finished}
        server.expect("GET", "/api/v2/jobs/20/", json_answer(detail))
        expect_events(server, mark, events("a"))
        output.read()
        assert job.is_done is finished
    assert reporter.shown == ["a\n"]


def test_a_job_that_has_ended_already_costs_one_read(
    client: AwxClient, server: ScriptedServer, reporter: Reporter
) -> None:
    job = follow(shared(client, has_titles=True), Job(ENDED), "node x")
    expect_events(server, 0, events("a"))
    [output] = job.outputs()
    output.read()
    assert "".join(reporter.shown).splitlines() == [
        "job 20 Deploy started (node x)",
        "job 20 Deploy | a",
        "job 20 Deploy successful (node x)",
    ]


def test_long_texts_that_could_not_be_read_whole_are_said(
    client: AwxClient, server: ScriptedServer, reporter: Reporter
) -> None:
    path = "/api/v2/project_updates/3/"
    update = {"id": 3, "type": "project_update", "url": path, "name": "Site", "status": "failed"}
    rows = [{"counter": 1, "stdout": "x" * 1023 + "…", "start_line": 0, "end_line": 1}]

    def answer(request: Received) -> t.Any:
        if request.path == path + "stdout/":
            return json_answer({"detail": "No permission."}, 403)
        return json_answer({"results": rows})

    server.handle(answer)
    job = follow(shared(client), Job({**update, "event_processing_finished": True}))
    [output] = job.outputs()
    output.read()
    assert job.is_done
    [warning] = reporter.warnings
    assert "the output of project update 3 Site has long lines that could not be read wh" in warning
    assert "No permission" in warning
    assert "resource: project_updates/3/stdout" in warning


def test_an_output_that_was_given_up_has_an_end_all_the_same(
    client: AwxClient, server: ScriptedServer, reporter: Reporter
) -> None:
    """A line says it once the job has ended."""
    job = follow(shared(client, has_titles=True), Job(JOB))
    [output] = job.outputs()
    server.expect(
        "GET",
        "/api/v2/jobs/20/job_events/",
        json_answer({"detail": "No permission."}, 403),
        query={"counter__gt": "0", "no_truncate": "1", "order_by": "counter", "limit": "500"},
    )
    output.read()
    assert job.is_done
    assert "".join(reporter.shown).splitlines() == ["job 20 Deploy started"]
    for _turn in range(2):
        job.update(Job(ENDED))
    assert "".join(reporter.shown).splitlines()[1:] == ["job 20 Deploy successful"]


@pytest.mark.parametrize(
    ("kind", "resource"),
    [
        ("job", "jobs/7/stdout"),
        ("ad_hoc_command", "ad_hoc_commands/7/stdout"),
        ("inventory_update", "inventory_updates/7/stdout"),
        ("system_job", "system_jobs/7"),
    ],
)
def test_where_the_whole_output_is(
    kind: str, resource: str, client: AwxClient, server: ScriptedServer, reporter: Reporter
) -> None:
    """The output of system jobs is a field of theirs (docs/awx-api.md#output-of-system-jobs)."""
    server.handle(lambda request: json_answer({"detail": "Not found."}, 404))
    job = {"id": 7, "type": kind, "url": f"/api/v2/{kind}s/7/", "status": "running"}
    follow(shared(client), Job(job)).give_up("it may be")
    assert reporter.warnings[0].endswith(f"or awx_query with resource: {resource}")


@pytest.mark.parametrize("status", ["new", "pending", "waiting"])
def test_a_job_that_has_not_started_has_nothing_to_read(status: str, client: AwxClient) -> None:
    [output] = follow(shared(client), Job({**JOB, "status": status})).outputs()
    assert not output.may_have_more


@pytest.mark.parametrize(
    ("status", "said"),
    [("successful", "approved"), ("failed", "not approved"), ("canceled", "canceled")],
)
def test_decisions(status: str, said: str, client: AwxClient, reporter: Reporter) -> None:
    asked = {"id": 7, "type": "workflow_approval", "name": "Go?", "status": "pending"}
    decision = follow(shared(client, has_titles=True), Job(asked))
    decision.update(Job(asked))
    assert not decision.is_done
    decision.update(Job({**asked, "status": status}))
    assert decision.is_done
    lines = "".join(reporter.shown).splitlines()
    assert "waits for a decision" in lines[0]
    assert lines[1:] == [f"workflow approval 7 Go? {said}"]


def test_workflows_of_more_nodes_than_fit_on_a_page(
    client: AwxClient, server: ScriptedServer
) -> None:
    workflow = {"id": 5, "type": "workflow_job", "url": "/api/v2/workflow_jobs/5/"}
    nodes = [{"id": number, "related": {}, "summary_fields": {}} for number in range(1, 251)]
    for last, page in ((0, nodes[:200]), (200, nodes[200:])):
        server.expect(
            "GET",
            "/api/v2/workflow_jobs/5/workflow_nodes/",
            page_of(page, 250 - last),
            query={"id__gt": str(last), "order_by": "id", "page_size": "200"},
        )
    followed = follow(shared(client), Job({**workflow, "status": "running"}))
    followed.refresh()
    assert not followed.is_done


def test_an_ended_workflow_is_done_once_its_jobs_are(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    node = {
        "id": 1,
        "related": {"job": "/api/v2/jobs/20/"},
        "summary_fields": {"job": {"id": 20, "type": "job", "name": "a", "status": "successful"}},
    }
    path = "/api/v2/workflow_jobs/5/"
    first_page = {"id__gt": "0", "order_by": "id", "page_size": "200"}
    server.expect("GET", path + "workflow_nodes/", page_of([node]), query=first_page)
    server.expect("GET", "/api/v2/jobs/20/", json_answer(ENDED))
    expect_events(server, 0, events())
    workflow = {"id": 5, "type": "workflow_job", "url": path, "status": "successful"}
    followed = follow(shared(client), Job(workflow))
    followed.refresh()
    assert not followed.is_done
    for output in followed.outputs():
        output.read()
    assert followed.is_done
    followed.refresh()
