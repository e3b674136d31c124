# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""_report: reports to the terminal of the playbook."""

from __future__ import annotations

import pytest
from ansible.utils.display import Display
from ansible_collections.steward.awx.plugins.module_utils._awx.common.reporting import NO_TERMINAL
from ansible_collections.steward.awx.plugins.plugin_utils._display import (
    DisplayReporter,
    TaskReporter,
)


@pytest.mark.parametrize(
    ("verbosity", "hidden", "shown"), [(3, False, True), (3, True, False), (2, False, False)]
)
def test_calls_are_shown_at_vvv_unless_hidden(
    verbosity: int,
    hidden: bool,
    shown: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`no_log` does not suppress what a plugin displays itself."""
    monkeypatch.setattr(Display(), "verbosity", verbosity)
    TaskReporter(hidden=hidden).log("GET /api/v2/me/ 200")
    captured = capsys.readouterr()
    assert ("GET /api/v2/me/ 200" in captured.out + captured.err) is shown


def test_warnings_of_a_task_are_part_of_its_result() -> None:
    reporter = TaskReporter()
    reporter.warn("a")
    reporter.warn("b")
    assert reporter.warnings == ["a", "b"]


def test_warnings_after_the_end_of_a_task_are_shown_at_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    reporter = TaskReporter(secrets={"hunter2"})
    reporter.is_over = True
    reporter.warn("the session of hunter2 is left")
    captured = capsys.readouterr()
    assert "the session of ******** is left" in captured.out + captured.err
    assert reporter.warnings == []


@pytest.mark.parametrize(
    ("callback", "stream"), [("default", "out"), ("ansible.posix.json", "err"), ("jsonl", "err")]
)
def test_lines_of_a_task_are_shown_where_they_break_nothing(
    callback: str,
    stream: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ANSIBLE_STDOUT_CALLBACK", callback)
    TaskReporter().show("one\n\n")
    TaskReporter().show("two\n")
    captured = capsys.readouterr()
    assert getattr(captured, stream) == "one\n\ntwo\n"
    assert captured.out + captured.err == "one\n\ntwo\n"


def test_secrets_of_a_task_are_masked_in_its_lines(capsys: pytest.CaptureFixture[str]) -> None:
    reporter = TaskReporter(secrets={"hunter2"})
    reporter.add_secret("swordfish")
    reporter.show("hunter2 and swordfish\n")
    assert capsys.readouterr().out == "******** and ********\n"
    assert reporter.secrets == {"hunter2", "swordfish"}


def test_secrets_of_a_task_are_masked_in_its_calls(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A proxy may answer with what it was sent: passwords of a launch, which no client knows."""
    monkeypatch.setattr(Display(), "verbosity", 3)
    TaskReporter(secrets={"hunter2"}).log("POST launch/ 502: no way for hunter2")
    captured = capsys.readouterr()
    assert "no way for ********" in captured.out + captured.err


def test_nothing_is_shown_of_a_hidden_task(capsys: pytest.CaptureFixture[str]) -> None:
    reporter = TaskReporter(hidden=True)
    reporter.show("text\n")
    assert reporter.terminal == NO_TERMINAL
    assert capsys.readouterr() == ("", "")


def test_a_task_can_show_lines_and_a_lookup_cannot() -> None:
    assert TaskReporter().terminal.is_visible
    assert not DisplayReporter().terminal.is_visible


def test_the_screen_of_several_hosts_is_shared() -> None:
    assert TaskReporter(shared=True).terminal.is_shared
    assert not TaskReporter().terminal.is_shared
