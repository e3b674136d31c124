# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading 50,000 rows: the memory it takes, and what a page costs at the end of them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.environments.make import ROOT

from . import depth, memory
from .controller import Controller
from .hosts import INVENTORY
from .sandbox import PYTHON, sandbox
from .tables import Table

CORE = "core-2.19"
ROWS = 50_000


def measure(scratch: Path) -> list[Table]:
    """Return the tables of memory and of depth."""
    state = scratch / "state"
    ids = _fill(state)
    with sandbox(state=state, workers=4) as server:
        controller = Controller(CORE, server, scratch)
        few = server.get("inventories/", {"name": INVENTORY})["results"][0]["id"]
        many_hosts = f"inventories/{ids['inventory']}/hosts/"
        return [
            memory.compare(controller, few=f"inventories/{few}/hosts/", many=many_hosts),
            depth.compare(
                controller,
                {"hosts": many_hosts, "events of a job": f"jobs/{ids['job']}/job_events/"},
                rows=ROWS,
            ),
        ]


def _fill(state: Path) -> dict[str, int]:
    """Make a sandbox's state with so many hosts and events; return where they are."""
    command: list[str | Path] = [PYTHON, "-m", "tests.bench.volume", state, str(ROWS)]
    made = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    ids: dict[str, int] = json.loads(made.stdout)
    return ids
