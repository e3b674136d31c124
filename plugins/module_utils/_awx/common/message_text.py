# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Sanitize and truncate what jobs print: it can hold anything, of any length."""

from __future__ import annotations

import typing as t

from .sanitize import plain_text

# The end of an output, and the longest line of it.
TAIL_LINES = 20
MAX_LINE_LENGTH = 1000

# A message, and the part of one that fits into a line for a person.
MAX_MESSAGE_LENGTH = 2000
MAX_INLINE_LENGTH = 300


def one_line(text: t.Any, longest: int = MAX_INLINE_LENGTH) -> str:
    """Return text as a part of one line."""
    # Reading all of a large text would only cost time.
    return shorten(" ".join(plain_text(str(text)[: 20 * longest]).split()), longest)


def shorten(text: str, longest: int = MAX_MESSAGE_LENGTH) -> str:
    """Return the beginning of a text that is too long."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def message(value: t.Any) -> str:
    """Return a value as the words of a message."""
    return shorten(plain_text(str(value)[: 10 * MAX_MESSAGE_LENGTH]).strip())


def tail(text: str) -> str:
    """Return the last lines of an output, without colours."""
    last = plain_text(text[-10 * TAIL_LINES * MAX_LINE_LENGTH :]).rstrip().split("\n")[-TAIL_LINES:]
    return "\n".join(shorten(line, MAX_LINE_LENGTH) for line in last)


def message_tail(value: t.Any) -> str:
    """Return the end of what a command wrote, no longer than a message."""
    lines = tail(value if isinstance(value, str) else str(value or ""))
    return lines if len(lines) <= MAX_MESSAGE_LENGTH else "…" + lines[-MAX_MESSAGE_LENGTH + 1 :]


def joined(*parts: str) -> str:
    """Join sentences and phrases, leaving out empty ones."""
    said = [part.strip() for part in parts if part.strip()]
    return "; ".join([*(part.rstrip(".") for part in said[:-1]), *said[-1:]])
