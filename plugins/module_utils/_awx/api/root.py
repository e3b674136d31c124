# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Where the API of a server is (docs/awx-api.md#api-root).

Most servers have it below `/api/`, so the first request is sent there at once. Only an answer that
no AWX gives makes the client ask the server where its API is, once.
"""

from __future__ import annotations

import dataclasses
import threading
import typing as t

from ..auth.endpoints import ApiEndpoints
from ..common import errors
from ..http.response import Response
from ..http.retry import SAFE_METHODS

_USUAL_ROOT = "/api/"

# Where a front end without a root of its own may have the API.
_CONTROLLER_ROOT = "/api/controller/"

# What servers answer that do not know a path, or know only pages there.
_NOTHING_THERE = frozenset({404, 405, 410})


class Guide(t.Protocol):
    """What finding the API needs of the client: anonymous reads, and no other server's paths."""

    def read_anonymously(self, path: str) -> Response:
        """Return the successful reply to GET of a whole path."""

    def own_path(self, link: str) -> str:
        """Return the path of a link that the server named, which must be its own."""


class ApiRoot:
    """The place of one server's API: given, guessed and confirmed, or asked for at most once."""

    def __init__(self, given: str | None, *, address: str, guide: Guide) -> None:
        self._root = given
        self._address = address
        self._guide = guide
        self._asked: ApiEndpoints | None = None
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
        """Whether the server was asked, and named a gateway."""
        return self._asked is not None and self._asked.gateway is not None

    @property
    def is_controllers(self) -> bool:
        """Whether the root is where a gateway has its controller."""
        return self._root == _CONTROLLER_ROOT

    def confirm(self) -> None:
        """An AWX answered at `path`."""
        with self._lock:
            self._root = self.path

    def place(self) -> ApiEndpoints:
        """Return the place as it is known; ask the server where it is not.

        Raises:
            as `ask`.
        """
        if self._asked is None and self._root is not None:
            return ApiEndpoints(self._root)
        return self.ask()

    def ask(self) -> ApiEndpoints:
        """Return the place that the server names; it is asked once, by whichever thread is first.

        A root that was given or confirmed stays.

        Raises:
            UnexpectedResponse: it does not answer like an AWX or a gateway.
            ConnectionFailed, ApiError: it does not answer now.
        """
        with self._lock:
            if self._asked is None:
                found = self._search()
                self._root = self._root or found.root
                self._asked = dataclasses.replace(found, root=self._root)
            return self._asked

    def _search(self) -> ApiEndpoints:
        try:
            return self._read(_USUAL_ROOT)
        except _NotAnAwx as exc:
            reason = str(exc)
        try:
            return self._read(_CONTROLLER_ROOT)
        except errors.AwxError:
            raise errors.UnexpectedResponse(
                f"{self._address} does not answer like an AWX: {reason} Check awx_host."
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
        inner = self._guide.own_path(controller).rstrip("/") + "/"
        return ApiEndpoints(
            self._root_in(self._map_at(inner)[0], inner),
            gateway=(
                f"{self._guide.own_path(gateway).rstrip('/')}/v1/"
                if isinstance(gateway, str) and gateway
                else None
            ),
            cookies=cookies,
        )

    def _map_at(self, path: str) -> tuple[dict[str, t.Any], tuple[str, ...]]:
        try:
            reply = self._guide.read_anonymously(path)
            body = reply.json()
        except errors.UnexpectedResponse as exc:
            raise _NotAnAwx(str(exc)) from None
        except errors.ApiError as exc:
            if exc.status in _NOTHING_THERE:
                raise _NotAnAwx(str(exc)) from None
            raise
        return (body if isinstance(body, dict) else {}), reply.cookies

    def _root_in(self, body: t.Mapping[str, t.Any], path: str) -> str:
        """Return what is before `v2/` in the link to the current version, a path or a URL."""
        current = body.get("current_version")
        if not isinstance(current, str):
            raise _NotAnAwx(f"GET {path} gave JSON without 'current_version'.")
        version = self._guide.own_path(current).rstrip("/")
        if not version.endswith("/v2"):
            raise errors.UnexpectedResponse(
                f"{self._address} offers the API at {version}; this collection needs version 2"
            )
        return version[: -len("v2")]


class _NotAnAwx(errors.UnexpectedResponse):
    """There is no map of an AWX or gateway at a path."""


def is_of_awx(reply: Response) -> bool | None:
    """Whether the answer to a request below a guessed root is an AWX's; None where it must stand.

    Since 11.1 AWX names itself in every answer but pages for people
    (docs/awx-api.md#product-headers).
    """
    if reply.is_json and "x-api-product-name" in reply.headers:
        return True
    if reply.status < 300:
        is_done = reply.method not in SAFE_METHODS and (reply.is_json or not reply.body.strip())
        return None if is_done else False
    return False if reply.status in _NOTHING_THERE else None
