# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The expected outcome of each fault, by the kind of request that it affects.

`success` is the same result as without the fault; other names are errors. A read that is affected
once is retried where that may help; one that is always affected fails. A write that the server may
have read is not retried.
"""

from __future__ import annotations

import dataclasses
import typing as t

RIGHT = "success"
WARNED = "success with a warning"


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What comes of a fault; `acts`: the server has acted on the request that is hit."""

    once: str
    always: str
    write: str
    acts: bool = False


def _cut(error: str = "ConnectionFailed", *, acts: bool = True) -> Outcome:
    """The answer did not come: a read is repeated, a write may have happened."""
    return Outcome(RIGHT, error, error, acts)


def _final(error: str, *, acts: bool = False) -> Outcome:
    """The answer is one, and another try would not give a better one."""
    return Outcome(error, error, error, acts)


def _trouble(*, acts: bool = False) -> Outcome:
    """The server, or a proxy before it, cannot answer now."""
    return Outcome(RIGHT, "ServerError", "ServerError", acts)


OUTCOMES: t.Mapping[str, Outcome] = {
    "connection refused": _cut(acts=False),
    "reset before the request was read": _cut(acts=False),
    "reset after the server acted": _cut(),
    "headers cut": _cut(),
    "body cut": _cut(),
    "chunk cut": _cut(),
    "Content-Length too large": _cut(),
    "Content-Length too small": _final("UnexpectedResponse", acts=True),
    "silence": _cut("TimedOut", acts=False),
    "stalled in the body": _cut("TimedOut"),
    # It takes all the time that a request has, so that there is none left to repeat it.
    "slow drip": _final("TimedOut", acts=True),
    "301 to the same path": Outcome(RIGHT, "UnexpectedResponse", "UnexpectedResponse"),
    "302 to another host": _final("UnexpectedResponse"),
    "302 to https": _final("UnexpectedResponse"),
    "302 to the migration page": _trouble(),
    "401": _final("AuthenticationError"),
    "403": _final("PermissionDenied"),
    "404 page": _final("NotFound"),
    "409": _final("Conflict"),
    "413 page": _final("ApiError"),
    "414 page": _final("ApiError"),
    "429": _trouble(),
    "429, Retry-After in seconds": _trouble(),
    "429, Retry-After as a date": _trouble(),
    "500 page": _trouble(),
    "500 page of 10 MB": _trouble(),
    "502 page": _trouble(),
    "502 page after the server acted": _trouble(acts=True),
    "503 page": _trouble(),
    "504 page": _trouble(),
    "504 page after the server acted": _trouble(acts=True),
    "200 login page": _final("UnexpectedResponse"),
    "200 wrong type": _final("UnexpectedResponse"),
    "200 truncated JSON": _final("UnexpectedResponse", acts=True),
    "200 duplicate keys": Outcome(RIGHT, RIGHT, RIGHT, acts=True),
    "200 invalid UTF-8": _final("UnexpectedResponse", acts=True),
    "200 invalid gzip": _final("UnexpectedResponse", acts=True),
    "connection closed after the reply": Outcome(RIGHT, RIGHT, RIGHT, acts=True),
}

# The server says no, and would say so again.
REFUSALS = ("401", "403", "404 page", "409", "413 page", "414 page")
REDIRECTED = ("302 to another host", "302 to https")
HARMLESS = tuple(fault for fault, outcome in OUTCOMES.items() if outcome.always == RIGHT)
ACTING = tuple(
    fault for fault, outcome in OUTCOMES.items() if outcome.acts and fault not in HARMLESS
)

# Whatever is no login page is no login page; a redirect asks the root again where the login is.
_LOGIN_PAGE = {
    **dict.fromkeys(REFUSALS, ("UnexpectedResponse", "UnexpectedResponse")),
    **dict.fromkeys(REDIRECTED, (RIGHT, "UnexpectedResponse")),
    "200 duplicate keys": ("UnexpectedResponse", "UnexpectedResponse"),
}


def _followed(
    once: str, always: str, *, refused: tuple[str, str] | None = None
) -> dict[str, tuple[str, str]]:
    """Return what comes of trouble, and of refusals, for reads that come again anyway."""
    return {
        fault: refused if refused and fault in REFUSALS else (once, always)
        for fault in OUTCOMES
        if fault not in HARMLESS and (refused or fault not in REFUSALS)
    }


# What is over is not hidden by a session that nobody can end. Only a redirect is a logout, and has
# no body; one that is refused in some ways is tried by GET, which is not hit.
_LOGOUT = {
    fault: (RIGHT if outcome.once == RIGHT else WARNED, WARNED)
    for fault, outcome in OUTCOMES.items()
    if fault != "connection closed after the reply"
}
_NO_BODY = ("body cut", "stalled in the body", "slow drip")
_LOGOUT.update(dict.fromkeys(("403", "404 page", *_NO_BODY), (RIGHT, RIGHT)))
_LOGOUT.update(
    dict.fromkeys(("200 duplicate keys", "301 to the same path", "chunk cut"), (WARNED, WARNED))
)

# Where something other comes of a fault than of most requests: by operation, once and always.
OTHERWISE: t.Mapping[str, t.Mapping[str, tuple[str, str]]] = {
    "query, ordered": {
        # It looks as if the list had shifted, so that it is read again.
        "404 page": (RIGHT, "UnexpectedResponse"),
    },
    "root": {
        "404 page": ("UnexpectedResponse", "UnexpectedResponse"),
    },
    "login page": _LOGIN_PAGE,
    "query by session": {
        # A session that has ended is opened once more.
        "401": (RIGHT, "AuthenticationError"),
    },
    "login": {
        # Whatever is no login opens no session, and what needed it was not sent.
        "body cut": (RIGHT, RIGHT),
        "chunk cut": ("UnexpectedResponse", "UnexpectedResponse"),
        "stalled in the body": (RIGHT, RIGHT),
        "slow drip": (RIGHT, RIGHT),
        "301 to the same path": ("UnexpectedResponse", "UnexpectedResponse"),
        "200 duplicate keys": ("UnexpectedResponse", "UnexpectedResponse"),
    },
    "token revoke": dict.fromkeys(ACTING, (RIGHT, RIGHT)),
    "token revoke as application": dict.fromkeys(ACTING, (RIGHT, RIGHT)),
    "launch, preflight": {
        "404 page": ("NoMatch", "NoMatch"),
    },
    "launch": dict.fromkeys(ACTING, (WARNED, WARNED)),
    # Waiting goes on until its time is over.
    "poll": _followed(RIGHT, "WaitTimeout")
    | {
        "slow drip": ("WaitTimeout", "WaitTimeout"),
        "404 page": (RIGHT, RIGHT),
    },
    # The job matters, not what is seen of it: the next look reads on where the last one ended.
    "live output": _followed(RIGHT, WARNED, refused=(WARNED, WARNED)),
    "live output of a workflow": _followed(RIGHT, WARNED, refused=(RIGHT, WARNED)),
    "progress": _followed(RIGHT, RIGHT, refused=(RIGHT, RIGHT)),
    "logout": _LOGOUT,
    "cancel": {
        # The job is looked at; it shows whether it was asked to cancel.
        fault: (RIGHT, RIGHT) if outcome.acts else ("CancelFailed", "CancelFailed")
        for fault, outcome in OUTCOMES.items()
    },
}
