# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names and files that people give: any text is asked for as it is, or refused with a reason."""

from __future__ import annotations

import contextlib
import json
import typing as t
import urllib.parse
from pathlib import Path

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api import resource_argument
from ansible_collections.steward.awx.plugins.module_utils._awx.api.lookup import resolve_one
from ansible_collections.steward.awx.plugins.module_utils._awx.common.errors import (
    ConfigurationError,
    NoMatch,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.common.sanitize import plain_text
from ansible_collections.steward.awx.plugins.module_utils._awx.connection import config_files
from hypothesis import example, given
from hypothesis import strategies as st

from tests.unit.in_memory import client_of
from tests.unit.ports import Reporter
from tests.unit.properties import examples
from tests.unit.scripted_server import Answer, Received, json_answer, page_of

TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
ODD = st.text(alphabet="a1+/%;?:@=&[] é#.", min_size=1, max_size=8)


def decoded_by_awx(path: str) -> list[str]:
    """Return the parts of the named URL in a path, as AWX reads it: decoded twice."""
    once = urllib.parse.unquote(path.rstrip("/").rpartition("/")[2])
    return [urllib.parse.unquote(part) for part in once.split("++")]


@given(TEXTS | ODD)
@examples(200)
def test_a_name_is_asked_for_as_it_is(name: str) -> None:
    """Digits only, `++`, `/`, `%`, unicode: a name is a name."""
    asked: list[Received] = []

    def answer(request: Received) -> Answer:
        asked.append(request)
        found = any(value == name for key, value in request.query if key.endswith("name"))
        return page_of([{"id": 7, "name": name}] if found else [])

    assert resolve_one(client_of(answer), "projects", name)["id"] == 7
    assert len(asked) == 1


@given(st.lists(TEXTS | ODD, min_size=2, max_size=3))
@examples(200)
def test_a_named_url_reaches_awx_as_it_was_meant(parts: list[str]) -> None:
    """With its parts encoded once, as AWX writes it; what it decodes twice is encoded twice."""
    named = "++".join(urllib.parse.quote(part, safe="") for part in parts)

    def answer(request: Received) -> Answer:
        if request.query:
            return page_of([])
        return json_answer({"id": 7, "parts": decoded_by_awx(request.path)})

    assert resolve_one(client_of(answer), "projects", named)["parts"] == parts
    assert decoded_by_awx(resource_argument.path_of(f"projects/{named}")) == parts


@given(TEXTS | ODD)
@examples(100)
def test_a_name_of_nothing_is_named_in_the_error(name: str) -> None:
    def answer(request: Received) -> Answer:
        return page_of([]) if request.query else json_answer({"detail": "no"}, 404)

    with pytest.raises(NoMatch) as failure:
        resolve_one(client_of(answer), "projects", name)
    assert plain_text(name) in str(failure.value)


@given(st.text(max_size=60) | st.text(alphabet="a:=[]{}#-%'\"\n\t &*!|>0", max_size=40))
@example("[" * 20_000)
@example('{"a":' * 20_000)
@example("- " * 2_000)
@example("a: &x [*x]")
@example("[general]\n[general]\nhost=a\nhost=b")
@example("? [a]\n: b")
@example("2026-13-45")
@example("!!python/object:os.system {}")
@example("a: !!timestamp x")
@example("a: !!int x")
@example("general:\n- host: x")
@examples(200)
def test_a_configuration_file_is_read_or_refused(text: str) -> None:
    try:
        values = config_files.parse(text, path="x.cfg")
    except ConfigurationError:
        return
    assert all(isinstance(part, str) for item in values.items() for part in item)


@given(st.binary(max_size=60))
@examples(100)
def test_a_file_of_any_bytes_is_read_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "tower_cli.cfg"
    path.write_bytes(content)
    with contextlib.suppress(ConfigurationError):
        config_files.load(str(path), Reporter().warn)


@given(st.dictionaries(st.sampled_from(["host", "password"]), TEXTS, min_size=1))
@examples(150)
def test_a_json_file_gives_every_text_as_it_is(values: dict[str, t.Any]) -> None:
    """A password is never guessed to be something else."""
    found = config_files.parse(json.dumps(values), path="x.cfg")
    assert found == {key: value.strip() for key, value in values.items()}
