# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""transport: through a real forward proxy, with and without a login."""

from __future__ import annotations

import contextlib
import socket
import ssl
import sys
import time
import typing as t
import warnings
from pathlib import Path

import pytest
import urllib3
from ansible_collections.steward.awx.plugins.module_utils._awx.auth.authenticators import BearerAuth
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.http.connection_settings import (
    ConnectionSettings,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.http.request import Request
from ansible_collections.steward.awx.plugins.module_utils._awx.http.response import Response
from ansible_collections.steward.awx.plugins.module_utils._awx.http.transport import Transport

from tests.unit.forward_proxy import forward_proxy
from tests.unit.scripted_server import ScriptedServer
from tests.unit.tls import Authority, one_connection, read_request

TOKEN = "token-of-the-server"
LOGIN = ("pat", "p%w@of/proxy")
# As it stands in a URL.
LOGIN_TEXT = "pat:p%25w%40of%2Fproxy"
SECRETS = (*LOGIN[1:], LOGIN_TEXT, "p%25w%40of%2Fproxy", TOKEN)

HELLO = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


def send(url: str, method: str = "GET", **given: t.Any) -> Response:
    settings = ConnectionSettings(base_url=url, token=TOKEN, timeout=10.0, **given)
    request = Request(method, url + "/api/v2/me/", "/api/v2/me/", auth=BearerAuth(TOKEN))
    with contextlib.closing(Transport(settings, clock=time.monotonic)) as sender:
        return sender.send(request)


def failure_of(url: str, **given: t.Any) -> errors.AwxError:
    with pytest.raises(errors.AwxError) as failure:
        send(url, "POST", **given)
    assert str(failure.value).startswith("POST /api/v2/me/: ")
    assert not [secret for secret in SECRETS if secret in str(failure.value)]
    return failure.value


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    directory = tmp_path / "ca"
    directory.mkdir()
    return Authority(directory)


def answering(context: ssl.SSLContext, received: list[bytes]) -> t.Callable[[socket.socket], None]:
    def serve(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            received.append(read_request(secure))
            secure.sendall(HELLO)

    return serve


@pytest.mark.parametrize("login", [None, LOGIN], ids=["open", "with login"])
@pytest.mark.parametrize("variable", ["https_proxy", "HTTPS_PROXY", "all_proxy"])
def test_a_tunnel_keeps_the_two_apart(
    variable: str,
    login: tuple[str, str] | None,
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The proxy sees nothing of what the server gets, the server nothing of the proxy's login."""
    received: list[bytes] = []
    server = answering(authority.server("awx.example.com"), received)
    with one_connection(server) as port:
        routes = {"awx.example.com": ("127.0.0.1", port)}
        with forward_proxy(login=login, routes=routes) as proxy:
            before = f"{LOGIN_TEXT}@" if login else ""
            monkeypatch.setenv(variable, f"http://{before}{proxy.address}")
            reply = send("https://awx.example.com", verify=str(authority.path))
    assert reply.status == 200
    assert proxy.asked == ["CONNECT awx.example.com:443"]
    (request,) = received
    assert request.startswith(b"GET /api/v2/me/ HTTP/1.1\r\n")
    assert TOKEN.encode() in request
    assert b"proxy-" not in request.lower()
    assert TOKEN.encode() not in proxy.bytes
    assert b"/api/v2/me/" not in proxy.bytes


@pytest.mark.parametrize("login", [None, LOGIN], ids=["open", "with login"])
@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY", "all_proxy"])
def test_plain_http_is_forwarded(
    variable: str,
    login: tuple[str, str] | None,
    server: ScriptedServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server.expect("GET", "/api/v2/me/")
    with forward_proxy(login=login, routes={"awx.test": ("127.0.0.1", server.port)}) as proxy:
        before = f"{LOGIN_TEXT}@" if login else ""
        monkeypatch.setenv(variable, f"http://{before}{proxy.address}")
        assert send("http://awx.test").status == 200
    assert proxy.asked == ["GET http://awx.test/api/v2/me/"]
    assert server.requests[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert "proxy-authorization" not in server.requests[0].headers


def test_a_proxy_without_a_scheme(server: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.expect("GET", "/api/v2/me/")
    with forward_proxy(routes={"awx.test": ("127.0.0.1", server.port)}) as proxy:
        monkeypatch.setenv("http_proxy", proxy.address)
        assert send("http://awx.test").status == 200


@pytest.mark.parametrize(
    ("excepted", "url", "is_direct"),
    [
        ("127.0.0.1", "http://127.0.0.1:{port}", True),
        ("127.0.0.1:{port}", "http://127.0.0.1:{port}", True),
        ("127.0.0.1:1", "http://127.0.0.1:{port}", False),
        ("127.0.0.0/8", "http://127.0.0.1:{port}", True),
        ("127.0.0.1/32", "http://127.0.0.1:{port}", True),
        ("a, 127.0.0.0/8", "http://127.0.0.1:{port}", True),
        ("10.0.0.0/8", "http://127.0.0.1:{port}", False),
        ("127.0.0.0/33", "http://127.0.0.1:{port}", False),
        ("127.0.0.0/8", "http://localhost:{port}", False),
        ("host", "http://localhost:{port}", False),
        ("example.com, localhost", "http://localhost:{port}", True),
        ("localhost:{port}", "http://localhost:{port}", True),
        (".localhost", "http://localhost:{port}", True),
        ("*", "http://localhost:{port}", True),
        ("", "http://localhost:{port}", False),
    ],
)
@pytest.mark.parametrize("variable", ["no_proxy", "NO_PROXY"])
def test_no_proxy(
    variable: str,
    excepted: str,
    url: str,
    is_direct: bool,
    server: ScriptedServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server.expect("GET", "/api/v2/me/")
    with forward_proxy() as proxy:
        monkeypatch.setenv("http_proxy", f"http://{proxy.address}")
        monkeypatch.setenv(variable, excepted.format(port=server.port))
        assert send(url.format(port=server.port)).status == 200
    assert (proxy.asked == []) is is_direct


@pytest.mark.parametrize("excepted", ["example.invalid", ".example.invalid", "awx.example.invalid"])
def test_no_proxy_names_a_domain(excepted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with forward_proxy() as proxy:
        monkeypatch.setenv("https_proxy", f"http://{proxy.address}")
        monkeypatch.setenv("no_proxy", excepted)
        failure = failure_of("https://awx.example.invalid", verify=False)
    assert "https://awx.example.invalid cannot be reached" in str(failure)
    assert proxy.asked == []


@pytest.mark.parametrize("excepted", ["::1", "[::1]", "[::1]:1"])
def test_no_proxy_names_an_ipv6_address(excepted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Port 1 has no server; there may be no IPv6 either."""
    with forward_proxy() as proxy:
        monkeypatch.setenv("https_proxy", f"http://{proxy.address}")
        monkeypatch.setenv("no_proxy", excepted)
        assert "https://[::1]:1 cannot be reached" in str(failure_of("https://[::1]:1"))
    assert proxy.asked == []


def test_a_tunnel_to_an_ipv6_address(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    received: list[bytes] = []

    def tunnel(connection: socket.socket) -> None:
        received.append(read_request(connection))
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        answering(authority.server("fd00::1"), received)(connection)

    with one_connection(tunnel) as port:
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{port}")
        assert send("https://[fd00::1]:8043", verify=str(authority.path)).status == 200
    assert b"fd00::1" in received[0]
    assert b"Host: [fd00::1]:8043\r\n" in received[1]


@pytest.mark.skipif(
    urllib3.__version__.startswith("1."), reason="urllib3 1.26 verifies a proxy in its own way"
)
def test_a_proxy_that_speaks_tls(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is verified as the server is."""
    received: list[bytes] = []

    def refuse(connection: socket.socket) -> None:
        with authority.server().wrap_socket(connection, server_side=True) as secure:
            received.append(read_request(secure))
            secure.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

    with one_connection(refuse) as port:
        monkeypatch.setenv("https_proxy", f"https://127.0.0.1:{port}")
        failure = failure_of("https://awx.test", verify=str(authority.path))
    assert "refuses the connection (403)" in str(failure)
    assert received[0].startswith(b"CONNECT awx.test:443 ")


@pytest.mark.parametrize("verify", [True, False])
def test_plain_http_through_a_proxy_that_speaks_tls(
    verify: bool, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    received: list[bytes] = []
    if verify:
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))
    with one_connection(answering(authority.server(), received)) as port:
        monkeypatch.setenv("http_proxy", f"https://127.0.0.1:{port}")
        assert send("http://awx.test", verify=verify).status == 200
    assert received[0].startswith(b"GET http://awx.test/api/v2/me/ HTTP/1.1\r\n")


@pytest.mark.parametrize("given", ["", "pat:wrong-p%25w@"], ids=["no login", "wrong login"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_wants_a_login(
    scheme: str, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """407 in a tunnel or before it: one error, which trying again does not mend."""
    with forward_proxy(login=LOGIN) as proxy:
        monkeypatch.setenv(f"{scheme}_proxy", f"http://{given}{proxy.address}")
        failure = failure_of(f"{scheme}://awx.test", verify=False)
        assert f"the proxy {proxy.address} " in str(failure)
    assert isinstance(failure, errors.ConfigurationError)
    assert "requires authentication (407)" in str(failure)
    assert "wrong-p" not in str(failure)
    assert not failure.may_have_acted


def test_a_proxy_that_does_not_let_through(monkeypatch: pytest.MonkeyPatch) -> None:
    with forward_proxy(refused=["awx.test"]) as proxy:
        monkeypatch.setenv("https_proxy", f"http://{LOGIN_TEXT}@{proxy.address}")
        failure = failure_of("https://awx.test", verify=False)
    assert isinstance(failure, errors.ConfigurationError)
    assert "refuses the connection (403)" in str(failure)
    assert "no_proxy" in str(failure)


def test_a_proxy_that_cannot_connect(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server may be up again soon, and nothing went to it."""
    with forward_proxy() as proxy, socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        monkeypatch.setenv("https_proxy", f"http://{LOGIN_TEXT}@{proxy.address}")
        failure = failure_of(f"https://127.0.0.1:{nobody.getsockname()[1]}", verify=False)
    assert isinstance(failure, errors.ConnectionFailed)
    assert not failure.sent
    assert "cannot connect (502)" in str(failure)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_is_down(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{nobody.getsockname()[1]}"
        monkeypatch.setenv(f"{scheme}_proxy", f"http://{LOGIN_TEXT}@{address}")
        failure = failure_of(f"{scheme}://awx.test", verify=False)
    assert isinstance(failure, errors.ConnectionFailed)
    assert not failure.sent
    assert f"the proxy {address} in front of {scheme}://awx.test failed: Connection refused" in str(
        failure
    )
    assert "no_proxy" in str(failure)


@pytest.mark.parametrize(
    "proxy",
    [
        pytest.param(f"http://{LOGIN_TEXT}@", id="no host"),
        pytest.param(f"http://{LOGIN_TEXT}@h:port", id="no port"),
        pytest.param("http://pat:[p%25w@h:1", id="a bracket"),
        pytest.param(f"socks5://{LOGIN_TEXT}@h:port", id="no port of SOCKS"),
        pytest.param(f"gopher://{LOGIN_TEXT}@h:1", id="no proxy's scheme"),
    ],
)
def test_a_proxy_that_is_no_address(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", proxy)
    failure = failure_of("https://awx.test", verify=False)
    assert isinstance(failure, errors.ConfigurationError)
    assert "prox" in str(failure)
    assert "p%25w" not in str(failure)


def test_a_socks_proxy_without_pysocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "socks", None)
    monkeypatch.delitem(sys.modules, "urllib3.contrib.socks", raising=False)
    monkeypatch.setenv("all_proxy", f"socks5h://{LOGIN_TEXT}@127.0.0.1:1080")
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        failure = failure_of("https://awx.test", verify=False)
    assert isinstance(failure, errors.ConfigurationError)
    assert "a SOCKS proxy needs the Python library PySocks" in str(failure)
    assert "127.0.0.1:1080" in str(failure)
    assert not [str(one.message) for one in warned if "SOCKS" in str(one.message)]


@pytest.mark.parametrize(
    ("login", "sent"),
    [
        ("pat:", b"cGF0Og=="),
        ("p%C3%A4t:%C3%A4", b"cOR0OuQ="),
        ("pat", None),
        (":secret", None),
    ],
)
def test_the_login_of_a_proxy(
    login: str, sent: bytes | None, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.expect("GET", "/api/v2/me/")
    with forward_proxy(routes={"awx.test": ("127.0.0.1", server.port)}) as proxy:
        monkeypatch.setenv("http_proxy", f"http://{login}@{proxy.address}")
        assert send("http://awx.test").status == 200
        head = proxy.bytes.split(b"\r\n")
    expected = [] if sent is None else [b"Proxy-Authorization: Basic " + sent]
    assert [line for line in head if line.startswith(b"Proxy-")] == expected


def test_a_proxy_that_should_speak_tls(
    authority: Authority, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that does not speak TLS after all is an error like the others."""
    monkeypatch.setenv("https_proxy", f"https://{LOGIN_TEXT}@127.0.0.1:{server.port}")
    failure = failure_of("https://awx.test", verify=str(authority.path))
    assert not failure.may_have_acted
    assert f"the proxy 127.0.0.1:{server.port}" in str(failure)
