# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The line of an output that is most likely to say what went wrong."""

from __future__ import annotations

import re
import typing as t

from ..common.truncate import one_line, tail

_TELLING = re.compile(r"\b(error|fatal|failed|exception)\b|Error:|Exception:", re.IGNORECASE)


def last_words(output: str) -> str:
    """Return the line of an output's end that is most likely to say what went wrong.

    That is the last one that speaks of an error, or else the last one: `git`, `ansible-inventory`
    and Python all say what they died of at the end.
    """
    lines = [line.strip() for line in tail(output).split("\n") if line.strip()]
    telling = [line for line in lines if _TELLING.search(line) and "failed=" not in line]
    last = (telling or lines or [""])[-1]
    return f"{_unparsed(lines)}{last}" if _NOTHING_PARSED in last else last


_NOTHING_PARSED = "No inventory was parsed"


_WARNING = "[WARNING]:"


def _unparsed(lines: t.Sequence[str]) -> str:
    """Return what `ansible-inventory` warned of before it gave up, which names the file."""
    warnings: list[str] = []
    for line in lines:
        if _NOTHING_PARSED in line:
            break
        if line.startswith(_WARNING):
            warnings.append(line[len(_WARNING) :].strip())
        elif warnings:
            # Warnings are broken to the width of a terminal.
            warnings[-1] += f" {line}"
    found = [warning for warning in warnings if "parse" in warning]
    return f"{one_line(found[-1])}: " if found else ""
