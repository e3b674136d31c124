# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Extract host, task and message from the job event of a failure."""

from __future__ import annotations

import typing as t

from ..common import json_fields, message_text

_MAX_ITEMS = 5
_MAX_LABEL_LENGTH = 80

# Where a task's result has its message, the best first.
_MESSAGES = ("msg", "stderr", "module_stderr", "exception", "stdout")
_NO_MESSAGE = "the task failed without a message"

# Return codes are small numbers; a process that a signal ended has a negative one.
_MAX_RETURN_CODE = 2**63


def failure(event: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return what a failed event of any type of job has (docs/awx-api.md#failed-events)."""
    data = json_fields.mapping(event, "event_data")
    result = json_fields.mapping(data, "res")
    names = ("task", "play", "role")
    words = {name: _words(event.get(name) or data.get(name)) for name in names}
    code = result.get("rc")
    is_code = isinstance(code, int) and not isinstance(code, bool) and abs(code) < _MAX_RETURN_CODE
    # Results that are too large are not stored (docs/awx-api.md#size-of-event-data).
    printed = message_text.message(event.get("stdout") or "")
    return {
        **words,
        "host": _words(event.get("host_name") or data.get("host")),
        "action": _words(data.get("resolved_action") or data.get("task_action")),
        "unreachable": event.get("event") == "runner_on_unreachable",
        "message": _message(result) or printed or _NO_MESSAGE,
        "rc": code if is_code else None,
        "stderr_tail": message_text.message_tail(
            result.get("stderr") or result.get("module_stderr")
        ),
    }


def line(failed: t.Mapping[str, t.Any], *, with_host: bool = True) -> str:
    """Return a failure in one line, with the last line of stderr where the message lacks it."""
    message = message_text.one_line(failed["message"])
    printed = str(failed.get("stderr_tail") or "").rstrip().rpartition("\n")[2]
    if printed and printed not in str(failed["message"]):
        message = f"{message}: {message_text.one_line(printed)}"
    elif failed.get("rc") and not printed:
        message = f"{message} (rc {failed['rc']})"
    where = [f"task '{failed['task']}'"] if failed.get("task") else []
    if with_host and failed.get("host"):
        where.insert(0, f"{failed['host']}{' unreachable' if failed.get('unreachable') else ''}")
    return f"{', '.join(where)}: {message}" if where else message


def _message(result: t.Mapping[str, t.Any]) -> str:
    """Return the message of a task's result, or those of its failed items."""
    if "censored" in result:
        return message_text.message(result["censored"])
    items = [
        item
        for item in json_fields.list_of_mappings(result.get("results"))
        if item.get("failed") or item.get("unreachable")
    ]
    if items:
        lines = [f"{_label(item)}: {_message(item) or _NO_MESSAGE}" for item in items[:_MAX_ITEMS]]
        if len(items) > _MAX_ITEMS:
            lines.append(f"and {len(items) - _MAX_ITEMS} more items")
        return message_text.shorten("; ".join(lines))
    messages = (message_text.message(result[name]) for name in _MESSAGES if result.get(name))
    return next(filter(None, messages), "")


def _words(value: t.Any) -> str:
    return message_text.one_line(value or "")


def _label(item: t.Mapping[str, t.Any]) -> str:
    label = item.get("_ansible_item_label")
    shown = item.get("item", "item") if label is None else label
    return message_text.one_line(shown, _MAX_LABEL_LENGTH)
