# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""_untrusted: texts are marked as no templates where ansible-core does not distrust them anyway."""

from __future__ import annotations

import ansible.template
import pytest
from ansible.utils.unsafe_proxy import AnsibleUnsafe
from ansible_collections.steward.awx.plugins.plugin_utils._untrusted import untrusted

ROWS = [{"id": 1, "name": "{{ 1 }}", "related": {"labels": "/x/"}, "none": None, "list": ["a"]}]

before_2_19 = not hasattr(ansible.template, "trust_as_template")


@pytest.mark.skipif(not before_2_19, reason="this ansible-core trusts nothing that is not marked")
def test_untrusted_marks_every_text() -> None:
    (row,) = untrusted(ROWS)
    texts = [row["name"], row["related"]["labels"], row["list"][0]]
    assert all(isinstance(text, AnsibleUnsafe) for text in texts)
    assert [row] == ROWS


@pytest.mark.skipif(before_2_19, reason="this ansible-core trusts what is not marked")
def test_untrusted_leaves_rows_alone() -> None:
    assert untrusted(ROWS) is ROWS
