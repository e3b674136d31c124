# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox as Ascender 25.5 does what Ascender does in another way than AWX 24.6.1."""

from __future__ import annotations

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
        expected = {pk: name for pk, name in names[1].items() if name != demo}
        if resource == "unified_job_templates":
            expected = {pk: name for pk, name in expected.items() if name != "Demo Project"}
        assert names[0] == expected
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
