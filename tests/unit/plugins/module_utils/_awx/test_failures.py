# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""failures: you know why it failed (promise 5 of a launch; awx-api 7.5 and 7.6)."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx import errors, failures
from ansible_collections.steward.awx.plugins.module_utils._awx.client import AwxClient

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
    return failures.explain(client, job(**more))


def test_explain_a_job(client: AwxClient, server: ScriptedServer) -> None:
    """Failed hosts, tasks and their messages, the tail of the output (promise 5)."""
    run = Run()
    explained = explain(server, client, run, host_status_counts={"ok": 2, "failures": 1})
    assert explained == {
        "output_tail": "PLAY RECAP",
        "hosts": {"counts": {"ok": 2, "failed": 1}, "failed": ["web1"], "unreachable": []},
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
    """`failed` of task events is not reliable; loops have an event for each item (awx-api 7.5)."""
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
    """Rescued failures count as failed events although the play goes on (awx-api 7.5)."""
    run = Run(job_events=page_of([event("rescued", msg="a"), event("web1", msg="b")]))
    explained = explain(server, client, run)
    assert [failure["host"] for failure in explained["failures"]] == ["web1"]


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
    explained = failures.explain(client, job())
    assert [failure["host"] for failure in explained["failures"]] == ["web1"]


def test_explain_says_how_many_failures_it_leaves_out(
    client: AwxClient, server: ScriptedServer
) -> None:
    """Bounded whatever the job did, and never silently."""
    run = Run(job_events=page_of([event(msg="a")] * 20, 345))
    explained = explain(server, client, run)
    assert len(explained["failures"]) == 20
    assert explained["failures_left_out"] == 325
    assert dict(run.asked["job_events"])["page_size"] == "20"


@pytest.mark.parametrize(
    ("result", "message"),
    [
        pytest.param({"msg": "No package"}, "No package", id="msg"),
        pytest.param({"msg": ["a", 1]}, "['a', 1]", id="msg that is no text"),
        pytest.param({"stderr": "boom", "stdout": "out"}, "boom", id="stderr"),
        pytest.param({"module_stderr": "trace"}, "trace", id="module_stderr"),
        pytest.param({"stdout": "out"}, "out", id="stdout"),
        pytest.param({"msg": "", "exception": "Traceback"}, "Traceback", id="exception"),
        pytest.param({"censored": "hidden", "msg": "x"}, "hidden", id="no_log"),
        pytest.param({}, "the task failed without a message", id="nothing"),
        pytest.param(
            {
                "msg": "One or more items failed",
                "results": [
                    {"item": "a", "failed": False, "msg": "ok"},
                    {"item": "b", "failed": True, "msg": "bad"},
                    {
                        "_ansible_item_label": "c",
                        "item": {"n": "c"},
                        "failed": True,
                        "msg": "worse",
                    },
                ],
            },
            "b: bad; c: worse",
            id="loop",
        ),
        pytest.param({"msg": "x", "results": []}, "x", id="no results"),
        pytest.param({"msg": "x", "results": ["text"]}, "x", id="results that are no items"),
        pytest.param({"msg": "\x1b[31mred\x1b[0m\r\nline\x07"}, "red\nline", id="escapes"),
    ],
)
def test_explain_finds_the_message(
    result: dict[str, t.Any], message: str, client: AwxClient, server: ScriptedServer
) -> None:
    explained = explain(server, client, Run(job_events=page_of([event(**result)])))
    assert explained["failures"][0]["message"] == message


def test_explain_keeps_messages_short(client: AwxClient, server: ScriptedServer) -> None:
    run = Run(job_events=page_of([event(msg="x" * 5000, rc=2, stderr="y" * 5000)]))
    (failure,) = explain(server, client, run)["failures"]
    assert (len(failure["message"]), len(failure["stderr_tail"]), failure["rc"]) == (2000, 2000, 2)


@pytest.mark.parametrize(
    "data", [None, {}, {"res": None}, {"host": "web1", "task": "T", "resolved_action": "a.b.c"}]
)
def test_explain_does_with_little(data: t.Any, client: AwxClient, server: ScriptedServer) -> None:
    """`res` may be absent (awx-api 7.5)."""
    bare = {"event": "runner_on_failed", "host_name": "web1", "event_data": data}
    (failure,) = explain(server, client, Run(job_events=page_of([bare])))["failures"]
    assert failure["host"] == "web1"
    assert failure["message"] == "the task failed without a message"


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
    """Over 1 MB AWX answers a sentence instead, with the range 0, 1, 1 (awx-api 7.6)."""
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


@pytest.mark.parametrize("kind", ["project_update", "inventory_update", "ad_hoc_command"])
def test_explain_other_jobs_by_their_output(
    kind: str, client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(Run())
    assert failures.explain(client, job(kind)) == {"output_tail": "PLAY RECAP"}


def test_explain_a_system_job_by_its_own_output(client: AwxClient) -> None:
    """System jobs have no stdout/ (awx-api 7.6)."""
    explained = failures.explain(client, job("system_job", result_stdout="a\nb\n"))
    assert explained == {"output_tail": "a\nb"}


def node(number: int, **more: t.Any) -> dict[str, t.Any]:
    return {"id": number, "identifier": f"node{number}", "job": None, "summary_fields": {}, **more}


def test_explain_a_workflow_by_its_nodes(client: AwxClient, server: ScriptedServer) -> None:
    """Skipped, not yet reached, and failed nodes (awx-api 7.8)."""
    nodes = [
        node(
            1,
            job=21,
            summary_fields={
                "job": {"type": "job", "status": "failed"},
                "unified_job_template": {"name": "Deploy"},
            },
        ),
        node(2, do_not_run=True),
        node(3, do_not_run=False),
    ]
    url = "/api/v2/workflow_jobs/20/"
    query = {"page_size": "200", "order_by": "id"}
    server.expect("GET", url + "workflow_nodes/", page_of(nodes), query=query)
    explained = failures.explain(client, job("workflow_job", url=url))
    assert explained["nodes"] == [
        {
            "identifier": "node1",
            "template": "Deploy",
            "job": 21,
            "type": "job",
            "status": "failed",
        },
        {"identifier": "node2", "template": None, "job": None, "type": None, "status": "skipped"},
        {
            "identifier": "node3",
            "template": None,
            "job": None,
            "type": None,
            "status": "not reached",
        },
    ]


@pytest.mark.parametrize("part", ["stdout", "job_events", "job_host_summaries"])
@pytest.mark.parametrize(
    "answer",
    [html_answer(200), json_answer([]), json_answer({"x": 1}), json_answer(None)],
    ids=["a page", "array", "object", "null"],
)
def test_explain_fails_as_documented(
    part: str, answer: Answer, client: AwxClient, server: ScriptedServer
) -> None:
    """An AwxError that the operation can survive, never a traceback; or the part is empty."""
    server.handle(Run(**{part: answer}))
    try:
        explained = failures.explain(client, job())
    except errors.AwxError:
        return
    assert part == "stdout"
    assert explained["output_tail"] == ""


@pytest.mark.parametrize(
    ("counts", "named"),
    [
        (None, {}),
        ({}, {}),
        (
            {"ok": 1, "changed": 2, "failures": 3, "dark": 4, "skipped": 5},
            {"ok": 1, "changed": 2, "failed": 3, "unreachable": 4, "skipped": 5},
        ),
    ],
)
def test_hosts_in_ansibles_words(counts: t.Any, named: dict[str, int]) -> None:
    hosts = failures.hosts(job(host_status_counts=counts))
    assert hosts == {"counts": named, "failed": [], "unreachable": []}


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
                "web1, task 'Install': No package",
            ],
            id="a failed task",
        ),
        pytest.param(
            {},
            {"hosts": {"counts": {}, "failed": ["a"], "unreachable": ["b", "c"]}},
            ["job 20 'Deploy' failed after 4 s: 1 of 1 hosts failed, 2 of 2 hosts unreachable"],
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
        pytest.param(
            {"type": "workflow_job"},
            {
                "nodes": [
                    {"identifier": "n1", "template": "A", "job": 21, "status": "failed"},
                    {"identifier": "n2", "template": None, "job": 22, "status": "error"},
                    {"identifier": "n3", "template": "C", "job": 23, "status": "successful"},
                ]
            },
            [
                "workflow_job 20 'Deploy' failed after 4 s",
                "node 'A' (job 21): failed",
                "node 'n2' (job 22): error",
            ],
            id="workflow",
        ),
    ],
)
def test_headline(given: dict[str, t.Any], explained: dict[str, t.Any], lines: list[str]) -> None:
    """Which job ended how, where, and with what message."""
    assert failures.headline(job(**given), explained).splitlines() == lines


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("\x1b[0;32mok\x1b[0m", "ok"),
        ("a\tb\r\nc", "a\tb\nc"),
        ("\x1b]0;title\x07x", "x"),
        ("a\x00\x08\x9b b", "a b"),
        ("50% ä", "50% ä"),
    ],
)
def test_plain_text(text: str, plain: str) -> None:
    """Output of a job must not steer the terminal of who reads it."""
    assert failures.plain_text(text) == plain
