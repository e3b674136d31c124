# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Configuration as users write it: ansible.cfg, variables, files, addresses.

That each source wins over the next, for every option, is in tests/unit/meta/test_precedence.py, and
for `module_defaults` in test_connection.py.
"""

from __future__ import annotations

import contextlib
import json
import socket
import typing as t
from pathlib import Path

import pytest

from tests.integration.ansible_runs import AnsibleRuns, assert_no_traceback, lookup, query
from tests.integration.other_servers import serving, small_awx
from tests.unit.tls import Authority

TOKEN = "token-of-the-test"
PASSWORD = "pw%of(the)test"
VERSION = {"only": "version"}

# A server that only somebody reaches who has read every option: it has no page that tells where the
# API is, and wants a certificate.
PAGES = {"/api/controller/v2/ping/": json.dumps({"version": "24.6.1"}).encode()}


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    directory = tmp_path / "ca"
    directory.mkdir()
    return Authority(directory)


@pytest.mark.quick
@pytest.mark.parametrize("source", ["ansible.cfg", "variables"])
def test_options_of_lookups(
    source: str, core: Path, ansible: AnsibleRuns, authority: Authority, tmp_path: Path
) -> None:
    named = tmp_path / "named.cfg"
    named.write_text(f"username = al\npassword = {PASSWORD}\n")
    named.chmod(0o644)
    certificate, key = map(str, authority.certificate("client.example.com"))
    with serving(PAGES, tls=authority.server(clients=authority)) as url:
        options = {
            "host": url,
            "oauth_token": TOKEN,
            "auth": "token",
            "validate_certs": "true",
            "ca_path": str(authority.path),
            "client_cert": certificate,
            "client_key": key,
            "request_timeout": "20",
            "request_retries": "0",
            "api_root": "/api/controller/",
            "config_file": str(named),
        }
        play: dict[str, t.Any] = {}
        environment = {}
        if source == "variables":
            play["vars"] = {f"awx_{name}": value for name, value in options.items()}
        else:
            config = tmp_path / "ansible.cfg"
            lines = [f"{name} = {value}" for name, value in options.items()]
            config.write_text("\n".join(["[awx]", *lines, ""]))
            environment["ANSIBLE_CONFIG"] = str(config)
        tasks = [lookup("ask", "ping", **VERSION)]
        run = ansible.playbook(core, tasks, environment=environment, play=play).succeeded()

    assert run["ask"]["msg"] == ["24.6.1"]
    assert "chmod o-r" in " ".join(run.output.split())
    assert TOKEN not in run.output
    assert PASSWORD not in run.output


def test_addresses(one_core: Path, ansible: AnsibleRuns, authority: Authority) -> None:
    """IPv6, ports, paths, and a host without a scheme."""
    paths = {f"/awx{path}": page for path, page in small_awx().items()}
    # AWX itself does not know of the path before it.
    paths["/awx/api/"] = small_awx()["/api/"]
    secure = {"tls": authority.server("127.0.0.1", "::1", "localhost")}
    with contextlib.ExitStack() as stack:

        def server(pages: t.Mapping[str, bytes], **more: t.Any) -> str:
            url: str = stack.enter_context(serving(pages, **more))
            return url

        with_tls = server(small_awx(), **secure)
        port = with_tls.rpartition(":")[2]
        hosts = {
            "no scheme": f"127.0.0.1:{port}",
            "a name": f"localhost:{port}",
            "copied": f"{with_tls}/api/v2/",
            "a path": server(paths) + "/awx/",
        }
        if _has_ipv6():
            hosts["IPv6"] = server(small_awx(), address="::1")
            hosts["IPv6 with TLS"] = server(small_awx(), address="::1", **secure)
            hosts["IPv6 without a scheme"] = hosts["IPv6 with TLS"].partition("://")[2]
        tasks = [
            task
            for name, host in hosts.items()
            for task in (
                query(f"{name}, action", "ping", awx_host=host, **VERSION),
                lookup(f"{name}, lookup", "ping", awx_host=host, **VERSION),
            )
        ]
        environment = {"AWX_OAUTH_TOKEN": TOKEN, "AWX_CA_PATH": str(authority.path)}
        run = ansible.playbook(one_core, tasks, environment=environment).succeeded()

    for name in hosts:
        assert run[f"{name}, action"]["objects"] == ["24.6.1"], name
        assert run[f"{name}, lookup"]["msg"] == ["24.6.1"], name


def _has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


def test_files_that_are_not_right(one_core: Path, ansible: AnsibleRuns, tmp_path: Path) -> None:
    """A found one is left out and named, a named one is an error; neither is quoted."""
    home = tmp_path / "home"
    home.mkdir()
    (home / ".tower_cli.cfg").write_text(f"password = ok\n{PASSWORD}\n")
    broken, missing = tmp_path / "broken.cfg", tmp_path / "missing.cfg"
    broken.write_text(f"host = h\n\n{PASSWORD}\n")
    with serving(small_awx()) as url:
        files = {"broken": str(broken), "missing": str(missing), "found": None}
        tasks = []
        for name, path in files.items():
            options = VERSION if path is None else {**VERSION, "awx_config_file": path}
            tasks += [
                query(f"{name}, action", "ping", **options),
                query(f"{name}, module", "ping", awx_in_process=False, **options),
                lookup(f"{name}, lookup", "ping", **options),
            ]
        environment = {"HOME": str(home), "AWX_HOST": url, "AWX_OAUTH_TOKEN": TOKEN}
        run = ansible.playbook(one_core, tasks, "-vvv", environment=environment).succeeded()

    for way in ("action", "module", "lookup"):
        assert f"{broken} is neither INI nor YAML nor JSON (line 3)" in run[f"broken, {way}"].error
        assert f"{missing} cannot be read: No such file" in run[f"missing, {way}"].error
    for way in ("action", "module"):
        assert run[f"found, {way}"]["objects"] == ["24.6.1"]
        (warning,) = run[f"found, {way}"].data["warnings"]
        assert ".tower_cli.cfg is neither INI nor YAML nor JSON (line 2)" in warning
        assert "it is left out" in warning
    assert run["found, lookup"]["msg"] == ["24.6.1"]
    assert PASSWORD not in run.output
    assert_no_traceback(run)
