# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The end of a job's output: for failures, and where output cannot be shown."""

from __future__ import annotations

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.output_tail import read_tail
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.unified_job import Job

from tests.unit.scripted_server import ScriptedServer, json_answer

JOB = Job({"id": 20, "type": "job", "url": "/api/v2/jobs/20/"})
QUERY = {"format": "json", "start_line": "-20"}


def test_the_end_of_an_output(client: AwxClient, server: ScriptedServer) -> None:
    """One request, without colours, and no more than twenty lines."""
    content = "".join(f"line {number}\r\n" for number in range(1, 30)) + "\x1b[31mb\x1b[0m\r\n"
    server.expect("GET", JOB.path + "stdout/", json_answer({"content": content}), query=QUERY)
    assert read_tail(client, JOB).split("\n") == [*(f"line {n}" for n in range(11, 30)), "b"]


def test_an_output_that_awx_does_not_show_is_read_from_its_events(
    client: AwxClient, server: ScriptedServer
) -> None:
    excuse = {"range": {"start": 0, "end": 1, "absolute_end": 1}, "content": "too large"}
    server.expect("GET", JOB.path + "stdout/", json_answer(excuse), query=QUERY)
    rows = [{"stdout": "c"}, {"stdout": ""}, {"stdout": "a\r\nb"}]
    newest = {"order_by": "-counter", "limit": "20"}
    server.expect("GET", JOB.path + "job_events/", json_answer({"results": rows}), query=newest)
    assert read_tail(client, JOB) == "a\nb\nc"


@pytest.mark.parametrize("kind", ["workflow_job", "system_job"])
def test_what_has_no_list_of_lines_is_not_asked_for_them(kind: str, client: AwxClient) -> None:
    job = Job({"type": kind, "url": "/api/v2/x/1/", "result_stdout": "a\n"})
    assert read_tail(client, job) == ("" if kind == "workflow_job" else "a")
