# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Job events: what AWX stores of the events that ansible-runner emits.

`failed` and `changed` are AWX's own reading of an event (docs/awx-api.md#failed-events), and the
hosts' result counts come from the event `playbook_on_stats`.
"""

from __future__ import annotations

import typing as t
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

# event: (level, what `event_display` says)
KINDS: t.Final[Mapping[str, tuple[int, str]]] = {
    "playbook_on_start": (0, "Playbook Started"),
    "debug": (0, "Debug"),
    "verbose": (0, "Verbose"),
    "deprecated": (0, "Deprecated"),
    "warning": (0, "Warning"),
    "system_warning": (0, "System Warning"),
    "error": (0, "Error"),
    "playbook_on_play_start": (1, "Play Started"),
    "playbook_on_vars_prompt": (1, "Variables Prompted"),
    "playbook_on_stats": (1, "Playbook Complete"),
    "playbook_on_task_start": (2, "Task Started"),
    "playbook_on_notify": (2, "Running Handlers"),
    "playbook_on_include": (2, "Including Files"),
    "playbook_on_no_hosts_matched": (2, "No Hosts Matched"),
    "playbook_on_no_hosts_remaining": (2, "No Hosts Remaining"),
    "playbook_on_setup": (2, "Gathering Facts"),
    "playbook_on_import_for_host": (2, "internal: on Import for Host"),
    "playbook_on_not_import_for_host": (2, "internal: on Not Import for Host"),
    "runner_on_start": (3, "Host Started"),
    "runner_on_ok": (3, "Host OK"),
    "runner_on_failed": (3, "Host Failed"),
    "runner_on_error": (3, "Host Failure"),
    "runner_on_skipped": (3, "Host Skipped"),
    "runner_on_unreachable": (3, "Host Unreachable"),
    "runner_on_no_hosts": (3, "No Hosts Remaining"),
    "runner_on_async_poll": (3, "Host Polling"),
    "runner_on_async_ok": (3, "Host Async OK"),
    "runner_on_async_failed": (3, "Host Async Failure"),
    "runner_item_on_ok": (3, "Item OK"),
    "runner_item_on_failed": (3, "Item Failed"),
    "runner_item_on_skipped": (3, "Item Skipped"),
    "runner_retry": (3, "Host Retry"),
    "runner_on_file_diff": (3, "File Difference"),
}
FAILURES: t.Final = frozenset(
    {
        "runner_on_failed",
        "runner_on_error",
        "runner_on_unreachable",
        "runner_on_async_failed",
        "runner_item_on_failed",
        "error",
    }
)
# From the best to the worst: a host counts once, as the worst that happened to it.
_HOST_STATUSES: t.Final = ("skipped", "ok", "changed", "failures", "dark")
SUMMARY_COUNTS: t.Final = (
    "changed",
    "dark",
    "failures",
    "ignored",
    "ok",
    "processed",
    "rescued",
    "skipped",
)


@dataclass(frozen=True, kw_only=True)
class EventRecord:
    """One event as it is stored, still without the ids of its job and host."""

    counter: int
    event: str
    event_data: dict[str, t.Any]
    failed: bool
    changed: bool
    uuid: str
    parent_uuid: str
    host_name: str
    playbook: str
    play: str
    task: str
    role: str
    stdout: str
    start_line: int
    end_line: int
    verbosity: int
    created: datetime


def from_runner(event: Mapping[str, t.Any], *, guid: str) -> EventRecord:
    """The record of an event of ansible-runner; `guid` names the run."""
    kind = event["event"]
    data = dict(event.get("event_data") or {})
    if data:
        data["guid"] = guid
    return EventRecord(
        counter=event["counter"],
        event=kind,
        event_data=data,
        failed=has_failed(kind, data),
        changed=has_changed(kind, data),
        uuid=event["uuid"],
        parent_uuid=event.get("parent_uuid") or "",
        host_name=data.get("host") or "",
        playbook=data.get("playbook") or "",
        play=data.get("play") or "",
        task=data.get("task") or "",
        role=data.get("role") or "",
        stdout=event.get("stdout") or "",
        start_line=event.get("start_line") or 0,
        end_line=event.get("end_line") or 0,
        verbosity=event.get("verbosity") or 0,
        created=_created(event.get("created")),
    )


def _created(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC)
    created = datetime.fromisoformat(text)
    return created if created.tzinfo else created.replace(tzinfo=UTC)


def has_failed(kind: str, data: Mapping[str, t.Any]) -> bool:
    if kind == "playbook_on_stats":
        return bool(data.get("failures") or data.get("dark"))
    return kind in FAILURES and not data.get("ignore_errors")


def has_changed(kind: str, data: Mapping[str, t.Any]) -> bool:
    if kind == "playbook_on_stats":
        return bool(data.get("changed"))
    result = data.get("res")
    return isinstance(result, Mapping) and bool(result.get("changed"))


def level(kind: str) -> int:
    return KINDS.get(kind, (3, ""))[0]


def display(kind: str, *, play: str = "", task: str = "", handler: bool = False) -> str:
    """What `event_display` says: plays and tasks by their names."""
    if kind == "playbook_on_play_start" and play:
        return f"Play Started ({play})"
    if kind == "playbook_on_task_start" and task:
        return f"{'Handler Notified' if handler else 'Task Started'} ({task})"
    return KINDS[kind][1] if kind in KINDS else kind


def host_status_counts(stats: Mapping[str, t.Any]) -> dict[str, int]:
    """How many hosts ended as what; a class with no host in it is left out."""
    worst = {host: status for status in _HOST_STATUSES for host in stats.get(status) or {}}
    return dict(Counter(worst.values()))


def host_summaries(stats: Mapping[str, t.Any]) -> dict[str, dict[str, int]]:
    """The counts of every host that the run touched, by name."""
    hosts = sorted({host for count in SUMMARY_COUNTS for host in stats.get(count) or {}})
    return {
        host: {count: (stats.get(count) or {}).get(host, 0) for count in SUMMARY_COUNTS}
        for host in hosts
    }


def shortened(stdout: str, *, limit: int = 1024) -> str:
    """An event's text as lists show it: cut with an ellipsis, its colours closed."""
    if len(stdout) <= limit:
        return stdout
    cut = stdout[: limit - 1] + "\u2026"
    open_colours = cut.count("\x1b[") - 2 * cut.count("\x1b[0m")
    return cut + "\x1b[0m" * max(0, open_colours)
