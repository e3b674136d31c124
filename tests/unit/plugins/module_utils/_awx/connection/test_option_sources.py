# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""connection_sources: where the connection options come from.

Which login goes with which host, for all pairs of sources: tests/unit/meta/test_login_and_host.py.
"""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common.errors import (
    ConfigurationError,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.connection import option_sources
from ansible_collections.steward.awx.plugins.module_utils._awx.connection.option_sources import (
    Source,
    choose,
    first,
    of_environment,
    of_file,
    of_task,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.connection.parse_options import (
    ChosenOptions,
)

FAMILIES = {
    "AWX": {"awx_host": "AWX_HOST", "awx_oauth_token": "AWX_OAUTH_TOKEN", "ca_path": "AWX_CA_PATH"},
    "CONTROLLER": {"awx_host": "CONTROLLER_HOST", "awx_oauth_token": "CONTROLLER_OAUTH_TOKEN"},
}
KEYS = {"awx_host": "host", "awx_oauth_token": "oauth_token"}
IN_JOB = {"JOB_ID": "1", "AWX_PRIVATE_DATA_DIR": "/runner"}


def test_config_file_paths_in_order_of_precedence() -> None:
    assert option_sources.config_file_paths(home="/home/al", cwd="/srv/play/site") == [
        "/etc/tower/tower_cli.cfg",
        "/home/al/.tower_cli.cfg",
        "/.tower_cli.cfg",
        "/srv/.tower_cli.cfg",
        "/srv/play/.tower_cli.cfg",
        "/srv/play/site/tower_cli.cfg",
    ]


@pytest.mark.parametrize("empty", [None, ""])
def test_what_is_empty_is_not_set(empty: str | None) -> None:
    options = {"awx_host": empty, "request_retries": 0, "validate_certs": False}
    assert of_task(options).values == {"request_retries": 0, "validate_certs": False}
    assert of_file("x.cfg", {"awx_host": empty}, KEYS).values == {}
    assert of_environment({"AWX_HOST": empty or "", "OTHER": "x"}, FAMILIES) == []


def test_a_family_is_a_source() -> None:
    variables = {"CONTROLLER_HOST": "c", "AWX_OAUTH_TOKEN": "tk", "AWX_CA_PATH": "", "HOME": "/"}
    of_awx, of_controller = of_environment(variables, FAMILIES)
    assert of_awx.values == {"awx_oauth_token": "tk"}
    assert of_controller.values == {"awx_host": "c"}


@pytest.mark.parametrize(
    ("variables", "comes_last"),
    [
        ({}, False),
        (IN_JOB, True),
        ({**IN_JOB, "JOB_ID": ""}, False),
        ({"CONTROLLER_HOST": "c", "CONTROLLER_OAUTH_TOKEN": "tk"}, True),
        ({"CONTROLLER_HOST": "c", "CONTROLLER_OAUTH_TOKEN": ""}, False),
        (
            {"CONTROLLER_HOST": "c", "CONTROLLER_OAUTH_TOKEN": "tk", "AWX_OAUTH_TOKEN": "tk"},
            False,
        ),
    ],
)
def test_the_host_that_awx_sets_comes_last(variables: dict[str, str], comes_last: bool) -> None:
    of_awx = of_environment({"AWX_HOST": "a", **variables}, FAMILIES)[0]
    assert of_awx.comes_last is comes_last


@pytest.mark.parametrize(
    ("source", "called"),
    [
        (of_task({}), "the task's awx_host and awx_oauth_token"),
        (of_task({}, {"awx_host": "variable x"}), "the task's variable x and awx_oauth_token"),
        (of_file("/etc/{a}.cfg", {}, KEYS), "host and oauth_token in /etc/{a}.cfg"),
        (of_environment({"AWX_HOST": "a"}, FAMILIES)[0], "AWX_HOST and AWX_OAUTH_TOKEN"),
    ],
)
def test_what_the_user_calls_it(source: Source, called: str) -> None:
    assert source.called("awx_host", "awx_oauth_token") == called


def test_first_is_the_value_of_the_first_source() -> None:
    sources = [of_task({"ca_path": ""}), of_task({"ca_path": "b"}), of_task({"ca_path": "c"})]
    assert (first(sources, "ca_path"), first(sources, "api_root")) == ("b", None)


def test_choose_says_where_values_are_from() -> None:
    task = of_task({"awx_host": "h", "request_timeout": 7.0})
    chosen = choose(
        [task, *of_environment({"AWX_OAUTH_TOKEN": "tk", "AWX_CA_PATH": "x"}, FAMILIES)]
    )
    assert chosen == ChosenOptions(
        {"awx_host": "h", "request_timeout": 7.0, "awx_oauth_token": "tk", "ca_path": "x"},
        {"awx_oauth_token": "AWX_OAUTH_TOKEN", "ca_path": "AWX_CA_PATH"},
        host_from="the task's awx_host",
        login_from="AWX_OAUTH_TOKEN",
    )


def test_choose_of_nothing() -> None:
    assert choose([of_task({})]) == ChosenOptions({}, {})


@pytest.mark.parametrize(
    ("task", "environ", "message"),
    [
        (
            {"awx_host": "b"},
            {"AWX_HOST": "a", "AWX_OAUTH_TOKEN": "tk"},
            "AWX_OAUTH_TOKEN is for https://a (AWX_HOST), and not for https://b (the task's"
            " awx_host); nothing was sent. Give the task a login for its own server"
            " (awx_oauth_token, or awx_username and awx_password), or leave awx_host out",
        ),
        (
            {},
            {"CONTROLLER_HOST": "c", "AWX_OAUTH_TOKEN": "tk"},
            "AWX_OAUTH_TOKEN is not sent to https://c (CONTROLLER_HOST), since AWX_HOST is not set."
            " Set that, or a login for the other server: CONTROLLER_OAUTH_TOKEN, or awx_username"
            " and awx_password",
        ),
        (
            {"awx_host": "b"},
            {"AWX_HOST": "a:al:secret@x", "AWX_OAUTH_TOKEN": "tk"},
            "AWX_HOST holds a user name or password; give them as awx_username and awx_password",
        ),
    ],
)
def test_what_does_not_belong_together(
    task: dict[str, t.Any], environ: dict[str, str], message: str
) -> None:
    """Both hosts, where each is from, and what to set; no secret."""
    with pytest.raises(ConfigurationError) as refused:
        choose([of_task(task), *of_environment(environ, FAMILIES)])
    assert str(refused.value) == message
