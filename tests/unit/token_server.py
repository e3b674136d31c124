# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An AWX that has nothing but tokens, and notes when each is used, once the request is done."""

from __future__ import annotations

import dataclasses
import datetime
import email.utils
import typing as t

from tests.unit.ports import Time
from tests.unit.scripted_server import Answer, Received, json_answer

TOKENS = "/api/v2/tokens/"
_BEGIN = datetime.datetime(2026, 11, 23, 1, tzinfo=datetime.timezone.utc)


@dataclasses.dataclass
class Token:
    id: int
    text: str
    user: int = 4
    scope: str = "write"
    last_used: datetime.datetime | None = None

    @property
    def row(self) -> dict[str, t.Any]:
        shown = {"id": self.id, "user": self.user, "scope": self.scope, "token": "*" * 12}
        return {**shown, "url": f"{TOKENS}{self.id}/", "description": f"number {self.id}"}


class TokenServer:
    """`meanwhile` is called before each answer; `date_ahead` is how wrong its `Date` is, seconds.

    A request takes some milliseconds. A token may be signed with by `Bearer`, `admin` by Basic.
    """

    def __init__(
        self,
        time: Time,
        *tokens: Token,
        date_ahead: float = 0.0,
        meanwhile: t.Callable[[TokenServer], None] = lambda server: None,
    ) -> None:
        self.tokens = {token.id: token for token in tokens}
        self.deleted: list[int] = []
        self._time = time
        self._date_ahead = date_ahead
        self._meanwhile = meanwhile

    @property
    def now(self) -> datetime.datetime:
        return _BEGIN + datetime.timedelta(seconds=self._time.now)

    def use(self, number: int) -> None:
        self.tokens[number].last_used = self.now

    def __call__(self, request: Received) -> Answer:
        self._time.now += 0.004
        self._meanwhile(self)
        signature = request.headers.get("authorization", "")
        by = next((it for it in self.tokens.values() if signature == f"Bearer {it.text}"), None)
        if by is None and not signature.startswith("Basic "):
            return json_answer({"detail": "no"}, 401)
        answer = self._answer(request, by)
        if by is not None:
            by.last_used = self.now
        date = self.now + datetime.timedelta(seconds=self._date_ahead)
        stamp = email.utils.format_datetime(date, usegmt=True)
        return dataclasses.replace(answer, headers=[*answer.headers, ("Date", stamp)])

    def _answer(self, request: Received, by: Token | None) -> Answer:
        if request.path == "/api/v2/me/":
            return _page([{"id": by.user if by else 1}])
        if request.path == TOKENS:
            return _page([token.row for token in self._filtered(dict(request.query))])
        token = self.tokens.get(int(request.path.rstrip("/").rpartition("/")[2]))
        if token is None or (by is not None and by.user != token.user):
            return json_answer({"detail": "No match."}, 404)
        if request.method == "GET":
            return json_answer(token.row)
        if by is not None and by.scope == "read":
            return json_answer({"detail": "no permission"}, 403)
        del self.tokens[token.id]
        self.deleted.append(token.id)
        return Answer(204)

    def _filtered(self, query: dict[str, str]) -> list[Token]:
        rows = list(self.tokens.values())
        if "user" in query:
            rows = [token for token in rows if token.user == int(query["user"])]
        if "last_used__isnull" in query:
            rows = [token for token in rows if token.last_used is None]
        if "last_used__gte" in query:
            since = datetime.datetime.fromisoformat(query["last_used__gte"].replace("Z", "+00:00"))
            rows = [token for token in rows if token.last_used and token.last_used >= since]
        rows.sort(key=lambda token: token.id, reverse=query.get("order_by") == "-id")
        return rows[: int(query["page_size"])]


def _page(rows: list[dict[str, t.Any]]) -> Answer:
    return json_answer({"count": len(rows), "next": None, "previous": None, "results": rows})
