# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""json_lines: rows into a file that is whole or not there."""

from __future__ import annotations

import json
import os
import stat
import typing as t
from pathlib import Path

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common.errors import (
    ConfigurationError,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.query.json_lines import JsonLines


def unchanged(rows: list[t.Any]) -> list[t.Any]:
    return rows


def doubled(rows: list[t.Any]) -> list[t.Any]:
    return [2 * row for row in rows]


def write(path: Path, *pages: list[t.Any]) -> bool:
    with JsonLines(str(path), unchanged) as sink:
        parts = [sink.new_part() for _page in pages]
        for part, page in zip(parts, pages):
            sink.add(part, page)
        sink.finish(parts)
        return sink.publish()


def test_json_lines_puts_parts_in_the_order_of_the_end(tmp_path: Path) -> None:
    with JsonLines(str(tmp_path / "rows"), doubled) as sink:
        first, second = sink.new_part(), sink.new_part()
        sink.add(second, [3])
        sink.add(first, [1])
        sink.add(first, [2])
        sink.finish([first, second])
        assert sink.publish()
    assert (tmp_path / "rows").read_text() == "2\n4\n6\n"


def test_json_lines_are_json_one_a_line(tmp_path: Path) -> None:
    rows = [{"name": "ä\n\u2028b", "n": None}, ["x"], "text"]
    write(tmp_path / "rows", rows)
    lines = (tmp_path / "rows").read_bytes().decode("utf-8").removesuffix("\n").split("\n")
    assert [json.loads(line) for line in lines] == rows


def test_json_lines_of_nothing_is_an_empty_file(tmp_path: Path) -> None:
    assert write(tmp_path / "rows")
    assert (tmp_path / "rows").read_bytes() == b""


def test_json_lines_are_written_at_once_or_not_at_all(tmp_path: Path) -> None:
    """Written atomically: a failure leaves the old file, and nothing besides."""
    target = tmp_path / "rows"
    target.write_text("old")

    def fail() -> None:
        with JsonLines(str(target), unchanged) as sink:
            part = sink.new_part()
            sink.add(part, [1])
            sink.finish([part])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["rows"]


def test_publish_says_whether_something_changed(tmp_path: Path) -> None:
    target = tmp_path / "rows"
    assert write(target, [1])
    assert not write(target, [1])
    assert write(target, [2])
    assert not write(target, [2])
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == ["rows"]


def test_publish_keeps_the_mode_of_the_file(tmp_path: Path) -> None:
    target = tmp_path / "rows"
    target.write_text("old")
    target.chmod(0o600)
    write(target, [1])
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_json_lines_expands_the_home() -> None:
    write(Path("~/rows"), [1])
    assert (Path.home() / "rows").read_text() == "1\n"


def test_json_lines_takes_a_name_without_a_directory() -> None:
    write(Path("rows"), [1])
    assert Path("rows").read_text() == "1\n"


def test_json_lines_opens_few_files_for_many_parts(tmp_path: Path) -> None:
    """A walk of a large table may have more parts than a process may have open files."""
    with JsonLines(str(tmp_path / "rows"), unchanged) as sink:
        parts = [sink.new_part() for _turn in range(50)]
        before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
        for part in parts:
            sink.add(part, [1])
        after = len(os.listdir("/proc/self/fd")) if before else 0
        sink.finish(parts)
    assert after == before


@pytest.mark.parametrize("name", ["", "missing/rows"])
def test_json_lines_refuses_a_file_that_cannot_be(name: str, tmp_path: Path) -> None:
    """Refused before anything is asked."""
    with pytest.raises(ConfigurationError, match="dest"):
        JsonLines(str(tmp_path / name), unchanged)
