# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run ``ansible-test sanity`` of one ansible-core over a copy of this checkout.

python3 -m tests.checks.sanity 2.19 [option of ansible-test ...]
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.environments.make import ENVIRONMENTS, ROOT

# The versions of pip that ansible-core 2.16, 2.19, 2.21 and 2.22 ask for.
PIP_VERSIONS = ("23_1_2", "24_2", "25_2")

# The AWX stand-in is not shipped, and rules for plugins do not suit it: ruff and mypy check it.
LEFT_OUT = ("--", ".", ":!tests/sandbox", ":!tests/bench")

# Its pylint wants a library that is on no package index; the other cores run theirs.
SKIPPED = {"2.22": ("--skip-test", "pylint")}

# ansible-test downloads this script from a server of its own. A script it finds in its cache it
# takes from there, so a machine that reaches no more than a package index can run the tests.
GET_PIP = """\
import subprocess
import sys

packages = [arg for arg in sys.argv[1:] if arg not in ("--no-setuptools", "--no-wheel")]
subprocess.check_call([sys.executable, "-m", "ensurepip", "--default-pip"])
subprocess.check_call([sys.executable, "-m", "pip", "install", *packages])
"""


def main() -> int:
    """Prepare a copy and a home, run ansible-test there, return its exit status."""
    core, *options = sys.argv[1:]
    work = ROOT / ".cache" / "ansible-test" / core
    home = _prepare_home(work / "home")
    copy = _copy_checkout(work / "ansible_collections" / "steward" / "awx")
    # No shims of version managers on PATH: ansible-test asks every Python it sees for its version.
    programs = ENVIRONMENTS / f"core-{core}" / "bin"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")},
        "HOME": str(home),
        "PATH": f"{programs}:/usr/local/bin:/usr/bin:/bin",
    }
    skipped = SKIPPED.get(core, ())
    command = [str(programs / "ansible-test"), "sanity", "--color", "no", *skipped]
    # First what it installs, at great length, then what it finds.
    preparation = subprocess.run(
        [*command, "--prime-venvs"],
        cwd=copy,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if preparation.returncode != 0:
        sys.stdout.buffer.write(preparation.stdout)
        return preparation.returncode
    return subprocess.run([*command, *options], cwd=copy, env=environment, check=False).returncode


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


def _copy_checkout(copy: Path) -> Path:
    """Copy what git tracks, or would, to where ansible-test insists on finding a collection."""
    shutil.rmtree(copy, ignore_errors=True)
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *LEFT_OUT],
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


if __name__ == "__main__":
    sys.exit(main())
