# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run ``ansible-test`` over a copy of this checkout, where it insists on finding a collection."""

from __future__ import annotations

import os
import shutil
import subprocess
import typing as t
from pathlib import Path

from tests.environments.make import ENVIRONMENTS, ROOT

# The versions of pip that ansible-core 2.16, 2.19, 2.21 and 2.22 ask for.
PIP_VERSIONS = ("23_1_2", "24_2", "25_2")

# ansible-test downloads this script from a server of its own. A script it finds in its cache it
# takes from there, so a machine that reaches no more than a package index can run the tests.
GET_PIP = """\
import subprocess
import sys

packages = [arg for arg in sys.argv[1:] if arg not in ("--no-setuptools", "--no-wheel")]
subprocess.check_call([sys.executable, "-m", "ensurepip", "--default-pip"])
subprocess.check_call([sys.executable, "-m", "pip", "install", *packages])
"""


class AnsibleTest:
    """The ansible-test of one ansible-core, with a home and a copy of what ``paths`` match."""

    def __init__(self, core: str, *, work: str, paths: t.Sequence[str]) -> None:
        directory = ROOT / ".cache" / "ansible-test" / work
        home = _prepare_home(directory / "home")
        # No shims of version managers on PATH: it asks every Python it sees for its version.
        programs = ENVIRONMENTS / f"core-{core}" / "bin"
        self._program = programs / "ansible-test"
        self._environment = {
            **{
                name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")
            },
            "HOME": str(home),
            "PATH": f"{programs}:/usr/local/bin:/usr/bin:/bin",
        }
        self.copy = _copy_checkout(directory / "ansible_collections" / "steward" / "awx", paths)

    def run(self, *arguments: str, **more: t.Any) -> subprocess.CompletedProcess[bytes]:
        """Run it with these arguments; ``more`` are those of ``subprocess.run``."""
        command = [str(self._program), *arguments]
        return subprocess.run(command, cwd=self.copy, env=self._environment, check=False, **more)


def _prepare_home(home: Path) -> Path:
    """Give ansible-test a cache of its own: two versions must not use one at the same time."""
    cache = home / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    for version in PIP_VERSIONS:
        (cache / f"get_pip_{version}.py").write_text(GET_PIP)
    for settings in (".config/pip", ".pip"):
        link, target = home / settings, Path.home() / settings
        if target.exists() and not link.exists():
            link.parent.mkdir(exist_ok=True)
            link.symlink_to(target)
    return home


def _copy_checkout(copy: Path, paths: t.Sequence[str]) -> Path:
    """Copy what git tracks, or would."""
    shutil.rmtree(copy, ignore_errors=True)
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *paths],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    for name in filter(None, listing.stdout.split("\0")):
        source, target = ROOT / name, copy / name
        if source.is_file():  # not one that is deleted but still tracked
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    # It asks git which files belong to the collection.
    subprocess.run(["git", "init", "--quiet"], cwd=copy, check=True)
    return copy
