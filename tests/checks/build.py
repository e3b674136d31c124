# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the tarball, see what is in it, and install it into a tree below ``.cache/``."""

from __future__ import annotations

import fnmatch
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from tests.environments.make import ENVIRONMENTS, ROOT

BUILD = ROOT / ".cache" / "build"
INSTALLED = BUILD / "collections"

# All that is shipped, as patterns whose `*` matches slashes too. What is new and belongs to the
# users is added here, what is not in build_ignore of galaxy.yml.
SHIPPED = (
    "CHANGELOG.md",
    "CHANGELOG.rst",
    "CODE_OF_CONDUCT.md",
    "CONTRIBUTING.md",
    "COPYING",
    "FILES.json",
    "LICENSES/GPL-3.0-or-later.txt",
    "MAINTAINERS",
    "MANIFEST.json",
    "README.md",
    "REUSE.toml",
    "SECURITY.md",
    "changelogs/changelog.yaml",
    "changelogs/config.yaml",
    "changelogs/fragments/*.yml",
    "docs/*.md",
    "docs/*.svg",
    "docs/docsite/*.yml",
    "docs/docsite/rst/*.rst",
    "docs/docsite/rst/*.svg",
    "meta/*.txt",
    "meta/*.yml",
    "playbooks/*.j2",
    "playbooks/*.md",
    "playbooks/*.yml",
    "plugins/*.py",
    "tests/config.yml",
)


def main() -> int:
    """Build, look into it, install; print how large it is."""
    shutil.rmtree(BUILD, ignore_errors=True)
    _galaxy("build", "--output-path", str(BUILD), str(ROOT))
    (tarball,) = BUILD.glob("*.tar.gz")
    names = files_in(tarball)
    if strange := not_to_be_shipped(names):
        print(f"{tarball.name} holds what is not to be shipped: {', '.join(strange)}")
        return 1
    _galaxy("install", "--offline", "--collections-path", str(INSTALLED), str(tarball))
    size = tarball.stat().st_size / 1024
    print(f"{tarball.name}: {len(names)} files, {size:.0f} KiB, installs")
    return 0


def files_in(tarball: Path) -> list[str]:
    """Return the paths of the files in a tarball."""
    with tarfile.open(tarball) as archive:
        return sorted(member.name for member in archive if not member.isdir())


def not_to_be_shipped(names: list[str]) -> list[str]:
    """Return those of the files that nothing in SHIPPED allows."""
    return [
        name for name in names if not any(fnmatch.fnmatchcase(name, pattern) for pattern in SHIPPED)
    ]


def _galaxy(*arguments: str) -> None:
    galaxy = ENVIRONMENTS / "checks" / "bin" / "ansible-galaxy"
    # The directory installed into is on no path that Ansible searches by itself, and need not be.
    subprocess.run([galaxy, "collection", *arguments], check=True, stderr=subprocess.STDOUT)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as exc:
        sys.exit(exc.returncode)
