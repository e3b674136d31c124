# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""hints: a refused filter is explained by the names that are right (promise 5 of a query)."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx import errors, hints
from ansible_collections.steward.awx.plugins.module_utils._awx.client import AwxClient

from tests.unit.scripted_server import Answer, ScriptedServer, html_answer, json_answer

REFUSED = errors.BadRequest(
    "GET /api/v2/hosts/: no.", status=400, method="GET", path="/api/v2/hosts/", detail="no"
)
DESCRIPTION = {
    "actions": {"GET": {name: {} for name in ("id", "name", "enabled", "inventory", "created")}},
    "related_search_fields": ["groups__search", "inventory__search"],
}


def explained(client: AwxClient, *keys: str) -> errors.BadRequest:
    return hints.explained(client, "hosts/", keys, REFUSED)


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        pytest.param("nmae", "There is no field 'nmae'. Did you mean 'name'", id="field"),
        pytest.param("enable", "Did you mean 'enabled'", id="ending"),
        pytest.param("or__not__nmae", "There is no field 'nmae'", id="prefixes"),
        pytest.param("-creatd", "There is no field 'creatd'. Did you mean 'created'", id="order"),
        pytest.param("grups__name", "Did you mean 'groups'", id="relation"),
        pytest.param(
            "name__contans", "There is no lookup 'contans'. Did you mean 'contains'", id="lookup"
        ),
        pytest.param(
            "name__zzz", "There is no lookup 'zzz'. Did you mean exact, ", id="all lookups"
        ),
    ],
)
def test_explained_names_the_nearest(
    key: str, hint: str, client: AwxClient, server: ScriptedServer
) -> None:
    """Misspelt fields and lookups come back with the nearest right one (promise 5)."""
    server.expect("OPTIONS", "/api/v2/hosts/", json_answer(DESCRIPTION))
    error = explained(client, "name", key)
    assert str(error).startswith("GET /api/v2/hosts/: no. ")
    assert hint in str(error)
    assert (error.status, error.detail) == (400, "no")


@pytest.mark.parametrize(
    "key",
    [
        "name",
        "not__name__icontains",
        "groups__name",
        "groups__name__startswith",
        "inventory__organization__name",
        "name__in__int",
        "search",
        "type",
        "role_level",
        "host_filter",
        "no_truncate",
        "pk",
        "or__",
    ],
)
def test_explained_has_nothing_against_right_names(
    key: str, client: AwxClient, server: ScriptedServer
) -> None:
    """Another reason, such as a bad value, must not be blamed on a name."""
    server.expect("OPTIONS", "/api/v2/hosts/", json_answer(DESCRIPTION))
    assert explained(client, key) is REFUSED


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(json_answer({"detail": "no"}, 403), id="refused"),
        pytest.param(html_answer(200), id="a page"),
        pytest.param(json_answer({"actions": {}}), id="no fields"),
        pytest.param(json_answer([]), id="an array"),
        pytest.param(
            json_answer({"actions": {"GET": {"id": {}}}, "related_search_fields": None}), id="null"
        ),
    ],
)
def test_explained_without_a_description_is_the_servers_word(
    answer: Answer, client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: answer)
    assert explained(client, "id") is REFUSED


def test_explained_says_each_thing_once(client: AwxClient, server: ScriptedServer) -> None:
    server.handle(lambda request: json_answer(DESCRIPTION))
    message: t.Any = str(explained(client, "nmae", "or__nmae", "bogus"))
    assert message.count("'nmae'") == 1
    assert "There is no field 'bogus'" in message
