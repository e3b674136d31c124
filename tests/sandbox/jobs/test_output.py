# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Events and output: AWX's reading of a run."""

from __future__ import annotations

import base64

from . import events, stdout

OUTPUT = "SSH password: \n\nPLAY [Hello] ***\n\nTASK [Say] ***\n"


def test_lines_are_counted_as_awx_counts_them():
    content, shown = stdout.lines(OUTPUT, start=1, end=4)
    assert content == "\nPLAY [Hello] ***\n\n"
    assert shown == {"start": 1, "end": 4, "absolute_end": 5}
    assert stdout.lines(OUTPUT, start=0, end=None)[0] == OUTPUT
    content, shown = stdout.lines(OUTPUT, start=-2, end=None)
    assert content == "\nTASK [Say] ***\n"
    assert shown["start"] == 3


def test_output_is_joined_from_the_events_that_print():
    assert stdout.joined(["", "\r\nPLAY [x]", "ok"]) == "\nPLAY [x]\nok\n"
    assert stdout.without_colours("\x1b[0;32mok: [a]\x1b[0m") == "ok: [a]"


def test_too_large_output_is_a_sentence():
    large = "x" * stdout.MAX_BYTES_DISPLAYED
    assert stdout.too_large(large) is None
    body = stdout.as_json(large + "\n", start=0, end=None, content_encoding=None)
    assert body["range"] == {"start": 0, "end": 1, "absolute_end": 1}
    assert body["content"].startswith("Standard Output too large to display (1048577 bytes)")
    assert "sizes over 3 bytes" in str(stdout.too_large("four", most=3))


def test_json_content_can_be_encoded():
    body = stdout.as_json("é\n", start=0, end=None, content_encoding="base64")
    assert base64.b64decode(body["content"]).decode() == "é\n"


def test_pages_show_output_and_do_not_interpret_it():
    page = stdout.as_page("<b>\x1b[1mbold</b>", title="Job 1", dark=True)
    assert "&lt;b&gt;bold&lt;/b&gt;" in page


def test_failed_is_awxs_reading():
    assert events.has_failed("runner_on_failed", {"res": {}})
    assert not events.has_failed("runner_on_failed", {"ignore_errors": True})
    assert not events.has_failed("runner_retry", {"res": {"failed": True}})
    assert events.has_failed("playbook_on_stats", {"dark": {"a": 1}})
    assert not events.has_failed("playbook_on_stats", {"ok": {"a": 1}})
    assert events.has_changed("runner_on_failed", {"ignore_errors": True, "res": {"changed": True}})


def test_a_host_counts_as_the_worst_that_happened_to_it():
    stats = {
        "ok": {"a": 3, "b": 1, "c": 1},
        "changed": {"a": 1, "b": 1},
        "failures": {"b": 1},
        "dark": {"d": 1},
    }
    assert events.host_status_counts(stats) == {"changed": 1, "failures": 1, "ok": 1, "dark": 1}
    assert events.host_summaries(stats)["b"]["failures"] == 1


def test_event_display():
    handler = events.display("playbook_on_task_start", task="x", handler=True)
    assert handler == "Handler Notified (x)"
    assert events.display("playbook_on_play_start", play="p") == "Play Started (p)"
    assert events.display("runner_on_ok", task="x") == "Host OK"
