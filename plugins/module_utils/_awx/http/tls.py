# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""SSL context (CA bundle, client certificate), and readable TLS errors."""

from __future__ import annotations

import contextlib
import os
import re
import ssl
import sys
import typing as t

from ..common.errors import ConfigurationError
from .connection_settings import ConnectionSettings

ClientCert = t.Union[str, tuple[str, str]]

# The names of files in a directory of authorities that `openssl rehash` has prepared.
_HASHED = re.compile(r"[0-9a-f]{8}\.[0-9]+")

# What `ssl.create_default_context` demands of certificates from Python 3.13 on.
if sys.version_info >= (3, 13):
    _STRICT = ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
else:
    _STRICT = ssl.VerifyFlags.VERIFY_DEFAULT

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

# What Python adds: "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1000)".
_OPENSSL_MARKS = re.compile(r"^\[[^]]*\] | \(_ssl\.c:\d+\)$")

# By OpenSSL's codes of verification errors (X509_V_ERR_... in x509_vfy.h).
_UNKNOWN_AUTHORITY = (2, 18, 19, 20, 21)
_OTHER_HOSTNAME, _OTHER_ADDRESS = 62, 64
_SET_CA_PATH = "Set ca_path to the CA bundle that the certificate is signed by."
_SET_AWX_HOST = "Set awx_host to a name that is in the certificate."
_ADVICE: t.Mapping[int, str] = {
    **dict.fromkeys(_UNKNOWN_AUTHORITY, _SET_CA_PATH),
    **dict.fromkeys((_OTHER_HOSTNAME, _OTHER_ADDRESS), _SET_AWX_HOST),
}


def client_context(settings: ConnectionSettings) -> ssl.SSLContext:
    """Return the context of all TLS connections to a server.

    Raises:
        ConfigurationError: a file cannot be used.
    """
    if settings.verify is True:
        context = ssl.create_default_context()
        # Some systems have no authorities of their own.
        with contextlib.suppress(ImportError):
            import certifi

            _load_authorities(
                context, certifi.where(), "the CA bundle of the Python library certifi,"
            )
    else:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        if settings.verify is False:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        else:
            context.verify_flags |= _STRICT
            _load_authorities(context, settings.verify, settings.verify_from)
    if settings.client_cert is not None:
        _load_client_cert(context, settings.client_cert)
    return context


def _load_authorities(context: ssl.SSLContext, path: str, option: str) -> None:
    try:
        if not os.path.isdir(path):
            context.load_verify_locations(cafile=path)
        elif any(_HASHED.fullmatch(name) for name in os.listdir(path)):
            context.load_verify_locations(capath=path)
        else:
            # OpenSSL would find nothing in it.
            for file in filter(os.path.isfile, (os.path.join(path, n) for n in os.listdir(path))):
                _load_if_certificates(context, file)
            if not context.cert_store_stats()["x509"]:
                raise ConfigurationError(f"{option} '{path}' contains no certificate in PEM format")
    except OSError as exc:
        raise ConfigurationError(f"{option} '{path}' cannot be used: {openssl_text(exc)}") from None


def _load_if_certificates(context: ssl.SSLContext, file: str) -> None:
    with open(file, "rb") as stream:
        if b"CERTIFICATE-----" in stream.read():
            context.load_verify_locations(cafile=file)


def _load_client_cert(context: ssl.SSLContext, client_cert: ClientCert) -> None:
    certificate, key = (client_cert, None) if isinstance(client_cert, str) else client_cert
    options = f"client_cert '{certificate}'" + ("" if key is None else f" and client_key '{key}'")

    def refuse_passphrase() -> t.NoReturn:
        # Without this function OpenSSL asks at the terminal, and waits.
        raise ConfigurationError(
            f"the key in {options} is encrypted; keys with a passphrase are not supported"
        )

    try:
        context.load_cert_chain(certificate, key, refuse_passphrase)
    except OSError as exc:
        raise ConfigurationError(
            f"{options} cannot be used as certificate and private key in PEM format:"
            f" {openssl_text(exc)}"
        ) from None


def is_before_request(failure: ssl.SSLError) -> bool:
    """Return whether only a handshake can fail like this, whenever it is noticed."""
    return failure.reason in _CLIENT_REFUSED


def openssl_text(failure: OSError) -> str:
    """Return the text of OpenSSL, or of the system, without its source file and line."""
    text = getattr(failure, "verify_message", None) or [type(failure).__name__, *failure.args][-1]
    return _OPENSSL_MARKS.sub("", str(text)).rstrip(".")


def explanation(failure: ssl.SSLError) -> str:
    """Return what is wrong and what to check, in sentences."""
    if isinstance(failure, ssl.SSLCertVerificationError):
        # Before 2.0 urllib3 compares names itself, and gives no code.
        code = getattr(failure, "verify_code", _OTHER_HOSTNAME)
        advice = _ADVICE.get(code, "Check the server's certificate and the clocks.")
    else:
        advice = (
            "Check that the port in awx_host is one for https, and client_cert if the server"
            " requires a client certificate."
        )
    return f"{openssl_text(failure)}. {advice}"
