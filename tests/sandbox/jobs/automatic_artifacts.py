# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every job of an Ascender leaves in its artifacts: how it went, and on which hosts."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

_COUNTS: t.Final = (
    "changed",
    "failures",
    "dark",
    "ok",
    "processed",
    "skipped",
    "ignored",
    "rescued",
)
_PREFIX: t.Final = "ascender_stats_"
_FLAGS: t.Final = ("changed", "failed", "hosts_truncated")
_KINDS: t.Final = ("changed", "failed")


def of(stats: Mapping[str, t.Any], *, max_hosts: int) -> dict[str, t.Any]:
    """The artifacts of a run with these statistics; hosts are named where they are few."""
    counts = {name: stats.get(name) or {} for name in _COUNTS}
    hosts = {host for of_hosts in counts.values() for host in of_hosts}
    found = {
        "changed": {host for host in hosts if counts["changed"].get(host)},
        "failed": {
            host for host in hosts if counts["failures"].get(host) or counts["dark"].get(host)
        },
    }
    made: dict[str, t.Any] = {f"{_PREFIX}{kind}": bool(found[kind]) for kind in _KINDS}
    made[f"{_PREFIX}hosts_truncated"] = len(hosts) > max_hosts
    if len(hosts) <= max_hosts:
        for kind in _KINDS:
            made[f"{_PREFIX}{kind}_hosts"] = sorted(found[kind])
            made[f"{_PREFIX}non_{kind}_hosts"] = sorted(hosts - found[kind])
    return made


def merged(first: Mapping[str, t.Any], second: Mapping[str, t.Any]) -> dict[str, t.Any]:
    """What two nodes hand on together: the second one's wins, but for how both of them went."""
    result = {**first, **second}
    for flag in _FLAGS:
        key = f"{_PREFIX}{flag}"
        if key in first and key in second:
            result[key] = bool(first[key] or second[key])
    for kind in _KINDS:
        key, other = f"{_PREFIX}{kind}_hosts", f"{_PREFIX}non_{kind}_hosts"
        if result.get(f"{_PREFIX}hosts_truncated"):
            result.pop(key, None)
            result.pop(other, None)
        elif key in first and key in second:
            found = {*first[key], *second[key]}
            result[key] = sorted(found)
            result[other] = sorted({*first.get(other, ()), *second.get(other, ())} - found)
    return result
