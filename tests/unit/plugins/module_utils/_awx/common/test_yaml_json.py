# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""yaml_text: JSON or YAML, and errors that quote nothing of a text which may hold secrets."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common import yaml_json
from ansible_collections.steward.awx.plugins.module_utils._awx.common.errors import (
    ConfigurationError,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param('{"a": [1, null, true]}', {"a": [1, None, True]}, id="JSON"),
        pytest.param("a: 1\nb: [x, y]\n", {"a": 1, "b": ["x", "y"]}, id="YAML"),
        pytest.param("---\n", None, id="an empty document"),
        pytest.param("", None, id="empty"),
        pytest.param(" \n\t", None, id="blank"),
        pytest.param("just words", "just words", id="a scalar"),
    ],
)
def test_parse_reads_both(text: str, value: t.Any) -> None:
    assert yaml_json.parse(text) == value


def test_parse_takes_subclasses_of_text() -> None:
    """Newer versions of ansible-core hand over tagged strings, which the loader refuses."""

    class Tagged(str):
        pass

    assert yaml_json.parse(Tagged("a: b")) == {"a": "b"}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a: 'Hunter2", id="a quote that is not closed"),
        pytest.param("a: {b: Hunter2", id="a brace that is not closed"),
        pytest.param("a: Hunter2: b", id="a mapping in a scalar"),
        pytest.param("a: !Hunter2 b", id="an unknown tag"),
        pytest.param("a: *Hunter2", id="an unknown alias, as a password that begins with a star"),
        pytest.param("a: 2024-13-77", id="an impossible date"),
        pytest.param("a: @Hunter2", id="a reserved character"),
        pytest.param("a: !!int Hunter2", id="no integer"),
        pytest.param("a: !!float Hunter2", id="no float"),
        pytest.param("a: !!bool Hunter2", id="no boolean"),
        pytest.param("a: !!timestamp Hunter2", id="no time"),
    ],
)
def test_parse_refuses_and_quotes_nothing(text: str) -> None:
    """The text may be extra variables with a password, or a configuration file."""
    with pytest.raises(ConfigurationError) as failure:
        yaml_json.parse(text)
    assert "neither JSON nor YAML" in str(failure.value)
    assert "Hunter2" not in str(failure.value)


@pytest.mark.parametrize("text", ["[" * 20_000, '{"a":' * 20_000, "- " * 2_000])
def test_parse_refuses_what_is_nested_too_deep(text: str) -> None:
    with pytest.raises(ConfigurationError):
        yaml_json.parse(text)


def test_parse_names_the_line() -> None:
    with pytest.raises(ConfigurationError, match="line 2"):
        yaml_json.parse("a: 1\nb: @x\n")


def test_parse_without_pyyaml_reads_json_and_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(yaml_json, "HAS_YAML", False)
    assert yaml_json.parse('{"a": 1}') == {"a": 1}
    with pytest.raises(ConfigurationError, match="needs the Python library PyYAML"):
        yaml_json.parse("a: 1")
