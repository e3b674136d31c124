# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This util is PRIVATE to the steward.awx collection: it may change in any release.

"""What modules take and do: the connection options as one table, and whole specifications.

A module and its action plugin are made of the same `Specification`, so that they cannot differ.
"""

from __future__ import annotations

import typing as t

from ._awx.schema import option_choices


class ConnectionOption(t.NamedTuple):
    """A connection option: its aliases are the names that other clients give it.

    `environment` has the variables that it may come from, each of another family (such as AWX_*).
    """

    name: str
    environment: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    type: str = "str"
    no_log: bool | None = None
    choices: tuple[str, ...] = ()

    def spec(self) -> dict[str, t.Any]:
        """Return the entry of the argument specification.

        There are no defaults in it, nor the environment: a value that the task does not give may
        come from other places, which are compared with each other.
        """
        lists = {"aliases": list(self.aliases), "choices": list(self.choices)}
        spec = {"type": self.type, "no_log": self.no_log, **lists}
        return {name: value for name, value in spec.items() if value not in (None, [])}


def _option(name: str, environment: str, aliases: str = "", **more: t.Any) -> ConnectionOption:
    return ConnectionOption(name, tuple(environment.split()), tuple(aliases.split()), **more)


CONNECTION_OPTIONS = (
    _option(
        "awx_host",
        "AWX_HOST CONTROLLER_HOST AAP_HOSTNAME TOWER_HOST",
        "controller_host tower_host aap_hostname",
    ),
    _option(
        "awx_oauth_token",
        "AWX_OAUTH_TOKEN CONTROLLER_OAUTH_TOKEN AAP_TOKEN TOWER_OAUTH_TOKEN",
        "controller_oauthtoken tower_oauthtoken aap_token",
        type="raw",
        no_log=True,
    ),
    _option(
        "awx_username",
        "AWX_USERNAME CONTROLLER_USERNAME AAP_USERNAME TOWER_USERNAME",
        "controller_username tower_username aap_username",
    ),
    _option(
        "awx_password",
        "AWX_PASSWORD CONTROLLER_PASSWORD AAP_PASSWORD TOWER_PASSWORD",
        "controller_password tower_password aap_password",
        no_log=True,
    ),
    _option("awx_auth", "AWX_AUTH", choices=option_choices.AUTH_METHODS),
    _option(
        "validate_certs",
        "AWX_VERIFY_SSL CONTROLLER_VERIFY_SSL AAP_VALIDATE_CERTS TOWER_VERIFY_SSL",
        "tower_verify_ssl aap_validate_certs",
        type="bool",
    ),
    _option("ca_path", "AWX_CA_PATH", type="path"),
    _option("client_cert", "AWX_CLIENT_CERT", type="path"),
    _option("client_key", "AWX_CLIENT_KEY", type="path", no_log=False),
    _option(
        "request_timeout",
        "AWX_REQUEST_TIMEOUT CONTROLLER_REQUEST_TIMEOUT AAP_REQUEST_TIMEOUT",
        "aap_request_timeout",
        type="float",
    ),
    _option("request_retries", "AWX_REQUEST_RETRIES", type="int"),
    _option("api_root", "AWX_API_ROOT CONTROLLER_OPTIONAL_API_URLPATTERN_PREFIX"),
    _option(
        "awx_config_file",
        "AWX_CONFIG_FILE",
        "controller_config_file tower_config_file",
        type="path",
    ),
)

CONNECTION_OPTION_NAMES = tuple(option.name for option in CONNECTION_OPTIONS)


IN_PROCESS = _option("awx_in_process", "AWX_IN_PROCESS", type="bool")


# The variables of each family by the options that they set, the first that wins first. A family is
# known by what its variables begin with.
FAMILIES: dict[str, dict[str, str]] = {}
for _one in CONNECTION_OPTIONS:
    for _name in _one.environment:
        FAMILIES.setdefault(_name.partition("_")[0], {})[_one.name] = _name


# The options of tasks that wait for jobs; `WaitOptions.from_options` reads them.
WAITING_OPTIONS: t.Mapping[str, t.Any] = {
    "wait_timeout": {"type": "float", "aliases": ["timeout"]},
    "interval": {"type": "float", "default": 10.0},
    "on_timeout": {"type": "str", "choices": list(option_choices.ON_TIMEOUT), "default": "fail"},
    "cancel_on_interrupt": {"type": "bool", "default": False},
}

# The option of tasks that show jobs while they wait for them.
OUTPUT_OPTION: t.Mapping[str, t.Any] = {
    "output": {"type": "str", "choices": list(option_choices.OUTPUT)}
}


class Specification(t.NamedTuple):
    """A module: its operation, its own options, and the rules between them.

    `is_anonymous` returns whether the given options work without a user, `moved` maps options of
    other clients that do not exist here to what to write instead. The options in `undisclosed` may
    hold secrets that only the server knows; they are shown once the operation has disclosed them.
    `read` preprocesses the arguments on the controller, which may have a library that targets
    lack. A module that `writes_file` takes `mode`, `owner` and the like for its `dest`.
    """

    operation: t.Callable[..., dict[str, t.Any]]
    options: t.Mapping[str, t.Any]
    rules: t.Mapping[str, t.Any] = {}
    is_anonymous: t.Callable[[t.Mapping[str, t.Any]], bool] = lambda _options: False
    moved: t.Mapping[str, str] = {}
    undisclosed: tuple[str, ...] = ()
    read: t.Callable[[dict[str, t.Any]], dict[str, t.Any]] = lambda arguments: arguments
    writes_file: bool = False

    @property
    def file_options(self) -> t.Mapping[str, t.Any]:
        """The options that Ansible has for the attributes of a file, if this module writes one."""
        if not self.writes_file:
            return {}
        from ansible.module_utils.basic import FILE_COMMON_ARGUMENTS

        options: t.Mapping[str, t.Any] = FILE_COMMON_ARGUMENTS
        return options

    def argument_spec(self) -> dict[str, t.Any]:
        """Return the argument specification, connection options included."""
        shared = {option.name: option.spec() for option in (*CONNECTION_OPTIONS, IN_PROCESS)}
        return {**shared, **self.options, **self.file_options}

    def refusal(self, unsupported: t.Iterable[str], message: str) -> str:
        """Return Ansible's message about unknown options, preceded by what to write instead."""
        from ._unknown_option_hints import advice

        spec = self.argument_spec()
        known = [n for name, about in spec.items() for n in (name, *about.get("aliases", ()))]
        return "\n".join(filter(None, (advice(unsupported, self.moved, known), message)))
