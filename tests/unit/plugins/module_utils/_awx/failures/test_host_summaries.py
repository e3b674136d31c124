# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""hosts: which ended how, in Ansible's words (docs/awx-api.md#host-summaries)."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.failures import host_summaries
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.unified_job import Job

from tests.unit.scripted_server import ScriptedServer, page_of


def test_read_failed_in_one_request(client: AwxClient, server: ScriptedServer) -> None:
    rows = [{"host_name": "a", "failures": 1, "dark": 0}, {"host_name": "b", "ok": 1}]
    query = {"failed": "true", "page_size": "200", "order_by": "id"}
    path = "/api/v2/jobs/1/"
    server.expect("GET", path + "job_host_summaries/", page_of(rows, 7), query=query)
    assert host_summaries.read_failed(client, path) == ([{**rows[0], "rescued": 0}], 7)


def test_named_says_how_many_are_not() -> None:
    rows = [
        {"host_name": "c", "failures": 1},
        {"host_name": "a\x1b[2J", "failures": 1, "dark": 1},
        {"host_name": "b", "dark": 1},
    ]
    assert host_summaries.named(Job({"host_status_counts": {"ok": 1}}), rows, 5) == {
        "counts": {"ok": 1},
        "failed": ["a", "c"],
        "unreachable": ["a", "b"],
        "left_out": 2,
    }


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({}, ""),
        ({"counts": {"ok": 3}}, ""),
        ({"counts": {"ok": 2, "failed": 1}, "failed": ["a"]}, "1 of 3 hosts failed"),
        ({"counts": {"failed": 1}, "failed": ["a"]}, "1 of 1 host failed"),
        # Only 200 are named, and all are counted.
        ({"counts": {"failed": 900}, "failed": ["a"] * 200}, "900 of 900 hosts failed"),
        (
            {"counts": {}, "failed": ["a"], "unreachable": ["b", "c"]},
            "1 host failed, 2 hosts unreachable",
        ),
    ],
)
def test_counted(about: dict[str, t.Any], words: str) -> None:
    assert host_summaries.counted(about) == words
