# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Failed connections: exceptions of urllib3 as errors that say what to do."""

from __future__ import annotations

import http.client
import re
import ssl
import typing as t

from ..common import errors
from . import tls
from .connection_pool import urllib3
from .connection_settings import ConnectionSettings
from .request import Request

_WANTS_LOGIN = (
    "requires authentication (407). Set user name and password in the variable that names it, as in"
    " https_proxy=http://user:password@proxy.example.com:3128."
)

_REFUSED_TUNNEL = re.compile(r"Tunnel connection failed: (\d+)")

# How `http.client` and urllib3 report that a connection ended in the middle of a response.
_CLOSED = (http.client.IncompleteRead, http.client.RemoteDisconnected)


def failure_of(
    request: Request,
    exc: Exception,
    settings: ConnectionSettings,
    *,
    proxy: str,
    is_sent: bool,
    has_responded: bool,
) -> errors.AwxError:
    """Translate an exception of urllib3, or of what it uses.

    Its text is not used: it may quote the URL, or a header and the token in it. `has_responded`:
    the server responded to earlier requests, so that the scheme of its address is right.
    """
    what = f"{request.method} {request.path}: "
    host = settings.address
    causes = list(all_causes(exc))
    reason = innermost(causes)
    if isinstance(exc, urllib3.exceptions.ProxyError):
        return _proxy_failure(f"{what}the proxy {proxy} in front of {host}", causes, sent=is_sent)
    host += f" (through the proxy {proxy})" if proxy else ""
    of_tls = _tls_failure(what, host, causes, sent=is_sent)
    if of_tls is not None:
        return of_tls
    if isinstance(exc, urllib3.exceptions.NewConnectionError):
        return errors.ConnectionFailed(
            f"{what}{host} cannot be reached: {reason}. Check awx_host, and that the server is up.",
            sent=False,
        )
    if isinstance(exc, urllib3.exceptions.ConnectTimeoutError):
        return errors.TimedOut(
            f"{what}{host} did not accept a connection within {request.silence(settings.timeout):g}"
            " s (request_timeout). Check awx_host, and whether a firewall or proxy is in between.",
            sent=False,
        )
    if isinstance(exc, urllib3.exceptions.ReadTimeoutError):
        return errors.TimedOut(
            f"{what}{host} did not respond within {request.silence(settings.timeout):g} s"
            " (request_timeout), or did not complete its response within"
            f" {request.duration(settings.timeout):g} s.",
            sent=is_sent,
        )
    if isinstance(exc, (ValueError, ImportError)) and not is_sent:
        return errors.ConfigurationError(
            f"{what}{host} cannot be requested ({type(exc).__name__}). Check awx_host, the"
            " credentials, and the variables https_proxy, http_proxy and all_proxy; a SOCKS proxy"
            " needs the Python library PySocks."
        )
    if not is_sent:
        return errors.ConnectionFailed(
            f"{what}the TLS handshake with {host} failed: {reason}. Check that the port in awx_host"
            " is one for https, and that the server is up.",
            sent=False,
        )
    advice = ""
    is_unanswered = _is_any(causes, http.client.BadStatusLine, ConnectionResetError)
    if host.startswith("http:") and is_unanswered and not has_responded:
        advice = " If that port is one for https, write https:// in awx_host."
    return errors.ConnectionFailed(
        f"{what}the connection to {host} was lost before the response was complete:"
        f" {reason}.{advice}"
    )


def proxy_wants_login(request: Request, proxy: str) -> errors.ConfigurationError:
    """Return the error for a proxy that forwards nothing without a login."""
    return errors.ConfigurationError(
        f"{request.method} {request.path}: the proxy {proxy} {_WANTS_LOGIN}"
    )


def _proxy_failure(who: str, causes: t.Sequence[BaseException], *, sent: bool) -> errors.AwxError:
    """Return the error for a proxy that cannot be reached, or refuses the connection."""
    refusals = (_REFUSED_TUNNEL.search(str(cause)) for cause in causes)
    status = next((int(refusal[1]) for refusal in refusals if refusal), None)
    if status == 407:
        return errors.ConfigurationError(f"{who} {_WANTS_LOGIN}")
    if status is not None and 400 <= status < 500:
        return errors.ConfigurationError(
            f"{who} refuses the connection ({status}). Allow the host there, or add it to no_proxy."
        )
    reason = innermost(causes) if status is None else f"it cannot connect ({status})"
    return errors.ConnectionFailed(
        f"{who} failed: {reason}. Check https_proxy, http_proxy and no_proxy.", sent=sent
    )


def _tls_failure(
    what: str, host: str, causes: t.Sequence[BaseException], *, sent: bool
) -> errors.ConnectionFailed | None:
    """Return the error for a failure of TLS, None for any other."""
    if any(type(cause).__name__ == "CertificateError" for cause in causes):
        # urllib3 before 2.0 compares the names itself.
        words = "hostname mismatch. Set awx_host to a name that is in the certificate."
        return errors.TlsError(f"{what}the TLS connection to {host} failed: {words}", sent=False)
    found = [cause for cause in causes if isinstance(cause, ssl.SSLError)]
    if not found:
        return None
    failure = found[-1]
    if sent and not tls.is_before_request(failure):
        return errors.ConnectionFailed(
            f"{what}the TLS connection to {host} was lost: {innermost(causes)}."
        )
    if isinstance(failure, (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
        # A proxy without a running backend closes connections like this.
        return None
    return errors.TlsError(
        f"{what}the TLS connection to {host} failed: {tls.explanation(failure)}", sent=False
    )


def _is_any(causes: t.Iterable[BaseException], *kinds: type[BaseException]) -> bool:
    return any(isinstance(cause, kinds) for cause in causes)


def innermost(causes: t.Sequence[BaseException]) -> str:
    """Return the text of the operating system or OpenSSL, which holds no URL."""
    for cause in reversed(causes):
        if isinstance(cause, OSError) and (cause.strerror or isinstance(cause, ssl.SSLError)):
            return tls.openssl_text(cause)
    if _is_any(causes, *_CLOSED):
        return "the other side closed it"
    return type(causes[0]).__name__


def all_causes(exc: BaseException) -> t.Iterator[BaseException]:
    """Walk through an exception and all that it wraps, as urllib3 nests them."""
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
