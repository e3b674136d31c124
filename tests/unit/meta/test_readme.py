# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The README says what is so: figures as they were measured, links that lead somewhere.

Its commands are run by tests/integration/test_readme.py.
"""

from __future__ import annotations

import re

import yaml

from tests.bench import readme
from tests.unit.meta.layers import ROOT

TEXT = readme.README.read_text(encoding="utf-8")
GALAXY = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))
LINK = re.compile(r"\]\(([^)\s]+)\)")


def test_its_figures_are_those_of_the_benchmark() -> None:
    """`make bench`, or python -m tests.bench.readme, puts them in place."""
    measured = readme.RESULTS.read_text(encoding="utf-8")
    assert readme.with_figures(TEXT, readme.figures(measured)) == TEXT


def test_its_links_work_on_galaxy_too() -> None:
    """Galaxy shows a README away from its repository: no link may be relative."""
    assert [link for link in LINK.findall(TEXT) if not link.startswith("https://")] == []


def test_its_links_into_the_repository_lead_to_files() -> None:
    repository = re.escape(GALAXY["repository"])
    raw = repository.replace("github", "raw.githubusercontent")
    files = re.findall(rf"\]\((?:{repository}/blob|{raw})/main/([^)#\s]+)[^)]*\)", TEXT)
    assert "CHANGELOG.md" in files
    assert [path for path in files if not (ROOT / path).is_file()] == []


def test_every_guide_is_linked_to() -> None:
    guides = {path.name for path in (ROOT / "docs" / "docsite" / "rst").glob("guide_*.rst")}
    assert {name for name in guides if f"docs/docsite/rst/{name})" not in TEXT} == set()


def test_every_playbook_is_linked_to() -> None:
    playbooks = {path.name for path in (ROOT / "playbooks").glob("*.yml")}
    assert {name for name in playbooks if f"main/playbooks/{name})" not in TEXT} == set()
