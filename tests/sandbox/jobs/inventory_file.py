# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An inventory of the database as a file that Ansible reads."""

from __future__ import annotations

import json
import typing as t
from collections.abc import Iterable
from pathlib import Path

from tests.sandbox.awx.models import Host, Inventory

from .extra_vars import parse_extra_vars
from .slicing import slice_of


def write_inventory(
    path: Path, inventory: Inventory, *, slice_number: int = 0, slice_count: int = 1
) -> dict[str, int]:
    """Write the enabled hosts, or a slice of them, with all groups; answer their ids by name."""
    enabled = list(inventory.hosts.filter(enabled=True).order_by("name"))
    hosts = slice_of(enabled, number=slice_number, count=slice_count)
    path.write_text(json.dumps({"all": _everything(inventory, hosts)}))
    return {host.name: host.pk for host in hosts}


def _everything(inventory: Inventory, hosts: Iterable[Host]) -> dict[str, t.Any]:
    by_id = {host.pk: host for host in hosts}
    groups = {}
    for group in inventory.groups.prefetch_related("hosts", "children"):
        groups[group.name] = {
            "vars": parse_extra_vars(group.variables),
            "hosts": {host.name: {} for host in group.hosts.all() if host.pk in by_id},
            "children": {child.name: {} for child in group.children.all()},
        }
    return {
        "vars": parse_extra_vars(inventory.variables),
        "hosts": {host.name: parse_extra_vars(host.variables) for host in by_id.values()},
        "children": groups,
    }
