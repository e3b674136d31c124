# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""OAuth2 tokens: make one, and revoke exactly the one that is meant."""

from __future__ import annotations

import dataclasses
import typing as t

from . import errors
from .auth import BasicAuth, BearerAuth
from .client import AwxClient

# The fields of a token that a playbook needs; `token` and `refresh_token` are secret.
_FIELDS = (
    "id",
    "token",
    "refresh_token",
    "scope",
    "description",
    "expires",
    "user",
    "application",
    "url",
)

SCOPES = ("read", "write")

# How often a token must be seen as the one used last before it is taken for the one in hand.
_PROOFS = 3
_MOST_LOOKS = 10


@dataclasses.dataclass(frozen=True)
class NewToken:
    """What a new token shall be: `application` is an id, None for a personal access token."""

    description: str = ""
    scope: str = "write"
    application: int | None = None


def create(client: AwxClient, new: NewToken) -> dict[str, t.Any]:
    """Create a token of the caller's own and return it: its `token` is never shown again.

    The request is not repeated when its fate is unknown, and the error then says so.

    Raises:
        PermissionDenied: also for users of an external login service, explained.
        NotFound: the server has no tokens.
    """
    body: dict[str, t.Any] = {"description": new.description, "scope": new.scope}
    if new.application is not None:
        body["application"] = new.application
    try:
        created = client.post("tokens/", body)
    except errors.NotFound as exc:
        raise _no_tokens(exc) from None
    except errors.PermissionDenied as exc:
        raise _explained_refusal(exc) from None
    except (errors.ConnectionFailed, errors.ServerError) as exc:
        if exc.may_have_acted:
            raise exc.explained(
                "Whether the token was created is not known; it was not asked for again. Look for"
                " it with awx_query: resource: tokens, filters: {description:"
                f" '{new.description}'}}."
            ) from None
        raise
    if not isinstance(created, dict) or not created.get("token") or "id" not in created:
        raise errors.UnexpectedReply(
            "POST tokens/: the server created a token, but did not show it"
        )
    return {name: created.get(name) for name in _FIELDS}


def exists(client: AwxClient, token_id: int) -> bool:
    """Return whether there is a token with this id that the caller may see."""
    try:
        client.get(f"tokens/{token_id}/")
    except errors.NotFound as exc:
        if exc.errors is None:
            raise _no_tokens(exc) from None
        return False
    return True


def revoke(client: AwxClient, token_id: int) -> bool:
    """Revoke the token with this id; return False if there is none (any more).

    A token of scope read cannot revoke itself. If user name and password are known too, they do.

    Raises:
        PermissionDenied: the token is another user's, or may only read and nothing else is known.
    """
    path = f"tokens/{token_id}/"
    try:
        try:
            client.delete(path)
        except (errors.PermissionDenied, errors.AuthenticationError) as exc:
            sign = _password_of(client)
            if sign is None:
                raise exc.explained(
                    "A token of scope read cannot revoke itself: set awx_username and awx_password."
                ) from None
            client.fetch("DELETE", path, sign=sign)
    except errors.NotFound as exc:
        if exc.errors is None:
            raise _no_tokens(exc) from None
        return False
    return True


def _password_of(client: AwxClient) -> BasicAuth | None:
    """Return the user's password where a token goes before it."""
    settings = client.settings
    if settings.token and settings.username and settings.password:
        return BasicAuth(settings.username, settings.password)
    return None


def id_of(client: AwxClient, token: str) -> int | None:
    """Return the id of a token of which only its text is known; None if it is no longer valid.

    The API neither shows nor finds tokens by their text. But each use of a token is noted with it,
    so the token that asks for the list of tokens in the order of their last use comes first; it is
    taken for the one in hand when it does so every time.

    Raises:
        LookupFailed: other tokens of the user are in use so busily that this proves nothing.
    """
    sign = BearerAuth(token)
    params = [("order_by", "-last_used,-id"), ("page_size", "1"), ("last_used__isnull", "false")]
    seen: list[int] = []
    for _look in range(_MOST_LOOKS):
        try:
            client.fetch("GET", "me/", sign=sign)
            body = client.fetch("GET", "tokens/", params=params, sign=sign).json()
        except errors.AuthenticationError:
            return None
        seen.append(_first_id(body))
        if len(seen) >= _PROOFS and len(set(seen[-_PROOFS:])) == 1:
            return seen[-1] or None
    raise errors.LookupFailed(
        "the token cannot be told from other tokens of the same user that are in use just now; "
        "give its token_id, or the mapping that awx_token returned"
    )


def _first_id(body: t.Any) -> int:
    """Return the id of the first token of a list, 0 for an empty one."""
    rows = body.get("results") if isinstance(body, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise errors.UnexpectedReply("GET tokens/: the server did not answer with a list of tokens")
    return int(rows[0].get("id") or 0) if rows else 0


def _no_tokens(exc: errors.NotFound) -> errors.NotFound:
    return errors.NotFound(
        f"this server has no tokens ({exc.method} {exc.path} is not found): AWX after 24.6.1 and"
        " controllers behind a gateway have none of their own. Create the token at the gateway, or"
        " use awx_username and awx_password.",
        status=exc.status,
        method=exc.method,
        path=exc.path,
    )


def _explained_refusal(exc: errors.PermissionDenied) -> errors.PermissionDenied:
    return errors.PermissionDenied(
        f"{exc} If the user logs in through an external service (LDAP, SAML, OIDC and the like), an"
        " administrator must switch ALLOW_OAUTH2_FOR_EXTERNAL_USERS on; a token of scope read"
        " cannot create tokens.",
        status=exc.status,
        method=exc.method,
        path=exc.path,
        detail=exc.detail,
        errors=exc.errors,
    )
