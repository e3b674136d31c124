# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This util is PRIVATE to the steward.awx collection: it may change in any release.

"""Which values of a task's arguments are secret: those, and not all that stands beside them."""

from __future__ import annotations

import typing as t
import urllib.parse

# Options that may be the mapping that `awx_token` returns, and what in it is secret.
_TOKEN_OPTIONS = ("awx_oauth_token", "token")
_SECRET_KEYS = ("token", "refresh_token")

# Options of which everything is secret, even where a harmless value happens to be the same.
_SECRET_OPTIONS = (
    "awx_password",
    "credential_passwords",
    "client_secret",
    "code",
    "code_verifier",
    "refresh_token",
)

# What other clients call such options: there are none here, but a refusal shows what was given.
_SECRETS_ELSEWHERE = ("password", "url_password", "oauth_token")


def secret_values(parameters: t.Mapping[str, t.Any], no_log_values: t.Iterable[str]) -> set[str]:
    """Return `no_log_values` without the harmless parts of a token that is given as a mapping.

    Ansible masks every value inside an option with `no_log`: ids, user names and words such as
    "write" would then be starred out all over the result.
    """
    secrets: set[str] = set()
    harmless: set[str] = set()
    elsewhere = {text for name in _SECRETS_ELSEWHERE for text in _texts(parameters.get(name))}
    for name, value in parameters.items():
        if name in _TOKEN_OPTIONS and isinstance(value, t.Mapping):
            inner = value["token"] if isinstance(value.get("token"), t.Mapping) else value
            secrets |= {str(inner[key]) for key in _SECRET_KEYS if inner.get(key)}
            harmless |= set(_texts(value))
        elif name in (*_TOKEN_OPTIONS, *_SECRET_OPTIONS):
            secrets |= set(_texts(value))
    in_address = secrets_in_address(parameters.get("awx_host"))
    return (set(no_log_values) - (harmless - secrets)) | in_address | elsewhere


def secrets_in_address(host: t.Any) -> set[str]:
    """Return what is secret in `awx_host`: an address with a password is refused, but shown.

    Nothing is parsed here, since such a password may hold any character.
    """
    userinfo = str(host or "").rpartition("://")[2].rpartition("@")[0]
    _name, _colon, password = userinfo.partition(":")
    secret = password or userinfo
    return {secret, urllib.parse.unquote(secret)} - {""}


def _texts(value: t.Any) -> t.Iterator[str]:
    if isinstance(value, t.Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _texts(inner)
    elif value is not None:
        yield str(value)
