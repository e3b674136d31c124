# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""adoption: one launch is one job, whatever becomes of the answer to it (design 5.2)."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx import errors, kinds, launch
from ansible_collections.steward.awx.plugins.module_utils._awx.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.requirements import Requirements

from tests.unit.connect import MakeClient
from tests.unit.launches import requirements
from tests.unit.ports import Report, Time
from tests.unit.scripted_server import (
    RESET,
    SILENCE,
    Answer,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
    page_of,
)

JOBS = "/api/v2/unified_jobs/"
QUESTION = {
    "unified_job_template": "8",
    "launch_type": "manual",
    "created_by": "3",
    "created__gte": "2026-11-23T01:00:00Z",
    "order_by": "-id",
    "page_size": "50",
}
ME = page_of([{"id": 3, "username": "al"}])

LOST = [
    pytest.param(RESET, id="connection cut"),
    pytest.param(SILENCE, id="no answer"),
    pytest.param(html_answer(500), id="500"),
    pytest.param(html_answer(502), id="502"),
    pytest.param(html_answer(504), id="504"),
    pytest.param(html_answer(201), id="201 in HTML"),
    pytest.param(Answer(201, b'{"id"', [("Content-Type", "application/json")]), id="201, broken"),
    pytest.param(Answer(201, b"{", [("Content-Type", "application/json")], 99), id="201, cut"),
    *(
        pytest.param(json_answer(body, 201), id=f"201, {body}")
        for body in (None, [], {}, {"id": "20"}, {"job": 20})
    ),
]


def job(number: int, **more: t.Any) -> dict[str, t.Any]:
    """A job as the list shows it, launched with nothing."""
    shown = {"limit": "", "extra_vars": "{}", "inventory": 3, "verbosity": 0, "job_tags": ""}
    return {"id": number, "type": "job", "url": f"/api/v2/jobs/{number}/", **shown, **more}


class LosingServer:
    """A server whose answers to launches are lost, and that shows `jobs` from a look on."""

    def __init__(self, answer: Answer, jobs: list[dict[str, t.Any]], *, from_look: int = 1) -> None:
        self._answer = answer
        self._jobs = jobs
        self._from_look = from_look
        self.looks = 0

    def __call__(self, request: Received) -> Answer:
        if request.method == "POST":
            return self._answer
        if request.path == "/api/v2/me/":
            return ME
        assert request.path == JOBS
        assert dict(request.query) == QUESTION
        self.looks += 1
        return page_of(self._jobs if self.looks >= self._from_look else [])


def start(client: AwxClient, needed: Requirements | None = None, **body: t.Any) -> launch.Launched:
    return launch.start(client, needed or requirements(), body)


def posts(server: ScriptedServer) -> int:
    return sum(request.method == "POST" for request in server.requests)


# -- Promise (design 5.2): one launch is one job -------------------------------------------


@pytest.mark.parametrize("answer", LOST)
def test_the_job_of_a_lost_answer_is_adopted(
    answer: Answer, make_client: MakeClient, server: ScriptedServer, report: Report
) -> None:
    """The server acted, and the answer was lost: the job is found, nothing is sent again."""
    server.handle(LosingServer(answer, [job(20)]))
    started = start(make_client(timeout=0.2 if answer is SILENCE else 10))
    assert (started.job["id"], started.adopted, started.ignored) == (20, True, {})
    assert posts(server) == 1
    (warning,) = report.warnings
    assert "the answer to the launch of the job template 'Deploy' was lost" in warning
    assert "job 20 is taken for its job" in warning


def test_blanks_that_awx_takes_off_make_no_other_job(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(LosingServer(html_answer(504), [job(20, job_tags="web")]))
    assert start(client, job_tags=" web ").job["id"] == 20


@pytest.mark.parametrize("answer", LOST)
def test_no_job_is_said_plainly(
    answer: Answer, make_client: MakeClient, server: ScriptedServer, time: Time
) -> None:
    """502 or a reset before the server acted: nothing is found, and it may still start."""
    losing = LosingServer(answer, [])
    server.handle(losing)
    with pytest.raises(errors.AwxError) as failure:
        start(make_client(timeout=0.2 if answer is SILENCE else 10))
    assert posts(server) == 1
    said = str(failure.value)
    assert "No job appeared within 30 s, but one may still start." in said
    assert "unified_job_template: 8" in said
    assert time.slept == 30
    assert losing.looks == 6


def test_a_slow_server_is_given_time(client: AwxClient, server: ScriptedServer, time: Time) -> None:
    """It may still be creating the job when the connection breaks."""
    server.handle(LosingServer(html_answer(504), [job(20)], from_look=4))
    assert start(client).job["id"] == 20
    assert time.sleeps == [1, 2, 4]


def test_several_jobs_that_fit_are_listed(client: AwxClient, server: ScriptedServer) -> None:
    server.handle(LosingServer(html_answer(504), [job(21), job(20)]))
    with pytest.raises(errors.ServerError, match=r"any of these jobs.*: 21, 20"):
        start(client)
    assert posts(server) == 1


def test_a_job_of_another_launch_of_ours_is_not_adopted(
    client: AwxClient, server: ScriptedServer
) -> None:
    """Items of a loop launch within one second, which is as exact as the server's date is."""
    losing = LosingServer(html_answer(502), [job(20)])
    server.handle(
        lambda request: (
            json_answer(job(20), 201)
            if request.method == "POST" and posts(server) == 1
            else losing(request)
        )
    )
    assert start(client).adopted is False
    with pytest.raises(errors.ServerError, match="No job appeared"):
        start(client)


def test_an_adopted_job_is_not_adopted_twice(client: AwxClient, server: ScriptedServer) -> None:
    server.handle(LosingServer(html_answer(502), [job(20)]))
    assert start(client).adopted is True
    with pytest.raises(errors.ServerError, match="No job appeared"):
        start(client)


# -- Which job it is -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "shown", "fits"),
    [
        ({"limit": "web"}, {"limit": "web"}, True),
        ({"limit": "web"}, {"limit": ""}, False),
        ({"limit": ""}, {"limit": None}, True),
        ({"inventory": 3}, {"inventory": 3}, True),
        ({"inventory": 4}, {"inventory": 3}, False),
        ({"forks": 5}, {}, True),
        ({"diff_mode": False}, {"diff_mode": True}, False),
        ({"timeout": 0}, {"timeout": 9}, False),
        ({"extra_vars": {"a": 1}}, {"extra_vars": '{"a": 1, "b": 2}'}, True),
        ({"extra_vars": {"a": 1}}, {"extra_vars": '{"a": 2}'}, False),
        ({"extra_vars": {"a": 1}}, {"extra_vars": "{}"}, False),
        ({"extra_vars": {"a": "secret"}}, {"extra_vars": '{"a": "$encrypted$"}'}, True),
        ({"extra_vars": {"a": 1}}, {"extra_vars": "not JSON"}, True),
        ({"credentials": [1]}, {"summary_fields": {"credentials": [{"id": 1}]}}, True),
        ({"credentials": [2]}, {"summary_fields": {"credentials": [{"id": 1}]}}, False),
        ({"credentials": [2]}, {}, True),
        (
            {"labels": [2]},
            {"summary_fields": {"labels": {"count": 1, "results": [{"id": 1}]}}},
            False,
        ),
        (
            {"labels": [2]},
            {"summary_fields": {"labels": {"count": 11, "results": [{"id": 1}]}}},
            True,
        ),
    ],
)
def test_only_a_job_of_what_was_sent_is_adopted(
    body: dict[str, t.Any],
    shown: dict[str, t.Any],
    fits: bool,
    client: AwxClient,
    server: ScriptedServer,
) -> None:
    server.handle(LosingServer(html_answer(504), [job(20, **shown)]))
    if fits:
        assert start(client, **body).job["id"] == 20
    else:
        with pytest.raises(errors.ServerError, match="No job appeared"):
            start(client, **body)


@pytest.mark.parametrize(
    ("kind", "template", "restriction"),
    [
        ("job", 8, ("unified_job_template", "8")),
        ("workflow_job", 9, ("unified_job_template", "9")),
        ("ad_hoc_command", None, ("type", "ad_hoc_command")),
    ],
)
def test_the_job_of_a_relaunch_is_looked_for_by_its_template(
    kind: str,
    template: int | None,
    restriction: tuple[str, str],
    client: AwxClient,
    server: ScriptedServer,
) -> None:
    again = requirements(kind=kinds.RELAUNCHES[kind])
    path = f"/api/v2/{again.kind.resource}/8/"
    server.expect("POST", path + "relaunch/", html_answer(504), body={})
    server.expect("GET", "/api/v2/me/", ME)
    server.expect("GET", path, json_answer({"id": 8, "unified_job_template": template}))
    query = [item for item in QUESTION.items() if item[0] not in ("unified_job_template",)]
    query = [(key, "relaunch" if key == "launch_type" else value) for key, value in query]
    server.expect("GET", JOBS, page_of([job(30)]), query=[*query, restriction])
    assert start(client, again).job["id"] == 30


# -- When it cannot be looked for ----------------------------------------------------------


def test_a_server_in_trouble_is_asked_until_it_answers(
    make_client: MakeClient, server: ScriptedServer
) -> None:
    losing = LosingServer(RESET, [job(20)])
    answers = [html_answer(502), RESET, html_answer(200)]

    def answer(request: Received) -> Answer:
        return answers.pop() if request.method == "GET" and answers else losing(request)

    server.handle(answer)
    assert start(make_client(retries=0)).job["id"] == 20


@pytest.mark.parametrize("status", [401, 403, 502])
def test_jobs_that_cannot_be_read_are_said_so(
    status: int, make_client: MakeClient, server: ScriptedServer
) -> None:
    server.handle(
        lambda request: (
            html_answer(504) if request.method == "POST" else json_answer({"detail": "no"}, status)
        )
    )
    with pytest.raises(errors.ServerError) as failure:
        start(make_client(retries=0))
    assert failure.value.status == 504
    assert "could not be looked for" in str(failure.value)
    assert "may be running" in str(failure.value)


@pytest.mark.parametrize("date", ["", "yesterday"])
def test_without_the_servers_time_nothing_is_adopted(
    date: str, make_client: MakeClient, server: ScriptedServer
) -> None:
    """No other clock can tell a job of this launch from an older one."""
    server.handle(LosingServer(html_answer(504), [job(20)]))
    template = Requirements(kinds.JOB_TEMPLATE, 8, "Deploy", {}, asked_at=date)
    with pytest.raises(errors.ServerError, match="no date"):
        start(make_client(retries=0), template)
    assert len(server.requests) == 1


def test_no_secret_is_shown(client: AwxClient, server: ScriptedServer) -> None:
    server.handle(LosingServer(html_answer(504), []))
    secret = {"pw": "hunter2"}
    with pytest.raises(errors.ServerError) as failure:
        start(client, extra_vars=secret, credential_passwords={"ssh_password": "hunter3"})
    assert "hunter" not in json.dumps([str(failure.value), failure.value.as_result()])
