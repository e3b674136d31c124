# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a release of what is checked out: set its version, write the changelog from the fragments.

    python3 -m tests.checks.release 1.0.0

It commits nothing: see CONTRIBUTING.md for what comes before and after.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.environments.make import ENVIRONMENTS, ROOT

_VERSION = re.compile(r"^version: .*$", re.MULTILINE)
_NO_CHANGELOG_PAGE = "write_changelog: false"


def main() -> int:
    """Release, and say what is left to do."""
    parser = argparse.ArgumentParser(description="Set the version, and write the changelog.")
    parser.add_argument("version", type=_semantic, help="the version that is released: 1.0.0")
    parser.add_argument("--checkout", type=Path, default=ROOT, help="instead of this one")
    arguments = parser.parse_args()
    checkout, version = arguments.checkout, arguments.version
    if _run("git", "status", "--porcelain", checkout=checkout):
        parser.error("there are changes that are not committed")
    if not any((checkout / "changelogs" / "fragments").glob("*.yml")):
        parser.error("changelogs/fragments has nothing to tell of")

    _replace(checkout / "galaxy.yml", _VERSION, f"version: {version}")
    _run("antsibull-changelog", "release", "--reload-plugins", checkout=checkout)
    # There is a page of it from the first release on.
    pages = checkout / "docs" / "docsite" / "config.yml"
    _replace(pages, re.compile(re.escape(_NO_CHANGELOG_PAGE)), "write_changelog: true")
    print(f"{version} is written. Read CHANGELOG.md, run make test-all, and then:")
    print(f"  git add -A && git commit -m 'Release {version}' && git tag -a {version} -m {version}")
    return 0


def _semantic(text: str) -> str:
    if not re.fullmatch(r"\d+\.\d+\.\d+", text):
        raise argparse.ArgumentTypeError(f"'{text}' is no version such as 1.0.0")
    return text


def _replace(path: Path, pattern: re.Pattern[str], by: str) -> None:
    path.write_text(pattern.sub(by, path.read_text(encoding="utf-8"), count=1), encoding="utf-8")


def _run(*command: str, checkout: Path) -> str:
    """Run one of the programs for checks; it finds ansible-doc beside itself."""
    path = f"{ENVIRONMENTS / 'checks' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command, cwd=checkout, env={**os.environ, "PATH": path}, stdout=subprocess.PIPE, check=True
    )
    return done.stdout.decode()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as exc:
        sys.exit(exc.returncode)
