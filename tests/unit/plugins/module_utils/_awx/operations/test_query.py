# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""operations.query: a question from options to objects."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.operations import query

from tests.unit.connect import MakeClient
from tests.unit.scripted_server import (
    Answer,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
    page_of,
)
from tests.unit.table import Table

PATH = "/api/v2/hosts/"


def ask(client: AwxClient, resource: str = "hosts", **options: t.Any) -> dict[str, t.Any]:
    return query.run(client, {"resource": resource, **options})


def expect(server: ScriptedServer, rows: list[t.Any], path: str = PATH, **asked: str) -> None:
    shape = {"order_by": "id", "page_size": "200"}
    server.expect("GET", path, page_of(rows), query={**shape, **asked})


def test_run_returns_everything(client: AwxClient, server: ScriptedServer) -> None:
    """objects, count, truncated, requests."""
    expect(server, [{"id": 1, "name": "a"}], status="failed", name__icontains="w b")
    assert ask(client, filters={"status": "failed", "name__icontains": "w b"}) == {
        "changed": False,
        "objects": [{"id": 1, "name": "a"}],
        "count": 1,
        "truncated": False,
        "requests": 1,
    }


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        pytest.param({"resource": "hosts?a=1"}, {"a": "1"}, id="a query behind the resource"),
        pytest.param(
            {"resource": "hosts?a=1", "filters": {"b": 2}}, {"a": "1", "b": "2"}, id="both"
        ),
        pytest.param({"filters": "a=1&b=x%20y"}, {"a": "1", "b": "x y"}, id="a query string"),
        pytest.param({"search": "a b"}, {"search": "a b"}, id="search"),
        pytest.param({"resource": "hosts?search=x"}, {"search": "x"}, id="search in the query"),
        pytest.param({"order_by": ["name", "-id"]}, {"order_by": "name,-id"}, id="order_by"),
        pytest.param({"order_by": "name"}, {"order_by": "name,id"}, id="order_by as text"),
        pytest.param(
            {"resource": "hosts?order_by=-name"}, {"order_by": "-name,id"}, id="in the query"
        ),
        pytest.param(
            {"filters": {"order": "-name"}}, {"order_by": "-name,id"}, id="its other name"
        ),
        pytest.param({"limit": 5}, {"page_size": "5"}, id="limit"),
        pytest.param({"expect": "one"}, {"page_size": "5"}, id="one"),
        pytest.param({"filters": {"type": ["a", "b"]}}, {"type": "a,b"}, id="types"),
        pytest.param({"resource": "/api/v2/hosts/"}, {}, id="a link"),
        pytest.param({"resource": "api/v2/hosts"}, {}, id="a link without its slash"),
        pytest.param({"resource": "hosts/?format=json"}, {}, id="format"),
        pytest.param({"filters": {"format": "json"}}, {}, id="format as a filter"),
        pytest.param(
            {"resource": "hosts?page_size=9", "return_all": True}, {}, id="all, of any page size"
        ),
        pytest.param(
            {"filters": {"page_size": 9}, "return_all": True}, {}, id="of any page size, as filter"
        ),
    ],
)
def test_run_asks_exactly(
    options: dict[str, t.Any],
    asked: dict[str, str],
    client: AwxClient,
    server: ScriptedServer,
) -> None:
    """A query in the path plus options yields one query."""
    expect(server, [{"id": 1}], **asked)
    query.run(client, {"resource": "hosts", **options})


def test_run_reads_all_pages_on_few_requests(client: AwxClient, server: ScriptedServer) -> None:
    """5,000 hosts: 25 full pages and what finds the end."""
    server.handle(Table.of_ids(range(1, 5001)))
    result = ask(client, concurrency=4, max_objects=10000)
    assert [row["id"] for row in result["objects"]] == list(range(1, 5001))
    assert (result["count"], result["truncated"]) == (5000, False)
    assert result["requests"] <= 30
    assert len({request.client_port for request in server.requests}) <= 4


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param({"resource": ""}, "names no resource", id="no resource"),
        pytest.param({"resource": "https://h/api/v2/jobs"}, "is a URL", id="URL"),
        pytest.param({"limit": 0}, "limit is 0", id="limit zero"),
        pytest.param({"limit": -1}, "limit is -1", id="limit negative"),
        pytest.param({"order_by": ["a", ""]}, "empty field name", id="empty order"),
        pytest.param({"order_by": "a,"}, "empty field name", id="comma at the end"),
        pytest.param({"order_by": "-"}, "empty field name", id="minus alone"),
        pytest.param(
            {"resource": "hosts?order_by=a", "order_by": ["b"]}, "give it once", id="orders"
        ),
        pytest.param({"filters": {"search": "a"}, "search": "b"}, "give it once", id="searches"),
        pytest.param({"resource": "hosts?page=2"}, "not a filter here", id="page"),
        pytest.param({"filters": {"page_size": 5}}, "not a filter here", id="page size"),
        pytest.param({"filters": ["a"]}, "give a mapping", id="filters"),
        pytest.param(
            {"resource": "hosts?or__a=1", "filters": {"or": {"b": 1, "c": 2}}},
            "one OR group",
            id="ors",
        ),
        pytest.param({"fields": ["a"], "only": "b"}, "both given", id="fields and only"),
        pytest.param({"resource": "jobs?status=cancelled"}, "Did you mean 'canceled'", id="choice"),
        pytest.param(
            {"resource": "jobs", "filters": {"status": ["failed", "bogus"]}},
            "no status 'bogus'",
            id="choice in a list",
        ),
        pytest.param({"filters": {"role_level": "bogus"}}, "no role_level 'bogus'", id="role"),
        pytest.param({"filters": {"created__year": 2026}}, "created__gte", id="year"),
        pytest.param({"resource": "hosts?format=txt"}, "only: content", id="format"),
        pytest.param({"resource": "/api/gateway/v1/users/"}, "of the gateway", id="gateway"),
    ],
)
def test_run_refuses_before_any_request(
    options: dict[str, t.Any], said: str, client: AwxClient
) -> None:
    """What cannot be said is refused with the reason, before a request.

    An empty order is a 500 on the server (docs/awx-api.md#sorting).
    """
    with pytest.raises(errors.ConfigurationError, match=said):
        query.run(client, {"resource": "hosts", **options})


def test_run_asks_nothing_where_nothing_can_match(client: AwxClient) -> None:
    result = ask(client, filters={"id": []})
    assert (result["objects"], result["count"], result["requests"]) == ([], 0, 0)


# -- expect --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expectation", "count", "error"),
    [
        ("any", 0, None),
        ("any", 9, None),
        ("one", 0, errors.NoMatch),
        ("one", 1, None),
        ("one", 2, errors.SeveralMatches),
        ("one", 5000, errors.SeveralMatches),
        ("at_most_one", 0, None),
        ("at_most_one", 1, None),
        ("at_most_one", 2, errors.SeveralMatches),
        ("at_least_one", 0, errors.NoMatch),
        ("at_least_one", 9, None),
    ],
)
def test_run_counts_on_the_server(
    expectation: str,
    count: int,
    error: type[errors.AwxError] | None,
    client: AwxClient,
    server: ScriptedServer,
) -> None:
    """The server's count, not the page's: also with a limit of one."""
    server.handle(Table.of_ids(range(1, count + 1)))
    if error is None:
        assert ask(client, expect=expectation, limit=1)["count"] == count
        return
    with pytest.raises(error):
        ask(client, expect=expectation, limit=1)


@pytest.mark.parametrize("expectation", ["one", "at_most_one"])
def test_run_names_the_candidates(
    expectation: str, client: AwxClient, server: ScriptedServer
) -> None:
    rows = [{"id": n, "name": f"n{n}"} for n in range(1, 6)]
    server.handle(lambda request: page_of(rows, 4711))
    with pytest.raises(errors.SeveralMatches) as failure:
        ask(client, expect=expectation, fields=["name"])
    assert str(failure.value) == (
        "hosts: one object was expected, and 4711 match: id 1 'n1', id 2 'n2', id 3 'n3', "
        "id 4 'n4', id 5 'n5' and 4706 more. Filter more narrowly."
    )


def test_run_expecting_one_event_counts_them_all(client: AwxClient, server: ScriptedServer) -> None:
    """Event lists do not count by themselves; `expect` still does."""
    server.handle(Table({"id": n, "counter": n} for n in range(1, 101)))
    with pytest.raises(errors.SeveralMatches, match="and 100 match"):
        ask(client, "jobs/7/job_events", expect="one")


def test_run_expecting_one_of_an_object_is_content(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: json_answer({"version": "24.6.1"}))
    assert ask(client, "ping", expect="one")["objects"] == [{"version": "24.6.1"}]


# -- What is returned ----------------------------------------------------------------------


def test_run_projects(client: AwxClient, server: ScriptedServer) -> None:
    expect(server, [{"id": 1, "name": "a", "x": 2}])
    assert ask(client, fields=["id", "name"])["objects"] == [{"id": 1, "name": "a"}]


def test_run_keeps_only_one_field(client: AwxClient, server: ScriptedServer) -> None:
    expect(server, [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}])
    assert ask(client, only="name")["objects"] == ["a", "b"]


def test_run_adds_related_objects(client: AwxClient, server: ScriptedServer) -> None:
    row = {"id": 1, "related": {"inventory": "/api/v2/inventories/2/"}}
    expect(server, [row])
    expect_inventory = {"order_by": "id", "page_size": "200"}
    inventory = json_answer({"id": 2, "name": "Prod"})
    server.expect("GET", "/api/v2/inventories/2/", inventory, query=expect_inventory)
    result = ask(client, related=["inventory"], fields=["id", "inventory.name"])
    assert result["objects"] == [{"id": 1, "inventory": {"name": "Prod"}}]
    assert result["requests"] == 2


@pytest.mark.parametrize("count", [0, 1, 4711])
def test_run_counts_with_one_request(count: int, client: AwxClient, server: ScriptedServer) -> None:
    query_of = {"a": "1", "page_size": "1"}
    server.expect("GET", PATH, page_of([{"id": 1}], count), query=query_of)
    result = ask(client, filters={"a": 1}, count_only=True)
    assert (result["objects"], result["count"], result["truncated"]) == ([], count, False)


def test_run_writes_a_file(client: AwxClient, server: ScriptedServer, tmp_path: Path) -> None:
    """Flat memory where the user asks for a file, written atomically."""
    target = tmp_path / "hosts.jsonl"
    server.handle(Table.of_ids(range(1, 501)))
    result = ask(client, dest=str(target), fields=["id"])
    assert (result["objects"], result["count"], result["changed"]) == (query.IN_FILE, 500, True)
    assert result["dest"] == str(target)
    lines = target.read_text().splitlines()
    assert [json.loads(line) for line in lines] == [{"id": n} for n in range(1, 501)]
    assert ask(client, dest=str(target), fields=["id"])["changed"] is False


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"fields": ["nmae"]}, id="a misspelt field"),
        pytest.param({"expect": "one"}, id="too many"),
        pytest.param({"max_objects": 3}, id="more than max_objects"),
    ],
)
def test_run_leaves_the_file_as_it_was_if_it_fails(
    options: dict[str, t.Any], client: AwxClient, server: ScriptedServer, tmp_path: Path
) -> None:
    target = tmp_path / "hosts.jsonl"
    target.write_text("old")
    server.handle(Table.of_ids(range(1, 501)))
    with pytest.raises(errors.AwxError):
        ask(client, dest=str(target), **options)
    assert target.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "hosts.jsonl"]


def test_run_in_check_mode_writes_no_file(
    client: AwxClient, server: ScriptedServer, tmp_path: Path
) -> None:
    server.handle(Table.of_ids([1, 2, 3]))
    target = tmp_path / "hosts.jsonl"
    options = {"resource": "hosts", "dest": str(target)}
    result = query.run(client, options, check_mode=True)
    assert (result["count"], target.exists()) == (3, False)


def test_run_in_check_mode_is_the_same(client: AwxClient, server: ScriptedServer) -> None:
    """It only reads, so check mode makes no difference."""
    server.handle(Table.of_ids([1, 2, 3]))
    plain = query.run(client, {"resource": "hosts"})
    assert query.run(client, {"resource": "hosts"}, check_mode=True) == plain


# -- Filters that are too long for one request ---------------------------------------------


class NamedHosts:
    """A list that knows `name__in`."""

    def __init__(self, count: int) -> None:
        self.rows = [{"id": n, "name": f"host-{n}.example.com"} for n in range(1, count + 1)]
        self.longest = 0

    def __call__(self, request: Received) -> Answer:
        asked = dict(request.query)
        self.longest = max(self.longest, len(request.path) + sum(len(v) for v in asked.values()))
        names = set(asked["name__in"].split(","))
        after, before = int(asked.get("id__gt", 0)), int(asked.get("id__lt", 10**9))
        found = [row for row in self.rows if row["name"] in names and after < row["id"] < before]
        reverse = asked["order_by"] == "-id"
        found = sorted(found, key=lambda row: t.cast("int", row["id"]), reverse=reverse)
        if "count_disabled" in asked:
            return json_answer({"results": found[: int(asked["page_size"])]})
        return page_of(found[:200], len(found))


def test_run_asks_in_parts_and_merges(client: AwxClient, server: ScriptedServer) -> None:
    """A long list in a filter does not run into the 8 KiB of a request line."""
    hosts = NamedHosts(1000)
    server.handle(hosts)
    names = [row["name"] for row in reversed(hosts.rows)]
    result = ask(client, filters={"name": names}, concurrency=1)
    assert result["objects"] == hosts.rows
    assert (result["count"], result["truncated"]) == (1000, False)
    assert hosts.longest < 8000


@pytest.mark.parametrize(("limit", "truncated"), [(10, True), (1000, False), (2000, False)])
def test_run_in_parts_keeps_the_limit(
    limit: int, truncated: bool, client: AwxClient, server: ScriptedServer
) -> None:
    hosts = NamedHosts(1000)
    server.handle(hosts)
    names = [row["name"] for row in hosts.rows]
    result = ask(client, filters={"name": names}, limit=limit, concurrency=1)
    assert result["objects"] == hosts.rows[:limit]
    assert (result["count"], result["truncated"]) == (1000, truncated)


def test_run_in_parts_with_a_limit_needs_no_max_objects(
    client: AwxClient, server: ScriptedServer
) -> None:
    hosts = NamedHosts(1000)
    server.handle(hosts)
    names = [row["name"] for row in hosts.rows]
    result = ask(client, filters={"name": names}, limit=5, max_objects=10, concurrency=1)
    assert result["objects"] == hosts.rows[:5]


def test_run_in_parts_may_go_downwards(client: AwxClient, server: ScriptedServer) -> None:
    hosts = NamedHosts(1000)
    server.handle(hosts)
    names = [row["name"] for row in hosts.rows]
    result = ask(client, filters={"name": names}, order_by=["-id"], limit=5, concurrency=1)
    assert result["objects"] == hosts.rows[:-6:-1]


@pytest.mark.parametrize("row", [{"name": "a"}, {"id": "7"}, "a"])
def test_run_in_parts_drops_no_row_that_it_cannot_merge(
    row: t.Any, client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: page_of([row]))
    with pytest.raises(errors.UnexpectedResponse, match="not every object has an id"):
        ask(client, filters={"name": ["x" * 50 + str(n) for n in range(200)]})


def test_run_finishes_the_objects_page_by_page(client: AwxClient, server: ScriptedServer) -> None:
    """While the server is busy with the next ones."""
    server.handle(Table.of_ids(range(1, 451)))
    pages: list[int] = []

    def finish(rows: list[t.Any]) -> list[t.Any]:
        pages.append(len(rows))
        return [-row for row in rows]

    result = query.run(client, {"resource": "hosts", "only": "id", "concurrency": 1}, finish=finish)
    assert result["objects"] == [-number for number in range(1, 451)]
    assert pages == [200, 200, 50]


def test_run_in_parts_keeps_max_objects(client: AwxClient, server: ScriptedServer) -> None:
    """Fail if more objects match than this: all parts together."""
    hosts = NamedHosts(1000)
    server.handle(hosts)
    names = [row["name"] for row in hosts.rows]
    with pytest.raises(errors.LookupFailed, match="max_objects"):
        ask(client, filters={"name": names}, max_objects=900, concurrency=1)


def test_run_in_parts_refuses_another_order(client: AwxClient) -> None:
    with pytest.raises(errors.ConfigurationError, match="remove order_by"):
        ask(client, filters={"name": [f"host-{n}" for n in range(5000)]}, order_by=["name"])


# -- Explained failures --------------------------------------------------------------------


def test_run_of_an_unknown_resource_names_the_nearest(
    client: AwxClient, server: ScriptedServer
) -> None:
    """Unknown resource."""
    root = {"hosts": "/api/v2/hosts/", "jobs": "/api/v2/jobs/"}
    shape = {"order_by": "id", "page_size": "200"}
    server.expect("GET", "/api/v2/hostz/", html_answer(404), query=shape)
    server.expect("GET", "/api/v2/", json_answer(root))
    with pytest.raises(errors.NotFound, match=r"no resource 'hostz'\. Did you mean 'hosts'"):
        ask(client, "hostz")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"filters": {"nmae": "x"}}, "There is no field 'nmae'. Did you mean 'name'"),
        ({"order_by": ["-nmae"]}, "There is no field 'nmae'"),
    ],
)
@pytest.mark.parametrize("key", ["detail", "error"])
def test_run_with_a_misspelt_field_names_the_nearest(
    key: str,
    options: dict[str, t.Any],
    said: str,
    client: AwxClient,
    server: ScriptedServer,
) -> None:
    """Misspelt filter or field; /hosts/ says `error` (docs/awx-api.md#errors-of-hosts)."""

    def answer(request: Received) -> Answer:
        if request.method == "OPTIONS":
            return json_answer({"actions": {"GET": {"id": {}, "name": {}}}})
        return json_answer({key: "Host has no field named 'nmae'"}, 400)

    server.handle(answer)
    with pytest.raises(errors.BadRequest) as failure:
        ask(client, **options)
    assert said in str(failure.value)
    assert "Host has no field named 'nmae'" in str(failure.value)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (json_answer({"detail": "no"}, 401), errors.AuthenticationError),
        (json_answer({"detail": "no"}, 403), errors.PermissionDenied),
        (html_answer(200, "Log in"), errors.UnexpectedResponse),
        (html_answer(500), errors.ServerError),
    ],
)
def test_run_fails_with_one_clear_error(
    answer: Answer, kind: type[errors.AwxError], make_client: MakeClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: answer)
    with pytest.raises(kind):
        ask(make_client(retries=0))


# -- Values that AWX does not take ------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "answer", "said", "not_said"),
    [
        pytest.param(
            {"filters": {"role_level": "read_role"}},
            json_answer({"error": "cannot access local variable '_'"}, 400),
            "hosts/ has no objects with a role 'read_role'",
            "no field",
            id="no roles, 400",
        ),
        pytest.param(
            {"resource": "users", "filters": {"role_level": "read_role"}},
            html_answer(500, "Server Error (500)"),
            "users/ has no objects with a role 'read_role'",
            "in trouble",
            id="no roles, 500",
        ),
        pytest.param(
            {"resource": "organizations", "filters": {"role_level": "approval_role"}},
            html_answer(500, "Server Error (500)"),
            "AWX also returns this if objects have no role 'approval_role'",
            "leave role_level out",
            id="a role of newer servers",
        ),
        pytest.param(
            {"filters": {"name__regex": "("}},
            json_answer({"detail": "missing ), unterminated subpattern at position 0"}, 400),
            "The value of 'name__regex' is not a valid regular expression (missing ), unterminated",
            "no field",
            id="regular expression, 400",
        ),
        pytest.param(
            {"filters": {"name__iregex": "a{99999}"}},
            html_answer(500, "Server Error (500)"),
            "cannot use the regular expression in 'name__iregex'",
            "no field",
            id="regular expression, 500",
        ),
    ],
)
def test_run_says_which_value_awx_does_not_take(
    options: dict[str, t.Any],
    answer: Answer,
    said: str,
    not_said: str,
    make_client: MakeClient,
    server: ScriptedServer,
) -> None:
    """AWX answers such a value as if it were in trouble, or with words of its own program."""
    server.handle(lambda request: answer)
    with pytest.raises(errors.ApiError) as failure:
        query.run(make_client(retries=0), {"resource": "hosts", **options})
    assert said in str(failure.value)
    assert not_said not in str(failure.value)
    assert failure.value.status == answer.status
    assert len(server.requests) == 1


# -- Fields that lists leave out --------------------------------------------------------------

JOBS = "/api/v2/jobs/"
THIN = {"id": 7, "type": "job", "url": "/api/v2/jobs/7/"}
SHAPE = {"order_by": "id", "page_size": "200"}


def test_run_asks_to_include_what_a_list_leaves_out(
    client: AwxClient, server: ScriptedServer
) -> None:
    """Ascender's lists of jobs have their variables only if they are asked for."""
    server.expect("GET", JOBS, page_of([THIN]), query=SHAPE)
    whole = {**THIN, "extra_vars": "{}", "artifacts": {"a": 1}}
    included = {**SHAPE, "include": "artifacts,extra_vars"}
    server.expect("GET", JOBS, page_of([whole]), query=included)
    result = ask(client, "jobs", fields=["id", "extra_vars", "artifacts.a"])
    assert result["objects"] == [{"id": 7, "extra_vars": "{}", "artifacts": {"a": 1}}]
    assert result["requests"] == 2


def test_run_says_which_path_has_what_a_list_leaves_out(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("GET", JOBS, page_of([THIN]), query=SHAPE)
    server.expect("GET", JOBS + "7/", json_answer({**THIN, "job_env": {}}))
    with pytest.raises(
        errors.ConfigurationError, match=r"leaves out 'job_env'.* such as jobs/7"
    ) as failure:
        ask(client, "jobs", only="job_env")
    assert "no object has" not in str(failure.value)


def test_run_says_so_too_where_a_list_can_include_nothing(
    client: AwxClient, server: ScriptedServer
) -> None:
    def answer(request: Received) -> Answer:
        if "include" in dict(request.query):
            return json_answer({"detail": "Job has no field named 'include'"}, 400)
        if request.path == JOBS + "7/":
            return json_answer({**THIN, "artifacts": {}})
        return page_of([THIN]) if request.method == "GET" else json_answer({})

    server.handle(answer)
    with pytest.raises(errors.ConfigurationError, match="leaves out 'artifacts'"):
        ask(client, "jobs", fields=["id", "artifacts"])


@pytest.mark.parametrize("detail", [json_answer(THIN), json_answer({}, 404)])
def test_run_names_the_nearest_field_where_no_object_has_it(
    detail: Answer, client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("GET", JOBS, page_of([THIN]), query=SHAPE)
    server.expect("GET", JOBS + "7/", detail)
    with pytest.raises(errors.ConfigurationError, match=r"has a field 'typ'. Did you mean 'type'"):
        ask(client, "jobs", fields=["id", "typ"])


# -- What lookups ask besides -----------------------------------------------------------------


@pytest.mark.parametrize("answer", [page_of([]), page_of([{"id": 1}]), json_answer({"id": 1})])
def test_run_takes_lists_and_objects_as_objects(
    answer: Answer, client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: answer)
    ask(client, expect_objects=True)


def test_run_refuses_what_is_no_object_where_objects_are_expected(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: json_answer({"PENDO_TRACKING_STATE": "off"}))
    with pytest.raises(errors.LookupFailed, match="settings/ui: it is neither a list"):
        ask(client, "settings/ui", expect_objects=True)
