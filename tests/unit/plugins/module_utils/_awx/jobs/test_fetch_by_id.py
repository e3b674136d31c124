# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""queries: a field that a list left out is unknown, and is read; never taken for a value."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs import fetch_by_id, unified_job
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.unified_job import Job

from tests.unit.connect import MakeClient
from tests.unit.scripted_server import (
    Answer,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
    page_of,
)

LIST = "/api/v2/unified_jobs/"
VARIABLES = {"extra_vars": '{"who": "me"}', "artifacts": {"build": 7}}
NO_INCLUDE = json_answer({"detail": "UnifiedJob has no field named 'include'"}, 400)


def row(number: int, kind: str = "job", **more: t.Any) -> dict[str, t.Any]:
    url = f"/api/v2/{kind}s/{number}/"
    return {"id": number, "type": kind, "url": url, "name": "x", "status": "successful", **more}


def asks(*numbers: int) -> dict[str, str]:
    ids = ",".join(map(str, numbers))
    include = {"include": "artifacts,extra_vars"}
    return {"id__in": ids, **include, "order_by": "id", "page_size": "200"}


def test_whole_rows_cost_nothing(client: AwxClient) -> None:
    """As AWX lists them; a null, an empty text and an empty mapping are values."""
    some = [
        row(1, extra_vars=None, artifacts={}),
        row(2, "workflow_job", extra_vars=""),
        row(3, "project_update"),
        row(4, "inventory_update"),
        row(5, "of another kind"),
    ]
    assert fetch_by_id.with_missing_fields(client, list(map(Job, some))) == list(map(Job, some))


def test_what_a_list_left_out_is_asked_for_by_name(
    client: AwxClient, server: ScriptedServer
) -> None:
    """As Ascender lists them: one request for all, and only what was left out is taken of it."""
    now = [
        row(1, **VARIABLES, status="running"),
        row(3, "workflow_job", extra_vars="{}"),
        row(4, "system_job", extra_vars="{}"),
    ]
    server.expect("GET", LIST, page_of(now), query=asks(3, 1, 4))
    some = [row(3, "workflow_job"), row(1), row(2, **VARIABLES), row(4, "system_job"), row(1)]
    done = fetch_by_id.with_missing_fields(client, list(map(Job, some)))
    assert [job.id for job in done] == [3, 1, 2, 4, 1]
    assert (done[1].data["artifacts"], done[1].data["extra_vars"]) == (
        {"build": 7},
        '{"who": "me"}',
    )
    assert done[1].status == "successful"
    assert not any(job.missing_fields for job in done)


def test_200_are_asked_for_at_a_time(client: AwxClient, server: ScriptedServer) -> None:
    def answer(request: Received) -> Answer:
        ids = dict(request.query)["id__in"].split(",")
        return page_of([row(int(number), **VARIABLES) for number in ids])

    server.handle(answer)
    fetch_by_id.with_missing_fields(client, [Job(row(number)) for number in range(1, 450)])
    assert len(server.requests) == 3


def test_where_lists_cannot_be_asked_details_are(client: AwxClient, server: ScriptedServer) -> None:
    def answer(request: Received) -> Answer:
        if request.path == LIST:
            return NO_INCLUDE
        return json_answer(row(int(request.path.split("/")[4]), **VARIABLES))

    server.handle(answer)
    done = fetch_by_id.with_missing_fields(client, [Job(row(number)) for number in range(1, 151)])
    assert len(server.requests) == 1 + fetch_by_id.MAX_DETAILS
    assert [bool(job.missing_fields) for job in done] == [False] * 100 + [True] * 50


@pytest.mark.parametrize("trouble", [html_answer(502), json_answer({"detail": "no"}, 403)])
def test_what_cannot_be_read_stays_unknown(
    trouble: Answer, make_client: MakeClient, server: ScriptedServer
) -> None:
    """How the job ended is known all the same; its artifacts are not none, they are unknown."""
    server.handle(lambda request: trouble)
    client = make_client(retries=0)
    (job,) = fetch_by_id.with_missing_fields(client, [Job(row(1))])
    summary = unified_job.summary(client, job)
    assert (summary["artifacts"], summary["extra_vars"]) == (None, None)
    assert len(server.requests) == 1


def test_a_detail_of_another_job_is_not_taken(client: AwxClient, server: ScriptedServer) -> None:
    def answer(request: Received) -> Answer:
        return NO_INCLUDE if request.path == LIST else json_answer(row(7, **VARIABLES))

    server.handle(answer)
    (job,) = fetch_by_id.with_missing_fields(client, [Job(row(1))])
    assert job.missing_fields == ["extra_vars", "artifacts"]
