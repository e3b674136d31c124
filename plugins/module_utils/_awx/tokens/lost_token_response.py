# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Find out whether a token was created or revoked when the response was lost.

A token whose creation got no response is of no use, since only that response held its text. It is
not requested again: there might be two then. And it is not revoked here: another task of the user
may have got a token just like it at the same moment, and to revoke that one would be worse than one
that nobody can use. So the error names it, and says how to revoke it.
"""

from __future__ import annotations

import typing as t

from ..api import lost_response
from ..api.client import AwxClient
from ..common import errors
from ..common.message_text import one_line
from ..http import dates
from ..http.request import RequestAuth
from .tokens_endpoint import Row, caller, list_tokens, with_token_root

# A slow server may create the token some seconds after the connection broke; one that restarts
# takes longer to respond at all.
_TIMEOUT = 5.0
_OUTAGE_TIMEOUT = 30.0

# Seconds: `Date` has no fractions, and the servers of a cluster may differ by one.
_TOLERANCE = 2.0

_MAX_CANDIDATES = 10

_SENT_ONCE = "The request was sent once and is not repeated; its response was lost."
_FIND_IT = (
    "Find it with awx_query: resource: tokens, order_by: -id, limit: 5, and revoke it with"
    " awx_token: state: absent, token_id."
)


def explain_creation(
    client: AwxClient,
    lost: errors.AwxError,
    *,
    fields: t.Mapping[str, t.Any],
    began: float,
    auth: RequestAuth | None = None,
) -> errors.AwxError:
    """Return the error about a token that was requested at `began` on the clock.

    It names the tokens that the request may have made: those that have these `fields`, were created
    since then, and that nobody has used. `auth` signs instead of the client's own credentials, if
    the token is another user's.

    Raises:
        AwxError: `lost` itself, if no token was made, or that could not be checked.
    """

    def find(until: float) -> list[Row] | None:
        rows = with_token_root(client, lambda root: _unused(client, root, began, auth, until))
        return [
            row for row in rows if all(row.get(name) == fields[name] for name in fields)
        ] or None

    found = lost_response.check(
        client,
        lost,
        lambda: lost_response.poll(client, find, timeout=_TIMEOUT, outage_timeout=_OUTAGE_TIMEOUT),
        unknown=f"{_SENT_ONCE} Whether a token was created is not known",
        advice=_FIND_IT,
    )
    if not found:
        result = f"No new token appeared within {_TIMEOUT:g} s, but one may still do. {_FIND_IT}"
    else:
        result = (
            f"It probably created {' or '.join(map(_title, found))}, which is unused, and whose"
            " text nobody has. Revoke it with awx_token: state: absent, token_id:"
            f" {' or '.join(str(row['id']) for row in found)}"
            f"{', unless another task has just created it' if len(found) > 1 else ''}."
        )
    return lost.explained(f"{_SENT_ONCE} {result}")


def _title(row: Row) -> str:
    description = one_line(row.get("description") or "")
    name = f" '{description}'" if description else ""
    return f"token {row['id']}{name} (created {one_line(row.get('created'))})"


def _unused(
    client: AwxClient, root: str, began: float, auth: RequestAuth | None, until: float
) -> list[Row]:
    """Return the user's newest tokens that were created since `began` and that nobody has used."""
    user, date = caller(client, root, auth=auth, until=until)
    since = dates.before(date, client.clock.now() - began + _TOLERANCE)
    params = [
        ("user", str(user)),
        ("created__gte", since),
        ("last_used__isnull", "true"),
        ("order_by", "-id"),
        ("page_size", str(_MAX_CANDIDATES)),
    ]
    rows, _date = list_tokens(client, root, params, auth=auth, until=until)
    return [row for row in rows if row.get("user") == user]


def check_revocation(
    client: AwxClient, lost: errors.AwxError, what: str, exists: t.Callable[[], bool]
) -> None:
    """Return if a token is gone after the response to its revocation was lost.

    Raises:
        AwxError: `lost` itself: it exists, or that could not be checked.
    """
    again = "Run the task again: revoking a token twice does no harm."
    unknown = f"Whether {what} is revoked is not known"
    if lost_response.check(client, lost, exists, unknown=unknown, advice=again):
        raise lost.explained(f"The request was sent once, and {what} still exists. {again}")
