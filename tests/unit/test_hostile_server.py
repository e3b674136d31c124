# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that is hostile or broken: an answer that is right, or one clear error, and an end."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.operations import query

from tests.unit.connect import MakeClient
from tests.unit.scripted_server import Answer, Handler, Received, ScriptedServer, json_answer

MOST_REQUESTS = 20

JSON = [("Content-Type", "application/json")]


def rows_with(ids: t.Iterable[t.Any], count: t.Any) -> Answer:
    return json_answer({"count": count, "results": [{"id": id_} for id_ in ids]})


def beyond_what_was_asked(request: Received) -> Answer:
    """Answer a page of the rows after any id, whatever the upper bound."""
    after = int(dict(request.query).get("id__gt", 0))
    return rows_with(range(after + 1, after + 201), 1000)


def always(answer: Answer) -> Handler:
    return lambda _request: answer


def link(url: t.Any) -> Handler:
    row = {"id": 1, "related": {"jobs": url}}
    return always(json_answer({"count": 1, "results": [row]}))


@pytest.mark.parametrize(
    ("handler", "options"),
    [
        pytest.param(always(Answer(200, b"[" * 200_000, JSON)), {}, id="brackets without end"),
        pytest.param(always(Answer(400, b"[" * 200_000, JSON)), {}, id="the same in an error"),
        pytest.param(always(Answer(200, b"1" * 20_000, JSON)), {}, id="a number without end"),
        pytest.param(always(rows_with([1], -5)), {}, id="a negative count"),
        pytest.param(always(rows_with([1], True)), {}, id="a count that is a boolean"),
        pytest.param(always(rows_with(range(1, 201), 1000)), {}, id="one page for ever"),
        pytest.param(always(rows_with([True] * 200, 1000)), {}, id="ids that are booleans"),
        pytest.param(always(rows_with(map(str, range(200)), 1000)), {}, id="ids that are text"),
        pytest.param(always(rows_with([10**30] * 200, 1000)), {}, id="ids that are huge"),
        pytest.param(beyond_what_was_asked, {}, id="rows beyond the bounds"),
        pytest.param(link("http://evil.example.com/"), {"related": ["jobs"]}, id="another host"),
        pytest.param(link("https://127.0.0.1/"), {"related": ["jobs"]}, id="another scheme"),
        pytest.param(link("http://["), {"related": ["jobs"]}, id="no address"),
        pytest.param(
            always(json_answer({"results": [{"counter": "x"}] * 500})),
            {"resource": "jobs/1/job_events"},
            id="counters that are text",
        ),
        pytest.param(
            always(json_answer({"results": [{"counter": n} for n in range(500)]})),
            {"resource": "jobs/1/job_events"},
            id="the same events for ever",
        ),
    ],
)
def test_a_hostile_answer_is_one_clear_error(
    handler: Handler, options: dict[str, t.Any], server: ScriptedServer, make_client: MakeClient
) -> None:
    server.handle(handler)
    asked = {"resource": "hosts", "max_objects": 0, "concurrency": 2, **options}
    with pytest.raises(errors.AwxError):
        query.run(make_client(), asked)
    assert len(server.requests) <= MOST_REQUESTS


def test_a_link_stays_on_the_host(server: ScriptedServer, make_client: MakeClient) -> None:
    """What looks like another host, or like the end of a request, is a path of this one."""
    for url in ("//evil.example.com/x", "/api/v2/x\r\nHost: evil.example.com/", "/api/v2/../../x"):
        server.handle(link(url))
        query.run(make_client(), {"resource": "hosts", "related": ["jobs"]})
    assert {request.headers["host"] for request in server.requests} == {f"127.0.0.1:{server.port}"}


def test_text_is_text(server: ScriptedServer, make_client: MakeClient, tmp_path: t.Any) -> None:
    """Half a character, or what looks like a template, comes through as it is."""
    server.handle(always(Answer(200, b'[{"name": "\\ud800 {{ 1 + 1 }} \\u001b[2J"}]', JSON)))
    answer = query.run(make_client(), {"resource": "projects/1/playbooks"})
    assert answer["objects"] == [{"name": "\ud800 {{ 1 + 1 }} \x1b[2J"}]
    dest = tmp_path / "objects"
    query.run(make_client(), {"resource": "projects/1/playbooks", "dest": str(dest)})
    assert dest.read_text("utf-8") == '{"name": "\\ud800 {{ 1 + 1 }} \\u001b[2J"}\n'
