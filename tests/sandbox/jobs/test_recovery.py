# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sandbox that was killed starts again on the same database, as AWX does."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from .running import ROOT, Awx


@contextlib.contextmanager
def killed_at_the_end(state: Path) -> Iterator[Awx]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.sandbox", "--json", "--with-parent", "--state", str(state)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        try:
            yield Awx(json.loads(process.stdout.readline())["url"])
        finally:
            process.kill()


def test_what_was_running_has_failed_and_what_was_pending_runs(tmp_path: Path) -> None:
    with killed_at_the_end(tmp_path / "state") as awx:
        slow = awx.one("job_templates", name="Simulated - slow")["id"]
        awx.request("PATCH", f"job_templates/{slow}/", json={"allow_simultaneous": False})
        running = awx.launch("Simulated - slow", extra_vars={"seconds": 60})
        pending = awx.launch("Simulated - slow", extra_vars={"seconds": 1})
        awx.until(running["url"], lambda job: job["status"] == "running")
    with killed_at_the_end(tmp_path / "state") as awx:
        failed = awx.get(running["url"])
        assert (failed["status"], failed["failed"]) == ("failed", True)
        assert "marked as running at system start up" in failed["job_explanation"]
        assert awx.finished(pending)["status"] == "successful"
