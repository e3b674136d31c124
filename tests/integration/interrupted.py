# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An `ansible-playbook` that a test sends signals to."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import typing as t
from pathlib import Path

from tests.integration.ansible_runs import AnsibleRuns

_POLL_SECONDS = 0.2
_MAX_POLLS = 300

# So many polls after its last worker, Ansible has ended, or never does.
_MAX_POLLS_WITHOUT_WORKERS = 50


@contextlib.contextmanager
def started(
    core: Path,
    ansible: AnsibleRuns,
    task: t.Mapping[str, t.Any],
    variables: t.Mapping[str, str],
    directory: Path,
) -> t.Iterator[subprocess.Popen[bytes]]:
    """Run one task on localhost; what is still there at the end is killed."""
    playbook = directory / "playbook.yml"
    play = {"hosts": "localhost", "gather_facts": False, "tasks": [task]}
    playbook.write_text(json.dumps([play]), encoding="utf-8")
    process = subprocess.Popen(
        [core.absolute() / "bin" / "ansible-playbook", playbook],
        cwd=directory,
        env={
            "PATH": f"{core.absolute()}/bin:/usr/bin:/bin",
            "HOME": str(directory),
            "ANSIBLE_COLLECTIONS_PATH": str(ansible.collections),
            "LC_ALL": "C.UTF-8",
            **variables,
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        # A shell that runs the tests in the background has them ignore SIGINT.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for_end(process: subprocess.Popen[bytes]) -> int | None:
    """Return the status of Ansible once it has ended, None if only its workers have.

    ansible-core waits for ever where a signal ends a worker that is writing its result: the lock of
    the queue of results goes with the worker.
    """
    without_workers = 0
    for _poll in range(_MAX_POLLS):
        try:
            return process.wait(_POLL_SECONDS)
        except subprocess.TimeoutExpired:
            without_workers = 0 if _has_workers(process.pid) else without_workers + 1
        if without_workers > _MAX_POLLS_WITHOUT_WORKERS:
            return None
    raise AssertionError(f"process {process.pid} still has a worker")


def _has_workers(pid: int) -> bool:
    """Whether a process has children that live (proc(5): the state after the name)."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = stat.read_text(encoding="utf-8").rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                return True
    return False
