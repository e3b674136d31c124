# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""job_output: output larger than AWX shows is downloaded, and no sentence stands in its place."""

from __future__ import annotations

import base64
import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api import stdout_download
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors

from tests.unit.scripted_server import Answer, ScriptedServer, html_answer

PATH = "/api/v2/jobs/7/stdout/"
EXCUSE = {
    "range": {"start": 0, "end": 1, "absolute_end": 1},
    "content": "Standard Output too large to display (9 bytes), only download supported ...",
}
COLOURED = "\x1b[0;32mok: [ä]\x1b[0m\rsame line\n"
WITH_DATA = f"\x1b[KeyJ1dWlkIjog\x1b[12D\x1b[K{COLOURED}second\nthird"


def downloaded(text: str) -> Answer:
    return Answer(200, text.encode(), [("Content-Type", "text/plain; charset=utf-8")])


def whole(start: int, end: int, content: str, lines: int = 3) -> dict[str, t.Any]:
    return {"range": {"start": start, "end": end, "absolute_end": lines}, "content": content}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param([], whole(0, 3, f"{COLOURED}second\nthird"), id="all"),
        pytest.param([("start_line", "-1")], whole(2, 3, "third"), id="tail"),
        pytest.param([("start_line", "1")], whole(1, 3, "second\nthird"), id="from"),
        pytest.param([("end_line", "1")], whole(0, 1, COLOURED), id="to"),
        pytest.param(
            [("start_line", "1"), ("end_line", "9")], whole(1, 3, "second\nthird"), id="far"
        ),
        pytest.param(
            [("content_encoding", "base64"), ("end_line", "1")],
            whole(0, 1, base64.b64encode(COLOURED.encode()).decode()),
            id="base64",
        ),
    ],
)
def test_complete_is_what_awx_would_have_shown(
    asked: list[tuple[str, str]],
    expected: dict[str, t.Any],
    client: AwxClient,
    server: ScriptedServer,
) -> None:
    query = {"format": "ansi_download"}
    server.expect("GET", PATH, downloaded(WITH_DATA), query=query)
    assert stdout_download.complete(client, PATH, asked, EXCUSE) == expected
    # AWX chooses what it renders by both.
    assert server.requests[0].headers["accept"] == "text/plain"


@pytest.mark.parametrize("body", [whole(0, 1, "one line\n", 1), whole(0, 2, "a\nb", 2), {}, ["x"]])
def test_complete_leaves_any_other_answer(body: t.Any, client: AwxClient) -> None:
    assert stdout_download.complete(client, PATH, [], body) is body


def test_complete_fails_with_what_to_do(client: AwxClient, server: ScriptedServer) -> None:
    server.handle(lambda request: html_answer(403))
    with pytest.raises(errors.PermissionDenied, match=r"too large for AWX to show.*job_events"):
        stdout_download.complete(client, PATH, [], EXCUSE)
