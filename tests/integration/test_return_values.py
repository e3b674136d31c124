# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the documentation says a module returns is what it returns: all of it, and nothing else."""

from __future__ import annotations

import ast
import typing as t
from pathlib import Path

import pytest
import yaml

from tests.integration.ansible_runs import AnsibleRuns, launch, query, token
from tests.integration.sandbox import Sandbox
from tests.integration.test_waiting import cancel, start, wait

pytestmark = pytest.mark.each_server

PLUGINS = Path(__file__).parents[2] / "plugins"
MODULES = sorted(path.stem for path in PLUGINS.glob("modules/*.py"))
FAST = {"interval": 0.2}
WRONG = {"awx_oauth_token": "wrong"}

# What Ansible itself puts into results, of the file in `dest` too, or any module may.
OF_ALL = {
    *("changed", "failed", "msg", "invocation", "warnings", "deprecations", "exception"),
    *("uid", "gid", "owner", "group", "mode", "size", "state", "secontext"),
}

# What takes a job that returns hundreds of kilobytes: test_artifacts has it. And what takes
# somebody who deletes a job that is waited for: test_waiting and test_troubleshooting have it.
SELDOM = {"job.artifacts_left_out", "gone_jobs"}

TYPES: t.Mapping[str, tuple[type, ...]] = {
    "bool": (bool,),
    "dict": (dict,),
    "float": (float, int),
    "int": (int,),
    "list": (list,),
    "raw": (object,),
    "str": (str,),
}

Values = t.Mapping[str, t.Any]


@pytest.fixture(scope="module")
def results(ansible: AnsibleRuns, sandbox: Sandbox, one_core: Path) -> dict[str, list[Values]]:
    """All kinds of results of each module, which runs in a process of its own."""
    workflow = _failing_workflow(sandbox)
    answers = {"version": "2.4.1", "stage": "staging", "replicas": 1}
    slow = {"extra_vars": {"seconds": 30}, **FAST}
    tasks = [
        query("list", "hosts", filters={"name__startswith": "small"}, search="small", limit=2),
        query("file", "organizations", dest="found.jsonl"),
        query("refused query", "hosts", **WRONG),
        launch("artifacts", "Demo - Deploy", extra_vars=answers, **FAST),
        launch("failing", "Simulated - fail", **FAST),
        launch("unreachable", "Simulated - unreachable", **FAST),
        launch("failing workflow", workflow, kind="workflow_job_template", **FAST),
        launch("late", "Simulated - slow", wait_timeout=1, on_timeout="cancel", **slow),
        launch("incomplete", "Demo - Deploy"),
        launch("refused launch", 1, **WRONG),
        start("bad", "Simulated - fail"),
        start("long", "Simulated - slow", extra_vars={"seconds": 30}),
        wait("failed", "{{ bad }}"),
        start("flow", workflow, kind="workflow_job_template"),
        wait("failed workflow", "{{ flow }}"),
        wait("too long", "{{ long }}", wait_timeout=0.5, on_timeout="leave"),
        wait("refused wait", "{{ long }}", **WRONG),
        cancel("both", jobs=["{{ long }}", "{{ bad }}"], wait_timeout=60),
        cancel("refused cancel", jobs="{{ long }}", **WRONG),
        token("new", scope="read", description="Return values") | {"register": "new"},
        token("revoked", state="absent", token="{{ new.token }}"),
        token("another", scope="read", description="Return values"),
        token("revoked by description", state="absent", description="Return values"),
        token("refused token", **WRONG),
    ]
    environment = {**ansible.environment, "AWX_IN_PROCESS": "false"}
    run = ansible.playbook(one_core, tasks, "-vvv", "--diff", environment=environment).succeeded()
    found: dict[str, list[Values]] = {name: [] for name in MODULES}
    for task, result in zip(tasks, run.results):
        [module] = [name for name in MODULES if f"steward.awx.{name}" in task]
        found[module].append(result.data)
    assert len(run.results) == len(tasks)
    return found


def _failing_workflow(sandbox: Sandbox) -> str:
    name = "Return values"
    made = sandbox.post("workflow_job_templates/", {"name": name, "organization": 2})
    failing = sandbox.id_of("unifiedjobtemplate", "Simulated - fail")
    nodes = f"workflow_job_templates/{made['id']}/workflow_nodes/"
    sandbox.post(nodes, {"identifier": "fails", "unified_job_template": failing})
    return name


def documented(module: str) -> Values:
    for node in ast.parse((PLUGINS / "modules" / f"{module}.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "RETURN":
            values: Values = yaml.safe_load(ast.literal_eval(node.value))
            return values
    raise AssertionError(f"{module} has no RETURN")


@pytest.mark.parametrize("module", MODULES)
def test_what_is_returned_is_documented(module: str, results: dict[str, list[Values]]) -> None:
    for result in results[module]:
        shown = {name: value for name, value in result.items() if not name.startswith("_ansible")}
        _compare(module, shown, documented(module), besides=OF_ALL)


def _compare(where: str, found: Values, documents: Values, besides: t.Collection[str] = ()) -> None:
    assert found.keys() - documents.keys() - set(besides) == set(), where
    for name, value in found.items():
        if name not in documents or value is None:
            continue
        about = documents[name]
        assert isinstance(value, TYPES[about["type"]]), f"{where}.{name}: {value!r}"
        for inner in value if isinstance(value, list) else [value]:
            if "contains" in about:
                _compare(f"{where}.{name}", inner, about["contains"])
            elif "elements" in about:
                assert isinstance(inner, TYPES[about["elements"]]), f"{where}.{name}: {inner!r}"


@pytest.mark.parametrize("module", MODULES)
def test_what_is_documented_is_returned(module: str, results: dict[str, list[Values]]) -> None:
    assert set(_missing(documented(module), results[module])) - SELDOM == set()


def _missing(documents: Values, found: t.Sequence[Values], where: str = "") -> t.Iterator[str]:
    """Yield what no result has, at any depth."""
    for name, about in documents.items():
        values = [each[name] for each in found if each.get(name) is not None]
        if not any(name in each for each in found):
            yield where + name
        elif "contains" in about:
            inner = [
                item for each in values for item in (each if isinstance(each, list) else [each])
            ]
            yield from _missing(about["contains"], inner, f"{where}{name}.")
