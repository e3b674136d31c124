# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests of a launch, and of waiting for its job."""

from __future__ import annotations

import concurrent.futures
import re
import typing as t
from pathlib import Path

from .controller import WITH_AWX_AWX, Controller, Task
from .process import RunFailed
from .progress import say
from .sandbox import Sandbox, Seen, Traffic, sandbox
from .tables import Table
from .tasks import looped

JOB_SECONDS = 60
# Each task of the others costs some hundred milliseconds: fewer show it.
MANY, FEWER = 100, 10

OURS, AWX_AWX = "steward.awx", "awx.awx"

_BY_NAMES = {
    "inventory": "Demo Inventory",
    "credentials": ["Seed Machine", "Seed AWS"],
}
_ANSWERS = {"extra_vars": {"version": "2.4.1", "stage": "staging", "replicas": 3}}
# Nobody waits for the launches that are counted up to the POST.
_LAUNCHES: dict[str, tuple[str, dict[str, t.Any]]] = {
    "inventory and 2 credentials by name": ("Seed - Ask everything", _BY_NAMES),
    "survey answered": ("Demo - Deploy", _ANSWERS),
}


def measure(scratch: Path) -> list[Table]:
    """Return the tables of launching and of waiting."""
    with sandbox() as server:
        return [
            _launching(server, scratch),
            _waiting(server, scratch),
            _many(server, scratch),
        ]


def _launching(server: Sandbox, scratch: Path) -> Table:
    table = Table(
        "Requests of a launch",
        "A template by its name, without waiting for the job. The requests after the POST log out, "
        "or delete the token that was created for the launch.",
        ("launch", "by", "authentication", "up to the POST", "after the POST", "connections"),
        names=3,
    )
    controller = Controller(WITH_AWX_AWX, server, scratch)
    for what, (template, options) in _LAUNCHES.items():
        for who, task in _tasks(template, options, wait=False).items():
            for credentials in ("token", "password"):
                server.forget()
                controller.play([task], **_signed_in_by(credentials, server))
                traffic = server.traffic()
                before, after = _around_launch(traffic)
                table.add(what, who, credentials, before, after, traffic.connections)
                say(f"{what}, {who}, {credentials}: {_told(traffic.seen)}")
    return table


def _waiting(server: Sandbox, scratch: Path) -> Table:
    """Launch both at the same time: each waits for a job of its own."""
    table = Table(
        f"Waiting for a job of {JOB_SECONDS} s",
        "With default options and a token, both at the same time.",
        ("by", "requests for the job", "total CPU s of the client"),
    )
    options = {"extra_vars": {"seconds": JOB_SECONDS}}
    tasks = _tasks("Simulated - slow", options, wait=True)
    server.forget()
    with concurrent.futures.ThreadPoolExecutor() as workers:
        runs = {}
        for who, task in tasks.items():
            place = scratch / who
            place.mkdir()
            tell = {"name": "Tell", "ansible.builtin.debug": {"msg": _JOB_ID[who]}}
            controller = Controller(WITH_AWX_AWX, server, place)
            runs[who] = workers.submit(controller.play, [task, tell])
    seen = server.traffic().seen
    for who, run in runs.items():
        job = re.search(r"job=(\d+)", run.result().output)
        if job is None:
            raise RunFailed(f"{who} did not tell its job:\n{run.result().output}")
        polls = [one for one in seen if f"/jobs/{job[1]}/" in one.path]
        table.add(who, len(polls), run.result().cpu)
        say(f"{who}: {len(polls)} requests")
    return table


def _many(server: Sandbox, scratch: Path) -> Table:
    """Launch many in a loop, and wait for them: we in one task, others in a loop of tasks."""
    table = Table(
        "Launching many jobs and waiting for them",
        "A loop launches a template by its name or id without waiting. Then the play waits for all "
        "jobs, which finish almost immediately. With a token; CPU time and wall time are those of "
        "the client for the whole play, without those of a play without tasks.",
        ("by", "launches", "requests", "connections", "requests per launch", "CPU s", "wall s"),
    )
    controller = Controller(WITH_AWX_AWX, server, scratch)
    start = controller.start()
    found = server.get("job_templates/", {"name": _MANY_TEMPLATE})["results"][0]
    alone = {"on_lost_answer": "fail"}
    for name, who, template, options, launches in (
        (OURS, OURS, _MANY_TEMPLATE, {}, MANY),
        (f"{OURS}, by id, on_lost_answer: fail", OURS, found["id"], alone, MANY),
        (AWX_AWX, AWX_AWX, _MANY_TEMPLATE, {}, FEWER),
    ):
        launch = _tasks(template, options, wait=False)[who]
        server.forget()
        cost = controller.play([*looped(launch, range(launches)), _WAITS[who]]).less(start)
        traffic = server.traffic()
        each = traffic.requests / launches
        table.add(name, launches, traffic.requests, traffic.connections, each, cost.cpu, cost.wall)
        say(f"{name}, {launches} launches: {traffic.requests} requests")
    return table


_MANY_TEMPLATE = "Simulated - ok"
_STARTED = "launched.results | map(attribute="
_WAITS: dict[str, Task] = {
    OURS: {
        "name": "Wait",
        "steward.awx.awx_job_wait": {"jobs": f"{{{{ {_STARTED}'job') | list }}}}"},
    },
    AWX_AWX: {
        "name": "Wait",
        "awx.awx.job_wait": {"job_id": "{{ item }}"},
        "loop": f"{{{{ {_STARTED}'id') | list }}}}",
    },
}
_JOB_ID = {OURS: "job={{ launched.job.id }}", AWX_AWX: "job={{ launched.id }}"}


def _tasks(template: str | int, options: dict[str, t.Any], *, wait: bool) -> dict[str, Task]:
    ours = {"template": template, "wait": wait, **options}
    theirs = {"name": template, "wait": wait, **options}
    return {
        OURS: {"name": "Launch", "steward.awx.awx_job_launch": ours, "register": "launched"},
        AWX_AWX: {"name": "Launch", "awx.awx.job_launch": theirs, "register": "launched"},
    }


def _signed_in_by(credentials: str, server: Sandbox) -> dict[str, str]:
    """Return the variables for a token (which the controller has anyway) or for a password."""
    if credentials == "token":
        return {}
    variables = {}
    for prefix in ("AWX", "CONTROLLER"):
        variables[f"{prefix}_OAUTH_TOKEN"] = ""
        variables[f"{prefix}_USERNAME"] = server.username
        variables[f"{prefix}_PASSWORD"] = server.password
    return variables


def _around_launch(traffic: Traffic) -> tuple[int, int]:
    """Return how many requests came up to the launch itself, and how many after it."""
    for number, one in enumerate(traffic.seen, start=1):
        if one.method == "POST" and one.path.endswith("/launch/"):
            return number, traffic.requests - number
    raise RunFailed(f"nothing was launched: {_told(traffic.seen)}")


def _told(seen: t.Iterable[Seen]) -> str:
    return ", ".join(f"{one.method} {one.path.removeprefix('/api/v2/')}" for one in seen)
