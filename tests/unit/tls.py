# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS on loopback: a certificate of nobody's, and servers that take one connection."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import re
import socket
import ssl
import struct
import threading
import typing as t
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

# What is done with a connection: it is closed afterwards.
Serve = t.Callable[[socket.socket], None]


class Authority:
    """A certificate authority of the test's own, and the certificates that it issues."""

    def __init__(self, directory: Path, name: str = "ca") -> None:
        self._issuer = trustme.CA()
        self._directory = directory
        self.path = directory / f"{name}.pem"
        self._issuer.cert_pem.write_to_path(self.path)

    def certificate(
        self, *names: str, starts: float = -1.0, ends: float = 1.0
    ) -> tuple[Path, Path]:
        """Return the files of a certificate for `names` and its key; its time is in days."""
        now = datetime.datetime.now(datetime.timezone.utc)
        issued = self._issuer.issue_cert(
            *names,
            not_before=now + datetime.timedelta(days=starts),
            not_after=now + datetime.timedelta(days=ends),
        )
        number = len(list(self._directory.iterdir()))
        certificate, key = self._directory / f"{number}.crt", self._directory / f"{number}.key"
        certificate.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
        issued.private_key_pem.write_to_path(key)
        return certificate, key

    def server(
        self, *names: str, clients: Authority | None = None, **times: float
    ) -> ssl.SSLContext:
        """Return the context of a server for `names`, 127.0.0.1 unless told otherwise.

        With `clients` it wants a client certificate of that authority.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.certificate(*(names or ("127.0.0.1",)), **times))
        if clients is not None:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(clients.path)
        return context


def encrypted(key: Path) -> Path:
    """Return a copy of a key that wants a passphrase."""
    private = serialization.load_pem_private_key(key.read_bytes(), None)
    copy = key.with_suffix(".encrypted")
    copy.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(b"passphrase"),
        )
    )
    return copy


def write_certificate(path: Path) -> ssl.SSLContext:
    """Write a self-signed certificate for 127.0.0.1 to `path`; return a server's context of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.timezone.utc)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(certificate.public_bytes(pem) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@contextlib.contextmanager
def one_connection(serve: Serve) -> t.Iterator[int]:
    """Accept one connection and hand it to `serve`; give the port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        with contextlib.suppress(OSError):
            connection, _address = listener.accept()
            with connection:
                serve(connection)

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        listener.close()
        thread.join(5)


def read_request(connection: socket.socket) -> bytes:
    """Read one whole request, head and body."""
    received = b""
    while not _is_whole(received):
        part = connection.recv(4096)
        if not part:
            break
        received += part
    return received


def _is_whole(received: bytes) -> bool:
    head, end, body = received.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)^content-length: *(\d+)", head, re.MULTILINE)
    return bool(end) and len(body) >= (int(length[1]) if length else 0)


def reset(connection: socket.socket) -> None:
    """Tear a connection down so that the other side notices."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
