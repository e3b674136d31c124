# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""templates: the one template that is meant, among all kinds, in one request."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.launch import find_template
from ansible_collections.steward.awx.plugins.module_utils._awx.schema import template_types

from tests.unit.scripted_server import Answer, Received, ScriptedServer, json_answer, page_of

ALL = "/api/v2/unified_job_templates/"
TYPES = {"type": ",".join(template_types.KINDS)}


def row(number: int, kind: str = "job_template", organization: str = "Default") -> dict[str, t.Any]:
    return {
        "id": number,
        "name": "Deploy",
        "type": kind,
        "summary_fields": {"organization": {"name": organization}},
    }


@pytest.mark.parametrize("kind", list(template_types.KINDS))
def test_find_by_name_tells_the_kind_in_one_request(
    kind: str, client: AwxClient, server: ScriptedServer
) -> None:
    """`auto` costs no more than a question for one kind."""
    query = {"name": "Deploy", **TYPES, "page_size": "10"}
    server.expect("GET", ALL, page_of([row(8, kind)]), query=query)
    found = find_template.find(client, "auto", "Deploy")
    assert (found.kind.name, found.id, found.row["name"]) == (kind, 8, "Deploy")


def test_find_by_id_text_or_name(client: AwxClient, server: ScriptedServer) -> None:
    """Templates of ansible-core turn ids into text, and names may be made of digits."""
    query = {"or__id": "8", "or__name": "8", **TYPES, "page_size": "10"}
    server.expect("GET", ALL, page_of([row(8)]), query=query)
    assert find_template.find(client, "auto", "8").id == 8


@pytest.mark.parametrize("kind", ["auto", "job_template"])
@pytest.mark.parametrize("number", [8, "8"])
def test_find_by_an_id_in_a_mapping_asks_nothing(
    number: int | str, kind: str, client: AwxClient, server: ScriptedServer
) -> None:
    """Loops that launch a template many times need not look for it each time."""
    found = find_template.find(client, kind, {"id": number})
    assert (found.kind, found.id) == (template_types.JOB_TEMPLATE, 8)


def test_find_by_name_and_organization(client: AwxClient, server: ScriptedServer) -> None:
    query = {"name": "Deploy", "organization__name": "Ops", **TYPES, "page_size": "10"}
    server.expect("GET", ALL, page_of([row(8)]), query=query)
    assert find_template.find(client, "auto", {"name": "Deploy", "organization": "Ops"}).id == 8


def test_find_by_a_name_of_several_kinds_says_so(client: AwxClient, server: ScriptedServer) -> None:
    """`kind: auto` says so when a name is of several."""
    server.handle(lambda request: page_of([row(8), row(6, "project", "Ops")]))
    with pytest.raises(errors.SeveralMatches) as failure:
        find_template.find(client, "auto", "Deploy")
    assert str(failure.value) == (
        "2 templates of several kinds are called 'Deploy': job template id 8 'Deploy' in"
        " organization 'Default', project id 6 'Deploy' in organization 'Ops'. Set the kind, for"
        " example kind: job_template, or give its id."
    )


def test_find_by_a_name_of_several_of_one_kind(client: AwxClient, server: ScriptedServer) -> None:
    server.handle(lambda request: page_of([row(8), row(9, organization="Ops")]))
    with pytest.raises(errors.SeveralMatches, match="2 job_templates are called 'Deploy'") as told:
        find_template.find(client, "auto", "Deploy")
    assert "organization: Default" in str(told.value)


def test_find_by_name_of_nothing_names_the_nearest(
    client: AwxClient, server: ScriptedServer
) -> None:
    def answer(request: Received) -> Answer:
        assert dict(request.query)["type"] == TYPES["type"]
        return page_of([] if "name" in dict(request.query) else [row(8)])

    server.handle(answer)
    with pytest.raises(errors.NoMatch, match=r"no template of any kind 'Deplo'.*'Deploy'"):
        find_template.find(client, "auto", "Deplo")


def test_find_by_named_url_looks_among_all_kinds(client: AwxClient, server: ScriptedServer) -> None:
    """There is no detail of all templates together, and so no named URL."""

    def answer(request: Received) -> Answer:
        if request.path == "/api/v2/projects/Deploy++Default/":
            return json_answer(row(6, "project"))
        return page_of([]) if request.path == ALL else json_answer({"detail": "no"}, 404)

    server.handle(answer)
    found = find_template.find(client, "auto", "Deploy++Default")
    assert (found.kind.name, found.id) == ("project", 6)


@pytest.mark.parametrize("kind", ["auto", "job_template", "workflow_job_template"])
def test_find_by_id_asks_nothing(kind: str, client: AwxClient) -> None:
    """What it asks for at launch tells whether it is there, and its name."""
    found = find_template.find(client, kind, 8)
    assert (found.id, found.row) == (8, {})
    assert found.kind.name == ("job_template" if kind == "auto" else kind)


@pytest.mark.parametrize("kind", ["project", "inventory_source", "system_job_template"])
def test_find_by_id_of_kinds_that_do_not_tell_their_name(
    kind: str, client: AwxClient, server: ScriptedServer
) -> None:
    path = f"/api/v2/{template_types.KINDS[kind].resource}/"
    server.expect("GET", path, page_of([row(8, kind)]), query={"id": "8", "page_size": "10"})
    assert find_template.find(client, kind, 8).row["name"] == "Deploy"


def test_find_inventory_sources_by_their_inventory(
    client: AwxClient, server: ScriptedServer
) -> None:
    query = {"name": "EC2", "inventory__name": "Cloud", "page_size": "10"}
    server.expect("GET", "/api/v2/inventory_sources/", page_of([row(8)]), query=query)
    reference = {"name": "EC2", "inventory": "Cloud"}
    assert find_template.find(client, "inventory_source", reference).id == 8


def test_find_refuses_fields_that_not_every_kind_has(client: AwxClient) -> None:
    """A clear error before any request; AWX would answer 400."""
    with pytest.raises(errors.ConfigurationError, match="selected by inventory, which not every"):
        find_template.find(client, "auto", {"name": "EC2", "inventory": "Cloud"})


@pytest.mark.parametrize("reference", [True, "", {}, ["x"]])
@pytest.mark.parametrize("kind", ["auto", "project"])
def test_find_refuses_what_is_no_reference(reference: t.Any, kind: str, client: AwxClient) -> None:
    with pytest.raises(errors.ConfigurationError):
        find_template.find(client, kind, reference)
