# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""hints: a refused filter is explained by the names that are right."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.query import filter_errors

from tests.unit.scripted_server import (
    Answer,
    Handler,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
)

REFUSED = errors.BadRequest(
    "GET /api/v2/hosts/: no.", status=400, method="GET", path="/api/v2/hosts/", detail="no"
)
DESCRIPTION = {
    "actions": {"GET": {name: {} for name in ("id", "name", "enabled", "inventory", "created")}},
    "related_search_fields": ["groups__search", "inventory__search"],
}


ROOT = {
    "hosts": "/api/v2/hosts/",
    "inventory": "/api/v2/inventories/",
    "groups": "/api/v2/groups/",
    "organizations": "/api/v2/organizations/",
    "job_templates": "/api/v2/job_templates/",
    "schedules": "/api/v2/schedules/",
    "users": "/api/v2/users/",
    "workflow_job_nodes": "/api/v2/workflow_job_nodes/",
}


def description(*fields: str, relations: t.Sequence[str] = ()) -> dict[str, t.Any]:
    return {
        "actions": {"GET": {name: {"filterable": True} for name in fields}},
        "related_search_fields": [f"{name}__search" for name in relations],
    }


RESOURCES: dict[str, dict[str, t.Any]] = {
    "/api/v2/hosts/": DESCRIPTION,
    "/api/v2/inventories/": description(
        "id", "name", "organization", relations=["organization", "created_by"]
    ),
    "/api/v2/organizations/": description("id", "name", "max_hosts"),
    "/api/v2/groups/": description("id", "name", "inventory", relations=["inventory"]),
    "/api/v2/users/": description("id", "username", "email"),
    "/api/v2/schedules/": description("id", "name", "next_run"),
    "/api/v2/projects/": description("id", "last_job"),
    "/api/v2/organizations/1/projects/": description("id", "last_job"),
    "/api/v2/workflow_job_nodes/": description("id", "identifier"),
    "/api/v2/jobs/": {
        "actions": {
            "GET": {
                "id": {"filterable": True},
                "created_by": {"filterable": True},
                "launched_by": {"filterable": False},
            }
        },
        "related_search_fields": [
            *("created_by__search", "next_schedule__search", "workflowjobnodes__search"),
            *("nodes_that_run__search", "job_events_as_primary_host__search", "artifacts"),
        ],
    },
}


def described(resources: t.Mapping[str, t.Any]) -> Handler:
    """Answer as a server with these resources."""

    def answer(request: Received) -> Answer:
        if request.method == "OPTIONS":
            known = resources.get(request.path)
            return json_answer(known) if known else html_answer(404)
        if request.path == "/api/v2/":
            return json_answer(ROOT)
        raise AssertionError(f"{request.method} {request.path}")

    return answer


def explained(client: AwxClient, *keys: str) -> errors.BadRequest:
    return filter_errors.explain_names(client, "hosts/", keys, REFUSED)


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
def test_explain_names_names_the_nearest(
    key: str, hint: str, client: AwxClient, server: ScriptedServer
) -> None:
    """Misspelt fields and lookups come back with the nearest right one."""
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
def test_explain_names_has_nothing_against_right_names(
    key: str, client: AwxClient, server: ScriptedServer
) -> None:
    """Another reason, such as a bad value, must not be blamed on a name."""
    server.handle(described(RESOURCES))
    assert explained(client, key) is REFUSED


@pytest.mark.parametrize(
    ("path", "key", "hint"),
    [
        pytest.param(
            "hosts/",
            "inventory__nmae",
            "There is no field 'nmae' behind 'inventory'. Did you mean 'name'?",
            id="map of another name",
        ),
        pytest.param(
            "hosts/",
            "not__inventory__organization__nam",
            "There is no field 'nam' behind 'organization'. Did you mean 'name'?",
            id="two relations",
        ),
        pytest.param(
            "hosts/",
            "-inventory__created_by__usrname",
            "There is no field 'usrname' behind 'created_by'. Did you mean 'username'?",
            id="a role, in an order",
        ),
        pytest.param(
            "hosts/",
            "groups__inventory__organisation",
            "There is no field 'organisation' behind 'inventory'. Did you mean 'organization'?",
            id="relation behind relations",
        ),
        pytest.param(
            "hosts/",
            "inventory__name__contans",
            "There is no lookup 'contans'. Did you mean 'contains'",
            id="lookup on a path",
        ),
        pytest.param(
            "hosts/",
            "inventory__isnul",
            "There is no lookup 'isnul'. Did you mean 'isnull'",
            id="lookup on a relation",
        ),
        pytest.param(
            "jobs/", "next_schedule__nextrun", "Did you mean 'next_run'?", id="described relation"
        ),
        pytest.param(
            "jobs/", "workflowjobnodes__identifer", "Did you mean 'identifier'?", id="run together"
        ),
        pytest.param(
            "jobs/",
            "launched_by__name",
            "'launched_by' is computed by the API; AWX can neither filter nor sort by it.",
            id="no column",
        ),
    ],
)
def test_explain_names_follows_relations(
    path: str, key: str, hint: str, client: AwxClient, server: ScriptedServer
) -> None:
    """The nearest right name is one of the related resource."""
    server.handle(described(RESOURCES))
    assert hint in str(filter_errors.explain_names(client, path, ["name", "id", key], REFUSED))


@pytest.mark.parametrize(
    ("path", "key"),
    [
        pytest.param("jobs/", "created_by__username", id="right"),
        pytest.param("jobs/", "created_by__int", id="cast"),
        pytest.param("projects/", "last_updated__gt", id="alias"),
        pytest.param("organizations/1/projects/", "last_update__id", id="alias in a sublist"),
        pytest.param("jobs/", "created_by__pk__in", id="pk"),
        pytest.param("jobs/", "job_events_as_primary_host__event", id="no host"),
        pytest.param("jobs/", "artifacts__anything", id="data without a resource"),
        pytest.param("jobs/", "nodes_that_run__id", id="a name of its own"),
    ],
)
def test_explain_names_blames_no_name_that_may_be_right(
    path: str, key: str, client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(described(RESOURCES))
    assert filter_errors.explain_names(client, path, [key], REFUSED) is REFUSED


def test_explain_names_asks_for_each_resource_once(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(described(RESOURCES))
    error = explained(client, "inventory__nmae", "not__inventory__nam", "groups__inventory__id")
    assert str(error).count("There is no field") == 2
    assert server.asked == [
        "OPTIONS /api/v2/hosts/",
        "GET /api/v2/",
        "OPTIONS /api/v2/inventories/",
        "OPTIONS /api/v2/groups/",
    ]


@pytest.mark.parametrize("missing", ["GET /api/v2/", "OPTIONS /api/v2/inventories/"])
def test_explain_names_keeps_the_servers_word_where_relations_cannot_be_followed(
    missing: str, client: AwxClient, server: ScriptedServer
) -> None:
    answer = described(RESOURCES)
    server.handle(
        lambda request: (
            json_answer({"detail": "no"}, 403)
            if f"{request.method} {request.path}" == missing
            else answer(request)
        )
    )
    assert explained(client, "inventory__nmae") is REFUSED


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
def test_explain_names_without_a_description_is_the_servers_word(
    answer: Answer, client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: answer)
    assert explained(client, "id") is REFUSED


def test_explain_names_says_each_thing_once(client: AwxClient, server: ScriptedServer) -> None:
    server.handle(lambda request: json_answer(DESCRIPTION))
    message: t.Any = str(explained(client, "nmae", "or__nmae", "bogus"))
    assert message.count("'nmae'") == 1
    assert "There is no field 'bogus'" in message
