# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole filter language: what is found, compared with what the database holds.

The lookup asks, since it is the cheapest caller of the operation that all callers share.
"""

from __future__ import annotations

import dataclasses
import typing as t
from pathlib import Path

import pytest

from tests.integration.ansible_runs import AnsibleRuns, lookup, lookups, query
from tests.integration.sandbox import Sandbox
from tests.sandbox.users import PASSWORD as SEED_PASSWORD

HOSTS = "SELECT id FROM main_host WHERE "
TEMPLATES = (
    "SELECT id FROM main_unifiedjobtemplate JOIN main_jobtemplate ON id = unifiedjobtemplate_ptr_id"
    " WHERE "
)
JOBS = "SELECT id FROM main_unifiedjob JOIN main_job ON id = unifiedjob_ptr_id WHERE id < 500 AND "
RUNS = (
    "SELECT main_unifiedjob.id FROM main_unifiedjob JOIN django_content_type"
    " ON polymorphic_ctype_id = django_content_type.id WHERE main_unifiedjob.id <= 20052 AND "
)
IN_WEB = (
    "id IN (SELECT host_id FROM main_group_hosts"
    " JOIN main_group ON group_id = main_group.id WHERE main_group.name = 'web')"
)
INVENTORIES = "SELECT id FROM main_inventory WHERE "

# Names with everything that means something in a URL, a query, or AWX's own notation.
ODD_NAMES = ["odd, comma", "odd + plus & amp", "odd é = 100% ?", "odd/slash # 'quote'", "987654"]


@dataclasses.dataclass(frozen=True)
class Case:
    """A question in structured form and as a query string (""; for one form only), and its rows."""

    resource: str
    filters: t.Mapping[str, t.Any] | None
    raw: str
    sql: str


def _is_called(name: str) -> str:
    quoted = name.replace("'", "''")
    return f"name = '{quoted}'"


CASES = [
    # Lookups
    Case("hosts", {"name": "small-1"}, "name=small-1", HOSTS + "name = 'small-1'"),
    Case("hosts", {"name__exact": "small-1"}, "name__exact=small-1", HOSTS + "name = 'small-1'"),
    Case("hosts", {"name__iexact": "SMALL-1"}, "name__iexact=SMALL-1", HOSTS + "name = 'small-1'"),
    Case("hosts", {"name": "SMALL-1"}, "name=SMALL-1", HOSTS + "0"),
    Case("job_templates", {"name__contains": "Survey"}, "", TEMPLATES + "instr(name, 'Survey')"),
    Case("job_templates", {"name__contains": "survey"}, "", TEMPLATES + "instr(name, 'survey')"),
    Case("job_templates", {"name__icontains": "SURVEY"}, "", TEMPLATES + "name LIKE '%survey%'"),
    Case("job_templates", {"name__startswith": "Demo"}, "", TEMPLATES + "name GLOB 'Demo*'"),
    Case("job_templates", {"name__istartswith": "dEMO"}, "", TEMPLATES + "name LIKE 'demo%'"),
    Case("job_templates", {"name__endswith": "build"}, "", TEMPLATES + "name GLOB '*build'"),
    Case("job_templates", {"name__iendswith": "BUILD"}, "", TEMPLATES + "name LIKE '%build'"),
    Case(
        "hosts",
        {"name__regex": r"^host-0000[1-5]\.ex"},
        r"name__regex=^host-0000[1-5]\.ex",
        HOSTS + "name GLOB 'host-0000[1-5].ex*'",
    ),
    Case("hosts", {"name__iregex": "^SMALL-.$"}, "", HOSTS + "name LIKE 'small-_'"),
    Case("hosts", {"id__gt": 4990}, "id__gt=4990", HOSTS + "id > 4990"),
    Case("hosts", {"id__gte": 4990, "id__lt": 5000}, "", HOSTS + "id BETWEEN 4990 AND 4999"),
    Case("hosts", {"id__lte": "3"}, "id__lte=3", HOSTS + "id <= 3"),
    Case("hosts", {"id__gt__int": "4990"}, "id__gt__int=4990", HOSTS + "id > 4990"),
    Case("hosts", {"inventory__search": "answers"}, "", HOSTS + "name IN ('here-1', 'gone-1')"),
    # Lists
    Case("hosts", {"id": [1, 2, 5006]}, "id__in=1,2,5006", HOSTS + "id IN (1, 2, 5006)"),
    Case("hosts", {"id__in": [1, 2]}, "", HOSTS + "id IN (1, 2)"),
    Case("hosts", {"id__in": "1,2"}, "", HOSTS + "id IN (1, 2)"),
    Case("hosts", {"name": ["small-1", "small-3"]}, "", HOSTS + "name IN ('small-1', 'small-3')"),
    Case("hosts", {"name": ODD_NAMES[:2]}, "", HOSTS + "name IN ('odd, comma','odd + plus & amp')"),
    Case("hosts", {"name__endswith": ["l-1", "l-2"]}, "", HOSTS + "name IN ('small-1', 'small-2')"),
    Case("hosts", {"name": []}, "", HOSTS + "0"),
    Case("job_templates", {"inventory": [1, None]}, "", TEMPLATES + "ifnull(inventory_id, 1) = 1"),
    Case("hosts", {"id__lte": 5, "not": {"id": [1, 3]}}, "", HOSTS + "id IN (2, 4, 5)"),
    # Booleans, none, integers, dates
    Case("hosts", {"enabled": False}, "enabled=false", HOSTS + "NOT enabled"),
    Case("hosts", {"enabled": "false"}, "enabled=0", HOSTS + "NOT enabled"),
    Case("hosts", {"id__gt": 4990, "enabled": True}, "", HOSTS + "id > 4990 AND enabled"),
    Case(
        "job_templates",
        {"inventory": None},
        "inventory__isnull=true",
        TEMPLATES + "inventory_id IS NULL",
    ),
    Case(
        "job_templates",
        {"inventory__isnull": False},
        "inventory__isnull=false",
        TEMPLATES + "inventory_id IS NOT NULL",
    ),
    Case(
        "job_templates", {"inventory": "null"}, "inventory=null", TEMPLATES + "inventory_id IS NULL"
    ),
    Case("hosts", {"inventory": 3}, "inventory=3", HOSTS + "inventory_id = 3"),
    Case(
        "jobs",
        {"id__lt": 500, "created__lt": "2026-01-07"},
        "id__lt=500&created__lt=2026-01-07T00:00:00Z",
        JOBS + "created < '2026-01-07'",
    ),
    Case(
        "jobs",
        {"id__lt": 500, "created__lt": "{{ '2026-01-07 12' | to_datetime('%Y-%m-%d %H') }}"},
        "id__lt=500&created__lt=2026-01-07T14:00:00%2B02:00",
        JOBS + "created < '2026-01-07 12:00:00'",
    ),
    Case(
        "jobs",
        {"id__lt": 500, "created__lt": "2026-01-07T14:00:00+02:00"},
        "",
        JOBS + "created < '2026-01-07 12:00:00'",
    ),
    # Characters
    *(Case("hosts", {"name": name}, "", HOSTS + _is_called(name)) for name in ODD_NAMES),
    Case(
        "hosts",
        {"name__contains": "é = 100%"},
        "name__contains=%C3%A9%20%3D+100%25",
        HOSTS + "name GLOB '*é = 100[%]*'",
    ),
    Case("organizations", {"name": "Sales & Support"}, "name=Sales+%26%20Support", "SELECT 4"),
    # Relations
    Case(
        "hosts",
        {"groups__name": "web"},
        "groups__name=web",
        HOSTS + IN_WEB,
    ),
    Case(
        "hosts",
        {"inventory__organization__name": "Engineering", "name__endswith": "-1"},
        "inventory__organization__name=Engineering&name__endswith=-1",
        HOSTS + "name GLOB '*-1' AND inventory_id <> 1 AND name <> 'web-1'",
    ),
    # Groups of conditions
    Case(
        "hosts",
        {"not": {"name__startswith": "host-"}},
        "not__name__startswith=host-",
        HOSTS + "name NOT GLOB 'host-*'",
    ),
    Case("hosts", {"not__name__startswith": "host-"}, "", HOSTS + "name NOT GLOB 'host-*'"),
    Case(
        "hosts",
        {"not": [{"name__startswith": "host-"}, {"name__startswith": "odd"}]},
        "not__name__startswith=host-&not__name__startswith=odd",
        HOSTS + "name NOT GLOB 'host-*' AND name NOT GLOB 'odd*'",
    ),
    Case(
        "hosts",
        {"or": [{"name": "small-1"}, {"name": "small-2"}]},
        "or__name=small-1&or__name=small-2",
        HOSTS + "name IN ('small-1', 'small-2')",
    ),
    Case(
        "hosts",
        {"or": {"name": "small-1", "id": 1}},
        "or__name=small-1&or__id=1",
        HOSTS + "name = 'small-1' OR id = 1",
    ),
    Case("hosts", {"or__name": "small-1", "or__id": 1}, "", HOSTS + "name = 'small-1' OR id = 1"),
    Case(
        "hosts",
        {"or": [{"id": 1}, {"not": {"name__startswith": "host-"}}]},
        "or__id=1&or__not__name__startswith=host-",
        HOSTS + "id = 1 OR name NOT GLOB 'host-*'",
    ),
    Case(
        "hosts",
        {"inventory__name": "Seed Small Inventory", "or": [{"name": "small-1"}, {"id": 1}]},
        "",
        HOSTS + "name = 'small-1'",
    ),
    Case(
        "inventories",
        {"hosts__name": "small-1", "hosts__description": "nothing"},
        "",
        INVENTORIES + "0",
    ),
    Case(
        "inventories",
        {"chain": [{"hosts__name": "small-1"}, {"hosts__name": "small-2"}]},
        "chain__hosts__name=small-1&chain__hosts__name=small-2",
        INVENTORIES + "id = 3",
    ),
    Case(
        "inventories",
        {"chain": {"hosts__name": "small-1", "not": {"hosts__name": "small-2"}}},
        "chain__hosts__name=small-1&chain__not__hosts__name=small-2",
        INVENTORIES + "0",
    ),
    # What is asked beside the fields
    Case(
        "unified_jobs",
        {"type": ["project_update", "inventory_update"], "id__lte": 20052},
        "type=project_update,inventory_update&id__lte=20052",
        RUNS + "model IN ('projectupdate', 'inventoryupdate')",
    ),
    Case(
        "unified_jobs",
        {"types": ["project_update", "system_job"], "id__lte": 20052},
        "types=project_update,system_job&id__lte=20052",
        RUNS + "model IN ('projectupdate', 'systemjob')",
    ),
    Case(
        "unified_jobs",
        {"type__in": ["project_update", "system_job"], "id__lte": 20052},
        "type__in=project_update,system_job&id__lte=20052",
        RUNS + "model IN ('projectupdate', 'systemjob')",
    ),
    Case(
        "unified_jobs",
        {"not": {"type": "job"}, "id__lte": 20052},
        "not__type=job&id__lte=20052",
        RUNS + "model NOT IN ('job', 'workflowapproval')",
    ),
    Case("hosts", {"search": "MALL-"}, "search=mall-", HOSTS + "name LIKE '%mall-%'"),
    Case("hosts", {"search": "small local"}, "search=small,local", HOSTS + "name LIKE 'small-%'"),
    Case(
        "hosts",
        {"host_filter": "name=small-1 or groups__name=db"},
        "host_filter=name=small-1%20or%20groups__name=db",
        HOSTS + "name IN ('small-1', 'small-3')",
    ),
    Case("inventory", {"name": "Demo Inventory"}, "?name=Demo Inventory", INVENTORIES + "id = 1"),
]


@pytest.fixture(scope="module")
def _odd_hosts(sandbox: Sandbox) -> t.Iterator[None]:
    inventory = sandbox.id_of("inventory", "Seed Empty Inventory")
    hosts = [sandbox.post("hosts/", {"name": n, "inventory": inventory}) for n in ODD_NAMES]
    yield
    for host in hosts:
        sandbox.delete(f"hosts/{host['id']}/")


@pytest.mark.quick
@pytest.mark.usefixtures("_odd_hosts")
def test_filters_find_what_the_database_holds(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    raw = [case for case in CASES if case.raw]
    structured = [([case.resource], {"filters": case.filters, "only": "id"}) for case in CASES]
    as_option = [([case.resource], {"filters": case.raw, "only": "id"}) for case in raw]
    in_resource = [([f"{case.resource}?{case.raw.lstrip('?')}"], {"only": "id"}) for case in raw]

    run = ansible.playbook(
        one_core,
        [
            lookups("structured", structured),
            lookups("as option", as_option),
            lookups("in resource", in_resource),
        ],
    ).succeeded()

    for task, cases in (("structured", CASES), ("as option", raw), ("in resource", raw)):
        assert len(cases) == len(run.shown(task))
        wrong = [
            (task, case.filters, found, sandbox.rows(f"{case.sql} ORDER BY 1"))
            for case, found in zip(cases, run.shown(task))
            if found != sandbox.rows(f"{case.sql} ORDER BY 1")
        ]
        assert wrong == []


def test_a_list_too_long_for_one_request(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    wanted = list(range(1, 5001, 2))
    with sandbox.traffic() as traffic:
        run = ansible.playbook(
            one_core,
            [
                query("all", "hosts", filters={"id": wanted}, only="id"),
                query("counted", "hosts", filters={"id": wanted}, count_only=True),
                query("limited", "hosts", filters={"id": wanted}, only="id", limit=7),
                query("ordered", "hosts", filters={"id": wanted}, order_by="name"),
            ],
        )

    assert run["all"]["objects"] == wanted
    assert run["counted"]["count"] == len(wanted)
    assert run["limited"]["objects"] == wanted[:7]
    assert run["limited"]["truncated"] is True
    assert "too long" in run["ordered"].error
    assert max(len(str(seen)) for seen in traffic) < 8000
    assert {seen.status for seen in traffic} == {200}


def test_role_level(one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    """What a role allows is asked by the one who has it."""
    token = sandbox.new_token("role_level", user=("operator", SEED_PASSWORD))["token"]
    run = ansible.playbook(
        one_core,
        [
            query("may run", "job_templates?role_level=execute_role", only="name"),
            query("may change", "job_templates?role_level=admin_role", only="name"),
        ],
        environment={**ansible.environment, "AWX_OAUTH_TOKEN": token},
    )

    assert "Demo - Deploy" in run["may run"]["objects"]
    assert "Demo - Deploy broken" not in run["may run"]["objects"]
    assert run["may change"]["objects"] == []


REFUSED: list[tuple[t.Any, list[str]]] = [
    ({"or": [{"id": 1, "name": "x"}]}, ["or", "AND"]),
    ({"or": [{"chain": {"id": 1}}]}, ["'chain' stands inside 'or'", "nest"]),
    ({"not": {"or": [{"id": 1}]}}, ["'or' stands inside 'not'", "write or: {not: ...}"]),
    ({"or": [{"id": 1}], "name": ["a, b", "c"]}, ["name", "one OR group"]),
    ({"not__or__id": 1}, ["not__or__id", "order"]),
    ({"chain__or__id": 1}, ["chain__or__id", "order"]),
    ({"page_size": 10}, ["page_size", "all pages are read"]),
    ({"limit": 10}, ["option limit"]),
    ({"id__gt": [1, 2]}, ["id__gt", "one value"]),
    ({"name": {"nested": 1}}, ["name", "mapping"]),
    ("or__id=1&page=2", ["page", "all pages are read"]),
    (["id", 1], ["filters", "mapping"]),
    ({"or": [{"name": "x"}, {"inventory__search": "y"}]}, ["does not go into or, not and chain"]),
    ({"created__year": 2026}, ["created__gte: 2026-01-01", "created__lt"]),
    ("created__date=2026-01-01", ["created__gte: 2026-01-01", "created__lt"]),
    ({"name": "a\0b"}, ["NUL"]),
    ({"format": "txt"}, ["resource: jobs/ID/stdout", "only: content"]),
    ({"last_job__status": "cancelled"}, ["Did you mean 'canceled'?"]),
    ("last_job__status__in=failed,cancelled", ["Did you mean 'canceled'?"]),
    ({"role_level": "bogus"}, ["no role_level 'bogus'", "read_role"]),
]


def test_what_cannot_be_asked_is_refused_before_any_request(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    tasks = [lookup(f"lookup {n}", "hosts", filters=f) for n, (f, _words) in enumerate(REFUSED)]
    tasks += [query(f"module {n}", "hosts", filters=f) for n, (f, _words) in enumerate(REFUSED)]
    with sandbox.traffic() as traffic:
        run = ansible.playbook(one_core, tasks)

    assert [str(seen) for seen in traffic] == []
    missing = [
        (filters, word, run[f"{caller} {n}"].error)
        for n, (filters, words) in enumerate(REFUSED)
        for caller in ("lookup", "module")
        for word in words
        if word not in run[f"{caller} {n}"].error
    ]
    assert missing == []


CHOICES: list[tuple[str, t.Any, str]] = [
    ("jobs", {"status": "cancelled"}, "jobs has no status 'cancelled'"),
    ("jobs", {"status": ["failed", "bogus"]}, "jobs has no status 'bogus'"),
    ("jobs?status=cancelled", None, "Did you mean 'canceled'?"),
    ("unified_jobs", {"type": "bogus"}, "unified_jobs has no type 'bogus'"),
    ("unified_jobs?type=job,workflowjob", None, "no type 'workflowjob'"),
    ("job_templates?role_level=use_role", None, "Did you mean 'read_role' or 'execute_role'?"),
]


def test_values_that_no_object_can_have_are_refused(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    """AWX returns nothing for them, or what the other values match, as if that were the answer."""
    tasks = [
        query(str(n), resource, **({"filters": filters} if filters else {}))
        for n, (resource, filters, _said) in enumerate(CHOICES)
    ]
    with sandbox.traffic() as traffic:
        run = ansible.playbook(one_core, tasks)
    for n, (_resource, _filters, said) in enumerate(CHOICES):
        assert said in run[str(n)].error
    assert list(map(str, traffic)) == []


def test_values_that_awx_is_in_trouble_for_are_explained(
    one_core: Path, ansible: AnsibleRuns
) -> None:
    said = {
        "users?role_level=read_role": "users/ has no objects with a role 'read_role'",
        "hosts?role_level=read_role": "hosts/ has no objects with a role 'read_role'",
        "jobs?name__regex=(": "'name__regex' is not a valid regular expression (missing )",
        "jobs?name__regex=a{99999}": "cannot use the regular expression in 'name__regex'",
    }
    run = ansible.playbook(one_core, [query(asked, asked, request_retries=0) for asked in said])
    for asked, words in said.items():
        assert words in run[asked].error
        assert run[asked].data["http_status"] in (400, 500)


def test_a_timestamp_with_an_offset_stands_in_a_query_string_as_it_is(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    """A plus sign before an offset is one; any other is a blank."""
    run = ansible.playbook(
        one_core,
        [
            query("all", "hosts?created__gt=2020-01-01T00:00:00+02:00", count_only=True),
            query("none", "hosts?created__lt=2020-01-01T00:00:00+02:00", count_only=True),
            query("blank", "job_templates?name=Demo+-+Deploy", only="name"),
        ],
    ).succeeded()
    assert [run["all"]["count"]] == sandbox.rows("SELECT count(*) FROM main_host")
    assert run["none"]["count"] == 0
    assert run["blank"]["objects"] == ["Demo - Deploy"]
