# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module awx_query, from arguments to its result."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest
from ansible_collections.steward.awx.plugins.modules import awx_query

from tests.unit.module_process import RunModule
from tests.unit.scripted_server import ScriptedServer, html_answer, json_answer, page_of
from tests.unit.table import Table

PATH = "/api/v2/hosts/"
SHAPE = {"order_by": "id", "page_size": "200"}


def test_query_returns_objects(server: ScriptedServer, run_module: RunModule) -> None:
    """objects, count, truncated, requests."""
    asked = {**SHAPE, "enabled": "true", "name__in": "a,b"}
    server.expect("GET", PATH, page_of([{"id": 1, "name": "a"}]), query=asked)
    filters = {"enabled": True, "name": ["a", "b"]}
    ended = run_module(awx_query.main, resource="hosts", filters=filters, fields=["name"])
    assert ended.status == 0
    result = {name: ended.result[name] for name in ("objects", "count", "truncated", "requests")}
    assert result == {"objects": [{"name": "a"}], "count": 1, "truncated": False, "requests": 1}
    assert ended.result["changed"] is False


def test_query_reads_all_pages(server: ScriptedServer, run_module: RunModule) -> None:
    """Never a silent first page."""
    server.handle(Table.of_ids(range(1, 451)))
    ended = run_module(awx_query.main, resource="hosts", only="id")
    assert ended.result["objects"] == list(range(1, 451))


@pytest.mark.parametrize("order_by", ["name,-id", ["name", "-id"]])
def test_query_takes_order_by_as_list_or_text(
    order_by: t.Any, server: ScriptedServer, run_module: RunModule
) -> None:
    asked = {"order_by": "name,-id", "page_size": "200"}
    server.expect("GET", PATH, page_of([]), query=asked)
    run_module(awx_query.main, resource="hosts", order_by=order_by)


@pytest.mark.parametrize("check_mode", [False, True])
def test_query_only_reads(check_mode: bool, server: ScriptedServer, run_module: RunModule) -> None:
    server.expect("GET", PATH, page_of([{"id": 1}]), query=SHAPE)
    ended = run_module(awx_query.main, resource="hosts", check_mode=check_mode)
    assert (ended.result["changed"], ended.result["count"]) == (False, 1)


def test_query_writes_a_file(server: ScriptedServer, run_module: RunModule, tmp_path: Path) -> None:
    server.handle(Table.of_ids([1, 2]))
    target = tmp_path / "hosts.jsonl"
    ended = run_module(awx_query.main, resource="hosts", dest=str(target))
    assert (ended.result["objects"], ended.result["dest"]) == ("-", str(target))
    assert [json.loads(line)["id"] for line in target.read_text().splitlines()] == [1, 2]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"resource": "hosts", "expect": "many"}, "expect"),
        ({"resource": "hosts", "limit": 0}, "limit is 0"),
        ({"resource": "hosts", "filters": {"page": 2}}, "not a filter here"),
        ({"resource": "hosts", "fields": ["a"], "only": "b"}, "fields"),
        ({}, "resource"),
    ],
)
def test_query_refuses_arguments(
    arguments: dict[str, t.Any], said: str, run_module: RunModule
) -> None:
    ended = run_module(awx_query.main, **arguments)
    assert ended.status == 1
    assert said in ended.result["msg"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (json_answer({"detail": "no"}, 401), "Check awx_oauth_token"),
        (json_answer({"detail": "no"}, 403), "does not allow it"),
        (html_answer(200, "Welcome"), "Check that this is the address of an AWX"),
    ],
)
def test_query_fails_with_one_clear_message(
    answer: t.Any, said: str, server: ScriptedServer, run_module: RunModule
) -> None:
    server.handle(lambda request: answer)
    ended = run_module(awx_query.main, resource="hosts")
    assert ended.status == 1
    assert said in ended.result["msg"]
    assert "Traceback" not in ended.printed
