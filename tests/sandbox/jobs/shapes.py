# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Comparing an answer with a recorded one: the same keys and types, whatever the values."""

from __future__ import annotations

import typing as t
from collections.abc import Collection, Iterator

_NUMBERS: t.Final = (int, float)


def differences(
    recorded: t.Any, answer: t.Any, *, path: str = "", ignored: Collection[str] = ()
) -> Iterator[str]:
    """Where the answer has other keys or types. Null is of every type; of a list, what both have.

    Paths in `ignored`, and what hangs below them, are not looked at.
    """
    if path in ignored or recorded is None or answer is None:
        return
    if isinstance(recorded, dict) and isinstance(answer, dict):
        for key in sorted(recorded.keys() | answer.keys()):
            below = f"{path}.{key}".lstrip(".")
            if below in ignored:
                continue
            if key not in answer:
                yield f"{below}: missing"
            elif key not in recorded:
                yield f"{below}: not in the recording"
            else:
                yield from differences(recorded[key], answer[key], path=below, ignored=ignored)
    elif isinstance(recorded, list) and isinstance(answer, list):
        for one, other in zip(recorded, answer, strict=False):
            yield from differences(one, other, path=f"{path}[]", ignored=ignored)
    elif not _same_type(recorded, answer):
        yield f"{path}: {type(answer).__name__}, recorded {type(recorded).__name__}"


def _same_type(recorded: t.Any, answer: t.Any) -> bool:
    if isinstance(recorded, bool) or isinstance(answer, bool):
        return isinstance(recorded, bool) and isinstance(answer, bool)
    if isinstance(recorded, _NUMBERS) and isinstance(answer, _NUMBERS):
        return True
    return type(recorded) is type(answer)
