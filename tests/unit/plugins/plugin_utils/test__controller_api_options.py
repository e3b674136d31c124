# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""_controller_api: what the lookup takes of the options of awx.awx.controller_api."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common.errors import (
    ConfigurationError,
)
from ansible_collections.steward.awx.plugins.plugin_utils._controller_api_options import translated


@pytest.mark.parametrize(
    ("given", "ours"),
    [
        ({}, {}),
        ({"filters": {"a": 1}, "max_objects": 5}, {"filters": {"a": 1}, "max_objects": 5}),
        ({"expect_one": True}, {"expect": "one"}),
        ({"expect_one": "yes"}, {"expect": "one"}),
        ({"expect_one": False}, {}),
        ({"expect_one": True, "expect": "one"}, {"expect": "one"}),
        ({"expect_objects": False, "expect_object": "no"}, {}),
        ({"expect_objects": True}, {}),
        ({"return_all": True, "return_objects": True}, {}),
        ({"return_ids": False, "return_id": False}, {}),
        ({"return_ids": True}, {"only": "id"}),
        ({"return_id": "true"}, {"only": "id"}),
    ],
)
def test_options_are_said_in_our_words(given: dict[str, t.Any], ours: dict[str, t.Any]) -> None:
    assert translated(given)[0] == ours


@pytest.mark.parametrize(
    ("given", "question"),
    [
        ({"expect_objects": True}, {"expect_objects": True}),
        ({"expect_object": "yes"}, {"expect_objects": True}),
        ({"return_all": True}, {"return_all": True}),
        ({"expect_objects": False, "return_objects": True}, {}),
    ],
)
def test_the_question_takes_what_has_no_option(
    given: dict[str, t.Any], question: dict[str, bool]
) -> None:
    assert translated(given)[1] == question


@pytest.mark.parametrize(
    ("given", "as_text"),
    [
        ({"return_ids": True}, True),
        ({"return_id": True}, True),
        ({"return_ids": False}, False),
        ({"only": "id"}, False),
    ],
)
def test_ids_are_text_where_they_are_there(given: dict[str, t.Any], as_text: bool) -> None:
    assert translated(given)[2] is as_text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"return_all": False}, "Write limit=25"),
        ({"return_objects": False}, "awx_query returns objects and their count"),
        ({"expect_one": "maybe"}, "expect_one is 'maybe'; it is true or false"),
        ({"return_ids": None}, "return_ids is None; it is true or false"),
        ({"expect_one": True, "expect": "any"}, "expect_one and expect are both given"),
        ({"return_ids": True, "only": "name"}, "return_ids and only are both given"),
    ],
)
def test_what_cannot_be_done_is_refused(given: dict[str, t.Any], said: str) -> None:
    """Where the meaning is not the same, the error says what to write."""
    with pytest.raises(ConfigurationError, match=said):
        translated(given)
