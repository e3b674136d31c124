# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writing events to the database as AWX does: in batches, a little late, and not always in order.

A real server has several receivers; each holds what it gets for up to a second and then stores
it in one go. So the newest events are missing for a moment, and with several receivers a later
event can be there before an earlier one (docs/awx-api.md#order-of-events).
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
import typing as t
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field

from django.db import connection, models, transaction
from django.utils import timezone

from .events import EventRecord


@dataclass(frozen=True, kw_only=True)
class Receivers:
    """How the events of a run arrive; a job may say so by the variable `sandbox_receivers`.

    `lose` are the counters of events that are never stored, as when a receiver dies.
    """

    delay: float = 0.5
    out_of_order: bool = False
    lose: tuple[int, ...] = ()

    @classmethod
    def from_variable(cls, value: t.Any, *, delay: float) -> Receivers:
        """What the variable's mapping asks for; anything it does not name is as usual."""
        asked = value if isinstance(value, Mapping) else {}
        return cls(
            delay=float(asked.get("delay", delay)),
            out_of_order=bool(asked.get("out_of_order", False)),
            lose=tuple(asked.get("lose", ())),
        )

    @property
    def delays(self) -> tuple[float, ...]:
        """The time that each receiver holds its events."""
        factors = (1.8, 0.4, 1.0) if self.out_of_order else (1.0,)
        return tuple(self.delay * factor for factor in factors)


@dataclass(kw_only=True, eq=False)
class EventStream:
    """The events of one run on their way to their table.

    `columns` are the same for all of them (the job's id), `host_ids` finds hosts by name.
    `before_stats` and `after_stats` run around the storing of the batch that holds the run's
    statistics, `complete` some time after the last event was stored.
    """

    model: type[models.Model]
    columns: Mapping[str, t.Any]
    host_ids: Mapping[str, int]
    before_stats: Callable[[], None] = lambda: None
    after_stats: Callable[[Mapping[str, t.Any]], None] = lambda _stats: None
    complete: Callable[[], None] = lambda: None
    receivers: Receivers = field(default_factory=Receivers)
    stored: int = 0
    emitted: int | None = None

    def row(self, record: EventRecord) -> models.Model:
        known = {column.name for column in self.model._meta.concrete_fields}
        values = {name: value for name, value in asdict(record).items() if name in known}
        if "host" in known:
            values["host_id"] = self.host_ids.get(record.host_name)
        return self.model(modified=timezone.now(), **self.columns, **values)


@dataclass(kw_only=True, eq=False)
class _Batch:
    stream: EventStream
    records: list[EventRecord] = field(default_factory=list)


class EventWriter:
    """One thread that stores what is due."""

    def __init__(self) -> None:
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._open: dict[tuple[EventStream, int], _Batch] = {}
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._stopped = False
        self._thread: threading.Thread | None = None

    def add(self, stream: EventStream, record: EventRecord) -> None:
        """Take an event; it is stored when its receiver's time has come."""
        receiver = record.counter % len(stream.receivers.delays)
        with self._changed:
            batch = self._open.get((stream, receiver))
            if batch is None:
                batch = self._open[stream, receiver] = _Batch(stream=stream)
                self._later(stream.receivers.delays[receiver], lambda: self._store(batch, receiver))
            batch.records.append(record)

    def finish(self, stream: EventStream, *, emitted: int) -> None:
        """The run is over: `emitted` events are all there will be."""
        with self._changed:
            stream.emitted = emitted
            self._complete_if_stored(stream)

    def stop(self) -> None:
        """Store nothing more; what is being stored is stored."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
            thread = self._thread
        if thread:
            thread.join(timeout=5)

    def _later(self, delay: float, action: Callable[[], None]) -> None:
        heapq.heappush(self._due, (time.monotonic() + delay, next(self._order), action))
        if self._thread is None and not self._stopped:
            self._thread = threading.Thread(target=self._work, name="events", daemon=True)
            self._thread.start()
        self._changed.notify()

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._stopped and (not self._due or self._due[0][0] > time.monotonic()):
                    until_next = self._due[0][0] - time.monotonic() if self._due else None
                    self._changed.wait(until_next)
                if self._stopped:
                    return
                _, _, action = heapq.heappop(self._due)
            try:
                action()
            finally:
                connection.close()

    def _store(self, batch: _Batch, receiver: int) -> None:
        stream = batch.stream
        with self._changed:
            del self._open[stream, receiver]
        records = [
            record for record in batch.records if record.counter not in stream.receivers.lose
        ]
        stats = next((r.event_data for r in records if r.event == "playbook_on_stats"), None)
        with transaction.atomic():
            if stats is not None:
                stream.before_stats()
            stream.model.objects.bulk_create([stream.row(record) for record in records])  # type: ignore[attr-defined]
            if stats is not None:
                stream.after_stats(stats)
        with self._changed:
            stream.stored += len(batch.records)
            self._complete_if_stored(stream)

    def _complete_if_stored(self, stream: EventStream) -> None:
        if stream.stored == stream.emitted:
            self._later(stream.receivers.delay / 2, stream.complete)


writer = EventWriter()
