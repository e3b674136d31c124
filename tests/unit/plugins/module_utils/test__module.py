# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""_module: an operation as an Ansible module, in results as users see them."""

from __future__ import annotations

import os
import signal
import typing as t

import pytest
from ansible.module_utils.ansible_release import __version__
from ansible_collections.steward.awx.plugins.module_utils import _module
from ansible_collections.steward.awx.plugins.module_utils._argspec import Specification
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import concurrent_map, errors
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.polling import WaitOptions
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.unified_job import Job
from ansible_collections.steward.awx.plugins.module_utils._awx.operations import job_completion
from ansible_collections.steward.awx.plugins.module_utils._no_log import (
    UNDISCLOSED,
    register_secrets,
)
from ansible_collections.steward.awx.plugins.modules import awx_job_wait

from tests.unit.connect import TOKEN
from tests.unit.module_process import RunModule
from tests.unit.scripted_server import (
    Answer,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
)


class Operation:
    """An operation of this test: what it is called with is kept, what it does is handed over."""

    def __init__(self, does: t.Callable[[AwxClient], dict[str, t.Any]]) -> None:
        self._does = does
        self.options: dict[str, t.Any] = {}
        self.check_mode: bool | None = None

    def __call__(
        self, client: AwxClient, options: t.Mapping[str, t.Any], *, check_mode: bool = False
    ) -> dict[str, t.Any]:
        self.options, self.check_mode = dict(options), check_mode
        return self._does(client)

    def main(self) -> None:
        _module.run_module(Specification(self, {"name": {"type": "str"}, "token": {"type": "raw"}}))


_INJECT = "_ansible_inject_invocation"


def failing(error: Exception) -> Operation:
    def fail(client: AwxClient) -> dict[str, t.Any]:
        raise error

    return Operation(fail)


def test_run_module_returns_the_result(run_module: RunModule) -> None:
    operation = Operation(lambda client: {"changed": True, "objects": [1]})
    ended = run_module(operation.main, name="x")
    assert ended.status == 0
    assert ended.result["changed"] is True
    assert ended.result["objects"] == [1]
    assert operation.options["name"] == "x"
    assert operation.check_mode is False


def test_run_module_hands_check_mode_on(run_module: RunModule) -> None:
    operation = Operation(lambda client: {"changed": True})
    run_module(operation.main, check_mode=True)
    assert operation.check_mode is True


@pytest.mark.parametrize(
    ("error", "more"),
    [
        (errors.ConfigurationError("no"), {}),
        (errors.NotFound("no", status=404, method="GET", path="/"), {"http_status": 404}),
        (errors.LaunchRefused("no", problems=["a"]), {"problems": ["a"]}),
        (errors.JobFailed("no", result={"changed": True, "job": {"id": 1}}), {"job": {"id": 1}}),
    ],
)
def test_run_module_fails_with_the_message(
    error: errors.AwxError, more: dict[str, t.Any], run_module: RunModule
) -> None:
    """One clear message, with no traceback."""
    ended = run_module(failing(error).main)
    assert ended.status == 1
    assert ended.result["failed"] is True
    assert ended.result["msg"] == "no"
    assert ended.result["changed"] is isinstance(error, errors.JobFailed)
    assert more.items() <= ended.result.items()


@pytest.mark.parametrize("verbosity", [0, 3])
def test_run_module_shows_no_traceback(verbosity: int, run_module: RunModule) -> None:
    """At -vvv ansible-core adds the traceback of an exception that is being handled."""
    ended = run_module(failing(errors.AwxError("no")).main, at_verbosity=verbosity)
    assert "Traceback" not in ended.printed


@pytest.mark.parametrize("verbosity", [0, 2, 3, 4])
def test_run_module_shows_calls_to_who_asks(
    verbosity: int, server: ScriptedServer, run_module: RunModule
) -> None:
    """With -vvv, every call is shown."""
    server.expect("GET", "/api/v2/me/", query={"q": "x"})
    operation = Operation(lambda client: {"me": client.get("me/", [("q", "x")])})
    ended = run_module(operation.main, at_verbosity=verbosity)
    if verbosity < 3:
        assert "api_calls" not in ended.result
        return
    where, call = ended.result["api_calls"]
    assert where == (
        f"requests go to {server.url} (the task's awx_host), with the task's awx_oauth_token"
    )
    assert call.startswith(f"GET {server.url}/api/v2/me/?q=x 200 in ")


def test_run_module_shows_the_calls_of_a_failure(
    server: ScriptedServer, run_module: RunModule
) -> None:
    server.expect("GET", "/api/v2/me/", html_answer(502))
    operation = Operation(lambda client: {"me": client.get("me/")})
    ended = run_module(operation.main, at_verbosity=3)
    assert ended.status == 1
    assert " 502 in " in ended.result["api_calls"][1]


@pytest.mark.parametrize("verbosity", [0, 4])
@pytest.mark.parametrize(
    "connection",
    [
        pytest.param({"awx_oauth_token": "hunter2-token"}, id="token"),
        pytest.param({"awx_oauth_token": {"id": 7, "token": "hunter2-token"}}, id="mapping"),
        pytest.param(
            {"awx_oauth_token": None, "awx_username": "al", "awx_password": "hunter2-word"},
            id="password",
        ),
    ],
)
def test_run_module_prints_no_secret(
    connection: dict[str, t.Any],
    verbosity: int,
    server: ScriptedServer,
    run_module: RunModule,
) -> None:
    """Not in results, invocations, messages or calls, even if the server repeats it."""
    server.handle(lambda request: json_answer({"detail": "hunter2-token hunter2-word"}, 400))
    operation = Operation(lambda client: {"me": client.get("me/", [("x", "hunter2-token")])})
    ended = run_module(operation.main, at_verbosity=verbosity, **connection)
    assert ended.status == 1
    secret = "hunter2-word" if "awx_password" in connection else "hunter2-token"
    assert secret not in ended.printed


@pytest.mark.parametrize("option", ["awx_host", "tower_host"])
@pytest.mark.parametrize("wrong", [{}, {"nmae": "x"}], ids=["refused", "refused before"])
def test_run_module_shows_no_password_in_an_address(
    option: str, wrong: dict[str, str], run_module: RunModule
) -> None:
    """The invocation holds every argument, also of a module that refuses them."""
    operation = Operation(lambda client: {})
    address = {"awx_host": None, option: "https://al:hunter2@awx.example.com"}
    ended = run_module(operation.main, at_verbosity=4, **address, **wrong)
    assert ended.result["failed"] is True
    # From ansible-core 2.21 on it is there only where somebody asks for it.
    arguments = ended.result.get("invocation", {}).get("module_args", {})
    assert arguments.get("awx_host", "@awx.example.com").endswith("@awx.example.com")
    assert "hunter2" not in ended.printed


@pytest.mark.parametrize("option", ["password", "oauth_token", "url_password"])
def test_run_module_shows_no_secret_that_is_called_otherwise(
    option: str, run_module: RunModule
) -> None:
    """An option that there is not is refused; a failure shows all arguments."""
    ended = run_module(awx_job_wait.main, at_verbosity=4, jobs=1, **{option: "hunter2"})
    assert ended.status == 1
    assert f"There is no option '{option}': write awx_" in ended.result["msg"]
    assert "Unsupported parameters for" in ended.result["msg"]
    assert "hunter2" not in ended.printed


@pytest.mark.parametrize("is_disclosed", [True, False])
@pytest.mark.parametrize("fails", [True, False])
def test_run_module_shows_no_option_that_may_hold_secrets(
    fails: bool, is_disclosed: bool, run_module: RunModule
) -> None:
    """Which answers to a survey are secret is known only when the survey was read."""

    def operate(client: AwxClient, options: t.Any, *, check_mode: bool = False) -> t.Any:
        if is_disclosed:
            client.reporter.reveal_option("vars")
        if fails:
            raise errors.AwxError("no")
        return {}

    specification = Specification(operate, {"vars": {"type": "raw"}}, undisclosed=("vars",))
    # From ansible-core 2.21 on the arguments are shown where somebody asks for them only.
    is_asked = tuple(map(int, __version__.split(".")[:2])) >= (2, 21)
    asked = {"vars": {"a": "hunter2"}, **({_INJECT: True} if is_asked else {})}
    ended = run_module(lambda: _module.run_module(specification), **asked)
    shown = ended.result["invocation"]["module_args"]["vars"]
    assert shown == ({"a": "hunter2"} if is_disclosed else UNDISCLOSED)


@pytest.mark.parametrize("where", [["x"], {"name": "an operator"}])
def test_run_module_says_where_an_answer_is_altered(where: t.Any, run_module: RunModule) -> None:
    """Ansible masks the password's text in what the server answered (before 2.22)."""
    operation = Operation(lambda client: {"objects": where, "n": 1})
    ended = run_module(
        operation.main, awx_oauth_token=None, awx_username="x", awx_password="operator"
    )
    is_altered = isinstance(where, dict) and register_secrets is None
    assert ("masks it in objects.name: these" in ended.warned) is is_altered


def test_run_module_says_what_to_write_where_something_is_missing_too(
    run_module: RunModule,
) -> None:
    """The error says what to write."""
    ended = run_module(awx_job_wait.main, workflow_job_id=7)
    assert ended.result["msg"].startswith("There is no option 'workflow_job_id': write jobs,")


def test_run_module_leaves_harmless_parts_of_a_token_readable(run_module: RunModule) -> None:
    """Otherwise every 7 and every "write" of a result would be starred out."""
    token = {"id": 7, "token": TOKEN, "scope": "write", "user": 1}
    operation = Operation(lambda client: {"objects": [{"id": 7, "scope": "write", "n": 1}]})
    ended = run_module(operation.main, awx_oauth_token=token)
    assert ended.result["objects"] == [{"id": 7, "scope": "write", "n": 1}]


def test_run_module_warns(run_module: RunModule) -> None:
    operation = Operation(lambda client: {})
    ended = run_module(
        operation.main, awx_host="http://warns.invalid", api_root="/api/", awx_oauth_token="tk-tk"
    )
    assert "http://warns.invalid is unencrypted HTTP" in ended.warned


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"awx_host": None}, "no AWX server is named"),
        ({"awx_oauth_token": None}, "no credentials"),
        ({"awx_oauth_token": {"id": 7}}, "neither a token nor a mapping"),
        ({"awx_host": "ftp://x"}, "not the address of a server"),
        ({"request_timeout": -1}, "request_timeout"),
        ({"awx_auth": "magic"}, "awx_auth"),
        ({"nonsense": 1}, "nonsense"),
    ],
)
def test_run_module_with_bad_input(
    arguments: dict[str, t.Any], said: str, run_module: RunModule
) -> None:
    """Missing host and the like: one clear message that says what to do."""
    ended = run_module(Operation(lambda client: {}).main, **arguments)
    assert ended.status == 1
    assert said in ended.result["msg"]


def test_run_module_reads_the_environment(
    server: ScriptedServer, run_module: RunModule, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Inside an AWX job nothing need be set."""
    monkeypatch.setenv("CONTROLLER_HOST", server.url)
    monkeypatch.setenv("CONTROLLER_OAUTH_TOKEN", "of-the-environment")
    monkeypatch.setenv("CONTROLLER_USERNAME", "")
    server.expect("GET", "/api/v2/me/")
    operation = Operation(lambda client: {"me": client.get("me/")})
    ended = run_module(operation.main, awx_host=None, awx_oauth_token=None)
    assert ended.status == 0
    assert server.requests[0].headers["authorization"] == "Bearer of-the-environment"


def test_run_module_logs_out_when_it_is_ended(
    server: ScriptedServer, run_module: RunModule
) -> None:
    """A session is logged out, however the task is ended."""
    server.handle(session_server)

    def be_ended(client: AwxClient) -> dict[str, t.Any]:
        client.get("me/")
        signal.raise_signal(signal.SIGTERM)
        return {}

    with pytest.raises(ValueError, match="Expecting value"):  # nothing is printed
        run_module(Operation(be_ended).main, **LOGIN)
    assert server.asked[-1] == "POST /api/logout/"


LOGIN = {
    "awx_oauth_token": None,
    "awx_username": "al",
    "awx_password": "hunter2",
    "awx_auth": "session",
}


def session_server(request: Received) -> Answer:
    if request.path == "/api/login/":
        cookie = "awx_sessionid=x" if request.method == "POST" else "csrftoken=y"
        return html_answer(302 if request.method == "POST" else 200, Set_Cookie=cookie)
    return html_answer(302) if request.path == "/api/logout/" else json_answer({})


def get_me(client: AwxClient) -> dict[str, t.Any]:
    return {"me": client.get("me/")}


def get_me_on_another_thread(client: AwxClient) -> dict[str, t.Any]:
    questions = [lambda: client.get("me/")] * 3
    return {"me": list(concurrent_map.in_order(questions, concurrency=2))}


@pytest.mark.parametrize("does", [get_me, get_me_on_another_thread])
@pytest.mark.parametrize("path", ["/api/login/", "/api/logout/"])
@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_run_module_leaves_no_session_if_it_is_ended_during_login_or_logout(
    signum: signal.Signals,
    path: str,
    does: t.Callable[[AwxClient], dict[str, t.Any]],
    server: ScriptedServer,
    run_module: RunModule,
    handles_interrupts: None,
) -> None:
    """It is obeyed once the answer is here: without that nobody could log out."""

    def answer(request: Received) -> Answer:
        if (request.method, request.path) == ("POST", path):
            os.kill(os.getpid(), signum)
        return session_server(request)

    server.handle(answer)
    with pytest.raises(ValueError, match="Expecting value"):  # nothing is printed
        run_module(Operation(does).main, **LOGIN)
    assert server.asked.count("POST /api/login/") == 1
    assert server.asked.count("POST /api/logout/") == 1
    assert server.asked[-1] == "POST /api/logout/"


@pytest.fixture
def handles_interrupts() -> t.Iterator[None]:
    """Handle SIGINT, which a shell that runs the tests in the background has them ignore."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_run_module_ignores_what_it_was_told_to_ignore(
    server: ScriptedServer, run_module: RunModule
) -> None:
    """As `nohup` does with SIGHUP."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    server.expect("GET", "/api/v2/me/")

    def be_hung_up(client: AwxClient) -> dict[str, t.Any]:
        os.kill(os.getpid(), signal.SIGHUP)
        return get_me(client)

    try:
        assert run_module(Operation(be_hung_up).main).status == 0
    finally:
        signal.signal(signal.SIGHUP, before)


def test_run_module_warns_of_a_session_that_it_leaves(
    server: ScriptedServer, run_module: RunModule
) -> None:
    server.handle(
        lambda request: (
            html_answer(404) if request.path == "/api/logout/" else session_server(request)
        )
    )
    ended = run_module(Operation(get_me).main, **LOGIN)
    assert ended.status == 0
    assert f"the session at {server.url} could not be logged out" in ended.warned


def test_run_module_cancels_a_job_when_it_is_ended(
    server: ScriptedServer, run_module: RunModule
) -> None:
    """`cancel_on_interrupt` also in a process of its own; a second signal does not break it."""
    url = "/api/v2/jobs/20/"
    job = {"id": 20, "name": "Deploy", "type": "job", "url": url, "status": "running"}

    def answer(request: t.Any) -> t.Any:
        if request.method == "POST":
            os.kill(os.getpid(), signal.SIGHUP)
            return Answer(202)
        os.kill(os.getpid(), signal.SIGTERM)
        return json_answer(job)

    server.handle(answer)
    waiting = WaitOptions.from_options({"interval": 0.001, "cancel_on_interrupt": True})
    operation = Operation(lambda client: job_completion.follow(client, Job(job), waiting))
    with pytest.raises(ValueError, match="Expecting value"):  # nothing is printed
        run_module(operation.main)
    assert server.asked == [f"GET {url}", f"POST {url}cancel/"]
