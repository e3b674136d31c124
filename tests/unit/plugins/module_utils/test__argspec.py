# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""_argspec: the connection options as one table."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._argspec import (
    CONNECTION_OPTION_NAMES,
    CONNECTION_OPTIONS,
    Specification,
)
from ansible_collections.steward.awx.plugins.modules import (
    awx_job_launch,
    awx_query,
    awx_token,
)

OPTIONS = {option.name: option for option in CONNECTION_OPTIONS}
SPECIFICATIONS = {
    "awx_job_launch": awx_job_launch.SPECIFICATION,
    "awx_query": awx_query.SPECIFICATION,
    "awx_token": awx_token.SPECIFICATION,
}


@pytest.mark.parametrize(
    ("name", "environment"),
    [
        ("awx_host", "AWX_HOST CONTROLLER_HOST AAP_HOSTNAME TOWER_HOST"),
        ("awx_oauth_token", "AWX_OAUTH_TOKEN CONTROLLER_OAUTH_TOKEN AAP_TOKEN TOWER_OAUTH_TOKEN"),
        ("awx_username", "AWX_USERNAME CONTROLLER_USERNAME AAP_USERNAME TOWER_USERNAME"),
        ("awx_password", "AWX_PASSWORD CONTROLLER_PASSWORD AAP_PASSWORD TOWER_PASSWORD"),
        ("awx_auth", "AWX_AUTH"),
        ("validate_certs", "AWX_VERIFY_SSL CONTROLLER_VERIFY_SSL"),
        ("request_timeout", "AWX_REQUEST_TIMEOUT CONTROLLER_REQUEST_TIMEOUT"),
        ("request_retries", "AWX_REQUEST_RETRIES"),
        ("api_root", "AWX_API_ROOT CONTROLLER_OPTIONAL_API_URLPATTERN_PREFIX"),
        ("awx_config_file", "AWX_CONFIG_FILE"),
    ],
)
def test_options_read_the_environment_in_this_order(name: str, environment: str) -> None:
    """More names may follow."""
    names = environment.split()
    assert list(OPTIONS[name].environment[: len(names)]) == names


@pytest.mark.parametrize(
    ("name", "aliases"),
    [
        ("awx_host", {"controller_host", "tower_host", "aap_hostname"}),
        ("awx_oauth_token", {"controller_oauthtoken", "tower_oauthtoken", "aap_token"}),
        ("awx_username", {"controller_username", "tower_username", "aap_username"}),
        ("awx_password", {"controller_password", "tower_password", "aap_password"}),
    ],
)
def test_options_have_the_names_of_other_clients(name: str, aliases: set[str]) -> None:
    assert set(OPTIONS[name].aliases) == aliases


def test_secrets_are_not_logged() -> None:
    assert {name for name, option in OPTIONS.items() if option.no_log} == {
        "awx_oauth_token",
        "awx_password",
    }


def test_connection_options_have_no_defaults() -> None:
    """A value that nobody gave may come from a configuration file."""
    for option in CONNECTION_OPTIONS:
        assert not {"default", "required"} & option.spec().keys()


@pytest.mark.parametrize("name", sorted(SPECIFICATIONS))
def test_every_module_takes_the_connection_options(name: str) -> None:
    spec = SPECIFICATIONS[name].argument_spec()
    assert set(CONNECTION_OPTION_NAMES) <= spec.keys()


@pytest.mark.parametrize("name", sorted(SPECIFICATIONS))
def test_no_name_stands_for_two_options(name: str) -> None:
    """An alias that is another option's name would silently take its value."""
    spec = SPECIFICATIONS[name].argument_spec()
    names = [n for option, about in spec.items() for n in (option, *about.get("aliases", ()))]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("name", sorted(SPECIFICATIONS))
def test_rules_name_options_that_exist(name: str) -> None:
    """A rule about a misspelt option silently never fires."""
    specification = SPECIFICATIONS[name]
    spec = specification.argument_spec()

    def names_in(rule: t.Any) -> t.Iterator[str]:
        for part in rule:
            if isinstance(part, str):
                yield part
            elif isinstance(part, (list, tuple)):
                yield from names_in(part)

    for kind, rules in specification.rules.items():
        for rule in rules:
            if kind == "required_if":
                option, value, needed = rule[:3]
                assert value in spec[option]["choices"]
                assert set(needed) <= spec.keys()
            else:
                assert set(names_in(rule)) <= spec.keys()


def test_specification_lets_its_own_options_win() -> None:
    def operation(client: t.Any, options: t.Any, *, check_mode: bool = False) -> dict[str, t.Any]:
        return {}

    own = {"awx_auth": {"type": "str", "default": "basic"}}
    assert Specification(operation, own).argument_spec()["awx_auth"] == own["awx_auth"]
