# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Find out what a write did when its response was lost: it is sent once, and never repeated."""

from __future__ import annotations

import typing as t

from ..common import errors
from .client import AwxClient

_FIRST_PAUSE = 1.0
_PAUSE_GROWTH = 2.0

_Result = t.TypeVar("_Result")


def check(
    client: AwxClient,
    lost: errors.AwxError,
    read: t.Callable[[], _Result],
    *,
    unknown: str,
    advice: str,
) -> _Result:
    """Return what `read` finds on the server after the response to a write was `lost`.

    `unknown` is the start of the error message if that fails: a phrase for what is not known.

    Raises:
        AwxError: `lost` itself: the write certainly did nothing, or `read` failed.
    """
    if not lost.may_have_acted:
        raise lost
    client.log(f"the response was lost; checking what the request did: {lost}")
    try:
        return read()
    except (errors.AwxError, OSError) as exc:
        raise lost.explained(f"{unknown}, and could not be checked ({exc}). {advice}") from None


def poll(
    client: AwxClient,
    find: t.Callable[[float], _Result | None],
    *,
    timeout: float,
    outage_timeout: float,
) -> _Result | None:
    """Return the result of `find`, or None if empty `timeout` seconds after the first response.

    A slow server may still be working, so `find` is called repeatedly, with the deadline for its
    requests. A server that does not respond at all is given `outage_timeout` seconds.

    Raises:
        AwxError: the last failure of `find`, or a failure that is not transient.
    """
    now = client.clock.now
    latest = deadline = now() + outage_timeout
    pause = _FIRST_PAUSE
    while True:
        failure: errors.AwxError | None = None
        try:
            found = find(latest)
            if found is not None:
                return found
            deadline = min(deadline, now() + timeout)
        except (errors.ConnectionFailed, errors.ServerError, errors.UnexpectedResponse) as exc:
            failure = exc
        left = (latest if failure else deadline) - now()
        if left <= 0:
            break
        client.clock.sleep(min(pause, left))
        pause *= _PAUSE_GROWTH
    if failure is not None:
        raise failure
    return None
