# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This util is PRIVATE to the steward.awx collection: it may change in any release.

"""Which values of a task's arguments are secret, and how they are registered with Ansible.

Up to ansible-core 2.21 each task masks its own result. From 2.22 on the controller masks whatever
it shows for the rest of the run, and a secret is one when it is registered.
"""

from __future__ import annotations

import json
import typing as t
import urllib.parse

from ._awx.connection.parse_options import token_mapping

try:
    from ansible.module_utils.secrets import register_secrets
except ImportError:  # ansible-core before 2.22
    register_secrets = None

# What stands for an option whose value may hold secrets that nobody knows yet.
UNDISCLOSED = "hidden, since it may hold secrets"

# Options that may be the mapping that `awx_token` returns, with their aliases, and what in it is
# secret.
_TOKEN_OPTIONS = (
    "awx_oauth_token",
    "controller_oauthtoken",
    "tower_oauthtoken",
    "aap_token",
    "token",
    "existing_token",
)
_SECRET_KEYS = ("token", "refresh_token")

# Metadata of the task rather than data: masking there is visible to the reader.
_NOT_DATA = frozenset({"api_calls", "diff", "exception", "invocation", "msg", "warnings"})

_MAX_PLACES = 3

# What other clients call secret options: there are none here, but a refusal shows what was given.
_SECRETS_ELSEWHERE = ("password", "url_password", "oauth_token")


def reduced(arguments: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return a task's arguments with each mapping of a token as one text.

    Ansible takes every value inside an option with `no_log` for a secret: ids, user names and words
    such as "write" would then be masked all over the output.
    """
    return {
        name: json.dumps(value)
        if value and name in _TOKEN_OPTIONS and isinstance(value, t.Mapping)
        else value
        for name, value in arguments.items()
    }


def secret_values(parameters: t.Mapping[str, t.Any], no_log_values: t.Iterable[str]) -> set[str]:
    """Return `no_log_values` and what else is secret in a task's parameters."""
    secrets = {str(value) for value in no_log_values}
    for name in _TOKEN_OPTIONS:
        value = token_mapping(parameters.get(name))
        if isinstance(value, t.Mapping):
            secrets |= {str(value[key]) for key in _SECRET_KEYS if value.get(key)}
    for name in _SECRETS_ELSEWHERE:
        secrets |= set(_texts(parameters.get(name)))
    return secrets | secrets_in_address(parameters.get("awx_host"))


def secrets_of_unknown(
    parameters: t.Mapping[str, t.Any],
    unknown: t.Iterable[str],
    argument_spec: t.Mapping[str, t.Mapping[str, t.Any]],
) -> set[str]:
    """Return the values of unknown options whose names resemble those of secret options."""
    from ._awx.common.suggestions import nearest

    known = {
        alias: bool(about.get("no_log"))
        for name, about in argument_spec.items()
        for alias in (name, *about.get("aliases", ()))
    }
    return {
        text
        for name in unknown
        if any(known[near] for near in nearest(str(name), known))
        for text in _texts(parameters.get(name))
    }


def secrets_in_address(host: t.Any) -> set[str]:
    """Return what is secret in `awx_host`: an address with a password is refused, but shown.

    Nothing is parsed here, since such a password may hold any character.
    """
    userinfo = str(host or "").rpartition("://")[2].rpartition("@")[0]
    _name, _colon, password = userinfo.partition(":")
    secret = password or userinfo
    return {secret, urllib.parse.unquote(secret)} - {""}


def alterations(result: t.Mapping[str, t.Any], secrets: t.Iterable[str]) -> str:
    """Return a warning about values that Ansible masks although they came from the server.

    "" where it masks nothing, or, from ansible-core 2.22 on, only what it shows.
    """
    known = [secret for secret in secrets if secret]
    if register_secrets is not None or not known:
        return ""
    data = {name: value for name, value in result.items() if name not in _NOT_DATA}
    text = json.dumps(data, ensure_ascii=False, default=str)
    forms = [form for secret in known for form in (secret, json.dumps(secret)[1:-1])]
    if not any(form in text for form in forms):
        return ""
    places = list(_places(data, known))
    if not places:
        return ""
    shown = ", ".join(places[:_MAX_PLACES])
    more = f" and {len(places) - _MAX_PLACES} more" if len(places) > _MAX_PLACES else ""
    return (
        "the result holds the text of a secret of this task, such as its awx_password, so that"
        f" Ansible masks it in {shown}{more}: these are not the values that the server returned."
        " The lookup, dest, and tasks on ansible-core 2.22 or newer have them as they are"
    )


def _places(value: t.Any, secrets: t.Sequence[str], path: str = "") -> t.Iterator[str]:
    """Yield where in a result a secret is a part of a text or number, as `objects[0].name`."""
    if isinstance(value, t.Mapping):
        for name, inner in value.items():
            yield from _places(inner, secrets, f"{path}.{name}".lstrip("."))
    elif isinstance(value, (list, tuple)):
        for number, inner in enumerate(value):
            yield from _places(inner, secrets, f"{path}[{number}]")
    elif value is not None and not isinstance(value, bool):
        text = str(value)
        if any(secret in text for secret in secrets):
            yield path


def masked(
    result: dict[str, t.Any], secrets: t.Iterable[str], *, has_altered_data: bool
) -> dict[str, t.Any]:
    """Return a result as a module's own process would: without secrets before ansible-core 2.22.

    A large result is only rebuilt where it holds any.
    """
    if register_secrets is not None:
        return result
    from ansible.module_utils.common.parameters import remove_values

    objects = None if has_altered_data else result.pop("objects", None)
    plain: dict[str, t.Any] = remove_values(result, set(secrets))
    return plain if objects is None else {**plain, "objects": objects}


def register(secrets: t.Iterable[str]) -> None:
    """Have ansible-core 2.22 and newer mask `secrets` in all that is shown from now on."""
    if register_secrets is not None:
        register_secrets(secrets)


def _texts(value: t.Any) -> t.Iterator[str]:
    if isinstance(value, t.Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _texts(inner)
    elif value is not None:
        yield str(value)
