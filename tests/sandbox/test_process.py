# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox starts, says where it is, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.sandbox.users import PASSWORD

from .jobs.running import ROOT

_COMMAND = [sys.executable, "-m", "tests.sandbox"]
_PATIENCE = 60


def start(tmp_path: Path, *arguments: str) -> subprocess.Popen[str]:
    """A sandbox whose temporary directories are below a directory of the test."""
    return subprocess.Popen(
        [*_COMMAND, *arguments],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_and_removes_its_state(tmp_path: Path, number: signal.Signals) -> None:
    process = start(tmp_path, "--json")
    assert process.stdout is not None
    line = process.stdout.readline()
    ready = json.loads(line)
    assert ready["pid"] == process.pid
    assert ready["users"]["admin"] == PASSWORD
    assert requests.get(f"{ready['url']}/api/v2/ping/", timeout=_PATIENCE).json()["version"]
    assert list(tmp_path.iterdir()) != []
    process.send_signal(number)
    assert process.wait(timeout=_PATIENCE) == 0
    assert process.stdout.read() == ""
    assert list(tmp_path.iterdir()) == []


def test_a_kept_state_is_used_again(tmp_path: Path) -> None:
    names = []
    for _ in range(2):
        process = start(tmp_path, "--json", "--state", str(tmp_path / "state"))
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]
        auth = ("admin", PASSWORD)
        requests.post(
            f"{url}/api/v2/organizations/", json={"name": "Kept"}, auth=auth, timeout=_PATIENCE
        )
        found = requests.get(f"{url}/api/v2/organizations/?name=Kept", auth=auth, timeout=_PATIENCE)
        names.append([row["id"] for row in found.json()["results"]])
        process.terminate()
        process.wait(timeout=_PATIENCE)
    assert names[0] == names[1]
    assert len(names[1]) == 1


def test_it_ends_with_its_parent(tmp_path: Path) -> None:
    """The parent is a process that starts it and dies without a word."""
    parent = subprocess.run(
        [
            sys.executable,
            "-c",
            "import subprocess, sys, os\n"
            f"sandbox = subprocess.Popen({[*_COMMAND, '--json', '--with-parent']!r},"
            " stdout=subprocess.PIPE)\n"
            "sys.stdout.write(sandbox.stdout.readline().decode()); sys.stdout.flush()\n"
            "os._exit(0)",
        ],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
        timeout=_PATIENCE,
        check=True,
    )
    pid = json.loads(parent.stdout)["pid"]
    assert not _alive(pid)


def _alive(pid: int) -> bool:
    """Whether a process that is no child of ours is still there after a while."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return False
    try:
        ended, _, _ = select.select([descriptor], [], [], _PATIENCE)
        return not ended
    finally:
        os.close(descriptor)


def test_it_says_how_to_use_it(tmp_path: Path) -> None:
    process = start(tmp_path, "--gateway")
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if "Ctrl-C" in line:
            break
    text = "".join(said)
    url = said[0].split()[-1]
    root = requests.get(f"{url}/api/", timeout=_PATIENCE).json()
    process.terminate()
    process.wait(timeout=_PATIENCE)
    assert root["apis"]["controller"] == "/api/controller/"
    assert f"{url}/api/controller/v2/" in text
    assert "operator" in text
    assert f"curl -u admin:{PASSWORD}" in text
