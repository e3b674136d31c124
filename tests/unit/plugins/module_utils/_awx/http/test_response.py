# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""response: the body as strict JSON."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.http.response import Response

JSON = "application/json"


@pytest.mark.parametrize(
    ("body", "content_type", "value"),
    [
        pytest.param('{"a": 1}', JSON, {"a": 1}, id="object"),
        pytest.param("[1]", "application/json; charset=utf-8", [1], id="array"),
        pytest.param("\ufeff".encode() + b"{}", JSON, {}, id="byte order mark"),
        pytest.param('"ä"', JSON, "ä", id="not ASCII"),
        pytest.param("", JSON, None, id="empty"),
        pytest.param("", None, None, id="empty, no type"),
        pytest.param("null", JSON, None, id="null"),
    ],
)
def test_json_decodes(body: bytes | str, content_type: str | None, value: t.Any) -> None:
    assert response_of(body, content_type).json() == value


@pytest.mark.parametrize(
    ("body", "content_type", "said"),
    [
        pytest.param("<title>Log in</title>", "text/html", 'a page titled "Log in"', id="page"),
        pytest.param('{"a": 1}', "text/plain", "instead of JSON", id="JSON of another type"),
        pytest.param('{"a": ', JSON, "invalid JSON (6 bytes)", id="cut"),
        pytest.param(b"\xff\xff", JSON, "invalid JSON (2 bytes)", id="not UTF-8"),
    ],
)
def test_json_refuses_what_is_not_json(body: str | bytes, content_type: str, said: str) -> None:
    """A reply that is not JSON is an error, never a result."""
    with pytest.raises(errors.UnexpectedResponse) as failure:
        response_of(body, content_type).json()
    assert said in str(failure.value)
    assert "GET /api/v2/hosts/: the server returned 200" in str(failure.value)


def nested(levels: int) -> bytes:
    return b"[" * levels + b"1" + b"]" * levels


def test_json_takes_what_is_nested_up_to_a_bound() -> None:
    assert response_of(nested(100)).json()
    for levels in (101, 900, 10_000):
        with pytest.raises(errors.UnexpectedResponse):
            response_of(nested(levels)).json()


@pytest.mark.parametrize("body", [b"[NaN]", b"[-Infinity]", b"[1e999]", b"[" + b"1" * 5000 + b"]"])
def test_json_takes_no_number_that_is_none(body: bytes) -> None:
    """RFC 8259, section 6; a file of results would not be JSON either."""
    with pytest.raises(errors.UnexpectedResponse):
        response_of(body).json()


def test_json_is_known_by_its_type_in_any_case() -> None:
    assert response_of(b"[1]", "Application/JSON").json() == [1]


def response_of(body: bytes | str, kind: str | None = JSON) -> Response:
    headers = {} if kind is None else {"content-type": kind}
    encoded = body.encode() if isinstance(body, str) else body
    return Response("GET", "/api/v2/hosts/", 200, headers, encoded)
