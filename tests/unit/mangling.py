# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways to spoil a reply: values, structure, bytes, status and headers, each small and repeatable.

A mangling is a plain value that says what it does, so that a failing example can be read.
"""

from __future__ import annotations

import dataclasses
import json
import random
import typing as t

from hypothesis import strategies as st

from tests.unit import recorded
from tests.unit.scripted_server import Answer

# What the clients of these tests sign in with, and what the server hands out. (Not alike: masking
# one must not hide the other by accident.)
KNOWN = "known-to-the-client"
GRANTED = "granted-by-the-server"

# What no encoder of JSON writes is put into the text afterwards.
_RAW: t.Mapping[str, bytes] = {
    "@deep@": b"[" * 10_000 + b"]" * 10_000,
    "@rather deep@": b'{"a":' * 900 + b"1" + b"}" * 900,
    "@digits@": b"1" * 5_000,
    "@overflow@": b"1e999",
    "@half@": b'"\\ud800"',
    "@nan@": b"NaN",
    "@infinity@": b"-Infinity",
}

_WRONG: tuple[t.Any, ...] = (
    *_RAW,
    None,
    True,
    False,
    0,
    1,
    -1,
    2**31,
    2**63,
    10**400,
    1.5,
    -1e308,
    1e308,
    "",
    "x",
    "1",
    "-1",
    "0x10",
    "\u0663",
    "\xb2",
    "A\x1b[2J\x9b31m\x1b]0;title\x07\u202e{{ 1 + 1 }}{% raw %}\r\nB",
    "http://evil.example.com/",
    "//evil.example.com/",
    "http://[",
    "https://in.memory:99999/",
    "/api/v2/x/?y=z#w",
    "../../x",
    "/api/v2/x\r\nHost: y",
    "/api/v2/\ud83d\ude00/",
    '["{\\"a\\": [1]}"]',
    '["a",' + "[" * 5000,
    '{"job_type": "project_update", "job_name": "x", "job_id": "1"}',
    f"it is {KNOWN} ",
    [],
    {},
    [[]],
    [None],
    [{}],
    {"": None},
    {"id": {}},
    {"results": [{}], "count": 1},
    "successful",
    "failed",
    "running",
    "job",
    "workflow_job",
    "2026-11-22T23:50:33.089524Z",
    "$encrypted$",
)


@dataclasses.dataclass(frozen=True)
class Change:
    """One change: of every value that is called `key`, or of the one that `path` leads to.

    Each number of a path chooses among what there is.
    """

    path: tuple[int, ...]
    kind: str
    value: t.Any = None
    number: int = 0
    key: str = ""

    def __call__(self, body: t.Any) -> t.Any:
        return self._everywhere(body) if self.key else self._at_path(body)

    def _everywhere(self, body: t.Any) -> t.Any:
        if isinstance(body, list):
            return [self._everywhere(item) for item in body]
        if not isinstance(body, dict):
            return body
        kept = {name: self._everywhere(value) for name, value in body.items()}
        if self.key not in body:
            return kept
        if self.kind in ("drop", "rename"):
            return self._restructured(kept, self.key)
        return {**kept, self.key: self._changed(body[self.key])}

    def _at_path(self, body: t.Any) -> t.Any:
        if not self.path or not isinstance(body, (dict, list)) or not body:
            return self._changed(body)
        key = self._key(body, self.path[0])
        inner = dataclasses.replace(self, path=self.path[1:])
        if len(self.path) == 1 and self.kind in ("drop", "rename", "double"):
            return self._restructured(body, key)
        changed = inner._at_path(body[key])
        if isinstance(body, dict):
            return {**body, key: changed}
        return [changed if index == key else item for index, item in enumerate(body)]

    @staticmethod
    def _key(body: t.Any, choice: int) -> t.Any:
        return choice % len(body) if isinstance(body, list) else list(body)[choice % len(body)]

    def _changed(self, body: t.Any) -> t.Any:
        if self.kind == "wrong":
            return self.value
        if self.kind == "recorded":
            others = recorded.bodies()
            return others[self.number % len(others)]
        if self.kind == "list":
            return [body]
        if self.kind == "mapping":
            return {"id": body}
        if self.kind == "text":
            return str(body)
        if self.kind == "many" and isinstance(body, list):
            return body * 60
        if self.kind == "reversed" and isinstance(body, list):
            return body[::-1]
        return self.value

    def _restructured(self, body: t.Any, key: t.Any) -> t.Any:
        if isinstance(body, dict):
            rest = {name: value for name, value in body.items() if name != key}
            if self.kind == "drop":
                return rest
            return {**rest, f"{key}_": body[key]} if self.kind == "rename" else body
        if self.kind == "double":
            return [*body, body[key]]
        return [item for index, item in enumerate(body) if index != key]


@dataclasses.dataclass(frozen=True)
class Mangling:
    """What is done to a reply: to its JSON, then to its bytes, its status and its headers."""

    changes: tuple[Change, ...] = ()
    damage: tuple[str, int] = ("", 0)
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()

    def __call__(self, answer: Answer) -> Answer:
        content = answer.body
        if self.changes and _is_json(content):
            content = self._rewritten(content)
        named = {name.lower() for name, _value in self.headers}
        kept = [pair for pair in answer.headers if pair[0].lower() not in named]
        return Answer(
            answer.status if self.status is None else self.status,
            _damaged(content, *self.damage),
            [*kept, *self.headers],
        )

    def _rewritten(self, content: bytes) -> bytes:
        body = json.loads(content)
        for change in self.changes:
            body = change(body)
        text = json.dumps(body).encode()
        for mark, raw in _RAW.items():
            text = text.replace(json.dumps(mark).encode(), raw)
        return text


def _is_json(content: bytes) -> bool:
    return content[:1] in (b"{", b"[")


def _damaged(body: bytes, kind: str, number: int) -> bytes:
    place = number % (len(body) + 1)
    before, after = body[:place], body[place:]
    if kind == "flipped" and after:
        return before + bytes([after[0] ^ (1 << number % 8)]) + after[1:]
    damaged: dict[str, bytes] = {
        "truncated": before,
        "empty": b"",
        "blank": b" \n",
        "invalid UTF-8": before + b"\xff\xc0" + after,
        "half a character": before + b"\xed\xa0\x80" + after,
        "BOM": b"\xef\xbb\xbf" + body,
        "UTF-16": body.decode("latin-1").encode("utf-16"),
        "twice": body + body,
        "a key twice": body.replace(b"{", b'{"id": [], "results": 1, "status": {}, ', 1),
        "deep": b"[" * 10_000,
        "a page": b"<html><title>\x1b[2J Log in</title></html>",
    }
    return damaged.get(kind, body)


_DAMAGES = (
    "truncated", "flipped", "empty", "blank", "invalid UTF-8", "half a character", "BOM",
    "UTF-16", "twice", "a key twice", "deep", "a page",
)  # fmt: skip

_STATUSES = (200, 201, 202, 204, 301, 302, 400, 401, 403, 404, 405, 409, 429, 500, 502, 503)

_HEADERS = (
    ("Content-Type", ""),
    ("Content-Type", "text/html"),
    ("Content-Type", "text/plain; charset=\x1b"),
    ("Content-Type", "APPLICATION/JSON; charset=utf-16"),
    ("Location", ""),
    ("Location", "http://["),
    ("Location", "http://evil.example.com/"),
    ("Location", "//evil.example.com/"),
    ("Location", "/api/v2/\x1b[2J"),
    ("Location", "/migrations_notran/"),
    ("Location", "https://portal.example.com/callback?code=&state=x"),
    ("Retry-After", "9" * 400),
    ("Retry-After", "-1"),
    ("Retry-After", "\xb2"),
    ("Retry-After", "Mon, 23 Nov 9999 01:00:00 +99999999999"),
    ("Date", "Mon, 23 Nov 2026 01:00:00 +999999999999"),
    ("Date", "Mon, 99 Nov 99999 99:00:00 GMT"),
    ("Date", ""),
    ("Set-Cookie", ""),
    ("Set-Cookie", "csrftoken=x; Domain=evil.example.com"),
    ("Set-Cookie", 'csrftoken="a\\012Host: b"; Secure'),
    ("Set-Cookie", "\x1b=\xff; ;;="),
    ("X-API-Total-Time", "\x1b[2J"),
)


# What the core reads of replies.
_KEYS = (
    "absolute_end access_token actions application artifacts authorization_grant_type changed "
    "choices client_id client_type content count counter created credential_type credentials "
    "current_version dark default defaults description elapsed end end_line event event_data "
    "event_processing_finished expires expires_in extra_vars failed failure_nodes failures "
    "finished GET host host_name host_status_counts id identifier ignored_fields inputs "
    "inventory inventory_needed_to_start item job job_explanation job_template_data job_type "
    "kind labels launched_by limit max min name next node_templates_missing ok organization "
    "passwords_needed_to_start play question_name range rc redirect_uris refresh_token "
    "related related_search_fields res rescued result_traceback results retry_counts scope "
    "SESSIONS_PER_USER spec start start_line started status stderr stdout success_nodes "
    "summary_fields survey_enabled task timed_out token type unified_job_template url user "
    "user_capabilities username variable workflow_job workflow_job_template_data msg"
).split()

_KINDS = (
    *("wrong",) * 12, "drop", "drop", "rename", "double", "recorded", "list", "mapping", "text",
    "many", "reversed",
)  # fmt: skip


def _change(chance: random.Random) -> Change:
    key = chance.choice(_KEYS) if chance.random() < 0.75 else ""
    path = () if key else tuple(chance.randrange(1000) for _depth in range(chance.randrange(6)))
    number = chance.randrange(2**16)
    return Change(path, chance.choice(_KINDS), chance.choice(_WRONG), number, key)


def _mangling(chance: random.Random) -> Mangling:
    way = chance.randrange(10)
    changes = tuple(_change(chance) for _turn in range(chance.choice((1, 1, 2, 4, 8))))
    if way < 7:
        return Mangling(changes)
    if way < 8:
        return Mangling((), (chance.choice(_DAMAGES), chance.randrange(2**16)))
    status = chance.choice((None, *_STATUSES))
    headers = tuple(chance.choice(_HEADERS) for _turn in range(chance.randrange(3)))
    return Mangling(changes[:1] if chance.random() < 0.5 else (), ("", 0), status, headers)


@dataclasses.dataclass(frozen=True)
class Plan:
    """Which replies of a run are mangled: the `first` of them, or all from it on, and how."""

    first: int
    is_lasting: bool
    manglings: tuple[Mangling, ...]

    def __call__(self, number: int, answer: Answer) -> Answer:
        """Return what the request with this number gets instead of its answer."""
        if number < self.first or (number > self.first and not self.is_lasting):
            return answer
        return self.manglings[number % len(self.manglings)](answer)


def plan_of(seed: int) -> Plan:
    """Return one plan for each seed: drawn by hand, since hypothesis takes longer than the run."""
    chance = random.Random(seed)
    return Plan(
        chance.choice((0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 8, 10)),
        chance.random() < 0.5,
        tuple(_mangling(chance) for _turn in range(chance.choice((1, 1, 2)))),
    )


PLANS = st.integers(0, 2**32).map(plan_of)
