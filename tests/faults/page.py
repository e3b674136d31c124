# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Print the outcomes of all faults as a page: `python -m tests.faults.page > docs/faults.md`."""

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

# What comes of faults

Each operation is run through a proxy that does one of these things to one of its requests, and must end as this table says
(`tests/faults/`). The operations, by the request that is hit: query, first page; query, later page; query, ordered; query by session;
object; events; root; login page; login; logout; token create; token by password; token refresh; token revoke; token revoke as
application; launch, preflight; launch; wait; poll; live output; live output of a workflow; progress; cancel.

*Right* is the result that there is without the fault; everything else is one clear error, within its deadline. A read
that is hit once is sent again where that may help; one that is hit every time ends in an error. A write that may have been read is not
sent again, and nothing is done twice. No secret is shown, and no session, thread or connection is left, but for those that are named below.

| fault | the server acted | read, hit once | read, hit always | write |
|---|---|---|---|---|
"""  # noqa: E501

WORDS = """
Words that others use for some of these: a *redirect loop* is "301 to the same path" that hits always, and a redirect *to the slash* is the
same, since every path that is asked for ends with one. A server that *closes idle connections* is "connection closed after the reply". In
a *slow drip* a body comes a byte at a time, so that the server is never silent for long: a reply has one deadline as a whole, ten times
`request_timeout`, or less where a task waits for less. *401 in the middle of a walk* is "query, later page" and "query by session".

## Where it is otherwise

These operations have an outcome of their own for some faults; for a write, *hit always* says nothing else than *hit once*.

| operation | fault | hit once | hit always |
|---|---|---|---|
"""  # noqa: E501

AFTERWARDS = """
*Right, with a warning* is a launch whose job was found and adopted, and a job whose output is shown no further: what is shown is a
beginning of it, with no line lost or doubled, and the task ends as the job does; and a session that could not be logged out.

## What is left, and what to do

| lost answer | what the task does | what may be left |
|---|---|---|
| to a launch | looks for its job, and adopts it if it is the only one that fits | a job that appears only after 30 s, or is one of several: the error names them |
| to a cancellation | looks at the job | nothing |
| to the revocation of a token | looks whether the token is still there | nothing |
| to the creation of a token | fails; looks for tokens that fit, that came since then, and that nobody has used | a token that nobody can use: the error names its id, for `awx_token` with `state: absent`. It is not revoked by itself: another task may have got one just like it |
| to a refresh grant | fails; asks whether the old token still works | a token that nobody can use, if it does not; the error says how to find it |
| to a login | logs in again, where the request that needed it may be sent again | a session that nobody has, until it has been idle for half an hour |
| to a logout | logs out again, for at most `request_timeout`, and warns if that fails | a session, until it has been idle for half an hour |

## Credentials that end in the middle

| what happens during a walk (`tests/faults/test_credentials.py`) | outcome |
|---|---|
| the session is ended, once | right, with one more login, also where several requests are in flight; no session is left |
| the session is ended before every request | `AuthenticationError` after one more login |
| the password is changed | `AuthenticationError`: the login is refused |
| the token is revoked | `AuthenticationError`, once; nothing is asked again |

A session that ends while the server is at work on a request of it is answered with a page and 400, not with 401. A read is then asked for
again. A write may have been done: it is treated like one whose answer was lost.

## A server that is killed

The server's process is killed (`kill -9`), and another one started on the same database (`tests/faults/test_kills.py`).

| when | outcome |
|---|---|
| twice during a walk, four requests in flight | right: each row once |
| at a launch, before it was read | `ConnectionFailed`, no job |
| at a launch, once it has acted | right, with a warning: the one job is adopted |
| at a launch, somewhere in between | one job, or `ConnectionFailed` and none |
| at the creation of a token, once it has acted | `ConnectionFailed` with the token's id |
| at the revocation of a token, once it has acted | right |
| a playbook that walks and launches | right; no session or token is left, and no job but the one that was launched |
"""  # noqa: E501

_GROUPS: t.Mapping[frozenset[str], str] = {
    frozenset(REFUSALS): "401, 403, 404, 409, 413, 414",
    frozenset({*ACTING, *HARMLESS}): "the server acted",
    frozenset(OUTCOMES) - {*ACTING, *HARMLESS}: "the server did not act",
    frozenset(ACTING): "the server acted, and its answer was lost",
    frozenset(REDIRECTED): "302 to another host or to https",
    frozenset(HARMLESS): "those that harm nothing",
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
    return f"every other (but {'; '.join(words)})" if words else "every other"


def _shown(outcome: str) -> str:
    return outcome if outcome in (RIGHT, WARNED) else f"`{outcome}`"


if __name__ == "__main__":
    print(page(), end="")
