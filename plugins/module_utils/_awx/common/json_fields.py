# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Take out of a reply what is of the type that it must be of; anything else is as good as absent.

A server that is broken, or hostile, can answer anything. What an operation cannot do without is
refused where it is read, with `UnexpectedResponse`; the rest is taken by these functions.
"""

from __future__ import annotations

import typing as t

# Ids and counts are 64-bit integers in AWX's database; what is larger is none.
_TOO_LARGE = 2**63

# No job runs for so many seconds, nor is any other number of AWX's that is not whole so large.
_FARTHEST = 1e15


def mapping(value: t.Any, *names: str) -> dict[str, t.Any]:
    """Return a mapping, or the one within it that `names` lead to; an empty one if it is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def list_of_mappings(value: t.Any) -> list[dict[str, t.Any]]:
    """Return the mappings in a list."""
    return [item for item in list_or_empty(value) if isinstance(item, dict)]


def list_or_empty(value: t.Any) -> list[t.Any]:
    """Return a list; an empty one if it is none."""
    return value if isinstance(value, list) else []


def str_or_empty(value: t.Any) -> str:
    """Return a text; an empty one if it is none."""
    return value if isinstance(value, str) else ""


def str_or_none(value: t.Any) -> str | None:
    """Return a text, and None for anything else."""
    return value if isinstance(value, str) else None


def int_or_none(value: t.Any) -> int | None:
    """Return a number that may be an id or a count, and None for anything else."""
    is_one = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _TOO_LARGE
    return value if is_one else None


def id_or_none(value: t.Any) -> int | None:
    """Return an id that a user may write as a number or as its digits, and None for others."""
    is_text = isinstance(value, str) and value.isascii() and value.isdigit()
    return int_or_none(int(value) if is_text else value)


def number_or_none(value: t.Any) -> float | None:
    """Return a number that may be one of seconds, and None for anything else."""
    is_one = isinstance(value, (int, float)) and not isinstance(value, bool)
    # What is not a number is not smaller than any either.
    return value if is_one and abs(value) < _FARTHEST else None
