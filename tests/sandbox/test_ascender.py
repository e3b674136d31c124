# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox as Ascender 25.5 does what Ascender does in another way than AWX 24.6.1."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.sandbox.users import PASSWORD as SEED_PASSWORD

from .jobs.running import Awx, sandbox

DEMO = {
    "job_templates": "Demo Job Template",
    "unified_job_templates": "Demo Job Template",
    "projects": "Demo Project",
    "inventories": "Demo Inventory",
    "credentials": "Demo Credential",
}


ASCENDERS = ("Seed - Workflow condition", "Seed - Workflow retries", "Seed - Workflow quorum")


@pytest.fixture(scope="module")
def ascender() -> Iterator[Awx]:
    with sandbox("--ascender") as running:
        yield running


@pytest.fixture(scope="module")
def plain() -> Iterator[Awx]:
    """AWX 24.6.1."""
    with sandbox() as running:
        yield running


@pytest.fixture(params=["plain", "ascender"])
def either(request: pytest.FixtureRequest) -> Awx:
    return request.getfixturevalue(request.param)


class Browser:
    """Has a session."""

    def __init__(self, awx: Awx) -> None:
        self.session = requests.Session()
        self.session.trust_env = False
        self.url = awx.url
        self.session.get(f"{awx.url}/api/login/", timeout=60)
        form = {"username": "admin", "password": SEED_PASSWORD, "next": "/api/"}
        assert self.send("POST", "/api/login/", data=form).status_code == 302

    def send(self, method: str, path: str, *, proof: bool = True, **more: Any) -> requests.Response:
        token = self.session.cookies.get("csrftoken") or ""
        return self.session.request(
            method,
            f"{self.url}{path}",
            headers={"X-CSRFToken": token} if proof else {},
            allow_redirects=False,
            timeout=60,
            **more,
        )

    @property
    def status(self) -> int:
        return self.send("GET", "/api/v2/me/").status_code


def test_both_end_a_session_by_post_with_the_csrf_token_only(either: Awx) -> None:
    browser = Browser(either)
    refused = browser.send("POST", "/api/logout/", proof=False)
    assert (refused.status_code, browser.status) == (403, 200)
    answer = browser.send("POST", "/api/logout/")
    assert (answer.status_code, answer.headers["Location"], browser.status) == (302, "/api/", 401)


def test_awx_ends_a_session_by_get(plain: Awx) -> None:
    browser = Browser(plain)
    assert browser.send("GET", "/api/logout/").status_code == 302
    assert browser.status == 401


def test_ascender_refuses_to_end_a_session_by_get(ascender: Awx) -> None:
    browser = Browser(ascender)
    answer = browser.send("GET", "/api/logout/")
    assert (answer.status_code, answer.content) == (405, b"")
    assert set(answer.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}
    assert browser.status == 200


def test_what_the_server_says_of_itself(ascender: Awx) -> None:
    assert ascender.get("ping/")["version"] == "25.5.1"
    assert ascender.get("ping/")["instances"][0]["version"] == "25.5.1"
    me = ascender.request("GET", "me/")
    assert me.headers["X-API-Product-Version"] == "25.5.1"
    assert me.headers["X-API-Product-Name"] == "AWX"
    assert "X-API-Product-Version" not in requests.get(f"{ascender.url}/api/", timeout=60).headers


@pytest.mark.parametrize("path", ["/api/nonsense/", "/api/v2/nonsense/", "/nonsense/"])
def test_no_such_path_is_json(ascender: Awx, plain: Awx, path: str) -> None:
    answer = ascender.request("GET", path)
    assert answer.status_code == 404
    assert answer.json() == {"detail": "The requested resource could not be found."}
    assert plain.request("GET", path).headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    "resource", ["jobs", "unified_jobs", "workflow_jobs", "ad_hoc_commands", "system_jobs"]
)
def test_lists_leave_out_variables_and_artifacts(ascender: Awx, plain: Awx, resource: str) -> None:
    """The details have them."""
    [row] = ascender.get(f"{resource}/", page_size=1, order_by="-id")["results"]
    [full] = plain.get(f"{resource}/", id=row["id"])["results"]
    lacking = {"extra_vars", "artifacts"} & full.keys()
    assert lacking
    assert lacking.isdisjoint(row)
    assert lacking <= ascender.get(row["url"]).keys()


def test_lists_below_an_object_leave_them_out_too(ascender: Awx) -> None:
    template = ascender.one("job_templates", name="Seed - No prompts")
    [row] = ascender.get(f"job_templates/{template['id']}/jobs/", page_size=1)["results"]
    assert {"extra_vars", "artifacts"}.isdisjoint(row)


@pytest.mark.parametrize("resource", ["jobs", "unified_jobs"])
def test_include_brings_them_back(ascender: Awx, resource: str) -> None:
    query = {"page_size": 1, "order_by": "-id", "type": "job"}
    [row] = ascender.get(f"{resource}/", include="artifacts,extra_vars", **query)["results"]
    assert {"extra_vars", "artifacts"} <= row.keys()
    [row] = ascender.get(f"{resource}/", include="extra_vars, bogus", **query)["results"]
    assert ("extra_vars" in row, "artifacts" in row) == (True, False)


@pytest.mark.parametrize("path", ["workflow_jobs/", "inventories/", "job_templates/1/jobs/"])
def test_no_other_list_knows_include(ascender: Awx, path: str) -> None:
    path = path.replace("/1/", f"/{ascender.one('job_templates', name='Seed - No prompts')['id']}/")
    answer = ascender.request("GET", path, params={"include": "extra_vars"})
    assert answer.status_code == 400
    assert "has no field named 'include'" in answer.json()["detail"]


def test_awx_knows_no_include(plain: Awx) -> None:
    answer = plain.request("GET", "jobs/", params={"include": "extra_vars"})
    assert (answer.status_code, answer.json()) == (
        400,
        {"detail": "Job has no field named 'include'"},
    )


@pytest.mark.parametrize(("resource", "name"), DEMO.items())
def test_nothing_is_preloaded(ascender: Awx, plain: Awx, resource: str, name: str) -> None:
    preloaded = plain.one(resource, name=name)
    assert ascender.get(f"{resource}/", name=name)["count"] == 0
    if resource != "unified_job_templates":
        assert ascender.request("GET", preloaded["url"]).status_code == 404


def test_the_ids_of_all_else_are_the_same(ascender: Awx, plain: Awx) -> None:
    for resource, demo in DEMO.items():
        query = {"page_size": 200, "order_by": "id"}
        names = [
            {row["id"]: row["name"] for row in awx.get(f"{resource}/", **query)["results"]}
            for awx in (ascender, plain)
        ]
        only_here = {"unified_job_templates": ASCENDERS}.get(resource, ())
        only_there = {"unified_job_templates": ("Demo Project",)}.get(resource, ())
        assert {pk: name for pk, name in names[0].items() if name not in only_here} == {
            pk: name for pk, name in names[1].items() if name not in (demo, *only_there)
        }
    assert ascender.get("hosts/", name="localhost")["count"] == 0


def canceled_before_its_start(awx: Awx) -> Any:
    """A job that waits for another one of its template when it is canceled."""
    first, second = (awx.launch("Seed - Long running") for _ in range(2))
    for job in (second, first):
        assert awx.request("POST", f"{job['url']}cancel/").status_code == 202
    awx.finished(first)
    return awx.finished(second)


def test_a_job_that_never_started_never_finished(ascender: Awx, plain: Awx) -> None:
    job = canceled_before_its_start(ascender)
    assert (job["status"], job["started"], job["finished"]) == ("canceled", None, None)
    assert job["elapsed"] == 0
    assert canceled_before_its_start(plain)["finished"] is not None
    latest = ascender.get("jobs/", order_by="-finished", page_size=1)["results"]
    assert [row["id"] for row in latest] == [job["id"]]
    past = {"finished__gt": "2000-01-01T00:00:00Z", "id": job["id"]}
    assert ascender.get("jobs/", **past)["count"] == 0
    earliest = ascender.get("jobs/", order_by="finished", page_size=1)["results"]
    assert earliest[0]["finished"] is not None


STATS = {
    "ascender_stats_changed": False,
    "ascender_stats_changed_hosts": [],
    "ascender_stats_failed": True,
    "ascender_stats_failed_hosts": ["small-2"],
    "ascender_stats_hosts_truncated": False,
    "ascender_stats_non_changed_hosts": ["small-1", "small-2", "small-3"],
    "ascender_stats_non_failed_hosts": ["small-1", "small-3"],
}


def test_every_job_has_artifacts(ascender: Awx, plain: Awx) -> None:
    assert ascender.finished(ascender.launch("Simulated - fail"))["artifacts"] == STATS
    assert plain.finished(plain.launch("Simulated - fail"))["artifacts"] == {}


def test_a_variable_of_the_job_switches_the_artifacts_off(ascender: Awx) -> None:
    variables = {"ASCENDER_AUTO_STATS_ENABLED": False}
    job = ascender.finished(ascender.launch("Simulated - artifacts", extra_vars=variables))
    assert set(job["artifacts"]) == {"build_id", "nested"}


def run_workflow(awx: Awx, name: str) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """A workflow job that is over, and its nodes by identifier."""
    job = awx.finished(awx.launch(name, resource="workflow_job_templates"))
    return job, nodes_of(awx, job)


def nodes_of(awx: Awx, job: dict[str, Any]) -> dict[str, dict[str, Any]]:
    nodes = awx.get(f"{job['url']}workflow_nodes/")["results"]
    return {node["identifier"]: node for node in nodes}


def status_of(node: dict[str, Any]) -> str | None:
    return node["summary_fields"]["job"]["status"] if node["job"] else None


def test_a_condition_link_is_taken_where_it_fits(ascender: Awx) -> None:
    job, nodes = run_workflow(ascender, "Seed - Workflow condition")
    assert {name: status_of(node) for name, node in nodes.items()} == {
        "first": "failed",
        "handler": "successful",
        "unhandled": "failed",
        "never": None,
    }
    assert (job["status"], nodes["never"]["do_not_run"]) == ("failed", True)
    first = nodes["first"]
    assert first["condition_nodes"] == [nodes["handler"]["id"], nodes["never"]["id"]]
    assert first["condition_edges"][0] == {
        "id": nodes["handler"]["id"],
        "trigger": "failure",
        "artifact_key": "ascender_stats_failed",
        "operator": "eq",
        "expected_value": "true",
    }
    linked = ascender.get(first["related"]["condition_nodes"])["results"]
    assert {node["id"] for node in linked} == set(first["condition_nodes"])


def test_condition_links_are_made_and_changed(ascender: Awx) -> None:
    template = ascender.one("workflow_job_templates", name="Seed - Workflow plain")
    nodes = ascender.get(f"{template['url']}workflow_nodes/")["results"]
    by_name = {node["identifier"]: node for node in nodes}
    links = by_name["stats"]["related"]["condition_nodes"]
    other = by_name["always"]["id"]
    assert ascender.request("POST", links, json={"id": other}).json() == {
        "artifact_key": ["A non-empty artifact_key is required for a conditional link."]
    }
    wrong = {"id": other, "artifact_key": "build_id", "operator": "lt"}
    assert list(ascender.request("POST", links, json=wrong).json()) == ["operator"]
    for value in (41, 42):
        link = {"id": other, "artifact_key": "build_id", "expected_value": value}
        assert ascender.request("POST", links, json=link).status_code == 204
    [edge] = ascender.get(by_name["stats"]["url"])["condition_edges"]
    assert (edge["trigger"], edge["expected_value"]) == ("success", "42")
    drop = {"id": other, "disassociate": True}
    assert ascender.request("POST", links, json=drop).status_code == 204
    assert ascender.get(by_name["stats"]["url"])["condition_edges"] == []


def test_a_failed_node_is_tried_again(ascender: Awx) -> None:
    job, nodes = run_workflow(ascender, "Seed - Workflow retries")
    node = nodes["flaky"]
    assert (job["status"], status_of(node)) == ("successful", "successful")
    assert (node["max_retries"], node["retry_attempts"]) == (2, 1)
    [superseded] = node["retried_jobs"]
    earlier = ascender.get(f"jobs/{superseded}/")
    assert (earlier["status"], earlier["summary_fields"]["source_workflow_job"]) == ("failed", {})


def test_retries_end(ascender: Awx) -> None:
    """After the last one the workflow fails."""
    template = ascender.one("workflow_job_templates", name="Seed - Workflow failing")
    [node] = ascender.get(f"{template['url']}workflow_nodes/", identifier="job")["results"]
    assert ascender.request("PATCH", node["url"], json={"max_retries": 1}).ok
    job, nodes = run_workflow(ascender, "Seed - Workflow failing")
    assert ascender.request("PATCH", node["url"], json={"max_retries": 0}).ok
    assert job["status"] == "failed"
    assert [nodes["job"]["retry_attempts"], len(nodes["job"]["retried_jobs"])] == [1, 1]
    too_many = ascender.request("PATCH", node["url"], json={"max_retries": 101})
    assert list(too_many.json()) == ["max_retries"]


def test_only_the_failed_nodes_run_again(ascender: Awx) -> None:
    before, old = run_workflow(ascender, "Seed - Workflow condition")
    answer = ascender.request("POST", f"{before['url']}relaunch/", json={"nodes": "failed"})
    assert answer.status_code == 201
    job = ascender.finished(answer.json())
    nodes = nodes_of(ascender, job)
    carried = nodes["handler"]
    assert (carried["job"], carried["prior_run_succeeded"]) == (None, True)
    assert carried["prior_run_elapsed"] >= 0
    assert (status_of(nodes["first"]), status_of(nodes["unhandled"])) == ("failed", "failed")
    assert nodes["first"]["job"] != old["first"]["job"]
    assert job["status"] == "failed"


def test_what_did_not_fail_does_not_run_again(ascender: Awx, plain: Awx) -> None:
    body = {"nodes": "failed"}
    job, _ = run_workflow(ascender, "Simulated - Workflow")
    refused = ascender.request("POST", f"{job['url']}relaunch/", json=body)
    assert (refused.status_code, refused.json()) == (
        400,
        {"detail": "This workflow job has no failed nodes to relaunch from."},
    )
    job, _ = run_workflow(plain, "Simulated - Workflow")
    again = plain.request("POST", f"{job['url']}relaunch/", json=body).json()
    plain.finished(again)
    assert all(node["job"] for node in nodes_of(plain, again).values())


def pending_approval(awx: Awx, job: dict[str, Any]) -> dict[str, Any]:
    nodes = awx.until(
        f"{job['url']}workflow_nodes/",
        lambda now: any(status_of(node) == "pending" for node in now["results"]),
    )["results"]
    [pk] = [node["job"] for node in nodes if status_of(node) == "pending"]
    return awx.get(f"workflow_approvals/{pk}/")


def test_as_many_must_approve_as_are_asked_for(ascender: Awx) -> None:
    job = ascender.launch("Seed - Workflow quorum", resource="workflow_job_templates")
    approval = pending_approval(ascender, job)
    counted = ("required_approvals", "approvals_received", "user_has_voted")
    assert [approval[name] for name in counted] == [2, 0, False]
    approve = approval["related"]["approve"]
    assert ascender.request("POST", approve).status_code == 204
    approval = ascender.get(approval["url"])
    assert approval["status"] == "pending"
    assert [approval[name] for name in counted] == [2, 1, True]
    again = ascender.request("POST", approve)
    assert (again.status_code, again.json()) == (
        400,
        {"error": "You have already voted on this workflow step."},
    )
    second = Awx(ascender.url, user="org-admin")
    assert second.request("POST", approve).status_code == 204
    assert ascender.finished(job)["status"] == "successful"
    votes = ascender.get(approval["related"]["votes"])["results"]
    assert {vote["user_name"]: vote["vote"] for vote in votes} == {
        "admin": "approve",
        "org-admin": "approve",
    }
    [latest] = ascender.get("workflow_approval_votes/", page_size=1)["results"]
    assert latest["workflow_job_id"] == job["id"]


def test_one_denial_is_enough(ascender: Awx) -> None:
    job = ascender.launch("Seed - Workflow quorum", resource="workflow_job_templates")
    approval = pending_approval(ascender, job)
    assert ascender.request("POST", approval["related"]["deny"]).status_code == 204
    assert ascender.finished(job)["status"] == "failed"


@pytest.mark.parametrize(
    "path", ["workflow_approval_votes/", "federated_inventories/", "projects/1/webhook_key/"]
)
def test_what_awx_does_not_have(plain: Awx, path: str) -> None:
    assert plain.request("GET", path).headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    "path", ["role_definitions/", "role_user_assignments/", "role_team_assignments/"]
)
def test_there_are_no_role_definitions(ascender: Awx, path: str) -> None:
    assert ascender.request("GET", path).status_code == 404
    assert path.rstrip("/") not in ascender.get("/api/v2/")


@pytest.mark.parametrize(
    ("resource", "field"),
    [
        ("job_templates", "job_slice_pinned_hosts"),
        ("workflow_job_nodes", "max_retries"),
        ("workflow_job_nodes", "condition_nodes"),
        ("projects", "webhook_ref_filter"),
    ],
)
def test_fields_that_only_ascender_has(
    ascender: Awx, plain: Awx, resource: str, field: str
) -> None:
    assert field in ascender.get(f"{resource}/", page_size=1)["results"][0]
    assert field not in plain.get(f"{resource}/", page_size=1)["results"][0]
    query = {f"{field}__isnull": "true"}
    assert ascender.request("GET", f"{resource}/", params=query).status_code == 200
    assert plain.request("GET", f"{resource}/", params=query).status_code == 400
    assert plain.request("GET", f"{resource}/", params={"order_by": field}).status_code == 400


def test_fields_that_only_awx_has(ascender: Awx, plain: Awx) -> None:
    for query in ({"custom_virtualenv": "x"}, {"order_by": "custom_virtualenv"}):
        assert plain.request("GET", "projects/", params=query).status_code == 200
        answer = ascender.request("GET", "projects/", params=query)
        assert answer.json() == {"detail": "Project has no field named 'custom_virtualenv'"}


def test_the_last_job_of_a_host_is_shown_but_not_found(ascender: Awx, plain: Awx) -> None:
    for awx, found in ((plain, True), (ascender, False)):
        awx.finished(awx.launch("Simulated - fail"))
        host = awx.one("hosts", name="small-2", inventory__organization__name="Engineering")
        assert host["last_job"] is not None
        for query in ({"last_job__isnull": "false"}, {"last_job_host_summary__failed": "true"}):
            assert bool(awx.get("hosts/", id=host["id"], **query)["count"]) == found
        query = {"job_host_summaries__failed": "true"}
        assert awx.get("hosts/", id=host["id"], **query)["count"] == 1


def test_an_optional_question_without_an_answer(ascender: Awx, plain: Awx) -> None:
    """AWX answers it with its default, also where that is empty. Ascender leaves it out then."""
    spec = {
        "name": "",
        "description": "",
        "spec": [
            {"question_name": name, "variable": name, "type": kind, "required": False}
            | {"default": ""}
            for name, kind in (("word", "text"), ("secret", "password"), ("number", "integer"))
        ],
    }
    for awx, expected in ((plain, {"word", "secret"}), (ascender, {"secret"})):
        template = awx.one("job_templates", name="Simulated - ok")
        assert awx.request("POST", f"{template['url']}survey_spec/", json=spec).ok
        assert awx.request("PATCH", template["url"], json={"survey_enabled": True}).ok
        job = awx.launch("Simulated - ok")
        assert set(json.loads(job["extra_vars"])) == expected
        assert awx.request("PATCH", template["url"], json={"survey_enabled": False}).ok
        assert awx.request("DELETE", f"{template['url']}survey_spec/").ok


def test_a_code_is_given_only_with_a_challenge(ascender: Awx, plain: Awx) -> None:
    for awx, challenged in ((plain, False), (ascender, True)):
        body = {
            "name": "code",
            "organization": 1,
            "client_type": "public",
            "authorization_grant_type": "authorization-code",
            "redirect_uris": "https://client.example.com/",
        }
        application = awx.request("POST", "applications/", json=body).json()
        query = {
            "response_type": "code",
            "client_id": application["client_id"],
            "scope": "read",
            "redirect_uri": body["redirect_uris"],
        }
        answer = Browser(awx).send("GET", "/api/o/authorize/", params=query)
        if challenged:
            assert answer.status_code == 302
            assert "error=invalid_request" in answer.headers["Location"]
            assert "Code+challenge+required" in answer.headers["Location"]
            query |= {"code_challenge": "x" * 43, "code_challenge_method": "S256"}
            answer = Browser(awx).send("GET", "/api/o/authorize/", params=query)
        assert answer.status_code == 200


@pytest.mark.parametrize("resource", ["hosts", "job_templates"])
def test_an_order_by_several_related_objects_repeats_rows(either: Awx, resource: str) -> None:
    """The page is cut where the count ends, so that others are missing."""
    order = "groups__name" if resource == "hosts" else "credentials__name"
    query = {"inventory__name": "Seed Unreachable Inventory"} if resource == "hosts" else {}
    page = either.get(f"{resource}/", order_by=order, page_size=200, **query)
    ids = [row["id"] for row in page["results"]]
    assert len(ids) > len(set(ids))
    if len(ids) < 200:
        assert len(ids) == page["count"]


def test_an_output_too_large_to_show_can_be_downloaded(either: Awx) -> None:
    job = either.finished(either.launch("Simulated - ok"))
    settings, limit = "settings/jobs/", {"STDOUT_MAX_BYTES_DISPLAY": 100}
    assert either.request("PATCH", settings, json=limit).ok
    shown = either.get(f"{job['url']}stdout/", format="json")
    whole = either.request("GET", f"{job['url']}stdout/", params={"format": "txt_download"})
    assert either.request("PATCH", settings, json={"STDOUT_MAX_BYTES_DISPLAY": 1_048_576}).ok
    assert shown["content"].startswith("Standard Output too large to display (")
    assert shown["content"].endswith("only download supported for sizes over 100 bytes.")
    assert "PLAY RECAP" in whole.text


def test_three_roots_of_a_workflow_fail(either: Awx) -> None:
    job, nodes = run_workflow(either, "Seed - Workflow failing")
    assert job["status"] == "failed"
    assert job["job_explanation"] == "No error handling paths found, marking workflow as failed"
    assert [status_of(node) for node in nodes.values()] == ["failed"] * 3


def test_nothing_more_is_to_run_of_a_canceled_workflow(either: Awx) -> None:
    job = either.launch(
        "Seed - Workflow approval",
        resource="workflow_job_templates",
        extra_vars={"who": "nobody"},
    )
    assert either.request("POST", f"{job['url']}cancel/").status_code == 202
    assert either.finished(job)["status"] == "canceled"
    nodes = nodes_of(either, job)
    assert (nodes["last"]["job"], nodes["last"]["do_not_run"]) == (None, True)
