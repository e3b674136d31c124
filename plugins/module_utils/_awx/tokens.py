# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""OAuth2 tokens: make one, find one, and revoke exactly those that are meant."""

from __future__ import annotations

import dataclasses
import typing as t

from . import errors, server_time, token_doubts, values
from .auth import BasicAuth, BearerAuth
from .client import AwxClient
from .pagination import Question, ask
from .sinks import Memory, Row
from .token_home import at_home, caller, listed, no_tokens
from .transport import Sign

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

_TEXTS = ("token", "refresh_token", "scope", "description", "created", "expires", "url")
_NUMBERS = ("id", "user", "application")

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


@dataclasses.dataclass(frozen=True)
class Selection:
    """Which of the caller's own tokens are meant; None selects all. `older_than` is in seconds."""

    description: str | None = None
    older_than: float | None = None
    application: int | None = None


def create(client: AwxClient, new: NewToken) -> dict[str, t.Any]:
    """Create a token of the caller's own and return it: its `token` is never shown again.

    The request is not repeated when its fate is unknown. The error then says which token it may
    have made (`token_doubts`).

    Raises:
        PermissionDenied: also for users of an external login service, explained.
        NotFound: the server has no tokens.
    """
    body: dict[str, t.Any] = {"description": new.description, "scope": new.scope}
    if new.application is not None:
        body["application"] = new.application
    began = client.timing.clock()
    try:
        created = at_home(client, lambda root: _shown(client.post(f"{root}tokens/", body)))
    except errors.NotFound as exc:
        raise no_tokens(exc) from None
    except errors.PermissionDenied as exc:
        raise explained_refusal(exc) from None
    except errors.AwxError as exc:
        if not exc.may_have_acted:
            raise
        fits = {"application": None, **body}
        raise token_doubts.of_creation(client, exc, fits=fits, began=began) from None
    client.conceal(created["token"], created.get("refresh_token"))
    return {name: created.get(name) for name in FIELDS}


def checked(row: t.Any) -> Row:
    """Return a token that the server answered: its fields have their types, or are none.

    Raises:
        UnexpectedReply: it has no id.
    """
    if values.whole(values.mapping(row).get("id")) is None:
        raise errors.UnexpectedReply("the server answered a token without an id")
    taken: Row = {name: values.text_or_none(row[name]) for name in _TEXTS if name in row}
    taken.update((name, values.whole(row[name])) for name in _NUMBERS if name in row)
    return {**row, **taken}


def _shown(created: t.Any) -> dict[str, t.Any]:
    """Return a new token as the server shows it.

    Raises:
        UnexpectedReply: it does not.
    """
    shown = values.mapping(created)
    if not values.text(shown.get("token")) or values.whole(shown.get("id")) is None:
        raise errors.UnexpectedReply(
            "POST tokens/: the server created a token, but did not show it.", success=True
        )
    return checked(shown)


def read(
    client: AwxClient, token_id: int, path: str | None = None, *, sign: Sign | None = None
) -> Row | None:
    """Return the token with this id, without its text; None if the caller may see no such token.

    `path` is where the server said that it is.
    """

    def look(root: str) -> Row:
        return checked(client.fetch("GET", path or f"{root}tokens/{token_id}/", sign=sign).json())

    try:
        return at_home(client, look, path)
    except errors.NotFound as exc:
        if exc.errors is None:
            raise no_tokens(exc) from None
        return None


def revoke(
    client: AwxClient, token_id: int, path: str | None = None, *, signs: bool = False
) -> bool:
    """Revoke the token with this id; return False if there is none (any more).

    A token of scope read cannot revoke itself. If user name and password are known too, they do.
    Where the answer is lost, the token is looked for: `signs` says that it is the one that signs
    the requests, so that the server then takes no more of them.

    Raises:
        PermissionDenied: the token is another user's, or may only read and nothing else is known.
        AwxError: it is still there, or whether it is there is not known.
    """
    try:
        at_home(client, lambda root: _delete(client, path or f"{root}tokens/{token_id}/"), path)
    except errors.NotFound as exc:
        if exc.errors is None:
            raise no_tokens(exc) from None
        return False
    except errors.AwxError as exc:
        if not exc.may_have_acted:
            raise
        is_there = token_doubts.settled(
            client, exc, f"token {token_id}", lambda: _is_there(client, token_id, path, signs)
        )
        if is_there:
            raise token_doubts.of_revocation(exc, f"token {token_id}") from None
    return True


def _delete(client: AwxClient, path: str) -> None:
    try:
        client.delete(path)
    except (errors.PermissionDenied, errors.AuthenticationError) as exc:
        sign = _password_of(client)
        if sign is None:
            raise exc.explained(
                "A token of scope read cannot revoke itself: set awx_username and awx_password."
            ) from None
        client.delete(path, sign=sign)


def _is_there(client: AwxClient, token_id: int, path: str | None, signs: bool) -> bool:
    """Whether there is a token with this id; it may be the one that signs."""
    try:
        return read(client, token_id, path) is not None
    except errors.AuthenticationError:
        if signs:
            return False
        sign = _password_of(client)
        if sign is None:
            raise
    return read(client, token_id, path, sign=sign) is not None


def _password_of(client: AwxClient) -> BasicAuth | None:
    """Return the user's password where a token goes before it."""
    settings = client.settings
    if settings.token and settings.username and settings.password:
        return BasicAuth(settings.username, settings.password)
    return None


def is_valid(client: AwxClient, token: str) -> bool:
    """Return whether the server takes this token."""
    try:
        at_home(client, lambda root: client.fetch("GET", f"{root}me/", sign=BearerAuth(token)))
    except errors.AuthenticationError:
        return False
    return True


def find(client: AwxClient, token: str) -> Row | None:
    """Return the token of which only its text is known; None if it is no longer valid.

    The API neither shows nor finds tokens by their text. But each use of a token is noted with it,
    so the token that asks for the list of tokens in the order of their last use comes first; it is
    taken for the one in hand when it does so every time.

    Raises:
        LookupFailed: other tokens of the user are in use so busily that this proves nothing.
    """
    sign = BearerAuth(token)
    seen: list[Row] = []
    for _look in range(_MOST_LOOKS):
        try:
            row = at_home(client, lambda root: _used_last(client, root, sign))
        except errors.AuthenticationError:
            return None
        seen.append(row)
        if len(seen) >= _PROOFS and len({row.get("id") for row in seen[-_PROOFS:]}) == 1:
            return row or None
    raise errors.LookupFailed(
        "the token cannot be told from other tokens of the same user that are in use just now; "
        "give its token_id, or the mapping that awx_token returned"
    )


def _used_last(client: AwxClient, root: str, sign: Sign) -> Row:
    """Return the token that was used last, an empty row where there is none."""
    params = [("order_by", "-last_used,-id"), ("page_size", "1"), ("last_used__isnull", "false")]
    client.fetch("GET", f"{root}me/", sign=sign)
    rows = listed(client.fetch("GET", f"{root}tokens/", params=params, sign=sign))
    return checked(rows[0]) if rows else {}


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
            params.append(("created__lt", server_time.before(date, selection.older_than)))
        except errors.UnexpectedReply as exc:
            raise exc.explained("Give description or token_id instead of older_than.") from None
    if selection.application is not None:
        params.append(("application", str(selection.application)))
    kept = Memory(lambda rows: rows)
    ask(client, Question(f"{root}tokens/", params, concurrency=1), kept)
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
        signing = find(client, settings.token) or {}
    except errors.LookupFailed:
        return list(rows)
    return sorted(rows, key=lambda row: row.get("id") == signing.get("id"))


EXTERNAL_USERS = (
    "If the user logs in through an external service (LDAP, RADIUS, TACACS+, SAML, OIDC, GitHub and"
    " the like), an administrator must switch ALLOW_OAUTH2_FOR_EXTERNAL_USERS on (PATCH"
    " settings/authentication/). Until then users of LDAP, RADIUS and TACACS+ can work with"
    " awx_username and awx_password, and no token."
)


def explained_refusal(exc: errors.PermissionDenied) -> errors.PermissionDenied:
    """Return the refusal to create a token, with what may have been the reason."""
    return errors.PermissionDenied(
        f"{exc} {EXTERNAL_USERS} A token of scope read cannot create tokens.",
        status=exc.status,
        method=exc.method,
        path=exc.path,
        detail=exc.detail,
        errors=exc.errors,
    )
