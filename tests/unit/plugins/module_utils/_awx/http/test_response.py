# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""replies: decoded JSON, or a typed error with the server's own words.

See docs/awx-api.md#error-bodies.
"""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.http.response import (
    Response,
    detail_of,
    error_of,
)

JSON = "application/json"


def reply(
    status: int, body: bytes | str = b"", content_type: str | None = None, **headers: str
) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if content_type is not None:
        named["content-type"] = content_type
    encoded = body.encode() if isinstance(body, str) else body
    return Response("GET", "/api/v2/hosts/", status, named, encoded)


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        pytest.param({"detail": "Not found."}, "Not found.", id="detail"),
        pytest.param({"error": "Invalid page."}, "Invalid page.", id="error, as /hosts/ does"),
        pytest.param({"msg": "id is missing"}, "id is missing", id="msg"),
        pytest.param({"Error": "Cycle detected."}, "Cycle detected.", id="Error"),
        pytest.param({"ERROR": "Too many"}, "Too many", id="ERROR"),
        pytest.param({"errors": ["a", "b"]}, "a; b", id="errors"),
        pytest.param(
            {"name": ["This field is required."]}, "name: This field is required.", id="field"
        ),
        pytest.param({"name": ["A.", "B."]}, "name: A. B.", id="several for a field"),
        pytest.param({"a": ["x"], "b": ["y"]}, "a: x; b: y", id="several fields"),
        pytest.param({"__all__": ["Exists already."]}, "Exists already.", id="across fields"),
        pytest.param({"hosts": "text"}, "hosts: text", id="field with a text"),
        pytest.param(["Not a string."], "Not a string.", id="bare array"),
        pytest.param({"jobs": {"__all__": ["Empty."]}}, "jobs: Empty.", id="nested"),
        pytest.param({"hosts": {"99": "gone"}}, "hosts.99: gone", id="nested by id"),
        pytest.param(
            {"detail": '["must be an integer."]'}, "must be an integer.", id="JSON list in a text"
        ),
        pytest.param({"detail": '["not JSON'}, '["not JSON', id="almost JSON in a text"),
        pytest.param(
            {"error": "invalid_grant", "error_description": "Bad."},
            "invalid_grant; Bad.",
            id="OAuth",
        ),
        pytest.param(
            {"passwords_needed_to_start": ["ssh_password", "vault_password.dev"]},
            "passwords_needed_to_start: ssh_password vault_password.dev",
            id="names of passwords",
        ),
        pytest.param(
            {"error": "In use.", "active_jobs": [{"id": 3, "type": "job"}]},
            "In use.; active_jobs.id: 3; active_jobs.type: job",
            id="conflict",
        ),
        pytest.param({"detail": "a\x1b[31m\nb"}, "a [31m b", id="control characters"),
        pytest.param({}, "", id="empty mapping"),
        pytest.param([], "", id="empty array"),
        pytest.param({"detail": ""}, "", id="empty sentence"),
        pytest.param({"detail": None}, "", id="no sentence"),
        pytest.param("text", "text", id="text"),
    ],
)
def test_detail_of_every_shape(body: t.Any, detail: str) -> None:
    assert detail_of(body) == detail


def test_detail_of_is_never_long() -> None:
    shortened = detail_of({"detail": "x" * 5000})
    assert len(shortened) == 1000
    assert shortened.endswith("…")


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, errors.BadRequest),
        (401, errors.AuthenticationError),
        (403, errors.PermissionDenied),
        (404, errors.NotFound),
        (405, errors.ApiError),
        (409, errors.Conflict),
        (413, errors.ApiError),
        (429, errors.ServerError),
        (500, errors.ServerError),
        (502, errors.ServerError),
        (504, errors.ServerError),
        (599, errors.ServerError),
    ],
)
def test_error_of_chooses_the_type_by_status(status: int, kind: type[errors.ApiError]) -> None:
    """One typed error that says what was asked and what the server answered."""
    error = error_of(reply(status, '{"detail": "Because."}', JSON))
    assert error.__class__ is kind
    assert (error.status, error.method, error.path) == (status, "GET", "/api/v2/hosts/")
    assert error.detail == "Because."
    assert error.errors == {"detail": "Because."}
    start = f"GET /api/v2/hosts/: the server answered {status}: Because."
    assert str(error).startswith(start)
    assert "Because.." not in str(error)


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        (401, "Check awx_oauth_token"),
        (403, "scope of the token"),
        (413, "too large"),
        (414, "filter by fewer values"),
        (429, "try again later"),
        (502, "try again later"),
    ],
)
def test_error_of_says_what_to_do_next(status: int, advice: str) -> None:
    assert advice in str(error_of(reply(status)))


@pytest.mark.parametrize(
    ("body", "content_type", "said"),
    [
        pytest.param("", None, "nothing", id="empty"),
        pytest.param("  \n", "text/html", "nothing", id="blank"),
        pytest.param(
            "<html><head>\n<TITLE lang=en>Not &amp;\nFound</title></head>",
            "text/html; charset=utf-8",
            'a page titled "Not & Found"',
            id="page with a title",
        ),
        pytest.param("<p>secret</p>", "text/html", "a body of type text/html", id="page without"),
        pytest.param("<p>secret</p>", None, "a body of type unknown", id="no type"),
        pytest.param(
            "{'detail': 'no'}", "text/plain", "\"{'detail': 'no'}\"", id="text, a Python repr"
        ),
        pytest.param("x" * 999, "text/plain", "…", id="long text"),
        pytest.param(b"\xff\xfe\x00", "application/octet-stream", "octet-stream", id="bytes"),
        pytest.param("{broken", JSON, f"a body of type {JSON}", id="broken JSON"),
    ],
)
def test_error_of_describes_what_is_not_json(
    body: str | bytes, content_type: str | None, said: str
) -> None:
    """In HTML take only the title (docs/awx-api.md#pages-instead-of-json)."""
    error = error_of(reply(502, body, content_type))
    assert said in str(error)
    assert "secret" not in str(error)
    assert len(str(error)) < 500
    assert (error.detail, error.errors) == ("", None)


def test_error_of_reads_retry_after() -> None:
    date = "Mon, 23 Nov 2026 01:00:00 GMT"
    later = "Mon, 23 Nov 2026 01:00:20 GMT"
    assert error_of(reply(503, retry_after="7")).retry_after == 7
    assert error_of(reply(503, retry_after=later, date=date)).retry_after == 20
    assert error_of(reply(503)).retry_after is None


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
    assert reply(200, body, content_type).json() == value


@pytest.mark.parametrize(
    ("body", "content_type", "said"),
    [
        pytest.param("<title>Log in</title>", "text/html", 'a page titled "Log in"', id="page"),
        pytest.param('{"a": 1}', "text/plain", "instead of JSON", id="JSON of another type"),
        pytest.param('{"a": ', JSON, "broken JSON (6 bytes)", id="cut"),
        pytest.param(b"\xff\xff", JSON, "broken JSON (2 bytes)", id="not UTF-8"),
    ],
)
def test_json_refuses_what_is_not_json(body: str | bytes, content_type: str, said: str) -> None:
    """A reply that is not JSON is an error, never a result."""
    with pytest.raises(errors.UnexpectedResponse) as failure:
        reply(200, body, content_type).json()
    assert said in str(failure.value)
    assert "GET /api/v2/hosts/: the server answered 200" in str(failure.value)


@pytest.mark.parametrize(
    "body", [{"detail": {"a": [{"b": ["c", {"d": None}]}, 1, True]}}, [[["x"]]], 12, True, None]
)
def test_error_of_survives_any_json(body: t.Any) -> None:
    error = error_of(reply(400, json.dumps(body), JSON))
    assert error.status == 400


# -- What is none ---------------------------------------------------------------------------


def nested(levels: int) -> bytes:
    return b"[" * levels + b"1" + b"]" * levels


def test_json_takes_what_is_nested_up_to_a_bound() -> None:
    assert reply_of(nested(100)).json()
    for levels in (101, 900, 10_000):
        with pytest.raises(errors.UnexpectedResponse):
            reply_of(nested(levels)).json()


@pytest.mark.parametrize("body", [b"[NaN]", b"[-Infinity]", b"[1e999]", b"[" + b"1" * 5000 + b"]"])
def test_json_takes_no_number_that_is_none(body: bytes) -> None:
    """RFC 8259, section 6; a file of results would not be JSON either."""
    with pytest.raises(errors.UnexpectedResponse):
        reply_of(body).json()


def test_json_is_known_by_its_type_in_any_case() -> None:
    assert reply_of(b"[1]", "Application/JSON").json() == [1]


def test_errors_show_no_secret_of_their_body() -> None:
    body = b'{"access_token": "a-secret", "token": ["is wrong"], "scope": "read"}'
    shown = str(error_of(reply_of(body, status=400)))
    assert "a-secret" not in shown
    assert "token: is wrong" in shown
    assert "scope: read" in shown
    for kind in ("text/plain", "text/html"):
        assert "a-secret" not in str(error_of(reply_of(body, kind, status=400)))


def reply_of(body: bytes, kind: str = "application/json", status: int = 200) -> Response:
    return Response("GET", "/api/v2/hosts/", status, {"content-type": kind}, body)
