# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""resolve: from what a user calls an object to exactly that object (docs/awx-api.md#named-urls)."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.api.lookup import (
    describe,
    resolve_each,
    resolve_one,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors

from tests.unit.scripted_server import (
    Answer,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
    page_of,
)

JT = "/api/v2/job_templates/"


def template(number: int, name: str = "Deploy", organization: str = "Default") -> dict[str, t.Any]:
    return {
        "id": number,
        "name": name,
        "summary_fields": {"organization": {"id": 1, "name": organization}},
    }


@pytest.mark.parametrize(
    ("reference", "query"),
    [
        pytest.param(12, {"id": "12"}, id="id"),
        pytest.param("Deploy", {"name": "Deploy"}, id="name"),
        pytest.param("12", {"or__id": "12", "or__name": "12"}, id="digits: id or name"),
        pytest.param("C++ build", {"name": "C++ build"}, id="a name with ++"),
        pytest.param("1.5", {"name": "1.5"}, id="a number that is no id"),
        pytest.param(
            {"name": "Deploy", "organization": "Default"},
            {"name": "Deploy", "organization__name": "Default"},
            id="mapping",
        ),
        pytest.param(
            {"name": "42", "organization": 3}, {"name": "42", "organization": "3"}, id="key by id"
        ),
        pytest.param({"organization": "3"}, {"organization__id": "3"}, id="key by id as text"),
        pytest.param({"id": 7}, {"id": "7"}, id="mapping with an id"),
        pytest.param({"created_by": "al"}, {"created_by__username": "al"}, id="key to a user"),
        pytest.param({"name": "a", "organization": None}, {"name": "a"}, id="none is left out"),
        pytest.param({"inventory__name": "x"}, {"inventory__name": "x"}, id="a filter"),
    ],
)
def test_resolve_one_asks_once(
    reference: t.Any, query: dict[str, str], client: AwxClient, server: ScriptedServer
) -> None:
    """Names with ++, and names of digits, work."""
    server.expect("GET", JT, page_of([template(5)]), query={**query, "page_size": "10"})
    assert resolve_one(client, "job_templates", reference)["id"] == 5


@pytest.mark.parametrize(
    ("resource", "field"),
    [
        ("users", "username"),
        ("instances", "hostname"),
        ("workflow_job_template_nodes", "identifier"),
        ("inventories", "name"),
    ],
)
def test_resolve_one_knows_what_objects_are_called_by(
    resource: str, field: str, client: AwxClient, server: ScriptedServer
) -> None:
    query = {field: "x", "page_size": "10"}
    server.expect("GET", f"/api/v2/{resource}/", page_of([{"id": 1}]), query=query)
    assert resolve_one(client, resource, "x") == {"id": 1}


def test_resolve_one_takes_a_named_url(client: AwxClient, server: ScriptedServer) -> None:
    """Only where there is no such name, since names may have ++ in them."""
    query = {"name": "Deploy it++Default", "page_size": "10"}
    server.expect("GET", JT, page_of([]), query=query)
    server.expect("GET", JT + "Deploy%20it++Default/", json_answer(template(9)))
    assert resolve_one(client, "job_templates", "Deploy it++Default")["id"] == 9


@pytest.mark.parametrize("answer", [html_answer(404), json_answer({"detail": "no"}, 404)])
def test_resolve_one_of_a_named_url_that_is_none(
    answer: Answer, client: AwxClient, server: ScriptedServer
) -> None:
    def reply(request: Received) -> Answer:
        return page_of([]) if request.path == JT else answer

    server.handle(reply)
    with pytest.raises(errors.NoMatch, match=r"there is no job template 'x\+\+y'"):
        resolve_one(client, "job_templates", "x++y")


def test_resolve_one_of_none_names_the_nearest(client: AwxClient, server: ScriptedServer) -> None:
    server.expect("GET", JT, page_of([]), query={"name": "Deplyo", "page_size": "10"})
    names = [template(1, "Deploy"), template(2, "Backup")]
    server.expect("GET", JT, page_of(names), query={"page_size": "200", "order_by": "name"})
    with pytest.raises(errors.NoMatch) as failure:
        resolve_one(client, "job_templates", "Deplyo")
    assert str(failure.value) == (
        "there is no job template 'Deplyo', or this user may not see it. Did you mean 'Deploy'?"
    )


@pytest.mark.parametrize(
    ("count", "said"), [(3, "There are: name 0, name 1, name 2."), (40, "may not see it.")]
)
def test_resolve_one_of_none_lists_few_names_only(
    count: int, said: str, client: AwxClient, server: ScriptedServer
) -> None:
    pages = iter([page_of([]), page_of([template(n, f"name {n}") for n in range(count)])])
    server.handle(lambda request: next(pages))
    with pytest.raises(errors.NoMatch) as failure:
        resolve_one(client, "job_templates", "zzzzzzzz")
    assert str(failure.value).endswith(said)


@pytest.mark.parametrize("reference", [99, "99", {"name": "x", "organization": "y"}])
def test_resolve_one_of_none_without_a_name_makes_no_suggestion(
    reference: t.Any, client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: page_of([]))
    with pytest.raises(errors.NoMatch, match="there is no job template"):
        resolve_one(client, "job_templates", reference)
    assert len(server.requests) == 1


def test_resolve_one_of_several_says_in_which_organizations(
    client: AwxClient, server: ScriptedServer
) -> None:
    """Ambiguous template name: says in which organizations it was found."""
    rows = [template(8, "Deploy", "Default"), template(9, "Deploy", "Engineering")]
    server.handle(lambda request: page_of(rows))
    with pytest.raises(errors.SeveralMatches) as failure:
        resolve_one(client, "job_templates", "Deploy")
    assert str(failure.value) == (
        "2 job_templates are called 'Deploy': id 8 'Deploy' in organization 'Default', "
        "id 9 'Deploy' in organization 'Engineering'. "
        "Say which one with {name: ..., organization: Default}, or give its id."
    )


def test_resolve_one_of_several_of_one_organization_advises_the_id(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: page_of([template(8), template(9)]))
    with pytest.raises(errors.SeveralMatches, match="Give its id"):
        resolve_one(client, "job_templates", "Deploy")


def test_resolve_one_of_many_counts_those_that_are_not_shown(
    client: AwxClient, server: ScriptedServer
) -> None:
    """The count is the server's, not the page's."""
    server.handle(lambda request: page_of([template(n) for n in range(10)], 5000))
    with pytest.raises(errors.SeveralMatches, match=r"^5000 .* and 4990 more"):
        resolve_one(client, "job_templates", "Deploy")


@pytest.mark.parametrize(
    "reference",
    [None, "", True, False, 1.5, ["a"], b"x", {"name": ["a"]}, {"name": {"a": 1}}, {"name": True}],
)
def test_resolve_one_refuses_other_types(reference: t.Any, client: AwxClient) -> None:
    with pytest.raises(errors.ConfigurationError):
        resolve_one(client, "job_templates", reference)


@pytest.mark.parametrize("reference", [{}, {"name": None}])
def test_resolve_one_refuses_a_mapping_that_selects_nothing(
    reference: dict[str, None], client: AwxClient, server: ScriptedServer
) -> None:
    """It would be the only object there is, whichever that is: not the one that was meant."""
    server.handle(lambda request: page_of([template(1)]))
    with pytest.raises(errors.ConfigurationError):
        resolve_one(client, "job_templates", reference)


@pytest.mark.parametrize("body", [[], {"detail": "?"}, {"count": 1}, None, "text"], ids=repr)
def test_resolve_one_refuses_an_answer_of_another_shape(
    body: t.Any, client: AwxClient, server: ScriptedServer
) -> None:
    """One clear message, no traceback."""
    server.handle(lambda request: json_answer(body))
    with pytest.raises(errors.UnexpectedResponse):
        resolve_one(client, "job_templates", "Deploy")


# -- Several at once -----------------------------------------------------------------------


def ids(found: list[t.Any]) -> list[int]:
    return [row["id"] for row in found]


def test_resolve_each_asks_once_and_keeps_the_order(
    client: AwxClient, server: ScriptedServer
) -> None:
    """As few requests as can be."""
    query = [
        ("or__name", "b"),
        ("or__name", "7"),
        ("or__name", "a"),
        ("or__id", "7"),
        ("page_size", "200"),
        ("order_by", "id"),
    ]
    rows = [template(1, "a"), template(2, "b"), template(7, "c")]
    server.expect("GET", "/api/v2/credentials/", page_of(rows), query=query)
    found = resolve_each(client, "credentials", ["b", 7, "a", "b"])
    assert ids(found) == [2, 7, 1, 2]


def test_resolve_each_of_none_asks_nothing(client: AwxClient) -> None:
    assert resolve_each(client, "credentials", []) == []


def test_resolve_each_of_one_is_resolve_one(client: AwxClient, server: ScriptedServer) -> None:
    query = {"name": "a", "page_size": "10"}
    server.expect("GET", "/api/v2/credentials/", page_of([template(1, "a")]), query=query)
    assert ids(resolve_each(client, "credentials", ["a"])) == [1]


def test_resolve_each_asks_for_names_in_organizations_too(
    client: AwxClient, server: ScriptedServer
) -> None:
    """The organization tells objects of one name apart that one request finds."""
    query = [("or__name", "a"), ("or__name", "b"), ("page_size", "200"), ("order_by", "id")]
    rows = [template(1, "a", "x"), template(2, "b"), template(3, "a", "y")]
    server.expect("GET", "/api/v2/credentials/", page_of(rows), query=query)
    references = [{"name": "a", "organization": "y"}, "b"]
    assert ids(resolve_each(client, "credentials", references)) == [3, 2]


def test_resolve_each_asks_for_other_mappings_one_by_one(
    client: AwxClient, server: ScriptedServer
) -> None:
    query = {"name": "a", "credential_type__name": "x", "page_size": "10"}
    server.expect("GET", "/api/v2/credentials/", page_of([template(1, "a")]), query=query)
    query = {"name": "b", "page_size": "10"}
    server.expect("GET", "/api/v2/credentials/", page_of([template(2, "b")]), query=query)
    references = [{"name": "a", "credential_type": "x"}, "b"]
    assert ids(resolve_each(client, "credentials", references)) == [1, 2]


def test_resolve_each_asks_questions_that_fit_into_urls(
    client: AwxClient, server: ScriptedServer
) -> None:
    """A request line of 8 KiB is refused (docs/awx-api.md#request-line)."""
    names = [f"{number:03}-{'ü' * 100}" for number in range(40)]

    def reply(request: Received) -> Answer:
        asked = [value for key, value in request.query if key == "or__name"]
        return page_of([template(names.index(name), name) for name in asked])

    server.handle(reply)
    assert ids(resolve_each(client, "labels", names)) == list(range(40))
    assert 1 < len(server.requests) < 6


def test_resolve_each_tells_of_everything_that_is_missing(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: page_of([template(2, "b")] if request.query[0][1] == "b" else []))
    found = resolve_each(client, "credentials", ["nowhere", "b", "", 99])
    assert [isinstance(row, errors.AwxError) for row in found] == [True, False, True, True]


@pytest.mark.parametrize("rows", [[template(1, "b")], []])
def test_resolve_each_with_one_that_is_missing(
    rows: list[t.Any], client: AwxClient, server: ScriptedServer
) -> None:
    def reply(request: Received) -> Answer:
        return page_of(rows if "or__name" in dict(request.query) else [])

    server.handle(reply)
    failure = resolve_each(client, "credentials", ["nowhere", "b"])[0]
    assert isinstance(failure, errors.NoMatch)
    assert "'nowhere'" in str(failure)


def test_resolve_each_with_one_that_is_ambiguous(client: AwxClient, server: ScriptedServer) -> None:
    rows = [template(1, "a", "x"), template(2, "a", "y"), template(3, "b")]

    def reply(request: Received) -> Answer:
        query = dict(request.query)
        return page_of(
            rows if "or__name" in query else [r for r in rows if r["name"] == query["name"]]
        )

    server.handle(reply)
    failure = resolve_each(client, "credentials", ["a", "b"])[0]
    assert isinstance(failure, errors.SeveralMatches)
    assert "2 credentials are called 'a'" in str(failure)


def test_resolve_each_takes_an_integer_for_an_id_only(
    client: AwxClient, server: ScriptedServer
) -> None:
    """An integer is an id, here as in resolve_one: not the object that is named so."""

    def reply(request: Received) -> Answer:
        if "or__name" in dict(request.query):
            return page_of([template(1, "5"), template(2, "b")])
        return page_of([])

    server.handle(reply)
    failure = resolve_each(client, "credentials", [5, "b"])[0]
    assert isinstance(failure, errors.NoMatch)
    assert "with id 5" in str(failure)


def test_resolve_each_where_a_page_holds_not_all_asks_one_by_one(
    client: AwxClient, server: ScriptedServer
) -> None:
    """Never a first page for the whole: another one of that name may be on the next."""

    def reply(request: Received) -> Answer:
        query = dict(request.query)
        if "or__name" in query:
            return page_of([template(1, "a", "x"), template(2, "b")], 300)
        return page_of([template(1, "a", "x"), template(300, "a", "y")])

    server.handle(reply)
    failure = resolve_each(client, "credentials", ["a", "b"])[0]
    assert isinstance(failure, errors.SeveralMatches)
    assert "2 credentials are called 'a'" in str(failure)


# -- Words ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        (5, "with id 5"),
        ("x", "'x'"),
        ({"name": "a", "organization": "b"}, "with name 'a', organization 'b'"),
    ],
)
def test_describe(reference: t.Any, words: str) -> None:
    assert describe(reference) == words
