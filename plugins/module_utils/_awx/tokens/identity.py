# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Which token a text belongs to: told for certain, or not at all.

The API neither shows nor finds tokens by their text. But AWX notes when a token is used, once the
request is done, and lists can be filtered by that. So a request that a token signs can be seen in
the list of its user's tokens, and tells which one it is if no other token was used meanwhile.
"""

from __future__ import annotations

from ..api.client import AwxClient
from ..auth.schemes import BearerAuth
from ..common import errors
from ..http import dates
from ..http.request import RequestAuth
from ..http.urls import Params
from ..query.sinks import Row
from ..schema.limits import MAX_PAGE_SIZE
from .endpoint import at_home, caller, checked, listed

# One look proves it where all clocks of the server agree; the nodes of a cluster may differ.
_PROOFS = 2
_MAX_LOOKS = 6

# The server's `Date` has whole seconds: what it dates is over when the next second has begun.
_SECOND = 1.0


_INSTEAD = "Give its token_id, or the mapping that awx_token returned."


def find(client: AwxClient, text: str) -> Row | None:
    """Return the token of which only its text is known; None if the server takes it no longer.

    In each look exactly one token of the user must have been used since the look began.

    Raises:
        LookupFailed: other tokens of the user are in use, or the server notes no use in time.
    """
    auth = BearerAuth(text)
    try:
        return at_home(client, lambda root: _find(client, root, auth))
    except errors.AuthenticationError:
        return None


def _find(client: AwxClient, root: str, auth: RequestAuth) -> Row:
    user, date = caller(client, root, auth=auth)
    agreed: list[Row] = []
    is_seen = False
    for _look in range(_MAX_LOOKS):
        since = dates.after(date, _SECOND)
        if since is None:
            raise errors.LookupFailed(
                "the server does not say what time it is (no Date header), so that the token cannot"
                f" be told from others. {_INSTEAD}"
            )
        client.clock.sleep(_SECOND)
        params = [("user", str(user)), ("last_used__gte", since), ("page_size", "10")]
        before, _date = _rows(client, root, params, auth, user)
        used, date = _rows(client, root, params, auth, user)
        is_seen = is_seen or bool(used)
        if before or len(used) != 1 or (agreed and agreed[0]["id"] != used[0]["id"]):
            agreed = []
            continue
        agreed += used
        if len(agreed) == _PROOFS:
            return used[0]
    if not is_seen:
        raise errors.LookupFailed(
            "the server does not show that the token is used, perhaps since its clocks differ, so"
            f" that it cannot be told from others. {_INSTEAD}"
        )
    raise errors.LookupFailed(
        "the token cannot be told from other tokens of the same user that are in use just now."
        f" {_INSTEAD}"
    )


def find_new(client: AwxClient, text: str) -> Row:
    """Return the token that was just created and has never been used, of which the text is known.

    It is the one that is unused in a list that it signs, and no longer in the next one.

    Raises:
        LookupFailed: more tokens, or none, were used for the first time meanwhile.
    """
    return at_home(client, lambda root: _find_new(client, root, BearerAuth(text)))


def _find_new(client: AwxClient, root: str, auth: RequestAuth) -> Row:
    params = [
        ("last_used__isnull", "true"),
        ("order_by", "-id"),
        ("page_size", str(MAX_PAGE_SIZE)),
    ]
    sent = client.requests
    before, _date = _rows(client, root, params, auth)
    # A repeated request shows what the first one did.
    is_first_use = client.requests - sent == 1
    unused = {row["id"] for row in _rows(client, root, params, auth)[0]}
    used = [row for row in before if row["id"] not in unused]
    if len(used) != 1 or not is_first_use:
        raise errors.LookupFailed("the new token cannot be told from others that are in use")
    return used[0]


def _rows(
    client: AwxClient, root: str, params: Params, auth: RequestAuth, user: int | None = None
) -> tuple[list[Row], str | None]:
    """Return the tokens on a page, of `user` if given, and the server's time."""
    reply = client.fetch("GET", f"{root}tokens/", params=params, auth=auth)
    rows = [checked(row) for row in listed(reply)]
    # A superuser's list has the tokens of everybody, if the filter is not heard.
    own = [row for row in rows if user is None or row.get("user") == user]
    return own, reply.headers.get("date")
