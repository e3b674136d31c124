# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Where tokens live, and whose they are.

Tokens live beside the other resources, or at the gateway before the server; some servers have none
(docs/awx-api.md#servers-without-tokens). Which it is shows when the first request for
tokens is answered.
"""

from __future__ import annotations

import typing as t

from ..api.client import AwxClient
from ..common import errors, json_fields
from ..http.request import RequestAuth
from ..http.response import Response
from ..query.sinks import Row

_Found = t.TypeVar("_Found")

_TEXTS = ("token", "refresh_token", "scope", "description", "created", "expires", "url")
_NUMBERS = ("id", "user", "application")


def at_home(client: AwxClient, use: t.Callable[[str], _Found], path: str | None = None) -> _Found:
    """Return what `use` makes of the path that tokens are below: "" or that of a gateway.

    `use` is called again for a gateway where the API itself has no such page, so that it certainly
    did nothing. With a `path` that the server named there is nothing to find out.
    """
    try:
        return use("")
    except errors.NotFound as exc:
        root = _gateway(client) if exc.is_unknown_path and not path else None
        if root is None:
            raise
    return use(root)


def _gateway(client: AwxClient) -> str | None:
    """Return the path of the gateway's API, None where no gateway is before the server."""
    try:
        return client.endpoints(ask=True).gateway
    except (errors.ApiError, errors.UnexpectedResponse):
        return None
    except errors.AwxError as exc:
        # What asked for tokens was answered: there are none here, so nothing was done.
        exc.sent = False
        raise


def listed(reply: Response) -> list[t.Any]:
    """Return what a list of tokens holds.

    Raises:
        UnexpectedResponse: it is no list.
    """
    rows = json_fields.mapping(reply.json()).get("results")
    if not isinstance(rows, list):
        raise errors.UnexpectedResponse(
            "GET tokens/: the server did not answer with a list of tokens"
        )
    return rows


def checked(row: t.Any) -> Row:
    """Return a token that the server answered: its fields have their types, or are none.

    Raises:
        UnexpectedResponse: it has no id.
    """
    if json_fields.int_or_none(json_fields.mapping(row).get("id")) is None:
        raise errors.UnexpectedResponse("the server answered a token without an id")
    taken: Row = {name: json_fields.str_or_none(row[name]) for name in _TEXTS if name in row}
    taken.update((name, json_fields.int_or_none(row[name])) for name in _NUMBERS if name in row)
    return {**row, **taken}


def no_tokens(exc: errors.NotFound) -> errors.NotFound:
    """Return the error for a server without tokens."""
    return errors.NotFound(
        f"this server has no tokens ({exc.method} {exc.path} is not found); behind a gateway,"
        " tokens are the gateway's. Use awx_username and awx_password (awx_auth: basic or session),"
        " or set awx_host to the gateway, if there is one.",
        status=exc.status,
        method=exc.method,
        path=exc.path,
    )


def caller(
    client: AwxClient, root: str, *, auth: RequestAuth | None = None, until: float | None = None
) -> tuple[int, str | None]:
    """Return the id of the user who asks, and the server's time as its `Date` header has it.

    Raises:
        UnexpectedResponse: the server does not say who asks.
    """
    reply = client.fetch("GET", f"{root}me/", auth=auth, until=until)
    rows = json_fields.list_of_mappings(json_fields.mapping(reply.json()).get("results"))
    user = json_fields.int_or_none(rows[0].get("id")) if len(rows) == 1 else None
    if user is None:
        raise errors.UnexpectedResponse("GET me/: the server did not say who asks")
    return user, reply.headers.get("date")
