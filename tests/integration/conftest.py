# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One sandbox for the whole run, and a way to start Ansible against it.

A test that takes `core` runs with every ansible-core; one that takes `one_core` tries many variants
of what does not depend on it.
"""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest

from tests.environments.collection_tree import link_collection
from tests.integration import sandbox as sandbox_process
from tests.integration.ansible_runs import AnsibleRuns

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[sandbox_process.Sandbox]:
    state = tmp_path_factory.mktemp("sandbox") / "state"
    with sandbox_process.running(state) as running:
        yield running


@pytest.fixture(scope="session")
def ansible(
    sandbox: sandbox_process.Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> AnsibleRuns:
    """Ansible whose processes have a token of a superuser in the environment."""
    tree = link_collection(ROOT, tree=tmp_path_factory.mktemp("collections"))
    return AnsibleRuns(
        scratch=tmp_path_factory.mktemp("ansible"),
        collections=tree,
        environment={"AWX_HOST": sandbox.url, "AWX_OAUTH_TOKEN": sandbox.token},
    )


@pytest.fixture(scope="session")
def one_core(pytestconfig: pytest.Config) -> Path:
    """The newest ansible-core of those that every machine has."""
    given: list[Path] | None = pytestconfig.getoption("--core")
    return given[-1].absolute() if given else ROOT / ".venv" / "core-2.19"
