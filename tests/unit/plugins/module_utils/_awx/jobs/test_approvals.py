# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""approvals: since when a workflow waits, for whom, and where."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.best_effort_reader import (
    BestEffortReader,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs import approvals

from tests.unit.ports import Reporter
from tests.unit.scripted_server import Answer, ScriptedServer, json_answer, page_of

LIST = "/api/v2/workflow_approvals/"
ROW: dict[str, t.Any] = {
    "id": 7,
    "type": "workflow_approval",
    "name": "Go live",
    "status": "pending",
    "created": "2026-11-28T00:23:04.340247Z",
    "approval_expiration": None,
    "can_approve_or_deny": False,
    "summary_fields": {
        "workflow_job_template": {"id": 3, "name": "Release"},
        "source_workflow_job": {"id": 6, "name": "Release"},
    },
}


def described(client: AwxClient, server: ScriptedServer, answer: Answer) -> str:
    server.expect("GET", LIST, answer, query={"id__in": "7", "page_size": "1"})
    node = {"job": 7, "explanation": ""}
    approvals.describe(BestEffortReader(client, "what waits"), [node])
    return node["explanation"].replace(server.url, "https://h")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            {},
            "waits for a decision since 2026-11-28T00:23:04Z: users with the approve role on the"
            " workflow job template 'Release' can approve or deny it at"
            " https://h/#/workflow_approvals/7/details",
        ),
        (
            {
                "can_approve_or_deny": True,
                "approval_expiration": "2026-11-28T01:23:04.340247Z",
                "required_approvals": 2,
                "approvals_received": 1,
            },
            "waits for a decision since 2026-11-28T00:23:04Z, until 2026-11-28T01:23:04Z: this user"
            " and users with the approve role on the workflow job template 'Release' can approve or"
            " deny it (1 of 2 approvals were given) at https://h/#/workflow_approvals/7/details",
        ),
        (
            {"created": None, "summary_fields": {}, "can_approve_or_deny": "yes"},
            "waits for a decision: users with the approve role on the workflow can approve or deny"
            " it at https://h/#/workflow_approvals/7/details",
        ),
    ],
)
def test_who_may_give_it_since_when_and_where(
    more: dict[str, t.Any], words: str, client: AwxClient, server: ScriptedServer
) -> None:
    assert described(client, server, page_of([ROW | more])) == words


def test_what_cannot_be_read_is_told_as_far_as_it_is_known(
    client: AwxClient, server: ScriptedServer, reporter: Reporter
) -> None:
    words = described(client, server, json_answer({"detail": "no"}, 403))
    assert words.startswith("waits for a decision: users with the approve role")
    assert len(reporter.warnings) == 1


def test_nothing_pending_costs_nothing(client: AwxClient) -> None:
    approvals.describe(BestEffortReader(client, "what waits"), [])


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"timed_out": True}, "nobody approved or denied it in time"),
        ({"summary_fields": {"approved_or_denied_by": {"username": "a\x1b[2Jb"}}}, "ab denied it"),
        ({"job_explanation": "expired"}, "expired"),
        ({}, ""),
    ],
)
def test_decision(row: dict[str, t.Any], words: str) -> None:
    assert approvals.decision(row) == words


def test_title() -> None:
    assert approvals.title(ROW) == "7 is the approval 'Go live' of workflow job 6"
    assert approvals.title({"id": 7, "name": "x"}) == "7 is the approval 'x'"
