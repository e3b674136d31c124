# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection at work, installed from its tarball beside nothing but ansible-core and requests.

Each ansible-core gets a fresh virtual environment.
"""

from __future__ import annotations

import dataclasses
import subprocess
from pathlib import Path

import pytest

from tests.checks.steps import ENVIRONMENT
from tests.environments.installer import Installer, choose_installer
from tests.environments.make import ENVIRONMENTS
from tests.environments.pythons import find_python
from tests.integration.ansible_runs import AnsibleRuns, launch, lookup, query, token
from tests.integration.sandbox import Sandbox

CORES = [name for name in ENVIRONMENT if name.startswith("core-")]


@dataclasses.dataclass(frozen=True)
class Fresh:
    """A virtual environment that holds ansible-core, and Ansible in it with the collection.

    `bare` has nothing else; `path` has requests too.
    """

    bare: Path
    path: Path
    ansible: AnsibleRuns


@pytest.fixture(scope="session")
def installer() -> Installer:
    return choose_installer(ENVIRONMENTS)


@pytest.fixture(scope="module", params=CORES)
def fresh(
    request: pytest.FixtureRequest,
    installer: Installer,
    tarball: Path,
    sandbox: Sandbox,
    tmp_path_factory: pytest.TempPathFactory,
) -> Fresh:
    environment = ENVIRONMENT[request.param]
    python = find_python(environment.pythons)
    if python is None:
        assert environment.optional, environment.missing_python
        pytest.skip(environment.missing_python)
    scratch = tmp_path_factory.mktemp(environment.name)
    core, *_others = requirements = _requirements(environment.requirements)
    assert core.startswith("ansible-core")
    bare, path = scratch / "bare", scratch / "path"
    for place, wanted in ((bare, [core]), (path, requirements)):
        listed = scratch / f"{place.name}.txt"
        listed.write_text("\n".join(wanted))
        installer.make(place, python=python)
        installer.install(place, requirements=listed)
    collections = scratch / "collections"
    _galaxy(bare, "install", "--offline", "--collections-path", collections, tarball)
    connection = {"AWX_HOST": sandbox.url, "AWX_OAUTH_TOKEN": sandbox.token}
    return Fresh(bare, path, AnsibleRuns(scratch, collections, connection))


def _requirements(path: Path) -> list[str]:
    """Return what tests need of a core's environment, without what they need themselves."""
    lines = path.read_text().splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-r"))]


def _galaxy(environment: Path, *arguments: str | Path) -> None:
    program = environment / "bin" / "ansible-galaxy"
    done = subprocess.run(
        [program, "collection", *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("in_process", ["true", "false"])
def test_everything_works(fresh: Fresh, in_process: str, sandbox: Sandbox) -> None:
    environment = {**fresh.ansible.environment, "AWX_IN_PROCESS": in_process}
    adhoc = fresh.ansible.adhoc(
        fresh.path,
        *("-m", "steward.awx.awx_query", "-a", "resource=hosts?name=small-1 fields=name"),
        environment=environment,
    )
    assert '"name": "small-1"' in adhoc.succeeded().stdout

    tokens = sandbox.tokens
    tasks = [
        query("query", "hosts", filters={"name": "small-2"}, fields=["name"]),
        lookup("lookup", "hosts?name=small-3", fields=["name"]),
        launch("launch", "Seed - No prompts"),
        {**token("token", scope="read"), "register": "made"},
        token("token given back", state="absent", token="{{ made.token }}"),
    ]
    run = fresh.ansible.playbook(fresh.path, tasks, "-vvv", environment=environment).succeeded()
    assert run["query"]["objects"] == [{"name": "small-2"}]
    assert run["lookup"]["msg"] == [{"name": "small-3"}]
    assert run["launch"]["job"]["status"] == "successful"
    assert run["token"]["token"]["scope"] == "read"
    assert run["token given back"]["changed"] is True
    assert sandbox.tokens == tokens
    assert ("AnsiballZ_awx_" in run.output) is (in_process == "false")
    assert "WARNING" not in run.output


def test_without_requests_the_error_says_what_to_install(fresh: Fresh) -> None:
    tasks = [query("query", "ping"), lookup("lookup", "ping")]
    run = fresh.ansible.playbook(fresh.bare, tasks)
    for task in ("query", "lookup"):
        assert f"requests, is missing in {fresh.bare}/bin/python" in run[task].error
        assert "pip install 'requests>=2.25'" in run[task].error
