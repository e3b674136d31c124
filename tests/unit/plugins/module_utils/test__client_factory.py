# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""_connection: from the options of a plugin to a client."""

from __future__ import annotations

import time as real_time
import typing as t
from pathlib import Path

import pytest
from ansible_collections.steward.awx.plugins.module_utils import _client_factory
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common.errors import (
    AwxError,
    ConfigurationError,
)

from tests.unit.ports import Reporter
from tests.unit.scripted_server import Answer, Received, ScriptedServer, html_answer, json_answer

TOKEN = {"awx_oauth_token": "tk"}


def test_timing_is_monotonic() -> None:
    """Exact deadlines on a monotonic clock."""
    assert _client_factory.CLOCK.now is real_time.monotonic
    assert 0 <= _client_factory.CLOCK.random() < 1


def test_settings_of_options(reporter: Reporter) -> None:
    settings = _client_factory.settings_of({"awx_host": "h", **TOKEN, "resource": "jobs"}, reporter)
    assert (settings.base_url, settings.token) == ("https://h", "tk")
    assert reporter.warnings == []


def test_settings_of_a_file_that_is_named(tmp_path: Path, reporter: Reporter) -> None:
    """Task, environment, given file, found files."""
    (Path.home() / ".tower_cli.cfg").write_text("host = found\nusername = found")
    named = tmp_path / "named.cfg"
    named.write_text("host = named\noauth_token = tk")
    named.chmod(0o600)
    settings = _client_factory.settings_of({"awx_config_file": str(named)}, reporter)
    assert (settings.base_url, settings.token, settings.username) == ("https://named", "tk", None)


def test_settings_of_files_that_are_found(reporter: Reporter) -> None:
    (Path.home() / ".tower_cli.cfg").write_text("host = home\nrequest_timeout = 7")
    Path("tower_cli.cfg").write_text("host = here")
    settings = _client_factory.settings_of(TOKEN, reporter)
    assert (settings.base_url, settings.timeout) == ("https://here", 7.0)


def test_settings_of_a_task_win_over_files(reporter: Reporter) -> None:
    (Path.home() / ".tower_cli.cfg").write_text("host = home\noauth_token = of-the-file")
    options = {"awx_host": "task", "awx_username": "al", "awx_password": "pw"}
    settings = _client_factory.settings_of(options, reporter)
    assert (settings.base_url, settings.token) == ("https://task", None)


def test_settings_of_a_file_that_is_not_there(reporter: Reporter) -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere\.cfg cannot be read"):
        _client_factory.settings_of({"awx_config_file": "/nowhere.cfg", **TOKEN}, reporter)


def test_settings_of_a_directory_that_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reporter: Reporter
) -> None:
    """The working directory of a process may be deleted; no traceback."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    try:
        settings = _client_factory.settings_of({"awx_host": "h", **TOKEN}, reporter)
        assert settings.base_url == "https://h"
    finally:
        monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("options", "warning"),
    [
        ({"awx_host": "http://awx.example.com"}, "is unencrypted HTTP"),
        ({"awx_host": "h", "validate_certs": False}, "is not verified"),
        ({"awx_host": "http://localhost"}, None),
        ({"awx_host": "http://localhost", "validate_certs": False}, None),
        ({"awx_host": "https://h"}, None),
    ],
)
def test_settings_of_an_unsafe_connection_warn(
    options: dict[str, t.Any], warning: str | None, reporter: Reporter
) -> None:
    """Plain http to anything but loopback warns."""
    _client_factory.settings_of({**options, **TOKEN}, reporter)
    assert len(reporter.warnings) == (0 if warning is None else 1)
    assert warning is None or warning in reporter.warnings[0]


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_the_bundle_of_the_environment(
    variable: str, reporter: Reporter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes after the options, and does not switch verification on again."""
    own = tmp_path / "own.pem"
    own.touch()
    monkeypatch.setenv(variable, "/its/bundle.pem")
    given = {"awx_host": "https://h", "awx_oauth_token": "tk"}

    def verify(**options: t.Any) -> tuple[bool | str, str]:
        settings = _client_factory.settings_of({**given, **options}, reporter)
        return settings.verify, settings.verify_from

    assert verify() == ("/its/bundle.pem", "REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE")
    assert verify(ca_path=str(own)) == (str(own), "ca_path")
    assert verify(validate_certs=False) == (False, "ca_path")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/first.pem")
    assert verify()[0] == "/first.pem"


def session_server(request: Received) -> Answer:
    if request.path == "/api/login/":
        cookie = "awx_sessionid=x" if request.method == "POST" else "csrftoken=y"
        status = 302 if request.method == "POST" else 200
        return html_answer(status, Set_Cookie=cookie)
    if request.path == "/api/logout/":
        return html_answer(302)
    return json_answer({})


def use(client: AwxClient, *, fail: bool) -> None:
    client.get("me/")
    if fail:
        raise ZeroDivisionError


@pytest.mark.parametrize("fail", [False, True])
def test_open_client_leaves_nothing_behind(
    fail: bool, server: ScriptedServer, reporter: Reporter
) -> None:
    """A session is always logged out, whatever ends the task."""
    server.handle(session_server)
    options = {
        "awx_host": server.url,
        "awx_username": "al",
        "awx_password": "pw",
        "awx_auth": "session",
        "api_root": "/api/",
    }

    def run() -> None:
        with _client_factory.open_client(options, reporter) as client:
            use(client, fail=fail)

    if fail:
        with pytest.raises(ZeroDivisionError):
            run()
    else:
        run()
    assert server.asked[-1] == "POST /api/logout/"


def test_open_client_with_wrong_options_asks_nothing(reporter: Reporter) -> None:
    with pytest.raises(AwxError, match="no AWX server is named"):
        with _client_factory.open_client(TOKEN, reporter):
            pytest.fail("a client without a server")


def test_secrets_of_a_file_are_concealed(reporter: Reporter) -> None:
    """They are in no option, from which Ansible would know what to mask."""
    (Path.home() / ".tower_cli.cfg").write_text(
        "host = home\nusername = ci\npassword = of-the-file"
    )
    _client_factory.settings_of({}, reporter)
    assert reporter.concealed == ["of-the-file"]


def test_errors_of_a_client_hold_no_secret(reporter: Reporter, server: ScriptedServer) -> None:
    options = {"awx_host": server.url, "api_root": "/api/", "awx_oauth_token": "the-token"}
    with pytest.raises(AwxError) as failure:
        with _client_factory.open_client(options, reporter):
            raise AwxError("the server quotes the-token")
    assert str(failure.value) == "the server quotes ********"
