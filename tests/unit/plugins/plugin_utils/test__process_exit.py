# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever ends a process, its clients are closed and its sessions logged out before."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import concurrent_map
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.polling import WaitOptions
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.unified_job import Job
from ansible_collections.steward.awx.plugins.module_utils._awx.operations import job_completion
from ansible_collections.steward.awx.plugins.plugin_utils import _client_cache
from ansible_collections.steward.awx.plugins.plugin_utils._client_cache import use_client

from tests.unit.ports import Reporter
from tests.unit.scripted_server import (
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
    _client_cache._close_all()
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
    _client_cache._close_all()
    assert server.asked.count("POST /api/login/") == server.asked.count("POST /api/logout/") == 1


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
    waiting = WaitOptions.from_options({"interval": 0.001, "cancel_on_interrupt": True})
    with contextlib.suppress(Exception):
        use_client(
            options, reporter, lambda client: job_completion.follow(client, Job(JOB), waiting)
        )
    os._exit(2)
