# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of facts as files: a shape that occurs more than once stands there once, under a name."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

_WIDTH = 100
# Shorter ones are repeated.
_LONG = 200
_NAME = "@"


def text_of(rows: list[dict[str, Any]]) -> str:
    """Return the text of a file with the rows of a table."""
    folding = _Folding(rows)
    folded = [row | {"body": folding.fold(row["body"])} if "body" in row else row for row in rows]
    return f"{_json({'responses': folded, 'shapes': folding.shapes})}\n"


def rows_of(text: str) -> list[dict[str, Any]]:
    """Return the rows of the table in a file with this text."""
    table = json.loads(text)

    def whole(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: whole(item) for key, item in value.items()}
        if isinstance(value, list):
            return [whole(item) for item in value]
        is_name = isinstance(value, str) and value.startswith(_NAME)
        return whole(table["shapes"][value]) if is_name else value

    return [
        row | {"body": whole(row["body"])} if "body" in row else row for row in table["responses"]
    ]


class _Folding:
    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.shapes: dict[str, Any] = {}
        self._names: dict[str, str] = {}
        self._numbers: Counter[str] = Counter()
        self._seen: Counter[str] = Counter()
        for row in rows:
            self._count(row.get("body"))

    def _count(self, value: Any) -> None:
        if isinstance(value, dict):
            text = json.dumps(value)
            self._seen[text] += 1
            if self._seen[text] > 1:
                return
        for item in value.values() if isinstance(value, dict) else value or ():
            if isinstance(item, dict | list):
                self._count(item)

    def fold(self, value: Any, key: str = "body") -> Any:
        if isinstance(value, list):
            return [self.fold(item, key) for item in value]
        if not isinstance(value, dict):
            return value
        text = json.dumps(value)
        if self._seen[text] == 1 or len(text) < _LONG:
            return self._items(value)
        if text not in self._names:
            self._numbers[key] += 1
            self._names[text] = name = f"{_NAME}{key} {self._numbers[key]}"
            self.shapes[name] = self._items(value)
        return self._names[text]

    def _items(self, value: dict[str, Any]) -> dict[str, Any]:
        return {key: self.fold(item, key) for key, item in value.items()}


def _json(value: Any, indent: int = 0) -> str:
    """Return JSON with a line for each thing that fits into one."""
    text = json.dumps(value, ensure_ascii=False)
    if not value or not isinstance(value, dict | list) or indent + len(text) <= _WIDTH:
        return text
    inner, margin = indent + 1, " " * indent
    if isinstance(value, dict):
        items = [f"{json.dumps(key)}: {_json(item, inner)}" for key, item in value.items()]
    else:
        items = [_json(item, inner) for item in value]
    start, end = "{}" if isinstance(value, dict) else "[]"
    lines = ",\n".join(f"{margin} {item}" for item in items)
    return f"{start}\n{lines}\n{margin}{end}"
