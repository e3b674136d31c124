# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading 50,000 rows: the memory it takes, and what a page costs at the end of them."""

from __future__ import annotations

from pathlib import Path

from . import depth, memory
from .controller import Controller
from .sandbox import filled, sandbox
from .tables import Table

CORE = "core-2.19"
ROWS = 50_000
SIZES = (1000, 5000, 20_000, ROWS)


def measure(scratch: Path) -> list[Table]:
    """Return the tables of memory and of depth."""
    state = scratch / "state"
    made = filled(state, hosts=SIZES, events=ROWS)
    hosts = {rows: f"inventories/{number}/hosts/" for rows, number in made.inventories.items()}
    events = f"jobs/{made.job}/job_events/"
    with sandbox(state=state, workers=4) as server:
        controller = Controller(CORE, server, scratch)
        return [
            memory.compare(controller, hosts),
            depth.compare(controller, {"hosts": hosts[ROWS], "events of a job": events}, rows=ROWS),
        ]
