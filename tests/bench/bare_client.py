# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a whole list with nothing but ``requests``: what a collection cannot be faster than.

    bare_client.py nothing|sequential|concurrent URL TOKEN

Both ask for numbered pages of the server's maximum size on kept-alive connections; ``concurrent``
keeps four requests in flight, which takes the number of pages from the first one. ``nothing`` only
starts. Prints how many rows came.
"""

from __future__ import annotations

import concurrent.futures
import math
import sys
import typing as t

import requests

PAGE_SIZE = 200
IN_FLIGHT = 4

Page = dict[str, t.Any]
Ask = t.Callable[[int], Page]


def main() -> None:
    """Read, and print the number of rows."""
    how, url, token = sys.argv[1:]
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {token}"

    def ask(number: int) -> Page:
        params: dict[str, str | int] = {"order_by": "id", "page_size": PAGE_SIZE, "page": number}
        answer = session.get(url, params=params, timeout=60)
        answer.raise_for_status()
        page: Page = answer.json()
        return page

    rows = {"nothing": _nothing, "sequential": _sequential, "concurrent": _concurrent}[how](ask)
    print(f"rows={len(rows)}")


def _nothing(_ask: Ask) -> list[t.Any]:
    return []


def _sequential(ask: Ask) -> list[t.Any]:
    rows: list[t.Any] = []
    page: Page = {"next": "the first page"}
    number = 0
    while page["next"]:
        number += 1
        page = ask(number)
        rows += page["results"]
    return rows


def _concurrent(ask: Ask) -> list[t.Any]:
    first = ask(1)
    others = range(2, math.ceil(first["count"] / PAGE_SIZE) + 1)
    with concurrent.futures.ThreadPoolExecutor(IN_FLIGHT) as workers:
        pages = list(workers.map(ask, others))
    return [row for page in (first, *pages) for row in page["results"]]


if __name__ == "__main__":
    main()
