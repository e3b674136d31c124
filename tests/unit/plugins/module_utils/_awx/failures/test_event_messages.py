# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""messages: what an event says about a failure, in words for a person.

See docs/awx-api.md#failed-events.
"""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.failures import event_messages


def event(
    host: str = "web1", *, name: str = "runner_on_failed", **result: t.Any
) -> dict[str, t.Any]:
    return {
        "event": name,
        "host_name": host,
        "task": "Install",
        "play": "Deploy",
        "role": "nginx",
        "event_data": {"task_action": "ansible.builtin.package", "res": result},
    }


def items(number: int) -> list[dict[str, t.Any]]:
    return [{"item": n, "failed": True, "msg": f"bad {n}"} for n in range(number)]


def test_failure() -> None:
    unreachable = event(name="runner_on_unreachable", msg="Connection refused", unreachable=True)
    assert event_messages.failure(unreachable) == {
        "host": "web1",
        "task": "Install",
        "action": "ansible.builtin.package",
        "play": "Deploy",
        "role": "nginx",
        "unreachable": True,
        "message": "Connection refused",
        "rc": None,
        "stderr_tail": "",
    }


@pytest.mark.parametrize(
    ("result", "message"),
    [
        pytest.param({"msg": "No package"}, "No package", id="msg"),
        pytest.param({"msg": ["a", 1]}, "['a', 1]", id="msg that is no text"),
        pytest.param({"stderr": "boom", "stdout": "out"}, "boom", id="stderr"),
        pytest.param({"module_stderr": "trace"}, "trace", id="module_stderr"),
        pytest.param({"stdout": "out"}, "out", id="stdout"),
        pytest.param({"msg": "", "exception": "Traceback"}, "Traceback", id="exception"),
        pytest.param({"censored": "hidden", "msg": "x"}, "hidden", id="no_log"),
        pytest.param({}, "the task failed without a message", id="nothing"),
        pytest.param(
            {
                "msg": "One or more items failed",
                "results": [
                    {"item": "a", "failed": False, "msg": "ok"},
                    {"item": "b", "failed": True, "msg": "bad"},
                    {
                        "_ansible_item_label": "c",
                        "item": {"n": "c"},
                        "failed": True,
                        "msg": "worse",
                    },
                ],
            },
            "b: bad; c: worse",
            id="loop",
        ),
        pytest.param({"msg": "x", "results": []}, "x", id="no results"),
        pytest.param({"msg": "x", "results": ["text"]}, "x", id="results that are no items"),
        pytest.param({"msg": "\x1b[31mred\x1b[0m\r\nline\x07"}, "red\nline", id="escapes"),
    ],
)
def test_failure_finds_the_message(result: dict[str, t.Any], message: str) -> None:
    assert event_messages.failure(event(**result))["message"] == message


@pytest.mark.parametrize(
    ("results", "message"),
    [
        (items(7), "0: bad 0; 1: bad 1; 2: bad 2; 3: bad 3; 4: bad 4; and 2 more items"),
        ([{"item": "x" * 500, "failed": True, "msg": "no"}], "x" * 79 + "…: no"),
        ([{"item": "a", "failed": True, "censored": "hidden"}], "a: hidden"),
        ([{"item": "a", "failed": True}], "a: the task failed without a message"),
        ([{"item": "a", "unreachable": True, "msg": "gone"}], "a: gone"),
    ],
)
def test_failure_of_a_loop(results: t.Any, message: str) -> None:
    found = event_messages.failure(event(msg="One or more items failed", results=results))
    assert found["message"] == message


def test_failure_keeps_messages_short() -> None:
    stderr = "".join(f"{n} {'y' * 150}\n" for n in range(1, 100))
    found = event_messages.failure(event(msg="x" * 10_000_000, rc=2, stderr=stderr))
    assert (len(found["message"]), len(found["stderr_tail"]), found["rc"]) == (2000, 2000, 2)
    assert found["stderr_tail"].endswith("99 " + "y" * 150)


@pytest.mark.parametrize(
    "data", [None, {}, {"res": None}, {"res": "x"}, {"host": "web1", "task": "T"}]
)
def test_failure_does_with_little(data: t.Any) -> None:
    """`res` may be absent."""
    bare = {"event": "runner_on_failed", "host_name": "web1", "event_data": data}
    found = event_messages.failure(bare)
    assert (found["host"], found["message"]) == ("web1", "the task failed without a message")


def test_failure_without_a_result_is_told_by_what_was_printed() -> None:
    """Results of more than 700,000 bytes are dropped (docs/awx-api.md#size-of-event-data)."""
    printed = {**event(), "stdout": "\x1b[31mfatal: [web1]: FAILED! => {...…\x1b[0m"}
    assert event_messages.failure(printed)["message"] == "fatal: [web1]: FAILED! => {...…"


@pytest.mark.parametrize(
    ("result", "line"),
    [
        ({"msg": "No\npackage"}, "web1, task 'Install': No package"),
        (
            {"msg": "non-zero return code", "rc": 3},
            "web1, task 'Install': non-zero return code (rc 3)",
        ),
        (
            {"msg": "non-zero return code", "rc": 3, "stderr": "first\nlast\n"},
            "web1, task 'Install': non-zero return code: last",
        ),
        (
            {"msg": "MODULE FAILURE", "module_stderr": "Traceback\nKeyError: 'x'\n", "rc": 1},
            "web1, task 'Install': MODULE FAILURE: KeyError: 'x'",
        ),
        ({"msg": "it said last", "stderr": "last"}, "web1, task 'Install': it said last"),
    ],
)
def test_line(result: dict[str, t.Any], line: str) -> None:
    assert event_messages.line(event_messages.failure(event(**result))) == line


def test_line_of_a_host_that_is_unreachable() -> None:
    found = event_messages.failure(event(name="runner_on_unreachable", msg="refused"))
    assert event_messages.line(found) == "web1 unreachable, task 'Install': refused"
    assert event_messages.line(found, with_host=False) == "task 'Install': refused"
