# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Walk over a simulated list: by page number as others do, by key with the collection's code."""

from __future__ import annotations

import dataclasses
import functools
import math
import typing as t
from unittest import mock

from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import concurrent_map
from ansible_collections.steward.awx.plugins.module_utils._awx.common.clock import Clock
from ansible_collections.steward.awx.plugins.module_utils._awx.common.reporting import Reporter
from ansible_collections.steward.awx.plugins.module_utils._awx.http.connection_settings import (
    ConnectionSettings,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.query import keyset
from ansible_collections.steward.awx.plugins.module_utils._awx.query.list_request import ListRequest
from ansible_collections.steward.awx.plugins.module_utils._awx.query.reader import fetch_all
from ansible_collections.steward.awx.plugins.module_utils._awx.query.sinks import Memory

from .server import Costs, Server
from .spreads import Ids
from .timeline import Timeline, concurrent_on

HOSTS = "hosts/"
EVENTS = "jobs/1/job_events/"


@dataclasses.dataclass(frozen=True)
class Walked:
    """What a walk took: requests, seconds, and how many rows were in memory at the same time."""

    requests: int
    wall: float
    most_held: int


def by_key(
    ids: Ids,
    costs: Costs,
    *,
    path: str = HOSTS,
    concurrency: int = 4,
    limit: int | None = None,
    client_row: float = 0.0,
) -> Walked:
    """Read with the collection's own walk; `client_row` is what a row takes of its client's time.

    Raises:
        ValueError: it did not read all rows, or all up to the limit.
    """

    def read(client: AwxClient, sink: _Counting) -> None:
        fetch_all(client, ListRequest(path, limit=limit, concurrency=concurrency), sink)

    return _walked(ids, costs, client_row, read, wanted=limit)


def by_number(
    ids: Ids,
    costs: Costs,
    *,
    path: str = HOSTS,
    concurrency: int = 1,
    page_size: int = 200,
    client_row: float = 0.0,
) -> Walked:
    """Read numbered pages, so many at a time: the number of pages is known from the first."""

    def read(client: AwxClient, sink: _Counting) -> None:
        def page(number: int) -> list[t.Any]:
            params = [("order_by", "id"), ("page_size", str(page_size)), ("page", str(number))]
            rows: list[t.Any] = client.get(path, params)["results"]
            return rows

        sink.add(None, page(1))
        numbers = range(2, math.ceil(len(ids) / page_size) + 1)
        questions = (functools.partial(page, number) for number in numbers)
        for rows in concurrent_map.in_order(questions, concurrency=concurrency):
            sink.add(None, rows)

    return _walked(ids, costs, client_row, read)


def _walked(
    ids: Ids,
    costs: Costs,
    client_row: float,
    read: t.Callable[[AwxClient, _Counting], None],
    *,
    wanted: int | None = None,
) -> Walked:
    """Return what it takes to `read` what is wanted. Raises ValueError where that did not come."""
    timeline = Timeline()
    server = Server(ids, costs, timeline)
    client = _client(server, timeline)
    sink = _Counting(server, timeline, client_row)
    simulated = concurrent_on(timeline)
    with (
        mock.patch.object(keyset, "concurrent", simulated),
        mock.patch.object(concurrent_map, "concurrent", simulated),
    ):
        read(client, sink)
    if sink.count != (len(ids) if wanted is None else wanted):
        raise ValueError(f"{sink.count} rows of {len(ids)}")
    return Walked(client.requests, timeline.now, server.most_held)


class _Counting(Memory):
    """A sink: takes rows, and the time that its client needs for them."""

    def __init__(self, server: Server, timeline: Timeline, client_row: float) -> None:
        super().__init__()
        self.count = 0
        self._server = server
        self._timeline = timeline
        self._client_row = client_row

    def add(self, _part: t.Any, rows: list[t.Any]) -> None:
        self.count += len(rows)
        self._timeline.now += len(rows) * self._client_row
        self._server.let_go(len(rows))


def _client(server: Server, timeline: Timeline) -> AwxClient:
    settings = ConnectionSettings(base_url="http://on.paper", api_root="/api/", token="t")
    clock = Clock(lambda: timeline.now, lambda _seconds: None, lambda: 0.0)
    transport: t.Any = server
    return AwxClient(settings, transport=transport, reporter=Reporter(), clock=clock)
