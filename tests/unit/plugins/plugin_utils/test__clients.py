# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""_clients: one client for each server and user of a process, closed at its end."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx import outcome
from ansible_collections.steward.awx.plugins.module_utils._awx.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.errors import AwxError
from ansible_collections.steward.awx.plugins.plugin_utils import _clients
from ansible_collections.steward.awx.plugins.plugin_utils._clients import use_client

from tests.unit.ports import Report
from tests.unit.scripted_server import (
    RESET,
    Answer,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
)

LOGIN = {"awx_username": "al", "awx_password": "pw", "awx_auth": "session"}


@pytest.fixture(autouse=True)
def closed() -> t.Iterator[None]:
    yield
    _clients._close_all()


def options_for(server: ScriptedServer, **more: t.Any) -> dict[str, t.Any]:
    given = more or {"awx_oauth_token": "tk"}
    return {"awx_host": server.url, "api_root": "/api/", "request_retries": 0, **given}


def session_server(request: Received) -> Answer:
    if request.path == "/api/login/":
        is_login = request.method == "POST"
        cookie = "awx_sessionid=x" if is_login else "csrftoken=y"
        return html_answer(302 if is_login else 200, Set_Cookie=cookie)
    return json_answer({})


def get_me(client: AwxClient) -> t.Any:
    return client.get("me/")


def test_items_share_a_connection_and_a_session(server: ScriptedServer, report: Report) -> None:
    """Loop items share connection and session: one login for all."""
    server.handle(session_server)
    for _item in range(3):
        use_client(options_for(server, **LOGIN), report, get_me)
    _clients._close_all()
    assert server.asked == [
        "GET /api/login/",
        "POST /api/login/",
        *["GET /api/v2/me/"] * 3,
        "GET /api/logout/",
    ]
    assert len({request.client_port for request in server.requests}) == 1


def test_other_credentials_are_another_client(server: ScriptedServer, report: Report) -> None:
    server.handle(lambda request: json_answer({}))
    for token in ("a-token", "b-token", "a-token"):
        use_client(options_for(server, awx_oauth_token=token), report, get_me)
    signed = [request.headers["authorization"] for request in server.requests]
    assert signed == ["Bearer a-token", "Bearer b-token", "Bearer a-token"]


def test_each_use_reports_to_its_own_report(server: ScriptedServer) -> None:
    server.handle(lambda request: json_answer({}))
    reports = [Report(), Report()]
    for report in reports:
        use_client(options_for(server), report, get_me)
    assert [len(report.logged) for report in reports] == [1, 1]


def test_a_failure_leaves_the_client_usable(server: ScriptedServer, report: Report) -> None:
    answers = iter([json_answer({"detail": "no"}, 404), json_answer({"id": 1})])
    server.handle(lambda request: next(answers))

    def get() -> t.Any:
        return use_client(options_for(server), report, get_me)

    with pytest.raises(AwxError):
        get()
    assert get() == {"id": 1}


def test_errors_hold_no_secret(server: ScriptedServer, report: Report) -> None:
    """A server may quote what it was asked with."""

    def use(client: AwxClient) -> None:
        raise AwxError("the server quotes the-token")

    with pytest.raises(AwxError) as failure:
        use_client(options_for(server, awx_oauth_token="the-token"), report, use)
    assert str(failure.value) == "the server quotes ********"


def test_closing_at_the_end_says_nothing(server: ScriptedServer, report: Report) -> None:
    """The process ends: nothing can be shown, and nothing may fail any more."""

    def answer(request: Received) -> Answer:
        return RESET if request.path == "/api/logout/" else session_server(request)

    server.handle(answer)
    use_client(options_for(server, **LOGIN), report, get_me)
    before = report.text
    _clients._close_all()
    assert report.text == before


def test_wrong_options_make_no_client(report: Report) -> None:
    with pytest.raises(AwxError, match="no AWX server is named"):
        use_client({"awx_oauth_token": "tk"}, report, get_me)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("spins", range(0, 6000, 200))
def test_a_volley_of_signals_logs_out_once(
    spins: int, server: ScriptedServer, report: Report
) -> None:
    """Ansible sends a worker SIGINT and SIGTERM, and dies: the session is logged out anyway."""
    process = multiprocessing.get_context("fork").Process(
        target=_ask_for_ever, args=(options_for(server, **LOGIN), report)
    )

    def answer(request: Received) -> Answer:
        if server.asked.count("GET /api/v2/me/") == 3:
            for signum in (signal.SIGINT, signal.SIGINT, signal.SIGTERM, signal.SIGTERM):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process.pid or 0, signum)
                sum(range(spins))
        return session_server(request)

    server.handle(answer)
    process.start()
    process.join(30)

    assert process.exitcode
    assert server.asked.count("POST /api/login/") == server.asked.count("GET /api/logout/") == 1


def _ask_for_ever(options: dict[str, t.Any], report: Report) -> None:
    """Do what a worker of Ansible does: ask, and end at once whatever goes wrong."""
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: os._exit(1))
    with contextlib.suppress(Exception):
        while True:
            use_client(options, report, get_me)
    os._exit(2)


JOB = {"id": 20, "name": "Deploy", "type": "job", "url": "/api/v2/jobs/20/", "status": "running"}


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("spins", range(0, 6000, 600))
def test_a_volley_of_signals_cancels_the_job_before_it_logs_out(
    spins: int, server: ScriptedServer, report: Report
) -> None:
    """`cancel_on_interrupt`: asked once, on a connection that the signal did not break."""
    process = multiprocessing.get_context("fork").Process(
        target=_wait_for_ever, args=(options_for(server, **LOGIN), report)
    )

    def answer(request: Received) -> Answer:
        if request.path == JOB["url"]:
            for signum in (signal.SIGINT, signal.SIGINT, signal.SIGTERM, signal.SIGTERM):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process.pid or 0, signum)
                sum(range(spins))
            return json_answer(JOB)
        return Answer(202) if request.path.endswith("/cancel/") else session_server(request)

    server.handle(answer)
    process.start()
    process.join(30)

    assert process.exitcode
    assert server.asked[-2:] == ["POST /api/v2/jobs/20/cancel/", "GET /api/logout/"]
    assert server.asked.count("POST /api/v2/jobs/20/cancel/") == 1


def _wait_for_ever(options: dict[str, t.Any], report: Report) -> None:
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: os._exit(1))
    plan = outcome.plan_of({"interval": 0.001, "cancel_on_interrupt": True})
    with contextlib.suppress(Exception):
        use_client(options, report, lambda client: outcome.follow(client, JOB, plan))
    os._exit(2)
