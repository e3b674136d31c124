# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Get a token and give it back: what the module `awx_token` does."""

from __future__ import annotations

import typing as t

from .. import errors, tokens
from ..client import AwxClient
from ..resolve import resolve_one
from ..settings import token_of


def run(
    client: AwxClient, options: t.Mapping[str, t.Any], *, check_mode: bool = False
) -> dict[str, t.Any]:
    """Create (`state: present`) or revoke (`state: absent`) a token.

    Raises:
        AwxError: the options contradict each other, or the server refuses.
    """
    sent_before = client.requests
    act = _revoke if options.get("state") == "absent" else _create
    result = act(client, options, check_mode)
    return {**result, "requests": client.requests - sent_before}


def _create(
    client: AwxClient, options: t.Mapping[str, t.Any], check_mode: bool
) -> dict[str, t.Any]:
    scope = _scope(options.get("scope"))
    application = options.get("application")
    new = tokens.NewToken(
        description=options.get("description") or "",
        scope=scope,
        application=(
            None if application is None else resolve_one(client, "applications", application)["id"]
        ),
    )
    if check_mode:
        return {"changed": True}
    created = tokens.create(client, new)
    return {"changed": True, "token": created}


def _scope(value: t.Any) -> str:
    """Return AWX's form of a scope: one or both of read and write, separated by a blank."""
    words = str(value or "write").replace(",", " ").split()
    if not words or len(set(words)) != len(words) or not set(words) <= set(tokens.SCOPES):
        raise errors.ConfigurationError(
            f"scope is '{value}'; it can be 'read', 'write' or 'read write'"
        )
    return " ".join(words)


def _revoke(
    client: AwxClient, options: t.Mapping[str, t.Any], check_mode: bool
) -> dict[str, t.Any]:
    token_id = _id_in(client, options)
    if token_id is None:
        return {"changed": False}
    changed = tokens.exists(client, token_id) if check_mode else tokens.revoke(client, token_id)
    return {"changed": changed}


def _id_in(client: AwxClient, options: t.Mapping[str, t.Any]) -> int | None:
    given, token_id = options.get("token"), options.get("token_id")
    if token_id is not None:
        return int(token_id)
    if isinstance(given, t.Mapping):
        inner = given.get("token")
        mapping = inner if isinstance(inner, t.Mapping) else given
        if isinstance(mapping.get("id"), int):
            return int(mapping["id"])
    text = token_of(given)
    if text is None:
        raise errors.ConfigurationError(
            "state: absent needs token (the mapping that awx_token returned, or the token itself)"
            " or token_id"
        )
    return tokens.id_of(client, text)
