# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make ``ansible_collections.steward.awx`` importable from this checkout, wherever it lies."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from ansible.utils.collection_loader._collection_finder import _AnsibleCollectionFinder

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


def pytest_configure(config: pytest.Config) -> None:
    tree = tempfile.TemporaryDirectory(prefix="collections-")
    config.add_cleanup(tree.cleanup)
    link_collection(ROOT, tree=Path(tree.name))
    _AnsibleCollectionFinder(paths=[tree.name])._install()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that asks for a ``core`` with every ansible-core there is."""
    if "core" in metafunc.fixturenames:
        cores = metafunc.config.getoption("--core") or sorted(ROOT.glob(".venv/core-*"))
        metafunc.parametrize("core", cores, ids=lambda core: core.name, scope="session")
