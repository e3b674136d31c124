# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""connection_failures: what exceptions say of a connection, as errors that say what to do.

Failures of real connections are in test_transport, test_tls and test_proxies.
"""

from __future__ import annotations

import errno
import http.client
import ssl

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.http.settings import (
    ConnectionSettings,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.http.transport_errors import (
    all_causes,
    broken,
    innermost,
    proxy_failure,
    tls_failure,
)

WHAT = "GET /api/v2/hosts/: "
SERVER = "https://awx.example.com"
SETTINGS = ConnectionSettings(base_url=SERVER, token="tk")


class Wrapped(Exception):
    """Holds what it stands for in an attribute, as urllib3 does."""

    def __init__(self, reason: object) -> None:
        super().__init__("pool: https://u:secret@awx.example.com")
        self.reason = reason


def test_all_causes_finds_each_exception_once() -> None:
    inner = ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")
    middle = Wrapped(inner)
    outer = OSError(middle)
    inner.__context__ = outer
    assert list(all_causes(outer)) == [outer, middle, inner]


def test_innermost_has_the_words_of_the_system_and_no_url() -> None:
    inner = ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")
    assert innermost([Wrapped(inner), inner]) == "Connection reset by peer"
    assert innermost([Wrapped(None)]) == "Wrapped"


@pytest.mark.parametrize(
    "closed", [http.client.IncompleteRead(b"half"), http.client.RemoteDisconnected("no answer")]
)
def test_innermost_says_that_a_connection_was_closed(closed: Exception) -> None:
    assert innermost([Wrapped(closed), closed]) == "the other side closed it"


@pytest.mark.parametrize("line", ["\x15\x03\x03", r"'\x15\x03\x01\x00'"])
def test_broken_by_a_server_that_speaks_tls(line: str) -> None:
    failure = broken(WHAT, "http://awx.example.com", [http.client.BadStatusLine(line)])
    assert isinstance(failure, errors.TlsError)
    assert not failure.sent


def test_broken_counts_as_sent() -> None:
    failure = broken(WHAT, SERVER, [ConnectionResetError(errno.ECONNRESET, "Connection reset")])
    assert failure.sent
    assert str(failure).startswith(f"{WHAT}the connection to {SERVER} broke")


@pytest.mark.parametrize("has_answered", [False, True])
def test_broken_doubts_the_scheme_only_of_a_server_that_never_answered(has_answered: bool) -> None:
    reset = ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")
    failure = broken(WHAT, "http://awx.example.com", [reset], has_answered=has_answered)
    assert ("https://" in str(failure)) is not has_answered


def test_tls_failure_is_none_without_one() -> None:
    assert tls_failure(WHAT, SETTINGS, [OSError(errno.EPIPE, "Broken pipe")]) is None


def test_tls_failure_later_counts_as_sent() -> None:
    cause = ssl.SSLError(1, "decryption failed")
    cause.reason = "DECRYPTION_FAILED_OR_BAD_RECORD_MAC"  # as OpenSSL's own have one
    failure = tls_failure(WHAT, SETTINGS, [cause])
    assert failure is not None
    assert failure.sent


@pytest.mark.parametrize(
    ("cause", "never_connected", "error", "words"),
    [
        pytest.param("failed: 407 no", False, errors.ConfigurationError, "password", id="login"),
        pytest.param("failed: 403 no", False, errors.ConfigurationError, "no_proxy", id="refused"),
        pytest.param("failed: 502 no", False, errors.ConnectionFailed, "(502)", id="no-server"),
        pytest.param("closed", True, errors.ConnectionFailed, "OSError", id="no-proxy"),
        pytest.param("closed", False, errors.ConnectionFailed, "OSError", id="broken"),
    ],
)
def test_proxy_failure(
    cause: str, never_connected: bool, error: type[errors.AwxError], words: str
) -> None:
    causes = [OSError(f"Tunnel connection {cause}")]
    failure = proxy_failure(WHAT, SERVER, "proxy:3128", causes, never_connected=never_connected)
    assert isinstance(failure, error)
    assert words in str(failure)
    if isinstance(failure, errors.ConnectionFailed):
        assert failure.sent is (cause == "closed" and not never_connected)
