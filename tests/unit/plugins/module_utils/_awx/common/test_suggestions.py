# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""suggest: the nearest right word for a misspelt one."""

from __future__ import annotations

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common.suggestions import (
    did_you_mean,
    nearest,
)

NAMES = ["jobs", "job_templates", "hosts", "inventories", "Projects"]


@pytest.mark.parametrize(
    ("word", "first"),
    [
        pytest.param("job_template", "job_templates", id="one letter less"),
        pytest.param("HOSTS", "hosts", id="another case"),
        pytest.param("projcts", "Projects", id="returns the name as it is known"),
        pytest.param("inventorys", "inventories", id="another plural"),
    ],
)
def test_nearest_puts_the_most_alike_first(word: str, first: str) -> None:
    assert nearest(word, NAMES)[0] == first


def test_nearest_gives_no_more_than_was_asked() -> None:
    assert len(nearest("name", ["name1", "name2", "name3", "name4"], most=2)) == 2


def test_nearest_gives_nothing_where_nothing_is_near() -> None:
    assert nearest("zzz", NAMES) == []


@pytest.mark.parametrize(
    ("word", "known", "sentence"),
    [
        pytest.param("jobz", ["jobs", "hosts"], "Did you mean 'jobs'?", id="one"),
        pytest.param(
            "host", ["hosts", "ghosts"], "Did you mean 'hosts' or 'ghosts'?", id="several"
        ),
        pytest.param("zzz", ["b", "a", "b"], "There are: a, b.", id="all, where none is near"),
        pytest.param("zzz", [], "", id="none at all"),
    ],
)
def test_did_you_mean_says_what_there_is(word: str, known: list[str], sentence: str) -> None:
    assert did_you_mean(word, known) == sentence
