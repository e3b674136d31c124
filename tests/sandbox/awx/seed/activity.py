# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Activity of the past, host metrics."""

from __future__ import annotations

from datetime import date

from .. import models as m
from .rows import admin, at

ROWS = 500


def seed() -> None:
    actor = admin()
    hosts = list(m.Host.objects.order_by("pk")[:ROWS])
    m.ActivityStream.objects.bulk_create(
        m.ActivityStream(
            actor=actor,
            operation="create",
            timestamp=at(minutes=n),
            changes={"name": host.name, "id": host.pk},
            object1="host",
            action_node="awx-1",
        )
        for n, host in enumerate(hosts)
    )
    through = m.ActivityStream.host.through
    through.objects.bulk_create(
        through(activitystream_id=pk, host_id=host.pk)
        for pk, host in zip(
            m.ActivityStream.objects.order_by("pk").values_list("pk", flat=True), hosts, strict=True
        )
    )
    for name in ("localhost", "small-1", "small-2"):
        m.HostMetric.objects.create(
            hostname=name,
            first_automation=at(),
            last_automation=at(minutes=60),
            automated_counter=2,
        )
    m.HostMetricSummaryMonthly.objects.create(date=date(2026, 1, 1), license_consumed=3)
