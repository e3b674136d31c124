# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run real `ansible-playbook` and `ansible` processes, and see all that they say."""

from __future__ import annotations

import dataclasses
import itertools
import json
import re
import subprocess
import typing as t
from pathlib import Path

import yaml

CALLBACKS = Path(__file__).parent / "callbacks"
LONGEST_SECONDS = 300

# A list of tasks, or their YAML text.
Tasks = t.Union[str, t.Sequence[t.Mapping[str, t.Any]]]


@dataclasses.dataclass(frozen=True)
class TaskResult:
    """What a task ended with, as Ansible hands it to callbacks."""

    task: str
    outcome: str
    data: dict[str, t.Any]

    def __getitem__(self, name: str) -> t.Any:
        """Return a value of a task that succeeded."""
        assert self.outcome == "ok", f"{self.task}: {self.outcome}: {self.data.get('msg')}"
        return self.data[name]

    @property
    def error(self) -> str:
        """The message of a task that failed, as it must."""
        assert self.outcome == "failed", f"{self.task}: {self.outcome}, but it must fail"
        return str(self.data["msg"])


@dataclasses.dataclass(frozen=True)
class Run:
    """A process that has ended."""

    status: int
    stdout: str
    stderr: str
    results: list[TaskResult]

    @property
    def output(self) -> str:
        return self.stdout + self.stderr

    def __getitem__(self, task: str) -> TaskResult:
        """Return the result of the one task with this name."""
        found = [result for result in self.results if result.task == task]
        assert len(found) == 1, f"{len(found)} results of '{task}'; the output was:\n{self.output}"
        return found[0]

    def shown(self, task: str) -> list[t.Any]:
        """Return what each question of a task of `lookups` got."""
        return [item["msg"] for item in self[task]["results"]]

    def succeeded(self) -> Run:
        assert self.status == 0, self.output
        return self


@dataclasses.dataclass(frozen=True)
class AnsibleRuns:
    """Start Ansible with this checkout's collection, and none of the user's own settings.

    `environment` is the connection that processes have unless they are given another one.
    """

    scratch: Path
    collections: Path
    environment: t.Mapping[str, str]
    _numbers: t.Iterator[int] = dataclasses.field(default_factory=lambda: itertools.count(1))

    def playbook(
        self,
        core: Path,
        tasks: Tasks,
        *arguments: str,
        environment: t.Mapping[str, str] | None = None,
        play: t.Mapping[str, t.Any] | None = None,
    ) -> Run:
        """Run one play on localhost; `play` has more of its keywords."""
        directory = self._new_directory()
        listed = yaml.safe_load(tasks) if isinstance(tasks, str) else list(tasks)
        whole = {"hosts": "localhost", "gather_facts": False, **(play or {}), "tasks": listed}
        playbook = directory / "playbook.yml"
        playbook.write_text(json.dumps([whole], ensure_ascii=False, indent=1), encoding="utf-8")
        command = [str(core.absolute() / "bin" / "ansible-playbook"), str(playbook), *arguments]
        return self._run(command, directory, core, environment)

    def adhoc(
        self, core: Path, *arguments: str, environment: t.Mapping[str, str] | None = None
    ) -> Run:
        """Run `ansible localhost ARGUMENTS`."""
        command = [str(core.absolute() / "bin" / "ansible"), "localhost", *arguments]
        return self._run(command, self._new_directory(), core, environment)

    def _new_directory(self) -> Path:
        directory = self.scratch / f"run-{next(self._numbers)}"
        directory.mkdir()
        return directory

    def _run(
        self,
        command: list[str],
        directory: Path,
        core: Path,
        environment: t.Mapping[str, str] | None,
    ) -> Run:
        results = directory / "results.jsonl"
        results.touch()
        settings = directory / "ansible.cfg"
        settings.touch()
        variables = {
            "PATH": f"{core.absolute() / 'bin'}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(directory),
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_CONFIG": str(settings),
            "ANSIBLE_COLLECTIONS_PATH": str(self.collections),
            "ANSIBLE_CALLBACK_PLUGINS": str(CALLBACKS),
            "ANSIBLE_CALLBACKS_ENABLED": "result_lines",
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "ANSIBLE_NOCOLOR": "1",
            "RESULT_LINES": str(results),
            **(self.environment if environment is None else environment),
        }
        done = subprocess.run(
            command,
            cwd=directory,
            env=variables,
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST_SECONDS,
        )
        lines = results.read_text(encoding="utf-8").splitlines()
        return Run(
            done.returncode,
            done.stdout,
            done.stderr,
            [TaskResult(**json.loads(line)) for line in lines],
        )


def query(name: str, resource: str, **options: t.Any) -> dict[str, t.Any]:
    """Return a task that asks; its failure does not end the play."""
    return _task(name, "awx_query", {"resource": resource, **options})


def launch(name: str, template: t.Any, **options: t.Any) -> dict[str, t.Any]:
    """Return a task that launches; its failure does not end the play."""
    return _task(name, "awx_job_launch", {"template": template, **options})


def token(name: str, **options: t.Any) -> dict[str, t.Any]:
    """Return a task about a token; its failure does not end the play."""
    return _task(name, "awx_token", options)


def lookup(name: str, *terms: str, **options: t.Any) -> dict[str, t.Any]:
    """Return a task that shows what the lookup returns; its failure does not end the play."""
    return {
        "name": name,
        "ansible.builtin.debug": {"msg": "{{ query('steward.awx.awx_query', *terms, **options) }}"},
        "vars": {"terms": list(terms), "options": options},
        "ignore_errors": True,
    }


def lookups(
    name: str, questions: t.Iterable[tuple[t.Sequence[str], t.Mapping[str, t.Any]]]
) -> dict[str, t.Any]:
    """Return a task that shows what the lookup returns for each of several terms and options."""
    return {
        "name": name,
        "ansible.builtin.debug": {
            "msg": "{{ query('steward.awx.awx_query', *item.terms, **item.options) }}"
        },
        "loop": [{"terms": list(terms), "options": options} for terms, options in questions],
        "loop_control": {"label": "-"},
    }


def _task(name: str, module: str, options: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    return {"name": name, f"steward.awx.{module}": dict(options), "ignore_errors": True}


# What a program prints that lost its way, in any language of its own.
_TRACEBACK = re.compile(r"Traceback \(most recent call last\)|^\s+File \".*\", line \d+", re.M)


def assert_no_traceback(run: Run) -> None:
    found = _TRACEBACK.search(run.output)
    assert not found, run.output[max(found.start() - 500, 0) : found.end() + 2000]
