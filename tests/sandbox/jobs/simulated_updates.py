# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Updates of projects and inventories, system jobs and ad hoc commands: scripts, not processes.

Nothing is fetched and nothing is cleaned up: the sandbox has no network and keeps its data.
"""

from __future__ import annotations

import json
import typing as t
import uuid
from collections.abc import Callable, Mapping

from tests.sandbox.awx.models import (
    AdHocCommand,
    InventoryUpdate,
    ProjectUpdate,
    SystemJob,
    UnifiedJob,
)

from .run import Command, Outcome, RunContext


def run_update(job: UnifiedJob, context: RunContext) -> Outcome:
    """Emit the lines of the job's kind."""
    command, script = _SCRIPTS[type(job)]
    context.started(Command(args=command, cwd="/runner/project", env={}))
    line = 0
    printed = []
    failed = False
    for counter, (event, text, data) in enumerate(script(job, context), start=1):
        if context.canceled.is_set():
            return Outcome(status="canceled")
        printed.append(text)
        failed = failed or event == "runner_on_failed"
        last_line = line + (text.count("\n") + 1 if text else 0)
        context.record(
            {
                "event": event,
                "counter": counter,
                "uuid": str(uuid.uuid4()),
                "stdout": text,
                "start_line": line,
                "end_line": last_line,
                "event_data": data,
            }
        )
        line = last_line
    if isinstance(job, SystemJob):
        SystemJob.objects.filter(pk=job.pk).update(result_stdout="\n".join(printed))
    return Outcome(status="failed" if failed else "successful")


_Line = tuple[str, str, Mapping[str, t.Any]]


def _project_update(job: t.Any, _context: RunContext) -> list[_Line]:
    """What updating a project prints; repositories named so are broken."""
    run = {"playbook": "project_update.yml", "playbook_uuid": str(uuid.uuid4())}
    task = run | {"play": "Update source tree if necessary", "task": "Update project"}
    ok = task | {"host": "localhost", "res": {"changed": False, "after": job.scm_revision}}
    if "broken" in job.scm_url:
        return [
            ("playbook_on_start", "", run),
            ("playbook_on_play_start", "\r\nPLAY [Update source tree if necessary] ****", task),
            ("playbook_on_task_start", "\r\nTASK [Update project] ****", task),
            _git_failure(job.scm_url, task),
            (
                "playbook_on_stats",
                "\r\nPLAY RECAP ****\r\nlocalhost : ok=0 changed=0 unreachable=0 failed=1",
                run | {"failures": {"localhost": 1}, "processed": {"localhost": 1}},
            ),
        ]
    stats = {"ok": {"localhost": 1}, "processed": {"localhost": 1}, "artifact_data": {}}
    return [
        ("playbook_on_start", "", run),
        ("playbook_on_play_start", "\r\nPLAY [Update source tree if necessary] ****", task),
        ("playbook_on_task_start", "\r\nTASK [Update project] ****", task),
        ("runner_on_ok", "\x1b[0;32mok: [localhost]\x1b[0m", ok),
        ("playbook_on_stats", "\r\nPLAY RECAP ****\r\nlocalhost : ok=1 changed=0", run | stats),
    ]


def _git_failure(url: str, task: Mapping[str, t.Any]) -> _Line:
    message = f"Cloning into '/runner/project'...\nfatal: repository '{url}' not found"
    result = {"changed": False, "msg": message, "rc": 128, "stdout": "", "stderr": message}
    text = f"\x1b[0;31mfatal: [localhost]: FAILED! => {json.dumps(result)}\x1b[0m"
    return "runner_on_failed", text, {**task, "host": "localhost", "res": result}


def _inventory_update(job: t.Any, _context: RunContext) -> list[_Line]:
    if "broken" in job.source_path:
        return [
            ("verbose", f"[WARNING]: Unable to parse {job.source_path} as an inventory source", {}),
            (
                "runner_on_failed",
                "ERROR! No inventory was parsed, please check your configuration and options.",
                {},
            ),
        ]
    return [
        ("verbose", "ansible-inventory: parsed the source", {}),
        ("verbose", f"Inventory update of {job.name} finished: nothing to do", {}),
    ]


def _system_job(job: t.Any, _context: RunContext) -> list[_Line]:
    return [("verbose", f"{job.job_type}: nothing removed", {})]


def _ad_hoc_command(job: t.Any, context: RunContext) -> list[_Line]:
    """What a command prints on each host; one that sleeps takes its time before."""
    lines: list[_Line] = []
    program, _blank, seconds = str(job.module_args).partition(" ")
    if program == "sleep":
        context.canceled.wait(float(seconds))
    for host in context.host_ids:
        result = {"changed": False, "ping": "pong"} if job.module_name == "ping" else {"rc": 0}
        text = f"\x1b[0;32m{host} | SUCCESS => {{\x1b[0m\r\n\x1b[0;32m}}\x1b[0m"
        lines.append(("runner_on_ok", text, {"host": host, "res": result}))
    return lines


_SCRIPTS: t.Final[
    Mapping[type, tuple[tuple[str, ...], Callable[[t.Any, RunContext], list[_Line]]]]
] = {
    ProjectUpdate: (("ansible-playbook", "project_update.yml"), _project_update),
    InventoryUpdate: (("ansible-inventory", "--list"), _inventory_update),
    SystemJob: (("awx-manage",), _system_job),
    AdHocCommand: (("ansible",), _ad_hoc_command),
}
