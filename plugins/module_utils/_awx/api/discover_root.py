# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Ask a server for its API root (docs/awx-api.md#api-root)."""

from __future__ import annotations

import typing as t
import urllib.parse

from ..auth.authenticators import LoginTransport, anonymous
from ..auth.server_paths import NOTHING_THERE, ApiEndpoints
from ..common import errors
from ..http.urls import own_url


class _NotAnAwx(errors.UnexpectedResponse):
    """There is no API root of an AWX or gateway at a path."""


def search(client: LoginTransport, roots: tuple[str, str]) -> ApiEndpoints:
    """Return the endpoints as the server names them at one of two `roots`.

    Raises:
        UnexpectedResponse: it does not respond like an AWX or a gateway.
        ConnectionFailed, ApiError: it is not available.
    """
    try:
        return _read(client, roots[0])
    except _NotAnAwx as exc:
        reason = str(exc)
    try:
        return _read(client, roots[1])
    except errors.AwxError:
        raise errors.UnexpectedResponse(
            f"{client.settings.address} does not respond like an AWX: {reason} Check awx_host."
        ) from None


def _read(client: LoginTransport, path: str) -> ApiEndpoints:
    body, cookies = _map_at(client, path)
    apis = body.get("apis")
    if not isinstance(apis, dict):
        return ApiEndpoints(_root_in(client, body, path), cookies=cookies)
    controller, gateway = apis.get("controller"), apis.get("gateway")
    if not isinstance(controller, str):
        raise errors.UnexpectedResponse(
            f"{client.settings.address} is a gateway without a controller: GET {path} names"
            f" {', '.join(map(str, apis)) or 'no API'}. Check awx_host."
        )
    inner = _own_path(client, controller)
    root = _root_in(client, _map_at(client, inner)[0], inner)
    if not isinstance(gateway, str) or not gateway:
        return ApiEndpoints(root, cookies=cookies)
    return ApiEndpoints(root, f"{_own_path(client, gateway)}v1/", cookies)


def _map_at(client: LoginTransport, path: str) -> tuple[dict[str, t.Any], tuple[str, ...]]:
    try:
        response = client.fetch("GET", path, auth=anonymous)
        body = response.json()
    except errors.UnexpectedResponse as exc:
        raise _NotAnAwx(str(exc)) from None
    except errors.ApiError as exc:
        if exc.status in NOTHING_THERE:
            raise _NotAnAwx(str(exc)) from None
        raise
    return (body if isinstance(body, dict) else {}), response.cookies


def _root_in(client: LoginTransport, body: dict[str, t.Any], path: str) -> str:
    """Return what is before `v2/` in the link to the current version, a path or a URL."""
    current = body.get("current_version")
    if not isinstance(current, str):
        raise _NotAnAwx(f"GET {path} returned JSON without 'current_version'.")
    version = _own_path(client, current)
    if not version.endswith("/v2/"):
        raise errors.UnexpectedResponse(
            f"{client.settings.address} offers the API at {version.rstrip('/')}; this collection"
            " needs version 2"
        )
    return version[: -len("v2/")]


def _own_path(client: LoginTransport, link: str) -> str:
    """Return the path of a link that the server returned, which must be its own."""
    whole = link if "://" in link else "/" + link.lstrip("/")
    return urllib.parse.urlsplit(own_url(whole, client.settings)).path.rstrip("/") + "/"
