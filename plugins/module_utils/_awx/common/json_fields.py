# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Typed accessors for untrusted JSON: a value of the wrong type counts as missing.

A broken or hostile server can return anything. Fields that an operation requires are checked where
they are read (`UnexpectedResponse`); the others are read by these functions.
"""

from __future__ import annotations

import typing as t

# Ids and counts are 64-bit integers in AWX's database.
_MAX_INT = 2**63 - 1

# Larger than any duration, and any other number of AWX's that is not an integer.
_MAX_NUMBER = 1e15


def mapping(value: t.Any, *names: str) -> dict[str, t.Any]:
    """Return a mapping, or the nested one that `names` lead to; {} for anything else."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def list_of_mappings(value: t.Any) -> list[dict[str, t.Any]]:
    """Return the mappings in a list."""
    return [item for item in list_or_empty(value) if isinstance(item, dict)]


def list_or_empty(value: t.Any) -> list[t.Any]:
    """Return a list; [] for anything else."""
    return value if isinstance(value, list) else []


def list_of_ints(value: t.Any) -> list[int]:
    """Return the integers in a list that may be ids."""
    return [item for item in list_or_empty(value) if int_or_none(item) is not None]


def str_or_empty(value: t.Any) -> str:
    """Return a string; "" for anything else."""
    return value if isinstance(value, str) else ""


def str_or_none(value: t.Any) -> str | None:
    """Return a string; None for anything else."""
    return value if isinstance(value, str) else None


def int_or_none(value: t.Any) -> int | None:
    """Return an integer that may be an id or a count; None for anything else."""
    is_int = isinstance(value, int) and not isinstance(value, bool)
    return value if is_int and 0 <= value <= _MAX_INT else None


def id_or_none(value: t.Any) -> int | None:
    """Return an id that a user may write as a number or as its digits, and None for others."""
    is_text = isinstance(value, str) and value.isascii() and value.isdigit()
    return int_or_none(int(value) if is_text else value)


def number_or_none(value: t.Any) -> float | None:
    """Return a number that may be a duration; None for anything else, NaN included."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value if is_number and abs(value) < _MAX_NUMBER else None
