# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""automatic: Basic for a request or two, a session for more."""

from __future__ import annotations

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors

from tests.unit.connect import MakeClient
from tests.unit.logins import (
    BASIC,
    LIMIT,
    LOGIN,
    UNAUTHORIZED,
    authorizations,
    expect_gets,
    expect_limit,
    expect_login,
    login_page,
)
from tests.unit.ports import Reporter
from tests.unit.scripted_server import (
    ANYTHING,
    Answer,
    ScriptedServer,
    html_answer,
    json_answer,
)


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
