# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the collection's tarball and install it into a tree below ``.cache/``."""

from __future__ import annotations

import shutil
import subprocess
import sys

from tests.environments.make import ENVIRONMENTS, ROOT

BUILD = ROOT / ".cache" / "build"
INSTALLED = BUILD / "collections"


def main() -> int:
    """Build, install, print where both are."""
    shutil.rmtree(BUILD, ignore_errors=True)
    _galaxy("build", "--output-path", str(BUILD), str(ROOT))
    (tarball,) = BUILD.glob("*.tar.gz")
    _galaxy("install", "--offline", "--collections-path", str(INSTALLED), str(tarball))
    print(f"{tarball.name}: {tarball.stat().st_size / 1024:.0f} KiB, installs")
    return 0


def _galaxy(*arguments: str) -> None:
    galaxy = ENVIRONMENTS / "checks" / "bin" / "ansible-galaxy"
    # The directory installed into is on no path that Ansible searches by itself, and need not be.
    subprocess.run([galaxy, "collection", *arguments], check=True, stderr=subprocess.STDOUT)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as exc:
        sys.exit(exc.returncode)
