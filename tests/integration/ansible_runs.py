# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run real `ansible-playbook` and `ansible` processes, and see all that they say."""

from __future__ import annotations

import dataclasses
import itertools
import json
import os
import pty
import re
import subprocess
import threading
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
        command = self._playbook_command(core, tasks, directory, play or {})
        return self._run([*command, *arguments], directory, core, environment)

    def collection_playbook(
        self,
        core: Path,
        name: str,
        *arguments: str,
        **variables: t.Any,
    ) -> Run:
        """Run the playbook `name` of the collection with these variables (`-e`)."""
        program = str(core.absolute() / "bin" / "ansible-playbook")
        command = [program, f"steward.awx.{name}", "-e", json.dumps(variables), *arguments]
        return self._run(command, self._new_directory(), core, None)

    def adhoc(
        self, core: Path, *arguments: str, environment: t.Mapping[str, str] | None = None
    ) -> Run:
        """Run `ansible localhost ARGUMENTS`."""
        command = [str(core.absolute() / "bin" / "ansible"), "localhost", *arguments]
        return self._run(command, self._new_directory(), core, environment)

    def on_terminal(
        self, core: Path, tasks: t.Sequence[t.Mapping[str, t.Any]], seen: t.Callable[[str], None]
    ) -> Run:
        """Run one play on a terminal that shows colours; `seen` gets all of it whenever it grows.

        Lines end as a terminal wants it; standard output and error are one.
        """
        directory = self._new_directory()
        command = self._playbook_command(core, tasks, directory, {})
        variables = self._variables(core, directory, None)
        variables |= {"ANSIBLE_NOCOLOR": "0", "TERM": "xterm-256color"}
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            command, cwd=directory, env=variables, stdin=theirs, stdout=theirs, stderr=theirs
        ) as process:
            os.close(theirs)
            watchdog = threading.Timer(LONGEST_SECONDS, process.kill)
            watchdog.start()
            try:
                output = _read_terminal(ours, seen)
                process.wait()
            finally:
                watchdog.cancel()
                process.kill()
                os.close(ours)
        return Run(process.returncode, output, "", _results(directory))

    def _playbook_command(
        self, core: Path, tasks: Tasks, directory: Path, play: t.Mapping[str, t.Any]
    ) -> list[str]:
        listed = yaml.safe_load(tasks) if isinstance(tasks, str) else list(tasks)
        whole = {"hosts": "localhost", "gather_facts": False, **play, "tasks": listed}
        playbook = directory / "playbook.yml"
        playbook.write_text(json.dumps([whole], ensure_ascii=False, indent=1), encoding="utf-8")
        return [str(core.absolute() / "bin" / "ansible-playbook"), str(playbook)]

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
        variables = self._variables(core, directory, environment)
        done = subprocess.run(
            command,
            cwd=directory,
            env=variables,
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST_SECONDS,
        )
        return Run(done.returncode, done.stdout, done.stderr, _results(directory))

    def _variables(
        self, core: Path, directory: Path, environment: t.Mapping[str, str] | None
    ) -> dict[str, str]:
        results = directory / "results.jsonl"
        results.touch()
        settings = directory / "ansible.cfg"
        settings.touch()
        return {
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


def _results(directory: Path) -> list[TaskResult]:
    lines = (directory / "results.jsonl").read_text(encoding="utf-8").splitlines()
    return [TaskResult(**json.loads(line)) for line in lines]


def _read_terminal(terminal: int, seen: t.Callable[[str], None]) -> str:
    """Read until nobody has the terminal any more."""
    output = b""
    while True:
        try:
            more = os.read(terminal, 65536)
        except OSError:  # that is how Linux says so (EIO)
            more = b""
        if not more:
            return output.decode()
        output += more
        seen(output.decode(errors="ignore"))


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
