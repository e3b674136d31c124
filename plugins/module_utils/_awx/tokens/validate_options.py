# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Which options of `awx_token` belong together: checked before any request."""

from __future__ import annotations

import re
import typing as t
import urllib.parse

from ..common.errors import ConfigurationError
from ..connection.parse_options import token_mapping
from ..http.connection_settings import ConnectionSettings

_Options = t.Mapping[str, t.Any]

_CLIENT = ("client_id", "client_secret", "application")

# The options that a state, and for `present` a grant, makes use of.
_USED: t.Mapping[str, tuple[str, ...]] = {
    "grant_type: personal": ("description", "scope", "application"),
    "grant_type: password": ("scope", *_CLIENT),
    "grant_type: authorization_code": ("scope", *_CLIENT, "redirect_uri", "code", "code_verifier"),
    "state: refreshed": ("scope", "token", "refresh_token", *_CLIENT),
    "state: absent": ("token", "token_id", "description", "older_than", *_CLIENT),
}

_ALL = tuple(dict.fromkeys(name for names in _USED.values() for name in names))

_TEXTS = ("client_id", "client_secret", "redirect_uri", "code", "code_verifier", "refresh_token")

_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}

_IMPLICIT = (
    "grant_type: implicit is not possible: AWX 5.0.0 (Ansible Tower 3.6) removed it, and earlier"
    " servers gave the token to a web page in a browser only. Use grant_type: personal for a token"
    " of the user's own, or grant_type: authorization_code for one of an application."
)

# Whether something is wrong, and the message that says so.
_Rules = t.Iterator["tuple[bool, str]"]


def check(options: _Options, settings: ConnectionSettings) -> None:
    """Refuse options that contradict each other, or that the state or the grant cannot use.

    The module's argument spec refuses those that exclude each other.

    Raises:
        ConfigurationError: with the reason; nothing was sent.
    """
    given = {name: options[name] for name in _ALL if options.get(name) is not None}
    state, grant = options.get("state") or "present", options.get("grant_type") or "personal"
    for is_wrong, message in _rules(given, settings, state, grant):
        if is_wrong:
            raise ConfigurationError(message)
    if "older_than" in given:
        seconds_of(given["older_than"])


def _rules(given: _Options, settings: ConnectionSettings, state: str, grant: str) -> _Rules:
    situation = f"grant_type: {grant}" if state == "present" else f"state: {state}"
    yield grant == "implicit", _IMPLICIT
    yield (
        state != "present" and grant != "personal",
        f"grant_type says how to get a new token; state: {state} gets none",
    )
    for name, value in given.items():
        users = [one for one, names in _USED.items() if name in names]
        yield (
            situation not in users,
            f"{name} cannot be used with {situation}, only with {', '.join(users)}",
        )
        yield (
            name in _TEXTS and not str(value).strip(),
            f"{name} is empty; give a value, or leave it out",
        )
    has_application = bool({"client_id", "application"} & given.keys())
    yield (
        "client_secret" in given and not has_application,
        "client_secret needs client_id or application",
    )
    yield (
        situation not in ("grant_type: personal", "state: absent") and not has_application,
        f"{situation} needs client_id or application",
    )
    if state == "absent":
        yield from _absent_rules(given)
    elif grant == "authorization_code":
        yield from _code_rules(given)
    yield (
        state == "refreshed" and refresh_token_in(given) is None,
        "state: refreshed needs refresh_token, or token as the mapping that awx_token returned"
        " with a refresh_token in it; personal access tokens have none, so create a new one",
    )
    yield (
        (grant == "password" or (grant == "authorization_code" and "code" not in given))
        and (settings.username is None or settings.password is None),
        f"{situation} needs awx_username and awx_password",
    )


def _code_rules(given: _Options) -> _Rules:
    yield (
        not {"application", "redirect_uri"} & given.keys(),
        "grant_type: authorization_code with client_id needs redirect_uri: the one that the code is"
        " sent to, or was sent to",
    )
    yield (
        "redirect_uri" in given and not _is_absolute(str(given["redirect_uri"])),
        "redirect_uri is not an absolute URI without a fragment, such as"
        " https://portal.example.com/callback",
    )
    yield (
        "code_verifier" in given and "code" not in given,
        "code_verifier belongs to a code that was requested elsewhere; without code, the module"
        " requests one with a verifier of its own",
    )
    yield (
        not re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", str(given.get("code_verifier", "v" * 43))),
        "code_verifier is invalid: expected 43 to 128 letters, digits, '-', '.', '_' and '~' (RFC"
        " 7636, section 4.1)",
    )


def _absent_rules(given: _Options) -> _Rules:
    one = " and ".join(name for name in ("token", "token_id") if name in given)
    many = " and ".join(name for name in ("description", "older_than") if name in given)
    yield (
        bool(one and many),
        f"{one} names one token, and {many} selects several; give one of them",
    )
    yield (
        not one and not many,
        "state: absent needs token (the mapping that awx_token returned, or the token itself) or"
        " token_id, or description and/or older_than for all that they select",
    )
    yield (
        "token" not in given and bool({"client_id", "client_secret"} & given.keys()),
        "client_id and client_secret revoke one token, whose text is known: give token",
    )
    yield (
        "token_id" in given and "application" in given,
        "application cannot be used with token_id, which names one token",
    )


def _is_absolute(uri: str) -> bool:
    try:
        parts = urllib.parse.urlsplit(uri)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.path) and not parts.fragment)


def is_anonymous(options: _Options) -> bool:
    """Return whether these options need no user: an application or a token authenticates itself."""
    if options.get("client_id") is None:
        # The token itself can sign.
        return options.get("state") == "absent" and bool(options.get("token"))
    return options.get("state") != "present" or options.get("code") is not None


def scope_of(value: t.Any) -> str:
    """Return AWX's form of a scope: one or both of read and write, separated by a blank."""
    words = str(value or "write").replace(",", " ").split()
    if not words or len(set(words)) != len(words) or not set(words) <= {"read", "write"}:
        raise ConfigurationError(f"scope is '{value}'; it can be 'read', 'write' or 'read write'")
    return " ".join(words)


def seconds_of(value: t.Any) -> float:
    """Return the seconds of a duration: a number of them, or one with a unit s, m, h, d or w."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhdw]?)", str(value).strip().lower())
    if not found:
        raise ConfigurationError(
            f"older_than is '{value}'; give seconds, or a number with a unit: s, m, h, d or w, as"
            " in 12h or 30d"
        )
    return float(found[1]) * _SECONDS[found[2]]


def mapping_in(value: t.Any) -> t.Mapping[str, t.Any]:
    """Return the mapping of a token in what was given as one; an empty one for a text."""
    value = token_mapping(value)
    return value if isinstance(value, t.Mapping) else {}


def refresh_token_in(options: _Options) -> str | None:
    """Return the refresh token that was given, by itself or in a mapping."""
    found = options.get("refresh_token") or mapping_in(options.get("token")).get("refresh_token")
    return str(found) if found and set(str(found)) != {"*"} else None
