# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task costs, in a loop and by itself, on each ansible-core."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from pathlib import Path

from tests.environments.make import ALL

from .controller import WITH_AWX_AWX, Controller, Task, version_of
from .process import Cost, cheapest
from .progress import say
from .sandbox import Sandbox, sandbox
from .tables import Table, ratio
from .tasks import looped, separate

# A task that costs milliseconds is lost in the noise of a short run, one that costs hundreds not.
MANY, FEW = 40, 8
_RUNS_OF_CHEAP_TASKS = 2

AWX_AWX = "awx.awx.job_list"
TITLE = "Cost of a task"
_COUNTED = ("loop", "separate")


@dataclass(frozen=True)
class _Case:
    name: str
    task: Task
    is_cheap: bool = False
    in_process: bool = True

    def cost(self, controller: Controller, start: Cost) -> dict[str, Cost]:
        """Return the cost of an item of a loop, and of a task by itself."""
        items, runs = (MANY, _RUNS_OF_CHEAP_TASKS) if self.is_cheap else (FEW, 1)
        variables = {"AWX_IN_PROCESS": str(self.in_process).lower()}

        def run(tasks: list[Task]) -> Cost:
            costs = [controller.play(tasks, **variables) for _ in range(runs)]
            return cheapest(costs).less(start).each_of(items)

        looping, separately = looped(self.task, range(items)), separate(self.task, range(items))
        return {"loop": run(looping), "separate": run(separately)}


def measure(scratch: Path) -> list[Table]:
    """Return the table of each kind of task on each ansible-core."""
    table = Table(
        TITLE,
        "CPU time (and wall time) of the client in ms for each item of a loop, and for each of "
        "several tasks, without those of a play without tasks. Every task except debug sends one "
        "GET request for one row, with a token. The ratios are relative to awx.awx, which is "
        f"measured with ansible-core {version_of(WITH_AWX_AWX)}.",
        (
            *("task", "core", "in a loop", "separate tasks"),
            *("less CPU than awx.awx: in a loop", "separate tasks"),
        ),
        names=2,
    )
    with sandbox() as server:
        results = list(_results(server, scratch))
    awx_awx = next(costs for name, _core, costs in results if name == AWX_AWX)
    for name, core, costs in results:
        figures = [
            f"{costs[how].cpu * 1000:.0f} ({costs[how].wall * 1000:.0f})" for how in _COUNTED
        ]
        ratios = [ratio(costs[how].cpu, awx_awx[how].cpu) for how in _COUNTED]
        table.add(name, core, *figures, *ratios)
    return [table]


def _results(server: Sandbox, scratch: Path) -> t.Iterator[tuple[str, str, dict[str, Cost]]]:
    for environment in _environments():
        controller = Controller(environment, server, scratch)
        start = controller.start()
        cases = _cases_with_awx_awx() if environment == WITH_AWX_AWX else _cases(server)
        for case in cases:
            costs = case.cost(controller, start)
            core = version_of(environment)
            shown = ", ".join(f"{costs[how].cpu * 1000:.0f}" for how in _COUNTED)
            say(f"{case.name}, {core}: {shown} ms")
            yield case.name, core, costs


def _environments() -> list[str]:
    """Return the environments of the supported ansible-cores that there are, and awx.awx's."""
    cores = [one.name for one in ALL if one.name.startswith("core-") and one.is_current]
    return [*cores, WITH_AWX_AWX]


def _cases(server: Sandbox) -> list[_Case]:
    query: Task = {
        "name": "Ask",
        "steward.awx.awx_query": {"resource": "jobs", "filters": {"id": 1}},
    }
    uri: Task = {
        "name": "Ask",
        "ansible.builtin.uri": {
            "url": f"{server.url}/api/v2/jobs/?id=1",
            "headers": {"Authorization": f"Bearer {server.token}"},
        },
    }
    debug: Task = {"name": "Say", "ansible.builtin.debug": {"msg": "{{ item }}"}}
    return [
        _Case("ansible.builtin.debug", debug, is_cheap=True),
        _Case("steward.awx.awx_query, in-process", query, is_cheap=True),
        _Case("steward.awx.awx_query, AWX_IN_PROCESS=false", query, in_process=False),
        _Case("ansible.builtin.uri", uri),
    ]


def _cases_with_awx_awx() -> list[_Case]:
    return [_Case(AWX_AWX, {"name": "Ask", "awx.awx.job_list": {"query": {"id": 1}}})]
