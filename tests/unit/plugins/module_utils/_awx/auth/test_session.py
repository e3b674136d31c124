# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""session: login, CSRF token and logout."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors

from tests.unit.connect import MakeClient
from tests.unit.logins import (
    LOGGED_IN,
    LOGGED_OUT,
    LOGIN,
    expect_gets,
    expect_limit,
    expect_login,
    login_page,
)
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
        f"the session at {server.url} could not be logged out; it will expire when idle. POST"
        f" /api/logout/: the connection to {server.url} was lost"
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
            "GET /api/logout/: the server returned 404",
            id="there is none",
        ),
        pytest.param(
            {"POST": html_answer(400)}, "POST /api/logout/: the server returned 400", id="refused"
        ),
        pytest.param(
            {"POST": html_answer(200)},
            "POST /api/logout/: the server returned 200, and neither deleted the session cookie"
            " nor redirected to its pages.",
            id="a page that ends nothing",
        ),
        pytest.param(
            {"POST": Answer(302, headers=[("Location", "https://login.example.com/")])},
            "POST /api/logout/: the server returned 302, and neither deleted the session cookie",
            id="to another server",
        ),
        pytest.param(
            {"POST": Answer(302, headers=[("Location", "/api/gateway/v1/logout/?next=/")])},
            "POST /api/logout/: the server returned 302, and neither deleted the session cookie",
            id="to another logout",
        ),
        pytest.param(
            {"POST": Answer(302, headers=[("Location", "https://[")])},
            "POST /api/logout/: the server returned 302, and neither deleted the session cookie",
            id="to nowhere",
        ),
        pytest.param(
            {"POST": html_answer(405), "GET": html_answer(200)},
            "GET /api/logout/: the server returned 200, and neither deleted the session cookie",
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
    assert f"the session at {server.url} could not be logged out; it will expire" in warning
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

    client.clock = calm._replace(uninterrupted=interrupted_after)
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

    client.clock = client.clock._replace(uninterrupted=interrupted_after)
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
    with pytest.raises(errors.ConnectionFailed, match="A session may have been created"):
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
