# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the demo playbook: against the sandbox, or against the AWX that AWX_HOST names.

python3 -m tests.demo.run [option of ansible-playbook ...]
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import typing as t

from tests.environments.make import ENVIRONMENTS, ROOT

PLAYBOOK = ROOT / "tests" / "demo" / "demo.yml"
SANDBOX_LOG = ROOT / ".cache" / "demo-sandbox.log"
NO_SETTINGS = ROOT / ".cache" / "empty-ansible.cfg"

# What names a server. One that is set means: do not start the sandbox.
HOST_VARIABLES = ("AWX_HOST", "CONTROLLER_HOST", "AAP_HOSTNAME", "TOWER_HOST")
# What else the collection reads, and what must not reach the sandbox: it is for another server.
CONNECTION_PREFIXES = ("AWX_", "CONTROLLER_", "AAP_", "TOWER_")

STOP_SECONDS = 10


class SandboxFailed(Exception):
    """The sandbox did not start; the message says where its output is."""


def main() -> int:
    """Run the demo; return the status of ansible-playbook."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    options = sys.argv[1:]
    try:
        if any(os.environ.get(name) for name in HOST_VARIABLES):
            return _play(options, environment=dict(os.environ))
        with running_sandbox() as connection:
            return _play(options, environment={**_without_connection(os.environ), **connection})
    except SandboxFailed as exc:
        print(exc, file=sys.stderr)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
    return 1


@contextlib.contextmanager
def running_sandbox() -> t.Iterator[dict[str, str]]:
    """Start the sandbox, yield the variables that lead to it, and stop it whatever happens."""
    SANDBOX_LOG.parent.mkdir(exist_ok=True)
    python = ENVIRONMENTS / "sandbox" / "bin" / "python"
    with SANDBOX_LOG.open("w") as log:
        process = subprocess.Popen(
            [python, "-m", "tests.sandbox", "--json", "--with-parent"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,  # Ctrl-C is for the playbook; the sandbox is stopped after it
        )
        try:
            yield _read_connection(process)
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _read_connection(process: subprocess.Popen[str]) -> dict[str, str]:
    """Wait for the line that the sandbox prints when it is ready."""
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise SandboxFailed(f"the sandbox did not start; see {SANDBOX_LOG.relative_to(ROOT)}")
    ready = json.loads(line)
    return {
        "AWX_HOST": ready["url"],
        "AWX_USERNAME": "admin",
        "AWX_PASSWORD": ready["users"]["admin"],
    }


def _without_connection(environment: t.Mapping[str, str]) -> dict[str, str]:
    return {
        name: value
        for name, value in environment.items()
        if not name.startswith(CONNECTION_PREFIXES)
    }


def _play(options: list[str], *, environment: dict[str, str]) -> int:
    """Run the playbook with this checkout's collection and none of the user's own settings."""
    NO_SETTINGS.touch()
    settings = {
        "ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml",
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "collections"),
        "ANSIBLE_CONFIG": str(NO_SETTINGS),
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "LC_ALL": "C.UTF-8",
    }
    playbook = ENVIRONMENTS / "core-2.19" / "bin" / "ansible-playbook"
    command = [str(playbook), str(PLAYBOOK), *options]
    with subprocess.Popen(command, env={**environment, **settings}) as process:
        try:
            return process.wait()
        except SystemExit:  # ended from outside; Ctrl-C reaches the playbook by itself
            process.terminate()
            raise


if __name__ == "__main__":
    sys.exit(main())
