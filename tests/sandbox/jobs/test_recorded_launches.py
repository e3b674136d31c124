# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Launches and jobs answer as the recorded AWX 24.6.1 did: status, keys and types."""

from __future__ import annotations

import json
import typing as t

import pytest

from .running import ROOT, Awx
from .shapes import differences

RECORDINGS = ROOT.parent / "shared" / "recordings"
pytestmark = pytest.mark.skipif(
    not RECORDINGS.is_dir(), reason="the recordings of a real AWX are not beside this checkout"
)

# What differs because the data differ, by path; and a link that workflow jobs do not show here.
IGNORED = (
    "related.notifications",
    "defaults.labels",
    "spec[].choices",
    "spec[].new_question",
    "related.named_url",
    "job_env",
    "artifacts",
    "host_status_counts",
    "summary_fields.labels.results",
    "results[].event_data",
    "results[].summary_fields.host",
    "results[].related.host",
)
# Templates that the recording launches without asking for their requirements first.
TEMPLATES = {
    37: "Seed - Failing playbook",
    38: "Seed - Long running",
    41: "Seed - Every kind of event",
    43: "Seed - Unreachable host",
    55: "Seed - set_stats artifacts",
    62: "Seed - Workflow approval",
    64: "Seed - Workflow plain",
}
TWO_CREDENTIALS = ("Seed Machine", "Seed Machine ask password")
# The jobs of which the recording has the details, under the names it gives them.
FINISHED = {
    "ok": "Seed - No prompts",
    "fail": "Seed - Failing playbook",
    "unreach": "Seed - Unreachable host",
    "kinds": "Seed - Every kind of event",
    "stats": "Seed - set_stats artifacts",
}


def recorded(topic: str) -> list[dict[str, t.Any]]:
    path = RECORDINGS / f"{topic}.json"
    return json.loads(path.read_text()) if path.exists() else []


def names() -> dict[int, str]:
    """The names of the recorded templates by their ids there."""
    found = dict(TEMPLATES)
    for exchange in recorded("launch"):
        kind, _, name = exchange["name"].partition(": ")
        if kind in ("requirements", "survey"):
            found[_template_id(exchange)] = name
    return found


def _template_id(exchange: dict[str, t.Any]) -> int:
    return int(exchange["request"]["path"].split("/")[4])


@pytest.fixture(scope="module")
def finished(awx: Awx) -> dict[str, t.Any]:
    """A finished job of each kind that the recording has."""
    jobs = {kind: awx.launch(name) for kind, name in FINISHED.items()}
    return {
        kind: awx.until(job["url"], lambda now: now["host_status_counts"] is not None)
        for kind, job in jobs.items()
    }


def described(exchange: dict[str, t.Any]) -> str:
    return exchange["name"]


@pytest.mark.parametrize("exchange", recorded("launch"), ids=described)
def test_launch(awx: Awx, exchange: dict[str, t.Any]) -> None:
    request = exchange["request"]
    resource = request["path"].split("/")[3]
    template = awx.get(f"{resource}/", name=names()[_template_id(exchange)])["results"][0]
    ending = request["path"].split("/")[5]
    body = request.get("json")
    if body and "inventory" in body and body["inventory"] < 1000:
        body = body | {"inventory": awx.one("job_templates", name="Seed - No prompts")["inventory"]}
    if exchange["name"] == "two machine credentials":
        rows = [awx.one("credentials", name=name) for name in TWO_CREDENTIALS]
        body = {"credentials": [row["id"] for row in rows]}
    asker = Awx(awx.url, user="nobody") if exchange["status"] == 403 else awx
    path = f"{resource}/{template['id']}/{ending}/"
    answer = asker.request(request["method"], path, json=body)
    assert answer.status_code == exchange["status"], answer.text
    assert list(differences(exchange["body"], answer.json(), ignored=IGNORED)) == []
    if answer.status_code == 400:
        assert answer.json() == exchange["body"]
    if answer.status_code == 201:
        job = answer.json()
        assert answer.headers["Location"] == job["url"]
        awx.request("POST", f"{job['url']}cancel/")


@pytest.mark.parametrize("kind", FINISHED)
def test_finished_job(finished: dict[str, t.Any], kind: str) -> None:
    body = _body("jobs", f"{kind}: job")
    assert list(differences(body, finished[kind], ignored=IGNORED)) == []
    for name in ("status", "failed"):
        assert finished[kind][name] == body[name]


@pytest.mark.parametrize("kind", FINISHED)
def test_host_summaries(awx: Awx, finished: dict[str, t.Any], kind: str) -> None:
    answer = awx.get(f"{finished[kind]['url']}job_host_summaries/")
    body = _body("jobs", f"{kind}: host summaries")
    assert answer["count"] == body["count"]
    assert list(differences(body, answer)) == []


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("fail", "fail: failed events"),
        ("fail", "fail: all events"),
        ("unreach", "unreach: events"),
        ("kinds", "kinds: events"),
    ],
)
def test_events(awx: Awx, finished: dict[str, t.Any], kind: str, name: str) -> None:
    exchange = next(exchange for exchange in recorded("jobs") if exchange["name"] == name)
    url = f"{finished[kind]['url']}job_events/"
    answer = awx.get(url, **exchange["request"]["params"])
    assert list(differences(exchange["body"], answer, ignored=IGNORED)) == []


@pytest.mark.parametrize("name", [e["name"] for e in recorded("jobs") if "stdout" in e["name"]])
def test_stdout(awx: Awx, finished: dict[str, t.Any], name: str) -> None:
    exchange = next(exchange for exchange in recorded("jobs") if exchange["name"] == name)
    if name == "stdout too large":
        pytest.skip("the sandbox has no job with that much output; a unit test has")
    url = f"{finished['ok']['url']}stdout/"
    answer = awx.request("GET", url, params=exchange["request"]["params"])
    assert answer.status_code == exchange["status"]
    assert answer.headers["Content-Type"] == exchange["headers"]["Content-Type"]
    if "_not_json" not in exchange["body"]:
        assert list(differences(exchange["body"], answer.json())) == []


def test_running_and_canceled_job(awx: Awx) -> None:
    job = awx.launch("Seed - Long running")
    running = awx.until(job["url"], lambda now: now["playbook_counts"]["play_count"] > 0)
    assert list(differences(_body("jobs", "running"), running, ignored=IGNORED)) == []
    assert awx.get(f"{job['url']}cancel/") == _body("jobs", "can cancel")
    answer = awx.request("POST", f"{job['url']}cancel/")
    assert (answer.status_code, answer.content) == (202, b"")
    canceled = awx.finished(job)
    assert list(differences(_body("jobs", "canceled"), canceled, ignored=IGNORED)) == []
    refused = awx.request("POST", f"{job['url']}cancel/")
    assert (refused.status_code, refused.json()) == (405, _body("jobs", "cancel finished"))


def test_workflow(awx: Awx) -> None:
    job = awx.launch("Seed - Workflow plain", resource="workflow_job_templates")
    job = awx.finished(job)
    assert list(differences(_body("jobs", "workflow job"), job, ignored=IGNORED)) == []
    assert job["status"] == "successful"
    nodes = awx.get(f"{job['url']}workflow_nodes/")
    body = _body("jobs", "workflow nodes")
    ignored = {"results[].extra_data", *IGNORED}
    assert list(differences(body, nodes, ignored=ignored)) == []


def test_relaunch(awx: Awx, finished: dict[str, t.Any]) -> None:
    url = f"{finished['fail']['url']}relaunch/"
    assert list(differences(_body("jobs", "relaunch requirements"), awx.get(url))) == []
    answer = awx.request("POST", url, json={"hosts": "failed"})
    assert answer.status_code == 201
    body = _body("jobs", "relaunch failed hosts")
    assert list(differences(body, answer.json(), ignored=IGNORED)) == []
    assert list(answer.json())[-1] == "job"


def _body(topic: str, name: str) -> t.Any:
    return next(e["body"] for e in recorded(topic) if e["name"] == name)
