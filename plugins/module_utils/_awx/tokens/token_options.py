# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.
"""Which options of `awx_token` belong together: checked before any request, with the reasons."""

from __future__ import annotations

import re
import typing as t
import urllib.parse

from ..common.errors import ConfigurationError
from ..connection.options import token_mapping
from ..http.settings import ConnectionSettings
from . import personal

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

# Why an option is of no use elsewhere.
_WHY: t.Mapping[str, str] = {
    "description": "the server takes one for tokens of grant_type personal only",
    "scope": "a token is revoked whatever it allows",
    "client_id": "the API knows applications by name or id; set application",
    "client_secret": "it proves an application, and none has to be proven here",
    "redirect_uri": "it belongs to grant_type: authorization_code",
    "code": "it belongs to grant_type: authorization_code",
    "code_verifier": "it belongs to the code of grant_type: authorization_code",
    "token": "a new token is made whatever there was; for another one set state: refreshed",
    "token_id": "only state: absent takes a token by its id",
    "refresh_token": (
        "it belongs to state: refreshed; state: absent takes the mapping that awx_token returned"
    ),
    "older_than": "it selects the tokens that state: absent revokes",
}

_TEXTS = ("client_id", "client_secret", "redirect_uri", "code", "code_verifier", "refresh_token")

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")

_AGE = re.compile(r"(\d+(?:\.\d+)?)\s*([smhdw]?)")
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}

_IMPLICIT = (
    "grant_type: implicit is not possible. AWX 5.0.0 (Ansible Tower 3.6) removed this grant, and on"
    " the servers before it the token went to a web page in a browser, never to a program: the"
    " application read it from the address that the server redirected to. Take grant_type: personal"
    " for a token of the user's own, or grant_type: authorization_code for one of an application."
)


def check(options: t.Mapping[str, t.Any], settings: ConnectionSettings) -> None:
    """Refuse options that contradict each other, or that the state or the grant has no use for.

    Raises:
        ConfigurationError: with the reason; nothing was sent.
    """
    state, grant = options.get("state") or "present", options.get("grant_type") or "personal"
    if grant == "implicit":
        raise ConfigurationError(_IMPLICIT)
    if state != "present" and grant != "personal":
        raise ConfigurationError(
            f"grant_type says how to get a new token; state: {state} gets none"
        )
    situation = f"grant_type: {grant}" if state == "present" else f"state: {state}"
    given = {name for name in _ALL if options.get(name) is not None}
    for name in _ALL:
        if name in given and name not in _USED[situation]:
            raise ConfigurationError(f"{name} cannot be used with {situation}: {_WHY[name]}")
    for name in _TEXTS:
        if name in given and not str(options[name]).strip():
            raise ConfigurationError(f"{name} is empty; give a value, or leave it out")
    if "client_id" in given and "application" in given:
        raise ConfigurationError(
            "client_id and application both name the application; give one of them"
        )
    if "client_secret" in given and not {"client_id", "application"} & given:
        raise ConfigurationError("client_secret needs client_id or application: whose secret it is")
    _CHECKS[situation](options, given, settings)


_Names = t.AbstractSet[str]
_Check = t.Callable[[t.Mapping[str, t.Any], _Names, ConnectionSettings], None]


def _check_personal(
    options: t.Mapping[str, t.Any], given: _Names, settings: ConnectionSettings
) -> None:
    """Nothing is missing for a personal token, or for an application's that the API makes."""


def _check_password(
    options: t.Mapping[str, t.Any], given: _Names, settings: ConnectionSettings
) -> None:
    _want_application("grant_type: password", given)
    _want_login("grant_type: password", settings)


def _check_code(
    options: t.Mapping[str, t.Any], given: _Names, settings: ConnectionSettings
) -> None:
    situation = "grant_type: authorization_code"
    _want_application(situation, given)
    if "application" not in given and "redirect_uri" not in given:
        raise ConfigurationError(
            f"{situation} with client_id needs redirect_uri: the one that the code is sent to, or"
            " was sent to"
        )
    if "redirect_uri" in given:
        _check_uri(str(options["redirect_uri"]))
    if "code" not in given:
        if "code_verifier" in given:
            raise ConfigurationError(
                "code_verifier belongs to a code that was asked for elsewhere; without code, the"
                " module asks for one with a verifier of its own"
            )
        _want_login(f"{situation} without code", settings)
    elif "code_verifier" in given and not _VERIFIER.fullmatch(str(options["code_verifier"])):
        raise ConfigurationError(
            "code_verifier is not one: it has 43 to 128 letters, digits, '-', '.', '_' and '~'"
            " (RFC 7636, section 4.1)"
        )


def _check_refresh(
    options: t.Mapping[str, t.Any], given: _Names, settings: ConnectionSettings
) -> None:
    _want_application("state: refreshed", given)
    if {"token", "refresh_token"} <= given:
        raise ConfigurationError("token and refresh_token are both given; give one of them")
    if refresh_token_in(options) is None:
        raise ConfigurationError(
            "state: refreshed needs refresh_token, or token as the mapping that awx_token returned"
            " with a refresh_token in it; personal access tokens have none, so make a new one"
        )


def _check_absent(
    options: t.Mapping[str, t.Any], given: _Names, settings: ConnectionSettings
) -> None:
    one, many = {"token", "token_id"} & given, {"description", "older_than"} & given
    if len(one) > 1:
        raise ConfigurationError("token and token_id are both given; give one of them")
    if one and many:
        raise ConfigurationError(
            f"{one.pop()} names one token, and {many.pop()} selects several; give one of them"
        )
    if not one and not many:
        raise ConfigurationError(
            "state: absent needs token (the mapping that awx_token returned, or the token itself)"
            " or token_id, or description and/or older_than for all that they select"
        )
    if "token" not in given and {"client_id", "client_secret"} & given:
        raise ConfigurationError(
            "client_id and client_secret revoke one token, of which the text is known: give token"
        )
    if "token_id" in given and "application" in given:
        raise ConfigurationError("application is of no use with token_id, which names one token")
    if "older_than" in given:
        seconds_of(options["older_than"])


_CHECKS: t.Mapping[str, _Check] = {
    "grant_type: personal": _check_personal,
    "grant_type: password": _check_password,
    "grant_type: authorization_code": _check_code,
    "state: refreshed": _check_refresh,
    "state: absent": _check_absent,
}


def _want_application(situation: str, given: _Names) -> None:
    if not {"client_id", "application"} & given:
        raise ConfigurationError(
            f"{situation} needs client_id, or application: for which application the token is"
        )


def _want_login(situation: str, settings: ConnectionSettings) -> None:
    if settings.username is None or settings.password is None:
        raise ConfigurationError(
            f"{situation} needs awx_username and awx_password: whose token it will be"
        )


def _check_uri(text: str) -> None:
    try:
        parts = urllib.parse.urlsplit(text)
    except ValueError:
        parts = urllib.parse.urlsplit("")
    if not parts.scheme or not (parts.netloc or parts.path) or parts.fragment:
        raise ConfigurationError(
            "redirect_uri is not an absolute address without a fragment, such as"
            " https://portal.example.com/callback"
        )


def is_anonymous(options: t.Mapping[str, t.Any]) -> bool:
    """Return whether these options need no user: an application or a token proves itself."""
    if options.get("client_id") is None:
        # The token in hand can sign for itself.
        return options.get("state") == "absent" and bool(options.get("token"))
    if options.get("state") == "present":
        return options.get("code") is not None
    return True


def scope_of(value: t.Any) -> str:
    """Return AWX's form of a scope: one or both of read and write, separated by a blank."""
    words = str(value or "write").replace(",", " ").split()
    if not words or len(set(words)) != len(words) or not set(words) <= set(personal.SCOPES):
        raise ConfigurationError(f"scope is '{value}'; it can be 'read', 'write' or 'read write'")
    return " ".join(words)


def seconds_of(value: t.Any) -> float:
    """Return the seconds of a duration: a number of them, or one with a unit s, m, h, d or w."""
    found = _AGE.fullmatch(str(value).strip().lower())
    if not found:
        raise ConfigurationError(
            f"older_than is '{value}'; give seconds, or a number with a unit: s, m, h, d or w, as"
            " in 12h or 30d"
        )
    return float(found[1]) * _SECONDS[found[2]]


def mapping_in(value: t.Any) -> t.Mapping[str, t.Any]:
    """Return the mapping of a token in what was given as one; an empty one for a text."""
    value = token_mapping(value)
    if not isinstance(value, t.Mapping):
        return {}
    inner = value.get("token")
    return inner if isinstance(inner, t.Mapping) else value


def refresh_token_in(options: t.Mapping[str, t.Any]) -> str | None:
    """Return the refresh token that was given, by itself or in a mapping."""
    found = options.get("refresh_token") or mapping_in(options.get("token")).get("refresh_token")
    return str(found) if found and set(str(found)) != {"*"} else None
