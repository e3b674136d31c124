# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Comments point only at what a reader of the repository has."""

from __future__ import annotations

import re
import typing as t

from tests.unit.meta.layers import ROOT

FACTS = (ROOT / "docs" / "awx-api.md").read_text(encoding="utf-8")
HEADINGS = re.findall(r"^##+ (.+)$", FACTS, re.MULTILINE)

# Numbered sections of notes that are not in the repository, in any of the words for them.
_ABSENT = re.compile(
    r"awx-api(?:\.md)?(?::|:?\s+\d)|\b(?:design|issues?|traps?|promises?)\s+#?\d", re.IGNORECASE
)
_FOLDERS = (".github", "docs", "meta", "playbooks", "plugins", "tests")
# Where ansible-test keeps the environment that it runs these tests in
_OUTPUT = ROOT / "tests" / "output"
_SUFFIXES = frozenset({".md", ".py", ".rst", ".yaml", ".yml"})
# These are written for people who follow links to the issue tracker.
_CHANGELOGS = frozenset({"CHANGELOG.md", "CHANGELOG.rst"})


def anchor(heading: str) -> str:
    """Return what GitHub calls a heading in links."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


ANCHORS = [anchor(heading) for heading in HEADINGS]


def texts() -> t.Iterator[tuple[str, str]]:
    """Yield the path and the text of every file of the repository that people write."""
    paths = list(ROOT.glob("*"))
    for folder in _FOLDERS:
        paths += (ROOT / folder).rglob("*")
    for path in sorted(paths):
        if _OUTPUT in path.parents:
            continue
        if path.suffix in _SUFFIXES and path.name not in _CHANGELOGS and path.is_file():
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def test_comments_point_at_facts_that_there_are() -> None:
    wrong = [
        f"{path}: #{name}"
        for path, text in texts()
        for name in re.findall(r"docs/awx-api\.md#([\w-]*)", text)
        if name not in ANCHORS
    ]
    assert wrong == []


def test_links_between_facts_lead_somewhere() -> None:
    assert [name for name in re.findall(r"\]\(#([^)]*)\)", FACTS) if name not in ANCHORS] == []


def test_each_fact_has_an_anchor_of_its_own() -> None:
    assert sorted(set(ANCHORS)) == sorted(ANCHORS)


def test_each_fact_says_how_it_is_known() -> None:
    """Its last line is in italics."""
    facts = re.split(r"^##+ ", FACTS, flags=re.MULTILINE)[1:]
    silent = [
        heading
        for heading, _line_end, text in (fact.partition("\n") for fact in facts)
        if text.strip()
        and not re.search(r"^\*[^*].*\*$", text.strip().rpartition("\n\n")[2], re.DOTALL)
    ]
    assert silent == []


def test_nothing_points_at_notes_that_a_reader_does_not_have() -> None:
    wrong = [
        f"{path}: {match.group()}" for path, text in texts() for match in _ABSENT.finditer(text)
    ]
    assert wrong == []
