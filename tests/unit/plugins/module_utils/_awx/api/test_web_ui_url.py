# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""web_ui: links that a browser takes, by what the server says of itself."""

from __future__ import annotations

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api import web_ui_url
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs import unified_job

from tests.unit.connect import MakeClient
from tests.unit.scripted_server import Answer, Received, ScriptedServer, html_answer, json_answer

CONFIG = "/api/v2/config/"


def says(server: ScriptedServer, version: str, name: str = "AWX") -> None:
    """Expect the request that any task begins with, and answer as a server of that version."""
    headers = {"X_API_Product_Name": name, "X_API_Product_Version": version}
    server.expect("GET", "/api/v2/me/", json_answer({"results": []}, **headers))


@pytest.mark.parametrize(
    ("version", "name"),
    [
        ("24.6.1", "AWX"),
        ("17.1.0", "AWX"),
        ("4.5.12", "Red Hat Ansible Automation Platform"),
    ],
)
def test_a_version_that_tells_costs_no_request(
    version: str, name: str, client: AwxClient, server: ScriptedServer
) -> None:
    says(server, version, name)
    client.get("me/")
    assert web_ui_url.address(client) == f"{server.url}/#"


def test_before_any_answer_nothing_is_asked(client: AwxClient, server: ScriptedServer) -> None:
    assert web_ui_url.address(client) == f"{server.url}/#"


@pytest.mark.parametrize(
    ("version", "config", "prefix"),
    [
        pytest.param("25.5.1", {"version": "25.5.1", "ui_next": False}, "/#", id="Ascender"),
        pytest.param("24.6.2.dev131+ge21dd0a093", {"version": "24.6.2"}, "", id="AWX devel"),
    ],
)
def test_what_came_after_is_asked_once(
    version: str, config: dict[str, object], prefix: str, client: AwxClient, server: ScriptedServer
) -> None:
    """Ascender kept the interface of 24.6.1, AWX did not; versions alone would tell it wrongly."""
    says(server, version)
    client.get("me/")
    server.expect("GET", CONFIG, json_answer(config))
    for number in (20, 21):
        link = unified_job.browser_url(client, unified_job.Job({"id": number, "type": "job"}))
        assert link == f"{server.url}{prefix}/jobs/playbook/{number}/output"


def test_a_link_is_not_worth_a_failure(make_client: MakeClient, server: ScriptedServer) -> None:
    client = make_client(retries=0)
    says(server, "25.5.1")
    client.get("me/")
    server.expect("GET", CONFIG, html_answer(502))
    assert web_ui_url.address(client) == f"{server.url}/#"


def test_behind_a_gateway_pages_are_below_its_own(
    make_client: MakeClient, server: ScriptedServer
) -> None:
    client = make_client(api_root="/api/controller/")
    headers = {
        "X_API_Product_Name": "Red Hat Ansible Automation Platform",
        "X_API_Product_Version": "4.6.3",
    }
    server.expect("GET", "/api/controller/v2/me/", json_answer({}, **headers))
    client.get("me/")
    assert web_ui_url.address(client) == f"{server.url}/execution"


def test_a_gateway_that_was_found_is_known(make_client: MakeClient, server: ScriptedServer) -> None:
    client = make_client(api_root=None)

    def answer(request: Received) -> Answer:
        if request.path == "/api/":
            return json_answer(
                {"apis": {"controller": "/api/controller/", "gateway": "/api/gateway/"}}
            )
        if request.path == "/api/controller/":
            return json_answer({"current_version": "/api/controller/v2/"})
        if request.path.startswith("/api/controller/v2/"):
            return json_answer({})
        return html_answer(404)

    server.handle(answer)
    client.get("me/")
    assert web_ui_url.address(client) == f"{server.url}/execution"


@pytest.mark.parametrize(
    ("config", "page"),
    [
        ({"ui_next": False}, "/#/workflow_approvals/7/details"),
        ({}, "/administration/workflow-approvals/7/details"),
    ],
)
def test_approvals_have_pages_too(
    config: dict[str, object], page: str, client: AwxClient, server: ScriptedServer
) -> None:
    says(server, "25.0.0")
    client.get("me/")
    server.expect("GET", CONFIG, json_answer(config))
    approval = unified_job.Job({"id": 7, "type": "workflow_approval"})
    assert unified_job.browser_url(client, approval) == server.url + page
