# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Launches and jobs answer as the recorded AWX 24.6.1 did: status, keys and types."""

from __future__ import annotations

import typing as t
from collections.abc import Collection

import pytest

from tests.sandbox import facts
from tests.sandbox.facts.reduction import NOT_JSON
from tests.sandbox.facts.shapes import differences, digest, shape

from .running import Awx

# What differs because the data differ, by path; and a link that workflow jobs do not show here.
IGNORED = (
    "related.notifications",
    "defaults.labels",
    "spec[].choices",
    "spec[].new_question",
    "related.named_url",
    "summary_fields.labels.results",
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
# The sandbox has no job with that much output; a unit test has.
NOT_REPEATED = "stdout too large"
JOBS = {row["name"]: row for row in facts.of_awx("jobs") if row["name"] != NOT_REPEATED}


def compare(
    exchange: dict[str, t.Any], answer: t.Any, *, ignored: Collection[str] = IGNORED
) -> None:
    assert list(differences(exchange["body"], shape(answer), ignored=ignored)) == []


def names() -> dict[int, str]:
    """The names of the recorded templates by their ids there."""
    found = dict(TEMPLATES)
    for exchange in facts.of_awx("launch"):
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


@pytest.mark.parametrize("exchange", facts.of_awx("launch"), ids=described)
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
    compare(exchange, answer.json())
    if answer.status_code >= 400:
        assert digest(answer.json()) == exchange["words"], answer.text
    if answer.status_code == 201:
        job = answer.json()
        assert answer.headers["Location"] == job["url"]
        awx.request("POST", f"{job['url']}cancel/")


@pytest.mark.parametrize("kind", FINISHED)
def test_finished_job(finished: dict[str, t.Any], kind: str) -> None:
    exchange = JOBS[f"{kind}: job"]
    compare(exchange, finished[kind])
    assert exchange["values"].items() <= finished[kind].items()


@pytest.mark.parametrize("kind", FINISHED)
def test_host_summaries(awx: Awx, finished: dict[str, t.Any], kind: str) -> None:
    answer = awx.get(f"{finished[kind]['url']}job_host_summaries/")
    exchange = JOBS[f"{kind}: host summaries"]
    assert answer["count"] == exchange["values"]["count"]
    compare(exchange, answer, ignored=())


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
    exchange = JOBS[name]
    url = f"{finished[kind]['url']}job_events/"
    answer = awx.get(url, **exchange["request"]["params"])
    compare(exchange, answer)


@pytest.mark.parametrize("name", [name for name in JOBS if name.startswith("stdout")])
def test_stdout(awx: Awx, finished: dict[str, t.Any], name: str) -> None:
    exchange = JOBS[name]
    url = f"{finished['ok']['url']}stdout/"
    answer = awx.request("GET", url, params=exchange["request"]["params"])
    assert answer.status_code == exchange["status"]
    assert answer.headers["Content-Type"] == exchange["headers"]["Content-Type"]
    if exchange["body"] != NOT_JSON:
        compare(exchange, answer.json(), ignored=())


def test_running_and_canceled_job(awx: Awx) -> None:
    job = awx.launch("Seed - Long running")
    running = awx.until(job["url"], lambda now: now["playbook_counts"]["play_count"] > 0)
    compare(JOBS["running"], running)
    assert awx.get(f"{job['url']}cancel/") == JOBS["can cancel"]["values"]
    answer = awx.request("POST", f"{job['url']}cancel/")
    assert (answer.status_code, answer.content) == (202, b"")
    canceled = awx.finished(job)
    compare(JOBS["canceled"], canceled)
    refused = awx.request("POST", f"{job['url']}cancel/")
    expected = JOBS["cancel finished"]
    assert refused.status_code == expected["status"]
    assert digest(refused.json()) == expected["words"], refused.text


def test_workflow(awx: Awx) -> None:
    job = awx.launch("Seed - Workflow plain", resource="workflow_job_templates")
    job = awx.finished(job)
    compare(JOBS["workflow job"], job)
    assert job["status"] == "successful"
    nodes = awx.get(f"{job['url']}workflow_nodes/")
    compare(JOBS["workflow nodes"], nodes)


def test_relaunch(awx: Awx, finished: dict[str, t.Any]) -> None:
    url = f"{finished['fail']['url']}relaunch/"
    compare(JOBS["relaunch requirements"], awx.get(url), ignored=())
    answer = awx.request("POST", url, json={"hosts": "failed"})
    assert answer.status_code == 201
    compare(JOBS["relaunch failed hosts"], answer.json())
    assert list(answer.json())[-1] == "job"
