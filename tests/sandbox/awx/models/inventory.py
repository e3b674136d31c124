# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inventories, hosts and groups."""

from __future__ import annotations

from django.db import models

from .foundation import Described, Installed


class Inventory(Described):
    organization = models.ForeignKey(
        "Organization", null=True, on_delete=models.SET_NULL, related_name="inventories"
    )
    kind = models.CharField(
        max_length=32,
        blank=True,
        default="",
        choices=[
            ("", "Hosts have a direct link to this inventory."),
            ("smart", "Hosts for inventory generated using the host_filter property."),
            (
                "constructed",
                "Parse list of source inventories with the constructed inventory plugin.",
            ),
            ("federated", "Route jobs to source inventory instance groups automatically."),
        ],
    )
    host_filter = models.TextField(blank=True, null=True, default=None)
    variables = models.TextField(blank=True, default="")
    has_active_failures = models.BooleanField(default=False, editable=False)
    total_hosts = models.PositiveIntegerField(default=0, editable=False)
    hosts_with_active_failures = models.PositiveIntegerField(default=0, editable=False)
    total_groups = models.PositiveIntegerField(default=0, editable=False)
    has_inventory_sources = models.BooleanField(default=False, editable=False)
    total_inventory_sources = models.PositiveIntegerField(default=0, editable=False)
    inventory_sources_with_failures = models.PositiveIntegerField(default=0, editable=False)
    pending_deletion = models.BooleanField(default=False, editable=False)
    prevent_instance_group_fallback = models.BooleanField(default=False)
    labels = models.ManyToManyField("Label", blank=True, related_name="inventory_labels")
    instance_groups = models.ManyToManyField(
        "InstanceGroup", blank=True, related_name="inventories"
    )

    objects = Installed()

    class Meta:
        ordering = ("name",)
        unique_together = [("name", "organization")]

    def update_computed_fields(self) -> None:
        """Count again what the API shows as ``total_hosts`` and the like."""
        Inventory.objects.filter(pk=self.pk).update(
            total_hosts=self.hosts.count(),
            total_groups=self.groups.count(),
            total_inventory_sources=(sources := self.inventory_sources.count()),
            has_inventory_sources=bool(sources),
            inventory_sources_with_failures=self.inventory_sources.filter(
                last_job_failed=True
            ).count(),
            hosts_with_active_failures=(
                failing := self.hosts.filter(last_job_host_summary__failed=True).count()
            ),
            has_active_failures=bool(failing),
        )
        self.refresh_from_db()


class _InstalledHosts(Installed):
    by = "inventory__name"


def _unset(model: str) -> models.ForeignKey:
    return models.ForeignKey(
        model, null=True, default=None, editable=False, on_delete=models.SET_NULL, related_name="+"
    )


class Host(Described):
    inventory = models.ForeignKey(Inventory, on_delete=models.CASCADE, related_name="hosts")
    enabled = models.BooleanField(default=True)
    instance_id = models.CharField(max_length=1024, blank=True, default="")
    variables = models.TextField(blank=True, default="")
    last_job = models.ForeignKey(
        "Job",
        null=True,
        default=None,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="hosts_as_last_job+",
    )
    last_job_host_summary = models.ForeignKey(
        "JobHostSummary",
        null=True,
        default=None,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="hosts_as_last_job_summary+",
    )
    inventory_sources = models.ManyToManyField(
        "InventorySource", related_name="hosts", editable=False
    )
    ansible_facts = models.JSONField(default=dict, blank=True)
    ansible_facts_modified = models.DateTimeField(null=True, default=None, editable=False)
    # What an Ascender filters by. What it shows is taken from the host's newest summary.
    unset_last_job = _unset("Job")
    unset_last_job_host_summary = _unset("JobHostSummary")

    objects = _InstalledHosts()

    class Meta:
        ordering = ("name",)
        unique_together = [("name", "inventory")]


class Group(Described):
    inventory = models.ForeignKey(Inventory, on_delete=models.CASCADE, related_name="groups")
    variables = models.TextField(blank=True, default="")
    children = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="parents")
    hosts = models.ManyToManyField(Host, blank=True, related_name="groups")
    inventory_sources = models.ManyToManyField(
        "InventorySource", related_name="groups", editable=False
    )

    class Meta:
        ordering = ("name",)
        unique_together = [("name", "inventory")]
