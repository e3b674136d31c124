# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""_action: the module's work in the controller's process, with the module's result.

Ansible's own objects that an action plugin looks at are stood in for by what it reads of them.
"""

from __future__ import annotations

import types
import typing as t

import pytest
from ansible.utils.display import Display
from ansible_collections.steward.awx.plugins.action.awx_query import ActionModule
from ansible_collections.steward.awx.plugins.plugin_utils import _client_cache

from tests.unit.connect import TOKEN
from tests.unit.scripted_server import (
    Answer,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
    page_of,
)

SHAPE = {"order_by": "id", "page_size": "200"}


class Action(ActionModule):
    """The action plugin of awx_query; that it would run the module is only noted."""

    modules_run = 0

    def _execute_module(self, **how: t.Any) -> dict[str, t.Any]:
        self.modules_run += 1
        return {"ran": "the module", "async": how["wrap_async"], "args": how["module_args"]}


@pytest.fixture(autouse=True)
def closed() -> t.Iterator[None]:
    yield
    _client_cache._close_all()


def action(arguments: dict[str, t.Any], *, transport: str = "local", **task: t.Any) -> Action:
    known = {
        "args": arguments,
        "action": "steward.awx.awx_query",
        "resolved_action": "steward.awx.awx_query",
        "async_val": 0,
        "become": False,
        "check_mode": False,
        "diff": False,
        "environment": [],
        "no_log": False,
        "delegate_to": None,
        "loop": None,
        "loop_with": None,
        "until": [],
        "retries": None,
    }
    shell = types.SimpleNamespace(tmpdir=None)
    connection = types.SimpleNamespace(transport=transport, _shell=shell, become=None)
    return Action(
        task=types.SimpleNamespace(**{**known, **task}),
        connection=connection,
        play_context=types.SimpleNamespace(become=False, check_mode=False, diff=False),
        loader=None,
        templar=None,
        shared_loader_obj=None,
    )


@pytest.fixture
def arguments(server: ScriptedServer) -> dict[str, t.Any]:
    return {
        "awx_host": server.url,
        "awx_oauth_token": TOKEN,
        "api_root": "/api/",
        "request_retries": 0,
        "resource": "hosts",
    }


def test_action_runs_here(server: ScriptedServer, arguments: dict[str, t.Any]) -> None:
    """Same options, same result."""
    server.expect("GET", "/api/v2/hosts/", page_of([{"id": 1}]), query={**SHAPE, "a": "b"})
    plugin = action({**arguments, "filters": {"a": "b"}})
    result = plugin.run(task_vars={})
    assert plugin.modules_run == 0
    assert (result["objects"], result["count"], result["changed"]) == ([{"id": 1}], 1, False)
    assert TOKEN not in str(result)


@pytest.mark.parametrize(
    "task",
    [
        pytest.param({"transport": "ssh"}, id="another machine"),
        pytest.param({"become": True}, id="another user"),
        pytest.param({"async_val": 60}, id="async"),
        pytest.param({"environment": [{"https_proxy": "x"}]}, id="environment"),
        pytest.param({"environment": {"https_proxy": "x"}}, id="environment, a mapping"),
    ],
)
def test_action_runs_the_module_where_that_is_not_the_same(
    task: dict[str, t.Any], arguments: dict[str, t.Any]
) -> None:
    plugin = action(arguments, **task)
    assert plugin.run(task_vars={})["ran"] == "the module"


def test_action_runs_the_module_if_told_so(arguments: dict[str, t.Any]) -> None:
    plugin = action({**arguments, "awx_in_process": "no"})
    assert plugin.run(task_vars={})["ran"] == "the module"


@pytest.mark.parametrize(("value", "modules_run"), [("", 0), ("yes", 0), ("no", 1)])
def test_action_asks_the_environment_where_to_run(
    value: str,
    modules_run: int,
    server: ScriptedServer,
    arguments: dict[str, t.Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWX_IN_PROCESS", value)
    server.handle(lambda request: page_of([]))
    plugin = action(arguments)
    plugin.run(task_vars={})
    assert plugin.modules_run == modules_run


def test_action_refuses_a_variable_that_is_no_boolean(
    arguments: dict[str, t.Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWX_IN_PROCESS", "perhaps")
    result = action(arguments).run(task_vars={})
    assert result["failed"] is True
    assert result["msg"] == "AWX_IN_PROCESS is 'perhaps', which is neither true nor false"


def test_action_runs_here_without_an_environment(
    server: ScriptedServer, arguments: dict[str, t.Any]
) -> None:
    """Every play and block adds a layer, mostly an empty one."""
    server.expect("GET", "/api/v2/hosts/", page_of([]), query=SHAPE)
    plugin = action(arguments, environment=[{}, None])
    plugin.run(task_vars={})
    assert plugin.modules_run == 0


def test_action_fails_as_the_module_does(
    server: ScriptedServer, arguments: dict[str, t.Any]
) -> None:
    """Same errors, and no secret even if the server repeats it."""
    server.expect("GET", "/api/v2/hosts/", json_answer({"detail": TOKEN}, 403), query=SHAPE)
    result = action(arguments).run(task_vars={})
    assert (result["failed"], result["changed"], result["http_status"]) == (True, False, 403)
    assert "does not allow it" in result["msg"]
    assert TOKEN not in str(result)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"nonsense": 1}, "Unsupported parameters for (steward.awx.awx_query) module: nonsense"),
        ({"query": {}}, "There is no option 'query': write filters.\nUnsupported parameters"),
        ({"url": "x", "resource": None}, "There is no option 'url': write resource, with"),
        ({"limit": "many"}, "limit"),
        ({"expect": "many"}, "value of expect must be one of"),
        ({"fields": ["a"], "only": "b"}, "mutually exclusive"),
        ({"resource": None}, "resource"),
    ],
)
def test_action_refuses_arguments_in_the_modules_words(
    more: dict[str, t.Any], said: str, arguments: dict[str, t.Any]
) -> None:
    given = {name: value for name, value in {**arguments, **more}.items() if value is not None}
    result = action(given).run(task_vars={})
    assert result["failed"] is True
    assert said in result["msg"]


def test_action_shows_no_secret_that_is_called_otherwise(arguments: dict[str, t.Any]) -> None:
    """An option that there is not is refused; a failure shows all arguments."""
    result = action({**arguments, "password": "hunter2"}).run(task_vars={})
    assert "'password': write awx_password" in result["msg"]
    assert "hunter2" not in str(result)


def test_action_hands_check_mode_on(
    server: ScriptedServer, arguments: dict[str, t.Any], tmp_path: t.Any
) -> None:
    server.handle(lambda request: page_of([{"id": 1}]))
    given = {**arguments, "dest": str(tmp_path / "x")}
    result = action(given, check_mode=True).run(task_vars={})
    assert result["changed"] is True
    assert not (tmp_path / "x").exists()


def test_action_reports_warnings(arguments: dict[str, t.Any]) -> None:
    given = {**arguments, "awx_host": "http://awx.invalid"}
    result = action(given).run(task_vars={})
    assert result["failed"] is True
    assert "unencrypted HTTP" in result["warnings"][0]


def session_server(request: Received) -> Answer:
    """Open sessions, and end none."""
    if request.path == "/api/logout/":
        return html_answer(404)
    if request.path == "/api/login/":
        is_login = request.method == "POST"
        cookie = "awx_sessionid=x" if is_login else "csrftoken=y"
        return html_answer(302 if is_login else 200, Set_Cookie=cookie)
    return page_of([])


@pytest.fixture
def with_session(arguments: dict[str, t.Any], server: ScriptedServer) -> dict[str, t.Any]:
    server.handle(session_server)
    del arguments["awx_oauth_token"]
    return {**arguments, "awx_username": "al", "awx_password": "pw", "awx_auth": "session"}


def test_action_logs_out_with_the_task(
    with_session: dict[str, t.Any],
    server: ScriptedServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """So that -vvv shows it, and that a session that is left is a warning of the task."""
    monkeypatch.setattr(Display(), "verbosity", 3)
    result = action(with_session).run(task_vars={})
    assert f"the session at {server.url} could not be logged out" in result["warnings"][-1]
    captured = capsys.readouterr()
    assert f"POST {server.url}/api/logout/ 404" in captured.out + captured.err


@pytest.mark.parametrize(
    "keywords",
    [
        pytest.param({"loop": [1, 2]}, id="loop"),
        pytest.param({"loop_with": "items"}, id="with_items"),
        pytest.param({"until": ["x"]}, id="until"),
        pytest.param({"retries": 3}, id="retries"),
    ],
)
def test_action_logs_out_with_the_process_if_the_task_may_run_again(
    keywords: dict[str, t.Any],
    with_session: dict[str, t.Any],
    server: ScriptedServer,
    capsys: pytest.CaptureFixture[str],
) -> None:
    result = action(with_session, **keywords).run(task_vars={})
    assert "POST /api/logout/" not in server.asked
    assert "could not be logged out" not in str(result)
    _client_cache._close_all()
    captured = capsys.readouterr()
    assert "could not be logged out" in " ".join((captured.out + captured.err).split())


@pytest.mark.parametrize(("wanted", "said"), [("live", True), ("progress", True), ("none", False)])
def test_action_says_that_a_module_cannot_show_output(
    wanted: str,
    said: bool,
    arguments: dict[str, t.Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(Display(), "verbosity", 1)
    action({**arguments, "output": wanted}, transport="ssh").run(task_vars={})
    captured = capsys.readouterr()
    assert ("nothing is shown of the job" in captured.out + captured.err) is said


# -- Promise: an omitted item of a list is left out, with every version ---------------------

OMITTED = "__omit_place_holder__81ab35"


def test_omitted_items_are_left_out_of_lists(
    server: ScriptedServer, arguments: dict[str, t.Any]
) -> None:
    """ansible-core before 2.19 leaves the marker there."""
    server.expect("GET", "/api/v2/hosts/", page_of([{"id": 1, "name": "a"}]), query=SHAPE)
    plugin = action({**arguments, "fields": [OMITTED, "id", OMITTED]})
    assert plugin.run(task_vars={"omit": OMITTED})["objects"] == [{"id": 1}]


def test_omitted_items_are_left_out_for_the_module_too(arguments: dict[str, t.Any]) -> None:
    given = {**arguments, "fields": ["id", OMITTED], "filters": {"id__in": [1, OMITTED]}}
    plugin = action({**given, "awx_in_process": False})
    sent = plugin.run(task_vars={"omit": OMITTED})["args"]
    assert (sent["fields"], sent["filters"]) == (["id"], {"id__in": [1]})


@pytest.mark.parametrize("omit", [OMITTED, object(), None])
def test_arguments_without_omitted_items_stay_as_they_are(
    omit: t.Any, arguments: dict[str, t.Any]
) -> None:
    """What Ansible made of them is the module's."""
    plugin = action({**arguments, "fields": ["id"], "awx_in_process": False})
    assert plugin.run(task_vars={"omit": omit})["args"] is None
