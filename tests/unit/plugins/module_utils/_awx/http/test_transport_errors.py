# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""transport_errors: exceptions of a connection as errors that say what to do.

Failures of real connections are in test_transport, test_tls and test_proxies.
"""

from __future__ import annotations

import errno
import http.client
import ssl

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.auth.authenticators import anonymous
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.http.connection_settings import (
    ConnectionSettings,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.http.request import Request
from ansible_collections.steward.awx.plugins.module_utils._awx.http.transport_errors import (
    all_causes,
    failure_of,
    innermost,
)
from urllib3.exceptions import ProtocolError, ProxyError, SSLError

WHAT = "GET /api/v2/hosts/: "
SERVER = "https://awx.example.com"
RESET = ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")


def failure(
    exc: Exception,
    *,
    server: str = SERVER,
    proxy: str = "",
    is_sent: bool = True,
    again: bool = False,
) -> errors.AwxError:
    request = Request("GET", server + "/api/v2/hosts/", "/api/v2/hosts/", auth=anonymous)
    settings = ConnectionSettings(base_url=server, token="tk")
    return failure_of(request, exc, settings, proxy=proxy, is_sent=is_sent, has_responded=again)


class Wrapped(Exception):
    """Holds what it stands for beside a text, as urllib3 does."""

    def __init__(self, reason: object) -> None:
        super().__init__("pool: https://u:secret@awx.example.com", reason)


def test_all_causes_finds_each_exception_once() -> None:
    inner = ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")
    middle = Wrapped(inner)
    outer = OSError(middle)
    inner.__context__ = outer
    assert list(all_causes(outer)) == [outer, middle, inner]


def test_innermost_has_the_words_of_the_system_and_no_url() -> None:
    assert innermost([Wrapped(RESET), RESET]) == "Connection reset by peer"
    assert innermost([Wrapped(None)]) == "Wrapped"


@pytest.mark.parametrize(
    "closed", [http.client.IncompleteRead(b"half"), http.client.RemoteDisconnected("no answer")]
)
def test_innermost_says_that_a_connection_was_closed(closed: Exception) -> None:
    assert innermost([Wrapped(closed), closed]) == "the other side closed it"


@pytest.mark.parametrize("cause", [RESET, http.client.BadStatusLine("\x15\x03\x03")])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_lost_connection_counts_as_sent(scheme: str, cause: Exception) -> None:
    server = f"{scheme}://awx.example.com"
    lost = failure(ProtocolError("Connection aborted.", cause), server=server)
    assert lost.may_have_acted
    assert str(lost).startswith(f"{WHAT}the connection to {server} was lost before the response")
    assert ("write https:// in awx_host" in str(lost)) is (scheme == "http")
    later = failure(ProtocolError("Connection aborted.", cause), server=server, again=True)
    assert "write https://" not in str(later)


def test_a_failure_of_tls_after_the_request_counts_as_sent() -> None:
    cause = ssl.SSLError(1, "decryption failed")
    cause.reason = "DECRYPTION_FAILED_OR_BAD_RECORD_MAC"  # as OpenSSL's own have one
    lost = failure(SSLError(cause))
    assert not isinstance(lost, errors.TlsError)
    assert lost.may_have_acted
    assert "was lost: decryption failed." in str(lost)


def test_a_certificate_alert_after_the_request_does_not() -> None:
    """With TLS 1.3 the client may see it only then; the server read no request."""
    cause = ssl.SSLError(1, "certificate required")
    cause.reason = "TLSV13_ALERT_CERTIFICATE_REQUIRED"
    refused = failure(SSLError(cause))
    assert isinstance(refused, errors.TlsError)
    assert not refused.may_have_acted


@pytest.mark.parametrize(
    ("cause", "is_sent", "kind", "words"),
    [
        pytest.param("failed: 407 no", False, errors.ConfigurationError, "(407)", id="login"),
        pytest.param("failed: 403 no", False, errors.ConfigurationError, "no_proxy", id="refused"),
        pytest.param("failed: 502 no", False, errors.ConnectionFailed, "(502)", id="no server"),
        pytest.param("closed", False, errors.ConnectionFailed, "ProxyError", id="no proxy"),
        pytest.param("closed", True, errors.ConnectionFailed, "ProxyError", id="lost"),
    ],
)
def test_failures_of_a_proxy(
    cause: str, is_sent: bool, kind: type[errors.AwxError], words: str
) -> None:
    exc = ProxyError("Cannot connect to proxy.", OSError(f"Tunnel connection {cause}"))
    error = failure(exc, proxy="proxy:3128", is_sent=is_sent)
    assert isinstance(error, kind)
    assert str(error).startswith(f"{WHAT}the proxy proxy:3128 in front of {SERVER} ")
    assert words in str(error)
    assert error.may_have_acted is is_sent
