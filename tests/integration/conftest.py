# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One sandbox for the whole run, and a way to start Ansible against it.

A test that takes `core` runs with every ansible-core; one that takes `one_core` tries many variants
of what does not depend on it.

The server is AWX 24.6.1. A test that is about Ascender takes `ascender`; one that is marked
`each_server` runs against both, against Ascender with one core: what the server does differently
does not depend on the core, and each run costs seconds.
"""

from __future__ import annotations

import contextlib
import functools
import typing as t
from pathlib import Path

import pytest

from tests.environments.collection_tree import link_collection
from tests.integration import sandbox as sandbox_process
from tests.integration.ansible_runs import AnsibleRuns

ROOT = Path(__file__).parents[2]


# How each kind of server is started.
SERVERS: dict[str, list[str]] = {"awx": [], "ascender": ["--ascender"]}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "each_server: runs against AWX, and against Ascender too")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marked = metafunc.definition.get_closest_marker("each_server") is not None
    if marked and "kind_of_server" in metafunc.fixturenames:
        metafunc.parametrize("kind_of_server", [*SERVERS], indirect=True, scope="session")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what would run against Ascender with another core than one."""
    core = _one_core(config)
    left_out = [item for item in items if not _is_wanted(item, core)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def _is_wanted(item: pytest.Item, core: Path) -> bool:
    values = (
        item.callspec.params
        if isinstance(item, pytest.Function) and hasattr(item, "callspec")
        else {}
    )
    if values.get("kind_of_server", "awx") == "awx" or "core" not in values:
        return True
    return bool(values["core"].absolute() == core)


@pytest.fixture(scope="session")
def servers(
    tmp_path_factory: pytest.TempPathFactory,
) -> t.Iterator[t.Callable[[str], sandbox_process.Sandbox]]:
    """Give the server of a kind; it starts when it is needed first."""
    with contextlib.ExitStack() as stack:

        @functools.cache
        def server(kind: str) -> sandbox_process.Sandbox:
            state = tmp_path_factory.mktemp(kind) / "state"
            return stack.enter_context(sandbox_process.running(state, *SERVERS[kind]))

        yield server


@pytest.fixture(scope="session")
def kind_of_server(request: pytest.FixtureRequest) -> str:
    return getattr(request, "param", "awx")


@pytest.fixture(scope="session")
def sandbox(
    servers: t.Callable[[str], sandbox_process.Sandbox], kind_of_server: str
) -> sandbox_process.Sandbox:
    """The server that `ansible` asks."""
    return servers(kind_of_server)


@pytest.fixture(scope="session")
def ascender(servers: t.Callable[[str], sandbox_process.Sandbox]) -> sandbox_process.Sandbox:
    """A server that is Ascender 25.5, whatever `ansible` asks."""
    return servers("ascender")


@pytest.fixture(scope="session")
def ansible(
    sandbox: sandbox_process.Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> AnsibleRuns:
    """Ansible whose processes have a token of a superuser in the environment."""
    return _ansible(sandbox, tmp_path_factory)


@pytest.fixture(scope="session")
def ascender_ansible(
    ascender: sandbox_process.Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> AnsibleRuns:
    """The same, asking `ascender`."""
    return _ansible(ascender, tmp_path_factory)


def _ansible(
    server: sandbox_process.Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> AnsibleRuns:
    tree = link_collection(ROOT, tree=tmp_path_factory.mktemp("collections"))
    return AnsibleRuns(
        scratch=tmp_path_factory.mktemp("ansible"),
        collections=tree,
        environment={"AWX_HOST": server.url, "AWX_OAUTH_TOKEN": server.token},
    )


@pytest.fixture(scope="session")
def one_core(pytestconfig: pytest.Config) -> Path:
    """The newest ansible-core of those that every machine has."""
    return _one_core(pytestconfig)


def _one_core(config: pytest.Config) -> Path:
    given: list[Path] | None = config.getoption("--core")
    return given[-1].absolute() if given else ROOT / ".venv" / "core-2.19"
