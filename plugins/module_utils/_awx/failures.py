# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Why a job failed: hosts, tasks and messages, in a few requests whatever the job did."""

from __future__ import annotations

import re
import typing as t

from . import errors
from .client import AwxClient
from .jobs import Job, path_of

_MOST_FAILURES = 20
_MOST_HOSTS = 200
# So many names fit into a URL.
_MOST_HOSTS_IN_A_FILTER = 50

_TAIL_LINES = 20
_LONGEST_MESSAGE = 2000

_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

# Host-level failures, one for a host and task: loops also have one event for each item, and the
# `failed` of task events is not reliable (awx-api: 7.5).
_FAILED_EVENTS = (
    ("failed", "true"),
    ("event__startswith", "runner_"),
    ("not__event", "runner_item_on_failed"),
)


def explain(client: AwxClient, job: Job) -> dict[str, t.Any]:
    """Return `hosts`, `failures`, `failures_left_out` and `output_tail` of an ended job.

    Raises:
        AwxError: a read failed.
    """
    path = path_of(job)
    if job.get("type") == "workflow_job":
        return {"nodes": _nodes(client, path)}
    explained: dict[str, t.Any] = {"output_tail": _output_tail(client, path, job)}
    if job.get("type") == "job":
        failed = _failed_hosts(client, path)
        explained["hosts"] = {
            **hosts(job),
            "failed": sorted(str(row["host_name"]) for row in failed if row.get("failures")),
            "unreachable": sorted(str(row["host_name"]) for row in failed if row.get("dark")),
        }
        explained.update(_failures(client, path, failed))
    return explained


def hosts(job: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return how many hosts ended how, in Ansible's words; AWX counts each host once."""
    names = {"dark": "unreachable", "failures": "failed"}
    counts = job.get("host_status_counts") or {}
    counted = {names.get(name, name): number for name, number in counts.items()}
    return {"counts": counted, "failed": [], "unreachable": []}


def _failed_hosts(client: AwxClient, path: str) -> list[dict[str, t.Any]]:
    """Return the summaries of the hosts that failed or could not be reached."""
    params = [("failed", "true"), ("page_size", str(_MOST_HOSTS)), ("order_by", "id")]
    rows, _count = client.get_page(path + "job_host_summaries/", params)
    return [row for row in rows if row.get("failures") or row.get("dark")]


def _failures(
    client: AwxClient, path: str, failed_hosts: t.Sequence[t.Mapping[str, t.Any]]
) -> dict[str, t.Any]:
    """Read the failed events but those that were rescued.

    Hosts that went on are left out. Of a host that failed in the end, those that were rescued came
    before those that counted; how many counted is in its summary.
    """
    counted = {
        str(row["host_name"]): (row.get("failures") or 0) + (row.get("dark") or 0)
        for row in failed_hosts
    }
    newest_first = any(row.get("rescued") for row in failed_hosts)
    order = "-counter" if newest_first else "counter"
    params = [*_FAILED_EVENTS, ("order_by", order), ("page_size", str(_MOST_FAILURES))]
    if counted and len(counted) <= _MOST_HOSTS_IN_A_FILTER and "," not in "".join(counted):
        params.append(("host_name__in", ",".join(sorted(counted))))
    events, count = client.get_page(path + "job_events/", params)
    kept = [_failure(event) for event in events]
    if newest_first:
        kept = _first_of_each(kept, counted)[::-1]
        return {"failures": kept, "failures_left_out": max(sum(counted.values()) - len(kept), 0)}
    kept = [failure for failure in kept if not counted or failure["host"] in counted]
    return {"failures": kept, "failures_left_out": max(count - len(events), 0)}


def _first_of_each(
    failures: t.Iterable[dict[str, t.Any]], most: t.Mapping[str, int]
) -> list[dict[str, t.Any]]:
    left = dict(most)
    kept = []
    for failure in failures:
        if left.get(failure["host"], 0) > 0:
            left[failure["host"]] -= 1
            kept.append(failure)
    return kept


def _failure(event: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    data = event.get("event_data") or {}
    result = data.get("res") or {}
    return {
        "host": event.get("host_name") or data.get("host") or "",
        "task": event.get("task") or data.get("task") or "",
        "action": data.get("resolved_action") or data.get("task_action") or "",
        "play": event.get("play") or "",
        "role": event.get("role") or "",
        "unreachable": event.get("event") == "runner_on_unreachable",
        "message": _message(result),
        "rc": result.get("rc"),
        "stderr_tail": _shorten(
            plain_text(str(result.get("stderr") or result.get("module_stderr") or ""))
        ),
    }


def _message(result: t.Mapping[str, t.Any]) -> str:
    """Return the words for a person in a task's result: its own, or those of its failed items."""
    if "censored" in result:
        return str(result["censored"])
    items = [
        item
        for item in result.get("results") or []
        if isinstance(item, dict) and item.get("failed")
    ]
    if items:
        return _shorten("; ".join(f"{_label(item)}: {_message(item)}" for item in items))
    for name in ("msg", "stderr", "module_stderr", "exception", "stdout"):
        text = result.get(name)
        if text:
            return _shorten(plain_text(text if isinstance(text, str) else str(text)).strip())
    return "the task failed without a message"


def _label(item: t.Mapping[str, t.Any]) -> str:
    return str(item.get("_ansible_item_label") or item.get("item") or "item")


def _output_tail(client: AwxClient, path: str, job: Job) -> str:
    """Return the last lines of the output, without colours; "" where there is none to be had."""
    if job.get("type") == "system_job":
        return _tail(str(job.get("result_stdout") or ""))
    try:
        body = client.get(path + "stdout/", [("format", "json"), ("start_line", str(-_TAIL_LINES))])
    except errors.NotFound:
        return ""
    if not isinstance(body, dict) or _is_excuse(body):
        return ""
    return _tail(str(body.get("content") or ""))


def _is_excuse(body: t.Mapping[str, t.Any]) -> bool:
    """Whether the output is too large, so that AWX answers a sentence instead (awx-api: 7.6)."""
    lines = body.get("range") or {}
    is_one_line = (lines.get("start"), lines.get("end"), lines.get("absolute_end")) == (0, 1, 1)
    return is_one_line and not str(body.get("content")).endswith("\n")


def _tail(text: str) -> str:
    return "\n".join(plain_text(text).rstrip().splitlines()[-_TAIL_LINES:])


def _nodes(client: AwxClient, path: str) -> list[dict[str, t.Any]]:
    params = [("page_size", "200"), ("order_by", "id")]
    rows, _count = client.get_page(path + "workflow_nodes/", params)
    return [_node(row) for row in rows]


def _node(row: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    fields = row.get("summary_fields") or {}
    job = fields.get("job") or {}
    skipped = "skipped" if row.get("do_not_run") else "not reached"
    return {
        "identifier": row.get("identifier"),
        "template": (fields.get("unified_job_template") or {}).get("name"),
        "job": row.get("job"),
        "type": job.get("type"),
        "status": job.get("status") or skipped,
    }


def plain_text(text: str) -> str:
    """Return text without escape sequences and control characters but line ends and tabs."""
    return _CONTROL.sub("", _ESCAPE.sub("", text.replace("\r\n", "\n")))


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST_MESSAGE else text[: _LONGEST_MESSAGE - 1] + "…"


def headline(job: t.Mapping[str, t.Any], explained: t.Mapping[str, t.Any]) -> str:
    """Return the lines that a person needs: which job ended how, where, and with what message."""
    lines = [f"{job.get('type')} {job.get('id')} '{job.get('name')}' {_ending(job)}"]
    counted = _counted(explained.get("hosts") or {})
    if counted:
        lines[0] += f": {counted}"
    if job.get("job_explanation"):
        lines.append(plain_text(str(job["job_explanation"])))
    for failure in (explained.get("failures") or [])[:1]:
        lines.append(f"{failure['host']}, task '{failure['task']}': {failure['message']}")
    for node in explained.get("nodes") or []:
        if node["status"] in ("failed", "error", "canceled"):
            called = node["template"] or node["identifier"]
            lines.append(f"node '{called}' (job {node['job']}): {node['status']}")
    return "\n".join(lines)


def _ending(job: t.Mapping[str, t.Any]) -> str:
    words = {"failed": "failed", "error": "could not run", "canceled": "was canceled"}
    ending = words.get(str(job.get("status")), f"ended as {job.get('status')}")
    elapsed = job.get("elapsed")
    return f"{ending} after {elapsed:.0f} s" if isinstance(elapsed, (int, float)) else ending


def _counted(hosts: t.Mapping[str, t.Any]) -> str:
    """Return "1 of 3 hosts failed", as far as there are numbers."""
    total = sum((hosts.get("counts") or {}).values())
    parts = []
    for state in ("failed", "unreachable"):
        number = len(hosts.get(state) or ())
        if number:
            parts.append(f"{number} of {max(total, number)} hosts {state}")
    return ", ".join(parts)
