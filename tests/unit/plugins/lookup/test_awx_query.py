# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup awx_query: the module's questions inside templates."""

from __future__ import annotations

import typing as t

import pytest
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import lookup_loader
from ansible.template import Templar

from tests.unit.connect import TOKEN
from tests.unit.scripted_server import ScriptedServer, html_answer, json_answer, page_of
from tests.unit.table import Table

SHAPE = {"order_by": "id", "page_size": "200"}


try:
    from ansible.template import trust_as_template as trusted
except ImportError:
    # Before 2.19 everything is a template that nobody marked as none.
    trusted = str


class Ask(t.Protocol):
    def __call__(self, *terms: t.Any, **options: t.Any) -> list[t.Any]:
        """Return what the lookup returns."""


@pytest.fixture
def ask(server: ScriptedServer) -> Ask:
    def run(*terms: t.Any, variables: t.Any = None, **options: t.Any) -> list[t.Any]:
        lookup = lookup_loader.get("steward.awx.awx_query")
        connection = {
            "awx_host": server.url,
            "awx_oauth_token": TOKEN,
            "api_root": "/api/",
            "request_retries": 0,
        }
        given = {name: value for name, value in {**connection, **options}.items() if value != ""}
        found: list[t.Any] = lookup.run(list(terms), variables=variables or {}, **given)
        return found

    return run


def test_lookup_returns_the_objects(ask: Ask, server: ScriptedServer) -> None:
    asked = {**SHAPE, "name__startswith": "a"}
    server.expect("GET", "/api/v2/hosts/", page_of([{"id": 1, "name": "a"}]), query=asked)
    assert ask("hosts", filters={"name__startswith": "a"}, fields=["name"]) == [{"name": "a"}]


def test_lookup_returns_all_pages(ask: Ask, server: ScriptedServer) -> None:
    """5,000 hosts by default options: not 25 of them."""
    server.handle(Table.of_ids(range(1, 451)))
    assert ask("hosts", only="id") == list(range(1, 451))


def test_lookup_returns_nothing_that_is_a_template(ask: Ask, server: ScriptedServer) -> None:
    """What people named their hosts is never run on the controller."""
    named = {"id": 1, "name": "{{ 1 + 1 }}", "related": {"{{ 2 }}": ["{{ 3 }}"]}}
    server.expect("GET", "/api/v2/hosts/", page_of([named]), query=SHAPE)
    (row,) = ask("hosts")
    assert row == named
    templar = Templar(loader=DataLoader(), variables={"row": row})
    shown = templar.template(trusted("{{ row.name }} {{ row.related | dict2items | string }}"))
    assert "{{ 1 + 1 }}" in shown
    assert "{{ 3 }}" in shown


def test_lookup_of_several_terms_keeps_their_order(ask: Ask, server: ScriptedServer) -> None:
    """Several terms give their objects in order, on one connection."""
    server.expect("GET", "/api/v2/jobs/", page_of([{"id": 9}, {"id": 10}]), query=SHAPE)
    server.expect("GET", "/api/v2/hosts/", page_of([{"id": 1}]), query={**SHAPE, "a": "b"})
    assert [row["id"] for row in ask("jobs", "hosts?a=b")] == [9, 10, 1]
    assert len({request.client_port for request in server.requests}) == 1


def test_lookup_of_nothing_asks_nothing(ask: Ask) -> None:
    assert ask() == []


def test_lookup_of_one_object_is_a_list(ask: Ask, server: ScriptedServer) -> None:
    server.expect("GET", "/api/v2/ping/", json_answer({"version": "24"}), query=SHAPE)
    assert ask("ping") == [{"version": "24"}]


@pytest.mark.parametrize("alias", ["controller_oauthtoken", "tower_oauthtoken", "aap_token"])
def test_lookup_takes_aliases(alias: str, ask: Ask, server: ScriptedServer) -> None:
    server.expect("GET", "/api/v2/hosts/", page_of([]), query=SHAPE)
    ask("hosts", awx_oauth_token="", **{alias: "by-alias"})
    assert server.requests[0].headers["authorization"] == "Bearer by-alias"


@pytest.mark.parametrize("alias", ["query_params", "query", "params", "data", "filter"])
def test_lookup_takes_the_names_of_controller_api(
    alias: str, ask: Ask, server: ScriptedServer
) -> None:
    """Tasks for awx.awx.controller_api need only the name changed."""
    asked = {**SHAPE, "is_superuser": "true"}
    server.expect("GET", "/api/v2/users/", page_of([{"id": 1}]), query=asked)
    connection = {"host": server.url, "username": "al", "password": "hunter2", "verify_ssl": False}
    found = ask(
        "users",
        awx_host="",
        awx_oauth_token="",
        **{alias: {"is_superuser": True}, "return_all": True, "return_objects": "yes"},
        **connection,
    )
    assert found == [{"id": 1}]
    assert server.requests[0].headers["authorization"].startswith("Basic ")


def test_lookup_returns_ids_as_text_as_controller_api_does(
    ask: Ask, server: ScriptedServer
) -> None:
    server.handle(lambda request: page_of([{"id": 7}]))
    assert ask("users", return_ids=True, expect_one=True) == ["7"]


def test_lookup_wants_one_object_as_controller_api_does(ask: Ask, server: ScriptedServer) -> None:
    server.handle(lambda request: page_of([{"id": 7}, {"id": 8}]))
    with pytest.raises(AnsibleError, match="one object was expected, and 2 match"):
        ask("users", expect_one=True)


def test_lookup_takes_a_page_size_where_all_is_returned(ask: Ask, server: ScriptedServer) -> None:
    """The most usual call of controller_api needs only the name changed."""
    server.expect("GET", "/api/v2/users/", page_of([{"id": 7}]), query=SHAPE)
    assert ask("users", query_params={"page_size": 200}, return_all=True) == [{"id": 7}]


def test_lookup_checks_that_there_are_objects_as_controller_api_does(
    ask: Ask, server: ScriptedServer
) -> None:
    server.expect("GET", "/api/v2/users/", page_of([]), query=SHAPE)
    server.expect("GET", "/api/v2/settings/ui/", json_answer({"X": "off"}), query=SHAPE)
    assert ask("users", expect_objects=True, return_objects=True) == []
    with pytest.raises(AnsibleError, match="neither a list of objects nor an object"):
        ask("settings/ui", expect_objects=True)


def test_lookup_returns_counts(ask: Ask, server: ScriptedServer) -> None:
    """One number for each term, whatever else ids would be."""
    server.handle(lambda request: page_of([{"id": 7}], 12))
    assert ask("jobs?status=failed", "hosts", count_only=True, return_ids=True) == [12, 12]


def test_lookup_reads_variables_and_the_environment(
    ask: Ask, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lookups add vars under the same names."""
    monkeypatch.setenv("TOWER_OAUTH_TOKEN", "of-the-environment")
    for _turn in range(2):
        server.expect("GET", "/api/v2/hosts/", page_of([]), query=SHAPE)
    ask("hosts", awx_oauth_token="")
    ask("hosts", awx_oauth_token="", variables={"awx_oauth_token": "of-a-variable"})
    signed = [request.headers["authorization"] for request in server.requests]
    assert signed == ["Bearer of-the-environment", "Bearer of-a-variable"]


@pytest.mark.parametrize(
    ("terms", "options", "said"),
    [
        pytest.param(
            ("hosts",),
            {"filtrs": {}},
            "there is no option 'filtrs'. Did you mean 'filters'",
            id="option",
        ),
        pytest.param(("hosts",), {"limit": 0}, "limit is 0", id="limit"),
        pytest.param(("hosts",), {"return_all": False}, "Write limit=25", id="first page"),
        pytest.param(("hosts",), {"all_pages": True}, "'all_pages': leave it out", id="pages"),
        pytest.param(("hosts",), {"awx_host": "ftp://x"}, "not the address of a server", id="host"),
        pytest.param(
            ("hosts",),
            {"validate_certs": "maybe"},
            "validate_certs is 'maybe', which is neither true nor false",
            id="boolean",
        ),
        pytest.param(("hosts",), {"request_timeout": "soon"}, "is 'soon', which", id="number"),
        pytest.param(("hosts",), {"awx_auth": "magic"}, "awx_auth is 'magic'; it can", id="way"),
        pytest.param(("",), {}, "names no resource", id="term"),
        pytest.param(("hosts",), {"expect": "many"}, "expect", id="choice"),
    ],
)
def test_lookup_refuses_options(
    terms: tuple[str, ...], options: dict[str, t.Any], said: str, ask: Ask
) -> None:
    """Lookup options are not ignored (ansible/awx#8157)."""
    with pytest.raises(AnsibleError) as failure:
        ask(*terms, **options)
    assert said in str(failure.value)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (json_answer({"detail": "no"}, 401), "Check awx_oauth_token"),
        (html_answer(200, "Welcome"), "Check that this is the address of an AWX"),
        (json_answer({"detail": "no"}, 403), "does not allow it"),
    ],
)
def test_lookup_fails_with_one_clear_message(
    answer: t.Any, said: str, ask: Ask, server: ScriptedServer
) -> None:
    """The module's words, from module and lookup alike, and no secret."""
    server.handle(lambda request: answer)
    with pytest.raises(AnsibleError) as failure:
        ask("hosts")
    assert said in str(failure.value)
    assert TOKEN not in str(failure.value)
