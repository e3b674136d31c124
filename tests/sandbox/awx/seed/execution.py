# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One instance, three groups, execution environments."""

from __future__ import annotations

from .. import models as m
from .rows import BEGIN, make


def seed() -> None:
    instance = m.Instance.objects.create(
        hostname="awx-1",
        uuid="5a3c7d1e-0000-4000-8000-000000000002",
        version="24.6.1",
        capacity=220,
        cpu=2,
        memory=25_276_514_304,
        cpu_capacity=8,
        mem_capacity=220,
        managed=True,
        last_seen=BEGIN,
        last_health_check=BEGIN,
    )
    m.ReceptorAddress.objects.create(instance=instance, address="awx-1", port=2222, canonical=True)
    for name, percentage in (("controlplane", 100), ("default", 100), ("seed-ig", 0)):
        group = m.InstanceGroup.objects.create(name=name, policy_instance_percentage=percentage)
        group.instances.add(instance)
    for name, image, managed in (
        ("AWX EE (latest)", "quay.io/ansible/awx-ee:latest", False),
        ("Control Plane Execution Environment", "quay.io/ansible/awx-ee:latest", True),
        ("Seed EE", "quay.io/example/seed-ee:1.0", False),
    ):
        make(
            m.ExecutionEnvironment,
            name,
            description="",
            image=image,
            managed=managed,
            pull="" if managed else "missing",
        )
