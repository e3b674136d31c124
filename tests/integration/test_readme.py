# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A newcomer follows the README and the first guide word for word, and sees what they show.

The YAML in them is run by test_guides.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest

from tests.integration.ansible_runs import AnsibleRuns, launch
from tests.integration.documents import Reader, blocks_of, pattern_of
from tests.integration.sandbox import Sandbox

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
GETTING_STARTED = ROOT / "docs" / "docsite" / "rst" / "guide_getting_started.rst"

# What the documents call a reader, and a password that no output can hold by chance.
READER, PASSWORD = "maria", "Vq3/mole hill+7"


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkout as a clone of it would be: what git knows, as it is now."""
    clone = tmp_path_factory.mktemp("git") / "awx"
    clone.mkdir()
    known = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in _git(ROOT, *known).split("\0"):
        if name and (ROOT / name).is_file() and not (ROOT / name).is_symlink():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, clone / name)
    _git(clone, "init", "--quiet", "--initial-branch=main")
    _git(clone, "add", "--all")
    _git(clone, "commit", "--quiet", "--message=As it is")
    return clone


@pytest.fixture
def reader(
    sandbox: Sandbox, one_core: Path, repository: Path, tmp_path: Path
) -> t.Iterator[Reader]:
    """Somebody with an AWX, and with Python packages at hand instead of a network."""
    user = {"username": READER, "password": PASSWORD, "is_superuser": True}
    made = sandbox.post("users/", user)
    try:
        yield Reader(
            tmp_path / "reader",
            programs=[one_core / "bin"],
            instead={
                "https://awx.example.com": sandbox.url,
                "AWX_PASSWORD='...'": f"AWX_PASSWORD='{PASSWORD}'",
                "password: '...'": f"password: '{PASSWORD}'",
                "password = ...": f"password = {PASSWORD}",
                "git+https://github.com/steward/awx": f"git+file://{repository}",
                "https://github.com/steward/awx": f"file://{repository}",
                # Environments cost minutes; they are those of this checkout.
                "make demo": f"ln -s {ROOT / '.venv'} .venv && {_without_packages('make demo')}",
            },
            variables={"PIP_NO_INDEX": "1", "PYTHONPATH": str(_packages_of(one_core))},
        )
    finally:
        sandbox.delete(f"users/{made['id']}/")


@pytest.mark.parametrize("document", [README, GETTING_STARTED], ids=lambda path: path.stem)
def test_word_for_word(document: Path, reader: Reader, sandbox: Sandbox) -> None:
    """A stranger follows it, and it works; nothing is left on the server."""
    before = sandbox.tokens, sandbox.sessions
    commands = reader.follow(document)
    assert commands == [block.text for block in blocks_of(document) if block.language == "shell"]
    assert (sandbox.tokens, sandbox.sessions) == before


def test_a_failure_is_explained_as_the_readme_shows(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    [shown] = [block.text for block in blocks_of(README) if block.language == "text"]
    run = ansible.playbook(one_core, [launch("launch", "Deploy shop to staging")])
    said = run["launch"].error.replace(sandbox.url, "https://awx.example.com")
    assert re.fullmatch(pattern_of(shown), said)


def test_what_is_compared() -> None:
    """Numbers may be others, what is left out is left out, and nothing else may differ."""
    shown = "job 7 failed after 2.5 s\n…\nTASK [Give it back] *****\n    id … ok\n"
    said = "job 4711 failed after 12.25 s\nmore\nand more\nTASK [Give it back] **\n    id 9 is ok\n"
    assert re.search(pattern_of(shown), said)
    assert not re.search(pattern_of(shown), said.replace("failed", "ended"))
    assert not re.search(pattern_of(shown), said.replace("Give", "Take"))


def _git(directory: Path, *arguments: str) -> str:
    who = ["-c", "user.name=reader", "-c", "user.email=reader@example.com"]
    done = subprocess.run(
        ["git", *who, "-c", f"safe.directory={directory}", *arguments],
        cwd=directory,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def _without_packages(command: str) -> str:
    return command.replace("make ", f"env -u PYTHONPATH make PYTHON={sys.executable} ")


def _packages_of(core: Path) -> Path:
    [found] = (core / "lib").glob("python3*/site-packages")
    return found
