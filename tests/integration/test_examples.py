# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every documented example runs as it stands, on every ansible-core."""

from __future__ import annotations

import ast
import typing as t
from pathlib import Path

import yaml

from tests.integration.ansible_runs import AnsibleRuns
from tests.sandbox.users import PASSWORD as SEED_PASSWORD

PLUGINS = Path(__file__).parents[2] / "plugins"

# What the examples take from the variables of their users: secrets of the seed.
SECRETS = {
    "application_secret": "secret-of-the-shop-portal",
    "portal_secret": "portal-secret-of-the-seed",
    "operator_password": SEED_PASSWORD,
}


def test_every_example_succeeds(core: Path, ansible: AnsibleRuns, tmp_path: Path) -> None:
    files = sorted([*PLUGINS.glob("modules/*.py"), *PLUGINS.glob("lookup/*.py")])
    assert len(files) >= 4
    tasks = [task for path in files for task in examples_of(path, tmp_path)]

    # A failed example is to be shown together with all others that fail.
    run = ansible.playbook(
        core,
        [{**task, "ignore_errors": True} for task in tasks],
        play={"vars": SECRETS},
    ).succeeded()

    assert {result.task: result.error for result in run.results if result.outcome != "ok"} == {}
    assert {result.task for result in run.results} == set(_names(tasks))
    assert not run.stderr


def examples_of(path: Path, directory: Path) -> list[dict[str, t.Any]]:
    """Return the tasks of a plugin's EXAMPLES, with files below `directory` instead of /tmp."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "EXAMPLES":
            text = ast.literal_eval(node.value).replace("/tmp/", f"{directory}/")  # noqa: S108
            return list(yaml.safe_load(text))
    raise AssertionError(f"{path} has no EXAMPLES")


def _names(tasks: t.Iterable[t.Mapping[str, t.Any]]) -> t.Iterator[str]:
    for task in tasks:
        inner = [*task.get("block", ()), *task.get("always", ())]
        yield from _names(inner) if inner else [task["name"]]
