# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""OAuth2 tokens of a user: create, read, list and revoke them."""

from __future__ import annotations

import typing as t

from ..api.client import AwxClient
from ..auth.authenticators import ALLOW_TOKENS_OF_EXTERNAL_USERS, BasicAuth, BearerAuth
from ..common import errors, json_fields
from ..http.request import RequestAuth
from .tokens_endpoint import Row, caller, checked, no_tokens, with_token_root

# The fields of a token that a playbook needs; `token` and `refresh_token` are secret.
FIELDS = (
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


class TokenReference:
    """What is known of a token: `path` as the server returned it, `text` the secret."""

    def __init__(self, token_id: int, path: str | None = None, text: str | None = None) -> None:
        self.id, self.path, self.text = token_id, path, text


def create(client: AwxClient, body: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Create a token of the caller's own and return it: its `token` is never shown again.

    `body` has its description and scope, and the id of its application unless it is a personal
    access token. The request is sent once: if its response is lost, the error says which token it
    may have created.

    Raises:
        PermissionDenied: also for users of an external login service, explained.
        NotFound: the server has no tokens.
    """
    began = client.clock.now()
    try:
        created = with_token_root(client, lambda root: _with_text(client, f"{root}tokens/", body))
    except errors.NotFound as exc:
        raise no_tokens(exc) from None
    except errors.PermissionDenied as exc:
        from ..api import read_only_token

        is_read_only = read_only_token.is_read_only(client)
        reason = (
            f"The reason is known: {read_only_token.ADVICE}"
            if is_read_only
            else ALLOW_TOKENS_OF_EXTERNAL_USERS
        )
        if is_read_only is None:
            reason += " A token of scope read cannot create tokens."
        raise exc.explained(reason) from None
    except errors.AwxError as exc:
        from . import lost_token_response

        fields = {"application": None, **body}
        raise lost_token_response.explain_creation(
            client, exc, fields=fields, began=began
        ) from None
    client.add_secret(created["token"], created.get("refresh_token"))
    return {name: created.get(name) for name in FIELDS}


def _with_text(client: AwxClient, path: str, body: t.Mapping[str, t.Any]) -> Row:
    """Return a new token, with its text."""
    created = json_fields.mapping(client.post(path, body))
    has_id = json_fields.int_or_none(created.get("id")) is not None
    if has_id and json_fields.str_or_empty(created.get("token")):
        return checked(created)
    raise errors.UnexpectedResponse(
        "POST tokens/: the server created a token, but did not return it.", success=True
    )


def read(client: AwxClient, token: TokenReference, auth: RequestAuth | None = None) -> Row | None:
    """Return the token, without its text; None if the caller may see no such token."""

    def fetch(root: str) -> Row:
        path = token.path or f"{root}tokens/{token.id}/"
        return checked(client.fetch("GET", path, auth=auth).json())

    try:
        return with_token_root(client, fetch, token.path)
    except errors.NotFound as exc:
        if exc.is_unknown_path:
            raise
        return None


def has_login(client: AwxClient) -> bool:
    """Whether the client has credentials of its own."""
    return bool(client.settings.token or client.settings.username)


def find(client: AwxClient, token: TokenReference) -> Row | None:
    """Return the token as the server shows it, or what is known of it; None if it is gone."""
    own_auth = None if has_login(client) or not token.text else BearerAuth(token.text)
    try:
        row = read(client, token, own_auth)
    except errors.AuthenticationError:
        if own_auth is None:
            raise
        return None
    if row is None and token.text and is_valid(client, token.text):
        # Another user's token, which the caller may not see.
        return {"id": token.id}
    return row


def revoke(client: AwxClient, token: TokenReference) -> bool:
    """Revoke a token; return False if there is none (any more).

    It is tried with the client's own credentials, then, if these are a token, with the user's
    password, then with the token itself. A token of scope read cannot revoke itself. If the
    response is lost, the token is looked up.

    Raises:
        PermissionDenied: the token is another user's, or may only read and nothing else is known.
        AwxError: it still exists, or whether it does is not known.
    """
    refusal: errors.AwxError | None = None
    for auth in _signatures(client, token):
        try:
            return _delete(client, token, auth)
        except (errors.PermissionDenied, errors.AuthenticationError) as exc:
            refusal = refusal or exc.explained(
                "A token of scope read cannot revoke anything, not even itself, and another user's"
                " token takes a superuser: set awx_username and awx_password."
                if client.settings.token or token.text
                else "A token can be revoked by its own user, or by a superuser."
            )
    raise refusal or errors.ConfigurationError(
        f"no credentials to revoke token {token.id} with: set awx_oauth_token, or awx_username"
        " and awx_password"
    )


def _signatures(client: AwxClient, token: TokenReference) -> list[RequestAuth | None]:
    """Return what may sign a request about a token, None for the client's own credentials."""
    settings = client.settings
    found: list[RequestAuth | None] = [None] if has_login(client) else []
    if settings.token and settings.username and settings.password:
        found.append(BasicAuth(settings.username, settings.password))
    if token.text and token.text != settings.token:
        found.append(BearerAuth(token.text))
    return found


def _delete(client: AwxClient, token: TokenReference, auth: RequestAuth | None) -> bool:
    """Send DELETE, once, and return whether it revoked the token.

    Raises:
        PermissionDenied: also where the token exists, and the caller may not see it.
    """

    def delete(root: str) -> None:
        client.delete(token.path or f"{root}tokens/{token.id}/", auth=auth)

    try:
        with_token_root(client, delete, token.path)
    except errors.NotFound as exc:
        if exc.is_unknown_path:
            raise
        if not token.text or not is_valid(client, token.text):
            return False
        raise exc.converted(
            errors.PermissionDenied, f"{exc} token {token.id} exists: the server accepts it."
        ) from None
    except errors.AwxError as exc:
        from . import lost_token_response

        title = f"token {token.id}"
        lost_token_response.check_revocation(client, exc, title, lambda: _exists(client, token))
    return True


def _exists(client: AwxClient, token: TokenReference) -> bool:
    """Return whether a token exists; it may be the one that signs."""
    if token.text:
        return is_valid(client, token.text)
    *others, last = _signatures(client, token)
    for auth in others:
        try:
            return read(client, token, auth) is not None
        except errors.AuthenticationError:
            pass
    return read(client, token, last) is not None


def is_valid(client: AwxClient, text: str) -> bool:
    """Return whether the server accepts the token with this text."""
    try:
        with_token_root(
            client, lambda root: client.fetch("GET", f"{root}me/", auth=BearerAuth(text))
        )
    except errors.AuthenticationError:
        return False
    return True


def list_own(
    client: AwxClient,
    *,
    description: str | None = None,
    older_than: float | None = None,
    application: int | None = None,
) -> list[Row]:
    """Return the caller's own tokens with these properties, the oldest first.

    A superuser's list has the tokens of everybody, so it is filtered by the caller's id. Ages, in
    seconds, are measured by the server's own clock.
    """
    from ..http import dates
    from ..query.list_request import ListRequest
    from ..query.reader import fetch_all
    from ..query.sinks import Memory

    def read_list(root: str) -> list[Row]:
        user, date = caller(client, root)
        exact = {"user": user, "description": description, "application": application}
        wanted = {name: value for name, value in exact.items() if value is not None}
        params = [(name, str(value)) for name, value in wanted.items() if value != ""]
        if older_than is not None:
            try:
                params.append(("created__lt", dates.before(date, older_than)))
            except errors.UnexpectedResponse as exc:
                raise exc.explained("Give description or token_id instead of older_than.") from None
        kept = Memory()
        fetch_all(client, ListRequest(f"{root}tokens/", params, concurrency=1), kept)
        # Compared again: if the server ignored a filter, other people's tokens would be revoked.
        tokens = map(checked, kept.rows)
        return [row for row in tokens if all(row.get(name) == wanted[name] for name in wanted)]

    return with_token_root(client, read_list)


def own_token_last(client: AwxClient, rows: t.Sequence[Row]) -> list[Row]:
    """Return `rows` in an order to revoke them in: the token that signs the requests is last."""
    settings = client.settings
    if len(rows) < 2 or not settings.token or settings.auth not in ("auto", "token"):
        return list(rows)
    from . import find_by_secret

    try:
        signing = find_by_secret.find(client, settings.token) or {}
    except errors.LookupFailed:
        return list(rows)
    return sorted(rows, key=lambda row: row.get("id") == signing.get("id"))
