# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A release is rehearsed in a clone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.environments.make import ROOT

FRAGMENT = "bugfixes:\n  - awx_query - a bug of the rehearsal.\n"
VERSION = "999.0.0"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What is committed here, and one change to tell of."""
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
    (clone / "changelogs" / "fragments" / "9-rehearsal.yml").write_text(FRAGMENT)
    _git(clone, "add", "--all")
    _git(clone, "commit", "--quiet", "--message=A fragment")
    return clone


def _git(clone: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Tester", "-c", "user.email=tester@example.com")
    subprocess.run(["git", *identity, *arguments], cwd=clone, check=True)


def release(clone: Path, version: str = VERSION) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.checks.release", "--checkout", str(clone), version]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_release_sets_the_version_and_writes_the_changelog(clone: Path) -> None:
    done = release(clone)
    assert done.returncode == 0, done.stderr
    assert f"\nversion: {VERSION}\n" in (clone / "galaxy.yml").read_text()
    for name in ("CHANGELOG.md", "CHANGELOG.rst"):
        text = (clone / name).read_text()
        assert text.count("a bug of the rehearsal") == 1
    assert [path.name for path in (clone / "changelogs" / "fragments").iterdir()] == [".keep"]
    assert "write_changelog: true" in (clone / "docs" / "docsite" / "config.yml").read_text()
    assert "git tag" in done.stdout


def test_release_wants_all_changes_committed(clone: Path) -> None:
    (clone / "new.txt").touch()
    done = release(clone)
    assert done.returncode == 2
    assert "not committed" in done.stderr


def test_release_wants_a_semantic_version(clone: Path) -> None:
    assert "'1.0' is no version" in release(clone, "1.0").stderr


def test_release_wants_something_to_tell(clone: Path) -> None:
    _git(clone, "rm", "--quiet", "changelogs/fragments/*.yml")
    _git(clone, "commit", "--quiet", "--message=No fragments")
    assert "nothing to tell" in release(clone).stderr
