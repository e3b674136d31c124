# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks in the controller's process: the same results as the module's, and nothing left behind."""

from __future__ import annotations

import os
import re
import signal
import stat
import typing as t
from pathlib import Path

import pytest

from tests.integration import interrupted
from tests.integration.ansible_runs import AnsibleRuns, Run, launch, lookup, query, token
from tests.integration.sandbox import PASSWORD, USERNAME, Sandbox
from tests.integration.test_examples import PLUGINS, examples_of

# The file of a module that runs in a process of its own, as -vvv shows it.
OWN_PROCESS = "AnsiballZ_awx_"

# What belongs to one run, or to one way of running, and not to the result.
_OF_THE_RUN = {
    *("api_calls", "ansible_facts", "requests", "warnings", "awx_in_process"),
    # A job that is canceled soon may not have started.
    "started",
}
_OF_THE_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\dT[\d:.]+Z|after \d+ s|\b(?:[a-z]+ )?job \d+|\b[a-z_]+/\d+|\d{4,}"
)
_CHANGING = {"id", "token", "elapsed", "job", "jobs", "count", "output_tail"}


def test_results_are_those_of_the_module(core: Path, ansible: AnsibleRuns) -> None:
    """Same options, same result, same errors, whoever calls an operation."""
    _assert_same(core, ansible, [*_questions(), *_mistakes()])


def test_examples_result_in_what_the_module_does(
    one_core: Path, ansible: AnsibleRuns, tmp_path: Path
) -> None:
    """For every example: their jobs really run, so one ansible-core it is."""
    _assert_same(one_core, ansible, _examples(tmp_path))


def _assert_same(core: Path, ansible: AnsibleRuns, tasks: list[dict[str, t.Any]]) -> None:
    here = _run(ansible, core, tasks, in_process=True)
    there = _run(ansible, core, tasks, in_process=False)

    assert OWN_PROCESS not in here.output
    assert there.output.count(OWN_PROCESS) >= len(tasks)
    assert len(here.results) == len(there.results)
    for one, other in zip(here.results, there.results):
        assert _compared(one) == _compared(other)


def _run(
    ansible: AnsibleRuns, core: Path, tasks: list[dict[str, t.Any]], *, in_process: bool
) -> Run:
    environment = {**ansible.environment, "AWX_IN_PROCESS": str(in_process).lower()}
    play = {"module_defaults": {"group/steward.awx.awx": {"request_timeout": 20}}}
    return ansible.playbook(core, tasks, "-vvv", environment=environment, play=play).succeeded()


def _examples(directory: Path) -> list[dict[str, t.Any]]:
    files = sorted(PLUGINS.glob("modules/*.py"))
    tasks = [task for path in files for task in examples_of(path, directory)]
    return [{**task, "ignore_errors": True} for task in tasks if "dest" not in str(task)]


def _questions() -> list[dict[str, t.Any]]:
    return [
        query(
            "fields", "hosts", filters={"name__in": ["small-1", "small-2"]}, fields=["id", "name"]
        ),
        query("none", "hosts", filters={"inventory__name": "None such"}),
        query("aliases", "ping", controller_host="{{ lookup('env', 'AWX_HOST') }}"),
        {**query("check mode", "ping"), "check_mode": True},
        {**launch("checked launch", "Seed - No prompts"), "check_mode": True},
        {**token("checked token"), "check_mode": True, "diff": True},
        launch("failed job", "Demo - Deploy broken"),
        token("gone", state="absent", token_id=99999999),
    ]


def _mistakes() -> list[dict[str, t.Any]]:
    return [
        query("unknown resource", "job"),
        query("unknown field", "jobs", filters={"nmae": "x"}),
        query("wrong choice", "jobs", expect="two"),
        query("wrong type", "jobs", limit="many"),
        query("unknown option", "jobs", fiter="x"),
        query("exclusive options", "jobs", only="id", fields=["id"]),
        query("nested groups", "jobs", filters={"or": [{"or": [{"id": 1}]}]}),
        query("too many", "job_templates", max_objects=10),
        query("not one", "hosts", expect="one"),
        query("wrong token", "jobs", awx_oauth_token="not-a-token-at-all"),
        query("bad host", "jobs", awx_host="https://user:secret@awx.example.com"),
        query("refused", "jobs", awx_host="http://127.0.0.1:1", request_retries=0),
        token("nothing to revoke", state="absent"),
        token("bad scope", scope="admin"),
        launch("no such template", "Demo - Deplyo"),
        launch("ambiguous template", "Duplicate Name"),
        launch("missing answers", "Seed - Survey all types", limit="x"),
        launch("no template", None),
        {"name": "required option", "steward.awx.awx_query": {}, "ignore_errors": True},
    ]


def _compared(result: t.Any) -> tuple[str, str, t.Any]:
    data = _settled(result.data)
    if result.task not in {task["name"] for task in [*_questions(), *_mistakes()]}:
        # What the examples ask for, and launch again, grows from one run to the next.
        data = {"changed": data.get("changed"), "returned": sorted({*data} - {"output_tail"})}
    return result.task, result.outcome, data


def _settled(value: t.Any, name: str = "") -> t.Any:
    """Return a value without what is different whenever a task runs."""
    if isinstance(value, dict):
        return {
            key: _settled(inner, key)
            for key, inner in value.items()
            if key not in _OF_THE_RUN and not key.startswith("_ansible")
        }
    if name in _CHANGING and not isinstance(value, (dict, list)):
        return type(value).__name__
    if isinstance(value, list):
        return [_settled(inner, name) for inner in value]
    return _OF_THE_MOMENT.sub("", value) if isinstance(value, str) else value


def test_loop_items_and_lookups_share_one_connection_and_one_login(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    """One kept-alive connection; a session is always logged out."""
    items = {"loop": list(range(50)), "loop_control": {"label": "-"}}
    asked = query("asked", "organizations", filters={"name": "Default"}, only="id")
    looked_up = lookup("looked up", "organizations", filters={"name": "Default"}, only="id")
    for task in (asked, looked_up):
        sessions = sandbox.sessions
        with sandbox.traffic() as traffic:
            ansible.playbook(
                core, [{**task, **items}], environment=_with_password(sandbox)
            ).succeeded()

        assert len(traffic.of("GET", "/organizations/")) == 50
        assert len(traffic.of("POST", "/login/")) == 1
        assert len(traffic.of("POST", "/logout/")) == 1
        assert traffic.connections == 1
        assert sandbox.sessions == sessions


def test_a_loop_of_50_lookups_is_50_requests(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    """Nothing but the questions is asked where the API is below /api/."""
    looked_up = lookup("looked up", "organizations", filters={"name": "Default"}, only="id")
    with sandbox.traffic() as traffic:
        ansible.playbook(one_core, [{**looked_up, "loop": list(range(50))}]).succeeded()

    assert [seen.path for seen in traffic] == ["/api/v2/organizations/"] * 50
    assert traffic.connections == 1


def _with_password(sandbox: Sandbox) -> dict[str, str]:
    return {"AWX_HOST": sandbox.url, "AWX_USERNAME": USERNAME, "AWX_PASSWORD": PASSWORD}


@pytest.mark.parametrize(
    "keywords",
    [
        pytest.param({"environment": {"SOME": "value"}}, id="environment"),
        pytest.param({"async": 30, "poll": 1}, id="async"),
    ],
)
def test_a_task_that_needs_a_process_of_its_own_gets_one(
    keywords: dict[str, t.Any], one_core: Path, ansible: AnsibleRuns, tmp_path: Path
) -> None:
    task = {**query("asked", "organizations", filters={"name": "Default"}), **keywords}
    # The directory of asynchronous jobs is sought in the home of the user, not in HOME.
    environment = {**ansible.environment, "ANSIBLE_ASYNC_DIR": str(tmp_path)}

    run = ansible.playbook(one_core, [task], "-vvv", environment=environment).succeeded()

    assert run["asked"]["count"] == 1
    assert OWN_PROCESS in run.output


def test_the_option_switches_it_off(one_core: Path, ansible: AnsibleRuns) -> None:
    task = query("asked", "organizations", filters={"name": "Default"}, awx_in_process=False)

    run = ansible.playbook(one_core, [task], "-vvv").succeeded()

    assert run["asked"]["count"] == 1
    assert OWN_PROCESS in run.output


def test_without_urllib3_on_the_controller_the_module_runs(
    one_core: Path, ansible: AnsibleRuns, tmp_path: Path
) -> None:
    """The Python of the module has `urllib3`, that of Ansible has not."""
    missing = tmp_path / "path" / "urllib3.py"
    missing.parent.mkdir()
    missing.write_text("raise ImportError('No module named urllib3')\n", encoding="utf-8")
    python = tmp_path / "python"
    python.write_text(
        f'#!/bin/sh\nunset PYTHONPATH\nexec {one_core.absolute()}/bin/python "$@"\n',
        encoding="utf-8",
    )
    python.chmod(python.stat().st_mode | stat.S_IXUSR)

    run = ansible.playbook(
        one_core,
        [query("asked", "organizations", filters={"name": "Default"})],
        "-vvv",
        environment={**ansible.environment, "PYTHONPATH": str(missing.parent)},
        play={"vars": {"ansible_python_interpreter": str(python)}},
    ).succeeded()

    assert run["asked"]["count"] == 1
    assert OWN_PROCESS in run.output


def test_many_hosts_delegate_to_the_controller(core: Path, ansible: AnsibleRuns) -> None:
    asked = query("asked", "organizations", filters={"name": "Default"}, only="name")
    tasks = [
        {**asked, "delegate_to": "localhost"},
        {**query("once", "ping"), "delegate_to": "localhost", "run_once": True},
        {**query("local", "ping"), "connection": "local"},
    ]
    hosts = [f"host-{number}" for number in range(6)]

    run = ansible.playbook(
        core,
        tasks,
        "-vvv",
        "-i",
        ",".join(hosts) + ",",
        "-f",
        "6",
        play={"hosts": "all", "strategy": "ansible.builtin.free"},
    ).succeeded()

    answers = [result for result in run.results if result.task == "asked"]
    assert [answer["objects"] for answer in answers] == [["Default"]] * len(hosts)
    assert len([result for result in run.results if result.task == "local"]) == len(hosts)
    assert OWN_PROCESS not in run.output


def test_a_timeout_of_the_task_leaves_no_session(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    task = launch("slow", "Seed - Long running", extra_vars={"seconds": 30}, interval=1)
    sessions = sandbox.sessions

    run = ansible.playbook(core, [{**task, "timeout": 4}], environment=_with_password(sandbox))

    assert re.search("timed out|time frame", run["slow"].error.lower())
    assert sandbox.sessions == sessions
    _cancel_jobs(sandbox)


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_ending_ansible_leaves_no_session(
    signum: signal.Signals, core: Path, ansible: AnsibleRuns, sandbox: Sandbox, tmp_path: Path
) -> None:
    """A session is always logged out, whatever ends the task."""
    task = launch("slow", "Seed - Long running", extra_vars={"seconds": 60}, interval=1)
    sessions, known = sandbox.sessions, {*_active_jobs(sandbox)}
    variables = _with_password(sandbox)
    try:
        with interrupted.started(core, ansible, task, variables, tmp_path) as process:
            _until(lambda: sandbox.sessions > sessions and bool({*_active_jobs(sandbox)} - known))

            os.kill(process.pid, signum)

            assert interrupted.wait_for_end(process) != 0
            _until(lambda: sandbox.sessions == sessions)
    finally:
        _cancel_jobs(sandbox)


def _until(holds: t.Callable[[], bool]) -> None:
    """Ask until something holds; each question takes the sandbox some milliseconds."""
    assert any(holds() for _question in range(5000))


def _active_jobs(sandbox: Sandbox) -> list[int]:
    rows = sandbox.get("jobs/?or__status=pending&or__status=waiting&or__status=running")
    return [row["id"] for row in rows["results"]]


def _cancel_jobs(sandbox: Sandbox) -> None:
    for job in _active_jobs(sandbox):
        sandbox.post(f"jobs/{job}/cancel/", {})
