# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""_lookup: what the lookups of this collection share."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common.errors import (
    ConfigurationError,
)
from ansible_collections.steward.awx.plugins.plugin_utils._lookup import _refuse_unknown

KNOWN: dict[str, t.Any] = {
    "_terms": {},
    "awx_host": {"aliases": ["controller_host"]},
    "filters": {},
    "limit": {"aliases": None},
}


@pytest.mark.parametrize("given", [{}, {"filters": 1}, {"controller_host": "h", "limit": 5}])
def test_known_options_and_aliases_are_fine(given: dict[str, t.Any]) -> None:
    _refuse_unknown(given, KNOWN)


@pytest.mark.parametrize(
    ("name", "near"), [("filter", "filters"), ("awx_hots", "awx_host"), ("controler_host", "host")]
)
def test_unknown_options_are_refused_with_the_nearest(name: str, near: str) -> None:
    """Ansible ignores options that a lookup does not have (ansible/awx#8157)."""
    with pytest.raises(ConfigurationError, match=f"there is no option '{name}'.*{near}"):
        _refuse_unknown({name: 1}, KNOWN)


def test_options_of_other_clients_are_refused_with_what_to_write() -> None:
    """The error says what to write."""
    with pytest.raises(ConfigurationError, match="'page_size': leave it out: all objects"):
        _refuse_unknown({"page_size": 1}, KNOWN)


def test_terms_are_no_option() -> None:
    with pytest.raises(ConfigurationError):
        _refuse_unknown({"_terms": ["hosts"]}, KNOWN)
