# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""api_errors: an error response as a typed error with the server's own explanation."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.http.api_errors import (
    detail_of,
    error_of,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.http.response import Response

JSON = "application/json"


def response(
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
        pytest.param({"detail": "a\x1b[31m\nb"}, "a b", id="control characters"),
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
    error = error_of(response(status, '{"detail": "Because."}', JSON))
    assert error.__class__ is kind
    assert (error.status, error.method, error.path) == (status, "GET", "/api/v2/hosts/")
    assert error.detail == "Because."
    assert error.errors == {"detail": "Because."}
    start = f"GET /api/v2/hosts/: the server returned {status}: Because."
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
    assert advice in str(error_of(response(status)))


@pytest.mark.parametrize(
    ("body", "content_type", "said"),
    [
        pytest.param("", None, "an empty body", id="empty"),
        pytest.param("  \n", "text/html", "an empty body", id="blank"),
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
    error = error_of(response(502, body, content_type))
    assert said in str(error)
    assert "secret" not in str(error)
    assert len(str(error)) < 500
    assert (error.detail, error.errors) == ("", None)


def test_error_of_reads_retry_after() -> None:
    date = "Mon, 23 Nov 2026 01:00:00 GMT"
    later = "Mon, 23 Nov 2026 01:00:20 GMT"
    assert error_of(response(503, retry_after="7")).retry_after == 7
    assert error_of(response(503, retry_after=later, date=date)).retry_after == 20
    assert error_of(response(503)).retry_after is None


@pytest.mark.parametrize(
    "body", [{"detail": {"a": [{"b": ["c", {"d": None}]}, 1, True]}}, [[["x"]]], 12, True, None]
)
def test_error_of_survives_any_json(body: t.Any) -> None:
    error = error_of(response(400, json.dumps(body), JSON))
    assert error.status == 400


def test_errors_show_no_secret_of_their_body() -> None:
    body = b'{"access_token": "a-secret", "token": ["is wrong"], "scope": "read"}'
    shown = str(error_of(response(400, body, JSON)))
    assert "a-secret" not in shown
    assert "token: is wrong" in shown
    assert "scope: read" in shown
    for kind in ("text/plain", "text/html"):
        assert "a-secret" not in str(error_of(response(400, body, kind)))
