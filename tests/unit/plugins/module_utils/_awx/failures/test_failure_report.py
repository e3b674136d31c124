# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""failures: you know why it failed (docs/awx-api.md#failed-events)."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.failures import (
    failure_report,
    job_failure,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.unified_job import Job

from tests.unit.ports import Reporter, Time
from tests.unit.scripted_server import (
    Answer,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
    page_of,
)

URL = "/api/v2/jobs/20/"


def job(kind: str = "job", **more: t.Any) -> dict[str, t.Any]:
    return {
        "id": 20,
        "name": "Deploy",
        "type": kind,
        "url": URL,
        "status": "failed",
        "elapsed": 3.6,
        **more,
    }


def event(
    host: str = "web1", *, name: str = "runner_on_failed", **result: t.Any
) -> dict[str, t.Any]:
    return {
        "event": name,
        "host_name": host,
        "task": "Install",
        "play": "Deploy",
        "role": "nginx",
        "event_data": {"task_action": "ansible.builtin.package", "res": result},
    }


def summary(host: str, *, failed: int = 0, dark: int = 0) -> dict[str, t.Any]:
    return {"host_name": host, "failures": failed, "dark": dark}


class Run:
    """What a server answers about a run that failed."""

    def __init__(self, **parts: Answer) -> None:
        self.parts = {
            "stdout": json_answer({"range": {}, "content": "PLAY RECAP\n"}),
            "job_host_summaries": page_of([summary("web1", failed=1)]),
            "job_events": page_of([event(msg="No package")]),
            **parts,
        }
        self.asked: dict[str, list[tuple[str, str]]] = {}

    def __call__(self, request: Received) -> Answer:
        part = request.path.rstrip("/").rpartition("/")[2]
        self.asked[part] = request.query
        return self.parts[part]


def explain(server: ScriptedServer, client: AwxClient, run: Run, **more: t.Any) -> dict[str, t.Any]:
    server.handle(run)
    return failure_report.explain(client, Job(job(**more)))


def test_explain_a_job(client: AwxClient, server: ScriptedServer) -> None:
    """Failed hosts, tasks and their messages, the tail of the output."""
    run = Run()
    explained = explain(server, client, run, host_status_counts={"ok": 2, "failures": 1})
    assert explained == {
        "explanation": "",
        "output_tail": "PLAY RECAP",
        "hosts": {
            "counts": {"ok": 2, "failed": 1},
            "failed": ["web1"],
            "unreachable": [],
            "left_out": 0,
        },
        "failures": [
            {
                "host": "web1",
                "task": "Install",
                "action": "ansible.builtin.package",
                "play": "Deploy",
                "role": "nginx",
                "unreachable": False,
                "message": "No package",
                "rc": None,
                "stderr_tail": "",
            }
        ],
        "failures_left_out": 0,
    }
    assert len(server.requests) == 3


def test_explain_asks_for_events_of_hosts_only(client: AwxClient, server: ScriptedServer) -> None:
    """`failed` of task events is not reliable; loops have an event for each item."""
    run = Run()
    explain(server, client, run)
    asked = dict(run.asked["job_events"])
    assert asked["failed"] == "true"
    assert asked["event__startswith"] == "runner_"
    assert asked["not__event"] == "runner_item_on_failed"
    assert asked["order_by"] == "counter"
    assert dict(run.asked["job_host_summaries"])["failed"] == "true"
    assert dict(run.asked["stdout"]) == {"format": "json", "start_line": "-20"}


def test_explain_tells_unreachable_from_failed(client: AwxClient, server: ScriptedServer) -> None:
    run = Run(
        job_host_summaries=page_of(
            [summary("b", failed=1), summary("c", dark=1), summary("a", failed=2)]
        ),
        job_events=page_of([event("c", name="runner_on_unreachable", msg="timed out")]),
    )
    explained = explain(server, client, run)
    assert explained["hosts"]["failed"] == ["a", "b"]
    assert explained["hosts"]["unreachable"] == ["c"]
    assert explained["failures"][0]["unreachable"] is True


def test_explain_leaves_out_hosts_that_were_rescued(
    client: AwxClient, server: ScriptedServer
) -> None:
    """Rescued failures count as failed events although the play goes on."""
    run = Run(job_events=page_of([event("rescued", msg="a"), event("web1", msg="b")]))
    explained = explain(server, client, run)
    assert [failure["host"] for failure in explained["failures"]] == ["web1"]


def test_explain_leaves_out_what_was_rescued_on_the_host_that_failed(
    client: AwxClient, server: ScriptedServer
) -> None:
    """It came before what counted; its summary says how many did."""
    events = [event(msg=f"rescued {n}") for n in range(30)] + [event(msg="a"), event(msg="b")]

    def answer(request: Received) -> Answer:
        part = request.path.rstrip("/").rpartition("/")[2]
        if part == "job_host_summaries":
            return page_of([{**summary("web1", failed=2), "rescued": 30}])
        if part == "job_events":
            newest_first = dict(request.query)["order_by"] == "-counter"
            return page_of((events[::-1] if newest_first else events)[:20], len(events))
        return Run().parts[part]

    server.handle(answer)
    explained = failure_report.explain(client, Job(job()))
    assert [failure["message"] for failure in explained["failures"]] == ["a", "b"]
    assert explained["failures_left_out"] == 0


def test_explain_finds_the_reason_behind_many_rescued_failures(
    client: AwxClient, server: ScriptedServer
) -> None:
    """The host that failed must be named, however many others were rescued before it."""
    events = [event(f"rescued{n}", msg="a") for n in range(20)] + [event("web1", msg="b")]

    def answer(request: Received) -> Answer:
        part = request.path.rstrip("/").rpartition("/")[2]
        if part != "job_events":
            return Run().parts[part]
        query = dict(request.query)
        found = events
        for name, value in query.items():
            if name in ("host_name__in", "host__name__in"):
                found = [one for one in found if one["host_name"] in value.split(",")]
            if name in ("host_name", "host__name"):
                found = [one for one in found if one["host_name"] == value]
        size = int(query.get("page_size", query.get("limit", "25")))
        number = int(query.get("page", "1"))
        return page_of(found[(number - 1) * size : number * size], len(found))

    server.handle(answer)
    explained = failure_report.explain(client, Job(job()))
    assert [failure["host"] for failure in explained["failures"]] == ["web1"]


def test_explain_says_how_many_failures_it_leaves_out(
    client: AwxClient, server: ScriptedServer
) -> None:
    """Bounded whatever the job did, and never silently."""
    run = Run(
        job_host_summaries=page_of([summary("web1", failed=345)]),
        job_events=page_of([event(msg="a")] * 20, 345),
    )
    explained = explain(server, client, run)
    assert len(explained["failures"]) == 20
    assert explained["failures_left_out"] == 325
    assert dict(run.asked["job_events"])["page_size"] == "20"


@pytest.mark.parametrize(
    ("content", "tail"),
    [
        pytest.param("", "", id="none"),
        pytest.param("a\nb\n\n", "a\nb", id="short"),
        pytest.param(
            "".join(f"{n}\n" for n in range(50)), "\n".join(map(str, range(30, 50))), id="long"
        ),
        pytest.param("\x1b[0;31mfatal\x1b[0m: no\r\n", "fatal: no", id="colours"),
        pytest.param(None, "", id="null"),
    ],
)
def test_explain_shows_the_end_of_the_output(
    content: str | None, tail: str, client: AwxClient, server: ScriptedServer
) -> None:
    run = Run(stdout=json_answer({"content": content}))
    assert explain(server, client, run)["output_tail"] == tail


def test_explain_does_not_take_an_excuse_for_output(
    client: AwxClient, server: ScriptedServer
) -> None:
    """Over 1 MB AWX answers a sentence instead, with the range 0, 1, 1."""
    too_large = {
        "range": {"start": 0, "end": 1, "absolute_end": 1},
        "content": "Standard Output too large to display (2000000 bytes), only download supported "
        "for sizes over 1048576 bytes.",
    }
    run = Run(stdout=json_answer(too_large))
    assert "too large" not in explain(server, client, run)["output_tail"]


def test_explain_without_output(client: AwxClient, server: ScriptedServer) -> None:
    run = Run(stdout=json_answer({"detail": "no"}, 404))
    assert explain(server, client, run)["output_tail"] == ""


def test_explain_an_update_by_the_last_words_of_its_output(
    client: AwxClient, server: ScriptedServer
) -> None:
    """Inventory updates have lines only, no tasks and hosts."""
    output = "Updating inventory\n\x1b[31mERROR! No inventory was parsed\x1b[0m\nDone in 2 s\n"
    run = Run(stdout=json_answer({"content": output}))
    explained = explain(server, client, run, kind="inventory_update")
    assert explained["explanation"] == "ERROR! No inventory was parsed"
    assert explained["failures"] == []
    assert "hosts" not in explained
    assert [request.path for request in server.requests] == [URL + "stdout/"]


@pytest.mark.parametrize("kind", ["project_update", "ad_hoc_command"])
def test_explain_other_jobs_that_have_events(
    kind: str, client: AwxClient, server: ScriptedServer
) -> None:
    """Why git failed is in an event, not at the end of the output."""
    run = Run(events=page_of([event("", msg="repository not found", rc=128)]))
    explained = explain(server, client, run, kind=kind)
    assert [failure["message"] for failure in explained["failures"]] == ["repository not found"]
    assert (explained["output_tail"], explained["explanation"]) == ("PLAY RECAP", "")
    assert len(server.requests) == 2


def test_explain_a_system_job_by_its_own_output(client: AwxClient) -> None:
    """System jobs have no stdout/ (docs/awx-api.md#output-of-system-jobs)."""
    explained = failure_report.explain(client, Job(job("system_job", result_stdout="a\nb\n")))
    assert (explained["output_tail"], explained["explanation"]) == ("a\nb", "b")


def test_explain_a_job_that_was_cut_short(client: AwxClient, server: ScriptedServer) -> None:
    """It never gets host summaries: what it did last is known all the same."""

    def answer(request: Received) -> Answer:
        query = dict(request.query)
        if query.get("event") == "playbook_on_task_start":
            assert query == {"event": query["event"], "order_by": "-counter", "limit": "1"}
            return json_answer({"results": [{"task": "Wait for the load balancer"}]})
        part = request.path.rstrip("/").rpartition("/")[2]
        empty = {"job_host_summaries": page_of([]), "job_events": page_of([])}
        return {**Run().parts, **empty}[part]

    server.handle(answer)
    canceled = Job(job(status="canceled", started="2026-11-22T23:50:36Z", host_status_counts=None))
    explained = failure_report.explain(client, canceled)
    assert explained["explanation"] == "its last task was 'Wait for the load balancer'"
    assert explained["hosts"] == {"counts": {}, "failed": [], "unreachable": [], "left_out": 0}
    assert failure_report.headline(canceled, explained).splitlines() == [
        "job 20 'Deploy' was canceled after 4 s",
        "its last task was 'Wait for the load balancer'",
    ]
    timed_out = failure_report.explain(
        client, Job(job(job_explanation="Job terminated due to timeout"))
    )
    assert timed_out["explanation"] == (
        "Job terminated due to timeout; its last task was 'Wait for the load balancer'"
    )
    assert len(server.requests) == 8


def test_explain_a_job_that_never_started_in_no_request(client: AwxClient) -> None:
    """It has neither events nor output (docs/awx-api.md#jobs-that-never-started)."""
    explained = failure_report.explain(client, Job(job(status="canceled", started=None)))
    assert (explained["failures"], explained["output_tail"]) == ([], "")


def test_explain_a_program_that_died_by_the_end_of_its_traceback(
    client: AwxClient, server: ScriptedServer
) -> None:
    traceback = 'Traceback (most recent call last):\n  File "x", line 1\nOSError: disk full\n'
    died = Job(job(status="error", started=None, result_traceback=traceback))
    explained = failure_report.explain(client, died)
    assert explained["explanation"] == "OSError: disk full"
    assert failure_report.headline(died, explained).splitlines()[1] == "OSError: disk full"


PREVIOUS = 'Previous Task Failed: {"job_type": "%s", "job_name": "%s", "job_id": "%s"}'


def test_explain_a_job_by_what_had_to_run_before_it(
    client: AwxClient, server: ScriptedServer
) -> None:
    """AWX names the update as JSON; its name is not escaped. One step more says why it failed."""
    inventory_update = {
        "id": 18,
        "type": "inventory_update",
        "name": "cloud",
        "url": "/api/v2/inventory_updates/18/",
        "status": "canceled",
        "started": None,
        "job_explanation": PREVIOUS % ("project_update", 'The "shop"', "17"),
    }
    update = {
        "id": 17,
        "type": "project_update",
        "name": 'The "shop"',
        "url": "/api/v2/project_updates/17/",
        "status": "failed",
        "started": "2026-11-22T23:50:36Z",
        "job_explanation": "",
    }
    failed = page_of([event("localhost", msg="fatal: repository not found")])
    server.expect("GET", "/api/v2/inventory_updates/18/", json_answer(inventory_update))
    server.expect("GET", "/api/v2/project_updates/17/", json_answer(update))
    events = dict([*job_failure._FAILED_EVENTS, ("order_by", "counter"), ("page_size", "20")])
    server.expect("GET", "/api/v2/project_updates/17/events/", failed, query=events)
    waited = PREVIOUS % ("inventory_update", "cloud", "18")
    explained = failure_report.explain(client, Job(job(started=None, job_explanation=waited)))
    assert explained["explanation"] == (
        "inventory update 18 'cloud', which had to run before it, was canceled:"
        " project update 17 'The \"shop\"', which had to run before it, failed:"
        " task 'Install': fatal: repository not found"
    )


def test_explain_names_a_dependency_that_cannot_be_read(
    client: AwxClient, server: ScriptedServer, reporter: Reporter
) -> None:
    server.expect("GET", "/api/v2/project_updates/17/", json_answer({"detail": "no"}, 404))
    waited = PREVIOUS % ("project_update", "shop", "17")
    explained = failure_report.explain(client, Job(job(started=None, job_explanation=waited)))
    words = "project update 17, which had to run before it, failed"
    assert explained["explanation"] == words
    assert len(reporter.warnings) == 1


def test_explain_a_huge_job_in_five_requests(client: AwxClient, server: ScriptedServer) -> None:
    """5,000 failed hosts, 50,000 events and an output of megabytes."""
    names = [f"host-{n:04}" for n in range(5000)]
    asked: list[tuple[str, dict[str, str]]] = []
    excuse = {"range": {"start": 0, "end": 1, "absolute_end": 1}, "content": "too large (2 MB)"}

    def answer(request: Received) -> Answer:
        part = request.path.rstrip("/").rpartition("/")[2]
        query = dict(request.query)
        asked.append((part, query))
        if part == "stdout":
            return json_answer(excuse)
        if part == "job_host_summaries":
            return page_of([summary(name, failed=1) for name in names[:200]], 5000)
        if "limit" in query:
            printed = [{"stdout": f"line {n}\x1b[0m"} for n in range(50_000, 49_980, -1)]
            return json_answer({"results": printed})
        chosen = query["host_name__in"].split(",")
        return page_of([event(name, msg="m" * 700_000) for name in chosen[:20]], len(chosen))

    server.handle(answer)
    huge = Job(job(host_status_counts={"ok": 7, "failures": 5000}))
    explained = failure_report.explain(client, huge)
    assert [part for part, _query in asked] == [
        *("job_host_summaries", "job_events", "stdout", "job_events")
    ]
    assert asked[3][1] == {"order_by": "-counter", "limit": "20"}
    assert len(asked[1][1]["host_name__in"].split(",")) == 50
    assert (len(explained["failures"]), explained["failures_left_out"]) == (20, 4980)
    assert (len(explained["hosts"]["failed"]), explained["hosts"]["left_out"]) == (200, 4800)
    assert explained["output_tail"].splitlines()[-1] == "line 50000"
    assert len(json.dumps(explained)) < 100_000
    lines = failure_report.headline(huge, explained).splitlines()
    assert lines[0] == "job 20 'Deploy' failed after 4 s: 5000 of 5007 hosts failed"
    assert lines[1].startswith("host-0000, task 'Install': mmm")
    assert lines[1].endswith("… (and 4999 more hosts)")
    assert len(lines[1]) < 400


def test_names_of_hosts_that_fill_a_url_are_not_all_asked_for(
    client: AwxClient, server: ScriptedServer
) -> None:
    """A request line ends at 8 KiB, and a comma would part a name."""
    names = [f"{n}-{'ä' * 100}" for n in range(40)] + ["0,with a comma"]
    run = Run(job_host_summaries=page_of([summary(name, failed=1) for name in names]))
    explain(server, client, run)
    asked = dict(run.asked["job_events"])["host_name__in"]
    assert 0 < len(asked.split(",")) < 12
    assert "comma" not in asked


@pytest.mark.parametrize("part", ["stdout", "job_events", "job_host_summaries"])
@pytest.mark.parametrize(
    "answer",
    [html_answer(200), json_answer([]), json_answer({"x": 1}), json_answer(None)],
    ids=["a page", "array", "object", "null"],
)
def test_explain_leaves_out_what_cannot_be_read(
    part: str, answer: Answer, client: AwxClient, server: ScriptedServer, reporter: Reporter
) -> None:
    """With one warning and never a traceback; what else there is, is read."""
    server.handle(Run(**{part: answer}))
    explained = failure_report.explain(client, Job(job()))
    assert len(reporter.warnings) <= 1
    if part != "stdout":
        assert len(reporter.warnings) == 1
        assert explained["output_tail"] == "PLAY RECAP"
    if part != "job_events":
        assert explained["failures"][0]["message"] == "No package"


def test_explain_stops_when_the_server_does_not_answer(
    client: AwxClient, server: ScriptedServer, reporter: Reporter
) -> None:
    """That the job failed is the news; nobody waits for more of a server that is down."""
    server.handle(Run(job_host_summaries=json_answer({"detail": "no"}, 502)))
    explained = failure_report.explain(client, Job(job()))
    assert {request.path for request in server.requests} == {URL + "job_host_summaries/"}
    assert (explained["failures"], len(reporter.warnings)) == ([], 1)
    assert "why job 20 'Deploy' failed could not be read" in reporter.warnings[0]


def test_explain_does_not_take_longer_than_a_minute(
    client: AwxClient, server: ScriptedServer, reporter: Reporter, time: Time
) -> None:
    run = Run()

    def slow(request: Received) -> Answer:
        time.now += 40
        return run(request)

    server.handle(slow)
    explained = failure_report.explain(client, Job(job()))
    assert set(run.asked) == {"job_host_summaries", "job_events"}
    assert explained["failures"][0]["message"] == "No package"
    assert "more than 60 s" in reporter.warnings[0]


FAILURE = {"host": "web1", "task": "Install", "message": "No package"}


@pytest.mark.parametrize(
    ("given", "explained", "lines"),
    [
        pytest.param(
            {},
            {
                "hosts": {"counts": {"ok": 2, "failed": 1}, "failed": ["web1"], "unreachable": []},
                "failures": [FAILURE, FAILURE],
            },
            [
                "job 20 'Deploy' failed after 4 s: 1 of 3 hosts failed",
                "web1, task 'Install': No package (and 1 more failure)",
            ],
            id="a failed task",
        ),
        pytest.param(
            {},
            {"hosts": {"counts": {}, "failed": ["a"], "unreachable": ["b", "c"]}},
            ["job 20 'Deploy' failed after 4 s: 1 host failed, 2 hosts unreachable"],
            id="unreachable",
        ),
        pytest.param(
            {"status": "error", "job_explanation": "Task was \x1b[31mlost", "elapsed": 0.0},
            {},
            ["job 20 'Deploy' could not run after 0 s", "Task was lost"],
            id="explanation",
        ),
        pytest.param(
            {"status": "canceled", "elapsed": None},
            {"output_tail": ""},
            ["job 20 'Deploy' was canceled"],
            id="canceled",
        ),
    ],
)
def test_headline(given: dict[str, t.Any], explained: dict[str, t.Any], lines: list[str]) -> None:
    """Which job ended how, where, and with what message."""
    assert failure_report.headline(Job(job(**given)), explained).splitlines() == lines
