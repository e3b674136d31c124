# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Create, replace and revoke tokens: the operation of `awx_token`."""

from __future__ import annotations

import re
import typing as t

from ..api.client import AwxClient
from ..common import errors
from ..connection.parse_options import token_of
from ..tokens import user_tokens, validate_options

# What only some tasks need is imported where they do: most create or revoke a user's own token.

_Options = t.Mapping[str, t.Any]

# What the result has of a revoked token: never its text.
_RESULT_FIELDS = ("id", "description", "scope", "application", "created", "expires")

_NOT_VALID = (
    "the server does not accept this token: it is revoked or expired, or never existed. An expired"
    " one stays in the list until AWX cleans up, or until it is revoked by its token_id."
)


def run(client: AwxClient, options: _Options, *, check_mode: bool = False) -> dict[str, t.Any]:
    """Create (`state: present`), replace (`refreshed`) or revoke (`absent`) tokens.

    Raises:
        AwxError: the options contradict each other, or the server refuses.
    """
    sent_before = client.requests
    validate_options.check(options, client.settings)
    client.add_secret(*(options.get(name) for name in ("client_secret", "code", "code_verifier")))
    acts = {"present": _create, "refreshed": _refresh, "absent": _revoke}
    result = acts[options.get("state") or "present"](client, options, check_mode)
    top_level = {"id": result["token"].get("id")} if "token" in result else {}
    return {**result, **top_level, "requests": client.requests - sent_before}


def _create(client: AwxClient, options: _Options, check_mode: bool) -> dict[str, t.Any]:
    grant = options.get("grant_type") or "personal"
    scope = validate_options.scope_of(options.get("scope"))
    if grant != "personal":
        from ..tokens import application_tokens

        token = application_tokens.create(client, options, grant, scope, check_mode=check_mode)
    else:
        body = {"description": options.get("description") or "", "scope": scope}
        application = _application_id(client, options)
        body.update({} if application is None else {"application": application})
        token = {} if check_mode else user_tokens.create(client, body)
    return {"changed": True, **({"token": token} if token else {})}


def _application_id(client: AwxClient, options: _Options) -> int | None:
    application = options.get("application")
    if application is None:
        return None
    from ..api.lookup import resolve_one

    return t.cast(int, resolve_one(client, "applications", application)["id"])


def _refresh(client: AwxClient, options: _Options, check_mode: bool) -> dict[str, t.Any]:
    from ..tokens import application_tokens

    old = validate_options.mapping_in(options.get("token"))
    token = application_tokens.refresh(client, options, _text_of(old), check_mode=check_mode)
    gone = _revoked([old or {"id": None}])
    return {"changed": True, **({"token": token} if token else {}), **gone}


def _text_of(token: t.Mapping[str, t.Any]) -> str | None:
    """Return the text of a token, if the mapping holds it."""
    text = token.get("token")
    return text if isinstance(text, str) and text.strip("*") else None


def _revoke(client: AwxClient, options: _Options, check_mode: bool) -> dict[str, t.Any]:
    given, token_id = options.get("token"), options.get("token_id")
    if given is None and token_id is None:
        return _revoke_selected(client, options, check_mode)
    if token_id is not None:
        return _revoke_by_id(client, {"id": int(token_id)}, check_mode)
    mapping = validate_options.mapping_in(given)
    if options.get("client_id") is not None or options.get("application") is not None:
        from ..tokens import application_tokens

        changed = application_tokens.revoke(client, options, check_mode=check_mode)
        return {"changed": changed, **_revoked([mapping] if changed else [])}
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
        LookupFailed: it cannot be distinguished from others, or another one was revoked.
    """
    text = token_of(given)
    if text is None:
        raise errors.ConfigurationError("token is empty; give the token to revoke")
    client.add_secret(text)
    from ..tokens import find_by_secret

    row = find_by_secret.find(client, text)
    if row is None:
        return {"changed": False, "revoked": [], "msg": _NOT_VALID}
    result = _revoke_by_id(client, {**row, "token": text}, check_mode)
    if result["changed"] and not check_mode and user_tokens.is_valid(client, text):
        raise errors.LookupFailed(
            f"token {row['id']} was revoked, but the server still accepts the token that was given:"
            f" that is another one. {find_by_secret.INSTEAD}"
        )
    return result


def _revoke_by_id(
    client: AwxClient, mapping: t.Mapping[str, t.Any], check_mode: bool
) -> dict[str, t.Any]:
    """Revoke the token whose id, and perhaps more, is known."""
    # Behind a gateway the server returns another path.
    url = mapping.get("url")
    is_path = isinstance(url, str) and re.fullmatch(rf"/[\w./-]+/tokens/{mapping['id']}/", url)
    path = str(url) if is_path else None
    token = user_tokens.TokenReference(int(mapping["id"]), path, _text_of(mapping))
    client.add_secret(token.text)
    if check_mode:
        row = user_tokens.find(client, token)
        return {"changed": row is not None, **_revoked([] if row is None else [row])}
    if user_tokens.revoke(client, token):
        return {"changed": True, **_revoked([mapping])}
    return {"changed": False, "revoked": []}


def _revoke_selected(client: AwxClient, options: _Options, check_mode: bool) -> dict[str, t.Any]:
    """Revoke all of the caller's own tokens that are selected."""
    age = options.get("older_than")
    found = user_tokens.list_own(
        client,
        description=options.get("description"),
        older_than=None if age is None else validate_options.seconds_of(age),
        application=_application_id(client, options),
    )
    if check_mode or not found:
        return {"changed": bool(found), **_revoked(found)}
    gone = []
    for row in user_tokens.own_token_last(client, found):
        try:
            if user_tokens.revoke(client, user_tokens.TokenReference(int(row["id"]))):
                gone.append(row)
        except errors.AwxError as exc:
            raise exc.explained(
                f"{len(gone)} of {len(found)} tokens were revoked before."
            ) from None
    return {"changed": bool(gone), **_revoked(gone)}


def _revoked(rows: t.Sequence[t.Mapping[str, t.Any]]) -> dict[str, t.Any]:
    """Return what the result has of tokens that are revoked, or would be."""
    shown = [{name: row[name] for name in _RESULT_FIELDS if name in row} for row in rows]
    shown.sort(key=lambda row: row.get("id") or 0)
    return {"revoked": shown, "diff": {"before": {"tokens": shown}, "after": {"tokens": []}}}
