# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Jobs launched on a running sandbox: refused, run, failed, canceled, relaunched."""

from __future__ import annotations

import typing as t
from collections.abc import Iterator
from itertools import pairwise

import pytest

from .running import Awx


@pytest.fixture(scope="module")
def parts(awx: Awx) -> dict[str, int]:
    """What a template of our own is made of."""
    seeded = awx.one("job_templates", name="Seed - No prompts")
    return {name: seeded[name] for name in ("inventory", "project")}


@pytest.fixture
def template(awx: Awx, parts: dict[str, int], request: t.Any) -> Iterator[t.Callable[..., int]]:
    """Makes job templates that are gone after the test."""
    made: list[int] = []

    def make(playbook: str, **fields: t.Any) -> int:
        name = f"{request.node.name} {len(made)}"
        response = awx.request(
            "POST", "job_templates/", json={"name": name, "playbook": playbook} | parts | fields
        )
        assert response.status_code == 201, response.text
        made.append(response.json()["id"])
        return made[-1]

    yield make
    for pk in made:
        awx.request("DELETE", f"job_templates/{pk}/")


def launch(awx: Awx, template: int, **body: t.Any) -> t.Any:
    response = awx.request("POST", f"job_templates/{template}/launch/", json=body)
    assert response.status_code == 201, response.text
    return response.json()


def test_a_playbook_that_fails_on_one_host(awx, template):
    job = awx.finished(launch(awx, template("fail.yml")))
    assert job["status"] == "failed"
    assert job["failed"] is True
    assert job["playbook_counts"] == {"play_count": 1, "task_count": 3}
    failed = awx.get(f"{job['url']}job_events/", failed="true", event__startswith="runner_")
    (event,) = failed["results"]
    assert event["event_data"]["res"]["rc"] == 100
    assert "nginx-9.9 not found" in event["event_data"]["res"]["stderr"]
    summaries = awx.get(f"{job['url']}job_host_summaries/", failed="true")
    assert [row["host_name"] for row in summaries["results"]] == [event["host_name"]]


def test_host_counts_come_when_all_is_stored(awx, template):
    job = launch(awx, template("ok.yml"))
    job = awx.until(job["url"], lambda now: now["host_status_counts"] is not None)
    assert job["status"] == "successful"
    assert job["event_processing_finished"] is True
    assert job["host_status_counts"] == {"ok": 3}


def test_unreachable_hosts(awx, template):
    job = launch(awx, template("unreachable.yml"))
    job = awx.until(job["url"], lambda now: now["host_status_counts"] is not None)
    assert job["host_status_counts"] == {"dark": 3}


def test_artifacts(awx, template):
    job = awx.finished(launch(awx, template("artifacts.yml")))
    assert job["artifacts"] == {"build_id": "42", "nested": {"a": [1, 2, 3]}}


def test_events_are_contiguous_and_make_the_output(awx, template):
    job = awx.finished(launch(awx, template("kinds.yml")))
    events = awx.get(f"{job['url']}job_events/", limit=1000, order_by="counter", no_truncate=1)
    rows = events["results"]
    assert "count" not in events
    assert [row["counter"] for row in rows] == list(range(1, len(rows) + 1))
    assert all(a["end_line"] == b["start_line"] for a, b in pairwise(rows))
    kinds = {row["event"] for row in rows}
    assert {"runner_item_on_failed", "runner_retry", "playbook_on_notify"} <= kinds
    text = awx.request("GET", f"{job['url']}stdout/", params={"format": "ansi"}).text
    assert text == "".join(f"{row['stdout']}\n" for row in rows if row["stdout"]).replace(
        "\r\n", "\n"
    )
    assert "this must never be seen" not in text


def test_cancel_ends_a_running_job_and_then_answers_405(awx, template):
    job = launch(awx, template("slow.yml", extra_vars="seconds: 60"))
    awx.until(f"{job['url']}job_events/", lambda events: events["count"] > 3)
    assert awx.get(f"{job['url']}cancel/") == {"can_cancel": True}
    answer = awx.request("POST", f"{job['url']}cancel/")
    assert (answer.status_code, answer.content) == (202, b"")
    job = awx.finished(job)
    assert job["status"] == "canceled"
    assert job["canceled_on"] is not None
    assert job["host_status_counts"] is None
    assert awx.request("POST", f"{job['url']}cancel/").status_code == 405


def test_a_second_job_waits_and_says_why(awx, template):
    slow = template("simulated/slow.yml", extra_vars="seconds: 60")
    first, second = launch(awx, slow), launch(awx, slow)
    waiting = awx.until(second["url"], lambda now: now["job_explanation"] != "")
    assert waiting["status"] == "pending"
    for job in (second, first):
        assert awx.request("POST", f"{job['url']}cancel/").status_code == 202
    never_started = awx.finished(second)
    assert (never_started["status"], never_started["started"]) == ("canceled", None)
    assert awx.finished(first)["status"] == "canceled"


def test_simultaneous_jobs_where_the_template_allows_them(awx, template):
    slow = template("simulated/slow.yml", extra_vars="seconds: 60", allow_simultaneous=True)
    jobs = [launch(awx, slow) for _ in range(2)]
    for job in jobs:
        awx.until(job["url"], lambda now: now["status"] == "running")
    for job in jobs:
        awx.request("POST", f"{job['url']}cancel/")


def test_relaunch_on_the_hosts_that_failed(awx, template):
    job = awx.finished(launch(awx, template("simulated/fail.yml")))
    counts = awx.get(f"{job['url']}relaunch/")["retry_counts"]
    assert counts == {"all": 3, "failed": 1}
    answer = awx.request("POST", f"{job['url']}relaunch/", json={"hosts": "failed"})
    again = answer.json()
    assert answer.status_code == 201
    assert again["launch_type"] == "relaunch"
    assert again["limit"] == "small-2"
    assert awx.request("POST", f"{job['url']}relaunch/", json={"hosts": "x"}).status_code == 400


def test_a_command_is_relaunched_with_its_passwords(awx, parts):
    """They stand beside the other fields, and an empty one was not given."""
    machine = awx.one("credential_types", kind="ssh")["id"]
    credential = awx.request(
        "POST",
        "credentials/",
        json={
            "name": "asks at relaunch",
            "credential_type": machine,
            "organization": 2,
            "inputs": {"username": "al", "password": "ASK"},
        },
    ).json()
    body = {
        "inventory": parts["inventory"],
        "credential": credential["id"],
        "module_name": "ping",
        "ssh_password": "x",
    }
    command = awx.finished(awx.request("POST", "ad_hoc_commands/", json=body).json())
    path = f"{command['url']}relaunch/"
    assert awx.get(path) == {"passwords_needed_to_start": ["ssh_password"]}
    for given in ({}, {"ssh_password": ""}, {"credential_passwords": {"ssh_password": "x"}}):
        answer = awx.request("POST", path, json=given)
        assert (answer.status_code, answer.json()) == (
            400,
            {"passwords_needed_to_start": ["ssh_password"]},
        )
    again = awx.request("POST", path, json={"ssh_password": "x"})
    assert again.status_code == 201
    assert again.json()["ad_hoc_command"] == again.json()["id"]


def test_events_out_of_order_leave_holes_that_fill(awx, template):
    """The newest events are there before older ones, and in the end nothing is missing."""
    receivers = {"delay": 1, "out_of_order": True}
    held = template("simulated/ok.yml", ask_variables_on_launch=True)
    job = launch(awx, held, extra_vars={"sandbox_receivers": receivers})
    events = f"{job['url']}job_events/?limit=100&order_by=counter"
    seen = awx.until(events, lambda now: bool(now["results"]))["results"]
    counters = [row["counter"] for row in seen]
    assert counters != list(range(1, len(counters) + 1))
    awx.finished(job)
    counters = [row["counter"] for row in awx.get(events)["results"]]
    assert counters == list(range(1, 11))


def test_a_lost_event_is_missed_for_ever(awx, template):
    lossy = template("simulated/ok.yml", extra_vars="sandbox_receivers: {lose: [4]}")
    job = launch(awx, lossy)
    job = awx.until(job["url"], lambda now: now["host_status_counts"] is not None)
    assert job["event_processing_finished"] is False
    rows = awx.get(f"{job['url']}job_events/", limit=100)["results"]
    assert 4 not in {row["counter"] for row in rows}


def test_a_sliced_job_is_a_workflow_of_its_shares(awx, template):
    sliced = launch(awx, template("simulated/ok.yml", job_slice_count=9))
    assert sliced["type"] == "workflow_job"
    assert sliced["is_sliced_job"] is True
    awx.until(sliced["url"], lambda now: now["status"] == "successful")
    nodes = awx.get(f"{sliced['url']}workflow_nodes/")["results"]
    jobs = [awx.finished({"url": f"/api/v2/jobs/{node['job']}/"}) for node in nodes]
    assert [job["job_slice_number"] for job in jobs] == [1, 2, 3]
    assert {job["job_slice_count"] for job in jobs} == {3}
    assert {job["launch_type"] for job in jobs} == {"workflow"}


def test_a_hundred_scripted_jobs(awx, template):
    """What the scripts are for: many jobs, and each of them whole."""
    quick = template("simulated/ok.yml", allow_simultaneous=True)
    jobs = [launch(awx, quick) for _ in range(100)]
    ids = ",".join(str(job["id"]) for job in jobs)
    left = f"unified_jobs/?id__in={ids}&status__in=pending,waiting,running&page_size=1"
    awx.until(left, lambda now: now["count"] == 0)
    assert awx.get(f"unified_jobs/?id__in={ids}&status=successful")["count"] == 100
