# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""shown: what the lines of jobs look like."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common.reporting import Terminal
from ansible_collections.steward.awx.plugins.module_utils._awx.jobs.unified_job import Job
from ansible_collections.steward.awx.plugins.module_utils._awx.output.terminal_lines import (
    duration,
    show,
    title_of,
)

from tests.unit.connect import TOKEN
from tests.unit.ports import Reporter

GREEN = "\x1b[0;32mok\x1b[0m"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0:00"),
        (42.9, "0:42"),
        (60, "1:00"),
        (3723.5, "1:02:03"),
        (None, ""),
        ("5", ""),
        (True, ""),
    ],
)
def test_duration(seconds: t.Any, shown: str) -> None:
    assert duration(seconds) == shown


def test_titles_are_short_and_harmless() -> None:
    name = "De\x1b[2Jploy\n" + "x" * 100
    title = title_of(Job({"id": 5, "type": "project_update", "name": name}))
    assert title == "project update 5 Deploy " + "x" * 32 + "…"
    assert title_of(Job({"id": 5})) == "job 5"


def test_lines_are_those_of_the_stored_output(client: AwxClient, reporter: Reporter) -> None:
    """AWX joins the texts of events with line ends, and leaves out those that are empty."""
    show(client, ["", "\r\nPLAY [all] ***", f"{GREEN}\r\nb", ""])
    assert reporter.shown == ["\nPLAY [all] ***\nok\nb\n"]
    show(client, ["a\r\n", "b"])
    assert reporter.shown[1] == "a\n\nb\n"


def test_nothing_is_shown_of_nothing(client: AwxClient, reporter: Reporter) -> None:
    show(client, [])
    show(client, ["", ""])
    assert reporter.shown == []


def test_colours_are_shown_where_ansible_shows_them(client: AwxClient, reporter: Reporter) -> None:
    reporter.terminal = Terminal(is_visible=True, has_colour=True)
    show(client, [f"a\r\n{GREEN}"], "job 5 | ")
    assert reporter.shown == [f"job 5 | a\njob 5 | {GREEN}\n"]


def test_secrets_of_the_connection_are_masked(client: AwxClient, reporter: Reporter) -> None:
    show(client, [f"token: {TOKEN}"])
    assert reporter.shown == ["token: ********\n"]
