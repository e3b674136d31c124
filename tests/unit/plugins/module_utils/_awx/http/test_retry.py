# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""retry: reads again on what passes, writes only where nothing was sent."""

from __future__ import annotations

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.http.retry import (
    retry_delay,
    should_retry,
)

READS = ("GET", "HEAD", "OPTIONS")
WRITES = ("POST", "PUT", "PATCH", "DELETE")


def answered(status: int, *, as_json: bool = False, detail: str = "no") -> errors.ApiError:
    kind = errors.ServerError if status >= 429 or status < 400 else errors.ApiError
    body = {"detail": detail} if as_json else None
    said = detail if as_json else ""
    return kind("no", status=status, method="GET", path="/x/", detail=said, errors=body)


NEVER_SENT = errors.ConnectionFailed("refused", sent=False)
CUT = errors.ConnectionFailed("reset")


@pytest.mark.parametrize("method", [*READS, *WRITES])
@pytest.mark.parametrize(
    ("failure", "reads", "writes"),
    [
        pytest.param(NEVER_SENT, True, True, id="never sent"),
        pytest.param(
            errors.TimedOut("connect", sent=False), True, True, id="no connection in time"
        ),
        pytest.param(CUT, True, False, id="connection cut"),
        pytest.param(errors.TimedOut("read"), True, False, id="no answer in time"),
        pytest.param(errors.TlsError("expired", sent=False), False, False, id="TLS"),
        pytest.param(answered(429), True, False, id="429"),
        pytest.param(answered(500), True, False, id="500 in HTML"),
        pytest.param(answered(500, as_json=True), False, False, id="500 in JSON"),
        pytest.param(
            answered(500, as_json=True, detail="A server error has occurred."),
            True,
            False,
            id="500 of Ascender",
        ),
        pytest.param(answered(501), False, False, id="501"),
        pytest.param(answered(502), True, False, id="502"),
        pytest.param(answered(503), True, False, id="503"),
        pytest.param(answered(503, as_json=True), True, False, id="503 in JSON"),
        pytest.param(answered(504), True, False, id="504"),
        pytest.param(answered(302), True, False, id="upgrade page"),
        pytest.param(answered(400), False, False, id="400"),
        pytest.param(answered(401), False, False, id="401"),
        pytest.param(answered(404), False, False, id="404"),
        pytest.param(answered(409), False, False, id="409"),
        pytest.param(errors.UnexpectedResponse("HTML"), False, False, id="not JSON"),
    ],
)
def test_should_retry_by_method_and_failure(
    method: str, failure: errors.AwxError, reads: bool, writes: bool
) -> None:
    """Writes are retried only where the request certainly never left."""
    assert should_retry(method, failure) is (reads if method in READS else writes)


@pytest.mark.parametrize(
    ("attempt", "jitter", "pause"),
    [
        pytest.param(0, 0.0, 0.25, id="first, no jitter"),
        pytest.param(0, 1.0, 0.5, id="first, all jitter"),
        pytest.param(1, 1.0, 1.0, id="second"),
        pytest.param(3, 0.0, 2.0, id="fourth"),
        pytest.param(4, 1.0, 8.0, id="fifth"),
        pytest.param(5, 1.0, 10.0, id="longest"),
        pytest.param(50, 0.0, 5.0, id="longest, no jitter"),
    ],
)
def test_delay_grows_and_is_bounded(attempt: int, jitter: float, pause: float) -> None:
    assert retry_delay(attempt=attempt, retry_after=None, jitter=jitter) == pause


@pytest.mark.parametrize(
    ("retry_after", "pause"), [(0.0, 0.0), (7.5, 7.5), (60.0, 60.0), (3600.0, 60.0), (-1.0, 0.0)]
)
def test_delay_is_what_the_server_asks_for_up_to_a_bound(retry_after: float, pause: float) -> None:
    assert retry_delay(attempt=3, retry_after=retry_after, jitter=0.9) == pause
