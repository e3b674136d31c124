# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS and proxies as users meet them: in a module, its action, and the lookup."""

from __future__ import annotations

import contextlib
import ssl
import typing as t
from pathlib import Path

import pytest

from tests.integration.ansible_runs import AnsibleRuns, Run, assert_no_traceback, lookup, query
from tests.integration.other_servers import closed_port, serving, small_awx
from tests.unit.forward_proxy import forward_proxy
from tests.unit.tls import Authority, encrypted

TOKEN = "token-of-nobodys"
WAYS = ("action", "module", "lookup")
LOGIN = ("pat", "pw-of-the-proxy")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that nobody trusts."""
    return Authority(tmp_path_factory.mktemp("stranger"))


def asked(cell: str, **options: t.Any) -> list[dict[str, t.Any]]:
    """Return a task for each way to ask."""
    return [
        query(f"{cell}, action", "ping", **options),
        query(f"{cell}, module", "ping", awx_in_process=False, **options),
        lookup(f"{cell}, lookup", "ping", **options),
    ]


def assert_answers(run: Run, cell: str) -> None:
    for way in ("action", "module"):
        (ping,) = run[f"{cell}, {way}"]["objects"]
        assert ping["version"] == "24.6.1"
    (ping,) = run[f"{cell}, lookup"]["msg"]
    assert ping["version"] == "24.6.1"


def assert_fails(run: Run, cell: str, *sentences: str) -> None:
    for way in WAYS:
        error = run[f"{cell}, {way}"].error
        for sentence in sentences:
            assert sentence in error, (cell, way, error)


@pytest.mark.quick
def test_certificates(
    one_core: Path, ansible: AnsibleRuns, authority: Authority, stranger: Authority, tmp_path: Path
) -> None:
    """Each cell is one clear error that says what to do, or just works."""
    directory = tmp_path / "authorities"
    directory.mkdir()
    (directory / "mine.crt").write_bytes(authority.path.read_bytes())
    mine, my_key = map(str, authority.certificate("client.example.com"))
    _other, other_key = map(str, authority.certificate("other.example.com"))
    secret_key = str(encrypted(Path(my_key)))
    wants_client = authority.server(clients=authority)
    # With TLS 1.3 a server that closes at once may take its own explanation back (TCP reset).
    wants_client.maximum_version = ssl.TLSVersion.TLSv1_2
    with contextlib.ExitStack() as stack:

        def server(tls: ssl.SSLContext | None) -> str:
            return stack.enter_context(serving(small_awx(), tls=tls))

        good, plain, picky = server(authority.server()), server(None), server(wants_client)
        trusted = {"ca_path": str(authority.path)}
        with_cert = {"awx_host": picky, "client_cert": mine, **trusted}
        expired = server(authority.server(starts=-2, ends=-0.5))
        cells = {
            "file": {"awx_host": good, **trusted},
            "directory": {"awx_host": good, "ca_path": str(directory)},
            "off": {"awx_host": good, "validate_certs": False},
            "client": {**with_cert, "client_key": my_key},
            "unknown": {"awx_host": server(stranger.server()), **trusted},
            "other": {"awx_host": server(authority.server("awx.example.com")), **trusted},
            "expired": {"awx_host": expired, **trusted},
            "early": {"awx_host": server(authority.server(starts=0.5)), **trusted},
            "no client": {"awx_host": picky, **trusted},
            "encrypted": {**with_cert, "client_key": secret_key},
            "wrong key": {**with_cert, "client_key": other_key},
            "not TLS": {"awx_host": plain.replace("http:", "https:")},
            "only TLS": {"awx_host": good.replace("https:", "http:")},
        }
        tasks = [task for cell, options in cells.items() for task in asked(cell, **options)]
        run = ansible.playbook(one_core, tasks, environment=_environment()).succeeded()

    for cell in ("file", "directory", "off", "client"):
        assert_answers(run, cell)
    assert_fails(run, "unknown", "unable to get local issuer certificate", "Set ca_path")
    assert_fails(run, "other", "Set awx_host to a name that is in the certificate")
    assert_fails(run, "expired", "certificate has expired")
    assert_fails(run, "early", "not yet valid", "the clocks")
    assert_fails(run, "no client", "client_cert")
    assert_fails(run, "encrypted", "is encrypted; keys with a passphrase are not supported")
    assert_fails(run, "wrong key", "client_key", "key values mismatch")
    assert_fails(run, "not TLS", "wrong version number", "awx_host is one for https")
    assert_fails(run, "only TLS", "https://")
    assert_no_traceback(run)


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_authorities_of_the_environment(
    variable: str, one_core: Path, ansible: AnsibleRuns, authority: Authority
) -> None:
    with serving(small_awx(), tls=authority.server()) as url:
        run = ansible.playbook(
            one_core,
            asked("system", awx_host=url),
            environment={**_environment(), variable: str(authority.path)},
        ).succeeded()
    assert_answers(run, "system")


def test_no_verification_is_warned_of_once(
    core: Path, ansible: AnsibleRuns, authority: Authority
) -> None:
    """However many requests, items or questions a task has."""
    with contextlib.ExitStack() as stack:
        urls = {
            way: stack.enter_context(serving(small_awx(), tls=authority.server())) for way in WAYS
        }
        options = {way: {"awx_host": url, "validate_certs": False} for way, url in urls.items()}
        many = {"loop": [1, 2, 3]}
        question = "query('steward.awx.awx_query', 'ping', **options)"
        tasks = [
            query("action", "ping", **options["action"]) | many,
            query("module", "ping", awx_in_process=False, **options["module"]) | many,
            {
                "name": "lookup",
                "ansible.builtin.debug": {"msg": f"{{{{ {question} + {question} }}}}"},
                "vars": {"options": options["lookup"]},
            },
        ]
        run = ansible.playbook(core, tasks, environment=_environment()).succeeded()

    shown = "".join(run.output.split())
    for way, url in urls.items():
        warning = f"the certificate of {url} is not verified"
        assert shown.count("".join(warning.split())) == 1, (way, run.output)
    assert "InsecureRequestWarning" not in run.output


def test_proxies(one_core: Path, ansible: AnsibleRuns, authority: Authority) -> None:
    """A tunnel, plain forwarding, exceptions from both, and what a proxy may refuse."""
    trusted = {"ca_path": str(authority.path)}
    with contextlib.ExitStack() as stack:
        secure = stack.enter_context(
            serving(small_awx(), tls=authority.server("awx.example.com", "127.0.0.1"))
        )
        plain = stack.enter_context(serving(small_awx()))
        routes = {
            "awx.example.com": ("127.0.0.1", int(secure.rpartition(":")[2])),
            "plain.example.com": ("127.0.0.1", int(plain.rpartition(":")[2])),
        }
        proxy = stack.enter_context(
            forward_proxy(login=LOGIN, routes=routes, refused=["refused.example.com"])
        )
        url = f"http://{':'.join(LOGIN)}@{proxy.address}"
        environment = {
            **_environment(),
            "https_proxy": url,
            "HTTP_PROXY": url,
            "no_proxy": "localhost,127.0.0.1",
        }
        tasks = [
            *asked("tunnel", awx_host="https://awx.example.com", **trusted),
            *asked("forwarded", awx_host="http://plain.example.com"),
            *asked("direct", awx_host=secure, **trusted),
            *asked("refused", awx_host="https://refused.example.com", **trusted),
        ]
        run = ansible.playbook(one_core, tasks, "-vvvv", environment=environment).succeeded()
        lines = {line.partition("?")[0] for line in proxy.asked}
        down = {**environment, "https_proxy": url.replace(proxy.address, f"127.0.0.1:{PORT}")}
        no_login = {**environment, "https_proxy": f"http://{proxy.address}"}
        ask = asked("broken", awx_host="https://awx.example.com", **trusted)
        run_down = ansible.playbook(one_core, ask, "-vvvv", environment=down).succeeded()
        run_no_login = ansible.playbook(one_core, ask, environment=no_login).succeeded()

    for cell in ("tunnel", "forwarded", "direct"):
        assert_answers(run, cell)
    assert lines == {
        "CONNECT awx.example.com:443",
        "CONNECT refused.example.com:443",
        "GET http://plain.example.com/api/",
        "GET http://plain.example.com/api/v2/ping/",
    }
    assert_fails(run, "refused", f"the proxy {proxy.address}", "(403)", "no_proxy")
    assert_fails(run_down, "broken", f"the proxy 127.0.0.1:{PORT}", "Connection refused")
    assert_fails(run_no_login, "broken", "requires authentication (407)", "https_proxy")
    for each in (run, run_down, run_no_login):
        assert LOGIN[1] not in each.output
        assert_no_traceback(each)
    # The token goes to the server of plain http alone, by way of the proxy as it must.
    tunnelled = [head for head in proxy.heads if head.startswith("CONNECT")]
    assert not [head for head in tunnelled if TOKEN in head]


PORT = closed_port()


def _environment() -> dict[str, str]:
    return {"AWX_OAUTH_TOKEN": TOKEN, "AWX_REQUEST_RETRIES": "0"}
