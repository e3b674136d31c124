# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""_clients: one client for each server and user of a process, closed at its end."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common.errors import AwxError
from ansible_collections.steward.awx.plugins.plugin_utils import _client_cache
from ansible_collections.steward.awx.plugins.plugin_utils._client_cache import use_client

from tests.unit.ports import Reporter
from tests.unit.scripted_server import (
    RESET,
    Answer,
    Received,
    ScriptedServer,
    json_answer,
)
from tests.unit.session_server import LOGIN, get_me, options_for, session_server


@pytest.fixture(autouse=True)
def closed() -> t.Iterator[None]:
    yield
    _client_cache._close_all()


def test_items_share_a_connection_and_a_session(server: ScriptedServer, reporter: Reporter) -> None:
    """Loop items share connection and session: one login for all."""
    server.handle(session_server)
    for _item in range(3):
        use_client(options_for(server, **LOGIN), reporter, get_me)
    _client_cache._close_all()
    assert server.asked == [
        "GET /api/login/",
        "POST /api/login/",
        *["GET /api/v2/me/"] * 3,
        "POST /api/logout/",
    ]
    assert len({request.client_port for request in server.requests}) == 1


def test_other_credentials_are_another_client(server: ScriptedServer, reporter: Reporter) -> None:
    server.handle(lambda request: json_answer({}))
    for token in ("a-token", "b-token", "a-token"):
        use_client(options_for(server, awx_oauth_token=token), reporter, get_me)
    signed = [request.headers["authorization"] for request in server.requests]
    assert signed == ["Bearer a-token", "Bearer b-token", "Bearer a-token"]


def test_each_use_reports_to_its_own_report(server: ScriptedServer) -> None:
    server.handle(lambda request: json_answer({}))
    reports = [Reporter(), Reporter()]
    for reporter in reports:
        use_client(options_for(server), reporter, get_me)
    # The first has where requests go to as well, once.
    assert [len(reporter.logged) for reporter in reports] == [2, 1]


def test_a_failure_leaves_the_client_usable(server: ScriptedServer, reporter: Reporter) -> None:
    answers = iter([json_answer({"detail": "no"}, 404), json_answer({"id": 1})])
    server.handle(lambda request: next(answers))

    def get() -> t.Any:
        return use_client(options_for(server), reporter, get_me)

    with pytest.raises(AwxError):
        get()
    assert get() == {"id": 1}


def test_errors_hold_no_secret(server: ScriptedServer, reporter: Reporter) -> None:
    """A server may quote what it was asked with."""

    def use(client: AwxClient) -> None:
        raise AwxError("the server quotes the-token")

    with pytest.raises(AwxError) as failure:
        use_client(options_for(server, awx_oauth_token="the-token"), reporter, use)
    assert str(failure.value) == "the server quotes ********"


def test_the_last_use_logs_out(server: ScriptedServer, reporter: Reporter) -> None:
    """What becomes of that can still be shown."""
    server.handle(session_server)
    use_client(options_for(server, **LOGIN), reporter, get_me, is_last=True)
    assert server.asked[-1] == "POST /api/logout/"
    assert f"POST {server.url}/api/logout/ 302" in reporter.logged[-1]


def test_the_last_use_logs_out_if_it_fails(server: ScriptedServer, reporter: Reporter) -> None:
    server.handle(session_server)

    def fail(client: AwxClient) -> t.Any:
        client.get("me/")
        raise AwxError("no")

    with pytest.raises(AwxError):
        use_client(options_for(server, **LOGIN), reporter, fail, is_last=True)
    assert server.asked[-1] == "POST /api/logout/"


def test_closing_at_the_end_is_reported(server: ScriptedServer, reporter: Reporter) -> None:
    """To whoever used the client last."""

    def answer(request: Received) -> Answer:
        return RESET if request.path == "/api/logout/" else session_server(request)

    server.handle(answer)
    use_client(options_for(server, **LOGIN), reporter, get_me)
    _client_cache._close_all()
    (warning,) = reporter.warnings
    assert "could not be logged out" in warning


class Deaf(Reporter):
    """What a reporter is once Ansible has ceased to listen."""

    def warn(self, message: str) -> None:
        raise BrokenPipeError

    log = warn


def test_closing_at_the_end_bears_that_nobody_listens(
    server: ScriptedServer, reporter: Reporter
) -> None:
    """Each of the sessions is logged out all the same."""
    refused = iter([json_answer({"detail": "no"}, 401)])

    def answer(request: Received) -> Answer:
        return next(refused, json_answer({})) if "me" in request.path else session_server(request)

    server.handle(answer)
    use_client(options_for(server, **LOGIN), reporter, get_me)
    for client in _client_cache._clients_of_this_process():
        client.reporter = Deaf()
    _client_cache._close_all()
    assert server.asked.count("POST /api/login/") == server.asked.count("POST /api/logout/") == 2


def test_wrong_options_make_no_client(reporter: Reporter) -> None:
    with pytest.raises(AwxError, match="no AWX server is named"):
        use_client({"awx_oauth_token": "tk"}, reporter, get_me)
