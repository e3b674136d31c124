# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Print the page on behaviour under failures: `python -m tests.faults.page > docs/failures.md`."""

from __future__ import annotations

import typing as t

from tests.faults.outcomes import (
    ACTING,
    HARMLESS,
    OTHERWISE,
    OUTCOMES,
    REDIRECTED,
    REFUSALS,
    RIGHT,
    WARNED,
)

HEAD = """<!--
Copyright (c) 2026, the steward.awx developers
GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
SPDX-License-Identifier: GPL-3.0-or-later
-->

# Behaviour under failures

This page shows how operations end if a request fails. Each operation is run through a proxy that injects a fault into one of its requests
(`tests/faults/`). The operations, by the affected request: query, first page; query, later page; query, ordered; query by session;
object; events; root; login page; login; logout; token create; token by password; token refresh; token revoke; token revoke as
application; launch, preflight; launch; wait; poll; live output; live output of a workflow; progress; cancel.

*success* is the same result as without the fault. In all other cases the task fails with the error shown, before its deadline. A read request
that fails once is retried if that may help; if it always fails, the operation fails. A write request that the server may have received is
not sent again, so that nothing is done twice. No secrets are shown, and no sessions, threads or connections are left behind, except as
documented below.

| Fault | Request processed by the server | Read, fault occurs once | Read, fault occurs always | Write |
|---|---|---|---|---|
"""  # noqa: E501

WORDS = """
Other common failures are covered by these faults: a *redirect loop* is "301 to the same path" that occurs always, as is a *redirect to the path
with a trailing slash*, since all requested paths end with one. A server that *closes idle connections* is "connection closed after the reply". In
a *slow drip* the body arrives one byte at a time, so that the server is never silent for long: a response has a total deadline of ten times
`request_timeout`, or less if the timeout of the task is shorter. *401 while a list is read* is "query, later page" and "query by session".

## Exceptions

Some operations have a different outcome for some faults. For write requests it does not matter whether the fault occurs once or always.

| Operation | Fault | Occurs once | Occurs always |
|---|---|---|---|
"""  # noqa: E501

AFTERWARDS = """
*success with a warning* means one of the following: the job of a launch was found and adopted; the output of a job is not shown to its end (the part
that is shown has no missing or duplicate lines, and the result of the task is that of the job); a session could not be logged out.

## What can be left behind

| Lost response | Behaviour of the task | What can be left behind |
|---|---|---|
| to a launch | searches for the job, and adopts it if it is the only one that matches | a job that appears only after 30 s, or is one of several matching jobs; the error lists them |
| to a cancellation | checks the status of the job | nothing |
| to the revocation of a token | checks whether the token still exists | nothing |
| to the creation of a token | fails; searches for matching tokens that were created since then and were never used | an unused token; the error contains its id for `awx_token` with `state: absent`. It is not revoked automatically, since another task may have created a token just like it |
| to a refresh grant | fails; checks whether the old token is still valid | an unused token if the old one is not valid; the error explains how to find it |
| to a login | logs in again if the request that needs the session can be sent again | a session that expires after half an hour |
| to a logout | logs out again for up to `request_timeout`, and shows a warning if that fails | a session that expires after half an hour |

## Credentials that become invalid

| Event while a list is read (`tests/faults/test_credentials.py`) | Outcome |
|---|---|
| the session ends once | success after another login, also with several concurrent requests; no session is left behind |
| the session ends before every request | `AuthenticationError` after another login |
| the password is changed | `AuthenticationError`: the login is refused |
| the token is revoked | `AuthenticationError`, once; no request is retried |

If a session ends while the server is processing a request, AWX responds with an HTML page and status 400 instead of 401. A read request is retried
in this case. A write request may have been processed; it is treated like a write request whose response was lost.

## Server crashes

The process of the server is killed (`kill -9`), and another one is started with the same database (`tests/faults/test_kills.py`).

| Event | Outcome |
|---|---|
| twice while a list is read with four concurrent requests | success; each row is returned once |
| at a launch, before the request was read | `ConnectionFailed`, no job |
| at a launch, after the request was processed | success with a warning; the job is adopted |
| at a launch, at any time in between | one job, or `ConnectionFailed` and no job |
| at the creation of a token, after the request was processed | `ConnectionFailed` with the id of the token |
| at the revocation of a token, after the request was processed | success |
| during a playbook with queries and launches | success; no session, token or additional job is left behind |
"""  # noqa: E501

_GROUPS: t.Mapping[frozenset[str], str] = {
    frozenset(REFUSALS): "401, 403, 404, 409, 413, 414",
    frozenset({*ACTING, *HARMLESS}): "the request was processed",
    frozenset(OUTCOMES) - {*ACTING, *HARMLESS}: "the request was not processed",
    frozenset(ACTING): "the request was processed, and the response was lost",
    frozenset(REDIRECTED): "302 to another host or to https",
    frozenset(HARMLESS): "harmless ones",
}
_ALL = frozenset(OUTCOMES)
# An outcome of more faults than this is said last, as that of every other one.
_FEW = 10


def page() -> str:
    """Return the page."""
    rows = [
        f"| {fault} | {'yes' if outcome.acts else 'no'} | {_shown(outcome.once)}"
        f" | {_shown(outcome.always)} | {_shown(outcome.write)} |"
        for fault, outcome in OUTCOMES.items()
    ]
    others = [
        f"| {operation} | {fault} | {_shown(once)} | {_shown(always)} |"
        for operation, faults in OTHERWISE.items()
        for fault, (once, always) in _grouped(faults)
    ]
    return HEAD + "\n".join(rows) + "\n" + WORDS + "\n".join(others) + "\n" + AFTERWARDS


def _grouped(faults: t.Mapping[str, tuple[str, str]]) -> t.Iterator[tuple[str, tuple[str, str]]]:
    """Yield faults with their outcomes, those that end alike as one."""
    alike: dict[tuple[str, str], list[str]] = {}
    for fault, outcome in faults.items():
        alike.setdefault(outcome, []).append(fault)
    groups = sorted(alike.items(), key=lambda item: len(item[1]))
    for outcome, group in groups:
        known = _GROUPS.get(frozenset(group))
        if known is None and len(group) > _FEW and group is groups[-1][1]:
            known = _every_other(_ALL - faults.keys())
        yield known or ", ".join(group), outcome


def _every_other(usual: frozenset[str]) -> str:
    """Name all faults but those that were named before, and those that end as usual."""
    words = [name for group, name in _GROUPS.items() if group <= usual]
    return f"all others (except {'; '.join(words)})" if words else "all others"


def _shown(outcome: str) -> str:
    return outcome if outcome in (RIGHT, WARNED) else f"`{outcome}`"


if __name__ == "__main__":
    print(page(), end="")
