# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Find the token that a text belongs to: proven, or not at all.

The API neither shows nor finds tokens by their text. But AWX records when a token was last used,
once the request is done, and lists can be filtered by that. So a request that a token signs can be
seen in the list of its user's tokens, and identifies it if no other token was used meanwhile.
"""

from __future__ import annotations

from ..api.client import AwxClient
from ..auth.authenticators import BearerAuth
from ..common import errors
from ..http import dates
from ..http.request import RequestAuth
from ..schema.limits import MAX_PAGE_SIZE
from .tokens_endpoint import Row, caller, list_tokens, with_token_root

# One pass proves it where all clocks of the server agree; the nodes of a cluster may differ.
_PROOFS = 2
_MAX_PASSES = 6

# The server's `Date` has whole seconds: what it dates is over when the next second has begun.
_SECOND = 1.0

INSTEAD = "Give its token_id, or the mapping that awx_token returned."


def find(client: AwxClient, text: str) -> Row | None:
    """Return the token with this text; None if the server does not accept it any more.

    In each pass exactly one token of the user must have been used since the pass began.

    Raises:
        LookupFailed: other tokens of the user are in use, or the server records no use in time.
    """
    auth = BearerAuth(text)
    try:
        return with_token_root(client, lambda root: _find(client, root, auth))
    except errors.AuthenticationError:
        return None


def _find(client: AwxClient, root: str, auth: RequestAuth) -> Row:
    user, date = caller(client, root, auth=auth)
    proofs: list[Row] = []
    why = "the server does not record its use in time, perhaps because its clocks differ"
    for _pass in range(_MAX_PASSES):
        since = dates.after(date, _SECOND)
        if since is None:
            why = "the server sends no Date header"
            break
        client.clock.sleep(_SECOND)
        params = [("user", str(user)), ("last_used__gte", since), ("page_size", "10")]
        pages = [list_tokens(client, root, params, auth=auth) for _request in range(2)]
        date = pages[-1][1]
        # A superuser's list has the tokens of everybody, if the filter is ignored.
        before, used = ([row for row in rows if row.get("user") == user] for rows, _date in pages)
        if used:
            why = "other tokens of the same user are in use"
        if before or len(used) != 1 or (proofs and proofs[0]["id"] != used[0]["id"]):
            proofs = []
            continue
        proofs += used
        if len(proofs) == _PROOFS:
            return used[0]
    raise errors.LookupFailed(f"the token cannot be distinguished from others: {why}. {INSTEAD}")


def find_new(client: AwxClient, text: str) -> Row:
    """Return the token with this text, which was just created and has never been used.

    It is the one that is unused in a list that it signs, and no longer in the next one.

    Raises:
        LookupFailed: more tokens, or none, were used for the first time meanwhile.
    """
    return with_token_root(client, lambda root: _find_new(client, root, BearerAuth(text)))


def _find_new(client: AwxClient, root: str, auth: RequestAuth) -> Row:
    params = [("last_used__isnull", "true"), ("order_by", "-id"), ("page_size", str(MAX_PAGE_SIZE))]
    sent = client.requests
    before, _date = list_tokens(client, root, params, auth=auth)
    # A repeated request shows what the first one did.
    is_first_use = client.requests - sent == 1
    unused = {row["id"] for row in list_tokens(client, root, params, auth=auth)[0]}
    used = [row for row in before if row["id"] not in unused]
    if len(used) != 1 or not is_first_use:
        raise errors.LookupFailed(
            "the new token cannot be distinguished from others that are in use"
        )
    return used[0]
