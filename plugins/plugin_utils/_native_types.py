# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This util is PRIVATE to the steward.awx collection: it may change in any release.

"""Make plain values of Ansible's: arguments of tasks are tagged, unsafe, lazy or encrypted ones."""

from __future__ import annotations

import datetime
import typing as t


def plain(value: t.Any) -> t.Any:
    """Return `value` as a module would receive it: as JSON can say it, in Python's own types."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        # The method of `str` itself makes an exact copy of any kind of string.
        return str.__str__(value)
    for number in (int, float):
        if isinstance(value, number):
            return number(value)
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    if isinstance(value, t.Mapping):
        return {plain(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(inner) for inner in value]
    # Vaulted strings decrypt when they are made text of.
    return plain(str(value))


def without_omitted(value: t.Any, task_vars: t.Mapping[str, t.Any]) -> t.Any:
    """Return arguments without the items of lists that were left out with `omit`.

    ansible-core before 2.19 leaves out whole options only, and the marker in lists.
    """
    marker = task_vars.get("omit")
    # Since 2.19 it is no text, and no argument holds it.
    return _without(value, marker) if isinstance(marker, str) else value


def _without(value: t.Any, marker: str) -> t.Any:
    if isinstance(value, t.Mapping):
        return {key: _without(inner, marker) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without(inner, marker) for inner in value if inner != marker]
    return value
