# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Read what a server answered: decoded JSON, or a typed error with the server's own words."""

from __future__ import annotations

import dataclasses
import html
import json
import math
import re
import typing as t

from ..common import errors
from .retry import parse_retry_after

_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
# No answer of an AWX is nested so deep, and what is deeper would be too deep for whoever gets it.
_MOST_LEVELS = 100

# What is a secret where a text stands under it; a list there has the errors of the field.
_SECRET_KEYS = frozenset({"access_token", "client_secret", "password", "refresh_token", "token"})
_HIDDEN = "********"
_QUOTED_SECRET = re.compile(rf"""["']({"|".join(sorted(_SECRET_KEYS))})["']\s*:""")

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_LONGEST_DETAIL = 1000

# The keys under which AWX and DRF put one sentence for a person (docs/awx-api.md#error-bodies).
_SENTENCE_KEYS = (
    "detail",
    "error",
    "msg",
    "Error",
    "ERROR",
    "errors",
    "error_description",
    "__all__",
)

_BY_STATUS: t.Mapping[int, type[errors.ApiError]] = {
    400: errors.BadRequest,
    401: errors.AuthenticationError,
    403: errors.PermissionDenied,
    404: errors.NotFound,
    409: errors.Conflict,
    429: errors.ServerError,
}

_ADVICE: t.Mapping[int, str] = {
    401: "Check awx_oauth_token (is it expired or revoked?), or awx_username and awx_password.",
    403: "The user, or the scope of the token, does not allow it.",
    413: "The request is too large for a proxy before the server.",
    414: "The query is too long for the server; filter by fewer values.",
    429: "A proxy before the server limits the requests; try again later.",
}


@dataclasses.dataclass(frozen=True)
class Response:
    """One HTTP reply.

    `headers` has lower-case names; `cookies` is every `Set-Cookie` line; `milliseconds` is the
    time until the headers came.
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
            UnexpectedResponse: the body is not JSON although the status says success.
        """
        if not self.body.strip():
            return None
        if not self.is_json:
            raise errors.UnexpectedResponse(
                f"{self.method} {self.path}: the server answered {self.status} with "
                f"{_describe_page(self)} instead of JSON. Is this the address of an AWX, and is it "
                "up? A login page or an upgrade page of a proxy looks like this.",
                success=True,
            )
        try:
            return parsed(self.body)
        except ValueError:
            raise errors.UnexpectedResponse(
                f"{self.method} {self.path}: the server answered {self.status} with broken JSON "
                f"({len(self.body)} bytes).",
                success=True,
            ) from None


def parsed(text: bytes | str) -> t.Any:
    """Return the value that JSON text stands for.

    Raises:
        ValueError: it is not JSON (RFC 8259: there are no `NaN` and no `Infinity`), or it has a
            number or a depth that cannot be handed on.
    """
    try:
        value = json.loads(text, parse_constant=_refused)
    except RecursionError:
        raise ValueError("nested too deep") from None
    level = [value]
    for _depth in range(_MOST_LEVELS + 1):
        level = [inner for one in level for inner in _within(one)]
        if not level:
            return value
    raise ValueError("nested too deep")


def _refused(name: str) -> t.NoReturn:
    raise ValueError(f"{name} is no JSON")


def _within(value: t.Any) -> t.Iterable[t.Any]:
    if isinstance(value, dict):
        return value.values()
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("a number is too large")
    return value if isinstance(value, list) else ()


def error_of(reply: Response) -> errors.ApiError:
    """Return the typed error that an error status stands for."""
    decoded = _decoded(reply)
    detail = detail_of(decoded) if decoded is not None else ""
    said = detail or _describe_page(reply)
    kind = _BY_STATUS.get(reply.status)
    if kind is None:
        kind = errors.ServerError if reply.status >= 500 else errors.ApiError
    advice = _ADVICE.get(reply.status)
    if reply.status == 404 and decoded is not None:
        # A page for people says that nobody knows of such a path: that is another matter.
        advice = "It does not exist, or this user may not see it."
    if advice is None and reply.status >= 500:
        advice = "The server, or a proxy before it, is in trouble; try again later."
    sentence = (
        f"{reply.method} {reply.path}: the server answered {reply.status}: {said.rstrip('.')}."
    )
    return kind(
        sentence if advice is None else f"{sentence} {advice}",
        status=reply.status,
        method=reply.method,
        path=reply.path,
        detail=detail,
        errors=decoded,
        retry_after=parse_retry_after(
            reply.headers.get("retry-after"), date=reply.headers.get("date")
        ),
    )


def detail_of(body: t.Any) -> str:
    """Return the text for a person in an error body of any of the shapes that AWX answers.

    A sentence stands under `detail`, `error`, `msg` and others; field errors become
    `field: sentence`; lists and nested mappings are joined. Value errors of Django's fields are a
    JSON list inside the string (docs/awx-api.md#filter-errors).
    """
    return _shorten("; ".join(_sentences(body)))


def _sentences(body: t.Any, label: str = "") -> list[str]:
    if isinstance(body, t.Mapping):
        found: list[str] = []
        for key, value in body.items():
            inner = label if key in _SENTENCE_KEYS else f"{label}.{key}".lstrip(".")
            is_secret = key in _SECRET_KEYS and isinstance(value, str)
            found += _sentences(_HIDDEN if is_secret else value, inner)
        return found
    if isinstance(body, list):
        if label and body and all(isinstance(item, str) for item in body):
            return [f"{label}: {' '.join(body)}"]
        return [sentence for item in body for sentence in _sentences(item, label)]
    text = "" if body is None else str(body).strip()
    if text.startswith('["'):
        try:
            return _sentences(parsed(text), label)
        except ValueError:
            pass
    text = _CONTROL.sub(" ", text)
    return [f"{label}: {text}" if label else text] if text else []


def _decoded(reply: Response) -> t.Any:
    if not reply.is_json:
        return None
    try:
        return parsed(reply.body)
    except ValueError:
        return None


def _describe_page(reply: Response) -> str:
    """Describe a body that is not JSON by its title or first words, never by all of it."""
    if not reply.body.strip():
        return "nothing"
    start = reply.body[:4096].decode("utf-8", "replace")
    kind = reply.headers.get("content-type", "").split(";")[0].strip()
    # An answer that calls itself text may hold what nobody may see.
    if kind == "text/plain" and not _QUOTED_SECRET.search(start):
        return f'"{_shorten(_CONTROL.sub(" ", start).strip(), 200)}"'
    title = _TITLE.search(start)
    if title:
        text = _CONTROL.sub(" ", html.unescape(title.group(1))).strip()
        return f'a page titled "{_shorten(text, 200)}"'
    return f"a body of type {kind or 'unknown'}"


def _shorten(text: str, most: int = _LONGEST_DETAIL) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
