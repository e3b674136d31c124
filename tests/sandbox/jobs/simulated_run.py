# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Scripts that stand for a playbook: the same events in milliseconds, without Ansible.

For tests that launch many jobs. The playbook's name chooses the script: `simulated/ok.yml`.
"""

from __future__ import annotations

import fnmatch
import re
import typing as t
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.sandbox.awx.models import Job, WorkflowJobNode

from .events import SUMMARY_COUNTS
from .extra_vars import parse_extra_vars
from .run import Command, Outcome, RunContext

PREFIX: t.Final = "simulated/"


def is_simulated(job: Job) -> bool:
    return job.playbook.startswith(PREFIX)


def run_script(job: Job, context: RunContext) -> Outcome:
    """Emit the events of the job's script."""
    name = job.playbook.removeprefix(PREFIX).removesuffix(".yml")
    script = _SCRIPTS.get(name)
    if script is None:
        return Outcome(status="error", explanation=f"There is no script {name}.")
    context.started(Command(args=("ansible-playbook", job.playbook), cwd="/runner/project", env={}))
    play = _Play(
        name=f"Simulated {name}",
        playbook=job.playbook,
        hosts=_limited(list(context.host_ids), job.limit),
        variables=parse_extra_vars(job.extra_vars) | job.survey_passwords,
        record=context.record,
        retries=_retries(job),
    )
    play.start()
    for seconds in script(play):
        # A script yields where it would take time: there it can be canceled.
        if context.canceled.wait(seconds):
            return Outcome(status="canceled")
    play.recap()
    failed = play.stats["failures"] or play.stats["dark"]
    return Outcome(status="failed" if failed else "successful")


def _retries(job: Job) -> int:
    """How many jobs of the same node of a workflow were before this one."""
    node = WorkflowJobNode.objects.filter(job_id=job.pk).first()
    return node.retry_attempts if node else 0


def _limited(hosts: list[str], limit: str) -> list[str]:
    """The hosts that a limit of plain names, `*` patterns and `!` exclusions leaves."""
    patterns = [pattern for pattern in re.split(r"[,:\s]+", limit) if pattern]
    wanted = [p for p in patterns if not p.startswith("!")] or ["*"]
    unwanted = [p[1:] for p in patterns if p.startswith("!")]

    def matches(host: str, names: list[str]) -> bool:
        return any(name == "all" or fnmatch.fnmatch(host, name) for name in names)

    return [host for host in hosts if matches(host, wanted) and not matches(host, unwanted)]


@dataclass(kw_only=True)
class _Play:
    """Writes the events of a play as ansible-runner would, with counters and lines."""

    name: str
    playbook: str
    hosts: list[str]
    variables: Mapping[str, t.Any]
    record: Callable[[Mapping[str, t.Any]], None]
    retries: int = 0
    counter: int = 0
    line: int = 0
    playbook_uuid: str = field(default_factory=lambda: str(uuid.uuid4()))
    play_uuid: str = field(default_factory=lambda: str(uuid.uuid4()))
    task_uuid: str = ""
    task_name: str = ""
    stats: dict[str, Counter[str]] = field(default_factory=dict)
    artifacts: dict[str, t.Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.stats = {count: Counter() for count in SUMMARY_COUNTS}

    def start(self) -> None:
        self._emit("playbook_on_start", own_uuid=self.playbook_uuid)
        self._emit(
            "playbook_on_play_start",
            stdout=f"\r\n{_banner(f'PLAY [{self.name}]')}",
            parent=self.playbook_uuid,
            own_uuid=self.play_uuid,
            data=self._play() | {"name": self.name, "pattern": "all"},
        )

    def task(self, name: str) -> None:
        self.task_uuid, self.task_name = str(uuid.uuid4()), name
        self._emit(
            "playbook_on_task_start",
            stdout=f"\r\n{_banner(f'TASK [{name}]')}",
            parent=self.play_uuid,
            own_uuid=self.task_uuid,
            data=self._task() | {"name": name, "is_conditional": False},
        )
        for host in self.hosts:
            self.result("runner_on_start", host)

    def ok(self, host: str, message: str) -> None:
        self._count(host, "ok")
        text = f'\x1b[0;32mok: [{host}] => {{\x1b[0m\r\n\x1b[0;32m    "msg": "{message}"\x1b[0m\r\n'
        self.result("runner_on_ok", host, f"{text}\x1b[0;32m}}\x1b[0m", {"msg": message})

    def item(self, host: str, item: t.Any, message: str) -> None:
        text = f'\x1b[0;32mok: [{host}] => (item={item}) => {{"msg": "{message}"}}\x1b[0m'
        self.result("runner_item_on_ok", host, text, {"msg": message, "item": item})

    def failed(self, host: str, message: str, **result: t.Any) -> None:
        self._count(host, "failures")
        text = f'\x1b[0;31mfatal: [{host}]: FAILED! => {{"msg": "{message}"}}\x1b[0m'
        self.result("runner_on_failed", host, text, {"msg": message, **result}, ignore_errors=None)

    def unreachable(self, host: str, message: str) -> None:
        self._count(host, "dark")
        text = f'\x1b[1;31mfatal: [{host}]: UNREACHABLE! => {{"msg": "{message}"}}\x1b[0m'
        self.result("runner_on_unreachable", host, text, {"msg": message, "unreachable": True})

    def recap(self) -> None:
        lines = [
            f"{host:<26} : ok={self.stats['ok'][host]}    changed={self.stats['changed'][host]}    "
            f"unreachable={self.stats['dark'][host]}    failed={self.stats['failures'][host]}    "
            f"skipped={self.stats['skipped'][host]}    rescued=0    ignored=0   "
            for host in sorted(self.stats["processed"])
        ]
        self._emit(
            "playbook_on_stats",
            stdout="\r\n".join(["", _banner("PLAY RECAP"), *lines]),
            parent=self.playbook_uuid,
            data={name: dict(count) for name, count in self.stats.items()}
            | {"artifact_data": self.artifacts},
        )

    def _count(self, host: str, count: str) -> None:
        self.stats[count][host] += 1
        self.stats["processed"][host] = 1

    def result(
        self,
        event: str,
        host: str,
        stdout: str = "",
        result: Mapping[str, t.Any] | None = None,
        **more: t.Any,
    ) -> None:
        data = self._task() | {"host": host, "remote_addr": host, **more}
        if result is not None:
            data["res"] = {"changed": False, "_ansible_no_log": False, **result}
        self._emit(event, stdout=stdout, parent=self.task_uuid, data=data)

    def _play(self) -> dict[str, t.Any]:
        return {"play": self.name, "play_uuid": self.play_uuid, "play_pattern": "all"}

    def _task(self) -> dict[str, t.Any]:
        return self._play() | {
            "task": self.task_name,
            "task_uuid": self.task_uuid,
            "task_action": "debug",
            "resolved_action": "ansible.builtin.debug",
            "task_args": "",
            "task_path": f"/runner/project/{self.playbook}:1",
        }

    def _emit(
        self,
        event: str,
        *,
        stdout: str = "",
        parent: str = "",
        own_uuid: str = "",
        data: Mapping[str, t.Any] | None = None,
    ) -> None:
        self.counter += 1
        first_line = self.line
        if stdout:
            self.line += stdout.count("\n") + 1
        own_uuid = own_uuid or str(uuid.uuid4())
        run = {"playbook": self.playbook, "playbook_uuid": self.playbook_uuid}
        self.record(
            {
                "event": event,
                "counter": self.counter,
                "uuid": own_uuid,
                "parent_uuid": parent,
                "created": datetime.now(UTC).isoformat(),
                "stdout": stdout,
                "start_line": first_line,
                "end_line": self.line,
                "event_data": run | dict(data or {}) | {"uuid": own_uuid},
            }
        )


def _banner(text: str) -> str:
    return f"{text} ".ljust(80, "*")


def _ok(play: _Play) -> Iterator[float]:
    play.task("Say hello")
    for host in play.hosts:
        play.ok(host, f"Hello from {host}")
    yield 0


def _fail(play: _Play) -> Iterator[float]:
    play.task("Install nginx-9.9")
    for host in play.hosts:
        if host.endswith("2"):
            play.failed(host, "package nginx-9.9 not found", rc=100, stderr="E: not found")
        else:
            play.ok(host, "installed")
    yield 0


def _bad_items(play: _Play) -> Iterator[float]:
    """A loop of which an item fails with words that would harm whoever took them for more."""
    play.task("Check {{ 7 * 191 }}")
    for host in play.hosts:
        words = "\x1b[2J\x1b]0;title\x07no {{ 7 * 191 }} <b>&\u202e"
        results: list[dict[str, t.Any]] = [
            {"item": "good", "failed": False, "msg": "fine", "ansible_loop_var": "item"},
            {"item": {"name": "bad"}, "failed": True, "msg": words, "_ansible_item_label": "bad"},
        ]
        for result in results:
            event = "runner_item_on_failed" if result["failed"] else "runner_item_on_ok"
            play.result(event, host, f"{result['item']}: {result['msg']}", result)
        play.failed(host, "One or more items failed", results=results)
    yield 0


def _unreachable(play: _Play) -> Iterator[float]:
    play.task("Ping")
    for host in play.hosts:
        play.unreachable(host, "Failed to connect to the host via ssh: Connection refused")
    yield 0


def _slow(play: _Play) -> Iterator[float]:
    seconds = float(play.variables.get("seconds", 10))
    steps = max(1, round(seconds))
    for step in range(1, steps + 1):
        play.task(f"Step {step}")
        yield seconds / steps
        for host in play.hosts[:1]:
            play.ok(host, f"{step} of {steps}")


def _long_output(play: _Play) -> Iterator[float]:
    lines = int(play.variables.get("lines", 900))
    play.task("Write a line")
    for number in range(1, lines + 1):
        play.item(play.hosts[0], number, f"line {number} of {lines}")
    play.ok(play.hosts[0], "All items completed")
    yield 0


def _artifacts(play: _Play) -> Iterator[float]:
    play.task("Set artifacts")
    play.ok(play.hosts[0], "set")
    play.artifacts = {"build_id": "42", "nested": {"a": [1, 2, 3]}}
    yield 0


def _flaky(play: _Play) -> Iterator[float]:
    """Fails at first; what a workflow starts for the same node after it does not."""
    play.task("Try it")
    for host in play.hosts:
        if play.retries:
            play.ok(host, "works now")
        else:
            play.failed(host, "does not work yet")
    yield 0


_SCRIPTS: t.Final[Mapping[str, Callable[[_Play], Iterator[float]]]] = {
    "ok": _ok,
    "fail": _fail,
    "bad_items": _bad_items,
    "unreachable": _unreachable,
    "slow": _slow,
    "long_output": _long_output,
    "artifacts": _artifacts,
    "flaky": _flaky,
}
