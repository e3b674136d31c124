# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""One HTTP response, and its body as strict JSON."""

from __future__ import annotations

import json
import math
import re
import typing as t

from ..common import errors
from ..common.message_text import one_line

# Keys of secrets, where their value is a string; a list there has the errors of the field.
SECRET_KEYS = frozenset({"access_token", "client_secret", "password", "refresh_token", "token"})

# No response of an AWX is nested so deep, and Ansible could not handle what is nested deeper.
_MAX_DEPTH = 100

_MAX_BODY_EXCERPT = 200


class Response(t.NamedTuple):
    """One HTTP response.

    `headers` has lower-case names; `cookies` is every `Set-Cookie` line; `milliseconds` is the
    time until the headers were received.
    """

    method: str
    path: str
    status: int
    headers: t.Mapping[str, str]
    body: bytes
    milliseconds: float = 0.0
    cookies: tuple[str, ...] = ()

    @property
    def is_json(self) -> bool:
        return "json" in self.headers.get("content-type", "").lower()

    def json(self) -> t.Any:
        """Return the decoded body; None for an empty one.

        Raises:
            UnexpectedResponse: the body is not JSON although the status is a success.
        """
        if not self.body.strip():
            return None
        if not self.is_json:
            raise errors.UnexpectedResponse(
                f"{self.method} {self.path}: the server returned {self.status} with"
                f" {self.describe_body()} instead of JSON. Check that this is the address of an"
                " AWX, and that it is up: a login page or an upgrade page of a proxy looks like"
                " this.",
                success=True,
            )
        try:
            return parse_json(self.body)
        except ValueError:
            raise errors.UnexpectedResponse(
                f"{self.method} {self.path}: the server returned {self.status} with invalid JSON"
                f" ({len(self.body)} bytes).",
                success=True,
            ) from None

    def describe_body(self) -> str:
        """Describe a body that is not JSON by its title or first words, never by all of it."""
        if not self.body.strip():
            return "an empty body"
        start = self.body[:4096].decode("utf-8", "replace")
        kind = self.headers.get("content-type", "").split(";")[0].strip()
        # What calls itself text may hold secrets.
        quoted_secret = rf"""["']({"|".join(SECRET_KEYS)})["']\s*:"""
        if kind == "text/plain" and not re.search(quoted_secret, start):
            return f'"{one_line(start, _MAX_BODY_EXCERPT)}"'
        title = re.search(r"<title[^>]*>(.*?)</title>", start, re.IGNORECASE | re.DOTALL)
        if title:
            import html

            return f'a page titled "{one_line(html.unescape(title.group(1)), _MAX_BODY_EXCERPT)}"'
        return f"a body of type {kind or 'unknown'}"


def parse_json(text: bytes | str) -> t.Any:
    """Return the value of JSON text.

    Raises:
        ValueError: it is not JSON (RFC 8259: there are no `NaN` and no `Infinity`), or it has a
            number or a depth that cannot be passed on.
    """
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("nested too deep") from None
    level = [value]
    for _depth in range(_MAX_DEPTH + 1):
        level = [inner for one in level for inner in _children(one)]
        if not level:
            return value
    raise ValueError("nested too deep")


def _refuse_constant(name: str) -> t.NoReturn:
    raise ValueError(f"{name} is not JSON")


def _children(value: t.Any) -> t.Iterable[t.Any]:
    if isinstance(value, dict):
        return value.values()
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("a number is too large")
    return value if isinstance(value, list) else ()
