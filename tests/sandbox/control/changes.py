# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes of the data at a chosen moment: after the n-th request for a path."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from tests.sandbox.awx.models import Host, Inventory


@dataclass(kw_only=True)
class Change:
    """Hosts to insert and to delete, and how many more requests to let pass before."""

    remaining: int
    path: str
    inventory: int
    insert_hosts: list[str]
    delete_hosts: list[str]

    def apply(self) -> None:
        Host.objects.filter(inventory=self.inventory, name__in=self.delete_hosts).delete()
        Host.objects.bulk_create(
            Host(inventory_id=self.inventory, name=name) for name in self.insert_hosts
        )
        Inventory.objects.get(pk=self.inventory).update_computed_fields()


class Pending:
    """The changes still to come."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._changes: list[Change] = []

    def add(self, change: Change) -> None:
        """At once where no request is to be waited for."""
        if change.remaining <= 0:
            change.apply()
            return
        with self._lock:
            self._changes.append(change)

    def clear(self) -> None:
        with self._lock:
            self._changes.clear()

    def answered(self, path: str) -> None:
        """A request was answered: apply the changes that waited for it."""
        due = []
        with self._lock:
            for change in self._changes:
                if path.startswith(change.path):
                    change.remaining -= 1
            due = [change for change in self._changes if change.remaining <= 0]
            self._changes = [change for change in self._changes if change.remaining > 0]
        for change in due:
            change.apply()

    def as_dicts(self) -> list[dict[str, Any]]:
        with self._lock:
            return [dict(vars(change)) for change in self._changes]


PENDING = Pending()
