# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""progress: a line every few seconds, which costs one request at most."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs import polling
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.polling import WaitOptions
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.unified_job import Job
from ansible_collections.steward.awx.plugins.module_utils._awx.output.progress import ProgressLine

from tests.unit.connect import MakeClient
from tests.unit.ports import Reporter, Time
from tests.unit.running_jobs import NEVER, Event, RunningJob, RunningJobs
from tests.unit.scripted_server import (
    Answer,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
    page_of,
)


def event(counter: int, name: str, stored_at: float, **more: t.Any) -> Event:
    return Event(counter, "", stored_at, {"event": name, **more})


def watch(
    client: AwxClient, server: ScriptedServer, jobs: RunningJobs, *watched: RunningJob
) -> None:
    server.handle(jobs)
    begun = [job.detail(client.clock.now()) for job in watched]
    polling.wait(client, list(map(Job, begun)), WaitOptions(), ProgressLine(client))


def lines(reporter: Reporter) -> list[str]:
    return "".join(reporter.shown).splitlines()


def test_a_line_says_how_long_what_and_where(
    client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    """Results are counted once, also those that are stored after later ones."""
    start = time.now
    job = RunningJob(
        20,
        start + 1,
        start + 45,
        ending="failed",
        events=[
            event(1, "playbook_on_task_start", start + 1, task="Prepare"),
            event(2, "runner_on_ok", start + 9),
            event(3, "runner_item_on_ok", start + 4),
            event(4, "runner_on_ok", start + 4),
            event(5, "playbook_on_task_start", start + 12, task="Install\x1b[2J"),
            event(6, "runner_on_failed", start + 30, failed=True),
            event(7, "runner_on_failed", start + 30, failed=False),
            event(8, "runner_on_unreachable", start + 30, failed=True),
        ],
    )
    jobs = RunningJobs(time, job)
    watch(client, server, jobs, job)
    shown = lines(reporter)
    assert shown[0] == "job 20 pending"
    assert shown[1] == "job 20 running 0:00, task: Prepare"
    assert shown[2].endswith(", 1 ok, task: Prepare")
    assert shown[3].endswith(", 2 ok, task: Install")
    assert (
        shown[-2] == "job 20 running 0:40, 2 ok, 1 failed, 1 unreachable, 1 ignored, task: Install"
    )
    assert shown[-1] == "job 20 failed 0:44"
    assert len(jobs.asked) <= len(shown)
    polls = [asked for asked in server.asked if asked.endswith("/jobs/20/")]
    assert len(jobs.asked) < len(polls)


def test_the_rhythm_of_the_polls_stays(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    job = RunningJob(20, time.now, time.now + 59)
    jobs = RunningJobs(time, job)
    watch(client, server, jobs, job)
    assert max(time.sleeps) == 10
    assert len(server.requests) <= 12 + len(jobs.asked)
    assert len(jobs.asked) <= 8


def test_several_jobs_are_counted_without_a_request(
    client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    one = RunningJob(20, time.now, time.now + 8)
    two = RunningJob(21, time.now, time.now + 20, ending="failed")
    jobs = RunningJobs(time, one, two)
    watch(client, server, jobs, one, two)
    assert jobs.asked == []
    assert lines(reporter)[0] == "2 jobs 0:00: 2 running"
    assert "1 running, 1 successful" in lines(reporter)[-2]
    assert lines(reporter)[-1].endswith(": 1 failed, 1 successful")


def test_workflows_count_their_nodes(
    client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    start = time.now
    build = RunningJob(21, start, start + 6, name="Build")
    test = RunningJob(22, start + 6, start + 18, name="Test")
    whole = RunningJob(
        20, start, start + 20, type="workflow_job", nodes=[("a", build), ("b", test)]
    )
    watch(client, server, RunningJobs(time, whole), whole)
    assert lines(reporter)[0] == "workflow job 20 running 0:00, 1 running, now: Build"
    assert lines(reporter)[-2].endswith(", 1 running, 1 successful, now: Test")
    assert lines(reporter)[-1] == "workflow job 20 successful 0:20"


@pytest.mark.parametrize("trouble", [html_answer(404), json_answer([])])
def test_a_line_that_cannot_have_details_goes_without(
    trouble: Answer, client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    job = RunningJob(20, time.now, time.now + 2)
    jobs = RunningJobs(time, job)
    jobs.trouble = [trouble] * 9
    watch(client, server, jobs, job)
    assert lines(reporter) == ["job 20 running 0:00", "job 20 successful 0:02"]


def test_pages_of_events_that_are_too_large_for_the_server(
    make_client: MakeClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    """Results are counted a few at a time then, and each once."""
    start = time.now
    events = [event(number, "runner_on_ok", start) for number in range(1, 301)]
    job = RunningJob(20, start, start + 99, events=events)
    watch(make_client(retries=0), server, RunningJobs(time, job, most=70), job)
    assert lines(reporter)[-2].endswith(", 300 ok")


def test_kinds_without_tasks_cost_no_request(
    client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    job = RunningJob(20, time.now, time.now + 2, type="inventory_update")
    jobs = RunningJobs(time, job)
    watch(client, server, jobs, job)
    assert jobs.asked == []
    assert lines(reporter) == [
        "inventory update 20 running 0:00",
        "inventory update 20 successful 0:02",
    ]


class Approval(RunningJob):
    """One that nobody decides: these are pending, not running."""

    def status(self, now: float) -> str:
        return "pending"


def test_a_workflow_that_waits_for_a_person_says_so(
    client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    """As soon as it waits, and where the approval can be given."""
    approval = Approval(22, time.now + 2, NEVER, type="workflow_approval", name="Go\x1b[2J live")
    job = RunningJob(21, time.now + 1, time.now + 30, type="workflow_job", nodes=[("a", approval)])
    watch(client, server, RunningJobs(time, job), job)
    page = f"{server.url}/#/workflow_approvals/22/details"
    assert lines(reporter)[2].endswith(f", 1 pending, waits for the approval 'Go live': {page}")


@pytest.mark.parametrize("number", [1, 2])
def test_a_job_that_is_deleted_is_gone(
    number: int, client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    def answer(request: Received) -> Answer:
        gone = time.now > begun + 5
        if request.path == "/api/v2/unified_jobs/":
            return page_of([] if gone else [job.detail(time.now) for job in jobs])
        if request.path.endswith("/events/") or request.path.endswith("job_events/"):
            return json_answer({"results": []})
        return json_answer({"detail": "no"}, 404) if gone else json_answer(jobs[0].detail(time.now))

    begun = time.now
    jobs = [RunningJob(20 + each, time.now, NEVER) for each in range(number)]
    server.handle(answer)
    started = [job.detail(time.now) for job in jobs]
    polling.wait(client, list(map(Job, started)), WaitOptions(), ProgressLine(client))
    last = lines(reporter)[-1]
    assert last.startswith("job 20 gone") if number == 1 else last.endswith(": 2 gone")
