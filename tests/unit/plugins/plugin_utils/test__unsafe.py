# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""_untrusted: texts are marked as no templates where ansible-core does not distrust them anyway."""

from __future__ import annotations

import gc

import ansible.template
import pytest
from ansible.utils.unsafe_proxy import AnsibleUnsafe
from ansible_collections.steward.awx.plugins.plugin_utils._unsafe import marking

ROWS = [{"id": 1, "name": "{{ 1 }}", "related": {"labels": "/x/"}, "none": None, "list": ["a"]}]

before_2_19 = not hasattr(ansible.template, "trust_as_template")
trusts_much = pytest.mark.skipif(not before_2_19, reason="it trusts nothing that is not marked")


@trusts_much
def test_marking_marks_every_text() -> None:
    with marking() as mark:
        (row,) = mark(ROWS)

    texts = [row["name"], row["related"]["labels"], row["list"][0]]
    assert all(isinstance(text, AnsibleUnsafe) for text in texts)
    assert [row] == ROWS


@pytest.mark.skipif(before_2_19, reason="this ansible-core trusts what is not marked")
def test_marking_leaves_rows_alone() -> None:
    with marking() as mark:
        assert mark(ROWS) is ROWS


@trusts_much
@pytest.mark.parametrize(("rows", "is_set_aside"), [(1, False), (1000, True)])
def test_marking_pauses_the_collector_and_sets_many_rows_aside(
    rows: int, is_set_aside: bool
) -> None:
    before = gc.get_freeze_count()
    try:
        with marking() as mark:
            mark(ROWS * rows)
            assert not gc.isenabled()

        assert gc.isenabled()
        assert (gc.get_freeze_count() > before) is is_set_aside
    finally:
        gc.unfreeze()


@trusts_much
def test_marking_lets_the_collector_go_on_after_a_failure() -> None:
    with pytest.raises(RuntimeError), marking():
        raise RuntimeError

    assert gc.isenabled()
