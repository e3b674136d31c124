# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Why one job failed that is no workflow: its hosts and tasks, AWX's words, or its last output."""

from __future__ import annotations

import dataclasses
import re
import typing as t

from ..api.best_effort import BestEffortReader
from ..api.client import AwxClient
from ..api.stdout_download import is_excuse
from ..common import errors, json_fields, truncate
from ..http.urls import Params, batches_for_url
from ..jobs.unified_job import Job, describe, path_of, read
from ..schema.job_types import JOB_TYPES
from . import event_messages, host_summaries
from .last_line import last_words

# So many failures are read and returned.
MOST_FAILURES = 20

# What had to run before a job, and before that.
_MOST_DEPENDENCIES = 2

# Where a kind of job has the events that tell hosts and tasks; the others print lines only.
_EVENTS: t.Mapping[str, str] = {
    each.name: each.events for each in JOB_TYPES.values() if each.tells_hosts
}

# Host-level failures, one for a host and task: loops also have one event for each item, and the
# `failed` of task events is not reliable (docs/awx-api.md#failed-events).
_FAILED_EVENTS = (
    ("failed", "true"),
    ("event__startswith", "runner_"),
    ("not__event", "runner_item_on_failed"),
)

# So many names are in a filter.
_MAX_HOSTS_IN_FILTER = 50

# AWX puts JSON into the explanation of a job whose dependency failed. It does not escape the name
# in it, so that it is not always valid.
_DEPENDENCY = re.compile(r'\{"job_type": "(\w+)",.*"job_id": "(\d+)"\}', re.DOTALL)


# What AWX's own program says when a task of its own failed: nothing.
_SEE_THE_OUTPUT = re.compile(r"encountered an error \(rc=[^)]*\), please see task stdout")

# It holds the name of a template, of 512 characters at most; much more would take long to search.
_LONGEST_DEPENDENCY = 5000


@dataclasses.dataclass(frozen=True)
class Failures:
    """What failed, in the order in which it happened, and how many more there are."""

    kept: t.Sequence[dict[str, t.Any]] = ()
    left_out: int = 0


@dataclasses.dataclass(frozen=True)
class Reason:
    """Why a job failed; `explanation` is "" where `failures` say it all."""

    failures: Failures = dataclasses.field(default_factory=Failures)
    explanation: str = ""
    hosts: t.Mapping[str, t.Any] = dataclasses.field(default_factory=dict)
    output_tail: str = ""

    def line(self, job: t.Mapping[str, t.Any]) -> str:
        """Return the reason in one line: the first failure, or else the explanation."""
        if not self.failures.kept:
            return truncate.one_line(self.explanation)
        first = event_messages.line(self.failures.kept[0], with_host=has_hosts(job))
        others = len(self.failures.kept) - 1 + self.failures.left_out
        return f"{first} (and {_counted(others, self._what(job))})" if others else first

    def _what(self, job: t.Mapping[str, t.Any]) -> str:
        """Return what each further failure is: mostly one of another host."""
        named = [str(failed.get("host")) for failed in self.failures.kept]
        is_each_another = len(set(named)) == len(named) and has_hosts(job)
        return "host" if is_each_another else "failure"


def _counted(number: int, what: str) -> str:
    return f"1 more {what}" if number == 1 else f"{number} more {what}s"


def has_hosts(job: t.Mapping[str, t.Any]) -> bool:
    """Whether the hosts of a job are the user's."""
    return job.get("type") != "project_update"


def ending(job: t.Mapping[str, t.Any]) -> str:
    """Return how a job ended, in words."""
    words = {"failed": "failed", "error": "could not run", "canceled": "was canceled"}
    return words.get(str(job.get("status")), f"ended as {job.get('status')}")


def why(reading: BestEffortReader, job: Job, *, with_output: bool = True) -> Reason:
    """Return why `job` ended without success, in at most five requests.

    They are: the failed hosts, the failures, where a job was cut short its last task, and the end
    of the output, twice if it is too large; or, for a job that never started, two dependencies and
    what these say. The output is read if it is wanted, or if there is nothing else.
    """
    if _never_started(job):
        return Reason(explanation=words(reading, job), hosts=_hosts(job, [], 0))
    client, path = reading.client, path_of(job)
    rows: list[dict[str, t.Any]] = []
    count = 0
    if job.get("type") == "job":
        rows, count = reading.read(lambda: host_summaries.read_failed(client, path), (rows, count))
    failures = Failures()
    if job.get("type") in _EVENTS:
        failures = reading.read(lambda: _failures(client, path, job, rows, count), failures)
    explanation = words(reading, job)
    if job.get("type") == "job" and not rows and (explanation or job.get("status") == "canceled"):
        last_task = reading.read(lambda: _last_task(client, path), "")
        explanation = truncate.joined(explanation, last_task)
    has_reason = bool(failures.kept or explanation or job.get("status") == "canceled")
    output = ""
    if with_output or not has_reason:
        output = reading.read(lambda: _output_tail(client, path, job), "")
    if not has_reason:
        explanation = last_words(output)
    return Reason(failures, explanation, _hosts(job, rows, count), output)


def _never_started(job: t.Mapping[str, t.Any]) -> bool:
    """Whether a job ended before it began: it has no events then.

    See docs/awx-api.md#jobs-that-never-started.
    """
    return "started" in job and job["started"] is None


def _hosts(job: Job, rows: t.Sequence[host_summaries.Row], count: int) -> dict[str, t.Any]:
    return host_summaries.named(job, rows, count) if job.get("type") == "job" else {}


# -- What failed -------------------------------------------------------------------------


def _failures(
    client: AwxClient, path: str, job: Job, rows: t.Sequence[host_summaries.Row], count: int
) -> Failures:
    """Read the failed events but those that were rescued.

    Hosts that went on are left out. Of a host that failed in the end, those that were rescued came
    before those that counted; how many counted is in its summary.
    """
    failed_on = {str(row["host_name"]): row["failures"] + row["dark"] for row in rows}
    newest_first = any(row.get("rescued") for row in rows)
    order = "-counter" if newest_first else "counter"
    params = [*_FAILED_EVENTS, ("order_by", order), ("page_size", str(MOST_FAILURES))]
    events, found = client.get_page(path + _EVENTS[str(job["type"])], params + _only(failed_on))
    if not rows:
        return Failures(
            [event_messages.failure(event) for event in events], max(found - len(events), 0)
        )
    if newest_first:
        events = _first_of_each(events, failed_on)[::-1]
    # A host that is not among those that are known by name failed at least once.
    known = count <= len(rows)
    kept = [event for event in events if not known or str(event.get("host_name")) in failed_on]
    total = sum(failed_on.values()) + max(count - len(rows), 0)
    return Failures([event_messages.failure(event) for event in kept], max(total - len(kept), 0))


def _only(names: t.Iterable[str]) -> list[tuple[str, str]]:
    """Return a filter for as many hosts as a URL has room for; a comma would part a name."""
    plain = sorted(name for name in names if "," not in name)
    chosen = next(batches_for_url(plain, max_values=_MAX_HOSTS_IN_FILTER), [])
    return [("host_name__in", ",".join(chosen))] if chosen else []


def _first_of_each(
    events: t.Iterable[dict[str, t.Any]], most: t.Mapping[str, int]
) -> list[dict[str, t.Any]]:
    left = dict(most)
    kept = []
    for event in events:
        host = str(event.get("host_name"))
        if left.get(host, 0) > 0:
            left[host] -= 1
            kept.append(event)
    return kept


# -- What AWX says -----------------------------------------------------------------------


def words(reading: BestEffortReader, job: Job, dependencies: int = _MOST_DEPENDENCIES) -> str:
    """Return AWX's explanation and what its own program died of, in words."""
    explained = str(job.get("job_explanation") or "")
    dependency = _DEPENDENCY.search(explained[:_LONGEST_DEPENDENCY])
    if dependency and dependencies:
        kind, number = dependency.groups()
        explained = _of_dependency(reading, kind, number, dependencies - 1)
    traceback = str(job.get("result_traceback") or "")
    died_of = truncate.tail(traceback).rpartition("\n")[2].strip()
    if _SEE_THE_OUTPUT.search(died_of):
        died_of = ""
    return truncate.joined(truncate.message(explained), truncate.one_line(died_of))


def _of_dependency(reading: BestEffortReader, kind: str, number: str, dependencies: int) -> str:
    """Return why the job failed that had to run before."""
    unread: Job = {"type": kind, "id": number}
    resource = JOB_TYPES[kind].resource if kind in JOB_TYPES else f"{kind}s"
    path = f"{resource}/{number}/"
    job = reading.read(lambda: read(reading.client, path), unread)
    if job is unread:
        return f"{kind.replace('_', ' ')} {number}, which had to run before it, failed"
    said = f"{describe(job)}, which had to run before it, {ending(job)}"
    if _never_started(job) or job.get("type") == "workflow_job":
        reason = Reason(explanation=words(reading, job, dependencies))
    else:
        reason = why(reading, job, with_output=False)
    return f"{said}: {reason.line(job)}" if reason.line(job) else said


def _last_task(client: AwxClient, path: str) -> str:
    """Return what a job did when it was cut short; these have no other statistics."""
    newest = ("event", "playbook_on_task_start"), ("order_by", "-counter"), ("limit", "1")
    events = _events(client, path + "job_events/", newest)
    task = truncate.one_line(events[0].get("task") or "") if events else ""
    return f"its last task was '{task}'" if task else ""


def _events(client: AwxClient, path: str, params: Params) -> list[dict[str, t.Any]]:
    """Return events without having them counted, which costs much in a job that has many."""
    return json_fields.list_of_mappings(client.get_object(path, params).get("results"))


# -- What it printed -----------------------------------------------------------------------


def _output_tail(client: AwxClient, path: str, job: Job) -> str:
    """Return the last lines of the output, without colours; "" where there is none to be had."""
    if job.get("type") == "system_job":
        whole = job if "result_stdout" in job else read(client, path)
        return truncate.tail(whole.get("result_stdout") or "")
    lines = str(-truncate.TAIL_LINES)
    try:
        body = client.get(path + "stdout/", [("format", "json"), ("start_line", lines)])
    except errors.NotFound:
        return ""
    if not isinstance(body, dict):
        return ""
    if is_excuse(body):
        return _last_printed(client, path, job)
    return truncate.tail(str(body.get("content") or ""))


def _last_printed(client: AwxClient, path: str, job: Job) -> str:
    """Return what the last events printed; AWX cuts each to 1,024 bytes."""
    newest = ("order_by", "-counter"), ("limit", str(truncate.TAIL_LINES))
    events = _events(client, path + _EVENTS.get(str(job.get("type")), "events/"), newest)
    printed = [str(event["stdout"]) for event in reversed(events) if event.get("stdout")]
    return truncate.tail("\n".join(printed))
