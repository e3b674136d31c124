# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where jobs run: execution environments, instances and their groups."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from .foundation import Described, Timed, prevent_search


class ExecutionEnvironment(Described):
    organization = models.ForeignKey(
        "Organization",
        null=True,
        blank=True,
        default=None,
        on_delete=models.CASCADE,
        related_name="executionenvironments",
    )
    image = models.CharField(max_length=1024)
    managed = models.BooleanField(default=False, editable=False)
    credential = models.ForeignKey(
        "Credential",
        null=True,
        blank=True,
        default=None,
        on_delete=models.SET_NULL,
        related_name="executionenvironments",
    )
    pull = models.CharField(
        max_length=16,
        blank=True,
        default="",
        choices=[
            ("always", "Always pull container before running."),
            ("missing", "Only pull the image if not present before running."),
            ("never", "Never pull container before running."),
        ],
    )

    class Meta:
        ordering = ("-created",)


class Instance(Timed):
    hostname = models.CharField(max_length=250, unique=True)
    uuid = models.CharField(max_length=40, default=uuid.uuid4)
    last_seen = models.DateTimeField(default=timezone.now, null=True)
    health_check_started = models.DateTimeField(null=True, default=None)
    last_health_check = models.DateTimeField(null=True, default=timezone.now)
    errors = models.TextField(default="", blank=True)
    capacity_adjustment = models.DecimalField(default=1, max_digits=3, decimal_places=2)
    version = models.CharField(max_length=120, blank=True)
    capacity = models.PositiveIntegerField(default=100)
    cpu = models.DecimalField(default=0, max_digits=4, decimal_places=1)
    memory = models.BigIntegerField(default=0)
    cpu_capacity = models.PositiveIntegerField(default=0)
    mem_capacity = models.PositiveIntegerField(default=0)
    enabled = models.BooleanField(default=True)
    managed_by_policy = models.BooleanField(default=True)
    node_type = models.CharField(max_length=16, default="hybrid")
    node_state = models.CharField(max_length=16, default="ready")
    managed = models.BooleanField(default=False)
    ip_address = models.CharField(max_length=50, blank=True, default="")

    class Meta:
        ordering = ("hostname",)

    def __str__(self) -> str:
        return self.hostname


class InstanceGroup(Timed):
    name = models.CharField(max_length=250, unique=True)
    instances = models.ManyToManyField(Instance, related_name="rampart_groups")
    is_container_group = models.BooleanField(default=False)
    credential = models.ForeignKey(
        "Credential",
        null=True,
        blank=True,
        default=None,
        on_delete=models.SET_NULL,
        related_name="instancegroups",
    )
    max_concurrent_jobs = models.IntegerField(default=0)
    max_forks = models.IntegerField(default=0)
    policy_instance_percentage = models.IntegerField(default=0)
    policy_instance_minimum = models.IntegerField(default=0)
    policy_instance_list = models.JSONField(default=list, blank=True)
    pod_spec_override = prevent_search(models.TextField(blank=True, default=""))

    def __str__(self) -> str:
        return self.name


class ReceptorAddress(models.Model):
    address = models.CharField(max_length=255)
    port = models.IntegerField(default=27199)
    protocol = models.CharField(max_length=10, default="tcp")
    websocket_path = models.CharField(max_length=255, default="", blank=True)
    is_internal = models.BooleanField(default=False)
    canonical = models.BooleanField(default=False)
    peers_from_control_nodes = models.BooleanField(default=False)
    instance = models.ForeignKey(
        Instance, on_delete=models.CASCADE, related_name="receptor_addresses"
    )

    class Meta:
        ordering = ("id",)
