# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An AWX whose jobs run while the time of a test passes, and store their events out of order.

It answers what watchers of jobs ask: details, event lists with a cursor, and workflow nodes.
"""

from __future__ import annotations

import dataclasses
import random
import re
import typing as t

from tests.unit.ports import Time
from tests.unit.scripted_server import Answer, Received, html_answer, json_answer, page_of

NEVER = float("inf")


@dataclasses.dataclass(frozen=True)
class Event:
    """An event that is stored at a time."""

    counter: int
    stdout: str
    stored_at: float
    more: t.Mapping[str, t.Any] = dataclasses.field(default_factory=dict)

    def row(self) -> dict[str, t.Any]:
        return {"id": 9000 + self.counter, "counter": self.counter, "stdout": self.stdout} | dict(
            self.more
        )


@dataclasses.dataclass
class RunningJob:
    """A job that starts and ends at a time; `nodes` are (identifier, job, ...) of a workflow.

    Of several jobs of a node each is started when the one before has failed, as Ascender does.
    """

    id: int
    started: float
    ended: float
    type: str = "job"
    name: str = "Deploy"
    ending: str = "successful"
    events: t.Sequence[Event] = ()
    nodes: t.Sequence[tuple[t.Any, ...]] = ()
    events_lost: bool = False

    @property
    def url(self) -> str:
        return f"/api/v2/{self.type}s/{self.id}/"

    def status(self, now: float) -> str:
        if now < self.started:
            return "pending"
        return "running" if now < self.ended else self.ending

    def summary(self, now: float) -> dict[str, t.Any]:
        elapsed = max(min(now, self.ended) - self.started, 0)
        return {
            "id": self.id,
            "name": self.name,
            "type": self.type,
            "status": self.status(now),
            "elapsed": elapsed,
        }

    def detail(self, now: float) -> dict[str, t.Any]:
        times = [event.stored_at for event in self.events if event.stored_at != NEVER]
        processed = {"event_processing_finished": self._is_processed(now, times)}
        return {
            **self.summary(now),
            "url": self.url,
            "started": None if now < self.started else "2026-11-23T04:00:00Z",
            **({} if self.type == "workflow_job" else processed),
        }

    def _is_processed(self, now: float, times: t.Sequence[float]) -> bool:
        return not self.events_lost and now >= max([self.ended, *times])

    @property
    def output(self) -> str:
        """The stored output as AWX joins it, without events that were never stored."""
        texts = [event.stdout for event in self.events if event.stdout]
        return "".join(f"{text}\n" for text in texts).replace("\r\n", "\n")


class RunningJobs:
    """Answer for jobs by the clock of a test; `asked` are the requests for events and nodes.

    Those for more than `most` events or nodes get no answer in time from the server, and so a 504
    of the proxy before it. Each answer takes `seconds`.
    """

    def __init__(
        self, time: Time, *jobs: RunningJob, most: int = 500, seconds: float = 0.0
    ) -> None:
        self._time = time
        self._most = most
        self._seconds = seconds
        self.asked: list[str] = []
        self._jobs: dict[str, RunningJob] = {}
        self.trouble: list[Answer] = []
        for job in jobs:
            self._add(job)

    def _add(self, job: RunningJob) -> None:
        self._jobs[job.url] = job
        for _identifier, *several in job.nodes:
            for inner in several:
                self._add(inner)

    def __call__(self, request: Received) -> Answer:
        if request.path == "/api/v2/unified_jobs/":
            ids = dict(request.query)["id__in"].split(",")
            listed = [job for job in self._jobs.values() if str(job.id) in ids]
            return page_of([job.detail(self._time.now) for job in listed])
        found = re.fullmatch(r"(/api/v2/\w+/\d+/)(\w+/)?", request.path)
        assert found, request.path
        job, part = self._jobs[found[1]], found[2]
        if part is None:
            return json_answer(job.detail(self._time.now))
        self.asked.append(request.path)
        self._time.pass_by(self._seconds)
        if self.trouble:
            return self.trouble.pop(0)
        query = dict(request.query)
        if int(query.get("limit") or query["page_size"]) > self._most:
            return html_answer(504)
        if part == "workflow_nodes/":
            return self._nodes(job, query)
        assert part == ("job_events/" if job.type == "job" else "events/")
        return self._events(job, query)

    def _nodes(self, job: RunningJob, query: dict[str, str]) -> Answer:
        rows = [self._node(*node) for node in job.nodes]
        # Only the listing of all goes on after an id.
        rows = [row for row in rows if row["id"] > int(query.get("id__gt", 0))]
        return page_of(rows[: int(query["page_size"])], len(rows))

    def _events(self, job: RunningJob, query: dict[str, str]) -> Answer:
        if query["order_by"] == "-counter":
            stored = [event.row() for event in job.events if event.stored_at <= self._time.now]
            return json_answer({"results": stored[-1:]})
        assert query["order_by"] == "counter"
        names = query["event__in"].split(",") if "event__in" in query else None
        rows = [
            event.row()
            for event in sorted(job.events, key=lambda event: event.counter)
            if event.counter > int(query["counter__gt"])
            and event.stored_at <= self._time.now
            and (names is None or event.more.get("event") in names)
        ]
        return json_answer({"results": rows[: int(query["limit"])]})

    def _node(self, identifier: str, *jobs: RunningJob) -> dict[str, t.Any]:
        # A node has a job only once those before it have ended.
        begun = [job for job in jobs if self._time.now >= job.started]
        job = begun[-1] if begun else None
        return {
            "id": jobs[0].id,
            "identifier": identifier,
            "job": job.id if job else None,
            "do_not_run": False,
            "related": {"job": job.url} if job else {},
            "summary_fields": {"job": job.summary(self._time.now)} if job else {},
            **({"retried_jobs": [one.id for one in begun[:-1]]} if len(jobs) > 1 else {}),
        }


def events_out_of_order(
    chance: random.Random, count: int, *, started: float, seconds: float
) -> list[Event]:
    """Return events that receivers store in batches, each at its own time."""
    receivers = [chance.uniform(0.1, 1.0) for _receiver in range(chance.randint(1, 4))]
    events = []
    for counter in range(1, count + 1):
        emitted = started + seconds * counter / count
        period = chance.choice(receivers)
        stored_at = (emitted // period + 1) * period
        lines = chance.choice([0, 1, 1, 1, 3])
        text = "\r\n".join(
            f"\x1b[0;32mline {counter}.{line}\x1b[0m" * (line % 2) for line in range(1, lines + 1)
        )
        events.append(Event(counter, text, stored_at))
    return events
