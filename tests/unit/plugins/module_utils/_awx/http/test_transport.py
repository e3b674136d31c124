# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""transport: one request out, one whole reply back, over real connections on loopback."""

from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
import gzip
import socket
import ssl
import time
import typing as t
import zlib
from pathlib import Path

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.auth.authenticators import (
    BearerAuth,
    anonymous,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.http import transport
from ansible_collections.steward.awx.plugins.module_utils._awx.http.connection_settings import (
    ConnectionSettings,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.http.request import Request
from ansible_collections.steward.awx.plugins.module_utils._awx.http.transport import Transport

from tests.unit.scripted_server import (
    ANYTHING,
    EMPTY,
    RESET,
    SILENCE,
    Answer,
    ScriptedServer,
    json_answer,
)
from tests.unit.tls import one_connection, read_request, reset, write_certificate

MakeTransport = t.Callable[..., Transport]


@pytest.fixture
def make_transport(server: ScriptedServer) -> t.Iterator[MakeTransport]:
    with contextlib.ExitStack() as stack:

        def make(**given: t.Any) -> Transport:
            known = {"base_url": server.url, "token": "tk", "timeout": 10.0}
            clock = given.pop("clock", time.monotonic)
            made = Transport(ConnectionSettings(**{**known, **given}), clock=clock)
            stack.callback(made.close)
            return made

        yield make


def request_to(url: str, method: str = "GET", **more: t.Any) -> Request:
    path = "/api/v2/hosts/"
    return Request(method, url + path, path, **{"auth": BearerAuth("tk"), **more})


def unused_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def test_send_returns_the_whole_reply(
    server: ScriptedServer, make_transport: MakeTransport
) -> None:
    answer = json_answer({"a": 1}, 203, X_API_Time="0.1s", Set_Cookie="a=1; Path=/")
    answer = dataclasses.replace(answer, headers=[*answer.headers, ("Set-Cookie", "b=2")])
    server.expect("GET", "/api/v2/hosts/", answer)
    reply = make_transport().send(request_to(server.url))
    assert (reply.method, reply.path, reply.status) == ("GET", "/api/v2/hosts/", 203)
    assert reply.json() == {"a": 1}
    assert reply.headers["x-api-time"] == "0.1s"
    assert reply.cookies == ("a=1; Path=/", "b=2")
    assert reply.milliseconds > 0


def test_send_joins_headers_of_one_name(
    server: ScriptedServer, make_transport: MakeTransport
) -> None:
    answer = Answer(200, headers=[("Via", "1.1 a"), ("Via", "1.1 b")])
    server.expect("GET", "/api/v2/hosts/", answer)
    assert make_transport().send(request_to(server.url)).headers["via"] == "1.1 a, 1.1 b"


def test_send_asks_for_json(server: ScriptedServer, make_transport: MakeTransport) -> None:
    """`*/*` would give HTML on some pages (docs/awx-api.md#media-types)."""
    server.expect("GET", "/api/v2/hosts/")
    make_transport().send(request_to(server.url))
    (request,) = server.requests
    assert request.headers["accept"] == "application/json"
    assert request.headers["authorization"] == "Bearer tk"
    assert request.headers["user-agent"] == "steward.awx"
    assert "content-type" not in request.headers


@pytest.mark.parametrize("body", [{"a": "ä", "b": None}, [], {}, 0, False, ""])
def test_send_writes_json(
    body: t.Any, server: ScriptedServer, make_transport: MakeTransport
) -> None:
    """Empty and false bodies are bodies."""
    server.expect("POST", "/api/v2/hosts/", body=body)
    make_transport().send(request_to(server.url, "POST", json=body))
    assert server.requests[0].headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("method", "length"),
    [("GET", None), ("HEAD", None), ("OPTIONS", "0"), ("POST", "0"), ("DELETE", "0")],
)
def test_send_without_a_body_says_so(
    method: str, length: str | None, server: ScriptedServer, make_transport: MakeTransport
) -> None:
    server.expect(method, "/api/v2/hosts/", EMPTY)
    make_transport().send(request_to(server.url, method))
    assert server.requests[0].headers.get("content-length") == length


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/api/v2/hosts/?name=a%20b", "/api/v2/hosts/?name=a%20b"),
        ("/a b/ü/?q=ü&r=[1]", "/a%20b/%C3%BC/?q=%C3%BC&r=%5B1%5D"),
        ("/%7e%2D%41%5f/%2f%5b?%7E=%2c", "/~-A_/%2F%5B?~=%2C"),
        ("/100%/?q=100%", "/100%25/?q=100%25"),
        ("/a/../b/./c/%2e%2e/", "/b/c/../"),
        ("/++a++/:@!$&'()*,;=?:@!$&'()*,;=/?", "/++a++/:@!$&'()*,;=?:@!$&'()*,;=/?"),
        ("//other.example.com/x", "//other.example.com/x"),
        ("/x?#part", "/x"),
        ("", "/"),
    ],
)
@pytest.mark.parametrize("is_forwarded", [False, True], ids=["direct", "proxy"])
def test_send_escapes_what_needs_an_escape(
    is_forwarded: bool, address: str, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the same way whether a proxy is in between, which gets the whole URL."""
    received: list[bytes] = []

    def answer(connection: socket.socket) -> None:
        received.append(read_request(connection))
        connection.sendall(HELLO)

    with one_connection(answer) as port:
        url = f"http://127.0.0.1:{port}"
        if is_forwarded:
            monkeypatch.setenv("http_proxy", url)
            url = "http://awx.invalid:8043"
            # What stands for a parent directory is one to `urlsplit` and others.
            target = url + target.replace("/../", "/").replace("/b/c/", "/b/")
        request = Request("GET", url + address, "/", auth=anonymous)
        sender = Transport(ConnectionSettings(base_url=url), clock=time.monotonic)
        with contextlib.closing(sender):
            sender.send(request)
    assert received[0].split(b"\r\n")[0].decode() == f"GET {target} HTTP/1.1"


@pytest.mark.parametrize(
    ("host", "sent"),
    [
        ("bücher.invalid", "xn--bcher-kva.invalid"),
        ("AWX.invalid:8043", "awx.invalid:8043"),
        ("[FD00::1]:8043", "[fd00::1]:8043"),
    ],
)
def test_send_names_the_host(
    host: str,
    sent: str,
    server: ScriptedServer,
    make_transport: MakeTransport,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("http_proxy", server.url)
    server.expect("GET", "/api/v2/hosts/")
    url = f"http://{host}"
    make_transport(base_url=url).send(request_to(url))
    assert server.requests[0].headers["host"] == sent


@pytest.mark.parametrize("host", ["xn--a\u00df\u2488", "a..b", "-ü.invalid"])
def test_send_to_a_host_that_is_no_name_is_an_error(
    host: str, make_transport: MakeTransport
) -> None:
    url = f"http://{host}"
    with pytest.raises(errors.AwxError) as failure:
        make_transport(base_url=url).send(request_to(url, "POST"))
    assert not failure.value.may_have_acted
    assert "awx_host" in str(failure.value)


@pytest.mark.parametrize(
    ("coding", "encode"), [("gzip", gzip.compress), ("deflate", zlib.compress)]
)
def test_send_decodes_the_reply(
    coding: str,
    encode: t.Callable[[bytes], bytes],
    server: ScriptedServer,
    make_transport: MakeTransport,
) -> None:
    headers = [("Content-Type", "application/json"), ("Content-Encoding", coding)]
    server.expect("GET", "/api/v2/hosts/", Answer(200, encode(b'{"a": 1}'), headers))
    assert make_transport().send(request_to(server.url)).json() == {"a": 1}
    assert coding in server.requests[0].headers["accept-encoding"]


def test_send_refuses_what_it_cannot_decode(
    server: ScriptedServer, make_transport: MakeTransport
) -> None:
    answer = Answer(200, b"no gzip", [("Content-Encoding", "gzip")])
    server.expect("POST", "/api/v2/hosts/", answer)
    assert failure_of(make_transport(), request_to(server.url, "POST")).sent


def test_send_writes_a_form(server: ScriptedServer, make_transport: MakeTransport) -> None:
    """The login is a form; a JSON body fails there (docs/awx-api.md#login)."""
    form = {"username": "älice", "password": "a&b=c +%"}
    server.expect("POST", "/api/v2/hosts/", body=ANYTHING)
    make_transport().send(request_to(server.url, "POST", form=form))
    (request,) = server.requests
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert request.form == form


def test_renew_and_close_end_connections(
    server: ScriptedServer, make_transport: MakeTransport
) -> None:
    """There is another for the next request."""
    for _turn in range(3):
        server.expect("GET", "/api/v2/hosts/")
    sender = make_transport()
    for end in (sender.renew, sender.close, sender.close):
        sender.send(request_to(server.url))
        end()
    assert len({request.client_port for request in server.requests}) == 3


def test_threads_get_their_own_replies_and_keep_connections(
    server: ScriptedServer, make_transport: MakeTransport
) -> None:
    server.handle(lambda request: json_answer(dict(request.query)))
    sender = make_transport()

    def ask(number: int) -> t.Any:
        request = request_to(server.url)
        return sender.send(request._replace(url=f"{request.url}?n={number}")).json()

    ask(0)
    with concurrent.futures.ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, range(80))) == [{"n": str(n)} for n in range(80)]
    assert len({request.client_port for request in server.requests}) <= 4


def test_send_keeps_the_connection(server: ScriptedServer, make_transport: MakeTransport) -> None:
    """One kept-alive connection."""
    for _turn in range(3):
        server.expect("GET", "/api/v2/hosts/")
    sender = make_transport()
    for _turn in range(3):
        sender.send(request_to(server.url))
    assert len({request.client_port for request in server.requests}) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_send_follows_no_redirect(
    status: int, server: ScriptedServer, make_transport: MakeTransport
) -> None:
    server.expect("GET", "/api/v2/hosts/", Answer(status, headers=[("Location", "/elsewhere/")]))
    reply = make_transport().send(request_to(server.url))
    assert (reply.status, reply.headers["location"]) == (status, "/elsewhere/")


def test_send_keeps_no_cookie(server: ScriptedServer, make_transport: MakeTransport) -> None:
    """Cookies are the authenticators' business: one that is kept would be sent beside a token."""
    server.expect("GET", "/api/v2/hosts/", json_answer({}, Set_Cookie="awx_sessionid=x; Path=/"))
    server.expect("GET", "/api/v2/hosts/")
    sender = make_transport()
    sender.send(request_to(server.url))
    sender.send(request_to(server.url))
    assert "cookie" not in server.requests[1].headers


@pytest.mark.parametrize("auth", [BearerAuth("tk"), anonymous], ids=["bearer", "anonymous"])
def test_send_never_uses_netrc(
    auth: t.Any,
    server: ScriptedServer,
    make_transport: MakeTransport,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`~/.netrc` never replaces the credentials."""
    netrc = Path.home() / ".netrc"
    netrc.write_text("machine 127.0.0.1 login mallory password stolen\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    server.expect("GET", "/api/v2/hosts/")
    make_transport().send(request_to(server.url, auth=auth))
    expected = "Bearer tk" if auth is not anonymous else None
    assert server.requests[0].headers.get("authorization") == expected


def test_send_uses_the_systems_proxy(
    server: ScriptedServer, make_transport: MakeTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's proxies are honoured."""
    monkeypatch.setenv("http_proxy", server.url)
    server.expect("GET", "/api/v2/hosts/")
    make_transport(base_url="http://awx.invalid").send(request_to("http://awx.invalid"))
    assert server.requests[0].headers["host"] == "awx.invalid"


def failure_of(sender: Transport, request: Request) -> errors.ConnectionFailed:
    with pytest.raises(errors.ConnectionFailed) as failure:
        sender.send(request)
    assert str(failure.value).startswith(f"{request.method} /api/v2/hosts/: ")
    return failure.value


def test_send_broken_by_a_proxy_counts_as_sent(
    server: ScriptedServer, make_transport: MakeTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy that took the request may have handed it on: it must not be repeated."""
    monkeypatch.setenv("http_proxy", server.url)
    server.expect("POST", "/api/v2/hosts/", RESET, body={})
    url = "http://awx.invalid"
    failure = failure_of(make_transport(base_url=url), request_to(url, "POST", json={}))
    assert failure.sent


def test_send_to_a_proxy_that_is_not_there_was_never_sent(
    make_transport: MakeTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{unused_port()}")
    url = "http://awx.invalid"
    failure = failure_of(make_transport(base_url=url), request_to(url, "POST", json={}))
    assert not failure.sent
    assert "Check https_proxy, http_proxy and no_proxy" in str(failure)


def test_send_refused_was_never_sent(make_transport: MakeTransport) -> None:
    url = f"http://127.0.0.1:{unused_port()}"
    failure = failure_of(make_transport(base_url=url), request_to(url, "POST", json={}))
    assert not failure.sent
    assert f"{url} cannot be reached: Connection refused" in str(failure)
    assert "Check awx_host" in str(failure)


def test_send_to_an_unknown_name_was_never_sent(make_transport: MakeTransport) -> None:
    """The name ends in .invalid, which never resolves (RFC 6761)."""
    url = "http://awx.invalid"
    failure = failure_of(make_transport(base_url=url), request_to(url))
    assert not failure.sent
    assert "http://awx.invalid cannot be reached" in str(failure)


def test_send_unanswered_in_time_counts_as_sent(
    server: ScriptedServer, make_transport: MakeTransport
) -> None:
    server.expect("POST", "/api/v2/hosts/", SILENCE, body={})
    failure = failure_of(make_transport(timeout=0.1), request_to(server.url, "POST", json={}))
    assert isinstance(failure, errors.TimedOut)
    assert failure.sent
    assert "did not respond within 0.1 s (request_timeout)" in str(failure)


def test_send_bears_less_silence_where_the_request_does(
    server: ScriptedServer, make_transport: MakeTransport
) -> None:
    """A deadline is not held up for the whole of request_timeout."""
    server.expect("GET", "/api/v2/hosts/", SILENCE)
    impatient = request_to(server.url)._replace(read_timeout=0.1)
    failure = failure_of(make_transport(timeout=600), impatient)
    assert "did not respond within 0.1 s" in str(failure)


@pytest.mark.parametrize(("read_timeout", "timeout"), [(None, 30), (5, 5), (90, 30)])
def test_a_request_never_bears_more_silence_than_is_usual(
    read_timeout: float | None, timeout: float
) -> None:
    assert request_to("http://h")._replace(read_timeout=read_timeout).silence(30) == timeout


def test_send_reset_counts_as_sent(server: ScriptedServer, make_transport: MakeTransport) -> None:
    server.expect("POST", "/api/v2/hosts/", RESET, body={})
    failure = failure_of(make_transport(), request_to(server.url, "POST", json={}))
    assert failure.sent
    assert "was lost before the response was complete" in str(failure)


def test_send_reset_after_a_reply_is_no_matter_of_the_scheme(
    server: ScriptedServer, make_transport: MakeTransport
) -> None:
    server.expect("GET", "/api/v2/hosts/")
    server.expect("GET", "/api/v2/hosts/", RESET)
    sender = make_transport()
    sender.send(request_to(server.url))
    assert "https://" not in str(failure_of(sender, request_to(server.url)))


@pytest.mark.parametrize("announced", [3, 1000])
def test_send_refuses_an_answer_that_is_cut(
    announced: int, server: ScriptedServer, make_transport: MakeTransport
) -> None:
    """A reply that is cut short, or lies about its length, is an error."""
    whole = json_answer({"a": 1})
    body = whole.body if announced > len(whole.body) else b"{}"
    server.expect("GET", "/api/v2/hosts/", Answer(200, body, whole.headers, announced=announced))
    failure = failure_of(make_transport(), request_to(server.url))
    assert failure.sent


def test_send_answered_with_two_lengths_counts_as_sent(
    server: ScriptedServer, make_transport: MakeTransport
) -> None:
    """Whoever answers was sent the request: a launch may have been done."""
    lengths = [("Content-Length", "7"), ("Content-Type", "application/json")]
    server.expect("POST", "/api/v2/hosts/", Answer(201, b"{}", lengths), body={})
    failure = failure_of(make_transport(), request_to(server.url, "POST", json={}))
    assert failure.sent


def test_send_returns_a_redirect_to_nowhere(
    server: ScriptedServer, make_transport: MakeTransport
) -> None:
    """What is never followed is not read either."""
    server.expect("GET", "/api/v2/hosts/", Answer(302, headers=[("Location", "http://[")]))
    assert make_transport().send(request_to(server.url)).status == 302


def test_send_refuses_what_is_not_http() -> None:
    def speak(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(b"220 smtp.example.com ESMTP\r\n\r\n")

    with one_connection(speak) as port:
        url = f"http://127.0.0.1:{port}"
        sender = Transport(ConnectionSettings(base_url=url, token="tk"), clock=time.monotonic)
        with contextlib.closing(sender):
            assert failure_of(sender, request_to(url)).sent


def test_send_tls_to_a_plain_port_is_a_tls_error(
    server: ScriptedServer, make_transport: MakeTransport
) -> None:
    url = server.url.replace("http:", "https:")
    failure = failure_of(make_transport(base_url=url), request_to(url))
    assert isinstance(failure, errors.TlsError)
    assert not failure.sent
    assert f"the TLS connection to {url} failed" in str(failure)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return tmp_path / "server.pem"


@pytest.fixture
def server_tls(certificate: Path) -> ssl.SSLContext:
    return write_certificate(certificate)


HELLO = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


def answering(context: ssl.SSLContext) -> t.Callable[[socket.socket], None]:
    def serve(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            read_request(secure)
            secure.sendall(HELLO)

    return serve


@pytest.mark.parametrize("how", ["file", "off"])
def test_send_over_tls(
    how: str, certificate: Path, server_tls: ssl.SSLContext, make_transport: MakeTransport
) -> None:
    """A bundle of one's own, or no verification."""
    with one_connection(answering(server_tls)) as port:
        url = f"https://127.0.0.1:{port}"
        verify = str(certificate) if how == "file" else False
        assert make_transport(base_url=url, verify=verify).send(request_to(url)).json() == {}


def test_send_over_tls_that_does_not_verify(
    server_tls: ssl.SSLContext, make_transport: MakeTransport
) -> None:
    """One clear message that says what to do."""
    with one_connection(answering(server_tls)) as port:
        url = f"https://127.0.0.1:{port}"
        failure = failure_of(make_transport(base_url=url), request_to(url, "POST", json={}))
    assert isinstance(failure, errors.TlsError)
    assert not failure.sent
    assert "self-signed certificate" in str(failure)
    assert "Set ca_path to the CA bundle" in str(failure)


def test_send_that_tls_breaks_after_the_handshake_counts_as_sent(
    server_tls: ssl.SSLContext, make_transport: MakeTransport
) -> None:
    """The request has left by then: a launch may have happened."""

    def garble(connection: socket.socket) -> None:
        with server_tls.wrap_socket(connection, server_side=True) as secure:
            read_request(secure)
            with socket.socket(fileno=secure.detach()) as plain:
                plain.sendall(b"this is no TLS record at all\r\n")

    with one_connection(garble) as port:
        url = f"https://127.0.0.1:{port}"
        sender = make_transport(base_url=url, verify=False)
        assert failure_of(sender, request_to(url, "POST", json={})).sent


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_send_over_tls_to_a_server_that_goes_away(
    method: str, server_tls: ssl.SSLContext, make_transport: MakeTransport
) -> None:
    """A restart: nothing is wrong with TLS, and reads are worth another try."""

    def go_away(connection: socket.socket) -> None:
        with server_tls.wrap_socket(connection, server_side=True) as secure:
            read_request(secure)
            reset(secure)

    with one_connection(go_away) as port:
        url = f"https://127.0.0.1:{port}"
        sender = make_transport(base_url=url, verify=False)
        body = {} if method == "POST" else None
        failure = failure_of(sender, request_to(url, method, json=body))
    assert not isinstance(failure, errors.TlsError)
    assert failure.sent


def test_send_broken_in_a_tunnel_counts_as_sent(
    server_tls: ssl.SSLContext, make_transport: MakeTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """https through a proxy: the request went through the tunnel before it broke."""
    received: list[bytes] = []

    def tunnel(connection: socket.socket) -> None:
        received.append(read_request(connection))
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with server_tls.wrap_socket(connection, server_side=True) as secure:
            received.append(read_request(secure))
            reset(secure)

    with one_connection(tunnel) as port:
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{port}")
        url = "https://awx.invalid"
        sender = make_transport(base_url=url, verify=False)
        failure = failure_of(sender, request_to(url, "POST", json={}))
    assert received[0].startswith(b"CONNECT awx.invalid:443 ")
    assert received[1].startswith(b"POST /api/v2/hosts/ ")
    assert failure.sent


def test_send_plain_to_a_tls_port_shows_no_secret(server: ScriptedServer) -> None:
    """Any failure: the message holds neither the URL's query nor the token."""
    server.expect("GET", "/api/v2/hosts/", RESET, query={"name": "hunter2"})
    settings = ConnectionSettings(base_url=server.url, token="tk-of-mine")
    with contextlib.closing(Transport(settings, clock=time.monotonic)) as sender:
        request = request_to(server.url, auth=BearerAuth("tk-of-mine"))
        asked = request._replace(url=request.url + "?name=hunter2")
        failure = failure_of(sender, asked)
    assert "hunter2" not in str(failure)
    assert "tk-of-mine" not in str(failure)
    assert failure.__cause__ is None


@pytest.mark.parametrize("token", ["hunter2\n", "hunter2\r\nX-Evil: 1"])
def test_send_refuses_a_token_that_is_no_header_and_shows_it_not(
    token: str, server: ScriptedServer, make_transport: MakeTransport
) -> None:
    """A token read from a file often ends in a line end. Errors hold no token."""
    server.expect("GET", "/api/v2/hosts/")
    sender = make_transport()
    sender.send(request_to(server.url))
    with pytest.raises(errors.ConfigurationError) as failure:
        sender.send(request_to(server.url, "POST", auth=BearerAuth(token)))
    assert "hunter2" not in str(failure.value)
    assert not failure.value.may_have_acted


def test_transport_without_urllib3_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(transport, "HAS_URLLIB3", False)
    with pytest.raises(errors.ConfigurationError, match=r"urllib3, .*pip install 'requests>="):
        Transport(ConnectionSettings(base_url="https://h", token="tk"), clock=time.monotonic)


def test_request_shows_no_body() -> None:
    shown = repr(request_to("https://h", "POST", json={"p": "hunter2"}, form={"p": "hunter2"}))
    assert "hunter2" not in shown


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_failure_says_where_the_address_is_from(scheme: str, server: ScriptedServer) -> None:
    url = f"{scheme}://127.0.0.1:{unused_port()}"
    settings = ConnectionSettings(base_url=url, token="tk", host_from="TOWER_HOST")
    with contextlib.closing(Transport(settings, clock=time.monotonic)) as sender:
        with pytest.raises(errors.ConnectionFailed) as failure:
            sender.send(request_to(url))
    assert f"{url} (TOWER_HOST) cannot be reached" in str(failure.value)
