# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""auth: what signs a request, and how a session comes and goes (docs/awx-api.md#authentication)."""

from __future__ import annotations

import base64
import dataclasses
import typing as t
from pathlib import Path

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.auth import schemes
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors

from tests.unit.connect import MakeClient
from tests.unit.ports import Reporter, Time
from tests.unit.scripted_server import (
    ANYTHING,
    EMPTY,
    RESET,
    Answer,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
)

LOGIN = {"username": "alice", "password": "hunter2"}
BASIC = "Basic " + base64.b64encode(b"alice:hunter2").decode()
LIMIT = "/api/v2/settings/authentication/"
UNAUTHORIZED = json_answer({"detail": "not provided"}, 401, X_API_Product_Name="AWX")
LOGGED_IN = Answer(
    302,
    headers=[
        ("Location", "/api/"),
        ("Set-Cookie", "awx_sessionid=the-session; HttpOnly; Path=/; SameSite=Lax"),
        ("Set-Cookie", "csrftoken=second; Path=/; SameSite=Lax"),
        ("Set-Cookie", "userLoggedIn=true; Path=/"),
    ],
)
LOGGED_OUT = Answer(302, headers=[("Location", "/api/")])


def login_page(*, secure: bool = False) -> Answer:
    return html_answer(Set_Cookie="csrftoken=first; Path=/" + ("; Secure" if secure else ""))


def expect_login(server: ScriptedServer, answer: Answer = LOGGED_IN) -> None:
    server.expect("GET", "/api/login/", login_page())
    server.expect("POST", "/api/login/", answer, body=ANYTHING)


def expect_limit(server: ScriptedServer, limit: int | None = None) -> None:
    """The server is asked how many sessions it allows; it does not say so to everybody."""
    said = json_answer({"detail": "no"}, 403)
    if limit is not None:
        said = json_answer({"SESSIONS_PER_USER": limit})
    server.expect("GET", LIMIT, said)


def expect_gets(server: ScriptedServer, count: int = 1) -> None:
    for _turn in range(count):
        server.expect("GET", "/api/v2/me/")


def authorizations(server: ScriptedServer) -> list[str | None]:
    """How each request below /api/v2/ was signed: its header, or `session`."""
    return [
        request.headers.get("authorization")
        or ("session" if "awx_sessionid" in request.headers.get("cookie", "") else None)
        for request in server.requests
        if request.path.startswith("/api/v2/") and request.path != LIMIT
    ]


def test_authenticators_show_no_secret() -> None:
    for sign in (
        schemes.BearerAuth("hunter2"),
        schemes.BasicAuth("al", "hunter2"),
        schemes.CookieAuth({"awx_sessionid": "hunter2"}, "https://h/"),
    ):
        assert "hunter2" not in repr(sign)


def test_token_signs_every_request_and_wins(
    server: ScriptedServer, make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token wins over a password and ~/.netrc; there is no login to end."""
    netrc = Path.home() / ".netrc"
    netrc.write_text("default login mallory password stolen\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    expect_gets(server, 4)
    client = make_client(token="tk", **LOGIN)
    for _turn in range(4):
        client.get("me/")
    client.close()
    assert authorizations(server) == ["Bearer tk"] * 4


def test_basic_is_utf8(server: ScriptedServer, make_client: MakeClient) -> None:
    """RFC 7617; sent unasked, since AWX never challenges (docs/awx-api.md#no-basic-challenge)."""
    expect_gets(server)
    make_client(username="älice", password="pä:ss", auth="basic").get("me/")
    sent = authorizations(server)[0] or ""
    assert base64.b64decode(sent.removeprefix("Basic ")).decode("utf-8") == "älice:pä:ss"


def test_basic_stays_basic(server: ScriptedServer, make_client: MakeClient) -> None:
    expect_gets(server, 5)
    client = make_client(**LOGIN, auth="basic")
    for _turn in range(5):
        client.get("me/")
    client.close()
    assert authorizations(server) == [BASIC] * 5


def test_session_logs_in_with_a_form_and_out_at_the_end(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    """A session is always logged out."""
    expect_login(server)
    expect_gets(server, 2)
    server.expect("POST", "/api/logout/", LOGGED_OUT)
    client = make_client(**LOGIN, auth="session")
    client.get("me/")
    client.get("me/")
    client.close()
    page, login, first, _second, logout = server.requests
    assert "authorization" not in page.headers
    assert "text/html" in page.headers["accept"]
    assert login.form == {"username": "alice", "password": "hunter2", "next": "/api/"}
    assert login.headers["cookie"] == "csrftoken=first"
    assert login.headers["x-csrftoken"] == "first"
    assert login.headers["referer"] == server.url + "/"
    assert "authorization" not in login.headers
    cookies = dict(part.split("=") for part in first.headers["cookie"].split("; "))
    assert cookies["awx_sessionid"] == "the-session"
    assert cookies["csrftoken"] == "second"
    assert logout.headers["cookie"] == first.headers["cookie"]
    assert logout.headers["x-csrftoken"] == "second"
    assert logout.headers["referer"] == server.url + "/"


def test_session_proves_writes_and_only_those(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    """Unsafe calls want X-CSRFToken, and a Referer on HTTPS (docs/awx-api.md#csrf)."""
    expect_login(server)
    expect_gets(server)
    server.expect("POST", "/api/v2/tokens/", body={})
    server.expect("DELETE", "/api/v2/tokens/1/", EMPTY)
    client = make_client(**LOGIN, auth="session")
    client.get("me/")
    client.post("tokens/", {})
    client.delete("tokens/1/")
    read, post, delete = server.requests[2:]
    assert "x-csrftoken" not in read.headers
    for write in (post, delete):
        assert write.headers["x-csrftoken"] == "second"
        assert write.headers["referer"] == server.url + "/"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        pytest.param(html_answer(401), errors.AuthenticationError, id="wrong password"),
        pytest.param(html_answer(403), errors.PermissionDenied, id="CSRF"),
        pytest.param(html_answer(503), errors.ServerError, id="the server is in trouble"),
    ],
)
def test_session_login_refused(
    answer: Answer, kind: type[errors.AwxError], server: ScriptedServer, make_client: MakeClient
) -> None:
    expect_login(server, answer)
    with pytest.raises(kind) as failure:
        make_client(**LOGIN, auth="session", retries=0).get("me/")
    assert "/api/login/" in str(failure.value)
    assert "hunter2" not in str(failure.value)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Answer(302, headers=[("Location", "/migrations_notran/")]), id="upgrade page"),
        pytest.param(Answer(302, headers=[("Location", "/sso/")]), id="to another login"),
    ],
)
def test_session_without_its_cookie_is_no_login(
    answer: Answer, server: ScriptedServer, make_client: MakeClient
) -> None:
    """A redirect alone proves nothing: the requests after it would be anonymous."""
    expect_login(server, answer)
    with pytest.raises(errors.AwxError, match="/api/login/"):
        make_client(**LOGIN, auth="session", retries=0).get("me/")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_session_of_a_server_that_is_being_upgraded(
    method: str, server: ScriptedServer, make_client: MakeClient
) -> None:
    """Every URL leads to its page then (docs/awx-api.md#upgrades)."""
    upgrade = Answer(302, headers=[("Location", "/migrations_notran/")])
    if method == "GET":
        server.expect("GET", "/api/login/", upgrade)
    else:
        expect_login(server, upgrade)
    with pytest.raises(errors.ServerError, match="being upgraded"):
        make_client(**LOGIN, auth="session", retries=0).get("me/")


def test_session_over_plain_http_with_secure_cookies_is_impossible(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    server.expect("GET", "/api/login/", login_page(secure=True))
    with pytest.raises(errors.AwxError, match="HTTPS only") as failure:
        make_client(**LOGIN, auth="session").get("me/")
    assert "awx_auth: basic" in str(failure.value)


def test_session_wants_a_login_page(server: ScriptedServer, make_client: MakeClient) -> None:
    server.expect("GET", "/api/login/", html_answer())
    with pytest.raises(errors.UnexpectedResponse, match="no csrftoken cookie"):
        make_client(**LOGIN, auth="session").get("me/")


def test_a_session_that_cannot_be_logged_out_is_a_warning(
    server: ScriptedServer, make_client: MakeClient, reporter: Reporter
) -> None:
    """The operation is over; a failing logout must not hide its result."""
    expect_login(server)
    expect_gets(server)
    for _attempt in range(3):
        server.expect("POST", "/api/logout/", RESET)
    client = make_client(**LOGIN, auth="session", retries=2)
    client.get("me/")
    client.close()
    (warning,) = reporter.warnings
    assert warning.startswith(
        f"the session at {server.url} could not be logged out; it ends when it has been idle. POST"
        f" /api/logout/: the connection to {server.url} broke"
    )


@pytest.mark.parametrize("status", [403, 404, 405])
def test_a_logout_by_post_that_a_server_does_not_take_is_one_by_get(
    status: int, server: ScriptedServer, make_client: MakeClient, reporter: Reporter
) -> None:
    expect_login(server)
    expect_gets(server)
    server.expect("POST", "/api/logout/", html_answer(status))
    server.expect("GET", "/api/logout/", LOGGED_OUT)
    client = make_client(**LOGIN, auth="session")
    client.get("me/")
    client.close()
    assert reporter.warnings == []


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        pytest.param(
            {"POST": html_answer(404), "GET": html_answer(404)},
            "GET /api/logout/: the server answered 404",
            id="there is none",
        ),
        pytest.param(
            {"POST": html_answer(400)}, "POST /api/logout/: the server answered 400", id="refused"
        ),
        pytest.param(
            {"POST": html_answer(200)},
            "POST /api/logout/: the server answered 200, and neither took the cookie of the session"
            " back nor redirected to its pages.",
            id="a page that ends nothing",
        ),
        pytest.param(
            {"POST": Answer(302, headers=[("Location", "https://login.example.com/")])},
            "POST /api/logout/: the server answered 302, and neither took the cookie",
            id="to another server",
        ),
        pytest.param(
            {"POST": Answer(302, headers=[("Location", "/api/gateway/v1/logout/?next=/")])},
            "POST /api/logout/: the server answered 302, and neither took the cookie",
            id="to another logout",
        ),
        pytest.param(
            {"POST": Answer(302, headers=[("Location", "https://[")])},
            "POST /api/logout/: the server answered 302, and neither took the cookie",
            id="to nowhere",
        ),
        pytest.param(
            {"POST": html_answer(405), "GET": html_answer(200)},
            "GET /api/logout/: the server answered 200, and neither took the cookie",
            id="another one",
        ),
    ],
)
def test_a_logout_that_ends_nothing_is_a_warning(
    answers: t.Mapping[str, Answer],
    said: str,
    server: ScriptedServer,
    make_client: MakeClient,
    reporter: Reporter,
) -> None:
    expect_login(server)
    expect_gets(server)
    for method, answer in answers.items():
        server.expect(method, "/api/logout/", answer)
    client = make_client(**LOGIN, auth="session")
    client.get("me/")
    client.close()
    (warning,) = reporter.warnings
    assert f"the session at {server.url} could not be logged out; it ends when" in warning
    assert said in warning


def test_a_page_that_takes_the_cookie_back_is_a_logout(
    server: ScriptedServer, make_client: MakeClient, reporter: Reporter
) -> None:
    """Django has a page where nothing says where to go from there."""
    expect_login(server)
    expect_gets(server)
    taken_back = html_answer(200, Set_Cookie='awx_sessionid=""; Max-Age=0; Path=/')
    server.expect("POST", "/api/logout/", taken_back)
    client = make_client(**LOGIN, auth="session")
    client.get("me/")
    client.close()
    assert reporter.warnings == []


@pytest.mark.parametrize(("asked", "is_waited_for"), [(9, True), (11, False)])
def test_a_logout_may_take_as_long_as_any_answer(
    asked: int,
    is_waited_for: bool,
    server: ScriptedServer,
    make_client: MakeClient,
    reporter: Reporter,
    time: Time,
) -> None:
    """`request_timeout`, which is 10 s here: a busy server takes long for a logout, too."""
    expect_login(server)
    expect_gets(server)
    server.expect("POST", "/api/logout/", html_answer(503, Retry_After=str(asked)))
    if is_waited_for:
        server.expect("POST", "/api/logout/", LOGGED_OUT)
    client = make_client(**LOGIN, auth="session", timeout=10.0)
    client.get("me/")
    client.close()
    assert time.sleeps == ([asked] if is_waited_for else [])
    assert len(reporter.warnings) == (0 if is_waited_for else 1)


class Interrupted(BaseException):
    """What ends a task."""


@pytest.mark.parametrize("way", ["auto", "session"])
def test_an_interruption_during_the_login_leaves_no_session(
    way: str, server: ScriptedServer, make_client: MakeClient
) -> None:
    """It takes effect once the cookie is kept, so that there is something to log out with."""
    if way == "auto":
        expect_gets(server, 2)
        expect_limit(server)
    expect_login(server)
    server.expect("POST", "/api/logout/", LOGGED_OUT)
    client = make_client(**LOGIN, auth=way)
    if way == "auto":
        client.get("me/")
        client.get("me/")
    calm = client.clock
    before: list[str] = []

    def interrupted_after(use: t.Callable[[], t.Any]) -> t.Any:
        before.append(server.asked[-1])
        use()
        raise Interrupted

    client.clock = dataclasses.replace(calm, uninterrupted=interrupted_after)
    with pytest.raises(Interrupted):
        client.get("me/")
    # What comes before the login is interrupted at once.
    assert before == ["GET /api/login/"]

    client.clock = calm
    client.close()
    assert "awx_sessionid=the-session" in server.requests[-1].headers["cookie"]


def test_a_logout_is_not_interrupted(server: ScriptedServer, make_client: MakeClient) -> None:
    expect_login(server)
    expect_gets(server)
    server.expect("POST", "/api/logout/", LOGGED_OUT)
    client = make_client(**LOGIN, auth="session")
    client.get("me/")

    def interrupted_after(use: t.Callable[[], t.Any]) -> t.Any:
        use()
        raise Interrupted

    client.clock = dataclasses.replace(client.clock, uninterrupted=interrupted_after)
    with pytest.raises(Interrupted):
        client.close()


def test_a_client_that_was_logged_out_logs_in_again(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    for _turn in range(2):
        expect_login(server)
        expect_gets(server)
        server.expect("POST", "/api/logout/", LOGGED_OUT)
    client = make_client(**LOGIN, auth="session")
    for _turn in range(2):
        client.get("me/")
        client.log_out()


def test_a_login_without_an_answer_says_what_it_may_leave(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    """Only the answer has the cookie that a logout needs."""
    expect_login(server, RESET)
    with pytest.raises(errors.ConnectionFailed, match="nobody has it, and it ends when idle"):
        make_client(**LOGIN, auth="session", retries=0).get("me/")


def test_logout_is_tried_again(
    server: ScriptedServer, make_client: MakeClient, reporter: Reporter
) -> None:
    """A kept-alive connection that the server closes just then must not leave a session."""
    expect_login(server)
    expect_gets(server)
    server.expect("POST", "/api/logout/", RESET)
    server.expect("POST", "/api/logout/", html_answer(502))
    server.expect("POST", "/api/logout/", LOGGED_OUT)
    client = make_client(**LOGIN, auth="session")
    client.get("me/")
    client.close()
    assert reporter.warnings == []


def test_session_without_any_request_needs_no_logout(make_client: MakeClient) -> None:
    make_client(**LOGIN, auth="session").close()


def test_session_that_has_expired_is_opened_anew(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    """Sessions end after 30 idle minutes, or by another login: a client lives longer.

    The password is still right, so that a 401 must not be the end.
    """
    expect_login(server)
    expect_gets(server)
    server.expect("GET", "/api/v2/me/", json_answer({"detail": "not provided"}, 401))
    expect_login(server)
    server.expect("GET", "/api/v2/me/", json_answer({"id": 1}))
    # Whether the one before has ended is not known: something before the server may say 401.
    server.expect("POST", "/api/logout/", Answer(302))
    server.expect("POST", "/api/logout/", Answer(302))
    client = make_client(**LOGIN, auth="session")
    client.get("me/")
    assert client.get("me/") == {"id": 1}
    client.close()
    client.close()


def test_session_that_ends_while_a_read_is_answered_is_opened_anew(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    """Django has a page for it, with status 400, since it finds no session to save."""
    expect_login(server)
    server.expect("GET", "/api/v2/me/", html_answer(400))
    expect_login(server)
    server.expect("GET", "/api/v2/me/", json_answer({"id": 1}))
    assert make_client(**LOGIN, auth="session").get("me/") == {"id": 1}


def test_session_that_ends_while_a_write_is_answered_leaves_a_doubt(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    """The page comes once the work is done, so that nothing is sent again."""
    expect_login(server)
    server.expect("POST", "/api/v2/hosts/", html_answer(400), body={})
    with pytest.raises(
        errors.UnexpectedResponse, match="whether it was done is not known"
    ) as failure:
        make_client(**LOGIN, auth="session").post("hosts/", {})
    assert failure.value.may_have_acted


@pytest.mark.parametrize("access", [{}, {**LOGIN, "auth": "basic"}])
def test_a_page_with_400_is_no_end_of_a_session_where_there_is_none(
    access: dict[str, str], server: ScriptedServer, make_client: MakeClient
) -> None:
    server.expect("POST", "/api/v2/hosts/", html_answer(400), body={})
    with pytest.raises(errors.BadRequest) as failure:
        make_client(**access).post("hosts/", {})
    assert not failure.value.may_have_acted


def test_session_of_which_a_field_is_refused_goes_on(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    expect_login(server)
    server.expect("GET", "/api/v2/hosts/", json_answer({"detail": "no such field"}, 400))
    with pytest.raises(errors.BadRequest):
        make_client(**LOGIN, auth="session").get("hosts/")


def test_session_is_logged_out_once(server: ScriptedServer, make_client: MakeClient) -> None:
    expect_login(server)
    expect_gets(server)
    server.expect("POST", "/api/logout/", Answer(302))
    client = make_client(**LOGIN, auth="session")
    client.get("me/")
    client.close()
    client.close()


@pytest.mark.parametrize("count", [1, 2])
def test_auto_is_basic_for_a_couple_of_requests(
    count: int, server: ScriptedServer, make_client: MakeClient
) -> None:
    """Basic for a single request, and no login that would cost more."""
    expect_gets(server, count)
    client = make_client(**LOGIN)
    for _turn in range(count):
        client.get("me/")
    client.close()
    assert authorizations(server) == [BASIC] * count


@pytest.mark.parametrize("limit", [None, -1])
def test_auto_opens_a_session_at_the_third_request(
    limit: int | None, server: ScriptedServer, make_client: MakeClient
) -> None:
    """A session login as soon as an operation makes more than a couple of requests."""
    expect_gets(server, 2)
    expect_limit(server, limit)
    expect_login(server)
    expect_gets(server, 2)
    server.expect("POST", "/api/logout/", Answer(302))
    client = make_client(**LOGIN)
    for _turn in range(4):
        client.get("me/")
    client.close()
    assert authorizations(server) == [BASIC, BASIC, "session", "session"]


def test_auto_logs_a_session_out_that_was_refused_and_not_replaced(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    """A session is always logged out, whatever ends the task."""
    expect_gets(server, 2)
    expect_limit(server)
    expect_login(server)
    server.expect("GET", "/api/v2/me/", json_answer({"detail": "no"}, 401))
    expect_login(server, html_answer(403))
    expect_gets(server)
    server.expect("POST", "/api/logout/", Answer(302))
    client = make_client(**LOGIN)
    for _turn in range(3):
        client.get("me/")
    client.close()
    assert authorizations(server)[-1] == BASIC


@pytest.mark.parametrize(
    ("page", "login", "said"),
    [
        pytest.param(login_page(secure=True), None, "HTTPS only", id="Secure cookies on http"),
        pytest.param(html_answer(404), None, "csrftoken", id="no login page"),
        pytest.param(html_answer(503), None, "503", id="the page is in trouble"),
        pytest.param(login_page(), html_answer(401), "refused the login", id="login refused"),
        pytest.param(login_page(), Answer(302), "", id="no session cookie"),
    ],
)
def test_auto_stays_basic_where_no_session_can_be_had(
    page: Answer,
    login: Answer | None,
    said: str,
    server: ScriptedServer,
    make_client: MakeClient,
    reporter: Reporter,
) -> None:
    """Where cookies cannot work, Basic stays and -vvv says why; asked for once only."""
    expect_gets(server, 2)
    expect_limit(server)
    server.expect("GET", "/api/login/", page)
    if login is not None:
        server.expect("POST", "/api/login/", login, body=ANYTHING)
    expect_gets(server, 2)
    client = make_client(**LOGIN, retries=0)
    for _turn in range(4):
        client.get("me/")
    client.close()
    assert authorizations(server) == [BASIC] * 4
    assert "Basic authentication stays in use" in reporter.text
    assert said in reporter.text


@pytest.mark.parametrize("limit", [0, 1, 5])
def test_auto_stays_basic_where_sessions_are_limited(
    limit: int, server: ScriptedServer, make_client: MakeClient, reporter: Reporter
) -> None:
    """A login would end another one: Basic stays and -vvv says why; asked once only."""
    expect_gets(server, 2)
    expect_limit(server, limit)
    expect_gets(server, 3)
    client = make_client(**LOGIN)
    for _turn in range(5):
        client.get("me/")
    client.close()
    assert authorizations(server) == [BASIC] * 5
    assert f"Basic authentication stays in use: the server allows {limit} sessions" in reporter.text


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(json_answer({"detail": "no"}, 403), id="403"),
        pytest.param(html_answer(404), id="404"),
        pytest.param(html_answer(200), id="a page"),
        pytest.param(json_answer([]), id="no object"),
        pytest.param(json_answer({"SESSIONS_PER_USER": None}), id="no number"),
    ],
)
def test_auto_logs_in_where_the_limit_is_not_known(
    answer: Answer, server: ScriptedServer, make_client: MakeClient
) -> None:
    expect_gets(server, 2)
    server.expect("GET", LIMIT, answer)
    expect_login(server)
    expect_gets(server)
    client = make_client(**LOGIN, retries=0)
    for _turn in range(3):
        client.get("me/")
    assert authorizations(server) == [BASIC, BASIC, "session"]


def test_auto_opens_a_session_where_basic_is_switched_off(
    server: ScriptedServer, make_client: MakeClient, reporter: Reporter
) -> None:
    """AUTH_BASIC_ENABLED=false answers 401 like a wrong password (docs/awx-api.md#unauthorized)."""
    server.expect("GET", "/api/v2/me/", UNAUTHORIZED)
    expect_login(server)
    expect_gets(server, 3)
    server.expect("POST", "/api/logout/", Answer(302))
    client = make_client(**LOGIN)
    for _turn in range(3):
        client.get("me/")
    client.close()
    assert authorizations(server) == [BASIC, "session", "session", "session"]
    assert reporter.text.count("AUTH_BASIC_ENABLED") == 1


def test_auto_sends_a_write_again_after_401(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    """401 did nothing: this is no second write."""
    server.expect("POST", "/api/v2/tokens/", UNAUTHORIZED, body={})
    expect_login(server)
    server.expect("POST", "/api/v2/tokens/", json_answer({"id": 1}, 201), body={})
    assert make_client(**LOGIN).post("tokens/", {}) == {"id": 1}


@pytest.mark.parametrize(
    ("page", "login", "reason"),
    [
        pytest.param(login_page(), html_answer(401), "POST /api/login/: 401", id="refused"),
        pytest.param(login_page(), html_answer(403), "POST /api/login/: 403", id="CSRF"),
        pytest.param(html_answer(404), None, "no csrftoken", id="no login page"),
        pytest.param(login_page(secure=True), None, "HTTPS only", id="Secure cookies on http"),
        pytest.param(login_page(), Answer(302), "opened no session", id="no session cookie"),
    ],
)
def test_auto_where_neither_is_accepted(
    page: Answer,
    login: Answer | None,
    reason: str,
    server: ScriptedServer,
    make_client: MakeClient,
) -> None:
    """One error that says all there is to do; the password is not tried again and again."""
    server.expect("GET", "/api/v2/me/", UNAUTHORIZED)
    server.expect("GET", "/api/login/", page)
    if login is not None:
        server.expect("POST", "/api/login/", login, body=ANYTHING)
    client = make_client(**LOGIN)
    for _turn in range(2):
        with pytest.raises(errors.AuthenticationError) as failure:
            client.get("me/")
        said = str(failure.value)
        for words in (reason, "awx_username and awx_password", "AUTH_BASIC_ENABLED", "SAML"):
            assert words in said
        assert "awx_oauth_token" in said
        assert "hunter2" not in said
        assert failure.value.as_result() == {"http_status": 401}
    client.close()


def test_auto_tries_again_where_the_login_page_is_in_trouble(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    """That says nothing about the password."""
    server.expect("GET", "/api/v2/me/", UNAUTHORIZED)
    server.expect("GET", "/api/login/", html_answer(503))
    expect_login(server)
    server.expect("GET", "/api/v2/me/", json_answer({"id": 1}))
    client = make_client(**LOGIN, retries=0)
    with pytest.raises(errors.ServerError):
        client.get("me/")
    assert client.get("me/") == {"id": 1}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({**LOGIN, "auth": "basic"}, ["AUTH_BASIC_ENABLED", "SAML"], id="basic"),
        pytest.param({"token": "tk-tk"}, ["expired or revoked", "without tokens"], id="token"),
    ],
)
def test_a_refusal_says_what_to_do(
    given: dict[str, str], said: list[str], server: ScriptedServer, make_client: MakeClient
) -> None:
    server.expect("GET", "/api/v2/me/", UNAUTHORIZED)
    with pytest.raises(errors.AuthenticationError) as failure:
        make_client(**given).get("me/")
    for words in said:
        assert words in str(failure.value)


def test_a_foreign_signature_is_not_renewed(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    """A token that is looked at is not the user's password."""
    server.expect("GET", "/api/v2/me/", UNAUTHORIZED)
    with pytest.raises(errors.AuthenticationError):
        make_client(**LOGIN).fetch("GET", "me/", sign=schemes.BearerAuth("tk"))


# -- Finding the login page ----------------------------------------------------


def test_session_takes_root_and_csrf_cookie_from_one_request(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    """`/api/` tells the root and sets the cookie, so no login page is fetched."""
    root = json_answer({"current_version": "/api/v2/"}, Set_Cookie="csrftoken=first; Path=/")
    server.expect("GET", "/api/", root)
    server.expect("POST", "/api/login/", LOGGED_IN, body=ANYTHING)
    expect_gets(server)
    server.expect("POST", "/api/logout/", Answer(302))
    client = make_client(**LOGIN, auth="session", api_root=None)
    client.get("me/")
    client.close()
    assert server.requests[1].headers["x-csrftoken"] == "first"


def test_session_fetches_the_login_page_where_the_root_sets_no_cookie(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    server.expect("GET", "/api/", json_answer({"current_version": "/api/v2/"}))
    expect_login(server)
    expect_gets(server)
    make_client(**LOGIN, auth="session", api_root=None).get("me/")


GATEWAY = json_answer({"apis": {"gateway": "/api/gateway/", "controller": "/api/controller/"}})
CONTROLLER = json_answer({"current_version": "/api/controller/v2/"})
GATEWAY_SESSION = Answer(
    302,
    headers=[
        ("Location", "/api/"),
        ("Set-Cookie", "gateway_sessionid=the-session; HttpOnly; Path=/"),
        ("Set-Cookie", "csrftoken=second; Path=/"),
    ],
)


@pytest.mark.parametrize("api_root", [None, "/api/controller/"])
def test_session_behind_a_gateway(
    api_root: str | None, server: ScriptedServer, make_client: MakeClient
) -> None:
    """The gateway has the login page and a cookie of its own (docs/awx-api.md#gateway)."""
    if api_root is not None:
        # As awx.awx wants the root of the API to be set; the login page is the gateway's still.
        server.expect("GET", "/api/controller/login/", Answer(302, headers=[("Location", "/")]))
    server.expect("GET", "/api/", GATEWAY)
    server.expect("GET", "/api/controller/", CONTROLLER)
    server.expect("GET", "/api/gateway/v1/login/", login_page())
    server.expect("POST", "/api/gateway/v1/login/", GATEWAY_SESSION, body=ANYTHING)
    server.expect("GET", "/api/controller/v2/me/")
    server.expect("POST", "/api/gateway/v1/logout/", Answer(302))
    client = make_client(**LOGIN, auth="session", api_root=api_root)
    client.get("me/")
    client.close()
    assert "gateway_sessionid=the-session" in server.requests[-2].headers["cookie"]
    assert "gateway_sessionid=the-session" in server.requests[-1].headers["cookie"]


def test_session_with_the_cookie_of_old_servers(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    """`sessionid` before AWX 20.0.1 (docs/awx-api.md#versions)."""
    answer = Answer(302, headers=[("Set-Cookie", "sessionid=the-session; Path=/")])
    expect_login(server, answer)
    expect_gets(server)
    make_client(**LOGIN, auth="session").get("me/")
    assert "sessionid=the-session" in server.requests[-1].headers["cookie"]


def test_session_where_the_login_page_redirects_to_another_service(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    """And there is no gateway: the error speaks of the login, not of the root that was given."""
    server.expect("GET", "/api/login/", Answer(302, headers=[("Location", "/sso/")]))
    server.expect("GET", "/api/", html_answer(404))
    server.expect("GET", "/api/controller/", html_answer(404))
    with pytest.raises(errors.UnexpectedResponse, match="no csrftoken cookie"):
        make_client(**LOGIN, auth="session").get("me/")


def test_session_uses_the_apis_own_login_page(
    server: ScriptedServer, make_client: MakeClient
) -> None:
    def answer(request: Received) -> Answer:
        if request.method == "POST":
            return LOGGED_IN
        return login_page() if request.path.endswith("/login/") else json_answer({})

    server.handle(answer)
    client = make_client(**LOGIN, auth="session", api_root="/api/controller/")
    client.get("me/")
    client.close()
    assert server.asked == [
        "GET /api/controller/login/",
        "POST /api/controller/login/",
        "GET /api/controller/v2/me/",
        "POST /api/controller/logout/",
    ]


def test_session_log_shows_no_password_nor_cookie(
    server: ScriptedServer, make_client: MakeClient, reporter: Reporter
) -> None:
    expect_login(server)
    expect_gets(server)
    make_client(**LOGIN, auth="session").get("me/")
    for secret in ("hunter2", "the-session", "second"):
        assert secret not in reporter.text


@dataclasses.dataclass
class Prepared:
    """As much of a request as a signature touches."""

    method: str = "GET"
    headers: dict[str, str] = dataclasses.field(default_factory=dict)


@pytest.mark.parametrize(
    ("sign", "headers"),
    [
        pytest.param(schemes.anonymous, {}, id="anonymous"),
        pytest.param(schemes.BearerAuth("tk"), {"Authorization": "Bearer tk"}, id="bearer"),
        pytest.param(
            schemes.CookieAuth({"a": "1", "b": "2"}, "r"), {"Cookie": "a=1; b=2"}, id="cookie"
        ),
    ],
)
def test_signatures_touch_their_headers_only(sign: t.Any, headers: dict[str, str]) -> None:
    request = Prepared()
    assert sign(request) is request
    assert request.headers == headers
