# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""addresses: what a path becomes, and what may be asked with a server's credentials.

What the client makes of redirects is in test_client.
"""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.http.connection_settings import (
    ConnectionSettings,
)
from ansible_collections.steward.awx.plugins.module_utils._awx.http.response import Response
from ansible_collections.steward.awx.plugins.module_utils._awx.http.urls import (
    MAX_QUERY_LENGTH,
    batches_for_url,
    encode,
    origin_of,
    own_url,
    redirect_target,
    with_params,
)

SERVER = "https://awx.example.com:8043/tower"
SETTINGS = ConnectionSettings(base_url=SERVER, token="tk")


def redirect(to: str, method: str = "GET") -> Response:
    return Response(
        method=method, path="/api/v2/hosts", status=302, headers={"location": to}, body=b""
    )


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        pytest.param("hosts/", "hosts/?name=a%20b&id__in=1,2", id="no-query"),
        pytest.param("hosts/?x=1", "hosts/?x=1&name=a%20b&id__in=1,2", id="a-query"),
    ],
)
def test_with_params(address: str, whole: str) -> None:
    assert with_params(address, [("name", "a b"), ("id__in", "1,2")]) == whole
    assert with_params(address, []) == address


@pytest.mark.parametrize(
    ("values", "beside", "batches"),
    [
        pytest.param([], [], 0, id="none"),
        pytest.param(range(100_000, 101_000), [], 1, id="ids"),
        pytest.param(range(100_000, 102_500), [], 3, id="many ids"),
        pytest.param(range(100_000, 101_000), [("name", "x" * 3000)], 2, id="other parameters"),
        pytest.param(["\u00e4" * 1000] * 3, [], 3, id="encoded"),
        pytest.param(["x" * 9000, "y"], [], 2, id="one that is too long"),
    ],
)
def test_batches_for_url(
    values: t.Sequence[object], beside: t.Sequence[tuple[str, str]], batches: int
) -> None:
    found = list(batches_for_url(values, beside=beside))
    assert [value for batch in found for value in batch] == list(values)
    assert len(found) == batches
    for batch in found:
        query = encode([*beside, ("", ",".join(map(str, batch)))])
        assert len(query) <= MAX_QUERY_LENGTH + 2 or len(batch) == 1


def test_batches_for_url_by_number() -> None:
    assert list(batches_for_url([1, 2, 3], max_values=2)) == [[1, 2], [3]]


@pytest.mark.parametrize(
    ("address", "url"),
    [
        pytest.param("/api/v2/hosts/", f"{SERVER}/api/v2/hosts/", id="path"),
        pytest.param("/tower/api/v2/hosts/", f"{SERVER}/api/v2/hosts/", id="path-with-prefix"),
        pytest.param("/towers/", f"{SERVER}/towers/", id="path-that-begins-like-the-prefix"),
        pytest.param(f"{SERVER}/api/v2/", f"{SERVER}/api/v2/", id="url"),
        pytest.param("HTTPS://AWX.Example.com:8043/x", "HTTPS://AWX.Example.com:8043/x", id="case"),
    ],
)
def test_own_url(address: str, url: str) -> None:
    assert own_url(address, SETTINGS) == url


@pytest.mark.parametrize(
    "address",
    [
        "https://awx.example.com/api/v2/",
        "http://awx.example.com:8043/api/v2/",
        "https://awx.example.com:8043@evil.example.com/",
        "https://awx.example.com:8043.evil.example.com/",
        "https://[::1/api/v2/",
        # A host to some readers of addresses, and part of a user's name to others.
        "https://evil.example.com\\@awx.example.com:8043/api/v2/",
    ],
)
def test_own_url_refuses_other_origins(address: str) -> None:
    with pytest.raises(errors.UnexpectedResponse, match="another host"):
        own_url(address, SETTINGS)


def test_redirect_target_is_relative_to_what_was_asked() -> None:
    target = redirect_target(redirect("../hosts/"), f"{SERVER}/api/v2/hosts/", SERVER)
    assert target == f"{SERVER}/api/v2/hosts/"


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        pytest.param(redirect("//evil.example.com/"), errors.UnexpectedResponse, id="host"),
        pytest.param(
            redirect("https://evil.example.com\\@awx.example.com:8043/"),
            errors.UnexpectedResponse,
            id="host-to-some",
        ),
        pytest.param(redirect("/api/v2/hosts/", "POST"), errors.UnexpectedResponse, id="write"),
        pytest.param(redirect("/migrations_notran/"), errors.ServerError, id="upgrade"),
    ],
)
def test_redirect_target_refuses(reply: Response, error: type[errors.AwxError]) -> None:
    with pytest.raises(error) as raised:
        redirect_target(reply, f"{SERVER}/api/v2/hosts", SERVER)
    assert f"{reply.method} /api/v2/hosts: the server redirects to" in str(raised.value)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://AWX.example.com:443/a?b", "https://awx.example.com"),
        ("http://awx.example.com:80", "http://awx.example.com"),
        ("http://awx.example.com:443", "http://awx.example.com:443"),
        ("https://[FE80::1]:8043/", "https://[fe80::1]:8043"),
        ("https://user:secret@awx.example.com/", "https://awx.example.com"),
        ("https://awx.example.com:port/", "an invalid address"),
    ],
)
def test_origin_of(url: str, origin: str) -> None:
    assert origin_of(url) == origin
