# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The context of TLS connections: whom they trust, and the certificate of the client."""

from __future__ import annotations

import contextlib
import os
import re
import ssl
import sys
import typing as t

from ..common.errors import ConfigurationError
from .connection_settings import ConnectionSettings

# What Python adds: "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1000)".
_OPENSSL_MARKS = re.compile(r"^\[[^]]*\] | \(_ssl\.c:\d+\)$")


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
            if sys.version_info >= (3, 13):
                # As `ssl.create_default_context` does.
                context.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
            _load_authorities(context, settings.verify, settings.verify_from)
    if settings.client_cert is not None:
        _load_client_cert(context, settings.client_cert)
    return context


def _load_authorities(context: ssl.SSLContext, path: str, option: str) -> None:
    try:
        if not os.path.isdir(path):
            context.load_verify_locations(cafile=path)
        elif any(re.fullmatch(r"[0-9a-f]{8}\.[0-9]+", name) for name in os.listdir(path)):
            # `openssl rehash` has prepared it.
            context.load_verify_locations(capath=path)
        else:
            # OpenSSL would find nothing in it. There may be files of other kinds.
            for name in os.listdir(path):
                with contextlib.suppress(OSError):
                    context.load_verify_locations(os.path.join(path, name))
            if not context.cert_store_stats()["x509"]:
                raise ConfigurationError(f"{option} '{path}' contains no certificate in PEM format")
    except OSError as exc:
        raise ConfigurationError(f"{option} '{path}' cannot be used: {openssl_text(exc)}") from None


def _load_client_cert(context: ssl.SSLContext, client_cert: str | tuple[str, str]) -> None:
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


def openssl_text(failure: OSError) -> str:
    """Return the text of OpenSSL, or of the system, without its source file and line."""
    text = getattr(failure, "verify_message", None) or [type(failure).__name__, *failure.args][-1]
    return _OPENSSL_MARKS.sub("", str(text)).rstrip(".")
