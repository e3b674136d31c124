# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""masking: no secret leaves the core, however a URL has encoded it."""

from __future__ import annotations

import urllib.parse

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common.redaction import (
    MASK,
    Redactor,
)


@pytest.mark.parametrize(
    ("secret", "text"),
    [
        pytest.param("hunter2", "the password hunter2 is wrong", id="as it is"),
        pytest.param("hun ter/2", "GET /x/?q=hun%20ter%2F2", id="percent-encoded"),
        pytest.param("hun ter/2", "GET /x/?q=hun+ter%2F2", id="form-encoded"),
        pytest.param("p\u00e4ss", "GET /x/?q=p%C3%A4ss", id="not ASCII"),
        pytest.param("hunter2", "hunter2hunter2", id="twice"),
    ],
)
def test_masker_hides_a_secret(secret: str, text: str) -> None:
    masked = Redactor([secret])(text)
    assert secret not in masked
    assert urllib.parse.quote(secret, safe="") not in masked
    assert MASK in masked


def test_masker_hides_the_longest_secret_first() -> None:
    """A secret that holds another one leaves no rest of itself."""
    assert Redactor(["abc", "abcdef"])("abcdef abc") == f"{MASK} {MASK}"


@pytest.mark.parametrize("secret", [None, "", "a", "ab"])
def test_masker_leaves_texts_alone_for_what_is_no_secret(secret: str | None) -> None:
    assert Redactor([secret])("a lab above") == "a lab above"
