# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The endpoint of tokens: beside the other resources, or at the gateway before the server.

Some servers have no tokens (docs/awx-api.md#servers-without-tokens). The response to the first
request for tokens shows which case applies.
"""

from __future__ import annotations

import typing as t

from ..api.client import AwxClient
from ..common import errors, json_fields
from ..http.request import RequestAuth
from ..http.urls import Params

Row = dict[str, t.Any]
_Result = t.TypeVar("_Result")

_TEXTS = ("token", "refresh_token", "scope", "description", "created", "expires", "url")
_NUMBERS = ("id", "user", "application")


def with_token_root(
    client: AwxClient, use: t.Callable[[str], _Result], path: str | None = None
) -> _Result:
    """Return what `use` returns for the path that tokens are below: "", or that of a gateway.

    `use` is called again for a gateway where the API itself has no such page, so that it certainly
    did nothing. With the `path` of a token as the server returned it no gateway is looked for.

    Raises:
        NotFound: the server has no tokens, or not the one that `use` requests.
    """
    try:
        try:
            return use("")
        except errors.NotFound as exc:
            root = _gateway(client) if exc.is_unknown_path and not path else None
            if root is None:
                raise
        return use(root)
    except errors.NotFound as exc:
        if not exc.is_unknown_path:
            raise
        raise no_tokens(exc) from None


def _gateway(client: AwxClient) -> str | None:
    """Return the path of the gateway's API, None where no gateway is before the server."""
    try:
        return client.endpoints(from_server=True).gateway
    except (errors.ApiError, errors.UnexpectedResponse):
        return None
    except errors.AwxError as exc:
        # The request for tokens got a response: there are none here, so nothing was done.
        exc.sent = False
        raise


def no_tokens(exc: errors.NotFound) -> errors.NotFound:
    """Return the error for a server without tokens."""
    return exc.converted(
        errors.NotFound,
        f"this server has no tokens ({exc.method} {exc.path} is not found); behind a gateway,"
        " tokens are the gateway's. Use awx_username and awx_password (awx_auth: basic or session),"
        " or set awx_host to the gateway, if there is one.",
    )


def list_tokens(
    client: AwxClient,
    root: str,
    params: Params,
    *,
    auth: RequestAuth | None = None,
    until: float | None = None,
) -> tuple[list[Row], str | None]:
    """Return the tokens on a page of the list, and the `Date` header.

    Raises:
        UnexpectedResponse: it is no list of tokens.
    """
    response = client.fetch("GET", f"{root}tokens/", params=params, auth=auth, until=until)
    rows = json_fields.mapping(response.json()).get("results")
    if not isinstance(rows, list):
        raise errors.UnexpectedResponse("GET tokens/: the server did not return a list of tokens")
    return [checked(row) for row in rows], response.headers.get("date")


def checked(row: t.Any) -> Row:
    """Return a token of a response; fields of a wrong type are null.

    Raises:
        UnexpectedResponse: it has no id.
    """
    if json_fields.int_or_none(json_fields.mapping(row).get("id")) is None:
        raise errors.UnexpectedResponse("the server returned a token without an id")
    fields: Row = {name: json_fields.str_or_none(row[name]) for name in _TEXTS if name in row}
    fields.update((name, json_fields.int_or_none(row[name])) for name in _NUMBERS if name in row)
    return {**row, **fields}


def caller(
    client: AwxClient, root: str, *, auth: RequestAuth | None = None, until: float | None = None
) -> tuple[int, str | None]:
    """Return the id of the user who sends the request, and the `Date` header.

    Raises:
        UnexpectedResponse: it is not one user.
    """
    response = client.fetch("GET", f"{root}me/", auth=auth, until=until)
    rows = json_fields.list_of_mappings(json_fields.mapping(response.json()).get("results"))
    user = json_fields.int_or_none(rows[0].get("id")) if len(rows) == 1 else None
    if user is None:
        raise errors.UnexpectedResponse("GET me/: the server did not return the current user")
    return user, response.headers.get("date")
