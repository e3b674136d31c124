# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Whom TLS trusts and as whom it comes, and in words what is wrong when it fails."""

from __future__ import annotations

import os
import re
import ssl
import sys
import typing as t

from ..common.errors import ConfigurationError

ClientCert = t.Union[str, tuple[str, str]]

# The files in a directory of authorities that `openssl rehash` has prepared.
_HASHED = re.compile(r"[0-9a-f]{8}\.[0-9]+")
_CERTIFICATE = b"-----BEGIN CERTIFICATE-----"
_TRUSTED_CERTIFICATE = b"-----BEGIN TRUSTED CERTIFICATE-----"
_KEY = b"PRIVATE KEY-----"

# What `ssl.create_default_context` demands of certificates from Python 3.13 on.
_STRICT = (
    ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
    if sys.version_info >= (3, 13)
    else ssl.VerifyFlags.VERIFY_DEFAULT
)

# What OpenSSL calls its verification errors (X509_V_ERR_... in x509_vfy.h).
_NOT_YET_VALID = 9
_EXPIRED = 10
_UNKNOWN_AUTHORITY = frozenset({2, 18, 19, 20, 21})
_OTHER_NAME = frozenset({62, 64})

# The reasons that OpenSSL gives where the other side does not speak TLS at all.
_NO_TLS = frozenset(
    {
        "HTTP_REQUEST",
        "HTTPS_PROXY_REQUEST",
        "PACKET_LENGTH_TOO_LONG",
        "RECORD_LAYER_FAILURE",
        "UNKNOWN_PROTOCOL",
        "WRONG_VERSION_NUMBER",
    }
)

# Alerts with which a server refuses the client's certificate, or that there is none. All are sent
# during the handshake, although with TLS 1.3 the client may see them only after its request.
_CLIENT_REFUSED = frozenset(
    {
        "SSLV3_ALERT_BAD_CERTIFICATE",
        "SSLV3_ALERT_CERTIFICATE_EXPIRED",
        "SSLV3_ALERT_CERTIFICATE_REVOKED",
        "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
        "SSLV3_ALERT_NO_CERTIFICATE",
        "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
        "TLSV13_ALERT_CERTIFICATE_REQUIRED",
        "TLSV1_ALERT_ACCESS_DENIED",
        "TLSV1_ALERT_UNKNOWN_CA",
    }
)

# TLS 1.2 has one alert for "no certificate" and for "nothing in common".
_NOTHING_IN_COMMON = frozenset(
    {
        "SSLV3_ALERT_HANDSHAKE_FAILURE",
        "TLSV1_ALERT_INSUFFICIENT_SECURITY",
        "TLSV1_ALERT_PROTOCOL_VERSION",
        "UNSUPPORTED_PROTOCOL",
    }
)


def client_context(
    verify: bool | str,
    client_cert: ClientCert | None = None,
    *,
    also: str | None = None,
    named: str = "ca_path",
) -> ssl.SSLContext:
    """Return the context of all TLS connections to a server.

    `verify` is True for the system's authorities and those in the file `also`, a file or directory
    of others, which is called `named` in errors, or False to trust everybody.

    Raises:
        ConfigurationError: a file cannot be used. Nothing was sent.
    """
    if isinstance(verify, str):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.verify_flags |= _STRICT
        _trust(context, verify, named)
    elif verify:
        context = ssl.create_default_context()
        if also is not None:
            _trust(context, also, "the bundle of the Python library requests,")
    else:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if client_cert is not None:
        _load_client_cert(context, client_cert)
    return context


def _trust(context: ssl.SSLContext, path: str, named: str) -> None:
    """Trust the authorities in the file or directory at `path`."""
    try:
        if not os.path.isdir(path):
            context.load_verify_locations(cafile=path)
        elif _is_prepared(path):
            context.load_verify_locations(capath=path)
        else:
            _trust_files(context, path, named)
    except ssl.SSLError:
        raise ConfigurationError(
            f"{named} '{path}' is no file of certificates in PEM format"
        ) from None
    except OSError as exc:
        raise ConfigurationError(f"{named} '{path}' cannot be read: {exc.strerror}") from None


def _is_prepared(path: str) -> bool:
    """Whether OpenSSL finds authorities in a directory by itself, and then only those."""
    return os.path.isdir(path) and any(_HASHED.fullmatch(name) for name in os.listdir(path))


def _trust_files(context: ssl.SSLContext, directory: str, named: str) -> None:
    """Trust what is in the files of a directory that OpenSSL would find nothing in."""
    found = False
    for name in sorted(os.listdir(directory)):
        path = os.path.join(directory, name)
        if os.path.isfile(path) and _holds(path, _CERTIFICATE, _TRUSTED_CERTIFICATE):
            context.load_verify_locations(cafile=path)
            found = True
    if not found:
        raise ConfigurationError(
            f"{named} '{directory}' is a directory without any certificate in PEM format"
        )


def _load_client_cert(context: ssl.SSLContext, client_cert: ClientCert) -> None:
    certificate, key = (client_cert, None) if isinstance(client_cert, str) else client_cert
    asked: list[bool] = []

    def passphrase() -> str:
        # Without this function OpenSSL asks at the terminal, and waits.
        asked.append(True)
        return ""

    try:
        context.load_cert_chain(certificate, key, passphrase)
    except OSError as exc:
        raise ConfigurationError(_wrong_client_cert(certificate, key, exc, bool(asked))) from None


def _wrong_client_cert(certificate: str, key: str | None, exc: OSError, encrypted: bool) -> str:
    where = f"client_cert '{certificate}'" if key is None else f"client_key '{key}'"
    if encrypted:
        return (
            f"the key in {where} is encrypted with a passphrase, which nobody can be asked for; "
            "give a key without one, in a file that only its user may read"
        )
    for option, path in (("client_cert", certificate), ("client_key", key)):
        try:
            if path is not None:
                _holds(path, b"")
        except OSError as unreadable:
            return f"{option} '{path}' cannot be read: {unreadable.strerror}"
    if not _holds(certificate, _CERTIFICATE):
        return f"client_cert '{certificate}' holds no certificate in PEM format"
    if not _holds(key or certificate, _KEY):
        advice = "; set client_key to the file that does" if key is None else ""
        return f"{where} holds no private key in PEM format{advice}"
    if getattr(exc, "reason", None) == "KEY_VALUES_MISMATCH":
        return f"the key in {where} is not the key of the certificate in '{certificate}'"
    return f"client_cert '{certificate}' or its key cannot be used: {getattr(exc, 'reason', exc)}"


def _holds(path: str, *marks: bytes) -> bool:
    with open(path, "rb") as stream:
        content = stream.read()
    return any(mark in content for mark in marks)


def is_before_request(failure: ssl.SSLError) -> bool:
    """Whether only a handshake can fail like this, whenever it is noticed."""
    return failure.reason in _CLIENT_REFUSED


def explanation(failure: ssl.SSLError, *, has_client_cert: bool, ca_path: str | None = None) -> str:
    """Return in sentences what is wrong and what to do, without any secret.

    `ca_path` is the file or directory of the authorities that are trusted instead of the system's.
    """
    if isinstance(failure, ssl.SSLCertVerificationError):
        return _of_certificate(failure, ca_path)
    reason = failure.reason or ""
    if reason in _NO_TLS:
        return (
            "what answers there does not speak TLS. Check the port in awx_host; if it is one for"
            " plain http, write http:// before the host."
        )
    if reason in _CLIENT_REFUSED | _NOTHING_IN_COMMON:
        said = reason.partition("ALERT_")[2].replace("_", " ").lower() or "unsupported protocol"
        if reason in _NOTHING_IN_COMMON:
            advice = (
                "It has no TLS version or cipher in common with this Python"
                + ("" if has_client_cert else ", or it wants a client certificate (client_cert)")
                + "."
            )
        elif has_client_cert:
            advice = "It does not accept the certificate in client_cert; ask for one that it does."
        else:
            advice = "It wants a client certificate: set client_cert and client_key."
        return f"the server refused it ({said}). {advice}"
    return f"{failure.strerror or reason or type(failure).__name__}."


def _of_certificate(failure: ssl.SSLCertVerificationError, ca_path: str | None) -> str:
    code, said = failure.verify_code, failure.verify_message
    if code == _EXPIRED:
        advice = "A certificate that the server shows must be renewed there."
    elif code == _NOT_YET_VALID:
        advice = "Check the clock of this machine, and the certificate on the server."
    elif code in _OTHER_NAME:
        advice = "Set awx_host to a name that the server's certificate is made out for."
    elif code in _UNKNOWN_AUTHORITY and ca_path is None:
        advice = (
            "If the server's certificate is signed by an authority of your own, name its file in"
            " ca_path."
        )
    elif code in _UNKNOWN_AUTHORITY:
        advice = (
            f"No certificate in ca_path '{ca_path}' is of the authority that signed the server's;"
            " name a file that has it."
        )
        if _is_prepared(str(ca_path)):
            advice += " In this directory only what 'openssl rehash' has prepared is found."
    else:
        advice = "Check the certificate on the server, and ca_path."
    return f"{str(said or failure.reason).rstrip('.')}. {advice}"
