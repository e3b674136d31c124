# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Slicing: one launch, several jobs, each with a share of the inventory's hosts."""

from __future__ import annotations

import typing as t
from collections.abc import Sequence

Host = t.TypeVar("Host")


def effective_slices(*, asked: int, hosts: int) -> int:
    """How many jobs a launch becomes: never more than there are hosts."""
    return min(asked, hosts)


def slice_of(hosts: Sequence[Host], *, number: int, count: int) -> Sequence[Host]:
    """The hosts of slice `number` (from 1) of `count`; all where the job is not sliced."""
    if number < 1 or count <= 1:
        return hosts
    return hosts[number - 1 :: count]
