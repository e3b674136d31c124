# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the unit tests share: an isolated environment, a scripted server, and clients of it.

The collection is importable only once pytest is configured, which is after this file is read.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import typing as t
from pathlib import Path

import pytest

from tests.unit.scripted_server import ScriptedServer

if t.TYPE_CHECKING:
    from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient

    from tests.unit.connect import MakeClient
    from tests.unit.module_process import RunModule
    from tests.unit.ports import Reporter, Time

_OURS = ("AWX_", "CONTROLLER_", "TOWER_", "AAP_")
_OF_REQUESTS = (
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "no_proxy",
    "netrc",
    "requests_ca_bundle",
    "curl_ca_bundle",
)


@pytest.fixture(autouse=True)
def isolated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No option comes from the environment, a home or a working directory of the developer's."""
    for name in list(os.environ):
        if name.startswith(_OURS) or name.lower() in _OF_REQUESTS:
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(home)


@pytest.fixture(autouse=True)
def forgotten_secrets() -> t.Iterator[None]:
    """ansible-core 2.22 masks what any earlier test of the process called a secret, such as "7"."""
    yield
    with contextlib.suppress(ModuleNotFoundError):
        masker = importlib.import_module("ansible.module_utils.secrets")._secret_masker
        masker._secrets, masker._forms, masker._json_forms = set(), set(), {}
        masker._matcher = type(masker._matcher)()


@pytest.fixture
def server() -> t.Iterator[ScriptedServer]:
    """A server on loopback; the test fails if it was not asked exactly what was expected."""
    scripted = ScriptedServer()
    try:
        yield scripted
        scripted.assert_done()
    finally:
        scripted.close()


@pytest.fixture
def time() -> Time:
    from tests.unit.ports import Time

    return Time()


@pytest.fixture
def reporter() -> Reporter:
    from tests.unit.ports import Reporter

    return Reporter()


@pytest.fixture
def make_client(server: ScriptedServer, time: Time, reporter: Reporter) -> t.Iterator[MakeClient]:
    """Make clients of `server` with the settings that a test gives."""
    from tests.unit.connect import MakeClient

    make = MakeClient(server, time, reporter)
    yield make
    make.close_all()


@pytest.fixture
def client(make_client: MakeClient) -> AwxClient:
    """A client with a token that knows the API's root."""
    return make_client()


@pytest.fixture
def run_module(server: ScriptedServer, capsys: pytest.CaptureFixture[str]) -> RunModule:
    """Run modules against `server`, with a token and without retries."""
    from tests.unit.connect import TOKEN
    from tests.unit.module_process import RunModule

    connection = {
        "awx_host": server.url,
        "awx_oauth_token": TOKEN,
        "api_root": "/api/",
        "request_retries": 0,
    }
    return RunModule(capsys, connection)
