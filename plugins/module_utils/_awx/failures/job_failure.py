# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Why a job (not a workflow) failed: hosts and tasks, AWX's explanation, or its last output."""

from __future__ import annotations

import functools
import re
import typing as t

from ..api.best_effort_reader import BestEffortReader
from ..api.client import AwxClient
from ..common import json_fields, message_text
from ..http.urls import batches_for_url
from ..jobs.output_tail import read_tail
from ..jobs.unified_job import Job, read
from ..schema.job_types import JOB_TYPES
from . import event_messages, host_summaries

# So many failures are read and returned.
MAX_FAILURES = 20

# What had to run before a job, and before that.
_MAX_DEPENDENCIES = 2

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
_MAX_DEPENDENCY_LENGTH = 5000


def ending(status: t.Any) -> str:
    """Return how a job ended, in words."""
    words = {"failed": "failed", "error": "could not run", "canceled": "was canceled"}
    return words.get(str(status), f"ended as {status}")


def why(reading: BestEffortReader, job: Job, *, with_output: bool = True) -> dict[str, t.Any]:
    """Return why `job` ended without success, in at most five requests.

    These are: the failed hosts, the failures, the last task of a job that was cut short, and the
    end of the output (two requests if it is too large); for a job that never started, up to two
    dependencies and why these failed. The output is only read if requested, or if there is
    nothing else. `failures` are in the order in which they happened; `explanation` is "" where
    they say it all.
    """
    rows: list[dict[str, t.Any]] = []
    failures: list[dict[str, t.Any]] = []
    count = left_out = 0
    output = ""
    client, has_hosts = reading.client, job.type == "job"
    explanation = words(reading, job)
    if not _never_started(job):
        path = job.path
        if has_hosts:
            read_failed = functools.partial(host_summaries.read_failed, client, path)
            rows, count = reading.read(read_failed, (rows, count))
        if job.job_type and job.job_type.tells_hosts:
            read_failures = functools.partial(
                _failures, client, path + job.job_type.events, rows, count
            )
            failures, left_out = reading.read(read_failures, (failures, left_out))
        is_canceled = job.status == "canceled"
        if has_hosts and not rows and (explanation or is_canceled):
            last_task = reading.read(lambda: _last_task(client, path), "")
            explanation = message_text.joined(explanation, last_task)
        has_reason = failures or explanation or is_canceled
        if with_output or not has_reason:
            output = reading.read(lambda: read_tail(client, job), "")
        if not has_reason:
            explanation = last_words(output)
    return {
        "explanation": explanation,
        "failures": failures,
        "failures_left_out": left_out,
        "output_tail": output,
        **({"hosts": host_summaries.named(job, rows, count)} if has_hosts else {}),
    }


def line(about: t.Mapping[str, t.Any], job_type: str) -> str:
    """Return the reason in one line: the first failure, or else the explanation."""
    failures = about["failures"]
    if not failures:
        return message_text.one_line(about["explanation"])
    # The hosts of a project update are not the user's.
    with_host = job_type != "project_update"
    first = event_messages.line(failures[0], with_host=with_host)
    others = len(failures) - 1 + (about.get("failures_left_out") or 0)
    if not others:
        return first
    names = {failed.get("host") for failed in failures}
    what = "host" if with_host and len(names) == len(failures) else "failure"
    return f"{first} (and {others} more {what}{'' if others == 1 else 's'})"


def _never_started(job: Job) -> bool:
    """Whether a job ended before it began: it has no events then.

    See docs/awx-api.md#jobs-that-never-started.
    """
    return "started" in job.data and job.data["started"] is None


# -- What failed -------------------------------------------------------------------------


def _failures(
    client: AwxClient, path: str, rows: t.Sequence[host_summaries.Row], count: int
) -> tuple[list[dict[str, t.Any]], int]:
    """Return the failed events but those that were rescued, and how many are left out.

    Hosts that continued are left out. For a host that failed in the end, rescued failures precede
    those that count; the host summary has the number of the latter.
    """
    failed_on = {str(row["host_name"]): row["failures"] + row["dark"] for row in rows}
    newest_first = any(row.get("rescued") for row in rows)
    order = "-counter" if newest_first else "counter"
    params = [*_FAILED_EVENTS, ("order_by", order), ("page_size", str(MAX_FAILURES))]
    events, total = client.get_page(path, params + _only(failed_on))
    if rows:
        total = sum(failed_on.values()) + max(count - len(rows), 0)
        if newest_first:
            events = _first_of_each(events, failed_on)[::-1]
        if count <= len(rows):
            # All hosts that failed are known by name.
            events = [event for event in events if str(event.get("host_name")) in failed_on]
    return [event_messages.failure(event) for event in events], max(total - len(events), 0)


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


def words(reading: BestEffortReader, job: Job, dependencies: int = _MAX_DEPENDENCIES) -> str:
    """Return AWX's explanation and the error of its own process, if that failed."""
    explained = job.explanation
    dependency = _DEPENDENCY.search(explained[:_MAX_DEPENDENCY_LENGTH])
    if dependency and dependencies:
        kind, number = dependency.groups()
        explained = _of_dependency(reading, kind, number, dependencies - 1)
    traceback = str(job.data.get("result_traceback") or "")
    died_of = message_text.tail(traceback).rpartition("\n")[2].strip()
    if _SEE_THE_OUTPUT.search(died_of):
        died_of = ""
    return message_text.joined(message_text.message(explained), message_text.one_line(died_of))


def _of_dependency(reading: BestEffortReader, kind: str, number: str, dependencies: int) -> str:
    """Return why the job failed that had to run before."""
    resource = JOB_TYPES[kind].resource if kind in JOB_TYPES else f"{kind}s"
    path = f"{resource}/{number}/"
    job = reading.read(lambda: read(reading.client, path), None)
    if job is None:
        return f"{kind.replace('_', ' ')} {number}, which had to run before it, failed"
    said = f"{job.title}, which had to run before it, {ending(job.status)}"
    if _never_started(job) or job.is_workflow:
        reason = message_text.one_line(words(reading, job, dependencies))
    else:
        reason = line(why(reading, job, with_output=False), job.type)
    return f"{said}: {reason}" if reason else said


def _last_task(client: AwxClient, path: str) -> str:
    """Return what a job did when it was cut short; these have no other statistics."""
    # Not as a page: counting the events costs much in a job that has many.
    newest = ("event", "playbook_on_task_start"), ("order_by", "-counter"), ("limit", "1")
    body = client.get_object(path + "job_events/", newest)
    events = json_fields.list_of_mappings(body.get("results"))
    task = message_text.one_line(events[0].get("task") or "") if events else ""
    return f"its last task was '{task}'" if task else ""


# -- What it printed -----------------------------------------------------------------------

_TELLING = re.compile(r"\b(error|fatal|failed|exception)\b|Error:|Exception:", re.IGNORECASE)
_NOTHING_PARSED = "No inventory was parsed"
_WARNING = "[WARNING]:"


def last_words(output: str) -> str:
    """Return the line of an output's end that is most likely to say what went wrong.

    That is the last line that mentions an error, or else the last line: `git`,
    `ansible-inventory` and Python all print the reason of a failure at the end.
    """
    lines = [line.strip() for line in message_text.tail(output).split("\n") if line.strip()]
    telling = [line for line in lines if _TELLING.search(line) and "failed=" not in line]
    last = (telling or lines or [""])[-1]
    return f"{_unparsed(lines)}{last}" if _NOTHING_PARSED in last else last


def _unparsed(lines: t.Sequence[str]) -> str:
    """Return what `ansible-inventory` warned of before it gave up, which names the file."""
    warnings: list[str] = []
    for line in lines:
        if _NOTHING_PARSED in line:
            break
        if line.startswith(_WARNING):
            warnings.append(line[len(_WARNING) :].strip())
        elif warnings:
            # Warnings are broken to the width of a terminal.
            warnings[-1] += f" {line}"
    found = [warning for warning in warnings if "parse" in warning]
    return f"{message_text.one_line(found[-1])}: " if found else ""
