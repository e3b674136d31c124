# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make ``ansible_collections.steward.awx`` importable from this checkout, wherever it lies."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

from tests.environments.collection_tree import link_collection

ROOT = Path(__file__).parent

# Nothing that tests leave behind lies among the sources.
os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(ROOT / ".cache" / "hypothesis"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--core",
        action="append",
        type=Path,
        metavar="VENV",
        help="an environment with the ansible-core to test, repeatable (default: .venv/core-*)",
    )
    parser.addoption(
        "--part",
        choices=("quick", "rest"),
        help="only the tests of `make test`, marked `quick`, or only the others",
    )


def pytest_configure(config: pytest.Config) -> None:
    tree = tempfile.TemporaryDirectory(prefix="collections-")
    config.add_cleanup(tree.cleanup)
    link_collection(ROOT, tree=Path(tree.name))
    _make_importable(tree.name)


def _make_importable(tree: str) -> None:
    try:
        from ansible.utils.collection_loader._collection_finder import _AnsibleCollectionFinder
    except ModuleNotFoundError:
        sys.path.append(tree)  # no ansible-core here: the core needs none
    else:
        _AnsibleCollectionFinder(paths=[tree])._install()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that asks for a ``core`` with every ansible-core there is."""
    if "core" in metafunc.fixturenames:
        given = metafunc.config.getoption("--core") or sorted(ROOT.glob(".venv/core-*"))
        cores = [core.absolute() for core in given]
        metafunc.parametrize("core", cores, ids=lambda core: core.name, scope="session")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests of the other part."""
    part = config.getoption("--part")
    if part is None:
        return
    config.hook.pytest_deselected(items=[i for i in items if _is_quick(i) != (part == "quick")])
    items[:] = [item for item in items if _is_quick(item) == (part == "quick")]


def _is_quick(item: pytest.Item) -> bool:
    """Tell whether it is marked; with one ansible-core and AWX, if it runs with several."""
    values = item.callspec.params if hasattr(item, "callspec") else {}
    usual = {"core": ROOT / ".venv" / "core-2.19", "kind_of_server": "awx"}
    return item.get_closest_marker("quick") is not None and all(
        values.get(name, value) == value for name, value in usual.items()
    )
