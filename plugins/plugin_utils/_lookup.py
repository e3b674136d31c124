# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This util is PRIVATE to the steward.awx collection: it may change in any release.

"""Run an operation as a lookup: options as Ansible has them, failures as `AnsibleLookupError`."""

from __future__ import annotations

import typing as t

from ansible.config.manager import resolve_path
from ansible.constants import config
from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase

from ..module_utils._argspec import CONNECTION_OPTIONS
from ..module_utils._awx.api.client import AwxClient
from ..module_utils._awx.common.errors import AwxError, ConfigurationError
from ..module_utils._awx.common.suggestions import did_you_mean
from ..module_utils._awx.connection.option_sources import Source, of_file, of_task
from ..module_utils._unknown_option_hints import LOOKUP, advice
from ._client_cache import use_client
from ._controller_api_options import translated
from ._display import DisplayReporter

Run = t.Callable[[AwxClient, t.Mapping[str, t.Any]], t.Any]


class AwxLookup(LookupBase):
    """What the lookups of this collection share."""

    def ask(
        self, variables: t.Mapping[str, t.Any] | None, given: t.Mapping[str, t.Any], run: Run
    ) -> t.Any:
        """Return the result of `run` for an open client and the options.

        Raises:
            AnsibleLookupError: an option is unknown, or the operation failed.
        """
        known = _definitions(self._load_name)
        try:
            asked, question, ids_as_text = translated(given)
            _refuse_unknown(asked, known)
            options, sources = _options_of(self._load_name, known, variables or {}, asked)
            asking = {**options, **question}
            found = use_client(
                options, DisplayReporter(), lambda client: run(client, asking), given=sources
            )
            are_ids = ids_as_text and not options.get("count_only")
            return [str(one) for one in found] if are_ids else found
        except AwxError as exc:
            raise AnsibleLookupError(str(exc)) from None


_CONNECTION = {option.name: option for option in CONNECTION_OPTIONS}

# What Ansible says of an option that a variable sets.
_BY_VARIABLE = "var: "


def _definitions(plugin: str) -> dict[str, t.Any]:
    """Return what options a lookup has, in which those of the connection are only text.

    Ansible takes a variable of the environment for set that is empty, and any text for a boolean
    that is false, even where that is `validate_certs`; and it knows no families of variables. So
    the environment is read as modules read it, and what values mean is left to the settings.
    """
    known: dict[str, t.Any] = config.get_configuration_definitions("lookup", plugin)
    if all("env" not in known[name] for name in _CONNECTION):
        return known
    texts = {
        name: {
            **{key: value for key, value in known[name].items() if key not in ("env", "choices")},
            "type": "raw" if option.type == "raw" else "str",
        }
        for name, option in _CONNECTION.items()
    }
    known = {**known, **texts}
    config.initialize_plugin_configuration_definitions("lookup", plugin, known)
    return known


def _options_of(
    plugin: str,
    known: t.Mapping[str, t.Any],
    variables: t.Mapping[str, t.Any],
    given: t.Mapping[str, t.Any],
) -> tuple[dict[str, t.Any], list[Source]]:
    """Return the options that are not about the connection, and the sources of those that are.

    What is empty is not set, so that it hides nothing.
    """
    ours = [known[name] for name in _CONNECTION]
    aliases = {alias for about in ours for alias in about.get("aliases") or ()}
    direct = {
        name: value
        for name, value in given.items()
        if value != "" or not (name in _CONNECTION or name in aliases)
    }
    names = [entry["name"] for about in ours for entry in about["vars"]]
    filled = {name: variables[name] for name in names if variables.get(name) not in (None, "")}
    options: dict[str, t.Any] = {}
    by_task: dict[str, t.Any] = {}
    by_file: dict[str, t.Any] = {}
    called: dict[str, str] = {}
    path = ""
    for name in known.keys() - {"_terms"}:
        value, origin = config.get_config_value_and_origin(
            name,
            plugin_type="lookup",
            plugin_name=plugin,
            variables=filled if name in _CONNECTION else variables,
            direct=direct,
        )
        if name not in _CONNECTION:
            options[name] = value
        elif value is None:
            continue
        elif origin == "Direct" or origin.startswith(_BY_VARIABLE):
            by_task[name] = _whole(name, value)
            called[name] = name if origin == "Direct" else f"variable {origin[len(_BY_VARIABLE) :]}"
        else:
            path, by_file[name] = origin, _whole(name, value, beside=origin)
    keys = {name: known[name]["ini"][0]["key"] for name in _CONNECTION}
    return options, [of_task(by_task, called), of_file(path, by_file, keys)]


def _whole(name: str, value: t.Any, beside: str | None = None) -> t.Any:
    """Return a value in which a path is whole; in a file it is one from the file's directory."""
    is_path = _CONNECTION[name].type == "path" and value != ""
    return resolve_path(str(value), basedir=beside) if is_path else value


def _refuse_unknown(given: t.Mapping[str, t.Any], known: t.Mapping[str, t.Any]) -> None:
    """Ansible ignores options that a lookup does not have; a misspelt filter must not be."""
    names = {alias for name in known for alias in (name, *(known[name].get("aliases") or ()))} - {
        "_terms"
    }
    for name in (name for name in given if name not in names):
        if name in LOOKUP:
            raise ConfigurationError(advice([name], LOOKUP, names))
        raise ConfigurationError(f"there is no option '{name}'. {did_you_mean(name, names)}")
