# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""root: where the API is, at no cost where it is where most servers have it."""

from __future__ import annotations

import concurrent.futures
import threading
import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors

from tests.unit.connect import TOKEN, MakeClient
from tests.unit.ports import Reporter, Time
from tests.unit.scripted_server import (
    EMPTY,
    RESET,
    Answer,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
)

AWX = {"description": "AWX REST API", "current_version": "/api/v2/"}
PREFIXED = {"current_version": "/api/controller/v2/"}
GATEWAY = {"apis": {"gateway": "/api/gateway/", "controller": "/api/controller/"}}
NOT_FOUND = html_answer(404, "Not Found")


def of_awx(body: t.Any, status: int = 200) -> Answer:
    return json_answer(body, status, X_API_Product_Name="AWX")


def redirect(location: str, status: int = 302) -> Answer:
    return Answer(status, headers=[("Location", location)])


# -- Nothing to find out -------------------------------------------------------


def test_a_loop_of_questions_costs_no_other_request(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    """50 questions are 50 requests, with credentials from the first on."""
    for _turn in range(3):
        server.expect("GET", "/api/v2/hosts/", of_awx({"count": 0}))
    client = make_client(api_root=None)
    for _turn in range(3):
        client.get("hosts/")
    assert client.requests == 3
    assert client.api_root == "/api/"
    assert {request.headers["authorization"] for request in server.requests} == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize("root", ["/api/", "/api/controller/"])
def test_a_first_write_is_sent_once_the_root_is_known(
    root: str, server: ScriptedServer, make_client: MakeClient
) -> None:
    """Writes are never repeated elsewhere: one read more, if nothing was read before."""
    body = {"extra_vars": {"a": 1}}
    server.expect("GET", "/api/", json_answer({"current_version": f"{root}v2/"}))
    server.expect("POST", f"{root}v2/tokens/", of_awx({"id": 1}, 201), body=body)
    server.expect("DELETE", f"{root}v2/tokens/1/", EMPTY)
    client = make_client(api_root=None)
    assert client.post("tokens/", body) == {"id": 1}
    client.delete("tokens/1/")


def test_a_write_after_a_read_costs_no_other_request(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    server.expect("GET", "/api/v2/me/", of_awx({}))
    server.expect("POST", "/api/v2/tokens/", of_awx({"id": 1}, 201), body={})
    client = make_client(api_root=None)
    client.get("me/")
    client.post("tokens/", {})


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(json_answer({"detail": "no"}, 401), id="401"),
        pytest.param(json_answer({"detail": "no"}, 400), id="400"),
        pytest.param(of_awx({"detail": "no"}, 403), id="403"),
        pytest.param(of_awx({"detail": "No Job matches"}, 404), id="404"),
        pytest.param(html_answer(503), id="in trouble"),
        pytest.param(redirect("/migrations_notran/"), id="upgrade"),
    ],
)
def test_an_error_of_an_awx_raises_no_question(
    answer: Answer, server: ScriptedServer, make_client: MakeClient
) -> None:
    server.expect("GET", "/api/v2/jobs/1/", answer)
    with pytest.raises(errors.ApiError):
        make_client(api_root=None, retries=0).get("jobs/1/")


def test_a_root_that_answered_is_not_doubted(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    """AWX since 24.1 answers a page for paths that it does not know."""
    server.expect("GET", "/api/v2/jobs/", of_awx({}))
    server.expect("GET", "/api/v2/jobz/", NOT_FOUND)
    client = make_client(api_root=None)
    client.get("jobs/")
    with pytest.raises(errors.NotFound, match="/api/v2/jobz/"):
        client.get("jobz/")


def test_a_root_that_is_given_is_never_asked_for(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    """It costs no request when `api_root` is given."""
    server.expect("GET", "/api/controller/v2/jobz/", NOT_FOUND)
    with pytest.raises(errors.NotFound):
        make_client(api_root="/api/controller/").get("jobz/")


# -- Finding it out ------------------------------------------------------------


@pytest.mark.parametrize(
    ("prefix", "maps", "expected"),
    [
        pytest.param("", {"/api/": PREFIXED}, "/api/controller/", id="prefix only"),
        pytest.param(
            "",
            {"/api/": GATEWAY, "/api/controller/": PREFIXED},
            "/api/controller/",
            id="gateway",
        ),
        pytest.param(
            "",
            {
                "/api/": {"apis": {"controller": "{url}/ctl"}},
                "/ctl/": {"current_version": "{url}/c/v2"},
            },
            "/c/",
            id="gateway with whole URLs and without slashes",
        ),
        pytest.param(
            "", {"/api/": None, "/api/controller/": PREFIXED}, "/api/controller/", id="no root"
        ),
        pytest.param(
            "/awx",
            {"/awx/api/": GATEWAY, "/awx/api/controller/": PREFIXED},
            "/awx/api/controller/",
            id="path that the server does not know of",
        ),
        pytest.param(
            "/awx",
            {"/awx/api/": {"current_version": "/awx/api/controller/v2/"}},
            "/awx/api/controller/",
            id="path that it knows of",
        ),
    ],
)
def test_the_root_is_what_the_server_names(
    prefix: str,
    maps: dict[str, t.Any],
    expected: str,
    server: ScriptedServer,
    make_client: MakeClient,
) -> None:
    """It is asked for once, without credentials, and the request is sent there."""
    server.expect("GET", f"{prefix}/api/v2/hosts/", NOT_FOUND, query={"name": "ä b"})
    for path, body in maps.items():
        server.expect("GET", path, NOT_FOUND if body is None else json_answer(_at(server, body)))
    server.expect("GET", f"{expected}v2/hosts/", json_answer({"count": 1}), query={"name": "ä b"})
    server.expect("GET", f"{expected}v2/jobs/")
    client = make_client(base_url=server.url + prefix, api_root=None)
    assert client.get("hosts/", [("name", "ä b")]) == {"count": 1}
    client.get("jobs/")
    for asked in server.requests[1:-2]:
        assert "authorization" not in asked.headers
    assert server.requests[-2].headers["authorization"] == f"Bearer {TOKEN}"


def _at(server: ScriptedServer, body: t.Any) -> t.Any:
    """Return a map with the server's address in its links."""
    if isinstance(body, dict):
        return {name: _at(server, value) for name, value in body.items()}
    return body.format(url=server.url)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(NOT_FOUND, id="404"),
        pytest.param(json_answer({"detail": "Not found."}, 404), id="404 of another API"),
        pytest.param(html_answer(405), id="405"),
        pytest.param(html_answer(410), id="410"),
        pytest.param(html_answer(200, "Welcome"), id="a page"),
        pytest.param(json_answer({"hello": "world"}), id="another API"),
        pytest.param(redirect("http://elsewhere.invalid/"), id="redirect elsewhere"),
    ],
)
def test_what_no_awx_answers_makes_it_ask(
    answer: Answer, server: ScriptedServer, make_client: MakeClient
) -> None:
    server.expect("GET", "/api/v2/me/", answer)
    server.expect("GET", "/api/", json_answer(PREFIXED))
    server.expect("GET", "/api/controller/v2/me/", json_answer({"id": 1}))
    assert make_client(api_root=None).get("me/") == {"id": 1}


@pytest.mark.parametrize("prefix", ["", "/awx"])
def test_the_first_answer_stands_where_the_guess_was_right(
    prefix: str, server: ScriptedServer, make_client: MakeClient
) -> None:
    """A misspelt resource: AWX answers a page, and the API is where it was looked for."""
    server.expect("GET", f"{prefix}/api/v2/jobz/", NOT_FOUND)
    server.expect("GET", f"{prefix}/api/", json_answer(AWX))
    server.expect("GET", f"{prefix}/api/v2/jobz/", NOT_FOUND)
    client = make_client(base_url=server.url + prefix, api_root=None)
    for _turn in range(2):
        with pytest.raises(errors.NotFound, match="/api/v2/jobz/"):
            client.get("jobz/")


class Meeting(Reporter):
    """Let nobody go on from the guess before everybody has its answer."""

    def __init__(self, parties: int) -> None:
        super().__init__()
        self._barrier = threading.Barrier(parties, timeout=30)

    def log(self, message: str) -> None:
        if "/api/v2/me/ 404" in message:
            self._barrier.wait()


def test_an_old_awx_does_not_name_itself(server: ScriptedServer, make_client: MakeClient) -> None:
    """Before 11.1 (docs/awx-api.md#versions): its answer stands, and it is asked once."""
    server.expect("GET", "/api/v2/me/", json_answer({"id": 1}))
    server.expect("GET", "/api/", json_answer(AWX))
    server.expect("GET", "/api/v2/me/", json_answer({"id": 1}))
    client = make_client(api_root=None)
    assert client.get("me/") == client.get("me/") == {"id": 1}


def test_several_threads_ask_once(server: ScriptedServer, make_client: MakeClient) -> None:
    """At most one request finds the root, also when all start at the same time."""

    def answer(request: Received) -> Answer:
        return NOT_FOUND if request.path == "/api/v2/me/" else json_answer(PREFIXED)

    server.handle(answer)
    client = make_client(api_root=None)
    client.reporter = Meeting(4)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _turn: client.get("me/"), range(4)))
    assert answers == [PREFIXED] * 4
    assert server.asked.count("GET /api/") == 1
    assert server.asked.count("GET /api/controller/v2/me/") == 4


def test_the_place_tells_gateway_and_login(server: ScriptedServer, make_client: MakeClient) -> None:
    """Who needs to know whether there is a gateway asks; the answer is kept."""
    server.expect("GET", "/api/", json_answer(GATEWAY))
    server.expect("GET", "/api/controller/", json_answer(PREFIXED))
    client = make_client(api_root=None)
    for _turn in range(2):
        place = client.endpoints(from_server=True)
    assert (place.root, place.gateway) == ("/api/controller/", "/api/gateway/v1/")
    assert (place.login, place.logout) == ("/api/gateway/v1/login/", "/api/gateway/v1/logout/")
    assert client.api_root == "/api/controller/"


def test_the_place_without_a_gateway(server: ScriptedServer, make_client: MakeClient) -> None:
    """A root that was given stays, and is not asked for unless somebody insists."""
    server.expect("GET", "/api/", json_answer(AWX, Set_Cookie="csrftoken=hunter2"))
    client = make_client(api_root="/api/controller/")
    assert client.endpoints().login == "/api/controller/login/"
    place = client.endpoints(from_server=True)
    assert (place.root, place.gateway) == ("/api/controller/", None)
    assert "hunter2" not in repr(place)


# -- Servers that are no AWX ---------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        pytest.param(html_answer(200, "Welcome"), "Welcome", id="a page"),
        pytest.param(NOT_FOUND, "Not Found", id="no such page"),
        pytest.param(html_answer(405, "Not Allowed"), "Not Allowed", id="not allowed"),
        pytest.param(json_answer({"hello": 1}), "without 'current_version'", id="another API"),
        pytest.param(json_answer(["a"]), "without 'current_version'", id="an array"),
        pytest.param(Answer(200), "without 'current_version'", id="nothing"),
        pytest.param(redirect("https://x.invalid/"), "awx_host to it", id="redirect elsewhere"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_no_awx(
    method: str, answer: Answer, said: str, server: ScriptedServer, make_client: MakeClient
) -> None:
    """One clear message for a server that is not AWX."""
    if method == "GET":
        server.expect("GET", "/api/v2/hosts/", NOT_FOUND)
    server.expect("GET", "/api/", answer)
    server.expect("GET", "/api/controller/", NOT_FOUND)
    with pytest.raises(errors.UnexpectedResponse, match="does not respond like an AWX") as failure:
        make_client(api_root=None).fetch(method, "hosts/", body={} if method == "POST" else None)
    assert said in str(failure.value)
    assert server.url in str(failure.value)
    assert "Check awx_host" in str(failure.value)
    assert not failure.value.may_have_acted


@pytest.mark.parametrize(
    ("root", "said"),
    [
        pytest.param({"current_version": "/api/v1/"}, "needs version 2", id="version 1"),
        pytest.param({"apis": {"eda": "/api/eda/"}}, "without a controller.*eda", id="other APIs"),
        pytest.param(
            {"current_version": "http://evil.invalid/api/v2/"}, "another host", id="elsewhere"
        ),
        pytest.param(
            {"apis": {"controller": "http://evil.invalid/api/"}},
            "another host",
            id="apis elsewhere",
        ),
    ],
)
def test_what_is_an_awx_that_cannot_be_used(
    root: dict[str, t.Any], said: str, server: ScriptedServer, make_client: MakeClient
) -> None:
    """Also: credentials never go to another host."""
    server.expect("GET", "/api/v2/hosts/", NOT_FOUND)
    server.expect("GET", "/api/", json_answer(root))
    with pytest.raises(errors.UnexpectedResponse, match=said):
        make_client(api_root=None).get("hosts/")


def test_it_is_asked_again_after_a_failure_that_passes(
    server: ScriptedServer, make_client: MakeClient, time: Time
) -> None:
    server.expect("GET", "/api/v2/hosts/", NOT_FOUND)
    server.expect("GET", "/api/", html_answer(502))
    server.expect("GET", "/api/", json_answer(PREFIXED))
    server.expect("GET", "/api/controller/v2/hosts/")
    make_client(api_root=None).get("hosts/")
    assert time.sleeps == [0.25]


def test_a_write_certainly_did_nothing_when_the_root_is_not_found(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    """So nobody is told that a token may have been created."""
    server.expect("GET", "/api/", RESET)
    with pytest.raises(errors.ConnectionFailed) as failure:
        make_client(api_root=None, retries=0).post("tokens/", {})
    assert not failure.value.may_have_acted


def test_what_happens_is_shown(
    server: ScriptedServer, make_client: MakeClient, reporter: Reporter
) -> None:
    server.expect("GET", "/api/v2/me/", NOT_FOUND)
    server.expect("GET", "/api/", json_answer(PREFIXED))
    server.expect("GET", "/api/controller/v2/me/")
    make_client(api_root=None).get("me/")
    shown = [line.split(" in ")[0].replace(server.url, "") for line in reporter.logged]
    assert shown == ["GET /api/v2/me/ 404", "GET /api/ 200", "GET /api/controller/v2/me/ 200"]
