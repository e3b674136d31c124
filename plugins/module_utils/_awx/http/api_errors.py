# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Error responses of AWX as typed errors with the server's own explanation."""

from __future__ import annotations

import typing as t

from ..common import errors
from ..common.message_text import one_line, shorten
from ..common.redaction import MASK
from .dates import parse_retry_after
from .response import SECRET_KEYS, Response, parse_json

_MAX_DETAIL_LENGTH = 1000

# The keys under which AWX and DRF put one sentence for a person (docs/awx-api.md#error-bodies).
_SENTENCE_KEYS = ("detail", "error", "msg", "errors", "error_description", "__all__")

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
    413: "The request is too large for a proxy in front of the server.",
    414: "The query is too long for the server; filter by fewer values.",
    429: "A proxy in front of the server limits the requests; try again later.",
}


def error_of(response: Response) -> errors.ApiError:
    """Return the typed error for an error status."""
    status = response.status
    try:
        body = response.json()
    except errors.UnexpectedResponse:
        body = None
    detail = detail_of(body)
    explanation = (detail or response.describe_body()).rstrip(".")
    # A 404 page says that there is no such path: that is another matter.
    advice = _ADVICE.get(status, "")
    if status == 404 and body is not None:
        advice = "It does not exist, or this user may not see it."
    elif status >= 500:
        advice = "The server, or a proxy in front of it, is in trouble; try again later."
    kind = _BY_STATUS.get(status, errors.ServerError if status >= 500 else errors.ApiError)
    return kind(
        f"{response.method} {response.path}: the server returned {status}: {explanation}."
        f" {advice}".rstrip(),
        status=status,
        method=response.method,
        path=response.path,
        detail=detail,
        errors=body,
        retry_after=parse_retry_after(
            response.headers.get("retry-after"), date=response.headers.get("date")
        ),
    )


def detail_of(body: t.Any) -> str:
    """Return the text for a person in an error body of any of the shapes of AWX.

    A sentence stands under `detail`, `error`, `msg` and others; field errors become
    `field: sentence`; lists and nested mappings are joined. Value errors of Django's fields are a
    JSON list inside the string (docs/awx-api.md#filter-errors).
    """
    return shorten("; ".join(_sentences(body)), _MAX_DETAIL_LENGTH)


def _sentences(body: t.Any, label: str = "") -> list[str]:
    if isinstance(body, t.Mapping):
        found: list[str] = []
        for key, value in body.items():
            inner = label if key.lower() in _SENTENCE_KEYS else f"{label}.{key}".lstrip(".")
            is_secret = key in SECRET_KEYS and isinstance(value, str)
            found += _sentences(MASK if is_secret else value, inner)
        return found
    if isinstance(body, list):
        if label and body and all(isinstance(item, str) for item in body):
            return [f"{label}: {' '.join(body)}"]
        return [sentence for item in body for sentence in _sentences(item, label)]
    text = "" if body is None else str(body).strip()
    if text.startswith('["'):
        try:
            return _sentences(parse_json(text), label)
        except ValueError:
            pass
    text = one_line(text, _MAX_DETAIL_LENGTH)
    return [f"{label}: {text}" if label else text] if text else []
