# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""terminal_text: what a job prints can hold anything, and a terminal obeys."""

from __future__ import annotations

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common.sanitize import (
    coloured_text,
    plain_text,
)

ESC = "\x1b"
GREEN = f"{ESC}[0;32m"
RESET = f"{ESC}[0m"

# What else a terminal would do than print, and what is left of it.
HARMFUL = [
    pytest.param(f"a{ESC}]0;a title\x07b", "ab", id="title"),
    pytest.param(f"a{ESC}]8;;http://evil{ESC}\\link{ESC}]8;;{ESC}\\b", "alinkb", id="hyperlink"),
    pytest.param(f"a{ESC}]52;c;Zm9v\x07b", "ab", id="clipboard"),
    pytest.param(f"a{ESC}[2J{ESC}[Hb", "ab", id="clear the screen"),
    pytest.param(f"a{ESC}[1A{ESC}[Kb", "ab", id="over the line before"),
    pytest.param(f"a{ESC}[6nb", "ab", id="answers itself"),
    pytest.param(f"a{ESC}[?1049hb", "ab", id="another screen"),
    pytest.param(f"a{ESC}P+q544e{ESC}\\b", "ab", id="device control"),
    pytest.param(f"a{ESC}cb", "ab", id="reset"),
    pytest.param(f"a{ESC}(0b", "ab", id="character set"),
    pytest.param("a\x9b2Jb", "ab", id="8-bit control sequence"),
    pytest.param("a\x00\x07\x08\x0e\x7f\x85b", "ab", id="control characters"),
    pytest.param("a\u202eb\u2066c\u200f", "abc", id="direction of text"),
    pytest.param("a\u2028b", "ab", id="line separator"),
    pytest.param("a\ud800b", "a\ufffdb", id="half a character"),
    pytest.param(f"a{ESC}]0;no end", "a0;no end", id="unfinished string"),
    pytest.param(f"a{ESC}]0;x\nkept\n\x07b", "a0;x\nkept\nb", id="a string that swallows lines"),
    pytest.param(f"a{ESC}", "a", id="lone escape"),
    pytest.param("safe\rEVIL", "safe\nEVIL", id="written over"),
    pytest.param("a\r\nb\tc\n", "a\nb\tc\n", id="line ends and tabs stay"),
    pytest.param("Unicode äöü ☃ 名前 <b>", "Unicode äöü ☃ 名前 <b>", id="text stays"),
]


@pytest.mark.parametrize(("text", "left"), HARMFUL)
def test_whatever_a_terminal_obeys_is_left_out(text: str, left: str) -> None:
    assert plain_text(text) == left
    assert coloured_text(text) == left


def test_colours_are_kept_or_left_out() -> None:
    text = f"{GREEN}ok: [web1]{RESET} => {ESC}[1;38;5;9mred{ESC}[m"
    assert plain_text(text) == "ok: [web1] => red"
    assert coloured_text(text) == text


def test_a_colour_ends_with_its_line() -> None:
    """Or what others print next would have it too, prefixes included."""
    assert coloured_text(f"{GREEN}a\r\nb{ESC}[31m\nc") == f"{GREEN}a{RESET}\nb{ESC}[31m{RESET}\nc"
