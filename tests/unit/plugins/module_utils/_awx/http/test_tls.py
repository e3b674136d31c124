# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""tls: whom a connection trusts and as whom it comes, against real TLS servers."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import sys
import time
import typing as t
from pathlib import Path

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.auth.authenticators import BearerAuth
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.http.connection_settings import (
    ConnectionSettings,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.http.request import Request
from ansible_collections.steward.awx.plugins.module_utils._awx.http.response import Response
from ansible_collections.steward.awx.plugins.module_utils._awx.http.transport import Transport

from tests.unit.tls import Authority, encrypted, one_connection, read_request, write_certificate

HELLO = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    directory = tmp_path / "ca"
    directory.mkdir()
    return Authority(directory)


@pytest.fixture
def stranger(tmp_path: Path) -> Authority:
    """An authority that nobody trusts."""
    directory = tmp_path / "stranger"
    directory.mkdir()
    return Authority(directory)


def answering(context: ssl.SSLContext) -> t.Callable[[socket.socket], None]:
    """Serve one request, and close as servers do: not before the client is done."""

    def serve(connection: socket.socket) -> None:
        try:
            secure = context.wrap_socket(connection.dup(), server_side=True)
        except ssl.SSLError:
            connection.settimeout(5)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(4096):
                pass
            return
        with secure:
            read_request(secure)
            secure.sendall(HELLO)

    return serve


def ask(
    context: ssl.SSLContext, *, host: str = "127.0.0.1", method: str = "GET", **given: t.Any
) -> Response:
    """Send one request to a server with `context`; `given` are settings."""
    with one_connection(answering(context)) as port:
        url = f"https://{host}:{port}"
        settings = ConnectionSettings(base_url=url, token="tk", timeout=10.0, **given)
        with contextlib.closing(Transport(settings, clock=time.monotonic)) as sender:
            return sender.send(
                Request(method, url + "/api/", "/api/", auth=BearerAuth("tk"), json={"a": 1})
            )


def refusal(context: ssl.SSLContext, **given: t.Any) -> errors.TlsError:
    """Return the error of a write that TLS keeps from being sent."""
    with pytest.raises(errors.TlsError) as failure:
        ask(context, method="POST", **given)
    assert not failure.value.sent
    assert str(failure.value).startswith("POST /api/: the TLS connection to https://")
    return failure.value


# -- Whom it trusts ------------------------------------------------------------


def test_a_file_of_authorities(authority: Authority) -> None:
    assert ask(authority.server(), verify=str(authority.path)).status == 200


@pytest.mark.parametrize("prepared", [False, True], ids=["not prepared", "rehashed"])
def test_a_directory_of_authorities(
    prepared: bool, authority: Authority, stranger: Authority, tmp_path: Path
) -> None:
    """OpenSSL alone finds nothing in a directory that was not prepared, and does not say so."""
    directory = tmp_path / "authorities"
    directory.mkdir()
    (directory / "mine.crt").write_bytes(authority.path.read_bytes())
    (directory / "other.pem").write_bytes(stranger.path.read_bytes())
    (directory / "README").write_text("What is in here")
    if prepared:
        rehash(directory)
    assert ask(authority.server(), verify=str(directory)).status == 200


def rehash(directory: Path) -> None:
    """Name the files of a directory by their subjects, as `openssl rehash` does."""
    import subprocess

    subprocess.run(["openssl", "rehash", str(directory)], check=True)


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_the_systems_authorities(
    variable: str, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that OpenSSL finds: of the machine, or in its variables."""
    directory = tmp_path / "system"
    directory.mkdir()
    (directory / "ca.pem").write_bytes(authority.path.read_bytes())
    rehash(directory)
    monkeypatch.setenv(
        variable, str(directory if variable.endswith("DIR") else directory / "ca.pem")
    )
    assert ask(authority.server()).status == 200


def test_authorities_stand_instead_of_the_systems(
    authority: Authority, stranger: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.path))
    assert "ca_path" in str(refusal(authority.server(), verify=str(stranger.path)))


def test_the_bundle_of_certifi_beside_the_systems(
    authority: Authority, stranger: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It need not be installed."""
    monkeypatch.setenv("SSL_CERT_FILE", str(stranger.path))
    code = f"def where():\n    return {str(authority.path)!r}\n"
    (tmp_path / "certifi.py").write_text(code, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.delitem(sys.modules, "certifi", raising=False)
        patch.syspath_prepend(tmp_path)
        assert ask(authority.server()).status == 200
        assert ask(stranger.server()).status == 200
    monkeypatch.setitem(sys.modules, "certifi", None)
    assert ask(stranger.server()).status == 200
    assert "ca_path" in str(refusal(authority.server()))


def test_no_verification(authority: Authority) -> None:
    expired = authority.server("awx.example.com", ends=-0.5, starts=-2)
    assert ask(expired, verify=False).status == 200


@pytest.mark.parametrize(
    ("names", "times", "reason", "advice"),
    [
        pytest.param(
            ["awx.example.com"], {}, "address mismatch|match", "Set awx_host", id="address"
        ),
        pytest.param([], {"starts": -2, "ends": -0.5}, "expired", "the clocks", id="expired"),
        pytest.param([], {"starts": 0.5}, "not yet valid", "the clocks", id="not yet valid"),
    ],
)
def test_a_certificate_that_is_not_right(
    names: list[str], times: dict[str, float], reason: str, advice: str, authority: Authority
) -> None:
    message = str(refusal(authority.server(*names, **times), verify=str(authority.path)))
    assert re.search(reason, message)
    assert advice in message
    assert "ca_path" not in message


def test_a_certificate_for_another_name(authority: Authority) -> None:
    server = authority.server("awx.example.com")
    message = str(refusal(server, host="localhost", verify=str(authority.path)))
    assert re.search("Hostname mismatch|doesn't match", message)
    assert "Set awx_host to a name that is in the certificate." in message


def test_a_certificate_of_an_unknown_authority(authority: Authority, stranger: Authority) -> None:
    for verify in (True, str(stranger.path)):
        message = str(refusal(authority.server(), verify=verify))
        assert "unable to get local issuer certificate. Set ca_path to the CA bundle" in message


def test_an_authority_that_openssl_does_not_find(
    authority: Authority, stranger: Authority, tmp_path: Path
) -> None:
    """Where a directory is prepared for OpenSSL, it finds nothing that was put there later."""
    directory = tmp_path / "authorities"
    directory.mkdir()
    (directory / "later.pem").write_bytes(authority.path.read_bytes())
    (directory / "earlier.pem").write_bytes(stranger.path.read_bytes())
    assert ask(authority.server(), verify=str(directory)).status == 200
    (directory / "00000000.0").symlink_to(directory / "earlier.pem")
    message = str(refusal(authority.server(), verify=str(directory)))
    assert "Set ca_path" in message


def test_a_certificate_that_signs_itself(tmp_path: Path) -> None:
    itself = tmp_path / "itself.pem"
    context = write_certificate(itself)
    message = str(refusal(context))
    assert "self-signed certificate" in message or "self signed certificate" in message
    assert "Set ca_path to the CA bundle" in message
    assert ask(context, verify=str(itself)).status == 200


def write_nonsense(path: Path) -> None:
    path.write_text("nonsense")


def make_empty_directory(path: Path) -> None:
    path.mkdir()


def leave_missing(path: Path) -> None:
    """Make nothing."""


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (write_nonsense, "cannot be used: no certificate or crl found"),
        (make_empty_directory, "contains no certificate in PEM format"),
        (leave_missing, "cannot be used: No such file or directory"),
    ],
)
def test_authorities_that_cannot_be_used(
    prepare: t.Callable[[Path], None], reason: str, tmp_path: Path
) -> None:
    """Said before anything is sent, by the name of what is wrong."""
    path = tmp_path / "authorities"
    prepare(path)
    settings = ConnectionSettings(
        base_url="https://h", token="tk", verify=str(path), verify_from="THE_BUNDLE"
    )
    with pytest.raises(errors.ConfigurationError, match=f"^THE_BUNDLE '{path}' {reason}"):
        Transport(settings, clock=time.monotonic)


# -- As whom it comes ----------------------------------------------------------


@pytest.mark.parametrize("files", ["two", "one"])
@pytest.mark.parametrize("verified", [True, False])
def test_a_client_certificate(
    files: str, verified: bool, authority: Authority, tmp_path: Path
) -> None:
    certificate, key = authority.certificate("client.example.com")
    both = tmp_path / "both.pem"
    both.write_bytes(key.read_bytes() + certificate.read_bytes())
    given = (str(certificate), str(key)) if files == "two" else str(both)
    verify = str(authority.path) if verified else False
    assert ask(authority.server(clients=authority), verify=verify, client_cert=given).status == 200


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_no_client_certificate_for_a_server_that_wants_one(
    version: ssl.TLSVersion, authority: Authority
) -> None:
    """With TLS 1.3 the client hears of it only after its request, which is not even read."""
    server = authority.server(clients=authority)
    server.minimum_version = server.maximum_version = version
    message = str(refusal(server, verify=str(authority.path)))
    assert "alert" in message
    assert "client_cert if the server requires a client certificate" in message


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_client_certificate_that_the_server_does_not_trust(
    version: ssl.TLSVersion, authority: Authority, stranger: Authority
) -> None:
    server = authority.server(clients=authority)
    server.minimum_version = server.maximum_version = version
    certificate, key = stranger.certificate("client.example.com")
    given = (str(certificate), str(key))
    message = str(refusal(server, verify=str(authority.path), client_cert=given))
    assert "unknown ca. Check that" in message
    assert "client_cert" in message


@pytest.mark.parametrize(
    ("certificate", "key", "message"),
    [
        pytest.param("crt", "encrypted", "client_key '.*' is encrypted", id="encrypted"),
        pytest.param(
            "crt", "other", "client_key '.*' cannot be used .*: key values mismatch", id="wrong key"
        ),
        pytest.param("crt", None, "cannot be used as certificate and private key", id="no key"),
        pytest.param("key", "key", "cannot be used as certificate", id="no certificate"),
        pytest.param(
            "crt", "crt", "cannot be used as certificate and private key", id="key is none"
        ),
        pytest.param("crt", "cut", "cannot be used", id="cut short"),
        pytest.param("crt", "folder", "client_key '.*' cannot be used .*: Is a dir", id="folder"),
        pytest.param("gone", "key", "client_cert '.*' .* cannot be used .*: No such", id="gone"),
    ],
)
def test_a_client_certificate_that_cannot_be_used(
    certificate: str, key: str | None, message: str, authority: Authority, tmp_path: Path
) -> None:
    """Said before anything is sent; nobody is asked for a passphrase."""
    mine, my_key = authority.certificate("client.example.com")
    _other, other_key = authority.certificate("other.example.com")
    cut = tmp_path / "cut.key"
    cut.write_bytes(my_key.read_bytes()[:-60])
    files = {
        "crt": mine,
        "key": my_key,
        "encrypted": encrypted(my_key),
        "other": other_key,
        "cut": cut,
        "folder": tmp_path,
        "gone": tmp_path / "gone.pem",
    }
    given = str(files[certificate])
    client_cert = given if key is None else (given, str(files[key]))
    settings = ConnectionSettings(base_url="https://h", token="tk", client_cert=client_cert)
    with pytest.raises(errors.ConfigurationError, match=message):
        Transport(settings, clock=time.monotonic)


# -- Where there is no TLS, or TLS alone ---------------------------------------


def speak_http(connection: socket.socket) -> None:
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


def hang_up(connection: socket.socket) -> None:
    connection.recv(4096)


@pytest.mark.parametrize("verify", [True, False])
def test_tls_to_a_port_for_plain_http(verify: bool) -> None:
    with one_connection(speak_http) as port:
        url = f"https://127.0.0.1:{port}"
        settings = ConnectionSettings(base_url=url, token="tk", verify=verify)
        with contextlib.closing(Transport(settings, clock=time.monotonic)) as sender:
            with pytest.raises(errors.TlsError) as failure:
                sender.send(Request("POST", url, "/", auth=BearerAuth("tk"), json={}))
    assert not failure.value.sent
    assert "wrong version number. Check that the port in awx_host" in str(failure.value)
    assert "ca_path" not in str(failure.value)


def test_tls_to_a_server_that_hangs_up() -> None:
    """As proxies do that have no server at the moment: worth another try, and nothing was sent."""
    with one_connection(hang_up) as port:
        url = f"https://127.0.0.1:{port}"
        settings = ConnectionSettings(base_url=url, token="tk", verify=False)
        with contextlib.closing(Transport(settings, clock=time.monotonic)) as sender:
            with pytest.raises(errors.ConnectionFailed) as failure:
                sender.send(Request("POST", url, "/", auth=BearerAuth("tk"), json={}))
    assert not isinstance(failure.value, errors.TlsError)
    assert not failure.value.sent
    assert "TLS handshake" in str(failure.value)


def test_plain_http_to_a_port_for_tls(authority: Authority) -> None:
    """One clear error whatever the server sends back: bytes, or nothing."""
    with one_connection(answering(authority.server())) as port:
        url = f"http://127.0.0.1:{port}"
        with contextlib.closing(
            Transport(ConnectionSettings(base_url=url, token="tk"), clock=time.monotonic)
        ) as sender:
            with pytest.raises(errors.ConnectionFailed, match="https://"):
                sender.send(Request("GET", url, "/", auth=BearerAuth("tk")))


def test_plain_http_answered_by_an_alert() -> None:
    def alert(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(bytes.fromhex("15030100020246"))

    with one_connection(alert) as port:
        url = f"http://127.0.0.1:{port}"
        with contextlib.closing(
            Transport(ConnectionSettings(base_url=url, token="tk"), clock=time.monotonic)
        ) as sender:
            with pytest.raises(errors.ConnectionFailed, match="write https:// in awx_host"):
                sender.send(Request("POST", url, "/", auth=BearerAuth("tk"), json={}))
