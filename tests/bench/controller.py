# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run playbooks and modules as a controller does, in an environment of our choice."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import typing as t
from dataclasses import dataclass
from pathlib import Path

from tests.environments.make import ENVIRONMENTS, ROOT

from .process import Cost, cheapest, measure
from .sandbox import Sandbox

COLLECTIONS = ROOT / ".cache" / "collections"
# The environment that has awx.awx, and everything that is compared with it
WITH_AWX_AWX = "bench"

Task = dict[str, t.Any]


@dataclass(frozen=True)
class Controller:
    """An environment with ansible-core whose plugins find the sandbox by their variables."""

    environment: str
    server: Sandbox
    scratch: Path

    @property
    def bin(self) -> Path:
        return ENVIRONMENTS / self.environment / "bin"

    @property
    def variables(self) -> dict[str, str]:
        """The environment variables: the server, and none of the user's own settings."""
        settings = self.scratch / "ansible.cfg"
        settings.touch()
        home = self.scratch / "home"
        home.mkdir(exist_ok=True)
        return {
            "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(home),
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
            "ANSIBLE_CONFIG": str(settings),
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "AWX_HOST": self.server.url,
            "AWX_OAUTH_TOKEN": self.server.token,
            "CONTROLLER_HOST": self.server.url,
            "CONTROLLER_OAUTH_TOKEN": self.server.token,
        }

    def play(self, tasks: t.Sequence[Task], **variables: str) -> Cost:
        """Run a play of ``tasks`` on localhost. Raises RunFailed."""
        play = {"name": "Bench", "hosts": "localhost", "gather_facts": False, "tasks": [*tasks]}
        playbook = self.scratch / "playbook.json"
        playbook.write_text(json.dumps([play]))
        environment = {**self.variables, **variables}
        return measure(self.bin / "ansible-playbook", playbook, environment=environment)

    def start(self) -> Cost:
        """Return the cost of a play without tasks: what everything else is measured above."""
        return cheapest(self.play([]) for _ in range(3))

    def module(self, name: str, options: t.Mapping[str, t.Any]) -> Cost:
        """Run a module of this collection as a process of its own, without Ansible around it."""
        module = f"ansible_collections.steward.awx.plugins.modules.{name}"
        environment = {**self.variables, "PYTHONPATH": str(COLLECTIONS)}
        arguments = json.dumps({"ANSIBLE_MODULE_ARGS": options})
        return measure(
            *(self.bin / "python", "-m", module),
            environment=environment,
            standard_input=arguments,
        )

    def bare_client(self, how: str, url_path: str) -> Cost:
        """Read a list with nothing but requests, see ``bare_client.py``."""
        script = Path(__file__).with_name("bare_client.py")
        url = f"{self.server.url}/api/v2/{url_path}"
        return measure(
            *(self.bin / "python", script, how, url, self.server.token),
            environment=self.variables,
        )


@functools.cache
def version_of(environment: str) -> str:
    """Return the version of an environment's ansible-core, such as 2.19.4."""
    python = ENVIRONMENTS / environment / "bin" / "python"
    code = "from ansible.release import __version__; print(__version__)"
    return subprocess.run(
        [python, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()
