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
from .connection_settings import ConnectionSettings
from .request import Request

# By OpenSSL's codes of verification errors (X509_V_ERR_... in x509_vfy.h).
_UNKNOWN_AUTHORITY = (2, 18, 19, 20, 21)
# Of the host name, of the address, and of urllib3 before 2.0, which compares them itself.
_OTHER_HOST = (62, 64, None)


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
    from urllib3 import exceptions

    what = f"{request.method} {request.path}: "
    host = settings.address
    # What stands before the @ is a secret.
    proxy = proxy.rpartition("@")[2].rpartition("://")[2].strip("/")
    causes = all_causes(exc)
    reason = innermost(causes)
    if isinstance(exc, exceptions.ProxyError):
        return _proxy_failure(f"{what}the proxy {proxy} in front of {host}", causes, is_sent)
    host += f" (through the proxy {proxy})" if proxy else ""
    of_tls = [cause for cause in causes if _is_of_tls(cause)]
    if of_tls and is_sent and not _is_before_request(of_tls[-1]):
        return errors.ConnectionFailed(f"{what}the TLS connection to {host} was lost: {reason}.")
    # A proxy without a running backend closes connections like this.
    if of_tls and not isinstance(of_tls[-1], (ssl.SSLEOFError, ssl.SSLZeroReturnError)):
        return errors.TlsError(
            f"{what}the TLS connection to {host} failed: {_explanation(of_tls[-1])}", sent=False
        )
    if isinstance(exc, exceptions.NewConnectionError):
        return errors.ConnectionFailed(
            f"{what}{host} cannot be reached: {reason}. Check awx_host, and that the server is up.",
            sent=False,
        )
    if isinstance(exc, exceptions.ConnectTimeoutError):
        return errors.TimedOut(
            f"{what}{host} did not accept a connection within {request.silence(settings.timeout):g}"
            " s (request_timeout). Check awx_host, and whether a firewall or proxy is in between.",
            sent=False,
        )
    if isinstance(exc, exceptions.ReadTimeoutError):
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
    is_unanswered = _has(causes, http.client.BadStatusLine, ConnectionResetError)
    if host.startswith("http:") and is_unanswered and not has_responded:
        advice = " If that port is one for https, write https:// in awx_host."
    return errors.ConnectionFailed(
        f"{what}the connection to {host} was lost before the response was complete:"
        f" {reason}.{advice}"
    )


def _proxy_failure(who: str, causes: t.Sequence[BaseException], is_sent: bool) -> errors.AwxError:
    """Return the error for a proxy that cannot be reached, or refuses the connection."""
    refusal = re.search(r"Tunnel connection failed: (\d+)", " ".join(map(str, causes)))
    status = int(refusal[1]) if refusal else 0
    if status == 407:
        return errors.ConfigurationError(
            f"{who} requires authentication (407). Set user name and password in the variable that"
            " names it, as in https_proxy=http://user:password@proxy.example.com:3128."
        )
    if 400 <= status < 500:
        return errors.ConfigurationError(
            f"{who} refuses the connection ({status}). Allow the host there, or add it to no_proxy."
        )
    reason = f"it cannot connect ({status})" if status else innermost(causes)
    return errors.ConnectionFailed(
        f"{who} failed: {reason}. Check https_proxy, http_proxy and no_proxy.", sent=is_sent
    )


def _is_of_tls(cause: BaseException) -> bool:
    # The second is one of urllib3 before 2.0.
    return isinstance(cause, ssl.SSLError) or type(cause).__name__ == "CertificateError"


def _is_before_request(failure: t.Any) -> bool:
    """Whether the server refused the client's certificate, or that there is none.

    It does so in the handshake, although with TLS 1.3 the client may see it after its request.
    """
    alert = getattr(failure, "reason", None) or ""
    is_refusal = "CERTIFICATE" in alert or alert.endswith(("ACCESS_DENIED", "UNKNOWN_CA"))
    return "_ALERT_" in alert and is_refusal


def _explanation(failure: t.Any) -> str:
    """Return what is wrong with TLS and what to check, in sentences."""
    code = getattr(failure, "verify_code", None)
    if not isinstance(failure, ValueError):
        advice = (
            "Check that the port in awx_host is one for https, and client_cert if the server"
            " requires a client certificate."
        )
    elif code in _UNKNOWN_AUTHORITY:
        advice = "Set ca_path to the CA bundle that the certificate is signed by."
    elif code in _OTHER_HOST:
        advice = "Set awx_host to a name that is in the certificate."
    else:
        advice = "Check the server's certificate and the clocks."
    return f"{tls.openssl_text(failure)}. {advice}"


def _has(causes: t.Iterable[BaseException], *kinds: type[BaseException]) -> bool:
    return any(isinstance(cause, kinds) for cause in causes)


def innermost(causes: t.Sequence[BaseException]) -> str:
    """Return the text of the operating system or OpenSSL, which holds no URL."""
    for cause in reversed(causes):
        if isinstance(cause, OSError) and (cause.strerror or isinstance(cause, ssl.SSLError)):
            return tls.openssl_text(cause)
    if _has(causes, http.client.IncompleteRead, http.client.RemoteDisconnected):
        return "the other side closed it"
    return type(causes[0]).__name__


def all_causes(exc: BaseException) -> list[BaseException]:
    """Return an exception and all that it wraps: as its context, or in its arguments."""
    causes = [exc]
    for cause in causes:
        inner = [cause.__context__, *cause.args]
        causes += [one for one in inner if isinstance(one, BaseException) and one not in causes]
    return causes
