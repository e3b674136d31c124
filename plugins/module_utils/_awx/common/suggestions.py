# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Suggestions for a misspelt word."""

from __future__ import annotations

import typing as t

# Longer words are not names, and comparing them would be slow.
_MAX_NAME_LENGTH = 512

# More are no help.
_MAX_NAMES = 250


def nearest(word: str, known: t.Iterable[str], *, most: int = 3) -> list[str]:
    """Return up to `most` of `known` that resemble `word`, the nearest first."""
    # Only errors need it, and it takes long to import.
    import difflib

    by_lower: dict[str, str] = {}
    for name in known:
        if len(name) <= _MAX_NAME_LENGTH:
            by_lower.setdefault(name.lower(), name)
    matches = difflib.get_close_matches(word.lower(), by_lower, n=most, cutoff=0.6)
    return [by_lower[match] for match in matches]


def did_you_mean(word: str, known: t.Iterable[str]) -> str:
    """Return a sentence with the nearest of `known`, or with all of them where none is near."""
    names = sorted({name for name in known if len(name) <= _MAX_NAME_LENGTH})
    near = nearest(word, names)
    if near:
        return "Did you mean " + " or ".join(f"'{name}'" for name in near) + "?"
    if names:
        more = [f"and {len(names) - _MAX_NAMES} more"] if len(names) > _MAX_NAMES else []
        return "There are: " + ", ".join([*names[:_MAX_NAMES], *more]) + "."
    return ""
