# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the README and the guides show runs as it stands."""

from __future__ import annotations

import re
import textwrap
import typing as t
from pathlib import Path

import pytest
import yaml

from tests.integration.ansible_runs import AnsibleRuns
from tests.integration.sandbox import PASSWORD, USERNAME, Sandbox
from tests.sandbox.users import PASSWORD as SEED_PASSWORD

ROOT = Path(__file__).parents[2]
GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs" / "docsite" / "rst").glob("*.rst"))]
_BLOCKS = {
    ".rst": re.compile(r"^\.\. code-block:: yaml\n\n((?:    .*\n|\n)+)", re.MULTILINE),
    ".md": re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL),
}

QUESTIONS = 30

# Variables that readers have in a vault.
SECRETS = {"operator_password": SEED_PASSWORD, "portal_secret": "portal-secret-of-the-seed"}


def tasks_of(guide: Path, directory: Path) -> list[dict[str, t.Any]]:
    """Return the tasks that a guide shows, with files below `directory` instead of /tmp."""
    text = guide.read_text(encoding="utf-8").replace("/tmp/", f"{directory}/")  # noqa: S108
    blocks = [yaml.safe_load(textwrap.dedent(b)) for b in _BLOCKS[guide.suffix].findall(text)]
    return [task for block in blocks for item in block for task in item.get("tasks", [item])]


def names_of(tasks: t.Iterable[dict[str, t.Any]]) -> t.Iterator[str]:
    """Return the names of tasks, of those in blocks too."""
    for task in tasks:
        inner = [*task.get("block", ()), *task.get("always", ())]
        yield from names_of(inner) if inner else [task["name"]]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_every_task_of_a_guide_succeeds(
    guide: Path, one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox, tmp_path: Path
) -> None:
    tasks = tasks_of(guide, tmp_path)
    if not tasks:
        pytest.skip("it shows no tasks")

    # One that fails is to be shown together with all others that fail.
    login = {"AWX_HOST": sandbox.url, "AWX_USERNAME": USERNAME, "AWX_PASSWORD": PASSWORD}
    shown = [{**task, "ignore_errors": True} for task in tasks]
    run = ansible.playbook(one_core, shown, environment=login, play={"vars": SECRETS})

    run.succeeded()
    assert {result.task: result.error for result in run.results if result.outcome != "ok"} == {}
    assert {result.task for result in run.results} == {*names_of(tasks)}


def test_the_guide_to_questions_has_enough_of_them(tmp_path: Path) -> None:
    [guide] = [guide for guide in GUIDES if guide.stem == "guide_querying"]
    assert len(tasks_of(guide, tmp_path)) >= QUESTIONS
