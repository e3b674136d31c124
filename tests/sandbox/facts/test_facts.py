# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of facts: made by the script, free of texts; and a comparison finds what differs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox import facts
from tests.sandbox.facts import __main__ as script
from tests.sandbox.facts import reduction
from tests.sandbox.facts.shapes import differences, shape
from tests.sandbox.facts.table import rows_of, text_of

RECORDINGS = Path(__file__).parents[4] / "shared"


@pytest.mark.skipif(not RECORDINGS.is_dir(), reason="no recordings are beside the checkout")
def test_the_tables_are_what_the_script_makes() -> None:
    tables = script.tables(RECORDINGS)
    assert {path: (facts.HERE / path).read_text(encoding="utf-8") for path in tables} == tables


def test_each_table_has_a_topic() -> None:
    assert {path.stem for path in facts.HERE.glob("awx/*")} == set(reduction.TOPICS)


def test_bodies_hold_no_texts() -> None:
    rows = [row for topic in reduction.TOPICS for row in facts.of_awx(topic)]
    leaves = {leaf for row in rows + facts.of_ascender() for leaf in _leaves(row.get("body"))}
    assert leaves == {None, "boolean", "number", "object", "text", "not JSON"}


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _leaves(item)
    else:
        yield value


def test_a_repeated_shape_is_written_once() -> None:
    related = {f"link_{number}": "text" for number in range(40)}
    rows = [{"name": str(number), "body": {"related": related, "n": [None]}} for number in range(3)]
    rows.append({"name": "other", "body": {"results": [{"related": related}]}})
    text = text_of(rows)
    assert text.count("link_39") == 1
    assert rows_of(text) == rows


RECORDED = {"id": 1, "name": "x", "failed": False, "results": [{"a": 1}], "artifacts": {"key": 1}}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"id": 2.5, "name": "y", "results": [{"a": 3}, {"b": 1}], "artifacts": {}}, []),
        ({"name": None, "results": []}, []),
        ({"id": "1"}, ["id: text, recorded number"]),
        ({"id": True}, ["id: boolean, recorded number"]),
        ({"failed": 0}, ["failed: number, recorded boolean"]),
        ({"name": ["x"]}, ["name: list, recorded text"]),
        ({"name": {}}, ["name: object, recorded text"]),
        ({"results": [{}]}, ["results[].a: missing"]),
        ({"results": {}}, ["results: object, recorded list"]),
        ({"artifacts": "{}"}, ["artifacts: text, recorded object"]),
        ({"more": 1}, ["more: not in the recording"]),
    ],
)
def test_differences(change: dict[str, Any], found: list[str]) -> None:
    assert list(differences(shape(RECORDED), shape(RECORDED | change))) == found


def test_ignored_paths_are_not_compared() -> None:
    changed = shape(RECORDED | {"results": [{"b": 1}], "id": ""})
    ignored = ("id", "results[].a", "results[].b")
    assert list(differences(shape(RECORDED), changed, ignored=ignored)) == []
