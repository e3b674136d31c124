# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that is hostile or broken: an answer that is right, or one clear error, and an end."""

from __future__ import annotations

import re
import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.common.reporting import Terminal
from ansible_collections.steward.awx.plugins.module_utils._awx.operations import (
    job_launch,
    job_wait,
    query,
    token,
)

from tests.unit.connect import MakeClient
from tests.unit.ports import Reporter, Time
from tests.unit.scripted_server import (
    Answer,
    Handler,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
    page_of,
)

MOST_REQUESTS = 20

JSON = [("Content-Type", "application/json")]


def rows_with(ids: t.Iterable[t.Any], count: t.Any) -> Answer:
    return json_answer({"count": count, "results": [{"id": id_} for id_ in ids]})


def beyond_what_was_asked(request: Received) -> Answer:
    """Answer a page of the rows after any id, whatever the upper bound."""
    after = int(dict(request.query).get("id__gt", 0))
    return rows_with(range(after + 1, after + 201), 1000)


def always(answer: Answer) -> Handler:
    return lambda _request: answer


def link(url: t.Any) -> Handler:
    row = {"id": 1, "related": {"jobs": url}}
    return always(json_answer({"count": 1, "results": [row]}))


@pytest.mark.parametrize(
    ("handler", "options"),
    [
        pytest.param(always(Answer(200, b"[" * 200_000, JSON)), {}, id="brackets without end"),
        pytest.param(always(Answer(400, b"[" * 200_000, JSON)), {}, id="the same in an error"),
        pytest.param(always(Answer(200, b"1" * 20_000, JSON)), {}, id="a number without end"),
        pytest.param(always(rows_with([1], -5)), {}, id="a negative count"),
        pytest.param(always(rows_with([1], True)), {}, id="a count that is a boolean"),
        pytest.param(always(rows_with(range(1, 201), 1000)), {}, id="one page for ever"),
        pytest.param(always(rows_with([True] * 200, 1000)), {}, id="ids that are booleans"),
        pytest.param(always(rows_with(map(str, range(200)), 1000)), {}, id="ids that are text"),
        pytest.param(always(rows_with([10**30] * 200, 1000)), {}, id="ids that are huge"),
        pytest.param(always(rows_with(range(-200, 0), 1000)), {}, id="ids that are negative"),
        pytest.param(
            always(rows_with([number / 2 for number in range(200)], 1000)),
            {},
            id="ids that are fractions",
        ),
        pytest.param(always(rows_with([[]] * 200, 1000)), {}, id="ids that are lists"),
        pytest.param(always(rows_with([1], 10**30)), {}, id="a count that is huge"),
        pytest.param(always(rows_with([1], 1.0)), {}, id="a count that is a fraction"),
        pytest.param(
            always(Answer(200, b'{"a":' * 101 + b"1" + b"}" * 101, JSON)), {}, id="nested too deep"
        ),
        pytest.param(always(Answer(200, b'[{"a": NaN}]', JSON)), {}, id="a number that is none"),
        pytest.param(always(Answer(200, b'[{"a": 1e999}]', JSON)), {}, id="a number too large"),
        pytest.param(
            always(Answer(302, b"", [("Location", "http://[")])), {}, id="a redirect to no address"
        ),
        pytest.param(
            always(Answer(200, b"{}", [*JSON, ("Content-Length", "\xb2")], announced=2)),
            {"resource": "organizations/1", "only": "name"},
            id="a length that is no number",
        ),
        pytest.param(beyond_what_was_asked, {}, id="rows beyond the bounds"),
        pytest.param(link("http://evil.example.com/"), {"related": ["jobs"]}, id="another host"),
        pytest.param(link("https://127.0.0.1/"), {"related": ["jobs"]}, id="another scheme"),
        pytest.param(link("http://["), {"related": ["jobs"]}, id="no address"),
        pytest.param(link("/api/v2/\ud800/"), {"related": ["jobs"]}, id="half a character"),
        pytest.param(
            always(json_answer({"results": [{"counter": "x"}] * 500})),
            {"resource": "jobs/1/job_events"},
            id="counters that are text",
        ),
        pytest.param(
            always(json_answer({"results": [{"counter": n} for n in range(500)]})),
            {"resource": "jobs/1/job_events"},
            id="the same events for ever",
        ),
    ],
)
def test_a_hostile_answer_is_one_clear_error(
    handler: Handler, options: dict[str, t.Any], server: ScriptedServer, make_client: MakeClient
) -> None:
    server.handle(handler)
    asked = {"resource": "hosts", "max_objects": 0, "concurrency": 2, **options}
    # Some of these answers never end.
    client = make_client(timeout=0.5)
    with pytest.raises(errors.AwxError):
        query.run(client, asked)
    assert len(server.requests) <= MOST_REQUESTS


def test_a_link_stays_on_the_host(server: ScriptedServer, make_client: MakeClient) -> None:
    """What looks like another host, or like the end of a request, is a path of this one."""
    for url in ("//evil.example.com/x", "/api/v2/x\r\nHost: evil.example.com/", "/api/v2/../../x"):
        server.handle(link(url))
        query.run(make_client(), {"resource": "hosts", "related": ["jobs"]})
    assert {request.headers["host"] for request in server.requests} == {f"127.0.0.1:{server.port}"}


def test_text_is_text(server: ScriptedServer, make_client: MakeClient, tmp_path: t.Any) -> None:
    """Half a character, or what looks like a template, comes through as it is."""
    server.handle(always(Answer(200, b'[{"name": "\\ud800 {{ 1 + 1 }} \\u001b[2J"}]', JSON)))
    answer = query.run(make_client(), {"resource": "projects/1/playbooks"})
    assert answer["objects"] == [{"name": "\ud800 {{ 1 + 1 }} \x1b[2J"}]
    dest = tmp_path / "objects"
    query.run(make_client(), {"resource": "projects/1/playbooks", "dest": str(dest)})
    assert dest.read_text("utf-8") == '{"name": "\\ud800 {{ 1 + 1 }} \\u001b[2J"}\n'


def without_end(request: Received) -> Answer:
    """Answer whatever is asked for, as it is asked for, of rows that have no end."""
    asked = dict(request.query)
    key = "counter" if "events" in request.path else "id"
    after, before = int(asked.get(f"{key}__gt", 0)), int(asked.get(f"{key}__lt", 10**15))
    most = int(asked.get("limit", asked.get("page_size", 25)))
    numbers = range(after + 1, min(after + 1 + most, before))
    if asked.get("order_by", "").startswith("-"):
        numbers = range(before - 1, max(before - 1 - most, after), -1)
    rows = [{key: number} for number in numbers]
    return json_answer({"count": 900, "results": rows})


@pytest.mark.parametrize(
    "options",
    [
        {"resource": "hosts"},
        {"resource": "hosts", "order_by": ["-id"]},
        {"resource": "jobs/1/job_events"},
    ],
)
def test_rows_without_end_are_refused_as_too_many(
    options: dict[str, t.Any], server: ScriptedServer, make_client: MakeClient
) -> None:
    """`max_objects` holds whatever the server counts."""
    server.handle(without_end)
    with pytest.raises(errors.AwxError) as failure:
        query.run(make_client(), {"max_objects": 1000, "concurrency": 2, **options})
    assert len(server.requests) <= MOST_REQUESTS
    assert "max_objects" in str(failure.value)


def test_an_explanation_does_not_take_long_to_search(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    """AWX puts JSON into the explanation of a job whose dependency failed; here it never ends."""
    endless = '{"job_type": "project_update",' * 20_000
    job = {**ended(), "status": "failed", "started": None, "job_explanation": endless}
    server.handle(lambda request: page_of([job]) if request.query else json_answer(job))
    with pytest.raises(errors.JobFailed):
        job_wait.run(make_client(), {"jobs": [7], "fail_on": ["failed"]})


def test_next_is_not_followed(server: ScriptedServer, make_client: MakeClient) -> None:
    """Links to other pages may lead elsewhere or in circles: a walk makes its own questions."""
    ids = list(range(1, 8))

    def page(request: Received) -> Answer:
        after = int(dict(request.query).get("id__gt", 0))
        below = int(dict(request.query).get("id__lt", 99))
        rows = [{"id": number} for number in ids if after < number < below]
        if dict(request.query).get("order_by") == "-id":
            rows.reverse()
        size = int(dict(request.query)["page_size"])
        links = {"next": "http://evil.example.com/", "previous": request.path}
        return json_answer({"count": len(ids), **links, "results": rows[: min(size, 3)]})

    server.handle(page)
    answer = query.run(make_client(), {"resource": "hosts", "concurrency": 2})
    assert [row["id"] for row in answer["objects"]] == ids
    assert {request.path for request in server.requests} == {"/api/v2/hosts/"}


# -- Names that would do something to a terminal -------------------------------------------

HOSTILE_NAME = "Web\x1b[2J\x1b]0;title\x07\x9b31m\u202e\r\nfake: ok"
HARMFUL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


def test_names_in_errors_are_harmless(server: ScriptedServer, make_client: MakeClient) -> None:
    rows = [{"id": number, "name": HOSTILE_NAME} for number in (1, 2)]
    server.handle(always(json_answer({"count": 2, "results": rows})))
    with pytest.raises(errors.SeveralMatches) as failure:
        query.run(make_client(), {"resource": "hosts", "expect": "one"})
    assert "id 1 'Web" in str(failure.value)
    assert not HARMFUL.search(str(failure.value))


def test_names_in_problems_of_a_launch_are_harmless(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    needs = {"node_templates_missing": [HOSTILE_NAME]}
    server.handle(always(json_answer(needs)))
    options = {"template": 8, "kind": "workflow_job_template"}
    with pytest.raises(errors.LaunchRefused) as failure:
        job_launch.run(make_client(), options)
    (problem,) = failure.value.as_result()["problems"]
    assert problem.startswith("nodes of the workflow have no template: Web")
    assert not HARMFUL.search(problem + str(failure.value))


def test_names_in_warnings_and_details_are_harmless(
    server: ScriptedServer, make_client: MakeClient, reporter: Reporter
) -> None:
    """A page's title is quoted in the log of what is tried again, a header as the server's time."""
    page = html_answer(503, title=HOSTILE_NAME, X_API_Time="\x9b2J0.1")
    server.handle(always(page))
    with pytest.raises(errors.ServerError) as failure:
        query.run(make_client(retries=1), {"resource": "hosts"})
    assert "fake: ok" in reporter.text
    assert not HARMFUL.search(reporter.text + str(failure.value))


# -- Cookies -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("domain", "is_taken"),
    [("evil.example.com", False), ("0.0.1", False), ("127.0.0.1", True), ("", True)],
)
def test_cookies_for_other_domains_are_not_taken(
    domain: str, is_taken: bool, server: ScriptedServer, make_client: MakeClient
) -> None:
    """A server sets cookies for itself only (RFC 6265, section 5.3)."""
    attribute = f"; Domain={domain}" if domain else ""
    server.handle(always(html_answer(Set_Cookie=f"csrftoken=the-proof{attribute}")))
    client = make_client(username="ci", password="p", auth="session")
    with pytest.raises(errors.UnexpectedResponse):
        query.run(client, {"resource": "hosts"})
    logins = [request for request in server.requests if request.method == "POST"]
    assert [request.headers["cookie"] for request in logins] == ["csrftoken=the-proof"] * is_taken


# -- Jobs without end ----------------------------------------------------------------------


def ended(kind: str = "job") -> dict[str, t.Any]:
    return {
        "id": 7,
        "type": kind,
        "url": f"/api/v2/{kind}s/7/",
        "status": "successful",
        "event_processing_finished": True,
        "host_status_counts": {},
    }


def live(client: AwxClient, reporter: Reporter) -> dict[str, t.Any]:
    reporter.terminal = Terminal(is_visible=True)
    options = {"jobs": [7], "interval": 10.0, "wait_timeout": 60.0, "output": "live"}
    return job_wait.run(client, options)


def test_a_server_that_repeats_events_is_given_up(
    server: ScriptedServer, make_client: MakeClient, reporter: Reporter
) -> None:
    """A full page says that there is more; that it is the same page for ever must not keep us."""
    rows = [{"id": n, "counter": n, "stdout": f"line {n}"} for n in range(1, 501)]

    def answer(request: Received) -> Answer:
        if "job_events" in request.path:
            return json_answer({"results": rows})
        return json_answer({"count": 1, "results": [ended()]})

    server.handle(answer)
    live(make_client(), reporter)
    assert "".join(reporter.shown).count("\n") == 500
    assert len(server.requests) < 40


def test_events_without_end_are_given_up(
    server: ScriptedServer, make_client: MakeClient, reporter: Reporter, time: Time
) -> None:
    def answer(request: Received) -> Answer:
        if "job_events" not in request.path:
            return json_answer({"count": 1, "results": [ended()]})
        time.now += 100.0
        after = int(dict(request.query).get("counter__gt", 0))
        rows = [{"counter": after + number, "stdout": ""} for number in range(1, 501)]
        return json_answer({"results": rows})

    server.handle(answer)
    live(make_client(), reporter)
    assert len(server.requests) < 60
    assert "is not shown any further" in reporter.text


def test_a_workflow_within_itself_is_given_up(
    server: ScriptedServer, make_client: MakeClient, reporter: Reporter
) -> None:
    workflow = ended("workflow_job")
    node = {
        "id": 1,
        "job": 7,
        "related": {"job": workflow["url"]},
        "summary_fields": {"job": workflow},
    }

    def answer(request: Received) -> Answer:
        is_nodes = request.path.endswith("nodes/")
        return json_answer({"count": 1000, "results": [node if is_nodes else workflow]})

    server.handle(answer)
    live(make_client(), reporter)
    assert len(server.requests) < 60


def test_workflows_within_workflows_without_end_are_given_up(
    server: ScriptedServer, make_client: MakeClient, reporter: Reporter
) -> None:
    def answer(request: Received) -> Answer:
        if not request.path.endswith("nodes/"):
            return page_of([ended("workflow_job")])
        number = int(request.path.split("/")[-3]) * 3 % 10**9
        return page_of([node_of(number + offset) for offset in range(3)])

    def node_of(number: int) -> dict[str, t.Any]:
        url = f"/api/v2/workflow_jobs/{number}/"
        job = {"id": number, "type": "workflow_job", "status": "successful"}
        return {"id": number, "related": {"job": url}, "summary_fields": {"job": job}}

    server.handle(answer)
    live(make_client(), reporter)
    assert len(server.requests) < 300


def test_a_server_cannot_make_a_wait_sleep_for_ever(
    server: ScriptedServer, make_client: MakeClient, time: Time
) -> None:
    """`Retry-After` is honoured up to a bound, between polls too."""
    asked = iter((page_of([{**ended(), "status": "running"}]), *[busy("9" * 400)] * 5))

    def answer(_request: Received) -> Answer:
        return next(asked, json_answer(ended()))

    server.handle(answer)
    options = {"jobs": [7], "interval": 10.0, "wait_timeout": None}
    assert job_wait.run(make_client(retries=0), options)["jobs"][0]["status"] == "successful"
    assert max(time.sleeps) <= 60.0


def busy(retry_after: str) -> Answer:
    return json_answer({"detail": "busy"}, 429, Retry_After=retry_after)


# -- Secrets that a server quotes -----------------------------------------------------------


def test_an_error_that_holds_the_new_token_does_not_show_it(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    """A proxy may turn the answer to a success into that to a failure, body and all."""
    body = {"id": 3, "token": "granted-to-nobody", "scope": "write"}
    server.handle(always(json_answer(body, 502)))
    with pytest.raises(errors.ServerError) as failure:
        token.run(make_client(), {"state": "present"})
    assert "granted-to-nobody" not in str(failure.value)
    assert "scope: write" in str(failure.value)


@pytest.mark.parametrize("text", [1, ["x"], {"a": 1}, "", None, True])
def test_a_token_that_is_no_text_is_an_error(
    text: t.Any, server: ScriptedServer, make_client: MakeClient
) -> None:
    server.handle(always(json_answer({"id": 3, "token": text}, 201)))
    with pytest.raises(errors.UnexpectedResponse):
        token.run(make_client(), {"state": "present"})


def test_a_token_with_half_a_character_is_masked_all_the_same(
    server: ScriptedServer, make_client: MakeClient, reporter: Reporter
) -> None:
    client = make_client()
    server.handle(always(json_answer({"id": 3, "token": "half-\ud800-token"}, 201)))
    token.run(client, {"state": "present"})
    client.reporter.warn("half-\ud800-token")
    assert "half-" not in reporter.text.replace("\ufffd", "")
