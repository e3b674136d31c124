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
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import concurrent_map
from ansible_collections.steward.awx.plugins.module_utils._awx.common.errors import AwxError
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs import wait_options
from ansible_collections.steward.awx.plugins.module_utils._awx.operations import job_run
from ansible_collections.steward.awx.plugins.plugin_utils import _clients
from ansible_collections.steward.awx.plugins.plugin_utils._clients import use_client

from tests.unit.ports import Reporter
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
    return html_answer(302) if request.path == "/api/logout/" else json_answer({})


def get_me(client: AwxClient) -> t.Any:
    return client.get("me/")


def test_items_share_a_connection_and_a_session(server: ScriptedServer, reporter: Reporter) -> None:
    """Loop items share connection and session: one login for all."""
    server.handle(session_server)
    for _item in range(3):
        use_client(options_for(server, **LOGIN), reporter, get_me)
    _clients._close_all()
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
    _clients._close_all()
    (warning,) = reporter.warnings
    assert "could not be logged out" in warning


class Deaf(Reporter):
    """What a report is once Ansible has ceased to listen."""

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
    for client in _clients._clients_of_this_process():
        client.reporter = Deaf()
    _clients._close_all()
    assert server.asked.count("POST /api/login/") == server.asked.count("POST /api/logout/") == 2


class TookTooLong(BaseException):
    """The `timeout` of a task, as Ansible raises it from a handler of SIGALRM."""


def get_me_on_another_thread(client: AwxClient) -> t.Any:
    return list(concurrent_map.in_order([lambda: client.get("me/")] * 3, concurrency=2))


@pytest.mark.parametrize("use", [get_me, get_me_on_another_thread])
@pytest.mark.parametrize("path", ["/api/login/", "/api/logout/"])
@pytest.mark.parametrize(
    ("signum", "expected"),
    [(signal.SIGALRM, TookTooLong), (signal.SIGINT, KeyboardInterrupt)],
)
def test_what_ends_a_task_during_login_or_logout_leaves_no_session(
    signum: signal.Signals,
    expected: type[BaseException],
    path: str,
    use: t.Callable[[AwxClient], t.Any],
    server: ScriptedServer,
    reporter: Reporter,
) -> None:
    """It takes effect, by the handler that there was, once the answer is here."""
    server.handle(_signalled_by(path, signum))

    def end(_signum: int, _frame: t.Any) -> None:
        raise expected

    before = signal.signal(signum, end)
    try:
        with pytest.raises(expected):
            use_client(options_for(server, **LOGIN), reporter, use, is_last=True)
        assert signal.getsignal(signum) is end
    finally:
        signal.signal(signum, before)
    _clients._close_all()
    assert server.asked.count("POST /api/login/") == server.asked.count("POST /api/logout/") == 1


def _signalled_by(path: str, signum: signal.Signals) -> t.Callable[[Received], Answer]:
    def answer(request: Received) -> Answer:
        if (request.method, request.path) == ("POST", path):
            os.kill(os.getpid(), signum)
        return session_server(request)

    return answer


def test_a_client_can_be_used_after_a_task_that_took_too_long(
    server: ScriptedServer, reporter: Reporter
) -> None:
    """As the next item of a loop does, in the same process."""
    server.handle(_signalled_by("/api/login/", signal.SIGALRM))

    def end(_signum: int, _frame: t.Any) -> None:
        raise TookTooLong

    before = signal.signal(signal.SIGALRM, end)
    try:
        with pytest.raises(TookTooLong):
            use_client(options_for(server, **LOGIN), reporter, get_me)
        assert use_client(options_for(server, **LOGIN), reporter, get_me) == {}
    finally:
        signal.signal(signal.SIGALRM, before)
    _clients._close_all()
    assert server.asked.count("POST /api/login/") == server.asked.count("POST /api/logout/") == 1


def test_wrong_options_make_no_client(reporter: Reporter) -> None:
    with pytest.raises(AwxError, match="no AWX server is named"):
        use_client({"awx_oauth_token": "tk"}, reporter, get_me)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("spins", range(0, 6000, 200))
def test_a_volley_of_signals_logs_out_once(
    spins: int, server: ScriptedServer, reporter: Reporter
) -> None:
    """Ansible sends a worker SIGINT and SIGTERM, and dies: the session is logged out anyway."""
    process = multiprocessing.get_context("fork").Process(
        target=_ask_for_ever, args=(options_for(server, **LOGIN), reporter)
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
    assert server.asked.count("POST /api/login/") == server.asked.count("POST /api/logout/") == 1


def _ask_for_ever(options: dict[str, t.Any], reporter: Reporter) -> None:
    """Do what a worker of Ansible does: ask, and end at once whatever goes wrong."""
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: os._exit(1))
    with contextlib.suppress(Exception):
        while True:
            use_client(options, reporter, get_me)
    os._exit(2)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("path", ["/api/login/", "/api/logout/"])
@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("spins", [0, 2000])
def test_signals_during_login_or_logout_leave_no_session(
    spins: int, signum: signal.Signals, path: str, server: ScriptedServer, reporter: Reporter
) -> None:
    process = multiprocessing.get_context("fork").Process(
        target=_ask_once, args=(options_for(server, **LOGIN), reporter)
    )

    def answer(request: Received) -> Answer:
        if (request.method, request.path) == ("POST", path):
            for number in (signum, signal.SIGTERM):
                os.kill(process.pid or 0, number)
                sum(range(spins))
        return session_server(request)

    server.handle(answer)
    process.start()
    process.join(30)

    assert process.exitcode
    assert server.asked.count("POST /api/login/") == server.asked.count("POST /api/logout/") == 1


def _ask_once(options: dict[str, t.Any], reporter: Reporter) -> None:
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, lambda *_: os._exit(1))
    with contextlib.suppress(Exception):
        use_client(options, reporter, get_me, is_last=True)
    os._exit(2)


JOB = {"id": 20, "name": "Deploy", "type": "job", "url": "/api/v2/jobs/20/", "status": "running"}


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("spins", range(0, 6000, 600))
def test_a_volley_of_signals_cancels_the_job_before_it_logs_out(
    spins: int, server: ScriptedServer, reporter: Reporter
) -> None:
    """`cancel_on_interrupt`: asked once, on a connection that the signal did not break."""
    process = multiprocessing.get_context("fork").Process(
        target=_wait_for_ever, args=(options_for(server, **LOGIN), reporter)
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
    assert server.asked[-2:] == ["POST /api/v2/jobs/20/cancel/", "POST /api/logout/"]
    assert server.asked.count("POST /api/v2/jobs/20/cancel/") == 1


def _wait_for_ever(options: dict[str, t.Any], reporter: Reporter) -> None:
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: os._exit(1))
    plan = wait_options.plan_of({"interval": 0.001, "cancel_on_interrupt": True})
    with contextlib.suppress(Exception):
        use_client(options, reporter, lambda client: job_run.follow(client, JOB, plan))
    os._exit(2)
