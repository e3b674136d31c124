# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Workflows, approvals, surveys and updates on a running sandbox."""

from __future__ import annotations

import json
import typing as t

import pytest

from .running import Awx


def waiting_approval(awx: Awx, workflow: dict[str, t.Any]) -> dict[str, t.Any]:
    """The approval that a workflow job has come to."""
    nodes = awx.until(
        f"{workflow['url']}workflow_nodes/",
        lambda now: any(
            node["job"] and node["summary_fields"]["job"]["type"] == "workflow_approval"
            for node in now["results"]
        ),
    )["results"]
    (pk,) = [
        node["job"]
        for node in nodes
        if node["job"] and node["summary_fields"]["job"]["type"] == "workflow_approval"
    ]
    return awx.get(f"workflow_approvals/{pk}/")


def launch_with_approval(awx: Awx) -> dict[str, t.Any]:
    return awx.launch(
        "Seed - Workflow approval",
        resource="workflow_job_templates",
        extra_vars={"who": "somebody"},
    )


@pytest.mark.parametrize(("decision", "status"), [("approve", "successful"), ("deny", "failed")])
def test_an_approval_decides_how_a_workflow_goes_on(awx, decision, status):
    workflow = launch_with_approval(awx)
    approval = waiting_approval(awx, workflow)
    assert approval["can_approve_or_deny"] is True
    # It is a unified job, and no list of these shows it.
    assert awx.get("unified_jobs/", id=approval["id"])["count"] == 0
    url = f"{approval['url']}{decision}/"
    stranger = Awx(awx.url, user="nobody")
    assert stranger.request("POST", url).status_code == 403
    assert awx.request("POST", url).status_code == 204
    assert awx.request("POST", url).status_code == 400
    assert awx.finished(workflow)["status"] == status
    assert awx.get(approval["url"])["status"] == status


def test_canceling_a_workflow_cancels_what_it_waits_for(awx):
    workflow = launch_with_approval(awx)
    approval = waiting_approval(awx, workflow)
    assert awx.request("POST", f"{workflow['url']}cancel/").status_code == 202
    assert awx.finished(workflow)["status"] == "canceled"
    assert awx.get(approval["url"])["status"] == "canceled"


def test_a_survey_is_replaced_and_removed_without_a_body(awx):
    template = awx.one("job_templates", name="Seed - Ask everything")
    url = f"{template['url']}survey_spec/"
    spec = {
        "name": "",
        "description": "",
        "spec": [
            {"question_name": "V", "variable": "v", "type": "password", "required": False}
            | {"default": "s3cret"}
        ],
    }
    answer = awx.request("POST", url, json=spec)
    assert (answer.status_code, answer.content) == (200, b"")
    assert awx.get(url)["spec"][0]["default"] == "$encrypted$"
    bad = awx.request("POST", url, json=spec | {"spec": []})
    assert (bad.status_code, list(bad.json())) == (400, ["error"])
    answer = awx.request("DELETE", url)
    assert (answer.status_code, answer.content) == (200, b"")
    assert awx.get(url) == {}


def test_only_projects_of_a_source_can_be_updated(awx):
    git = awx.get("projects/", scm_type="git")["results"][0]
    answer = awx.request("POST", f"{git['url']}update/")
    assert answer.status_code == 202
    update = awx.finished(answer.json())
    assert update["status"] == "successful"
    assert awx.get(f"{update['url']}events/")["count"] > 0
    manual = awx.get("projects/", scm_type="")["results"][0]
    assert awx.get(f"{manual['url']}update/") == {"can_update": False}
    assert awx.request("POST", f"{manual['url']}update/").status_code == 405


def test_the_update_of_a_broken_project_fails_as_git_does(awx):
    """Its event says why, on localhost, and so does its output."""
    project = awx.one("projects", name="Seed Broken Project")
    update = awx.request("POST", f"{project['url']}update/").json()
    assert awx.finished(update)["status"] == "failed"
    [event] = awx.get(f"{update['url']}events/", failed="true", event__startswith="runner_")[
        "results"
    ]
    assert event["event_data"]["host"] == "localhost"
    assert event["event_data"]["res"]["rc"] == 128
    assert "fatal: repository" in event["event_data"]["res"]["msg"]
    printed = awx.request("GET", f"{update['url']}stdout/", params={"format": "txt"}).text
    assert "FAILED!" in printed


def test_a_loop_has_events_for_its_items_and_one_for_the_host(awx):
    job = awx.finished(awx.launch("Simulated - bad_items", limit="small-1"))
    found = awx.get(f"{job['url']}job_events/", failed="true", event__startswith="runner_")
    names = [event["event"] for event in found["results"]]
    assert names == ["runner_item_on_failed", "runner_on_failed"]


def test_a_job_whose_project_cannot_be_updated_never_starts(awx):
    project = awx.one("projects", name="Seed Broken Project")
    assert awx.request("PATCH", project["url"], json={"scm_update_on_launch": True}).ok
    job = awx.finished(awx.launch("Seed - Failed project"))
    update = awx.one("project_updates", launch_type="dependency")
    assert (job["status"], job["started"], job["elapsed"]) == ("failed", None, 0)
    explanation = json.loads(job["job_explanation"].partition(": ")[2])
    assert explanation == {
        "job_type": "project_update",
        "job_name": "Seed Broken Project",
        "job_id": str(update["id"]),
    }
