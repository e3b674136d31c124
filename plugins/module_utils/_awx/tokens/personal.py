# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""OAuth2 tokens: make one, find one, and revoke exactly those that are meant."""

from __future__ import annotations

import dataclasses
import typing as t

from ..api import token_scope
from ..api.client import AwxClient
from ..auth.schemes import BasicAuth, BearerAuth
from ..common import errors, json_fields
from ..http import dates
from ..http.request import RequestAuth
from ..query.list_request import ListRequest
from ..query.reader import fetch_all
from ..query.sinks import Memory, Row
from . import identity, recovery
from .endpoint import at_home, caller, checked, no_tokens

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

SCOPES = ("read", "write")


@dataclasses.dataclass(frozen=True)
class NewToken:
    """What a new token shall be: `application` is an id, None for a personal access token."""

    description: str = ""
    scope: str = "write"
    application: int | None = None


@dataclasses.dataclass(frozen=True)
class Selection:
    """Which of the caller's own tokens are meant; None selects all. `older_than` is in seconds."""

    description: str | None = None
    older_than: float | None = None
    application: int | None = None


@dataclasses.dataclass(frozen=True)
class Known:
    """What is known of a token: `path` is where the server said that it is, `text` the secret."""

    id: int
    path: str | None = None
    text: str | None = dataclasses.field(default=None, repr=False)


def create(client: AwxClient, new: NewToken) -> dict[str, t.Any]:
    """Create a token of the caller's own and return it: its `token` is never shown again.

    The request is not repeated when its fate is unknown. The error then says which token it may
    have made (`recovery`).

    Raises:
        PermissionDenied: also for users of an external login service, explained.
        NotFound: the server has no tokens.
    """
    body: dict[str, t.Any] = {"description": new.description, "scope": new.scope}
    if new.application is not None:
        body["application"] = new.application
    began = client.clock.now()
    try:
        created = at_home(client, lambda root: _shown(client.post(f"{root}tokens/", body)))
    except errors.NotFound as exc:
        raise no_tokens(exc) from None
    except errors.PermissionDenied as exc:
        raise explained_refusal(exc, is_read_only=token_scope.is_read_only(client)) from None
    except errors.AwxError as exc:
        if not exc.may_have_acted:
            raise
        fits = {"application": None, **body}
        raise recovery.of_creation(client, exc, fits=fits, began=began) from None
    client.add_secret(created["token"], created.get("refresh_token"))
    return {name: created.get(name) for name in FIELDS}


def _shown(created: t.Any) -> dict[str, t.Any]:
    """Return a new token as the server shows it.

    Raises:
        UnexpectedResponse: it does not.
    """
    shown = json_fields.mapping(created)
    if (
        not json_fields.str_or_empty(shown.get("token"))
        or json_fields.int_or_none(shown.get("id")) is None
    ):
        raise errors.UnexpectedResponse(
            "POST tokens/: the server created a token, but did not show it.", success=True
        )
    return checked(shown)


def read(
    client: AwxClient, token_id: int, path: str | None = None, *, auth: RequestAuth | None = None
) -> Row | None:
    """Return the token with this id, without its text; None if the caller may see no such token.

    `path` is where the server said that it is.
    """

    def look(root: str) -> Row:
        return checked(client.fetch("GET", path or f"{root}tokens/{token_id}/", auth=auth).json())

    try:
        return at_home(client, look, path)
    except errors.NotFound as exc:
        if exc.is_unknown_path:
            raise no_tokens(exc) from None
        return None


def has_login(client: AwxClient) -> bool:
    """Whether the client has credentials of its own."""
    return bool(client.settings.token or client.settings.username)


def known(client: AwxClient, token: Known) -> Row | None:
    """Return the token as the server shows it, or what is known of it; None if it is gone."""
    own_sign = None if has_login(client) or not token.text else BearerAuth(token.text)
    try:
        row = read(client, token.id, token.path, auth=own_sign)
    except errors.AuthenticationError:
        if own_sign is None:
            raise
        return None
    if row is None and token.text and is_valid(client, token.text):
        # Another user's token, which whoever asks may not see.
        return {"id": token.id}
    return row


def revoke(client: AwxClient, token: Known) -> bool:
    """Revoke a token; return False if there is none (any more).

    The client's own credentials sign that, then its user's password where a token goes before it,
    then the token itself. A token of scope read cannot revoke itself. Where the answer is lost, the
    token is looked for.

    Raises:
        PermissionDenied: the token is another user's, or may only read and nothing else is known.
        AwxError: it is still there, or whether it is there is not known.
    """
    refusal: errors.ApiError | None = None
    for auth in _signatures(client, token):
        try:
            return _revoked(client, token, auth)
        except (errors.PermissionDenied, errors.AuthenticationError) as exc:
            refusal = refusal or exc
    if refusal is None:
        raise errors.ConfigurationError(
            f"no credentials to revoke token {token.id} with: set awx_oauth_token, or awx_username"
            " and awx_password"
        )
    raise refusal.explained(_why_refused(client, token)) from None


def _signatures(client: AwxClient, token: Known) -> t.Iterator[RequestAuth | None]:
    """Yield what may sign the revocation, None for what the client signs with anyway."""
    settings = client.settings
    if has_login(client):
        yield None
    if settings.token and settings.username and settings.password:
        yield BasicAuth(settings.username, settings.password)
    if token.text and token.text != settings.token:
        yield BearerAuth(token.text)


def _revoked(client: AwxClient, token: Known, auth: RequestAuth | None) -> bool:
    """Send the DELETE, once, and say whether it revoked the token.

    Raises:
        PermissionDenied: also where the token is there, and whoever asks may not see it.
    """
    what = f"token {token.id}"

    def delete(root: str) -> None:
        client.delete(token.path or f"{root}tokens/{token.id}/", auth=auth)

    try:
        at_home(client, delete, token.path)
    except errors.NotFound as exc:
        if exc.is_unknown_path:
            raise no_tokens(exc) from None
        if not token.text or not is_valid(client, token.text):
            return False
        raise errors.PermissionDenied(
            f"{exc} {what} is there all the same: the server takes it.",
            status=exc.status,
            method=exc.method,
            path=exc.path,
        ) from None
    except errors.AwxError as exc:
        if not exc.may_have_acted:
            raise
        if recovery.settled(client, exc, what, lambda: _is_there(client, token)):
            raise recovery.of_revocation(exc, what) from None
    return True


def _why_refused(client: AwxClient, token: Known) -> str:
    if not client.settings.token and not token.text:
        return "A token can be revoked by its own user, or by a superuser."
    return (
        "A token of scope read cannot revoke anything, not even itself, and another user's token"
        " takes a superuser: set awx_username and awx_password."
    )


def _is_there(client: AwxClient, token: Known) -> bool:
    """Whether there is such a token; it may be the one that signs."""
    if token.text:
        return is_valid(client, token.text)
    try:
        return read(client, token.id, token.path) is not None
    except errors.AuthenticationError:
        settings = client.settings
        if not (settings.token and settings.username and settings.password):
            raise
        auth = BasicAuth(settings.username, settings.password)
    return read(client, token.id, token.path, auth=auth) is not None


def is_valid(client: AwxClient, token: str) -> bool:
    """Return whether the server takes this token."""
    try:
        at_home(client, lambda root: client.fetch("GET", f"{root}me/", auth=BearerAuth(token)))
    except errors.AuthenticationError:
        return False
    return True


def own(client: AwxClient, selection: Selection) -> list[Row]:
    """Return the caller's own tokens that `selection` means, the oldest first.

    A superuser sees the tokens of everybody, so the caller is asked for by id. Ages are measured by
    the server's own clock.
    """
    try:
        return at_home(client, lambda root: _own(client, root, selection))
    except errors.NotFound as exc:
        raise no_tokens(exc) from None


def _own(client: AwxClient, root: str, selection: Selection) -> list[Row]:
    user, date = caller(client, root)
    params = [("user", str(user))]
    if selection.description:
        params.append(("description", selection.description))
    if selection.older_than is not None:
        try:
            params.append(("created__lt", dates.before(date, selection.older_than)))
        except errors.UnexpectedResponse as exc:
            raise exc.explained("Give description or token_id instead of older_than.") from None
    if selection.application is not None:
        params.append(("application", str(selection.application)))
    kept = Memory()
    fetch_all(client, ListRequest(f"{root}tokens/", params, concurrency=1), kept)
    # Looked at once more: a filter that went unheard would revoke other people's tokens.
    return [row for row in map(checked, kept.rows) if _is_meant(row, user, selection)]


def _is_meant(row: Row, user: int, selection: Selection) -> bool:
    return (
        row.get("user") == user
        and selection.description in (None, row.get("description"))
        and selection.application in (None, row.get("application"))
    )


def last_to_go(client: AwxClient, rows: t.Sequence[Row]) -> list[Row]:
    """Return `rows` in an order to revoke them in: the token that signs the requests comes last."""
    settings = client.settings
    if len(rows) < 2 or not settings.token or settings.auth not in ("auto", "token"):
        return list(rows)
    try:
        signing = identity.find(client, settings.token) or {}
    except errors.LookupFailed:
        return list(rows)
    return sorted(rows, key=lambda row: row.get("id") == signing.get("id"))


EXTERNAL_USERS = (
    "If the user logs in through an external service (LDAP, RADIUS, TACACS+, SAML, OIDC, GitHub and"
    " the like), an administrator must switch ALLOW_OAUTH2_FOR_EXTERNAL_USERS on (PATCH"
    " settings/authentication/). Until then users of LDAP, RADIUS and TACACS+ can work with"
    " awx_username and awx_password, and no token."
)


def explained_refusal(
    exc: errors.PermissionDenied, *, is_read_only: bool | None
) -> errors.PermissionDenied:
    """Return the refusal to create a token, with what is, or may have been, the reason."""
    why = {
        True: f"The reason is known: {token_scope.ADVICE}",
        False: EXTERNAL_USERS,
        None: f"{EXTERNAL_USERS} A token of scope read cannot create tokens.",
    }
    return errors.PermissionDenied(
        f"{exc} {why[is_read_only]}",
        status=exc.status,
        method=exc.method,
        path=exc.path,
        detail=exc.detail,
        errors=exc.errors,
    )
