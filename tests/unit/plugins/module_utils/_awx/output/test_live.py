# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""live: output as it comes, in order and complete (docs/awx-api.md#order-of-events)."""

from __future__ import annotations

import random
import re
import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.common.reporting import Terminal
from ansible_collections.steward.awx.plugins.module_utils._awx.http.connection_settings import (
    ConnectionSettings,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.http.request import Request
from ansible_collections.steward.awx.plugins.module_utils._awx.http.response import Response
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs import polling
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.polling import WaitOptions
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.unified_job import Job
from ansible_collections.steward.awx.plugins.module_utils._awx.output.live import LiveOutput

from tests.unit.connect import MakeClient
from tests.unit.in_memory import InMemory
from tests.unit.ports import Reporter, Time
from tests.unit.running_jobs import NEVER, Event, RunningJob, RunningJobs, events_out_of_order
from tests.unit.scripted_server import (
    SILENCE,
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
    begun = [job.detail(client.clock.now()) for job in watched]
    polling.wait(client, list(map(Job, begun)), WaitOptions(timeout), LiveOutput(client))


def shown(reporter: Reporter) -> str:
    return "".join(reporter.shown)


@pytest.mark.parametrize("seed", range(25))
def test_output_is_the_stored_one_in_whatever_order_events_arrive(
    seed: int, client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    """Line by line as it happens, complete and in order."""
    chance = random.Random(seed)
    seconds = chance.uniform(0.5, 30)
    started = time.now + chance.uniform(0, 3)
    events = events_out_of_order(chance, chance.randint(1, 800), started=started, seconds=seconds)
    job = RunningJob(20, started, started + seconds, events=events)
    watch(client, server, RunningJobs(time, job), job)
    assert shown(reporter) == COLOUR.sub("", job.output)
    assert reporter.warnings == []


def test_output_is_shown_while_the_job_runs(
    client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    """At most two seconds, and one request for events, from look to look."""
    start = time.now
    job = RunningJob(20, start, start + 100, events=lines_at(start, *map(str, range(1, 100))))
    jobs = RunningJobs(time, job)
    seen: list[tuple[float, int]] = []
    server.handle(jobs)
    observer = LiveOutput(client)
    on_poll = observer.on_poll

    def remembering(active: t.Any) -> None:
        asked = len(jobs.asked)
        on_poll(active)
        assert len(jobs.asked) == asked + 1
        seen.append((time.now - start, len(shown(reporter).splitlines())))

    observer.on_poll = remembering  # type: ignore[method-assign]
    polling.wait(client, list(map(Job, [job.detail(start)])), WaitOptions(), observer)
    assert all(lines == int(elapsed) for elapsed, lines in seen)
    assert max(time.sleeps) == 2.0


def test_nothing_is_asked_of_a_job_that_has_not_started(
    client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    job = RunningJob(20, time.now + 60, time.now + 61, events=lines_at(time.now + 60, "a"))
    jobs = RunningJobs(time, job)
    watch(client, server, jobs, job)
    assert len(jobs.asked) <= 2
    assert shown(reporter) == "a\n"


def test_more_events_than_fit_into_an_answer(
    client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    """A hole at the front of thousands of events that wait behind it."""
    start = time.now
    events = [Event(number, f"line {number}", start + 1) for number in range(2, 3001)]
    job = RunningJob(20, start, start + 20, events=[Event(1, "first", start + 19), *events])
    jobs = RunningJobs(time, job)
    watch(client, server, jobs, job)
    assert shown(reporter) == job.output
    assert len(jobs.asked) < 25


def test_a_hole_that_is_never_filled_is_said_in_its_place(
    client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    start = time.now
    events = [
        Event(number, f"line {number}", NEVER if number in (3, 4, 700) else start + 1)
        for number in range(1, 1201)
    ]
    job = RunningJob(20, start, start + 5, events=events)
    watch(client, server, RunningJobs(time, job), job)
    lines = shown(reporter).splitlines()
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
    client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    start = time.now
    events = [Event(1, "a", start), Event(2, "b", NEVER), Event(3, "c", start)]
    job = RunningJob(20, start, start + 5, events=events, events_lost=True)
    watch(client, server, RunningJobs(time, job), job)
    assert shown(reporter).splitlines()[0::2] == ["a", "c"]
    assert time.now - start < 15


def test_a_job_canceled_before_it_started_has_no_output(
    client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    job = RunningJob(20, time.now + 10, time.now + 10, ending="canceled")
    watch(client, server, RunningJobs(time, job), job)
    assert reporter.shown == []


@pytest.mark.parametrize(
    "kind", ["project_update", "inventory_update", "system_job", "ad_hoc_command"]
)
def test_every_kind_of_job_has_output(
    kind: str, client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    job = RunningJob(20, time.now, time.now + 4, type=kind, events=lines_at(time.now, "a", "b"))
    watch(client, server, RunningJobs(time, job), job)
    assert shown(reporter) == "a\nb\n"


def test_lines_of_several_jobs_say_whose_they_are(
    client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    start = time.now
    one = RunningJob(20, start, start + 2, name="One", events=lines_at(start, "a\r\nb"))
    two = RunningJob(
        21, start + 5, start + 9, name="Two", ending="failed", events=lines_at(start + 5, "c")
    )
    watch(client, server, RunningJobs(time, one, two), one, two)
    assert shown(reporter).splitlines() == [
        "job 20 One started",
        "job 20 One | a",
        "job 20 One | b",
        "job 20 One successful after 0:02",
        "job 21 Two started",
        "job 21 Two | c",
        "job 21 Two failed after 0:04",
    ]


def test_of_many_jobs_a_few_are_read_at_a_look_and_all_in_the_end(
    client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
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
            for line in shown(reporter).splitlines()
            if line.startswith(prefix)
        ]
        assert "".join(f"{line}\n" for line in lines) == job.output
    looks = sum(1 for request in server.requests if request.path == "/api/v2/unified_jobs/")
    assert len(answers.asked) <= 4 * looks + 2 * len(jobs)


def test_workflows_show_their_nodes(
    client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
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
    assert shown(reporter).splitlines() == [
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
    status: int, make_client: MakeClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    start = time.now
    job = RunningJob(20, start, start + 20, events=lines_at(start, *map(str, range(1, 20))))
    jobs = RunningJobs(time, job)
    jobs.trouble = [html_answer(status)] * 3 + [json_answer({"results": "?"}), json_answer([])]
    watch(make_client(retries=0), server, jobs, job)
    assert shown(reporter) == job.output
    assert reporter.warnings == []


def test_output_that_may_not_be_read_is_no_failure_of_the_wait(
    client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    job = RunningJob(20, time.now, time.now + 20, events=lines_at(time.now, "a"))
    jobs = RunningJobs(time, job)
    jobs.trouble = [json_answer({"detail": "No permission."}, 403)] * 9
    watch(client, server, jobs, job)
    assert len(jobs.asked) == 1
    [warning] = reporter.warnings
    assert "the output of job 20 Deploy is not shown any further" in warning
    assert "No permission." in warning


def test_nodes_that_cannot_be_read_end_the_output_with_a_warning(
    make_client: MakeClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    inner = RunningJob(21, time.now, time.now + 1, events=lines_at(time.now, "a"))
    whole = RunningJob(20, time.now, time.now + 1, type="workflow_job", nodes=[("n", inner)])
    jobs = RunningJobs(time, whole)
    jobs.trouble = [html_answer(502)] * 999
    watch(make_client(retries=0), server, jobs, whole)
    [warning] = reporter.warnings
    assert "jobs of workflow job 20 Deploy may be missing in its output: its nodes could not" in (
        warning
    )
    assert "502" in warning
    assert f"{server.url}/#/jobs/workflow/20/output" in warning
    # Something did come: no answer. That is not silence.
    assert "nothing" not in warning


def test_nodes_that_cannot_be_read_do_not_hold_up_a_deadline(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    """What is seen of a job matters less than when the wait is over."""
    whole = RunningJob(20, time.now, time.now + 100, type="workflow_job")
    jobs = RunningJobs(time, whole)
    jobs.trouble = [html_answer(503, Retry_After="30")] * 99
    started = time.now
    watch(client, server, jobs, whole, timeout=19)
    assert time.now - started < 21


def test_a_rest_that_cannot_be_read_ends(
    make_client: MakeClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    job = RunningJob(20, time.now, time.now + 1, events=lines_at(time.now, "a"))
    jobs = RunningJobs(time, job)
    jobs.trouble = [html_answer(503)] * 999
    started = time.now
    watch(make_client(retries=0), server, jobs, job)
    [warning] = reporter.warnings
    assert "the output of job 20 Deploy is not shown any further: GET " in warning
    assert "503" in warning
    assert "Shown: 0 lines." in warning
    assert f"{server.url}/#/jobs/playbook/20/output or awx_query with resource: jobs/20/stdout" in (
        warning
    )
    assert 60 < time.now - started < 65


def test_a_server_that_is_away_for_a_moment_loses_nothing(
    make_client: MakeClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    """As when it is restarted."""
    events = [Event(number, f"line {number}", time.now) for number in range(1, 801)]
    job = RunningJob(20, time.now, time.now, events=events)
    jobs = RunningJobs(time, job)
    jobs.trouble = [html_answer(502)] * 99
    watch(make_client(retries=0), server, jobs, job)
    assert shown(reporter) == job.output
    assert reporter.warnings == []


# -- A server that is slow ---------------------------------------------------------------------


@pytest.mark.parametrize("most", [499, 100, 7, 1])
@pytest.mark.parametrize("seconds", [0.0, 20.0], ids=["running", "ended"])
def test_pages_that_are_too_large_for_the_server_lose_nothing(
    most: int,
    seconds: float,
    client: AwxClient,
    server: ScriptedServer,
    time: Time,
    reporter: Reporter,
) -> None:
    """It answers so many events at a time, and is too slow for more."""
    events = events_out_of_order(random.Random(most), 1100, started=time.now, seconds=seconds)
    job = RunningJob(20, time.now, time.now + seconds, events=events)
    watch(client, server, RunningJobs(time, job, most=most), job)
    assert shown(reporter) == COLOUR.sub("", job.output)
    assert reporter.warnings == []


def test_a_rest_that_comes_slowly_is_shown_to_its_end(
    make_client: MakeClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    """Each answer takes most of the time that it may: that is no silence."""
    events = [Event(number, f"line {number}", time.now) for number in range(1, 5001)]
    job = RunningJob(20, time.now, time.now, events=events)
    watch(make_client(timeout=30.0), server, RunningJobs(time, job, seconds=28.0), job)
    assert shown(reporter) == job.output
    assert reporter.warnings == []


class Timed(InMemory):
    """Keeps how long the server may take to respond to each request for events."""

    def __init__(self, answer: RunningJobs) -> None:
        super().__init__(answer)
        self.seconds: list[float] = []

    def send(self, request: Request) -> Response:
        if "job_events" in request.path:
            times = (request.silence(REQUEST_TIMEOUT), request.duration(REQUEST_TIMEOUT))
            self.seconds.append(min(times))
        return super().send(request)


REQUEST_TIMEOUT = 45.0


@pytest.mark.parametrize("polls", [0, 3])
def test_reads_after_the_end_have_all_the_time_of_a_request(
    polls: int, time: Time, reporter: Reporter
) -> None:
    """Every one of them has request_timeout; those between polls have a moment."""
    end = time.now + 2 * polls
    events = [Event(number, str(number), end) for number in range(1, 20)]
    job = RunningJob(20, time.now, end, events=events)
    transport: t.Any = Timed(RunningJobs(time, job))
    settings = ConnectionSettings(
        base_url="http://in.memory", api_root="/api/", token="t", timeout=REQUEST_TIMEOUT
    )
    client = AwxClient(settings, transport=transport, reporter=reporter, clock=time.clock)
    polling.wait(client, [Job(job.detail(time.now))], WaitOptions(), LiveOutput(client))
    assert shown(reporter) == job.output
    between, after = transport.seconds[:-1], transport.seconds[-1:]
    assert after == [REQUEST_TIMEOUT]
    assert bool(between) is bool(polls)
    assert all(seconds < REQUEST_TIMEOUT / 4 for seconds in between)


def test_pages_that_are_never_answered_are_made_smaller(
    make_client: MakeClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    """A server that says nothing at all about a page of 500."""
    events = [Event(number, f"line {number}", time.now) for number in range(1, 601)]
    job = RunningJob(20, time.now, time.now, events=events)
    jobs = RunningJobs(time, job)

    def answer(request: Received) -> Answer:
        return SILENCE if int(dict(request.query).get("limit", 0)) > 250 else jobs(request)

    server.handle(answer)
    client = make_client(timeout=0.5)
    found = [job.detail(time.now)]
    polling.wait(client, list(map(Job, found)), WaitOptions(), LiveOutput(client))
    assert shown(reporter) == job.output
    assert reporter.warnings == []


def test_a_server_that_asks_to_wait_is_waited_for(
    make_client: MakeClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    job = RunningJob(20, time.now, time.now, events=lines_at(time.now - 9, "a"))
    jobs = RunningJobs(time, job)
    jobs.trouble = [html_answer(503, Retry_After="50")] * 2
    watch(make_client(timeout=30.0), server, jobs, job)
    assert time.sleeps == [50.0, 50.0]
    assert shown(reporter) == "a\n"
    assert reporter.warnings == []


def test_the_whole_rest_has_a_limit_that_is_said(
    make_client: MakeClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    """Which limit, how much is shown, and where all of it is."""
    start = time.now
    events = [Event(number, f"line {number}", start) for number in range(1, 6001)]
    job = RunningJob(20, start, start, events=events)
    watch(make_client(timeout=30.0), server, RunningJobs(time, job, most=4, seconds=28.0), job)
    lines = shown(reporter).splitlines()
    assert lines == [f"line {number}" for number in range(1, len(lines) + 1)]
    assert len(lines) > 300
    assert reporter.warnings == [
        "the output of job 20 Deploy is not shown any further: reading it took longer than 3600 s"
        f" (an hour, or 120 times request_timeout). Shown: {len(lines)} lines. All that is"
        f" stored: {server.url}/#/jobs/playbook/20/output or awx_query with resource:"
        " jobs/20/stdout"
    ]


def test_the_limit_grows_with_request_timeout(
    make_client: MakeClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    start = time.now
    events = [Event(number, f"line {number}", start) for number in range(1, 501)]
    job = RunningJob(20, start, start, events=events)
    watch(make_client(timeout=60.0), server, RunningJobs(time, job, most=4, seconds=28.0), job)
    assert shown(reporter) == job.output
    assert reporter.warnings == []
    assert time.now - start > 3600


def test_a_job_that_runs_on_after_all_has_ended_is_not_waited_for(
    client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    """Silence is only where answers have nothing new."""
    start = time.now
    inner = RunningJob(21, start, NEVER, events=lines_at(start, "a"))
    whole = RunningJob(20, start, start + 1, type="workflow_job", nodes=[("n", inner)])
    watch(client, server, RunningJobs(time, whole), whole)
    [warning] = reporter.warnings
    assert (
        "the output of job 21 Deploy is not shown any further: nothing new came for 10 s, and it is"
        " running. Shown: 1 line." in warning
    )
    assert 10 < time.now - start < 15


def test_an_output_that_may_lack_its_end_is_said_to(
    client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    start = time.now
    job = RunningJob(20, start, start + 5, events=lines_at(start, "a", "b"), events_lost=True)
    watch(client, server, RunningJobs(time, job), job)
    assert shown(reporter) == job.output
    [warning] = reporter.warnings
    assert "the output of job 20 Deploy may lack its end: AWX has not said that all" in warning
    assert "nothing new came for 6 s. Shown: 2 lines." in warning


def test_a_job_all_of_which_is_stored_is_not_waited_for(
    client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    """One read of its events, and no pause."""
    job = RunningJob(20, time.now - 9, time.now, events=lines_at(time.now - 9, "a", "b"))
    jobs = RunningJobs(time, job)
    watch(client, server, jobs, job)
    assert shown(reporter) == "a\nb\n"
    assert time.sleeps == []
    assert server.asked == ["GET /api/v2/jobs/20/job_events/"]


def test_whether_all_is_stored_need_not_be_known(
    make_client: MakeClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    """Counting the events of a large job can take longer than reading some of them."""
    job = RunningJob(20, time.now, time.now, events=lines_at(time.now - 9, "a", "b"))
    jobs = RunningJobs(time, job)

    def answer(request: Received) -> Answer:
        return html_answer(504) if request.path == job.url else jobs(request)

    server.handle(answer)
    client = make_client(retries=0)
    found = job.detail(time.now)
    del found["event_processing_finished"]
    polling.wait(client, list(map(Job, [found])), WaitOptions(), LiveOutput(client))
    assert shown(reporter) == job.output
    [warning] = reporter.warnings
    assert "may lack its end" in warning


# -- Nodes that are tried again ------------------------------------------------------------------


@pytest.mark.parametrize("first_seen", ["running", "ended", "never"])
def test_each_attempt_of_a_node_is_shown_to_its_end(
    first_seen: str, client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    """Promise: a job that was retried loses nothing, and the next one follows it."""
    # The wait looks 0.5, 1.3 and 2.58 s after the start, then every two seconds.
    begins, ends = {"running": (0, 4), "ended": (0, 1), "never": (1.4, 2.5)}[first_seen]
    start = time.now
    first = RunningJob(
        21,
        start + begins,
        start + ends,
        name="Build",
        ending="failed",
        # The last events come after the next attempt has begun.
        events=[Event(1, "a", start + begins), Event(2, "b", start + ends + 1.7)],
    )
    second = RunningJob(
        22, start + ends, start + 8, name="Build", ending="failed", events=lines_at(start + 5, "c")
    )
    third = RunningJob(23, start + 8, start + 10, name="Build", events=lines_at(start + 8, "d"))
    other = RunningJob(24, start + 10, start + 11, name="Next", events=lines_at(start + 10, "e"))
    whole = RunningJob(
        20,
        start,
        start + 12,
        type="workflow_job",
        nodes=[("build", first, second, third), ("", other)],
    )
    watch(client, server, RunningJobs(time, whole), whole)
    lasted = int(ends - begins)
    lines = shown(reporter).splitlines()
    assert [line for line in lines if " Build" in line] == [
        "job 21 Build started (node build)",
        "job 21 Build | a",
        "job 21 Build | b",
        f"job 21 Build failed after 0:0{lasted} (node build)",
        "job 22 Build started (node build, attempt 2)",
        "job 22 Build | c",
        f"job 22 Build failed after 0:0{int(8 - ends)} (node build, attempt 2)",
        "job 23 Build started (node build, attempt 3)",
        "job 23 Build | d",
        "job 23 Build successful after 0:02 (node build, attempt 3)",
    ]
    assert lines[-2:] == ["job 24 Next | e", "job 24 Next successful after 0:01"]
    assert reporter.warnings == []
    assert time.now - start < 16


def test_a_workflow_that_ended_before_shows_each_attempt(
    client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    """One request more tells about those that no node has any more."""
    start = time.now - 100
    jobs = [
        RunningJob(
            number,
            start + number,
            start + number + 1,
            name="Build",
            ending="failed",
            events=lines_at(start, str(number)),
        )
        for number in (21, 22)
    ]
    inner = RunningJob(
        30, start, start + 50, type="workflow_job", name="Inner", nodes=[("build", *jobs)]
    )
    whole = RunningJob(20, start, start + 60, type="workflow_job", nodes=[("inner", inner)])
    watch(client, server, RunningJobs(time, whole), whole)
    assert [line for line in shown(reporter).splitlines() if " | " in line] == [
        "job 21 Build | 21",
        "job 22 Build | 22",
    ]
    assert reporter.warnings == []
    asked = [request for request in server.requests if "unified_jobs" in request.path]
    assert [dict(request.query)["id__in"] for request in asked] == ["21"]


def test_an_attempt_that_is_gone_is_said(
    client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    gone = RunningJob(21, time.now - 9, time.now - 8, ending="failed")
    second = RunningJob(22, time.now - 8, time.now - 7, events=lines_at(time.now - 9, "b"))
    whole = RunningJob(
        20, time.now - 9, time.now - 7, type="workflow_job", nodes=[("n", gone, second)]
    )
    jobs = RunningJobs(time, whole)

    def answer(request: Received) -> Answer:
        return page_of([]) if "unified_jobs" in request.path else jobs(request)

    server.handle(answer)
    found = [whole.detail(time.now)]
    polling.wait(client, list(map(Job, found)), WaitOptions(), LiveOutput(client))
    assert [line for line in shown(reporter).splitlines() if " | " in line] == ["job 22 Deploy | b"]
    [warning] = reporter.warnings
    assert "jobs of workflow job 20 Deploy may be missing in its output: job 21 was dele" in warning


def test_workflows_of_many_nodes_on_a_slow_server(
    client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    """Pages of nodes get smaller too."""
    jobs = [
        RunningJob(number, time.now, time.now, name="", events=lines_at(time.now - 1, "x"))
        for number in range(100, 400)
    ]
    nodes = [("", job) for job in jobs]
    whole = RunningJob(20, time.now, time.now, type="workflow_job", nodes=nodes)
    watch(client, server, RunningJobs(time, whole, most=60), whole)
    assert shown(reporter).count(" | x") == 300
    assert reporter.warnings == []


def test_a_deadline_is_kept(
    client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    """What has come by then is shown; the job goes on."""
    start = time.now
    job = RunningJob(20, start, NEVER, events=lines_at(start, *map(str, range(1, 99))))
    watch(client, server, RunningJobs(time, job), job, timeout=7.5)
    assert time.now - start == 7.5
    assert shown(reporter).splitlines() == [str(number) for number in range(1, 8)]


def test_colours_are_those_of_the_job(
    client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    reporter.terminal = Terminal(is_visible=True, has_colour=True)
    events = lines_at(time.now, "\x1b[0;32mok\x1b[0m\x1b[2J")
    job = RunningJob(20, time.now, time.now + 2, events=events)
    watch(client, server, RunningJobs(time, job), job)
    assert shown(reporter) == "\x1b[0;32mok\x1b[0m\n"


def test_on_a_shared_screen_each_line_says_whose_it_is(
    client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
) -> None:
    reporter.terminal = Terminal(is_visible=True, is_shared=True)
    job = RunningJob(20, time.now, time.now + 2, events=lines_at(time.now, "a", "b"))
    watch(client, server, RunningJobs(time, job), job)
    lines = shown(reporter).splitlines()
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

    client.reporter.show = interrupted  # type: ignore[method-assign]
    with pytest.raises(Stop):
        watch(client, server, jobs, job)


def test_a_job_that_names_no_address_cannot_be_followed(client: AwxClient) -> None:
    with pytest.raises(errors.UnexpectedResponse):
        LiveOutput(client).on_start([Job({"id": 20, "type": "job", "status": "running"})])


def test_a_job_that_is_deleted_holds_up_no_other(
    client: AwxClient, server: ScriptedServer, time: Time, reporter: Reporter
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
    seen = polling.wait(client, list(map(Job, begun)), WaitOptions(), LiveOutput(client))
    assert [job.id for job in seen.deleted] == [21]
    assert "| two\n" in shown(reporter)
    assert reporter.warnings == []
