# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""waiting: polls that survive, deadlines that are exact (docs/awx-api.md#end-of-a-job)."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs import fetch_by_id, polling
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.polling import WaitOptions
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.unified_job import Job

from tests.unit.connect import MakeClient
from tests.unit.ports import Reporter, Time
from tests.unit.scripted_server import (
    RESET,
    Answer,
    Received,
    ScriptedServer,
    html_answer,
    json_answer,
    page_of,
)

URL = "/api/v2/jobs/20/"


def job(status: str = "running", **more: t.Any) -> dict[str, t.Any]:
    return {"id": 20, "name": "Deploy", "type": "job", "url": URL, "status": status, **more}


def expect_polls(server: ScriptedServer, *answers: Answer | str) -> None:
    """Expect a poll for each answer; a text is the status of the job."""
    for answer in answers:
        given = json_answer(job(answer)) if isinstance(answer, str) else answer
        server.expect("GET", URL, given)


def wait(
    client: AwxClient,
    *,
    timeout: float | None = 600.0,
    interval: float = 10.0,
    status: str = "pending",
) -> Job:
    return seen(client, timeout=timeout, interval=interval, status=status).jobs[0]


def seen(
    client: AwxClient,
    *,
    timeout: float | None = 600.0,
    interval: float = 10.0,
    status: str = "pending",
    observer: polling.Observer = polling.NULL_OBSERVER,
) -> polling.WaitResult:
    options = WaitOptions(timeout, interval)
    return polling.wait(client, [Job(job(status))], options, observer)


def is_running(count: int) -> list[str]:
    return ["running"] * count


@pytest.mark.parametrize("status", ["successful", "failed", "error", "canceled"])
def test_wait_for_an_ended_job_asks_nothing(status: str, client: AwxClient) -> None:
    assert wait(client, status=status).status == status


@pytest.mark.parametrize("status", ["successful", "failed", "error", "canceled"])
def test_wait_returns_the_job_as_it_ended(
    status: str, client: AwxClient, server: ScriptedServer
) -> None:
    """One request a poll."""
    expect_polls(server, "pending", "waiting", "running", status)
    assert wait(client).status == status


def test_wait_backs_off_up_to_the_interval(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    """Polling that backs off."""
    expect_polls(server, *is_running(6), "successful")
    wait(client, interval=3)
    assert time.sleeps == [0.5, 0.8, 1.28, 2.048, 3, 3, 3]


def test_wait_never_pauses_longer_than_the_interval(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    expect_polls(server, "running", "successful")
    wait(client, interval=0.2)
    assert time.sleeps == [0.2, 0.2]


def test_wait_ends_at_its_deadline(client: AwxClient, server: ScriptedServer, time: Time) -> None:
    """Exact deadlines on a monotonic clock: the last look is at the deadline."""
    started = time.now
    expect_polls(server, *is_running(4))
    late = seen(client, timeout=3, interval=1)
    assert time.now - started == 3
    assert time.sleeps == [0.5, 0.8, 1.0, 0.7]
    assert (late.timed_out, late.jobs[0].status) == (True, "running")


def test_wait_takes_an_end_at_the_deadline(client: AwxClient, server: ScriptedServer) -> None:
    expect_polls(server, "running", "successful")
    assert wait(client, timeout=1.3, interval=1).status == "successful"


@pytest.mark.parametrize("timeout", [0, -1])
def test_wait_for_no_time_asks_nothing(timeout: float, client: AwxClient) -> None:
    assert seen(client, timeout=timeout).timed_out


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(html_answer(502), id="502"),
        pytest.param(html_answer(503), id="503"),
        pytest.param(json_answer({"detail": "slow down"}, 429), id="429"),
        pytest.param(html_answer(500), id="500"),
        pytest.param(html_answer(200, "Upgrading"), id="a page"),
        pytest.param(Answer(200, b"{", [("Content-Type", "application/json")]), id="broken JSON"),
        pytest.param(RESET, id="reset"),
        pytest.param(Answer(302, headers=[("Location", "/migrations_notran/")]), id="upgrade"),
        pytest.param(json_answer([]), id="another shape"),
    ],
)
@pytest.mark.parametrize("timeout", [600.0, None], ids=["a deadline", "for ever"])
def test_wait_survives_trouble(
    timeout: float | None,
    trouble: Answer,
    make_client: MakeClient,
    server: ScriptedServer,
    reporter: Reporter,
) -> None:
    """Waiting survives bad answers, restarts and 429s: the job goes on.

    Also without wait_timeout, which is the default and documented as no end to waiting.
    """
    expect_polls(server, "running", trouble, trouble, "successful")
    assert wait(make_client(retries=0), timeout=timeout).status == "successful"


def test_wait_keeps_what_kept_it_from_seeing_the_end(
    make_client: MakeClient, server: ScriptedServer, reporter: Reporter
) -> None:
    server.handle(lambda request: html_answer(502, "Bad Gateway"))
    late = seen(make_client(retries=0), timeout=5)
    assert late.timed_out
    assert "Bad Gateway" in str(late.last_error)
    assert "a poll failed, and is repeated" in reporter.text


@pytest.mark.parametrize("status", [401, 403])
def test_wait_does_not_survive_what_will_not_pass(
    status: int, client: AwxClient, server: ScriptedServer
) -> None:
    expect_polls(server, "running", json_answer({"detail": "no"}, status))
    with pytest.raises(errors.ApiError):
        wait(client)


def test_wait_keeps_its_deadline_while_polls_are_repeated(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    """Exact deadlines: the retries of a poll must not outlive the time to wait."""
    started = time.now
    server.handle(lambda request: html_answer(503, Retry_After="60"))
    assert seen(client, timeout=10).timed_out
    assert time.now - started <= 10


def test_wait_comes_back_when_the_server_asks_to(
    make_client: MakeClient, server: ScriptedServer, time: Time
) -> None:
    """429 with Retry-After, too long to be repeated at once: the next poll is not before."""
    slow_down = json_answer({"detail": "slow down"}, 429, Retry_After="7")
    expect_polls(server, "running", slow_down, "successful")
    wait(make_client(retries=0))
    assert time.sleeps == [0.5, 0.8, 7]


def test_a_minute_of_waiting_takes_few_requests(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    """60 s of waiting: at most 12 requests."""
    server.handle(lambda request: json_answer(job("running")))
    assert seen(client, timeout=60).timed_out
    assert time.slept == 60
    assert len(server.requests) <= 12


# -- Observers ------------------------------------------------------------------------------


class Recording(polling.Observer):
    """A observer that keeps what it sees."""

    def __init__(self, max_pause: float | None = None) -> None:
        self.max_pause = max_pause
        self.seen: list[t.Any] = []
        self.begun: list[int] = []

    def on_start(self, jobs: t.Sequence[Job]) -> None:
        assert not self.seen
        self.begun += [job.id for job in jobs]

    def on_poll(self, active: t.Sequence[Job]) -> None:
        self.seen.append([(row.id, row.status) for row in active])

    def on_finished(self, job: Job) -> None:
        self.seen.append(("ended", job.id, job.status))

    def on_deleted(self, job: Job) -> None:
        self.seen.append(("gone", job.id, job.status))


def test_an_observer_sees_each_poll_and_the_end(client: AwxClient, server: ScriptedServer) -> None:
    expect_polls(server, "pending", "running", html_answer(502), "running", "failed")
    observer = Recording()
    seen(client, observer=observer)
    assert observer.begun == [20]
    assert observer.seen == [
        [(20, "pending")],
        [(20, "running")],
        [(20, "running")],
        ("ended", 20, "failed"),
    ]


def test_an_observer_shortens_pauses(client: AwxClient, server: ScriptedServer, time: Time) -> None:
    expect_polls(server, *is_running(5), "successful")
    seen(client, observer=Recording(max_pause=1.5))
    assert time.sleeps == [0.5, 0.8, 1.28, 1.5, 1.5, 1.5]


def test_an_observer_sees_a_job_that_has_ended_already(client: AwxClient) -> None:
    observer = Recording()
    seen(client, status="successful", observer=observer)
    assert observer.seen == [("ended", 20, "successful")]


def test_an_observer_that_fails_does_not_end_the_wait(
    client: AwxClient, server: ScriptedServer, reporter: Reporter
) -> None:
    class Failing(Recording):
        def on_poll(self, active: t.Sequence[Job]) -> None:
            raise errors.UnexpectedResponse("no events")

        on_finished = on_poll

    expect_polls(server, "running", "successful")
    assert not seen(client, observer=Failing()).timed_out
    assert reporter.text.count("the output observer failed: no events") == 2


# -- Several jobs --------------------------------------------------------------------------

LIST = "/api/v2/unified_jobs/"
ENDED = ("status__in", "canceled,error,failed,successful")


def row(number: int, status: str = "running") -> dict[str, t.Any]:
    kind = "workflow_job" if number % 2 else "project_update"
    return {"id": number, "type": kind, "url": f"/api/v2/{kind}s/{number}/", "status": status}


def rows(*numbers: int) -> list[dict[str, t.Any]]:
    return [row(number) for number in numbers]


def asks(numbers: t.Iterable[int], *more: tuple[str, str]) -> list[tuple[str, str]]:
    ids = ",".join(map(str, numbers))
    return [("id__in", ids), *more, ("order_by", "id"), ("page_size", "200")]


def counts(numbers: t.Iterable[int]) -> list[tuple[str, str]]:
    return [("id__in", ",".join(map(str, numbers))), ("page_size", "1")]


def wait_for(
    client: AwxClient,
    several: t.Iterable[dict[str, t.Any]],
    observer: polling.Observer = polling.NULL_OBSERVER,
    timeout: float | None = None,
) -> polling.WaitResult:
    return polling.wait(client, list(map(Job, several)), WaitOptions(timeout), observer)


def test_a_poll_of_several_jobs_is_one_request(client: AwxClient, server: ScriptedServer) -> None:
    """One request a poll for any number of jobs, of any kinds.

    Every second one counts those that are left besides: a deleted job never ends.
    """
    server.expect("GET", LIST, page_of([]), query=asks([3, 1, 2], ENDED))
    server.expect("GET", LIST, page_of([row(1, "failed")]), query=asks([3, 1, 2], ENDED))
    server.expect("GET", LIST, page_of([row(2)], count=2), query=counts([3, 2]))
    server.expect("GET", LIST, page_of([]), query=asks([3, 2], ENDED))
    server.expect("GET", LIST, page_of([row(2, "canceled")]), query=asks([3, 2], ENDED))
    server.expect("GET", "/api/v2/workflow_jobs/3/", json_answer(row(3, "successful")))
    done = wait_for(client, rows(3, 1, 2))
    found = [(job.id, job.status) for job in done.jobs]
    assert found == [(3, "successful"), (1, "failed"), (2, "canceled")]
    assert not done.timed_out


def test_jobs_keep_their_order_and_may_be_there_twice(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.expect(
        "GET", LIST, page_of([row(1, "failed"), row(2, "error")]), query=asks([2, 1], ENDED)
    )
    done = wait_for(client, [*rows(2, 1, 2), row(5, "successful")])
    assert [job.id for job in done.jobs] == [2, 1, 2, 5]


def test_no_jobs_are_waited_for_already(client: AwxClient) -> None:
    assert wait_for(client, []).jobs == []


def test_hundreds_of_jobs_take_one_request_a_poll(
    client: AwxClient, server: ScriptedServer
) -> None:
    """The page holds 200 and the URL 8 KiB; only those that ended are asked for."""
    numbers = range(20000, 20800)

    def answer(request: Received) -> Answer:
        assert len(str(request.query)) < 8000
        asked = dict(request.query)["id__in"].split(",")
        ended = [row(int(number), "successful") for number in asked] if polls > 1 else []
        return page_of(ended[:200], count=len(ended))

    polls = 0

    def counted(request: Received) -> Answer:
        nonlocal polls
        polls += 1
        return answer(request)

    server.handle(counted)
    done = wait_for(client, rows(*numbers))
    assert len(done.jobs) == 800
    assert not done.timed_out
    # One poll that finds nothing, and four pages of 200 that have ended.
    assert len(server.requests) == 5


def test_thousands_of_jobs_are_asked_for_in_portions(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: page_of([]))
    assert wait_for(client, rows(*range(1000000, 1002000)), timeout=0.5).timed_out
    assert len(server.requests) == 3
    longest = max(len(request.query[0][1]) for request in server.requests)
    assert longest < 7100


def test_somebody_who_watches_sees_all_that_are_active(
    client: AwxClient, server: ScriptedServer
) -> None:
    some = [row(1, "running"), row(2, "pending"), row(3, "successful")]
    server.expect("GET", LIST, page_of(some), query=asks([1, 2, 3]))
    last = [row(1, "failed"), row(2, "error")]
    server.expect("GET", LIST, page_of(last), query=asks([1, 2]))
    observer = Recording()
    wait_for(client, rows(1, 2, 3), observer)
    assert observer.seen == [
        ("ended", 3, "successful"),
        [(1, "running"), (2, "pending")],
        ("ended", 1, "failed"),
        ("ended", 2, "error"),
    ]


def test_a_job_that_is_deleted_hides_no_other(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    """The wait goes on for the others, to their end, and all jobs are returned in their order."""
    server.expect("GET", LIST, page_of([]), query=asks([1, 2, 3], ENDED))
    server.expect("GET", LIST, page_of([]), query=asks([1, 2, 3], ENDED))
    server.expect("GET", LIST, page_of(rows(1), count=1), query=counts([1, 2, 3]))
    server.expect("GET", LIST, page_of(rows(1)), query=asks([1, 2, 3]))
    server.expect("GET", "/api/v2/workflow_jobs/1/", json_answer(row(1)))
    server.expect("GET", "/api/v2/workflow_jobs/1/", json_answer(row(1, "failed")))
    done = wait_for(client, rows(1, 2, 3))
    found = [(job.id, job.status) for job in done.jobs]
    assert found == [(1, "failed"), (2, "running"), (3, "running")]
    assert [job.id for job in done.deleted] == [2, 3]
    assert (done.timed_out, done.active) == (False, [])


def test_deleted_jobs_are_noticed_soon_and_at_the_cost_of_a_count(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    """Not a minute later: within two of the longest pauses; no request tells them one by one."""
    deleted_at = time.now + 60
    numbers = range(1000, 1201)

    def answer(request: Received) -> Answer:
        query = dict(request.query)
        ids = [int(number) for number in query["id__in"].split(",")]
        there = [number for number in ids if time.now < deleted_at or number >= 1010]
        if "status__in" in query:
            ended = there if time.now > deleted_at + 100 else []
            return page_of([row(number, "successful") for number in ended[:200]], len(ended))
        size = int(query["page_size"])
        return page_of([row(number) for number in there[:size]], len(there))

    server.handle(answer)
    noticed: list[float] = []

    def log(message: str) -> None:
        if "was deleted while it was waited for" in message:
            noticed.append(time.now - deleted_at)

    client.reporter.wrapped.log = log  # type: ignore[attr-defined]
    done = wait_for(client, rows(*numbers))
    assert len(noticed) == len(done.deleted) == 10
    assert max(noticed) <= 20
    assert len(done.jobs) == 201
    assert len(server.requests) < 40


def test_one_job_that_is_deleted_is_gone(client: AwxClient, server: ScriptedServer) -> None:
    """It was there a moment ago: a bare 404 would say nothing of that."""
    expect_polls(server, "running", json_answer({"detail": "No Job matches."}, 404))
    server.expect("GET", LIST, page_of([]), query=asks([20]))
    observer = Recording()
    done = seen(client, observer=observer)
    assert [job.status for job in done.deleted] == ["running"]
    assert not done.timed_out
    assert observer.seen == [[(20, "running")], ("gone", 20, "running")]
    assert polling.deleted_message(done.deleted[0]) == (
        "job 20 'Deploy' was deleted while it was waited for; it was running before"
    )


def test_a_404_for_a_job_that_is_listed_is_no_end(
    client: AwxClient, server: ScriptedServer
) -> None:
    """A proxy that answers for a server which is restarted has deleted nothing."""
    expect_polls(server, html_answer(404))
    server.expect("GET", LIST, page_of([job("running")]), query=asks([20]))
    expect_polls(server, "successful")
    assert wait(client).status == "successful"


def test_several_that_are_late_are_told_as_they_are_then(
    client: AwxClient, server: ScriptedServer
) -> None:
    server.expect("GET", LIST, page_of([]), query=asks([1, 2], ENDED))
    server.expect("GET", LIST, page_of([row(1, "running"), row(2, "waiting")]), query=asks([1, 2]))
    late = wait_for(client, [row(1, "pending"), row(2, "pending")], timeout=1)
    assert [job.status for job in late.active] == ["running", "waiting"]


@pytest.mark.parametrize("trouble", [html_answer(502), RESET, json_answer({"results": 3})])
def test_waiting_for_several_survives_trouble(
    trouble: Answer, make_client: MakeClient, server: ScriptedServer
) -> None:
    server.expect("GET", LIST, trouble, query=asks([1, 2], ENDED))
    both = [row(1, "failed"), row(2, "successful")]
    server.expect("GET", LIST, page_of(both), query=asks([1, 2], ENDED))
    assert not wait_for(make_client(retries=0), rows(1, 2)).timed_out


def test_an_answer_about_other_jobs_is_trouble(client: AwxClient, server: ScriptedServer) -> None:
    server.handle(lambda request: page_of([row(7, "successful")]))
    late = wait_for(client, rows(1, 2), timeout=3)
    assert late.timed_out
    assert "another job" in str(late.last_error)


def test_find_asks_for_200_at_a_time(client: AwxClient, server: ScriptedServer) -> None:
    first, second = range(1, 201), range(201, 251)
    server.expect("GET", LIST, page_of(rows(*first)), query=asks(first))
    server.expect("GET", LIST, page_of(rows(*second)), query=asks(second))
    assert len(fetch_by_id.find(client, [*first, *second, 1])) == 250


# -- Settling ------------------------------------------------------------------------------


def ended(status: str = "successful", **more: t.Any) -> dict[str, t.Any]:
    return job(status, **{"event_processing_finished": True, "host_status_counts": None, **more})


COUNTS = {"host_status_counts": {"ok": 1}}


@pytest.mark.parametrize(
    "settled",
    [
        pytest.param(ended(**COUNTS), id="successful"),
        pytest.param(ended("failed", **COUNTS), id="failed"),
        pytest.param(ended("canceled"), id="canceled jobs never get counts"),
        pytest.param(ended("error"), id="neither do those that could not run"),
        pytest.param(ended("failed", job_explanation="Timed out"), id="nor those cut short"),
        pytest.param({**ended(), "type": "workflow_job"}, id="workflow"),
        pytest.param({"type": "workflow_job", "status": "failed"}, id="no such fields"),
    ],
)
def test_settle_has_nothing_to_wait_for(settled: dict[str, t.Any], client: AwxClient) -> None:
    assert polling.settle(client, Job(settled)) == Job(settled)


def test_settle_waits_for_events_and_counts(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    """They lag by 0.5 to 1.5 s each (docs/awx-api.md#end-of-a-job)."""
    expect_polls(server, json_answer(ended()), json_answer(ended(**COUNTS)))
    done = polling.settle(client, Job(ended(event_processing_finished=False)))
    assert done.data["host_status_counts"] == {"ok": 1}
    assert time.sleeps == [0.5, 0.5]


def test_settle_is_bounded(client: AwxClient, server: ScriptedServer, time: Time) -> None:
    """Waiting for event processing never goes on for hours (ansible/awx#15773)."""
    server.handle(lambda request: json_answer(ended(event_processing_finished=False)))
    polling.settle(client, Job(ended(event_processing_finished=False)))
    assert time.slept <= 6.5


@pytest.mark.parametrize(
    "trouble",
    [html_answer(502), html_answer(200), RESET, json_answer({"detail": "no"}, 403)],
    ids=["502", "a page", "reset", "403"],
)
def test_settle_survives_a_read_that_fails(
    trouble: Answer, make_client: MakeClient, server: ScriptedServer
) -> None:
    """How the job ended is known already."""
    expect_polls(server, trouble)
    assert polling.settle(make_client(retries=0), Job(ended())).status == "successful"


# -- The options of tasks that wait ---------------------------------------------------------


def test_a_task_that_does_not_wait_polls_nothing() -> None:
    assert not WaitOptions.from_options({"wait": False, "interval": 0}).wait


def test_defaults_wait_without_end() -> None:
    options = WaitOptions.from_options({})
    assert options == WaitOptions(timeout=None, poll_interval=10.0, on_timeout="fail")
    assert not options.cancel_on_interrupt


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"wait_timeout": -1.0}, "wait_timeout is -1"),
        ({"wait_timeout": 0.0, "timeout": 0.0}, "which means no limit in awx.awx"),
        ({"interval": 0.0}, "interval is 0"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, float], named: str) -> None:
    with pytest.raises(errors.ConfigurationError, match=named):
        WaitOptions.from_options(options)
