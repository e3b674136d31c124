# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Host metrics; thin."""

from __future__ import annotations

from django.db import models


class HostMetric(models.Model):
    hostname = models.CharField(max_length=512, unique=True)
    first_automation = models.DateTimeField()
    last_automation = models.DateTimeField()
    last_deleted = models.DateTimeField(null=True, default=None)
    automated_counter = models.BigIntegerField(default=0)
    deleted_counter = models.IntegerField(default=0)
    deleted = models.BooleanField(default=False)
    used_in_inventories = models.IntegerField(null=True, default=None)


class HostMetricSummaryMonthly(models.Model):
    date = models.DateField(unique=True)
    license_consumed = models.BigIntegerField(default=0)
    license_capacity = models.BigIntegerField(default=0)
    hosts_added = models.IntegerField(default=0)
    hosts_deleted = models.IntegerField(default=0)
    indirectly_managed_hosts = models.IntegerField(default=0)

    class Meta:
        ordering = ("date",)
