# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A list of AWX in the small: a table whose rows come and go while a client reads it.

It knows `id__gt`, `id__lt`, `id__lte`, `id__in`, `order_by`, `page`, `page_size` up to a maximum,
`count_disabled`, and for events `counter__gt`, `counter__lt` and `limit`. Nothing else may be
asked.
"""

from __future__ import annotations

import operator
import sys
import typing as t

from tests.unit.scripted_server import Answer, Received, json_answer, page_of

Row = dict[str, t.Any]
Happening = t.Callable[["Table", int], None]

_COMPARISONS = {"gt": operator.gt, "lt": operator.lt, "lte": operator.le}
_SHAPES = {"order_by", "page", "page_size", "count_disabled", "limit"}


class Table:
    """Rows by id; `happens` is called with the number of each request before it is answered."""

    def __init__(
        self, rows: t.Iterable[Row], *, max_page_size: int = 200, happens: Happening | None = None
    ) -> None:
        self.rows = {int(row["id"]): row for row in rows}
        self.asked: list[dict[str, str]] = []
        # AWX 24.6.1 knows no bound of its own (docs/awx-api.md#limit-of-event-lists).
        self.most_events = sys.maxsize
        self._max_page_size = max_page_size
        self._happens = happens

    @classmethod
    def of_ids(cls, ids: t.Iterable[int], **more: t.Any) -> Table:
        return cls(({"id": number, "name": f"row {number}"} for number in ids), **more)

    def insert(self, *numbers: int, **fields: t.Any) -> None:
        for number in numbers:
            self.rows[number] = {"id": number, "name": f"row {number}", **fields}

    def delete(self, *numbers: int) -> None:
        for number in numbers:
            self.rows.pop(number, None)

    def __call__(self, request: Received) -> Answer:
        query = dict(request.query)
        self.asked.append(query)
        if self._happens is not None:
            self._happens(self, len(self.asked))
        rows = self._matching(query)
        if "limit" in query:
            most = min(int(query["limit"]), self.most_events)
            return json_answer({"results": rows[:most]})
        size = min(int(query.get("page_size", 25)), self._max_page_size)
        if "count_disabled" in query:
            return json_answer({"results": rows[:size]})
        number = int(query.get("page", 1))
        page = rows[(number - 1) * size : number * size]
        if number > 1 and not page:
            return json_answer({"detail": "Invalid page."}, 404)
        return page_of(page, len(rows))

    def _matching(self, query: t.Mapping[str, str]) -> list[Row]:
        rows = list(self.rows.values())
        for name, value in query.items():
            if name in _SHAPES:
                continue
            field, _mark, lookup = name.partition("__")
            if lookup == "in":
                rows = [row for row in rows if str(row[field]) in value.split(",")]
                continue
            assert lookup in _COMPARISONS, f"the table cannot be asked for {name}"
            rows = [row for row in rows if _COMPARISONS[lookup](row[field], int(value))]
        for field in reversed(query.get("order_by", "id").split(",")):
            name = field.lstrip("-")
            rows.sort(key=lambda row: row[name], reverse=field.startswith("-"))
        return rows
