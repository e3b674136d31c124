# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""text: what jobs say, made short and harmless."""

from __future__ import annotations

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common import message_text


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("\x1b[0;32mok\x1b[0m", "ok"),
        ("a\tb\r\nc", "a\tb\nc"),
        ("10%\r20%", "10%\n20%"),
        ("\x1b]0;title\x07x", "x"),
        ("\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("a\x00\x08 b", "a b"),
        ("exe\u202egpj", "exegpj"),
        ("\ud83d", "\ufffd"),
        ("50% ä ☃ {{ x }}", "50% ä ☃ {{ x }}"),
    ],
)
def test_plain_text(given: str, plain: str) -> None:
    """Output of a job must not steer the terminal of who reads it."""
    assert message_text.plain_text(given) == plain
    plain.encode()


def test_one_line() -> None:
    assert message_text.one_line(" a\n b\x1b[31m\tc ") == "a b c"
    assert message_text.one_line("x" * 1000) == "x" * 299 + "…"
    assert message_text.one_line(None) == "None"


def test_tail_is_bounded_in_lines_and_in_their_length() -> None:
    output = "\n".join([*("z" * 50_000 for _n in range(30)), "end", "", ""])
    lines = message_text.tail(output).split("\n")
    assert lines[-1] == "end"
    assert len(lines) <= 20
    assert {len(line) for line in lines[:-1]} <= {1000}


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (("", "a"), "a"),
        (("a.", "b."), "a; b."),
        (("a", "", " b "), "a; b"),
        (("", ""), ""),
    ],
)
def test_joined_never_ends_a_sentence_twice(parts: tuple[str, ...], said: str) -> None:
    assert message_text.joined(*parts) == said
