# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `ansible-doc` shows of the installed collection, with every ansible-core."""

from __future__ import annotations

import json
import re
import subprocess
import typing as t
from pathlib import Path

import pytest

from tests.unit.meta.layers import PLUGINS

KINDS = {"module": "modules", "lookup": "lookup"}
FOUND = [
    (kind, f"steward.awx.{path.stem}")
    for kind, folder in KINDS.items()
    for path in sorted((PLUGINS / folder).glob("*.py"))
]
WIDEST = 200

# The markup of Ansible's documentation that was not understood: O(option), V(value) and so on.
MARKUP = re.compile(r"\b(?:[BCEILMOPRUV]|RV|HORIZONTALLINE)\([^)]*\)")
COLOURS = re.compile(r"\x1b\[[\d;]*m")


class AnsibleDoc(t.NamedTuple):
    """`ansible-doc` of one ansible-core, with the collection and no settings of the user's."""

    program: Path
    collections: Path
    home: Path

    def __call__(self, *arguments: str) -> str:
        done = subprocess.run(
            [self.program, *arguments],
            cwd=self.home,
            env={
                "PATH": f"{self.program.parent}:/usr/bin:/bin",
                "HOME": str(self.home),
                "LC_ALL": "C.UTF-8",
                "COLUMNS": "120",
                "ANSIBLE_NOCOLOR": "1",
                "ANSIBLE_COLLECTIONS_PATH": str(self.collections),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        # Each warning goes to standard error.
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout


@pytest.fixture
def ansible_doc(core: Path, installed: Path, tmp_path: Path) -> AnsibleDoc:
    return AnsibleDoc(core.absolute() / "bin" / "ansible-doc", installed, tmp_path)


@pytest.mark.parametrize(("kind", "name"), FOUND)
def test_a_page_is_complete_and_readable(ansible_doc: AnsibleDoc, kind: str, name: str) -> None:
    page = COLOURS.sub("", ansible_doc("-t", kind, name))
    assert re.search(r"^OPTIONS \(", page, re.M)
    for part in ("EXAMPLES:", "RETURN VALUES:", "AUTHOR:", "REQUIREMENTS:"):
        assert re.search(rf"^{part}", page, re.M), part
    prose = re.sub(r"^EXAMPLES:.*^(?=RETURN VALUES:)", "", page, flags=re.M | re.S)
    assert MARKUP.findall(prose) == []
    assert [line for line in page.splitlines() if len(line) > WIDEST] == []


def test_every_plugin_is_listed(ansible_doc: AnsibleDoc) -> None:
    for kind in KINDS:
        listed = json.loads(ansible_doc("-t", kind, "--list", "--json", "steward.awx"))
        assert sorted(listed) == [name for its_kind, name in FOUND if its_kind == kind]
        assert all(listed.values())
        shown = json.loads(ansible_doc("-t", kind, "--json", *listed))
        assert {page["doc"]["version_added"] for page in shown.values()} == {"1.0.0"}
