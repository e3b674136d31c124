# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.
"""Get a token, replace it, and give it back: what the module `awx_token` does."""

from __future__ import annotations

import dataclasses
import re
import typing as t

from ..api.client import AwxClient
from ..api.lookup import resolve_one
from ..common import errors, json_fields
from ..connection.options import token_of
from ..tokens import authorization_code, grants, identity, personal, recovery, token_options

_Options = t.Mapping[str, t.Any]

# What a result tells of a token that is gone: never its text.
_TOLD = ("id", "description", "scope", "application", "created", "expires")

_NOT_TAKEN = (
    "the server does not take this token: it is revoked or expired, or there never was such a one."
    " An expired one stays in the list until AWX cleans up, or until it is revoked by its token_id."
)

# AWX's words for a grant of the same name.
_GRANT_OF_APPLICATION = {"password": "password", "authorization_code": "authorization-code"}


def run(client: AwxClient, options: _Options, *, check_mode: bool = False) -> dict[str, t.Any]:
    """Create (`state: present`), replace (`refreshed`) or revoke (`absent`) tokens.

    Raises:
        AwxError: the options contradict each other, or the server refuses.
    """
    sent_before = client.requests
    token_options.check(options, client.settings)
    client.add_secret(*(options.get(name) for name in ("client_secret", "code", "code_verifier")))
    state = options.get("state") or "present"
    act = {"present": _create, "refreshed": _refresh, "absent": _revoke}[state]
    result = act(client, options, check_mode)
    on_top = {"id": result["token"].get("id")} if "token" in result else {}
    return {**result, **on_top, "requests": client.requests - sent_before}


# -- state: present --------------------------------------------------------------------------


def _create(client: AwxClient, options: _Options, check_mode: bool) -> dict[str, t.Any]:
    grant = options.get("grant_type") or "personal"
    scope = token_options.scope_of(options.get("scope"))
    if grant == "personal":
        return _create_personal(client, options, scope, check_mode)
    who = _application(client, options, grant)
    if check_mode:
        return {"changed": True}
    if grant == "password":
        settings = client.settings
        username, password = settings.username or "", settings.password or ""
        token = grants.by_password(client, who.application, username, password, scope)
    else:
        token = _by_code(client, options, who, scope)
    return {"changed": True, "token": token}


def _create_personal(
    client: AwxClient, options: _Options, scope: str, check_mode: bool
) -> dict[str, t.Any]:
    application = options.get("application")
    new = personal.NewToken(
        description=options.get("description") or "",
        scope=scope,
        application=(
            None if application is None else resolve_one(client, "applications", application)["id"]
        ),
    )
    if check_mode:
        return {"changed": True}
    return {"changed": True, "token": personal.create(client, new)}


def _by_code(client: AwxClient, options: _Options, who: _Who, scope: str) -> dict[str, t.Any]:
    redirect_uri = who.redirect_uri or ""
    code, verifier = options.get("code"), options.get("code_verifier")
    if code is None:
        obtained = authorization_code.obtain(
            client, client_id=who.application.client_id, redirect_uri=redirect_uri, scope=scope
        )
        code, verifier = obtained.code, obtained.verifier
    return grants.by_code(
        client, who.application, code.strip(), redirect_uri=redirect_uri, verifier=verifier
    )


# -- Applications ----------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class _Who:
    """The application that a grant is for, and where its codes go."""

    application: grants.Application
    redirect_uri: str | None


def _application(client: AwxClient, options: _Options, grant: str | None = None) -> _Who:
    """Return the application of the options, looked up where it is given by name.

    Raises:
        ConfigurationError: it does not allow the grant, or its secret is missing or too much.
    """
    client_id, secret = options.get("client_id"), options.get("client_secret")
    redirect_uri = options.get("redirect_uri")
    if client_id is None:
        row = resolve_one(client, "applications", options["application"])
        _check_application(row, secret, grant)
        client_id = json_fields.str_or_empty(row.get("client_id"))
        if not client_id:
            raise errors.UnexpectedResponse(
                f"application {row['id']}: the server did not show its client_id"
            )
        if grant == "authorization_code" and redirect_uri is None:
            redirect_uri = _only_uri(row)
    return _Who(grants.Application(str(client_id), secret), redirect_uri)


def _check_application(row: t.Mapping[str, t.Any], secret: str | None, grant: str | None) -> None:
    name = f"application '{row.get('name')}'"
    wanted = _GRANT_OF_APPLICATION.get(grant or "")
    allowed = row.get("authorization_grant_type")
    if wanted and allowed != wanted:
        raise errors.ConfigurationError(
            f"{name} does not allow grant_type: {grant}: its authorization_grant_type is"
            f" '{allowed}', and that cannot be changed once it is created"
        )
    if row.get("client_type") == "confidential" and secret is None:
        raise errors.ConfigurationError(
            f"{name} is confidential: it needs client_secret, which AWX shows once, when the"
            " application is created"
        )
    if row.get("client_type") == "public" and secret is not None:
        raise errors.ConfigurationError(f"{name} is public: it has no secret; drop client_secret")


def _only_uri(row: t.Mapping[str, t.Any]) -> str:
    known = json_fields.str_or_empty(row.get("redirect_uris")).split()
    if len(known) != 1:
        raise errors.ConfigurationError(
            f"application '{row.get('name')}' has {len(known)} redirect_uris; say with redirect_uri"
            " which one is meant"
        )
    return known[0]


# -- state: refreshed ------------------------------------------------------------------------


def _refresh(client: AwxClient, options: _Options, check_mode: bool) -> dict[str, t.Any]:
    old = token_options.mapping_in(options.get("token"))
    scope = options.get("scope")
    scope = token_options.scope_of(scope) if scope else None
    who = _application(client, options)
    gone = _gone([old or {"id": None}])
    if check_mode:
        return {"changed": True, **gone}
    refresh_token = token_options.refresh_token_in(options) or ""
    return {
        "changed": True,
        "token": grants.refreshed(
            client, who.application, refresh_token.strip(), scope, old=_text_in(old)
        ),
        **gone,
    }


def _text_in(token: t.Mapping[str, t.Any] | None) -> str | None:
    """Return the text of a token, if the mapping holds it."""
    text = (token or {}).get("token")
    return text if isinstance(text, str) else None


# -- state: absent ---------------------------------------------------------------------------


def _revoke(client: AwxClient, options: _Options, check_mode: bool) -> dict[str, t.Any]:
    given, token_id = options.get("token"), options.get("token_id")
    if given is None and token_id is None:
        return _purge(client, options, check_mode)
    if token_id is not None:
        return _revoke_by_id(client, {"id": int(token_id)}, check_mode)
    mapping = dict(token_options.mapping_in(given))
    if options.get("client_id") is not None or options.get("application") is not None:
        return _revoke_of_application(client, options, check_mode)
    if not isinstance(mapping.get("id"), int):
        return _revoke_by_text(client, given, check_mode)
    result = _revoke_by_id(client, mapping, check_mode)
    if result["changed"] and mapping.get("refresh_token") and not check_mode:
        client.reporter.warn(
            f"token {mapping['id']} is revoked, but the refresh token of its application may still"
            " get new ones; to revoke both, give client_id and client_secret too"
        )
    return result


def _revoke_by_text(client: AwxClient, given: t.Any, check_mode: bool) -> dict[str, t.Any]:
    """Revoke the token with this text, and no other.

    Raises:
        LookupFailed: which one it is cannot be told, or another one was revoked.
    """
    text = token_of(given)
    if text is None:
        raise errors.ConfigurationError("token is empty; give the token that shall go")
    client.add_secret(text)
    row = identity.find(client, text)
    if row is None:
        return {"changed": False, "revoked": [], "msg": _NOT_TAKEN}
    result = _revoke_by_id(client, {**row, "token": text}, check_mode)
    if result["changed"] and not check_mode and personal.is_valid(client, text):
        raise errors.LookupFailed(
            f"token {row['id']} was revoked, but the server still takes the token that was given:"
            " that is another one. Give its token_id, or the mapping that awx_token returned."
        )
    return result


def _revoke_by_id(
    client: AwxClient, mapping: t.Mapping[str, t.Any], check_mode: bool
) -> dict[str, t.Any]:
    """Revoke the token whose id, and perhaps more, is known."""
    text = _text_in(mapping)
    is_shown = text is not None and bool(text.strip("*"))
    token = personal.Known(int(mapping["id"]), _path_of(mapping), text if is_shown else None)
    client.add_secret(token.text)
    if check_mode:
        row = personal.known(client, token)
        return {"changed": row is not None, **_gone([] if row is None else [row])}
    if personal.revoke(client, token):
        return {"changed": True, **_gone([mapping])}
    return {"changed": False, "revoked": []}


def _path_of(known: t.Mapping[str, t.Any]) -> str | None:
    """Return where the server said that the token is: behind a gateway that is another place."""
    url = known.get("url")
    is_one = isinstance(url, str) and re.fullmatch(rf"/[\w./-]+/tokens/{known['id']}/", url)
    return str(url) if is_one else None


def _revoke_of_application(
    client: AwxClient, options: _Options, check_mode: bool
) -> dict[str, t.Any]:
    """Revoke a token as its application: the refresh token with it, where it is known."""
    mapping = token_options.mapping_in(options["token"])
    text = token_of(options["token"]) or ""
    refresh_token = token_options.refresh_token_in(options)
    client.add_secret(text, refresh_token)
    who = _application(client, options)
    is_there = personal.is_valid(client, text)
    if not check_mode:
        if refresh_token:
            old = text if is_there else None
            _revoke_as(client, who.application, refresh_token, old, kind="refresh_token")
        # The server says nothing of what it did, and the two may be no pair.
        if is_there and (not refresh_token or personal.is_valid(client, text)):
            _revoke_as(client, who.application, text, text, kind="access_token")
            if personal.is_valid(client, text):
                raise errors.LookupFailed(
                    "the token is still valid: it belongs to another application, or to none."
                    " Leave client_id, client_secret and application out"
                )
    return {"changed": is_there, **_gone([mapping] if is_there else [])}


def _revoke_as(
    client: AwxClient, application: grants.Application, token: str, text: str | None, *, kind: str
) -> None:
    """Revoke one of a pair; where the answer is lost, the access token `text` shows what it did."""
    try:
        grants.revoke(client, application, token, kind=kind)
    except errors.AwxError as exc:
        if not exc.may_have_acted:
            raise
        if text is None:
            raise exc.explained(
                "Whether the refresh token is revoked is not known. Run the task again: to revoke"
                " it twice does no harm."
            ) from None
        valid = text
        if recovery.settled(client, exc, "the token", lambda: personal.is_valid(client, valid)):
            raise recovery.of_revocation(exc, "the token") from None


def _purge(client: AwxClient, options: _Options, check_mode: bool) -> dict[str, t.Any]:
    """Revoke all of the caller's own tokens that are selected."""
    age, application = options.get("older_than"), options.get("application")
    if application is not None:
        application = resolve_one(client, "applications", application)["id"]
    selection = personal.Selection(
        description=options.get("description"),
        older_than=None if age is None else token_options.seconds_of(age),
        application=application,
    )
    found = personal.own(client, selection)
    if check_mode or not found:
        return {"changed": bool(found), **_gone(found)}
    gone = []
    for row in personal.last_to_go(client, found):
        try:
            if personal.revoke(client, personal.Known(int(row["id"]))):
                gone.append(row)
        except errors.AwxError as exc:
            raise exc.explained(
                f"{len(gone)} of {len(found)} tokens were revoked before."
            ) from None
    return {"changed": bool(gone), **_gone(gone)}


def _gone(rows: t.Sequence[t.Mapping[str, t.Any]]) -> dict[str, t.Any]:
    """Return what the result says of tokens that are revoked, or would be."""
    told = [{name: row.get(name) for name in _TOLD if name in row} for row in rows]
    told.sort(key=lambda row: row.get("id") or 0)
    return {
        "revoked": told,
        "diff": {"before": {"tokens": told}, "after": {"tokens": []}},
    }
