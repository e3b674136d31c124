# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""What became of a connection that failed, read from the exceptions, as errors that say what to do.

It knows no library for HTTP: what such a library knows of a failure is handed in.
"""

from __future__ import annotations

import http.client
import re
import ssl
import traceback
import typing as t

from ..common import errors
from . import tls
from .settings import ConnectionSettings

_WRITE_HTTPS = "speaks TLS at that port. Write https:// instead of http:// in awx_host."

_WANTS_LOGIN = (
    "wants a user name and password (407). Put the right ones into the variable that names it, as"
    " in https_proxy=http://user:password@proxy.example.com:3128."
)


def broken(
    what: str, host: str, causes: t.Sequence[BaseException], *, has_answered: bool = False
) -> errors.ConnectionFailed:
    """Return the error for a connection that ended before the whole answer was there.

    `has_answered` says that the server answered before, so that the scheme is right.
    """
    lines = [str(cause) for cause in causes if isinstance(cause, http.client.BadStatusLine)]
    if any(line.startswith(_TLS_ALERT) for line in map(_unquoted, lines)):
        return errors.TlsError(
            f"{what}{host} {_WRITE_HTTPS}",
            sent=False,
        )
    is_unanswered = lines or any(isinstance(cause, ConnectionResetError) for cause in causes)
    advice = (
        " If that port is one for https, write https:// in awx_host."
        if host.startswith("http:") and is_unanswered and not has_answered
        else ""
    )
    return errors.ConnectionFailed(
        f"{what}the connection to {host} broke before the whole answer came: "
        f"{innermost(causes)}.{advice}"
    )


# What web servers say on a page of status 400 to plain http at a port for https: nginx, Apache, Go.
_WANTS_TLS = re.compile(
    rb"plain HTTP request was sent to HTTPS port"
    rb"|speaking plain HTTP to an SSL-enabled server port"
    rb"|HTTP request to an HTTPS server",
    re.IGNORECASE,
)


def refused_plain_http(
    what: str, settings: ConnectionSettings, status: int, body: bytes
) -> errors.TlsError | None:
    """Return the error for a page that says that its port is one for https, None for any other."""
    if status != 400 or not settings.base_url.startswith("http:") or not _WANTS_TLS.search(body):
        return None
    return errors.TlsError(f"{what}{settings.address} {_WRITE_HTTPS}", sent=False)


def tls_failure(
    what: str, settings: ConnectionSettings, causes: t.Sequence[BaseException]
) -> errors.ConnectionFailed | None:
    """Return the error for what TLS does not like, None if it is content."""
    host = settings.address
    for cause in causes:
        if type(cause).__name__ == "CertificateError":
            # urllib3 before 2.0 compares the names itself.
            return errors.TlsError(
                f"{what}the TLS connection to {host} failed: the certificate is for another name. "
                "Set awx_host to a name that the server's certificate is made out for.",
                sent=False,
            )
    found = [cause for cause in causes if isinstance(cause, ssl.SSLError)]
    if not found:
        return None
    failure = found[-1]
    if not (in_preparation(causes) or tls.is_before_request(failure)):
        return errors.ConnectionFailed(
            f"{what}the TLS connection to {host} broke: {innermost(causes)}."
        )
    if isinstance(failure, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
        # As a proxy does that has no server behind it just now.
        return None
    words = tls.explanation(
        failure,
        has_client_cert=settings.client_cert is not None,
        ca_path=settings.verify if isinstance(settings.verify, str) else None,
    )
    return errors.TlsError(f"{what}the TLS connection to {host} failed: {words}", sent=False)


def proxy_failure(
    what: str,
    host: str,
    proxy: str,
    causes: t.Sequence[BaseException],
    *,
    never_connected: bool,
) -> errors.AwxError:
    """Return the error for a proxy that cannot be reached, or does not let through."""
    who = f"{what}the proxy {proxy} before {host}"
    status = _refused_tunnel(causes)
    if status == 407:
        return errors.ConfigurationError(f"{who} {_WANTS_LOGIN}")
    if status is not None and 400 <= status < 500:
        return errors.ConfigurationError(
            f"{who} refuses to connect to it ({status}). Have it allowed there, or name the host in"
            " no_proxy."
        )
    reason = innermost(causes) if status is None else f"it cannot connect ({status})"
    return errors.ConnectionFailed(
        f"{who} failed: {reason}. Check https_proxy, http_proxy and no_proxy.",
        sent=not (status is not None or never_connected or in_preparation(causes)),
    )


def proxy_wants_login(what: str, proxy: str) -> errors.ConfigurationError:
    """Return the error for a proxy that passes nothing on without a login."""
    return errors.ConfigurationError(f"{what}the proxy {proxy} {_WANTS_LOGIN}")


_NO_TUNNEL = re.compile(r"Tunnel connection failed: (\d+)")


def _refused_tunnel(causes: t.Sequence[BaseException]) -> int | None:
    """Return the status with which a proxy refused to connect: no request went to the server."""
    for cause in causes:
        found = _NO_TUNNEL.search(str(cause))
        if found:
            return int(found[1])
    return None


# How a TLS server answers what is no TLS (RFC 8446, section 5.1): an alert, of any version.
_TLS_ALERT = "\x15\x03"


def _unquoted(line: t.Any) -> str:
    """Return the line in a BadStatusLine, which may be its `repr`."""
    text = str(line)
    return text.strip("'").replace("\\x15\\x03", _TLS_ALERT)


# Where urllib3 and the standard library prepare a TLS connection: nothing was sent on it yet.
_TLS_PREPARATION = frozenset({"ssl_wrap_socket", "do_handshake", "_prepare_proxy"})


def in_preparation(causes: t.Sequence[BaseException]) -> bool:
    """Whether it failed before a request was sent; where that is not known, it was."""
    return any(
        frame.f_code.co_name in _TLS_PREPARATION
        for cause in causes
        for frame, _line in traceback.walk_tb(cause.__traceback__)
    )


# How `http.client` and urllib3 say that a connection ended in the middle of an answer.
_CLOSED = (http.client.IncompleteRead, http.client.RemoteDisconnected)


def innermost(causes: t.Sequence[BaseException]) -> str:
    """Return the operating system's or OpenSSL's own words, which hold no URL."""
    for cause in reversed(causes):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return str(cause.verify_message or cause.reason)
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror
    if any(isinstance(cause, _CLOSED) for cause in causes):
        return "the other side closed it"
    return type(causes[0]).__name__


def all_causes(exc: BaseException) -> t.Iterator[BaseException]:
    """Walk through an exception and all that it wraps, as `requests` and urllib3 nest them."""
    seen: set[int] = set()
    todo: list[t.Any] = [exc]
    while todo:
        current = todo.pop(0)
        if not isinstance(current, BaseException) or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        todo += [
            current.__cause__,
            current.__context__,
            getattr(current, "reason", None),
            *current.args,
        ]
