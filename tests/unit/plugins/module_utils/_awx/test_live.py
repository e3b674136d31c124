# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""live: output as it comes, in order and complete (promise 4 of a launch; awx-api 7.5, trap 20)."""

from __future__ import annotations

import random
import re
import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx import errors, waiting
from ansible_collections.steward.awx.plugins.module_utils._awx.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.live import LiveOutput
from ansible_collections.steward.awx.plugins.module_utils._awx.runtime import Screen

from tests.unit.connect import MakeClient
from tests.unit.ports import Report, Time
from tests.unit.running_jobs import NEVER, Event, RunningJob, RunningJobs, events_out_of_order
from tests.unit.scripted_server import (
    Answer,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
    page_of,
)

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def lines_at(start: float, *texts: str) -> list[Event]:
    """Return an event a second."""
    return [Event(number, text, start + number) for number, text in enumerate(texts, start=1)]


def watch(
    client: AwxClient,
    server: ScriptedServer,
    jobs: RunningJobs,
    *watched: RunningJob,
    timeout: float | None = None,
) -> None:
    server.handle(jobs)
    begun = [job.detail(client.timing.clock()) for job in watched]
    waiting.wait(client, begun, waiting.Patience(timeout, 10.0), LiveOutput(client))


def shown(report: Report) -> str:
    return "".join(report.shown)


@pytest.mark.parametrize("seed", range(25))
def test_output_is_the_stored_one_in_whatever_order_events_arrive(
    seed: int, client: AwxClient, server: ScriptedServer, time: Time, report: Report
) -> None:
    """Promise (design 5.4): line by line as it happens, complete and in order."""
    chance = random.Random(seed)
    seconds = chance.uniform(0.5, 30)
    started = time.now + chance.uniform(0, 3)
    events = events_out_of_order(chance, chance.randint(1, 800), started=started, seconds=seconds)
    job = RunningJob(20, started, started + seconds, events=events)
    watch(client, server, RunningJobs(time, job), job)
    assert shown(report) == COLOUR.sub("", job.output)
    assert report.warnings == []


def test_output_is_shown_while_the_job_runs(
    client: AwxClient, server: ScriptedServer, time: Time, report: Report
) -> None:
    """At most two seconds, and one request for events, from look to look."""
    start = time.now
    job = RunningJob(20, start, start + 100, events=lines_at(start, *map(str, range(1, 100))))
    jobs = RunningJobs(time, job)
    seen: list[tuple[float, int]] = []
    server.handle(jobs)
    watcher = LiveOutput(client)
    look = watcher.look

    def remembering(rows: t.Any) -> None:
        asked = len(jobs.asked)
        look(rows)
        assert len(jobs.asked) == asked + 1
        seen.append((time.now - start, len(shown(report).splitlines())))

    watcher.look = remembering  # type: ignore[method-assign]
    waiting.wait(client, [job.detail(start)], waiting.Patience(None, 10.0), watcher)
    assert all(lines == int(elapsed) for elapsed, lines in seen)
    assert max(time.sleeps) == 2.0


def test_nothing_is_asked_of_a_job_that_has_not_started(
    client: AwxClient, server: ScriptedServer, time: Time, report: Report
) -> None:
    job = RunningJob(20, time.now + 60, time.now + 61, events=lines_at(time.now + 60, "a"))
    jobs = RunningJobs(time, job)
    watch(client, server, jobs, job)
    assert len(jobs.asked) <= 2
    assert shown(report) == "a\n"


def test_more_events_than_fit_into_an_answer(
    client: AwxClient, server: ScriptedServer, time: Time, report: Report
) -> None:
    """A hole at the front of thousands of events that wait behind it."""
    start = time.now
    events = [Event(number, f"line {number}", start + 1) for number in range(2, 3001)]
    job = RunningJob(20, start, start + 20, events=[Event(1, "first", start + 19), *events])
    jobs = RunningJobs(time, job)
    watch(client, server, jobs, job)
    assert shown(report) == job.output
    assert len(jobs.asked) < 25


def test_a_hole_that_is_never_filled_is_said_in_its_place(
    client: AwxClient, server: ScriptedServer, time: Time, report: Report
) -> None:
    start = time.now
    events = [
        Event(number, f"line {number}", NEVER if number in (3, 4, 700) else start + 1)
        for number in range(1, 1201)
    ]
    job = RunningJob(20, start, start + 5, events=events)
    watch(client, server, RunningJobs(time, job), job)
    lines = shown(report).splitlines()
    assert lines[:4] == [
        "line 1",
        "line 2",
        "[2 events of this output missing: AWX did not store them]",
        "line 5",
    ]
    assert "[1 event of this output missing: AWX did not store them]" in lines
    assert len(lines) == 1200 - 3 + 2
    assert lines[-1] == "line 1200"


def test_holes_are_given_up_in_time_if_awx_never_says_that_all_is_stored(
    client: AwxClient, server: ScriptedServer, time: Time, report: Report
) -> None:
    start = time.now
    events = [Event(1, "a", start), Event(2, "b", NEVER), Event(3, "c", start)]
    job = RunningJob(20, start, start + 5, events=events, events_lost=True)
    watch(client, server, RunningJobs(time, job), job)
    assert shown(report).splitlines()[0::2] == ["a", "c"]
    assert time.now - start < 15


def test_a_job_canceled_before_it_started_has_no_output(
    client: AwxClient, server: ScriptedServer, time: Time, report: Report
) -> None:
    job = RunningJob(20, time.now + 10, time.now + 10, ending="canceled")
    watch(client, server, RunningJobs(time, job), job)
    assert report.shown == []


@pytest.mark.parametrize(
    "kind", ["project_update", "inventory_update", "system_job", "ad_hoc_command"]
)
def test_every_kind_of_job_has_output(
    kind: str, client: AwxClient, server: ScriptedServer, time: Time, report: Report
) -> None:
    job = RunningJob(20, time.now, time.now + 4, type=kind, events=lines_at(time.now, "a", "b"))
    watch(client, server, RunningJobs(time, job), job)
    assert shown(report) == "a\nb\n"


def test_lines_of_several_jobs_say_whose_they_are(
    client: AwxClient, server: ScriptedServer, time: Time, report: Report
) -> None:
    start = time.now
    one = RunningJob(20, start, start + 2, name="One", events=lines_at(start, "a\r\nb"))
    two = RunningJob(
        21, start + 5, start + 9, name="Two", ending="failed", events=lines_at(start + 5, "c")
    )
    watch(client, server, RunningJobs(time, one, two), one, two)
    assert shown(report).splitlines() == [
        "job 20 One started",
        "job 20 One | a",
        "job 20 One | b",
        "job 20 One successful after 0:02",
        "job 21 Two started",
        "job 21 Two | c",
        "job 21 Two failed after 0:04",
    ]


def test_of_many_jobs_a_few_are_read_at_a_look_and_all_in_the_end(
    client: AwxClient, server: ScriptedServer, time: Time, report: Report
) -> None:
    start = time.now
    jobs = [
        RunningJob(
            number, start, start + 30, name="", events=lines_at(start, *map(str, range(1, 25)))
        )
        for number in range(1, 31)
    ]
    answers = RunningJobs(time, *jobs)
    watch(client, server, answers, *jobs)
    for job in jobs:
        prefix = f"job {job.id} | "
        lines = [
            line.removeprefix(prefix)
            for line in shown(report).splitlines()
            if line.startswith(prefix)
        ]
        assert "".join(f"{line}\n" for line in lines) == job.output
    looks = sum(1 for request in server.requests if request.path == "/api/v2/unified_jobs/")
    assert len(answers.asked) <= 4 * looks + 2 * len(jobs)


def test_workflows_show_their_nodes(
    client: AwxClient, server: ScriptedServer, time: Time, report: Report
) -> None:
    """Each node's start and end, its output with a prefix, and who must decide."""
    start = time.now
    build = RunningJob(21, start + 1, start + 4, name="Build", events=lines_at(start + 1, "x"))
    decide = RunningJob(22, start + 4, start + 8, type="workflow_approval", name="Go?")
    test = RunningJob(24, start + 9, start + 11, name="Test", events=lines_at(start + 9, "y"))
    inner = RunningJob(
        23, start + 9, start + 12, type="workflow_job", name="Tests", nodes=[("", test)]
    )
    skipped = RunningJob(25, NEVER, NEVER, name="Never")
    nodes = [
        ("build", build),
        ("decide", decide),
        ("5a1d6c1e-7a07-4f3e-9c6b-8b6f2f1c7b10", inner),
        ("z", skipped),
    ]
    whole = RunningJob(20, start, start + 13, type="workflow_job", name="Release", nodes=nodes)
    # An approval waits as `pending`, which is not how long it has not started.
    decide.status = lambda now: "pending" if now < decide.ended else "successful"  # type: ignore[method-assign]
    watch(client, server, RunningJobs(time, whole), whole)
    assert shown(report).splitlines() == [
        "job 21 Build started (node build)",
        "job 21 Build | x",
        # That what follows has begun is known before the rest of the output is.
        "workflow approval 22 Go? waits for a decision:"
        f" {server.url}/#/workflow_approvals/22/details",
        "job 21 Build successful after 0:03 (node build)",
        "workflow approval 22 Go? approved",
        "workflow job 23 Tests started",
        "job 24 Test started",
        "job 24 Test | y",
        "job 24 Test successful after 0:02",
        "workflow job 23 Tests successful after 0:03",
    ]


@pytest.mark.parametrize("status", [502, 503, 429, 500])
def test_trouble_while_reading_loses_nothing(
    status: int, make_client: MakeClient, server: ScriptedServer, time: Time, report: Report
) -> None:
    start = time.now
    job = RunningJob(20, start, start + 20, events=lines_at(start, *map(str, range(1, 20))))
    jobs = RunningJobs(time, job)
    jobs.trouble = [html_answer(status)] * 3 + [json_answer({"results": "?"}), json_answer([])]
    watch(make_client(retries=0), server, jobs, job)
    assert shown(report) == job.output
    assert report.warnings == []


def test_output_that_may_not_be_read_is_no_failure_of_the_wait(
    client: AwxClient, server: ScriptedServer, time: Time, report: Report
) -> None:
    job = RunningJob(20, time.now, time.now + 20, events=lines_at(time.now, "a"))
    jobs = RunningJobs(time, job)
    jobs.trouble = [json_answer({"detail": "No permission."}, 403)] * 9
    watch(client, server, jobs, job)
    assert len(jobs.asked) == 1
    [warning] = report.warnings
    assert "the output of job 20 Deploy is not shown any further" in warning
    assert "No permission." in warning


def test_nodes_that_cannot_be_read_end_the_output_with_a_warning(
    make_client: MakeClient, server: ScriptedServer, time: Time, report: Report
) -> None:
    inner = RunningJob(21, time.now, time.now + 1, events=lines_at(time.now, "a"))
    whole = RunningJob(20, time.now, time.now + 1, type="workflow_job", nodes=[("n", inner)])
    jobs = RunningJobs(time, whole)
    jobs.trouble = [html_answer(502)] * 99
    watch(make_client(retries=0), server, jobs, whole)
    assert report.warnings == ["the rest of the output is not shown: nothing came for 10 s"]


def test_nodes_that_cannot_be_read_do_not_hold_up_a_deadline(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    """What is seen of a job matters less than when the wait is over (promise 3 of a launch)."""
    whole = RunningJob(20, time.now, time.now + 100, type="workflow_job")
    jobs = RunningJobs(time, whole)
    jobs.trouble = [html_answer(503, Retry_After="30")] * 99
    started = time.now
    watch(client, server, jobs, whole, timeout=19)
    assert time.now - started < 21


def test_a_rest_that_cannot_be_read_ends(
    make_client: MakeClient, server: ScriptedServer, time: Time, report: Report
) -> None:
    job = RunningJob(20, time.now, time.now + 1, events=lines_at(time.now, "a"))
    jobs = RunningJobs(time, job)
    jobs.trouble = [html_answer(502)] * 99
    started = time.now
    watch(make_client(retries=0), server, jobs, job)
    assert len(report.warnings) == 1
    assert time.now - started < 15


def test_a_deadline_is_kept(
    client: AwxClient, server: ScriptedServer, time: Time, report: Report
) -> None:
    """What has come by then is shown; the job goes on (promise 3)."""
    start = time.now
    job = RunningJob(20, start, NEVER, events=lines_at(start, *map(str, range(1, 99))))
    watch(client, server, RunningJobs(time, job), job, timeout=7.5)
    assert time.now - start == 7.5
    assert shown(report).splitlines() == [str(number) for number in range(1, 8)]


def test_colours_are_those_of_the_job(
    client: AwxClient, server: ScriptedServer, time: Time, report: Report
) -> None:
    report.screen = Screen(is_seen=True, has_colour=True)
    events = lines_at(time.now, "\x1b[0;32mok\x1b[0m\x1b[2J")
    job = RunningJob(20, time.now, time.now + 2, events=events)
    watch(client, server, RunningJobs(time, job), job)
    assert shown(report) == "\x1b[0;32mok\x1b[0m\n"


def test_on_a_shared_screen_each_line_says_whose_it_is(
    client: AwxClient, server: ScriptedServer, time: Time, report: Report
) -> None:
    report.screen = Screen(is_seen=True, is_shared=True)
    job = RunningJob(20, time.now, time.now + 2, events=lines_at(time.now, "a", "b"))
    watch(client, server, RunningJobs(time, job), job)
    lines = shown(report).splitlines()
    assert all(line.startswith("job 20 Deploy") for line in lines)
    assert [line.rpartition(" | ")[2] for line in lines if " | " in line] == ["a", "b"]


def test_an_interruption_passes(client: AwxClient, server: ScriptedServer, time: Time) -> None:
    """Only what the server does is survived."""

    class Stop(BaseException):
        pass

    job = RunningJob(20, time.now, NEVER, events=lines_at(time.now, "a"))
    jobs = RunningJobs(time, job)

    def interrupted(text: str) -> None:
        raise Stop

    client.report.show = interrupted  # type: ignore[method-assign]
    with pytest.raises(Stop):
        watch(client, server, jobs, job)


def test_a_job_that_names_no_address_cannot_be_followed(client: AwxClient) -> None:
    with pytest.raises(errors.UnexpectedReply):
        LiveOutput(client).begin([{"id": 20, "type": "job", "status": "running"}])


def test_a_job_that_is_deleted_holds_up_no_other(
    client: AwxClient, server: ScriptedServer, time: Time, report: Report
) -> None:
    """The rest of the others' output is shown at the end, and nothing of it waits for that one."""
    start = time.now
    kept = RunningJob(20, start, start + 8, events=lines_at(start, "one", "two"))
    deleted = RunningJob(21, start, NEVER)
    jobs = RunningJobs(time, kept, deleted)

    def answer(request: Received) -> Answer:
        if time.now > start + 4 and request.path == "/api/v2/unified_jobs/":
            return page_of([kept.detail(time.now)])
        return jobs(request)

    server.handle(answer)
    begun = [job.detail(time.now) for job in (kept, deleted)]
    seen = waiting.wait(client, begun, waiting.Patience(None, 10.0), LiveOutput(client))
    assert [job["id"] for job in seen.gone] == [21]
    assert "| two\n" in shown(report)
    assert report.warnings == []
