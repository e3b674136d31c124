# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""jobs: where a job is, and what a task returns of it (docs/awx-api.md#jobs)."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs import unified_job
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.unified_job import Job

from tests.unit.connect import MakeClient

URL = "/api/v2/jobs/20/"


def job(status: str = "running", **more: t.Any) -> dict[str, t.Any]:
    return {"id": 20, "name": "Deploy", "type": "job", "url": URL, "status": status, **more}


@pytest.mark.parametrize(
    ("status", "final"),
    [
        *((status, False) for status in ("new", "pending", "waiting", "running")),
        *((status, True) for status in ("successful", "failed", "error", "canceled")),
    ],
)
def test_is_final(status: str, final: bool) -> None:
    assert Job(job(status)).is_final is final


@pytest.mark.parametrize("url", [None, "", 5])
def test_path_of_a_job_without_a_url(url: t.Any) -> None:
    with pytest.raises(errors.UnexpectedResponse, match="job 20: the server returned no URL"):
        str(Job(job(url=url)).path)


@pytest.mark.parametrize(
    ("kind", "page"),
    [
        ("job", "playbook"),
        ("workflow_job", "workflow"),
        ("project_update", "project"),
        ("inventory_update", "inventory"),
        ("ad_hoc_command", "command"),
        ("system_job", "management"),
    ],
)
def test_browser_url(kind: str, page: str, make_client: MakeClient) -> None:
    """The link for a browser."""
    client = make_client(base_url="https://h/awx")
    assert (
        unified_job.browser_url(client, Job(job(type=kind)))
        == f"https://h/awx/#/jobs/{page}/20/output"
    )


def test_describe_is_harmless_and_names_the_kind() -> None:
    described = Job(job(type="project_update", name="a\x1b[2J\nb")).title
    assert described == "project update 20 'a b'"


def test_summary_holds_what_a_playbook_needs(make_client: MakeClient) -> None:
    given = job(
        "failed",
        failed=True,
        started="a",
        finished="b",
        elapsed=1.5,
        limit="",
        extra_vars="{}",
        artifacts={"x": 1},
        launched_by={"id": 1, "name": "alice"},
        job_explanation="",
        related={},
        job_env={"SECRET": "x"},
        result_traceback="",
    )
    assert unified_job.summary(make_client(base_url="https://h"), Job(given)) == {
        "id": 20,
        "name": "Deploy",
        "kind": "job",
        "status": "failed",
        "failed": True,
        "url": "https://h/api/v2/jobs/20/",
        "browser_url": "https://h/#/jobs/playbook/20/output",
        "started": "a",
        "finished": "b",
        "elapsed": 1.5,
        "limit": "",
        "extra_vars": "{}",
        "artifacts": {"x": 1},
        "launched_by": "alice",
        "explanation": "",
    }


@pytest.mark.parametrize("launched_by", [None, {}])
def test_summary_of_a_bare_job(launched_by: t.Any, client: AwxClient) -> None:
    """`launched_by` may be empty; workflow jobs lack several fields."""
    summary = unified_job.summary(client, Job(job(launched_by=launched_by)))
    assert (summary["launched_by"], summary["artifacts"], summary["failed"]) == (None, None, False)


def test_summary_keeps_artifacts_that_are_hidden(client: AwxClient) -> None:
    hidden = "$hidden due to Ansible no_log flag$"
    assert unified_job.summary(client, Job(job(artifacts=hidden)))["artifacts"] == hidden


def artifacts_of(client: AwxClient, data: dict[str, t.Any]) -> dict[str, t.Any]:
    """Return what the summary of a job with these fields has about its artifacts."""
    summary = unified_job.summary(client, Job({**job(), **data}))
    return {name: value for name, value in summary.items() if name.startswith("artifacts")}


def test_small_artifacts_are_returned_as_they_are(client: AwxClient) -> None:
    left = {"build": 42, "none": None, "off": False, "nested": {"a": [1, ""]}}
    assert artifacts_of(client, {"artifacts": left}) == {"artifacts": left}
    assert artifacts_of(client, {"artifacts": None}) == {"artifacts": {}}
    assert artifacts_of(client, {"artifacts": ""}) == {"artifacts": {}}


def test_hidden_artifacts_stay_hidden(client: AwxClient) -> None:
    """AWX answers a text in their place."""
    hidden = "$hidden due to Ansible no_log flag$"
    assert artifacts_of(client, {"artifacts": hidden}) == {"artifacts": hidden}


def test_large_artifacts_are_named(client: AwxClient) -> None:
    """Five megabytes are not printed by every task that fails."""
    left = {"reporter": "x" * 5_000_000, "build": 42, "list": ["y"] * 10}
    bounded = artifacts_of(client, {"artifacts": left})
    assert bounded == {
        "artifacts": {"build": 42, "list": ["y"] * 10},
        "artifacts_left_out": ["reporter"],
    }


def test_many_artifacts_are_bounded_too(client: AwxClient) -> None:
    left = {f"name-{n}": "x" * 100 for n in range(10_000)}
    bounded = artifacts_of(client, {"artifacts": left})
    assert len(bounded["artifacts"]) > 1000
    assert len(bounded["artifacts_left_out"]) == 100
    assert len(json.dumps(bounded)) < 300_000


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
    found = unified_job.hosts(Job({"host_status_counts": counts}))
    assert found == {"counts": named, "failed": [], "unreachable": []}
