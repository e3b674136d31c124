# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inventories: a few local hosts that jobs run on, 5,000 that are only asked for."""

from __future__ import annotations

import json
import sys

from .. import models as m
from .rows import BEGIN, make, named

LARGE = 5_000
GROUPS = 50
# What makes Ansible run modules right here, with the sandbox's own Python.
_LOCAL = json.dumps({"ansible_connection": "local", "ansible_python_interpreter": sys.executable})
_GONE = json.dumps(
    {
        "ansible_connection": "ssh",
        "ansible_host": "127.0.0.1",
        "ansible_port": 1,
        "ansible_timeout": 3,
    }
)


def seed() -> None:
    engineering = named(m.Organization, "Engineering")
    demo = make(
        m.Inventory,
        "Demo Inventory",
        description="",
        organization=named(m.Organization, "Default"),
        variables=_LOCAL,
    )
    make(m.Host, "localhost", description="", inventory=demo)
    _large()
    small = make(
        m.Inventory,
        "Seed Small Inventory",
        description="3 local hosts",
        organization=engineering,
        variables=_LOCAL,
    )
    hosts = [make(m.Host, f"small-{n}", description="local", inventory=small) for n in (1, 2, 3)]
    web = make(m.Group, "web", inventory=small, variables='{"role": "web"}')
    db = make(m.Group, "db", inventory=small)
    web.hosts.add(*hosts[:2])
    db.hosts.add(hosts[2])
    make(m.Inventory, "Seed Empty Inventory", organization=engineering)
    mixed = make(
        m.Inventory,
        "Seed Unreachable Inventory",
        description="one host that answers, one that does not",
        organization=engineering,
        variables=_LOCAL,
    )
    make(m.Host, "here-1", description="local", inventory=mixed)
    make(m.Host, "gone-1", description="nothing listens there", inventory=mixed, variables=_GONE)
    operations = named(m.Organization, "Operations")
    make(m.Inventory, "Seed Small Inventory", organization=operations, variables=_LOCAL)
    for inventory in m.Inventory.objects.all():
        inventory.update_computed_fields()


def _large() -> None:
    inventory = make(
        m.Inventory,
        "Seed Large Inventory",
        description="5,000 hosts in 50 groups",
        organization=named(m.Organization, "Engineering"),
        variables="---\nsite: north\n",
    )
    m.Group.objects.bulk_create(
        m.Group(
            name=f"group_{n:02}",
            inventory=inventory,
            variables=json.dumps({"g": n}),
            created=BEGIN,
            modified=BEGIN,
        )
        for n in range(1, GROUPS + 1)
    )
    parent = make(m.Group, "region_north", inventory=inventory)
    groups = list(m.Group.objects.filter(inventory=inventory, name__startswith="group_"))
    parent.children.add(*groups[:10])
    m.Host.objects.bulk_create(
        m.Host(
            name=f"host-{n:05}.example.com",
            description="large",
            inventory=inventory,
            enabled=n % 100 != 0,
            variables=json.dumps({"rack": n % 40, "n": n}),
            created=BEGIN,
            modified=BEGIN,
        )
        for n in range(1, LARGE + 1)
    )
    hosts = m.Host.objects.filter(inventory=inventory).order_by("pk").values_list("pk", flat=True)
    through = m.Group.hosts.through
    through.objects.bulk_create(
        through(host_id=pk, group_id=groups[n % GROUPS].pk) for n, pk in enumerate(hosts)
    )
