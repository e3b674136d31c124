# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""What became of a token when an answer was lost: looked up where that shows it, and said.

A token whose creation was not answered is of no use, since only that answer held its text. It is
not asked for again: there might be two then. And it is not revoked here: another task of the user
may have got a token just like it at the same moment, and to take that one away would be worse than
one that nobody can use. So the error names it, and says how to revoke it.
"""

from __future__ import annotations

import typing as t

from ..api.client import AwxClient
from ..common import errors, json_fields
from ..common.truncate import one_line
from ..http import dates
from ..http.request import RequestAuth
from ..query.sinks import Row
from .endpoint import at_home, caller, listed

# A slow server may be creating the token for so many seconds after the connection broke; one that
# starts again takes longer to answer at all.
_LOOKING = 5.0
_PATIENCE = 30.0
_FIRST_PAUSE = 1.0
_GROWTH = 2.0

# Seconds: `Date` has no fractions, and the servers of a cluster may differ by one.
_TOLERANCE = 2.0

_MOST_CANDIDATES = 10

_SENT_ONCE = "The token was asked for once, and is not asked for again; the answer was lost."
_REVOKE = "Revoke it with awx_token: state: absent, token_id"
_LOOK = (
    "Look for it with awx_query: resource: tokens, order_by: -id, limit: 5, and revoke it with"
    " awx_token: state: absent, token_id."
)


def of_creation(
    client: AwxClient,
    lost: errors.AwxError,
    *,
    fits: t.Mapping[str, t.Any],
    began: float,
    auth: RequestAuth | None = None,
) -> errors.AwxError:
    """Return the error about a token that was asked for at `began` on the clock, unanswered.

    It names the tokens that the request may have made: those that have what `fits` says, were
    created since then, and that nobody has used. `sign` signs instead of the client's own
    credentials, if the token is another user's.
    """
    try:
        found = _candidates(client, fits, began, auth)
    except errors.AwxError as exc:
        return lost.explained(
            f"{_SENT_ONCE} It may exist, and could not be looked for ({exc}). {_LOOK}"
        )
    if not found:
        return lost.explained(
            f"{_SENT_ONCE} No such token appeared within {_LOOKING:g} s, but one may still come."
            f" {_LOOK}"
        )
    named = ", ".join(_named(row) for row in found)
    if len(found) == 1:
        return lost.explained(
            f"{_SENT_ONCE} It made {named}, as it seems: nobody has used that one, and nobody knows"
            f" its text. {_REVOKE}: {found[0]['id']}."
        )
    return lost.explained(
        f"{_SENT_ONCE} It made one of these, as it seems, which nobody has used yet: {named}."
        f" {_REVOKE}, unless another task has just got it."
    )


def _named(row: Row) -> str:
    description = one_line(row.get("description") or "")
    called = f" '{description}'" if description else ""
    return f"token {row['id']}{called} (created {one_line(row.get('created'))})"


def _candidates(
    client: AwxClient, fits: t.Mapping[str, t.Any], began: float, auth: RequestAuth | None
) -> list[Row]:
    """Return the tokens that fit, as soon as there are any; none when the time to look is over."""
    clock = client.clock.now
    latest = deadline = clock() + _PATIENCE
    pause = _FIRST_PAUSE
    while True:
        trouble: errors.AwxError | None = None
        found: list[Row] = []
        try:
            rows = at_home(client, lambda root: _unused(client, root, began, auth, latest))
            found = [row for row in rows if all(row.get(name) == fits[name] for name in fits)]
            deadline = min(deadline, clock() + _LOOKING)
        except (errors.ConnectionFailed, errors.ServerError) as exc:
            trouble = exc
        left = (latest if trouble else deadline) - clock()
        if found or left <= 0:
            break
        client.clock.sleep(min(pause, left))
        pause *= _GROWTH
    if trouble is not None:
        raise trouble
    return found


def _unused(
    client: AwxClient, root: str, began: float, auth: RequestAuth | None, deadline: float
) -> list[Row]:
    """Return the caller's newest tokens that came since `began` and that nobody has used."""
    user, date = caller(client, root, auth=auth, until=deadline)
    since = dates.before(date, client.clock.now() - began + _TOLERANCE)
    params = [
        ("user", str(user)),
        ("created__gte", since),
        ("last_used__isnull", "true"),
        ("order_by", "-id"),
        ("page_size", str(_MOST_CANDIDATES)),
    ]
    reply = client.fetch("GET", f"{root}tokens/", params=params, auth=auth, until=deadline)
    return [
        row
        for row in json_fields.list_of_mappings(listed(reply))
        if row.get("user") == user and json_fields.int_or_none(row.get("id")) is not None
    ]


# -- Revocations -----------------------------------------------------------------------------


def settled(
    client: AwxClient, lost: errors.AwxError, what: str, is_there: t.Callable[[], bool]
) -> bool:
    """Return whether a token is still there after the answer to its revocation was lost.

    Raises:
        AwxError: `lost` itself, saying that it could not be looked for.
    """
    client.log(f"the answer to the revocation was lost; {what} is looked for: {lost}")
    try:
        return is_there()
    except errors.AwxError as exc:
        raise lost.explained(
            f"Whether {what} is revoked is not known: it could not be looked for ({exc}). Run the"
            " task again: a token that is gone already is fine."
        ) from None


def of_revocation(lost: errors.AwxError, what: str) -> errors.AwxError:
    """Return the error about a token that is still there after its revocation was not answered."""
    return lost.explained(
        f"It was sent once, and {what} is still there. Run the task again: to revoke it twice does"
        " no harm."
    )
