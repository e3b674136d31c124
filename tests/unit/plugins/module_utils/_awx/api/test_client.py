# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""client: URLs, redirects, retries, counting and logging."""

from __future__ import annotations

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api import client as module
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.auth import authenticators
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors

from tests.unit.connect import MakeClient
from tests.unit.ports import Reporter, Time
from tests.unit.scripted_server import (
    EMPTY,
    RESET,
    SILENCE,
    Answer,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
)


def redirect(location: str, status: int = 302) -> Answer:
    return Answer(status, headers=[("Location", location)])


# -- URLs ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prefix", "path", "params", "expected"),
    [
        pytest.param("", "hosts/", (), "/api/v2/hosts/", id="resource"),
        pytest.param("", "", (), "/api/v2/", id="the root map"),
        pytest.param("", "/api/v2/jobs/1/", (), "/api/v2/jobs/1/", id="named by the server"),
        pytest.param("/awx", "hosts/", (), "/awx/api/v2/hosts/", id="prefix"),
        pytest.param("/awx", "/api/v2/jobs/1/", (), "/awx/api/v2/jobs/1/", id="prefix unknown"),
        pytest.param("/awx", "/awx/api/v2/jobs/1/", (), "/awx/api/v2/jobs/1/", id="prefix known"),
        pytest.param("/aw", "/awx/x/", (), "/aw/awx/x/", id="only whole segments are a prefix"),
        pytest.param(
            "", "a/", [("b", "c d"), ("e", "f,g")], "/api/v2/a/?b=c%20d&e=f,g", id="query"
        ),
        pytest.param("", "a/?x=1", [("b", "+&=")], "/api/v2/a/?x=1&b=%2B%26%3D", id="both"),
        pytest.param("", "a/", [("n", "ä")], "/api/v2/a/?n=%C3%A4", id="not ASCII"),
        pytest.param("", "a/", [("b", "1"), ("b", "2")], "/api/v2/a/?b=1&b=2", id="repeated key"),
    ],
)
def test_url_of_path(
    prefix: str,
    path: str,
    params: list[tuple[str, str]],
    expected: str,
    make_client: MakeClient,
) -> None:
    """A query in the path plus parameters yields no `?a?b`."""
    client = make_client(base_url="https://h:8043" + prefix)
    assert client.url_of(path, params) == "https://h:8043" + expected


def test_url_of_an_own_url_is_that_url(make_client: MakeClient) -> None:
    client = make_client(base_url="https://h:8043")
    assert client.url_of("https://h:8043/api/v2/") == "https://h:8043/api/v2/"


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example.com/api/v2/",
        "http://h:8043/api/v2/",
        "https://h:80430/api/v2/",
        "https://h:8043@evil.example.com/",
        "https://h:8043.evil.example.com/",
        "https://h/api/v2/",
    ],
)
def test_url_of_another_origin_is_refused(url: str, make_client: MakeClient) -> None:
    """Credentials never go to another host, scheme downgrade or port."""
    with pytest.raises(errors.UnexpectedResponse, match="another host"):
        make_client(base_url="https://h:8043").url_of(url)


# -- Requests ------------------------------------------------------------------


def test_methods_send_and_decode(server: ScriptedServer, make_client: MakeClient) -> None:
    server.expect("GET", "/api/v2/a/", json_answer([1]), query={"x": "y"})
    server.expect("OPTIONS", "/api/v2/a/", json_answer({"actions": {}}))
    server.expect("POST", "/api/v2/a/", json_answer({"id": 1}, 201), body={"b": None})
    server.expect("DELETE", "/api/v2/a/", EMPTY)
    server.expect("POST", "/api/v2/a/", Answer(202), body=None)
    client = make_client()
    assert client.get("a/", [("x", "y")]) == [1]
    assert client.options("a/") == {"actions": {}}
    assert client.post("a/", {"b": None}) == {"id": 1}
    client.delete("a/")
    assert client.post("a/", None) is None
    assert client.requests == 5
    assert len({request.client_port for request in server.requests}) == 1


def test_errors_are_typed_and_masked(server: ScriptedServer, make_client: MakeClient) -> None:
    """Errors hold no token and no password, even if the server repeats them."""
    echo = {"detail": "Bearer hunter2 is bad"}
    server.expect("GET", "/api/v2/a/", json_answer(echo, 401))
    with pytest.raises(errors.AuthenticationError) as failure:
        make_client(token="hunter2").get("a/")
    assert "hunter2" not in str(failure.value)
    assert "hunter2" not in failure.value.detail
    assert "******** is bad" in failure.value.detail


# -- Redirects -----------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("location", ["/api/v2/b/", "{url}/api/v2/b/", "../b/"])
def test_get_follows_a_redirect_on_the_same_origin(
    status: int, location: str, server: ScriptedServer, make_client: MakeClient
) -> None:
    server.expect("GET", "/api/v2/a/", redirect(location.format(url=server.url), status))
    server.expect("GET", "/api/v2/b/", json_answer({"b": 1}))
    client = make_client()
    assert client.get("a/") == {"b": 1}
    assert client.requests == 2


@pytest.mark.parametrize(
    "location",
    [
        "http://evil.invalid/api/v2/a/",
        "//evil.invalid/api/v2/a/",
        "http://127.0.0.1:1/api/v2/a/",
        "https://127.0.0.1/api/v2/a/",
        "ftp://evil.invalid/",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_redirect_to_another_origin(
    method: str, location: str, server: ScriptedServer, make_client: MakeClient
) -> None:
    """Credentials never go to another host, scheme or port."""
    body = {} if method == "POST" else None
    server.expect(method, "/api/v2/a/", redirect(location), body=body)
    with pytest.raises(errors.UnexpectedResponse, match="credentials do not follow") as failure:
        make_client().fetch(method, "a/", body=body)
    assert "set awx_host to it" in str(failure.value)


@pytest.mark.parametrize(
    "location",
    [
        pytest.param("{url}/api/v2/b/", id="as it is"),
        pytest.param("http://LOCALHOST:{port}/api/v2/b/", id="capitals"),
    ],
)
def test_get_compares_origins_as_urls_are_compared(
    location: str, server: ScriptedServer, make_client: MakeClient
) -> None:
    """Scheme and host know no case (RFC 3986, section 6.2.2.1)."""
    url = f"http://localhost:{server.port}"
    target = location.format(url=url, port=server.port)
    server.expect("GET", "/api/v2/a/", redirect(target))
    server.expect("GET", "/api/v2/b/", json_answer({}))
    assert make_client(base_url=url).get("a/") == {}


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
@pytest.mark.parametrize("status", [301, 307])
def test_no_redirect_for_a_write(
    method: str, status: int, server: ScriptedServer, make_client: MakeClient
) -> None:
    """No redirect is followed for a write: a POST would become a GET."""
    server.expect(method, "/api/v2/a/", redirect("/api/v2/a/b/", status), body={})
    with pytest.raises(errors.UnexpectedResponse, match=f"a {method} is not repeated elsewhere"):
        make_client().fetch(method, "a/", body={})


def test_redirects_in_a_circle_end(server: ScriptedServer, make_client: MakeClient) -> None:
    for _turn in range(4):
        server.expect("GET", "/api/v2/a/", redirect("/api/v2/a/"))
    with pytest.raises(errors.UnexpectedResponse, match="redirect loop"):
        make_client().get("a/")


def test_redirect_to_the_upgrade_page_is_waited_for(
    server: ScriptedServer, make_client: MakeClient, time: Time
) -> None:
    """Following it would give a page as success (docs/awx-api.md#upgrades); it passes."""
    server.expect("GET", "/api/v2/a/", redirect("/migrations_notran/"))
    server.expect("GET", "/api/v2/a/", redirect("/migrations_notran/"))
    server.expect("GET", "/api/v2/a/", json_answer({"a": 1}))
    assert make_client().get("a/") == {"a": 1}
    assert time.sleeps == [0.25, 0.5]


def test_redirect_to_the_upgrade_page_fails_a_write(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    server.expect("POST", "/api/v2/a/", redirect("/migrations_notran/"), body={})
    with pytest.raises(errors.ServerError, match="being upgraded"):
        make_client().post("a/", {})


# -- Retries -------------------------------------------------------------------


@pytest.mark.parametrize(
    "failure",
    [
        pytest.param(html_answer(502), id="502"),
        pytest.param(html_answer(503), id="503"),
        pytest.param(html_answer(504), id="504"),
        pytest.param(html_answer(500), id="500 in HTML"),
        pytest.param(json_answer({"detail": "slow down"}, 429), id="429"),
        pytest.param(RESET, id="reset"),
        pytest.param(
            Answer(200, b"{", [("Content-Type", "application/json")], announced=99), id="cut"
        ),
    ],
)
def test_reads_are_repeated_with_growing_pauses(
    failure: Answer, server: ScriptedServer, make_client: MakeClient, time: Time
) -> None:
    """Reads are retried with exponential back-off."""
    for _turn in range(3):
        server.expect("GET", "/api/v2/a/", failure)
    server.expect("GET", "/api/v2/a/", json_answer({"a": 1}))
    client = make_client()
    assert client.get("a/") == {"a": 1}
    assert time.sleeps == [0.25, 0.5, 1.0]
    assert client.requests == 4


@pytest.mark.parametrize("retries", [0, 1, 4])
def test_reads_are_repeated_as_often_as_set(
    retries: int, server: ScriptedServer, make_client: MakeClient, time: Time
) -> None:
    for _turn in range(retries + 1):
        server.expect("GET", "/api/v2/a/", html_answer(503))
    client = make_client(retries=retries)
    with pytest.raises(errors.ServerError):
        client.get("a/")
    assert len(time.sleeps) == retries
    assert client.throttled == retries + 1


def test_reads_wait_as_long_as_the_server_asks(
    server: ScriptedServer, make_client: MakeClient, time: Time
) -> None:
    """Honouring Retry-After, up to a bound."""
    later = "Mon, 23 Nov 2026 01:00:20 GMT"
    for value in ("7", later, "3600"):
        server.expect("GET", "/api/v2/a/", html_answer(503, Retry_After=value))
    server.expect("GET", "/api/v2/a/")
    make_client().get("a/")
    assert time.sleeps == [7, 20, 60]


def test_reads_end_within_a_total_bound(
    server: ScriptedServer, make_client: MakeClient, time: Time
) -> None:
    """Within a total bound."""
    for _turn in range(3):
        server.expect("GET", "/api/v2/a/", html_answer(503, Retry_After="50"))
    with pytest.raises(errors.ServerError):
        make_client(retries=20).get("a/")
    assert time.sleeps == [50, 50]


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "failure",
    [
        pytest.param(html_answer(500), id="500"),
        pytest.param(html_answer(502), id="502"),
        pytest.param(html_answer(503, Retry_After="1"), id="503"),
        pytest.param(html_answer(504), id="504"),
        pytest.param(html_answer(429, Retry_After="1"), id="429"),
        pytest.param(RESET, id="reset"),
    ],
)
def test_writes_that_were_sent_are_never_repeated(
    method: str, failure: Answer, server: ScriptedServer, make_client: MakeClient, time: Time
) -> None:
    """The POST is never blindly repeated."""
    server.expect(method, "/api/v2/a/", failure, body={})
    with pytest.raises(errors.AwxError):
        make_client().fetch(method, "a/", body={})
    assert time.sleeps == []


def test_writes_that_a_proxy_took_are_never_repeated(
    server: ScriptedServer,
    make_client: MakeClient,
    time: Time,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A connection that breaks behind a proxy may have launched a job."""
    monkeypatch.setenv("http_proxy", server.url)
    server.handle(lambda request: RESET)
    with pytest.raises(errors.ConnectionFailed):
        make_client(base_url="http://awx.invalid").post("job_templates/8/launch/", {})
    assert server.asked == ["POST /api/v2/job_templates/8/launch/"]


def test_writes_that_never_left_are_repeated(
    make_client: MakeClient, server: ScriptedServer, time: Time
) -> None:
    """Only where the request certainly never left: connection refused."""
    client = make_client(base_url="http://127.0.0.1:1")
    with pytest.raises(errors.ConnectionFailed, match="Connection refused"):
        client.post("a/", {})
    assert time.sleeps == [0.25, 0.5, 1.0, 2.0]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(json_answer({"detail": "no"}, 401), id="401"),
        pytest.param(json_answer({"detail": "no"}, 404), id="404"),
        pytest.param(json_answer({"detail": "no"}, 500), id="500 in JSON"),
        pytest.param(html_answer(404), id="404 in HTML"),
    ],
)
def test_what_does_not_pass_is_not_repeated(
    answer: Answer, server: ScriptedServer, make_client: MakeClient
) -> None:
    server.expect("GET", "/api/v2/a/", answer)
    with pytest.raises(errors.ApiError):
        make_client().get("a/")


@pytest.mark.parametrize("left", [0.1, -3.0])
def test_a_deadline_bounds_how_long_a_server_may_be_silent(
    left: float,
    server: ScriptedServer,
    make_client: MakeClient,
    time: Time,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Exact deadlines, but for the moments that the last request gets."""
    monkeypatch.setattr(module, "_MIN_READ_TIMEOUT", 0.05)
    server.handle(lambda request: SILENCE)
    with pytest.raises(errors.TimedOut, match=r"did not respond within 0\.(1|05) s"):
        make_client(timeout=600, retries=0).get_object("me/", until=time.now + left)


def test_options_is_a_read(server: ScriptedServer, make_client: MakeClient) -> None:
    server.expect("OPTIONS", "/api/v2/a/", html_answer(502))
    server.expect("OPTIONS", "/api/v2/a/")
    make_client().options("a/")


# -- What is told --------------------------------------------------------------


def test_every_call_is_logged(
    server: ScriptedServer, make_client: MakeClient, reporter: Reporter
) -> None:
    """Method, URL, status, milliseconds, server's own time, retries."""
    server.expect("GET", "/api/v2/a/", html_answer(503), query={"x": "1"})
    server.expect("GET", "/api/v2/a/", json_answer({}, X_API_Total_Time="0.123s"), query={"x": "1"})
    make_client().get("a/", [("x", "1")])
    failed, retry, done = reporter.logged
    url = f"{server.url}/api/v2/a/?x=1"
    assert failed.startswith(f"GET {url} 503 in ")
    assert retry.startswith("retry 1 of 4 in 0.2 s: GET /api/v2/a/: the server returned 503")
    assert done.startswith(f"GET {url} 200 in ")
    assert done.endswith(" ms (server 0.123s)")


def test_lost_calls_are_logged(
    server: ScriptedServer, make_client: MakeClient, reporter: Reporter
) -> None:
    server.expect("GET", "/api/v2/a/", RESET)
    with pytest.raises(errors.ConnectionFailed):
        make_client(retries=0).get("a/")
    assert reporter.logged[0].startswith(f"GET {server.url}/api/v2/a/: ")


@pytest.mark.parametrize("secret", ["hunter2", "hun ter/2", "p\u00e4ss&word", "pa,ss word", "100%"])
def test_logs_hold_no_secret(
    secret: str, server: ScriptedServer, make_client: MakeClient, reporter: Reporter
) -> None:
    """URL, secrets masked."""

    def answer(request: Received) -> Answer:
        return json_answer({"detail": f"{secret} is wrong"}, 400)

    server.handle(answer)
    with pytest.raises(errors.BadRequest) as failure:
        make_client(username="al", password=secret, auth="basic").get(
            f"{secret}/", [("name", secret)]
        )
    (line,) = reporter.logged
    shown = line + str(failure.value)
    url = line.split(" ")[1]
    assert "name=********" in line
    assert secret not in shown
    assert url.endswith("?name=********")


def test_a_request_is_not_repeated_for_a_login_that_was(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    """Else five tries of five tries each would be sent to a server that is in trouble."""
    server.handle(lambda request: html_answer(503))
    client = make_client(username="al", password="pw", auth="session", retries=4)
    with pytest.raises(errors.ServerError):
        client.get("me/")
    assert server.asked == ["GET /api/login/"] * 5


def test_delete_answered_by_a_page_is_no_success(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    server.expect("DELETE", "/api/v2/tokens/1/", html_answer(title="Log in"))
    with pytest.raises(errors.UnexpectedResponse) as caught:
        make_client().delete("tokens/1/")
    assert caught.value.may_have_acted


def test_what_is_concealed_is_masked_from_then_on(client: AwxClient, reporter: Reporter) -> None:
    client.add_secret("a-new-secret", None, "")
    client.log("of a-new-secret and token-of-the-tests")
    assert reporter.logged == ["of ******** and ********"]


@pytest.mark.parametrize(
    "way",
    [
        pytest.param({"token": "tk"}, id="token"),
        pytest.param({"username": "al", "password": "pw", "auth": "basic"}, id="basic"),
        pytest.param({"username": "al", "password": "pw", "auth": "session"}, id="session"),
        pytest.param({"username": "al", "password": "pw"}, id="basic, then session"),
    ],
)
def test_a_refused_login_names_the_server(
    way: dict[str, str], make_client: MakeClient, server: ScriptedServer
) -> None:
    """So that it shows at once that the wrong one was asked, and where its address is from."""

    def refuse(request: Received) -> Answer:
        is_page = request.method == "GET" and request.path == "/api/login/"
        if is_page:
            return html_answer(200, Set_Cookie="csrftoken=x")
        return json_answer({"detail": "no"}, 401, X_API_Product_Name="AWX")

    server.handle(refuse)
    client = make_client(**way, host_from="AWX_HOST", login_from="CONTROLLER_OAUTH_TOKEN")
    with pytest.raises(errors.AuthenticationError) as failure:
        client.get("me/")
    asked = f"The request went to {server.url} (AWX_HOST), with CONTROLLER_OAUTH_TOKEN."
    assert str(failure.value).count(asked) == 1


def test_a_refusal_of_another_signature_names_the_server(
    make_client: MakeClient, server: ScriptedServer
) -> None:
    server.expect("GET", "/api/v2/me/", json_answer({"detail": "no"}, 401))
    client = make_client(host_from="AWX_HOST", login_from="AWX_OAUTH_TOKEN")
    with pytest.raises(errors.AuthenticationError, match=r"went to http.* \(AWX_HOST\)\.$"):
        client.fetch("GET", "me/", auth=authenticators.anonymous)
