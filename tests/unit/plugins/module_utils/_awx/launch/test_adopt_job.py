# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""adoption: one launch is one job, whatever becomes of the answer to it."""

from __future__ import annotations

import concurrent.futures
import json
import typing as t
from pathlib import Path

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.launch import submit
from ansible_collections.steward.awx.plugins.module_utils._awx.launch.claims_protocol import Others
from ansible_collections.steward.awx.plugins.module_utils._awx.launch.launch_config import (
    LaunchConfig,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.schema import template_types
from ansible_collections.steward.awx.plugins.module_utils._launch_claims import (
    FileClaims,
    PendingFile,
)

from tests.unit.connect import MakeClient
from tests.unit.launches import make_config
from tests.unit.ports import Reporter, Time
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
    "order_by": "created",
    "page_size": "50",
}
ME = page_of([{"id": 3, "username": "al"}])

MADE = "2026-11-23T00:59:58.123456Z"

# What the list says of the template, with its jobs.
ROW = {"summary_fields": {"recent_jobs": [{"id": 19}, {"id": 7}]}}

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


class Start(t.Protocol):
    """Launch with this body, and adopt the job of a lost answer."""

    def __call__(
        self, client: AwxClient, needed: LaunchConfig | None = None, **body: t.Any
    ) -> submit.Launched:
        """Return the launch."""


@pytest.fixture
def claims(tmp_path: Path) -> FileClaims:
    return FileClaims(str(tmp_path / "claims"))


@pytest.fixture
def start(claims: FileClaims) -> Start:
    def started(
        client: AwxClient, needed: LaunchConfig | None = None, **body: t.Any
    ) -> submit.Launched:
        needed = needed or make_config(row=ROW)
        return submit.start(client, needed, body, claims=claims)

    return started


def posts(server: ScriptedServer) -> int:
    return sum(request.method == "POST" for request in server.requests)


# -- One launch is one job -------------------------------------------


@pytest.mark.parametrize("answer", LOST)
def test_the_job_of_a_lost_answer_is_adopted(
    start: Start,
    answer: Answer,
    make_client: MakeClient,
    server: ScriptedServer,
    reporter: Reporter,
) -> None:
    """The server acted, and the answer was lost: the job is found, nothing is sent again."""
    server.handle(LosingServer(answer, [job(20)]))
    started = start(make_client(timeout=0.2 if answer is SILENCE else 10))
    assert (started.job.id, started.adopted) == (20, True)
    assert posts(server) == 1
    (warning,) = reporter.warnings
    assert "the response to the launch of the job template 'Deploy' was lost" in warning
    assert "continuing with job 20" in warning


def test_blanks_that_awx_takes_off_make_no_other_job(
    start: Start, client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(LosingServer(html_answer(504), [job(20, job_tags="web")]))
    assert start(client, job_tags=" web ").job.id == 20


@pytest.mark.parametrize("answer", LOST)
def test_no_job_is_said_plainly(
    start: Start, answer: Answer, make_client: MakeClient, server: ScriptedServer, time: Time
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


def test_a_slow_server_is_given_time(
    start: Start, client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    """It may still be creating the job when the connection breaks."""
    server.handle(LosingServer(html_answer(504), [job(20)], from_look=4))
    assert start(client).job.id == 20
    assert time.sleeps == [1, 2, 4]


def test_several_jobs_that_fit_are_listed(
    start: Start, client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(LosingServer(html_answer(504), [job(21), job(20)]))
    with pytest.raises(errors.ServerError, match=r"any of these jobs.*: 21, 20"):
        start(client)
    assert posts(server) == 1


def test_a_job_of_another_launch_of_ours_is_not_adopted(
    start: Start, client: AwxClient, server: ScriptedServer
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


def test_an_adopted_job_is_not_adopted_twice(
    start: Start, client: AwxClient, server: ScriptedServer
) -> None:
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
        ({"diff_mode": False}, {"diff_mode": True}, False),
        ({"timeout": 0}, {"timeout": 9}, False),
        ({"extra_vars": {"a": 1}}, {"extra_vars": '{"a": 1, "b": 2}'}, True),
        ({"extra_vars": {"a": 1}}, {"extra_vars": '{"a": 2}'}, False),
        ({"extra_vars": {"a": 1}}, {"extra_vars": "{}"}, False),
        ({"extra_vars": {"a": "secret"}}, {"extra_vars": '{"a": "$encrypted$"}'}, True),
        ({"extra_vars": {"a": 1}}, {"extra_vars": "not JSON"}, True),
    ],
)
def test_only_a_job_of_what_was_sent_is_adopted(
    start: Start,
    body: dict[str, t.Any],
    shown: dict[str, t.Any],
    fits: bool,
    client: AwxClient,
    server: ScriptedServer,
) -> None:
    server.handle(LosingServer(html_answer(504), [job(20, **shown)]))
    if fits:
        assert start(client, **body).job.id == 20
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
    start: Start,
    kind: str,
    template: int | None,
    restriction: tuple[str, str],
    client: AwxClient,
    server: ScriptedServer,
) -> None:
    again = make_config(kind=template_types.RELAUNCHES[kind])
    before = {"type": kind, "launch_type": "relaunch", "order_by": "-created", "page_size": "1"}
    server.expect("GET", JOBS, page_of([job(19, created=MADE)], 7), query=before)
    path = f"/api/v2/{again.kind.resource}/8/"
    server.expect("POST", path + "relaunch/", html_answer(504), body={})
    server.expect("GET", "/api/v2/me/", ME)
    server.expect("GET", path, json_answer({"id": 8, "unified_job_template": template}))
    query = [item for item in QUESTION.items() if item[0] not in ("unified_job_template",)]
    query = [(key, "relaunch" if key == "launch_type" else value) for key, value in query]
    query += [restriction, ("created__gte", MADE)]
    server.expect("GET", JOBS, page_of([job(19), job(30)]), query=query)
    assert start(client, again).job.id == 30


# -- When it cannot be looked for ----------------------------------------------------------


def test_a_server_in_trouble_is_asked_until_it_answers(
    start: Start, make_client: MakeClient, server: ScriptedServer
) -> None:
    losing = LosingServer(RESET, [job(20)])
    answers = [html_answer(502), RESET, html_answer(200)]

    def answer(request: Received) -> Answer:
        return answers.pop() if request.method == "GET" and answers else losing(request)

    server.handle(answer)
    assert start(make_client(retries=0)).job.id == 20


@pytest.mark.parametrize("status", [401, 403, 502])
def test_jobs_that_cannot_be_read_are_said_so(
    start: Start, status: int, make_client: MakeClient, server: ScriptedServer
) -> None:
    server.handle(
        lambda request: (
            html_answer(504) if request.method == "POST" else json_answer({"detail": "no"}, status)
        )
    )
    with pytest.raises(errors.ServerError) as failure:
        start(make_client(retries=0))
    assert failure.value.status == 504
    assert "its job is not known, and could not be checked" in str(failure.value)
    assert "may be running" in str(failure.value)


def test_no_secret_is_shown(start: Start, client: AwxClient, server: ScriptedServer) -> None:
    server.handle(LosingServer(html_answer(504), []))
    secret = {"pw": "hunter2"}
    with pytest.raises(errors.ServerError) as failure:
        start(client, extra_vars=secret, credential_passwords={"ssh_password": "hunter3"})
    assert "hunter" not in json.dumps([str(failure.value), failure.value.as_result()])


# -- Promise: a lost answer is settled without a clock -------------------------------------


def test_the_jobs_before_are_known_from_the_template(
    start: Start, client: AwxClient, server: ScriptedServer
) -> None:
    """The clock of a server, or of a proxy before it, may be wrong by any time."""
    losing = LosingServer(html_answer(504), [job(7), job(19), job(20)])

    def answer(request: Received) -> Answer:
        given = losing(request)
        wrong = ("Date", "Mon, 23 Nov 1998 01:00:00 GMT")
        return Answer(given.status, given.body, [*given.headers, wrong])

    server.handle(answer)
    assert start(client).job.id == 20
    assert server.asked[0].startswith("POST")


@pytest.mark.parametrize("recent", [range(11, 21), [4, 3, *range(20001, 20009)]])
def test_of_many_jobs_before_the_oldest_known_is_asked_for_its_time(
    recent: t.Sequence[int], start: Start, client: AwxClient, server: ScriptedServer
) -> None:
    """AWX shows the ten newest. Of a database that was restored the ids may begin anew."""
    row = {"summary_fields": {"recent_jobs": [{"id": number} for number in recent]}}
    server.expect("POST", "/api/v2/job_templates/8/launch/", html_answer(504), body={})
    server.expect("GET", "/api/v2/me/", ME)
    known = {"id__in": ",".join(map(str, sorted(recent))), "page_size": "200"}
    times = [f"2026-11-23T00:59:5{n}.5Z" for n in range(10)]
    made = [job(number, created=time) for number, time in zip(recent, reversed(times))]
    server.expect("GET", JOBS, page_of(made), query=known)
    query = {**QUESTION, "created__gte": times[0]}
    server.expect("GET", JOBS, page_of([*made, job(5)]), query=query)
    assert start(client, make_config(row=row)).job.id == 5


def test_jobs_before_whose_time_is_not_known_end_the_search(
    start: Start, client: AwxClient, server: ScriptedServer
) -> None:
    row = {"summary_fields": {"recent_jobs": [{"id": number} for number in range(10)]}}
    server.handle(
        lambda request: (
            html_answer(504)
            if request.method == "POST"
            else ME
            if request.path == "/api/v2/me/"
            else page_of([])
        )
    )
    with pytest.raises(errors.ServerError, match="when the earlier jobs were created"):
        start(client, make_config(row=row))


@pytest.mark.parametrize(
    ("row", "newest", "count", "more"),
    [
        pytest.param({}, [19], 7, {"created__gte": MADE}, id="found by its id"),
        pytest.param({"last_job": {"id": 3}}, [19], 7, {"created__gte": MADE}, id="a project"),
        pytest.param({}, [19], 1, {}, id="launched once"),
        pytest.param({}, [], 0, {}, id="never launched"),
    ],
)
def test_else_the_newest_is_asked_for_before_the_launch(
    row: dict[str, t.Any],
    newest: list[int],
    count: int,
    more: dict[str, str],
    start: Start,
    client: AwxClient,
    server: ScriptedServer,
) -> None:
    query = {"unified_job_template": "8", "order_by": "-created", "page_size": "1"}
    made = [job(number, created=MADE) for number in newest]
    server.expect("GET", JOBS, page_of(made, count), query=query)
    server.expect("POST", "/api/v2/job_templates/8/launch/", html_answer(504), body={})
    server.expect("GET", "/api/v2/me/", ME)
    server.expect("GET", JOBS, page_of([*made, job(20)]), query={**QUESTION, **more})
    assert start(client, make_config(row={"summary_fields": row})).job.id == 20


# -- Promise: the absence of a field is not taken for a value ------------------------------


@pytest.mark.parametrize(
    ("shown", "is_ours"), [('{"a": 1}', True), ('{"a": 2}', False), ("{}", False)]
)
def test_what_a_list_leaves_out_is_read_from_the_job(
    shown: str, is_ours: bool, start: Start, client: AwxClient, server: ScriptedServer
) -> None:
    """Ascender's lists have no extra_vars."""
    row = {name: value for name, value in job(20).items() if name != "extra_vars"}
    losing = LosingServer(html_answer(504), [row])
    details = job(20, extra_vars=shown)
    server.handle(
        lambda request: (
            json_answer(details) if request.path == "/api/v2/jobs/20/" else losing(request)
        )
    )
    if is_ours:
        assert start(client, extra_vars={"a": 1}).job.id == 20
    else:
        with pytest.raises(errors.ServerError, match="No job appeared"):
            start(client, extra_vars={"a": 1})
        assert losing.looks > 1
    assert server.asked.count("GET /api/v2/jobs/20/") == 1


def test_a_job_that_does_not_show_its_variables_is_not_taken(
    start: Start, client: AwxClient, server: ScriptedServer
) -> None:
    bare = {"id": 20, "type": "job", "url": "/api/v2/jobs/20/"}
    losing = LosingServer(html_answer(504), [bare])
    server.handle(
        lambda request: json_answer(bare) if request.path == "/api/v2/jobs/20/" else losing(request)
    )
    with pytest.raises(errors.ServerError, match="hides its variables"):
        start(client, extra_vars={"a": 1})


@pytest.mark.parametrize("name", ["labels", "credentials"])
@pytest.mark.parametrize("is_ours", [True, False])
def test_credentials_and_labels_are_read_whole(
    name: str, is_ours: bool, start: Start, client: AwxClient, server: ScriptedServer
) -> None:
    """A list shows ten labels of a job."""
    losing = LosingServer(html_answer(504), [job(20)])
    whole = page_of([{"id": 1}, {"id": 2}] if is_ours else [{"id": 1}])
    server.handle(
        lambda request: whole if request.path == f"/api/v2/jobs/20/{name}/" else losing(request)
    )
    if is_ours:
        assert start(client, **{name: [2]}).job.id == 20
    else:
        with pytest.raises(errors.ServerError, match="No job appeared"):
            start(client, **{name: [2]})


# -- Promise: no job is that of two launches on one machine --------------------------------


def pending(claims: FileClaims, server: ScriptedServer, template: int = 8) -> t.Any:
    """Another launch, as of another process: it has its own file."""
    return claims.begin(server.url, str(template))


def test_a_job_that_another_process_claimed_is_not_adopted(
    start: Start, claims: FileClaims, client: AwxClient, server: ScriptedServer
) -> None:
    """Two launches at a time, one of which never reached the server."""
    other = pending(claims, server)
    assert other.claim(20)
    other.close()
    server.handle(LosingServer(RESET, [job(20)]))
    with pytest.raises(errors.ConnectionFailed, match="No job appeared"):
        start(client)


def test_a_launch_that_may_still_be_answered_is_waited_for(
    start: Start, claims: FileClaims, client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    """The only job that fits may be that of the launch whose response is on its way."""
    other = pending(claims, server)
    losing = LosingServer(RESET, [job(20)])

    def answer(request: Received) -> Answer:
        if losing.looks == 2 and not other.is_claimed(20):
            assert other.claim(20)
            other.close()
        return losing(request)

    server.handle(answer)
    with pytest.raises(errors.ConnectionFailed, match="No job appeared"):
        start(client)
    assert time.slept == 30


def test_a_launch_that_failed_leaves_the_job_to_the_one_that_looks(
    start: Start, claims: FileClaims, client: AwxClient, server: ScriptedServer
) -> None:
    other = pending(claims, server)
    losing = LosingServer(RESET, [job(20)])

    def answer(request: Received) -> Answer:
        if losing.looks == 2:
            other.close()
        return losing(request)

    server.handle(answer)
    assert start(client).job.id == 20
    assert losing.looks == 3


def test_a_launch_that_is_not_answered_in_time_is_named(
    start: Start, claims: FileClaims, client: AwxClient, server: ScriptedServer
) -> None:
    other = pending(claims, server)
    server.handle(LosingServer(RESET, [job(20)]))
    with pytest.raises(errors.ConnectionFailed) as failure:
        start(client)
    other.close()
    assert "one of these jobs: 20. But other tasks that launched the same" in str(failure.value)
    assert "unified_job_template: 8" in str(failure.value)


@pytest.mark.parametrize("template", [9, None])
def test_launches_of_something_else_are_not_waited_for(
    template: int | None,
    start: Start,
    claims: FileClaims,
    client: AwxClient,
    server: ScriptedServer,
) -> None:
    other = (
        pending(claims, server, template)
        if template
        else claims.begin("https://other.example.com", "8")
    )
    server.handle(LosingServer(RESET, [job(20)]))
    assert start(client).job.id == 20
    other.close()


def test_two_launches_with_lost_answers_never_take_one_job(
    start: Start, make_client: MakeClient, server: ScriptedServer
) -> None:
    """One job of two launches at once: exactly one of them goes on with it."""
    server.handle(LosingServer(RESET, [job(20)]))

    def outcome(client: AwxClient) -> int:
        try:
            return int(start(client).job.id)
        except errors.ConnectionFailed:
            return 0

    with concurrent.futures.ThreadPoolExecutor(2) as threads:
        outcomes = list(threads.map(outcome, [make_client(), make_client()]))
    assert sorted(outcomes) == [0, 20]
    assert posts(server) == 2


def test_two_launches_with_lost_answers_take_a_job_each(
    start: Start, claims: FileClaims, client: AwxClient, server: ScriptedServer
) -> None:
    """A proxy that restarts loses all answers at once; what fits both is as good for either."""
    other = pending(claims, server)
    other.look_for([20, 21])
    server.handle(LosingServer(RESET, [job(20), job(21)]))
    assert start(client).job.id == 20
    assert [other.claim(20), other.claim(21)] == [False, True]
    other.close()


def test_a_launch_that_takes_its_job_meanwhile_leaves_the_other(
    claims: FileClaims, client: AwxClient, server: ScriptedServer
) -> None:
    """Between two looks at the files: it is not pending any more, and one job fewer is free."""
    other = pending(claims, server)
    other.look_for([20, 21])

    class Overtaken(PendingFile):
        def look_for(self, job_ids: t.Collection[int]) -> Others:
            if other.claim(20):
                other.close()
            return super().look_for(job_ids)

    class Slow(FileClaims):
        def begin(self, *launch: str) -> PendingFile:
            begun = super().begin(*launch)
            begun.__class__ = Overtaken
            return begun

    server.handle(LosingServer(RESET, [job(20), job(21)]))
    slow = Slow(claims._directory)
    started = submit.start(client, make_config(row=ROW), {}, claims=slow)
    assert started.job.id == 21


@pytest.mark.parametrize(
    "theirs",
    [pytest.param([20, 21, 22], id="more jobs than launches"), pytest.param([21], id="others")],
)
def test_more_jobs_than_launches_are_listed(
    theirs: list[int], start: Start, claims: FileClaims, client: AwxClient, server: ScriptedServer
) -> None:
    other = pending(claims, server)
    other.look_for(theirs)
    server.handle(LosingServer(RESET, [job(number) for number in (20, 21, 22)]))
    with pytest.raises(errors.ConnectionFailed, match=r"any of these jobs.*: 20, 21, 22"):
        start(client)
    other.close()


@pytest.mark.parametrize("number", [20, 21])
def test_every_launch_claims_its_job(
    number: int, start: Start, claims: FileClaims, client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: json_answer(job(20), 201))
    start(client)
    other = pending(claims, server)
    assert other.claim(number) is (number != 20)
    assert other.look_for([]).waiting == 0
    other.close()


# -- When nothing is adopted ---------------------------------------------------------------


def test_on_request_nothing_is_adopted(
    claims: FileClaims, client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    """on_lost_answer: fail; nothing more is asked, before or after."""
    server.expect("POST", "/api/v2/job_templates/8/launch/", html_answer(504), body={})
    with pytest.raises(errors.ServerError) as failure:
        submit.start(client, make_config(), {}, claims=claims, adopt=False)
    said = str(failure.value)
    assert "It may be running; its job is not searched for (on_lost_answer is fail)." in said
    assert "unified_job_template: 8" in said
    assert time.sleeps == []


def test_a_job_of_a_launch_that_adopts_none_is_claimed_all_the_same(
    claims: FileClaims, start: Start, client: AwxClient, server: ScriptedServer
) -> None:
    losing = LosingServer(html_answer(502), [job(20)])
    server.handle(
        lambda request: (
            json_answer(job(20), 201)
            if request.method == "POST" and posts(server) == 1
            else losing(request)
        )
    )
    submit.start(client, make_config(), {}, claims=claims, adopt=False)
    with pytest.raises(errors.ServerError, match="No job appeared"):
        start(client)


@pytest.mark.parametrize("claimed", [True, False])
def test_without_a_place_for_claims_nothing_is_adopted(
    claimed: bool, tmp_path: Path, client: AwxClient, server: ScriptedServer
) -> None:
    """Better no job than one of another task."""
    (tmp_path / "file").touch()
    claims = FileClaims(str(tmp_path / "file" / "claims")) if claimed else None
    server.expect("POST", "/api/v2/job_templates/8/launch/", html_answer(504), body={})
    with pytest.raises(errors.ServerError) as failure:
        submit.start(client, make_config(), {}, claims=claims)
    assert "tasks on this machine cannot record which jobs are theirs" in str(failure.value)
    assert "It may be running; " in str(failure.value)


def test_without_a_place_for_claims_a_launch_works(
    tmp_path: Path, client: AwxClient, server: ScriptedServer
) -> None:
    (tmp_path / "file").touch()
    server.expect("POST", "/api/v2/job_templates/8/launch/", json_answer(job(20), 201), body={})
    claims = FileClaims(str(tmp_path / "file" / "claims"))
    assert submit.start(client, make_config(), {}, claims=claims).job.id == 20
