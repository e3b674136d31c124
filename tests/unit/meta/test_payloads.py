# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module is sent with every file that it imports, and a process of its own reads them all."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from tests.unit.meta.layers import PLUGINS, imports_of, is_file

# Files and bytes of ours that go with a module, itself not counted: what it has now, and a little
# more. A module that outgrows them pulls in what it does not need, or does more than it did.
BUDGETS: t.Mapping[str, tuple[int, int]] = {
    "awx_job_cancel": (70, 330_000),
    "awx_job_launch": (85, 440_000),
    "awx_job_wait": (73, 350_000),
    "awx_query": (64, 315_000),
    "awx_token": (64, 315_000),
}

# What no module may need to know what its options are.
ARGUMENTS = "module_utils._argspec"


def payload_of(name: str) -> set[str]:
    """Return the files that go with a file, imports inside functions included, as Ansible does."""
    found: set[str] = set()
    todo = [name]
    while todo:
        for imported in imports_of(path_of(todo.pop())):
            if is_file(imported) and imported not in found:
                found.add(imported)
                todo.append(imported)
    return found


def path_of(name: str) -> Path:
    return (PLUGINS / name.replace(".", "/")).with_suffix(".py")


def test_every_module_has_a_budget() -> None:
    assert sorted(BUDGETS) == sorted(path.stem for path in (PLUGINS / "modules").glob("*.py"))


@pytest.mark.parametrize("module", BUDGETS)
def test_a_module_is_sent_with_what_it_needs(module: str) -> None:
    files = payload_of(f"modules.{module}")
    size = sum(path_of(name).stat().st_size for name in files)
    most_files, most_bytes = BUDGETS[module]
    assert len(files) <= most_files
    assert size <= most_bytes


def test_options_are_described_without_what_reads_them() -> None:
    """The specification of arguments is a table: every plugin imports it, whatever it does."""
    names = {name for name in payload_of(ARGUMENTS) if "._awx." in name}
    assert names <= {
        "module_utils._awx.schema.option_choices",
        "module_utils._awx.common.suggestions",
    }


def test_budgets_are_of_today() -> None:
    """A budget far above what a module has would notice nothing."""
    for module, (most_files, most_bytes) in BUDGETS.items():
        files = payload_of(f"modules.{module}")
        size = sum(path_of(name).stat().st_size for name in files)
        assert most_files - len(files) <= 5, module
        assert most_bytes - size <= 30_000, module
