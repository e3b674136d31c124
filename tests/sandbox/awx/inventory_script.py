# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An inventory in the form of Ansible's dynamic inventory scripts."""

from __future__ import annotations

from typing import Any

from .models import Group, Inventory
from .serializers.text import parse_mapping


def inventory_script(
    inventory: Inventory, *, disabled: bool = False, hostvars: bool = False, towervars: bool = False
) -> dict[str, Any]:
    """Groups with their hosts, children and variables; those of the hosts only if asked for."""
    hosts = inventory.hosts.all() if disabled else inventory.hosts.filter(enabled=True)
    rows = list(hosts.order_by("name").values("id", "name", "variables"))
    names = {row["id"]: row["name"] for row in rows}
    groups = {group.pk: group for group in inventory.groups.all()}
    members, children = _members(inventory, names), _children(inventory)
    script = {
        group.name: _entry(
            hosts=[names[host] for host in members.get(pk, ())],
            children=[groups[child].name for child in children.get(pk, ())],
            variables=group.variables,
        )
        for pk, group in groups.items()
    }
    grouped = {host for some in members.values() for host in some}
    below = {child for some in children.values() for child in some}
    script["all"] = _entry(
        hosts=[name for pk, name in names.items() if pk not in grouped],
        children=[group.name for pk, group in groups.items() if pk not in below],
        variables=inventory.variables,
    )
    if hostvars:
        script["_meta"] = {"hostvars": {row["name"]: _variables(row, towervars) for row in rows}}
    return script


def _entry(*, hosts: list[str], children: list[str], variables: str) -> dict[str, Any]:
    """A group; what is empty is left out."""
    entry = {"hosts": hosts, "children": children, "vars": parse_mapping(variables)}
    return {key: value for key, value in entry.items() if value}


def _members(inventory: Inventory, known: dict[int, str]) -> dict[int, list[int]]:
    """The ids of each group's hosts, by name."""
    links = Group.hosts.through.objects.filter(group__inventory=inventory).order_by("host__name")
    members: dict[int, list[int]] = {}
    for group, host in links.values_list("group_id", "host_id"):
        if host in known:
            members.setdefault(group, []).append(host)
    return members


def _children(inventory: Inventory) -> dict[int, list[int]]:
    links = Group.children.through.objects.filter(from_group__inventory=inventory)
    children: dict[int, list[int]] = {}
    for parent, child in links.values_list("from_group_id", "to_group_id"):
        children.setdefault(parent, []).append(child)
    return children


def _variables(row: dict[str, Any], towervars: bool) -> dict[str, Any]:
    extra = {"remote_tower_id": row["id"]} if towervars else {}
    return parse_mapping(row["variables"]) | extra
