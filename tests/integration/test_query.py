# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`awx_query` as a module: whole answers, and all shapes that they can have."""

from __future__ import annotations

import json
import math
import re
import stat
import typing as t
from pathlib import Path

import pytest

from tests.integration.ansible_runs import AnsibleRuns, launch, query
from tests.integration.sandbox import Sandbox

MAX_PAGE = 200
HOSTS = "SELECT id FROM main_host WHERE inventory_id = ? ORDER BY id"
TEMPLATES = (
    "SELECT id FROM main_unifiedjobtemplate JOIN main_jobtemplate ON id = unifiedjobtemplate_ptr_id"
    " ORDER BY "
)


@pytest.mark.quick
@pytest.mark.each_server
def test_basics(core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    run = ansible.playbook(
        core,
        [
            query("all", "hosts", filters={"inventory__name": "Seed Large Inventory"}, only="id"),
            query("none", "hosts", filters={"name": "nowhere"}),
            query("first", "hosts", order_by="-name", limit=2, fields=["id", "name"]),
            query("one", "organizations?name=Default", expect="one"),
            query("not one", "organizations", expect="one"),
            query("count", "jobs?id__lte=20000", count_only=True),
        ],
    )

    assert run["all"]["objects"] == sandbox.rows(HOSTS, sandbox.id_of("inventory", LARGE))
    assert run["none"].data | {"requests": 0} == _empty(run["none"].data)
    assert run["first"]["objects"] == [
        {"id": id_, "name": name}
        for id_, name in sandbox.rows("SELECT id, name FROM main_host ORDER BY name DESC LIMIT 2")
    ]
    assert run["first"]["truncated"] is True
    assert [found["name"] for found in run["one"]["objects"]] == ["Default"]
    assert "Default" in run["not one"].error
    assert run["count"]["objects"] == []
    [jobs] = sandbox.rows("SELECT count(*) FROM main_job WHERE unifiedjob_ptr_id <= 20000")
    assert run["count"]["count"] == jobs


LARGE = "Seed Large Inventory"


def _empty(data: dict[str, object]) -> dict[str, object]:
    shown = {"objects": [], "count": 0, "truncated": False, "requests": 0, "changed": False}
    return {**data, **shown}


def test_an_answer_is_never_altered_without_a_word(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox, tmp_path: Path
) -> None:
    """A password that is a word, as labs have it: Ansible masks it wherever it is in a result."""
    user = {"username": "lab-operator", "password": "lab-operator"}
    made = sandbox.post("users/", user)
    login = {"awx_username": "lab-operator", "awx_password": "lab-operator", "awx_auth": "basic"}
    dest = tmp_path / "me.jsonl"
    asked = "query('steward.awx.awx_query', 'me', only='username', **login)"
    see = "{{ 'true' if seen == ['lab-operator'] else 'altered' }}"
    run = ansible.playbook(
        core,
        [
            query("module", "me", only="username", **login) | {"register": "here"},
            query("process", "me", only="username", awx_in_process=False, **login)
            | {"register": "there"},
            query("file", "me", only="username", dest=str(dest), **login),
            {
                "name": "compare",
                "vars": {"login": login},
                "ansible.builtin.debug": {
                    "msg": [
                        see.replace("seen", "here.objects"),
                        see.replace("seen", "there.objects"),
                        see.replace("seen", asked),
                    ]
                },
            },
        ],
    )
    sandbox.delete(f"users/{made['id']}/")

    *by_module, by_lookup = run["compare"]["msg"]
    assert by_lookup == "true"
    assert dest.read_text() == '"lab-operator"\n'
    for seen, task in zip(by_module, ("module", "process")):
        said = str(run[task].data.get("warnings"))
        assert seen == "true" or "masks it in objects[0]: these" in said


def test_every_row_of_a_large_table_once(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    hosts = sandbox.rows("SELECT id FROM main_host ORDER BY id")
    jobs = sandbox.rows("SELECT unifiedjob_ptr_id FROM main_job ORDER BY 1")
    options = {"only": "id", "max_objects": 0}
    with sandbox.traffic() as traffic:
        run = ansible.playbook(
            one_core,
            [
                query("hosts", "hosts", **options),
                query("one by one", "hosts?id__lte=1500", concurrency=1, **options),
                query("jobs", f"jobs?id__lte={jobs[-1]}", **options),
            ],
        )

    few = [id_ for id_ in hosts if id_ <= 1500]
    for task, ids in (("hosts", hosts), ("one by one", few), ("jobs", jobs)):
        assert run[task]["objects"] == ids
        assert run[task]["count"] == len(ids)
        assert run[task]["truncated"] is False
    for task, ids in (("hosts", hosts), ("one by one", few)):
        assert run[task]["requests"] <= math.ceil(len(ids) / MAX_PAGE) + 3
    # Runs of other kinds lie between the jobs' ids, so some pages are not full.
    assert run["jobs"]["requests"] <= math.ceil(len(jobs) / MAX_PAGE) * 1.1 + 3
    assert sum(result["requests"] for result in run.results) == len(traffic)
    assert {seen.status for seen in traffic} == {200}


@pytest.mark.each_server
def test_max_objects_protects(one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    with sandbox.traffic() as traffic:
        run = ansible.playbook(
            one_core,
            [
                query("default", "jobs"),
                query("own", "hosts", max_objects=100),
                query("limited", "jobs", max_objects=100, limit=5, only="id"),
            ],
        )

    [jobs] = sandbox.rows("SELECT count(*) FROM main_job")
    assert f"{jobs} objects match" in run["default"].error
    assert "max_objects" in run["default"].error
    assert "(100)" in run["own"].error
    assert len(run["limited"]["objects"]) == 5
    assert len(traffic) == 3  # a page each


@pytest.mark.quick
def test_limit_and_expect(one_core: Path, ansible: AnsibleRuns) -> None:
    run = ansible.playbook(
        one_core,
        [
            query("more than a page", "hosts?name__startswith=host-", limit=250, only="name"),
            query("exactly all", "organizations?name=Default", limit=1),
            query("more than all", "organizations?name=Default", limit=10),
            query("one of many", "hosts", expect="one"),
            query("one of none", "hosts?name=nowhere", expect="one"),
            query("at most one of none", "hosts?name=nowhere", expect="at_most_one"),
            query("at most one of many", "job_templates?name=Duplicate Name", expect="at_most_one"),
            query("at least one of none", "hosts?name=nowhere", expect="at_least_one"),
            query("at least one of many", "hosts", expect="at_least_one", limit=1),
        ],
    )

    names = [f"host-{number:05}.example.com" for number in range(1, 251)]
    assert run["more than a page"]["objects"] == names
    assert run["more than a page"]["count"] == 5000
    assert run["more than a page"]["truncated"] is True
    assert run["exactly all"]["truncated"] is False
    assert run["more than all"]["truncated"] is False
    assert "one object was expected" in run["one of many"].error
    assert "nothing that this user may see matches" in run["one of none"].error
    assert run["at most one of none"]["objects"] == []
    assert "2 match" in run["at most one of many"].error
    assert "'Duplicate Name'" in run["at most one of many"].error
    assert "at least one object" in run["at least one of none"].error
    assert run["at least one of many"]["truncated"] is True


@pytest.mark.quick
def test_shapes(one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    small = "inventory__name=Seed Small Inventory&order_by=name"
    run = ansible.playbook(
        one_core,
        [
            query("nested", f"hosts?{small}", fields=["name", "summary_fields.inventory.name"]),
            query("only nested", f"hosts?{small}", only="summary_fields.inventory.name"),
            query(
                "related",
                "job_templates",
                filters={"name": ["Demo - Deploy", "Seed - No prompts"]},
                related=["survey_spec", "labels"],
                fields=["name", "survey_spec", "labels"],
            ),
            query("count by page", "hosts", count_only=True, api_root="/api/"),
        ],
    )

    inner = {"summary_fields": {"inventory": {"name": "Seed Small Inventory"}}}
    assert run["nested"]["objects"] == [{"name": f"small-{n}", **inner} for n in (1, 2, 3)]
    assert run["only nested"]["objects"] == ["Seed Small Inventory"] * 3
    by_name = {found["name"]: found for found in run["related"]["objects"]}
    survey = by_name["Demo - Deploy"]["survey_spec"]
    assert [question["variable"] for question in survey["spec"]] == SURVEY
    assert [label["name"] for label in by_name["Demo - Deploy"]["labels"]] == ["staging"]
    assert [label["name"] for label in by_name["Seed - No prompts"]["labels"]] == ["prod"]
    [hosts] = sandbox.rows("SELECT count(*) FROM main_host")
    assert run["count by page"]["count"] == hosts
    assert run["count by page"]["requests"] == 1


SURVEY = ["version", "stage", "replicas"]


@pytest.mark.quick
def test_order_by(one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    orders = {
        "name": "name, id",
        "-name": "name DESC, id",
        "organization,-name": "organization_id, name DESC, id",
        "-last_job_failed,name": "last_job_failed DESC, name, id",
    }
    tasks = [query(f"{order} option", "job_templates", order_by=order) for order in orders]
    tasks += [query(f"{order} raw", f"job_templates?order_by={order}") for order in orders]
    tasks += [query("many pages", "hosts?id__lte=700", order_by=["-enabled", "-name"], only="id")]
    run = ansible.playbook(one_core, tasks)

    for order, sql in orders.items():
        ids = sandbox.rows(TEMPLATES + sql)
        for form in ("option", "raw"):
            assert [found["id"] for found in run[f"{order} {form}"]["objects"]] == ids, order
    assert run["many pages"]["objects"] == sandbox.rows(
        "SELECT id FROM main_host WHERE id <= 700 ORDER BY enabled DESC, name DESC, id"
    )


def test_an_order_over_several_related_objects_is_refused_with_the_reason(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    """All rows or an error, also when sorted, on one page or several."""
    labels = {"labels__name__in": "prod,staging", "name": "Two labels of one template"}
    template = sandbox.post(
        "job_templates/",
        {"name": labels["name"], "project": 2, "inventory": 3, "playbook": "ok.yml"},
    )
    for name in ("prod", "staging"):
        label = sandbox.id_of("label", name)
        sandbox.post(f"job_templates/{template['id']}/labels/", {"id": label})
    # A host of another group too, which is on another page.
    membership = f"groups/{sandbox.id_of('group', 'group_30')}/hosts/"
    [host] = sandbox.rows(
        "SELECT min(host_id) FROM main_group_hosts WHERE group_id = ?",
        sandbox.id_of("group", "group_01"),
    )
    sandbox.post(membership, {"id": host})
    orders = {
        "one page": query("one page", "job_templates", order_by="credentials__name", only="id"),
        "a limit": query("a limit", "inventories", order_by="-hosts__name", limit=6),
        "pages": query("pages", "hosts", order_by=["groups__name", "name"]),
        "a relation": query("a relation", "job_templates", order_by="credentials"),
    }
    run = ansible.playbook(
        one_core,
        [
            *orders.values(),
            query("one object", "job_templates", filters=labels, order_by="labels__name"),
            query("one of each", "job_templates", order_by="inventory__name", only="id"),
        ],
    )
    sandbox.post(membership, {"id": host, "disassociate": True})
    sandbox.delete(f"job_templates/{template['id']}/")

    for name, task in orders.items():
        field = str(task["steward.awx.awx_query"]["order_by"]).partition(",")[0].strip("[]'-")
        assert f"order_by ({field}) follows a relation" in run[name].error
        assert "remove order_by and sort in the playbook" in run[name].error
    # Whatever is listed once at that place is listed once.
    assert [row["id"] for row in run["one object"]["objects"]] == [template["id"]]
    ids = run["one of each"]["objects"]
    assert len(ids) == len(set(ids)) == run["one of each"]["count"]


@pytest.mark.each_server
def test_output_too_large_to_show_is_what_is_returned(
    core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    """Never the sentence that AWX answers in its place, and equal to what it would have shown."""
    launched = ansible.playbook(core, [launch("run", "Simulated - ok")]).succeeded()
    job = launched["run"]["id"]
    tasks = [
        query("whole", f"jobs/{job}/stdout"),
        query("as related", f"jobs/{job}", related=["stdout"], only="stdout"),
        query("part", f"jobs/{job}/stdout/?format=json&start_line=1&end_line=3"),
        query("end", f"jobs/{job}/stdout", filters={"start_line": -2}),
        query("encoded", f"jobs/{job}/stdout", filters={"content_encoding": "base64"}),
    ]
    shown = ansible.playbook(core, tasks).succeeded()
    sandbox.patch("settings/jobs/", {"STDOUT_MAX_BYTES_DISPLAY": 10})
    try:
        downloaded = ansible.playbook(core, tasks).succeeded()
    finally:
        sandbox.delete("settings/jobs/")

    for task in tasks:
        assert downloaded[task["name"]]["objects"] == shown[task["name"]]["objects"]
    assert "PLAY RECAP" in downloaded["whole"]["objects"][0]["content"]


def test_fields_that_a_list_leaves_out_are_named_with_their_place(
    one_core: Path, ansible: AnsibleRuns
) -> None:
    run = ansible.playbook(one_core, [query("thin", "jobs", fields=["id", "job_env"], limit=1)])
    assert re.search(r"the list leaves out 'job_env', .* such as jobs/\d+$", run["thin"].error)


def test_ascenders_lists_are_asked_to_include_what_they_leave_out(
    one_core: Path, ascender_ansible: AnsibleRuns, ascender: Sandbox
) -> None:
    tasks = [
        query("with them", "jobs", fields=["id", "extra_vars", "artifacts"], limit=2),
        query("of any kind", "unified_jobs?type=job", only="extra_vars", limit=1),
        query("nowhere", "workflow_jobs", fields=["id", "extra_vars"], limit=1),
    ]
    run = ascender_ansible.playbook(one_core, tasks)

    for row in run["with them"]["objects"]:
        job = ascender.get(f"jobs/{row['id']}/")
        assert row == {name: job[name] for name in ("id", "extra_vars", "artifacts")}
    assert run["with them"]["requests"] == 2
    assert isinstance(run["of any kind"]["objects"][0], str)
    assert re.search(
        r"leaves out 'extra_vars', .* such as workflow_jobs/\d+$", run["nowhere"].error
    )


@pytest.mark.each_server
def test_endpoints_that_are_no_lists(
    one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox
) -> None:
    paths = ["ping", "settings/all", "config", "dashboard", "organizations/1", "metrics"]
    paths += ["inventories/3/script?hostvars=1", "projects/2/playbooks"]
    run = ansible.playbook(one_core, [query(path, path) for path in paths])

    for path in paths[:-1]:
        [found] = run[path]["objects"]
        assert run[path]["count"] == 1
        name, _mark, parameters = path.partition("?")
        separator = "?" + (parameters or "format=json")
        assert found.keys() == sandbox.get(f"{name}/{separator}").keys()
    playbooks = sandbox.get("projects/2/playbooks/")
    assert run["projects/2/playbooks"]["objects"] == playbooks
    assert run["projects/2/playbooks"]["count"] == len(playbooks)


@pytest.mark.each_server
def test_named_urls(one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    """Names that need care in a path, in AWX's own notation for them: `related.named_url`."""
    names = ["C++ build", "12345", "a/b 100%", "Ünïcode", "what? & why; [maybe]"]
    ids = {name: sandbox.id_of("unifiedjobtemplate", name) for name in names}
    links = {
        name: sandbox.get(f"job_templates/{id_}/")["related"]["named_url"]
        for name, id_ in ids.items()
    }
    run = ansible.playbook(
        one_core,
        [
            *(query(name, link, only="name") for name, link in links.items()),
            query("by hand", "job_templates/C[+][+] build++Engineering/launch"),
            query("host", "hosts/small-2++Seed Small Inventory++Engineering", only="id"),
        ],
    )

    for name in names:
        assert run[name]["objects"] == [name]
    assert run["by hand"]["objects"][0]["job_template_data"]["name"] == "C++ build"
    assert run["host"]["objects"] == sandbox.rows("SELECT id FROM main_host WHERE name = 'small-2'")


@pytest.mark.each_server
def test_events_of_a_job(one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox) -> None:
    [job] = sandbox.rows("SELECT max(job_id) FROM main_jobevent WHERE job_id <= 20052")
    run = ansible.playbook(
        one_core,
        [
            query("events", f"jobs/{job}/job_events", only="counter"),
            query("first", f"jobs/{job}/job_events", only="counter", limit=3),
            query("failed", f"jobs/{job}/job_events?event=runner_on_ok", only="host_name"),
        ],
    )

    counters = sandbox.rows(
        "SELECT counter FROM main_jobevent WHERE job_id = ? ORDER BY counter", job
    )
    assert run["events"]["objects"] == counters
    assert run["first"]["objects"] == counters[:3]
    assert run["first"]["truncated"] is True
    hosts = "SELECT host_name FROM main_jobevent WHERE job_id = ? AND event = 'runner_on_ok'"
    assert run["failed"]["objects"] == sandbox.rows(hosts + " ORDER BY counter", job)


@pytest.mark.quick
@pytest.mark.each_server
def test_dest(one_core: Path, ansible: AnsibleRuns, sandbox: Sandbox, tmp_path: Path) -> None:
    dest = tmp_path / "hosts.jsonl"
    kept = tmp_path / "kept.jsonl"
    kept.write_text("what was there\n")
    kept.chmod(0o640)

    def write(name: str, path: Path, **options: t.Any) -> dict[str, t.Any]:
        question = "hosts?name__startswith=host-00"
        return query(name, question, dest=str(path), fields=["id", "name"], **options)

    checked = write("check mode", tmp_path / "nothing.jsonl") | {"check_mode": True}
    run = ansible.playbook(
        one_core,
        [
            checked,
            write("new", dest),
            write("again", dest),
            write("refused", kept, max_objects=10),
            write("refused in check mode", kept, expect="one") | {"check_mode": True},
            write("no directory", tmp_path / "no" / "where.jsonl"),
        ],
    )

    assert run["check mode"]["changed"] is True
    assert run["new"]["changed"] is True
    assert run["new"]["objects"] == "-"
    assert run["new"]["dest"] == str(dest)
    rows = [json.loads(line) for line in dest.read_text(encoding="utf-8").splitlines()]
    assert [(row["id"], row["name"]) for row in rows] == sandbox.rows(
        "SELECT id, name FROM main_host WHERE name LIKE 'host-00%' ORDER BY id"
    )
    assert run["new"]["count"] == len(rows)
    assert run["again"]["changed"] is False
    assert "max_objects" in run["refused"].error
    assert "one object was expected" in run["refused in check mode"].error
    assert kept.read_text() == "what was there\n"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o640
    assert "cannot be written" in run["no directory"].error
    assert {path.name for path in tmp_path.iterdir()} == {"hosts.jsonl", "kept.jsonl"}


def test_dest_takes_the_attributes_of_a_file(
    core: Path, ansible: AnsibleRuns, tmp_path: Path
) -> None:
    """As other modules that write files: a new mode is a change, and check mode predicts it."""
    dest = tmp_path / "hosts.jsonl"

    def write(name: str, **options: t.Any) -> dict[str, t.Any]:
        return query(name, "me", dest=str(dest), only="username", **options)

    run = ansible.playbook(
        core,
        [
            write("predicted new", mode="0600") | {"check_mode": True},
            write("new", mode="0600"),
            write("again", mode="0600"),
            write("kept"),
            write("predicted mode", mode="u=rw,g=r") | {"check_mode": True},
            write("mode", mode="u=rw,g=r"),
            write("no such user", owner="no-such-user"),
        ],
    )

    changed = {name: run[name]["changed"] for name in ("predicted new", "new", "again", "kept")}
    assert changed == {"predicted new": True, "new": True, "again": False, "kept": False}
    assert (run["predicted mode"]["changed"], run["mode"]["changed"]) == (True, True)
    assert stat.S_IMODE(dest.stat().st_mode) == 0o640
    assert "no-such-user" in run["no such user"].error
    assert dest.read_text(encoding="utf-8") == '"integration"\n'
