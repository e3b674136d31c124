# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions end, whenever a task does; and where one cannot be ended, the user hears of it."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import threading
import typing as t
from pathlib import Path

import pytest

from tests.integration import interrupted
from tests.integration.ansible_runs import AnsibleRuns, lookup, query
from tests.integration.faulty_proxy import FaultyProxy, faulty_proxy
from tests.integration.sandbox import PASSWORD, USERNAME, Sandbox

LOGIN = "POST /api/login/"
LOGOUT = "POST /api/logout/"

ASK = query("ask", "me", awx_auth="session")
LOOK_UP = lookup("look up", "me", awx_auth="session")
TWICE = {"loop": [1, 2]}

# Seconds; the limit of a task is a whole number of them.
TIME_LIMIT = 2
LONGER = 3.0


class Standing:
    """A proxy before the sandbox; what a test leaves behind there is counted."""

    def __init__(self, sandbox: Sandbox, faults: FaultyProxy, url: str) -> None:
        self.faults = faults
        self.url = url
        self._sandbox = sandbox
        self._before = sandbox.sessions

    @property
    def variables(self) -> dict[str, str]:
        return {"AWX_HOST": self.url, "AWX_USERNAME": USERNAME, "AWX_PASSWORD": PASSWORD}

    @contextlib.contextmanager
    def one_session(self) -> t.Iterator[None]:
        """Meanwhile there is one login, and one logout; and then there is no session more."""
        with self._sandbox.traffic() as traffic:
            yield
            _until(lambda: self.left == 0)
        assert [seen.status for seen in traffic.of("POST", "/login/")] == [302]
        assert [seen.status for seen in traffic.of("POST", "/logout/")] == [302]

    @property
    def left(self) -> int:
        return self._sandbox.sessions - self._before


@pytest.fixture
def proxy(sandbox: Sandbox) -> t.Iterator[Standing]:
    with faulty_proxy(sandbox.url) as (faults, url):
        yield Standing(sandbox, faults, url)


@pytest.mark.quick
@pytest.mark.parametrize(
    "task",
    [
        pytest.param(ASK, id="task"),
        pytest.param({**ASK, **TWICE}, id="loop"),
        pytest.param({**ASK, "retries": 1}, id="retries"),
        pytest.param(query("ask", "hosts", only="id", concurrency=1), id="many requests"),
        pytest.param(query("ask", "hsots", awx_auth="session"), id="failure"),
        pytest.param(query("ask", "me", awx_auth="session", awx_in_process=False), id="module"),
        pytest.param(LOOK_UP, id="lookup"),
    ],
)
def test_a_task_ends_its_session(
    task: dict[str, t.Any], core: Path, ansible: AnsibleRuns, proxy: Standing
) -> None:
    with proxy.one_session():
        ansible.playbook(core, [task], environment=proxy.variables)


@pytest.mark.parametrize("in_process", [True, False])
def test_a_time_limit_during_the_login_leaves_no_session(
    in_process: bool, core: Path, ansible: AnsibleRuns, proxy: Standing
) -> None:
    """The `timeout` of a task takes effect once the answer to the login is here."""
    logged_in = threading.Event()

    def hold() -> None:
        logged_in.set()
        threading.Event().wait(LONGER)

    proxy.faults.held[LOGIN] = hold
    task = query("ask", "me", awx_auth="session", awx_in_process=in_process)
    with proxy.one_session():
        run = ansible.playbook(core, [{**task, "timeout": TIME_LIMIT}], environment=proxy.variables)
        # A module in a process of its own goes on without the task.
        logged_in.wait(60)
    assert re.search("timed out|time frame", run["ask"].error.lower())


def test_a_time_limit_of_an_item_leaves_its_session_to_the_next(
    core: Path, ansible: AnsibleRuns, proxy: Standing
) -> None:
    proxy.faults.held[LOGIN] = lambda: threading.Event().wait(LONGER)
    task = {**ASK, **TWICE, "timeout": TIME_LIMIT}
    with proxy.one_session():
        run = ansible.playbook(core, [task], environment=proxy.variables)
    assert [item.get("count") for item in run["ask"].data["results"]] == [None, 1]


@pytest.mark.parametrize("in_process", [True, False])
@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("at", [LOGIN, LOGOUT])
def test_a_signal_during_login_or_logout_leaves_no_session(
    at: str,
    signum: signal.Signals,
    in_process: bool,
    core: Path,
    ansible: AnsibleRuns,
    proxy: Standing,
    tmp_path: Path,
) -> None:
    """It is sent before the answer, to Ansible or to the process of the module."""
    task = query("ask", "me", awx_auth="session", awx_in_process=in_process)
    processes: list[subprocess.Popen[bytes]] = []

    def send() -> None:
        os.kill(processes[0].pid if in_process else _module_of(proxy.url), signum)

    proxy.faults.held[at] = send
    with (
        proxy.one_session(),
        interrupted.started(core, ansible, task, proxy.variables, tmp_path) as process,
    ):
        processes.append(process)
        interrupted.wait_for_end(process)


def _module_of(url: str) -> int:
    """Return the process of the module that asks at a URL."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            arguments = (process / "cmdline").read_bytes().split(b"\0")
            is_module = b"python" in arguments[0] and b"AnsiballZ_awx_" in b"".join(arguments)
            if is_module and f"AWX_HOST={url}".encode() in (process / "environ").read_bytes():
                found.append(int(process.name))
    (module,) = found
    return module


# What ends after the last task of a play has nobody to tell it to.
THEN = {"name": "then", "ansible.builtin.debug": {"msg": "-"}}


@pytest.mark.parametrize(
    "tasks",
    [
        pytest.param([ASK], id="task"),
        pytest.param([{**ASK, **TWICE}, THEN], id="loop"),
        pytest.param([LOOK_UP, THEN], id="lookup"),
        pytest.param([query("ask", "me", awx_auth="session", awx_in_process=False)], id="module"),
    ],
)
def test_a_session_that_cannot_be_ended_is_a_warning(
    tasks: list[dict[str, t.Any]],
    core: Path,
    ansible: AnsibleRuns,
    sandbox: Sandbox,
    proxy: Standing,
) -> None:
    """It names the server; the task is well all the same."""
    proxy.faults.refused.add(LOGOUT)
    variables = {**proxy.variables, "AWX_REQUEST_RETRIES": "0"}
    run = ansible.playbook(core, tasks, environment=variables).succeeded()
    warning = (
        f"the session at {proxy.url} could not be logged out; it will expire when idle."
        " POST /api/logout/: the server returned 502"
    )
    assert warning in " ".join((run.output).split())
    assert proxy.left == 1
    sandbox.end_sessions()


@pytest.mark.parametrize(
    "tasks",
    [
        pytest.param([ASK], id="task"),
        pytest.param([{**ASK, **TWICE}, THEN], id="loop"),
        pytest.param([LOOK_UP, THEN], id="lookup"),
    ],
)
def test_the_logout_is_shown_with_every_other_call(
    tasks: list[dict[str, t.Any]], core: Path, ansible: AnsibleRuns, proxy: Standing
) -> None:
    with proxy.one_session():
        run = ansible.playbook(core, tasks, "-vvv", environment=proxy.variables).succeeded()
    assert f"POST {proxy.url}/api/logout/ 302 in " in run.output


def _until(holds: t.Callable[[], bool]) -> None:
    """Ask until something holds; each question takes the sandbox some milliseconds."""
    assert any(holds() for _question in range(5000))
