# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""The API root of a server (docs/awx-api.md#api-root).

Most servers have it at `/api/`, so the first read is sent below that at once. Only a response that
no AWX sends, or a write, makes the client ask the server for its root, once.
"""

from __future__ import annotations

import threading
import typing as t

from ..auth.authenticators import anonymous
from ..auth.server_paths import ApiEndpoints
from ..common import errors
from ..http.request import RequestAuth
from ..http.response import Response

_USUAL_ROOT = "/api/"

# Where a front end without a root of its own may have the API.
_CONTROLLER_ROOT = "/api/controller/"

# What servers return for paths that they do not know, or know only pages of.
_NOTHING_THERE = frozenset({404, 405, 410})


class RootReader(t.Protocol):
    """What finding the root needs of the client: anonymous reads, and no other server's paths."""

    def fetch(self, method: str, path: str, *, auth: RequestAuth) -> Response:
        """Return the successful response to a request for a whole path."""

    def own_path(self, link: str) -> str:
        """Return the path of a link that the server returned, which must be its own."""


class ApiRoot:
    """The API root of one server: given, guessed and confirmed, or requested at most once."""

    def __init__(self, given: str | None, *, address: str, reader: RootReader) -> None:
        self._root = given
        self._address = address
        self._reader = reader
        self._found: ApiEndpoints | None = None
        self._lock = threading.RLock()

    @property
    def path(self) -> str:
        """The path that `v2/` is below, a guess unless `is_known`."""
        return self._root or _USUAL_ROOT

    @property
    def is_known(self) -> bool:
        return self._root is not None

    @property
    def has_gateway(self) -> bool:
        """Whether the server named a gateway, as far as its endpoints were requested."""
        return self._found is not None and self._found.gateway is not None

    @property
    def is_controllers(self) -> bool:
        """Whether the root is where a gateway has its controller."""
        return self._root == _CONTROLLER_ROOT

    def is_confirmed_by(self, response: Response) -> bool:
        """Whether the API may be below the guessed root, by the response to a read there.

        Since 11.1 AWX names itself in every response but pages for people
        (docs/awx-api.md#product-headers): that confirms the root. Other errors, such as 503, say
        nothing about it.
        """
        if response.is_json and "x-api-product-name" in response.headers:
            with self._lock:
                self._root = self.path
            return True
        return response.status >= 300 and response.status not in _NOTHING_THERE

    def endpoints(self, *, from_server: bool = False) -> ApiEndpoints:
        """Return the endpoints, as the server has them if `from_server` or the root is unknown.

        They are requested once, by whichever thread is first. A root that was given or confirmed
        stays.

        Raises:
            UnexpectedResponse: it does not respond like an AWX or a gateway.
            ConnectionFailed, ApiError: it is not available.
        """
        with self._lock:
            if self._found is None and self._root is not None and not from_server:
                return ApiEndpoints(self._root)
            if self._found is None:
                found = self._search()
                self._root = self._root or found.root
                self._found = ApiEndpoints(self._root, found.gateway, found.cookies)
            return self._found

    def _search(self) -> ApiEndpoints:
        try:
            return self._read(_USUAL_ROOT)
        except _NotAnAwx as exc:
            reason = str(exc)
        try:
            return self._read(_CONTROLLER_ROOT)
        except errors.AwxError:
            raise errors.UnexpectedResponse(
                f"{self._address} does not respond like an AWX: {reason} Check awx_host."
            ) from None

    def _read(self, path: str) -> ApiEndpoints:
        body, cookies = self._map_at(path)
        apis = body.get("apis")
        if not isinstance(apis, dict):
            return ApiEndpoints(self._root_in(body, path), cookies=cookies)
        controller, gateway = apis.get("controller"), apis.get("gateway")
        if not isinstance(controller, str):
            raise errors.UnexpectedResponse(
                f"{self._address} is a gateway without a controller: GET {path} names"
                f" {', '.join(map(str, apis)) or 'no API'}. Check awx_host."
            )
        inner = self._reader.own_path(controller).rstrip("/") + "/"
        return ApiEndpoints(
            self._root_in(self._map_at(inner)[0], inner),
            gateway=(
                f"{self._reader.own_path(gateway).rstrip('/')}/v1/"
                if isinstance(gateway, str) and gateway
                else None
            ),
            cookies=cookies,
        )

    def _map_at(self, path: str) -> tuple[dict[str, t.Any], tuple[str, ...]]:
        try:
            response = self._reader.fetch("GET", path, auth=anonymous)
            body = response.json()
        except errors.UnexpectedResponse as exc:
            raise _NotAnAwx(str(exc)) from None
        except errors.ApiError as exc:
            if exc.status in _NOTHING_THERE:
                raise _NotAnAwx(str(exc)) from None
            raise
        return (body if isinstance(body, dict) else {}), response.cookies

    def _root_in(self, body: t.Mapping[str, t.Any], path: str) -> str:
        """Return what is before `v2/` in the link to the current version, a path or a URL."""
        current = body.get("current_version")
        if not isinstance(current, str):
            raise _NotAnAwx(f"GET {path} returned JSON without 'current_version'.")
        version = self._reader.own_path(current).rstrip("/")
        if not version.endswith("/v2"):
            raise errors.UnexpectedResponse(
                f"{self._address} offers the API at {version}; this collection needs version 2"
            )
        return version[: -len("v2")]


class _NotAnAwx(errors.UnexpectedResponse):
    """There is no API root of an AWX or gateway at a path."""
