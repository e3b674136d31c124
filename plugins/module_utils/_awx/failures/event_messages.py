# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""What an event of a job says about a failure: host, task and message, in words for a person."""

from __future__ import annotations

import typing as t

from ..common import json_fields, truncate

_MOST_ITEMS = 5
_LONGEST_LABEL = 80

# Where a task's result has its words, the best first.
_TELLING = ("msg", "stderr", "module_stderr", "exception", "stdout")
_NO_MESSAGE = "the task failed without a message"


def failure(event: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return what a failed event of any kind of job says (docs/awx-api.md#failed-events)."""
    data = json_fields.mapping(event, "event_data")
    result = json_fields.mapping(data, "res")
    named = {name: _named(event, data, name) for name in ("task", "play", "role")}
    return {
        "host": truncate.one_line(event.get("host_name") or data.get("host") or ""),
        "task": named["task"],
        "action": truncate.one_line(data.get("resolved_action") or data.get("task_action") or ""),
        "play": named["play"],
        "role": named["role"],
        "unreachable": event.get("event") == "runner_on_unreachable",
        "message": _message(result) or _printed(event) or _NO_MESSAGE,
        "rc": _return_code(result.get("rc")),
        "stderr_tail": truncate.message_tail(result.get("stderr") or result.get("module_stderr")),
    }


def line(failed: t.Mapping[str, t.Any], *, with_host: bool = True) -> str:
    """Return a failure in one line; a command that only says that it failed adds its last words."""
    said = truncate.one_line(failed["message"])
    printed = str(failed.get("stderr_tail") or "").rstrip().rpartition("\n")[2]
    if printed and printed not in str(failed["message"]):
        said = f"{said}: {truncate.one_line(printed)}"
    elif failed.get("rc") and not printed:
        said = f"{said} (rc {failed['rc']})"
    where = [f"task '{failed['task']}'"] if failed.get("task") else []
    if with_host and failed.get("host"):
        where.insert(0, f"{failed['host']}{' unreachable' if failed.get('unreachable') else ''}")
    return f"{', '.join(where)}: {said}" if where else said


def _named(event: t.Mapping[str, t.Any], data: t.Mapping[str, t.Any], name: str) -> str:
    return truncate.one_line(event.get(name) or data.get(name) or "")


def _message(result: t.Mapping[str, t.Any]) -> str:
    """Return the words in a task's result: its own, or those of its failed items."""
    if "censored" in result:
        return truncate.message(result["censored"])
    listed = result.get("results")
    items = [item for item in listed if _has_failed(item)] if isinstance(listed, list) else []
    if items:
        said = [f"{_label(item)}: {_message(item) or _NO_MESSAGE}" for item in items[:_MOST_ITEMS]]
        if len(items) > _MOST_ITEMS:
            said.append(f"and {len(items) - _MOST_ITEMS} more items")
        return truncate.shorten("; ".join(said))
    for name in _TELLING:
        words = truncate.message(result[name]) if result.get(name) else ""
        if words:
            return words
    return ""


def _has_failed(item: t.Any) -> bool:
    return isinstance(item, dict) and bool(item.get("failed") or item.get("unreachable"))


def _label(item: t.Mapping[str, t.Any]) -> str:
    label = item.get("_ansible_item_label")
    return truncate.one_line(item.get("item", "item") if label is None else label, _LONGEST_LABEL)


def _printed(event: t.Mapping[str, t.Any]) -> str:
    """Return what was printed: results that are too large are dropped.

    See docs/awx-api.md#size-of-event-data.
    """
    return truncate.message(event.get("stdout") or "")


def _return_code(value: t.Any) -> int | None:
    # A process that a signal ended has a negative one.
    is_one = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63
    return value if is_one else None
