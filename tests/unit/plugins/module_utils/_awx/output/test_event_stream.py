# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""streaming: the exact requests for the output of one job (docs/awx-api.md#events)."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.unified_job import Job
from ansible_collections.steward.awx.plugins.module_utils._awx.output.adaptive_page_size import (
    AdaptivePageSize,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.output.event_stream import (
    MAX_EVENTS,
    OutputStream,
)

from tests.unit.connect import MakeClient
from tests.unit.ports import Time
from tests.unit.scripted_server import (
    Answer,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
)

JOB = {"id": 20, "type": "job", "url": "/api/v2/jobs/20/"}


def stream_of(client: AwxClient, job: dict[str, t.Any]) -> OutputStream:
    return OutputStream(client, Job(job), AdaptivePageSize(client, MAX_EVENTS))


def expect(server: ScriptedServer, mark: int, *counters: int) -> None:
    rows = [{"id": 1, "counter": counter, "stdout": f"line {counter}"} for counter in counters]
    server.expect(
        "GET",
        "/api/v2/jobs/20/job_events/",
        json_answer({"results": rows}),
        query=[
            ("counter__gt", str(mark)),
            ("no_truncate", "1"),
            ("order_by", "counter"),
            ("limit", str(MAX_EVENTS)),
        ],
    )


def test_reads_ask_from_the_end_of_what_is_contiguous(
    client: AwxClient, server: ScriptedServer
) -> None:
    """Whole texts, in the order of their counters, and no COUNT."""
    stream = stream_of(client, JOB)
    expect(server, 0, 1, 2, 5)
    assert stream.read() == ["line 1", "line 2"]
    expect(server, 2, 4, 5)
    assert stream.read() == []
    expect(server, 2, 3, 4, 5, 6)
    assert stream.read() == ["line 3", "line 4", "line 5", "line 6"]
    expect(server, 6)
    assert stream.read() == []
    assert not stream.is_behind


def test_what_a_server_is_too_slow_for_is_asked_for_in_parts(
    make_client: MakeClient, server: ScriptedServer
) -> None:
    """A read that is patient goes on at once, and loses nothing."""
    rows = [{"counter": counter, "stdout": f"line {counter}"} for counter in range(1, 126)]
    for limit, answer in (
        (500, html_answer(504)),
        (250, html_answer(504)),
        (125, json_answer({"results": rows})),
    ):
        query = {"counter__gt": "0", "no_truncate": "1", "order_by": "counter"}
        query["limit"] = str(limit)
        server.expect("GET", "/api/v2/jobs/20/job_events/", answer, query=query)
    stream = stream_of(make_client(retries=0), JOB)
    assert len(stream.read(patient=True)) == 125
    assert stream.is_behind


def test_news_are_events_too_that_wait_for_others(
    client: AwxClient, server: ScriptedServer
) -> None:
    stream = stream_of(client, JOB)
    for counters, has_news in (((2,), True), ((2,), False), ((2, 3), True), ((1, 2, 3), True)):
        expect(server, 0, *counters)
        stream.read()
        assert stream.has_news is has_news


def test_a_full_answer_says_that_there_is_more(client: AwxClient, server: ScriptedServer) -> None:
    stream = stream_of(client, JOB)
    expect(server, 0, *range(1, MAX_EVENTS + 1))
    assert len(stream.read()) == MAX_EVENTS
    assert stream.is_behind


@pytest.mark.parametrize(
    ("kind", "listed"),
    [
        ("project_update", "events"),
        ("inventory_update", "events"),
        ("system_job", "events"),
        ("ad_hoc_command", "events"),
        ("job", "job_events"),
    ],
)
def test_events_of_each_kind(
    kind: str, listed: str, client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: json_answer({"results": []}))
    stream_of(client, {"id": 3, "type": kind, "url": f"/api/v2/{kind}s/3/"}).read()
    assert server.asked == [f"GET /api/v2/{kind}s/3/{listed}/"]


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"results": None},
        {"results": ["x"]},
        {"results": [{"id": 1, "counter": None, "stdout": "a"}]},
    ],
)
def test_an_answer_of_another_shape_is_refused(
    body: t.Any, client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: json_answer(body))
    with pytest.raises(errors.UnexpectedResponse):
        stream_of(client, JOB).read()


def test_a_read_is_not_repeated_for_long(
    make_client: MakeClient, server: ScriptedServer, time: Time
) -> None:
    """The wait's own poll, with its deadline, comes next."""
    server.handle(lambda request: html_answer(502))
    with pytest.raises(errors.ServerError):
        stream_of(make_client(), JOB).read()
    assert time.slept <= 2


LONG = "\x1b[0;31mfatal: \\'quoted\\' and\ttab " + "x" * 2000 + "\x1b[0m\r\nsecond line"
AS_STORED = LONG.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        pytest.param(json_answer({"content": AS_STORED + "\n"}), AS_STORED, id="whole"),
        pytest.param(
            json_answer({"content": AS_STORED.replace("\\", "\\\\").replace("\t", "\\t")}),
            AS_STORED,
            id="escaped by the database",
        ),
        pytest.param(json_answer({"content": "too large to display"}), None, id="too large"),
        pytest.param(json_answer([]), None, id="another shape"),
        pytest.param(json_answer({"detail": "no"}, 403), None, id="refused"),
    ],
)
def test_texts_that_lists_of_updates_cut_are_read_whole(
    answer: Answer, text: str | None, client: AwxClient, server: ScriptedServer
) -> None:
    """Those lists know no `no_truncate`; if it cannot be had, the cut text is shown."""
    cut = LONG[:1023] + "\u2026\x1b[0m"
    rows = [
        {"counter": 1, "stdout": "short", "start_line": 0, "end_line": 1},
        {"counter": 2, "stdout": cut, "start_line": 1, "end_line": 3},
    ]
    path = "/api/v2/project_updates/3/"
    query = {"counter__gt": "0", "no_truncate": "1", "order_by": "counter", "limit": "500"}
    server.expect("GET", path + "events/", json_answer({"results": rows}), query=query)
    lines = {"format": "json", "start_line": "1", "end_line": "3"}
    server.expect("GET", path + "stdout/", answer, query=lines)
    stream = stream_of(client, {"id": 3, "type": "project_update", "url": path})
    assert stream.read() == ["short", text or cut]
    assert (stream.cut is None) is (text is not None)


@pytest.mark.parametrize(("status", "requests"), [(502, 1), (404, 3)])
def test_a_server_in_trouble_is_not_asked_for_each_long_text(
    status: int, requests: int, make_client: MakeClient, server: ScriptedServer
) -> None:
    cut = LONG[:1023] + "\u2026\x1b[0m"
    rows = [
        {"counter": counter, "stdout": cut, "start_line": counter, "end_line": counter + 1}
        for counter in (1, 2, 3)
    ]
    path = "/api/v2/project_updates/3/"

    def answer(request: Received) -> Answer:
        is_text = request.path == path + "stdout/"
        return html_answer(status) if is_text else json_answer({"results": rows})

    server.handle(answer)
    stream = stream_of(make_client(retries=0), {"id": 3, "type": "project_update", "url": path})
    assert stream.read() == [cut] * 3
    assert server.asked.count(f"GET {path}stdout/") == requests
    assert str(status) in str(stream.cut)
