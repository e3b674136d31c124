# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fill a sandbox's database with more rows than it is seeded with.

    .venv/sandbox/bin/python -m tests.bench.volume STATE EVENTS HOSTS [HOSTS ...]

Makes inventories with so many hosts, and one job with so many events, in the state directory that
a sandbox is then started with; prints their ids as JSON. Runs in the sandbox's own Python.
"""

from __future__ import annotations

import json
import os
import sys
import typing as t
from pathlib import Path

INVENTORY = "Bench Inventory"
_EVENTS_AT_ONCE = 5000


def main() -> None:
    """Fill the database."""
    state = Path(sys.argv[1])
    events, *hosts = map(int, sys.argv[2:])
    os.environ["SANDBOX_STATE"] = str(state)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.sandbox.settings"
    import django

    django.setup()
    from tests.sandbox.database import prepare

    prepare(state)
    inventories = [_hosts(rows) for rows in hosts]
    print(json.dumps({"inventories": inventories, "job": _events(events)}))


def _hosts(rows: int) -> int:
    """Return the id of an inventory with so many hosts, each with a few variables."""
    from tests.sandbox.awx import models

    organization = models.Organization.objects.order_by("pk").first()
    inventory = models.Inventory.objects.create(
        name=f"{INVENTORY} {rows}", organization=organization
    )
    models.Host.objects.bulk_create(
        models.Host(
            name=f"bench-{number:05}.example.com",
            inventory=inventory,
            variables=json.dumps({"rack": number % 40, "number": number}),
        )
        for number in range(rows)
    )
    return int(inventory.pk)


def _events(rows: int) -> int:
    """Return the id of a job, one that had no events, with so many."""
    from tests.sandbox.awx import models

    job = models.Job.objects.filter(status="successful", job_events=None).order_by("pk").first()
    for first in range(1, rows + 1, _EVENTS_AT_ONCE):
        counters = range(first, min(first + _EVENTS_AT_ONCE, rows + 1))
        models.JobEvent.objects.bulk_create(models.JobEvent(**_event(job, n)) for n in counters)
    return int(job.pk)


def _event(job: t.Any, counter: int) -> dict[str, t.Any]:
    return {
        "job_id": job.pk,
        "counter": counter,
        "event": "runner_item_on_ok",
        "uuid": f"00000000-0000-4000-8000-{counter:012}",
        "event_data": {"task": "A task", "host": "localhost", "res": {"msg": f"item {counter}"}},
        "playbook": job.playbook,
        "play": "A play",
        "task": "A task",
        "host_name": "localhost",
        "stdout": f"ok: [localhost] => (item={counter})",
        "start_line": counter,
        "end_line": counter + 1,
        "created": job.started,
        "modified": job.started,
    }


if __name__ == "__main__":
    main()
