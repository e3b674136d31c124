# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cost of a page at the beginning, in the middle and at the end of a deep walk."""

from __future__ import annotations

import json
import typing as t

from .controller import Controller
from .process import RunFailed
from .progress import say
from .sandbox import Sandbox
from .tables import Table

# How often each page is asked for: the fastest time is the one that other work disturbed least.
ROUNDS = 15
_PAGE_SIZE = 200

TITLE = "Depth"
DEPTHS = ("first", "a quarter", "middle", "three quarters", "last")


def compare(controller: Controller, resources: t.Mapping[str, str], *, rows: int) -> Table:
    """Return the table of the server's time a page, by depth, for lists of so many rows."""
    table = Table(
        TITLE,
        f"Server time in ms for a page (the fastest of {ROUNDS}, requested in turn) at both ends "
        f"and in between, of {rows:,} rows. By key: the requests that this collection sent. "
        "By page number (OFFSET): the requests of other clients.",
        ("method", "pages", "rows per page", *DEPTHS, "last / first"),
    )
    for name, resource in resources.items():
        for how, pages in (
            ("by key", _walked(controller, resource, rows=rows)),
            ("by page number", _numbered(rows)),
        ):
            # Not the very first, which alone counts the rows, nor the last, which may be short.
            inner = [pages[len(pages) * quarter // 4] for quarter in (1, 2, 3)]
            times = _times(controller.server, resource, [pages[1], *inner, pages[-2]])
            size = round(rows / len(pages))
            table.add(f"{name}, {how}", len(pages), size, *times, times[-1] / times[0])
            say(f"{name}, {how}: {', '.join(f'{time:.0f}' for time in times)} ms a page")
    return table


def _walked(controller: Controller, resource: str, *, rows: int) -> list[str]:
    """Return the query strings of the pages that our module reads.

    Raises:
        RunFailed: it read another number of rows.
    """
    dest = controller.scratch / "rows.jsonl"
    options = {"resource": resource, "max_objects": 0, "dest": str(dest), "concurrency": 1}
    controller.server.forget()
    answer = json.loads(controller.module("awx_query", options).output)
    if answer["count"] != rows:
        raise RunFailed(f"{answer['count']} rows of {resource} instead of {rows}")
    seen = controller.server.traffic().seen
    pages = [one.query for one in seen if one.path.endswith(resource)]
    return [query for query in pages if "order_by=-" not in query]


def _numbered(rows: int) -> list[str]:
    """Return the query strings of numbered pages."""
    numbers = range(1, rows // _PAGE_SIZE + 1)
    return [f"order_by=id&page_size={_PAGE_SIZE}&page={number}" for number in numbers]


def _times(server: Sandbox, resource: str, queries: t.Sequence[str]) -> list[float]:
    """Return the server's fastest milliseconds for each query."""
    server.forget()
    for _ in range(ROUNDS):
        for query in queries:
            server.get(resource, query)
    times = [one.milliseconds for one in server.traffic().seen]
    return [min(times[place :: len(queries)]) for place in range(len(queries))]
