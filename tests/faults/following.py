# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs that are followed while they run, by the clock of a test; events come out of order."""

from __future__ import annotations

import contextlib
import random
import typing as t

from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common.reporting import (
    RedactingReporter,
    Terminal,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.operations import job_wait

from tests.integration.sandbox import Sandbox
from tests.unit.ports import Reporter, Time
from tests.unit.running_jobs import Event, RunningJob, RunningJobs, events_out_of_order
from tests.unit.scripted_server import ScriptedServer

# Seconds. The job itself takes 12.
_TIMEOUT = 60.0


@contextlib.contextmanager
def job(time: Time) -> t.Iterator[str]:
    """Run a job whose events take two reads; give the URL of its server."""
    with _serving(time, _job(20, time.now, events=600)) as url:
        yield url


@contextlib.contextmanager
def workflow(time: Time) -> t.Iterator[str]:
    """Run a workflow of two jobs, one after the other."""
    first, second = _job(21, time.now, events=5), _job(22, time.now + 13, events=5)
    nodes = [("first", first), ("second", second)]
    whole = RunningJob(20, time.now, time.now + 26, type="workflow_job", nodes=nodes)
    with _serving(time, whole) as url:
        yield url


def _job(number: int, now: float, *, events: int) -> RunningJob:
    chance = random.Random(number)
    come = events_out_of_order(chance, events, started=now, seconds=11)
    return RunningJob(number, now, now + 12, events=[_as_task(event) for event in come])


def _as_task(event: Event) -> Event:
    return Event(event.counter, event.stdout, event.stored_at, {"event": "runner_on_ok"})


@contextlib.contextmanager
def _serving(time: Time, running: RunningJob) -> t.Iterator[str]:
    server = ScriptedServer()
    server.handle(RunningJobs(time, running))
    try:
        yield server.url
    finally:
        server.close()


def poll(client: AwxClient, _sandbox: Sandbox) -> t.Any:
    return _wait(client, wait_timeout=_TIMEOUT)


def live(client: AwxClient, _sandbox: Sandbox) -> t.Any:
    """Return how the job ended, and all that was shown."""
    return _wait(client, output="live"), _shown(client)


def nodes(client: AwxClient, _sandbox: Sandbox) -> t.Any:
    """Return how the workflow ended, and all that was shown, the lines of each job together."""
    statuses = _wait(client, output="live")
    lines = sorted(_shown(client).splitlines(), key=lambda line: line.split()[1])
    return statuses, "\n".join(lines)


def progress(client: AwxClient, _sandbox: Sandbox) -> t.Any:
    """Return how the job ended, the last line, and whether a line was shown twice."""
    statuses = _wait(client, output="progress")
    lines = _shown(client).splitlines()
    return statuses, lines[-1].partition(" successful ")[0], len(lines) - len({*lines})


def _wait(client: AwxClient, **options: t.Any) -> list[str]:
    _report_of(client).terminal = Terminal(is_visible=True)
    ended = job_wait.run(client, {"jobs": [20], "interval": 10, **options})
    return [row["status"] for row in ended["jobs"]]


def _shown(client: AwxClient) -> str:
    return "".join(_report_of(client).shown)


def _report_of(client: AwxClient) -> Reporter:
    redacting = client.reporter
    assert isinstance(redacting, RedactingReporter)
    assert isinstance(redacting.wrapped, Reporter)
    return redacting.wrapped
