# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Sanitize text for a terminal: what a job printed can hold anything."""

from __future__ import annotations

import re

# Patterns as text, which `re` compiles when they are first needed: most texts are printable.

# Control sequences (ECMA-48, section 5.4), strings such as titles (5.6), which must not swallow
# lines, and the short ones (5.5).
_ESCAPE = (
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)|[ -/]*[0-~])"
    r"|\x9b[0-?]*[ -/]*[@-~]"
)
_COLOUR = r"\x1b\[[0-9;:]*m"
# Control characters but tab and line end, those that change the direction of text (Unicode 15,
# section 23.2).
_HARMFUL = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
# Halves of characters, which JSON can hold and no terminal can be sent.
_HALVES = "[\ud800-\udfff]"
_RESET = "\x1b[0m"
_ENDING_RESET = r"\x1b\[0*m[^\x1b]*\Z"


def plain_text(text: str) -> str:
    """Return text without escape sequences and control characters but line ends and tabs."""
    return text if text.isprintable() else _harmless(re.sub(_ESCAPE, "", _lines(text)))


def coloured_text(text: str) -> str:
    """Return text as `plain_text` does, but keep colours; they are reset at each line end."""
    return "\n".join(_coloured(line) for line in _lines(text).split("\n"))


def _lines(text: str) -> str:
    # A carriage return alone would have what follows it written over what came before.
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _harmless(text: str) -> str:
    return re.sub(_HALVES, "\ufffd", re.sub(_HARMFUL, "", text))


def _coloured(line: str) -> str:
    parts = []
    end = 0
    for found in re.finditer(_ESCAPE, line):
        parts.append(_harmless(line[end : found.start()]))
        if re.fullmatch(_COLOUR, found.group()):
            parts.append(found.group())
        end = found.end()
    shown = "".join(parts) + _harmless(line[end:])
    is_open = "\x1b" in shown and not re.search(_ENDING_RESET, shown)
    return shown + _RESET if is_open else shown
