# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run steps, two at a time, and show each one's output in one piece."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import threading
import time
import typing as t
from concurrent.futures import Future, ThreadPoolExecutor

from tests.checks.results import Result, Tally, read_junit
from tests.checks.steps import Step
from tests.environments.make import ROOT

AT_ONCE = 2
CLOSING_LINES = 3
GRACE_SECONDS = 5
PLAIN_TEXT = {"NO_COLOR": "1", "TERM": "dumb"}


def run_all(steps: t.Sequence[Step]) -> list[Result]:
    """Run the steps; return their results in the same order."""
    running = _RunningProcesses()
    live = len(steps) == 1
    futures: dict[str, Future[Result]] = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            for step in steps:
                # A step comes after the one it waits for, so that one has a thread by then.
                earlier = futures.get(step.after or "")
                futures[step.name] = pool.submit(_run, step, earlier, running, live=live)
            return [future.result() for future in futures.values()]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            running.stop()
            raise


class _RunningProcesses:
    """The process groups under way, so that an interrupt leaves none of them behind."""

    def __init__(self) -> None:
        self.interrupted = False
        self._groups: set[int] = set()
        self._lock = threading.Lock()

    def add(self, group: int) -> None:
        with self._lock:
            self._groups.add(group)

    def remove(self, group: int) -> None:
        with self._lock:
            self._groups.discard(group)

    def stop(self) -> None:
        """Interrupt them, as Ctrl-C would: pytest then still tears down what its tests started."""
        self.interrupted = True
        with self._lock:
            groups = list(self._groups)
        for group in groups:
            _signal(group, signal.SIGINT)
        for group in groups:
            _stop_what_is_left(group)


def _run(
    step: Step, earlier: Future[Result] | None, running: _RunningProcesses, *, live: bool
) -> Result:
    if step.reason_to_skip:
        return _report(Result(step.name, Tally(skipped=1), remark=step.reason_to_skip), step)
    if earlier is not None and earlier.result().tally.failed:
        remark = f"needs {step.after}, which failed"
        return _report(Result(step.name, Tally(skipped=1), remark=remark), step)

    print(f"── {step.name}: {_as_typed(step)}", flush=True)
    started = time.monotonic()
    status, left_behind = _execute(step, running, live=live)
    result = _judge(step, status, left_behind, seconds=time.monotonic() - started)
    return result if running.interrupted else _report(result, step, output_was_shown=live)


def _execute(step: Step, running: _RunningProcesses, *, live: bool) -> tuple[int, bool]:
    """Run the command; return its status, and whether it left processes running."""
    command = [*step.command]
    step.logs.mkdir(parents=True, exist_ok=True)
    if step.counts_tests:
        step.junit.unlink(missing_ok=True)
        command.append(f"--junitxml={step.junit}")
    with step.log.open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=_environment(step, live=live),
            stdin=subprocess.DEVNULL,
            stdout=None if live else log,
            stderr=None if live else subprocess.STDOUT,
            start_new_session=True,
        )
        running.add(process.pid)
        try:
            return _wait(process, timeout=step.timeout), _stop_what_is_left(process.pid)
        finally:
            running.remove(process.pid)


def _wait(process: subprocess.Popen[bytes], *, timeout: float) -> int:
    try:
        return process.wait(timeout)
    except subprocess.TimeoutExpired:
        _signal(process.pid, signal.SIGINT)
    try:
        return process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        _signal(process.pid, signal.SIGKILL)
        return process.wait()


def _environment(step: Step, *, live: bool) -> dict[str, str]:
    """Return the variables of a step: its own programs come first, and no colours in a log."""
    path = f"{step.environment.path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, **({} if live else PLAIN_TEXT), **step.variables}


def _stop_what_is_left(group: int) -> bool:
    """Wait for a process group to end, and kill what does not; return whether that was needed."""
    deadline = time.monotonic() + GRACE_SECONDS
    while _signal(group, 0):
        if time.monotonic() > deadline:
            _signal(group, signal.SIGKILL)
            return True
        time.sleep(0.1)
    return False


def _signal(group: int, number: int) -> bool:
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    return True


def _judge(step: Step, status: int, left_behind: bool, *, seconds: float) -> Result:
    if step.counts_tests and step.junit.exists():
        tally = read_junit(step.junit)
        remark = str(tally)
    else:
        tally = Tally(passed=1) if status == 0 else Tally()
        remark = ""
    if status != 0 and not tally.failed:
        tally += Tally(failed=1)
        remark = f"exit status {status}"
    if left_behind:
        tally += Tally(failed=1)
        remark = "left processes running"
    return Result(step.name, tally, seconds, remark)


_printing = threading.Lock()


def _report(result: Result, step: Step, *, output_was_shown: bool = False) -> Result:
    with _printing:
        print(f"── {result.name}: {result.outcome}, {result.seconds:.1f} s  {result.remark}")
        if not output_was_shown and result.outcome != "skipped":
            lines = step.log.read_text(errors="replace").splitlines()
            shown = lines if result.tally.failed else lines[-CLOSING_LINES:]
            print("\n".join(f"   {line}" for line in shown), flush=True)
    return result


def _as_typed(step: Step) -> str:
    variables = [f"{name}={shlex.quote(value)}" for name, value in step.variables.items()]
    return " ".join([*variables, shlex.join(step.command)])
