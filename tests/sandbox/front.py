# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands before AWX, or differs in its URLs: prefix, gateway, ingress path, no tokens.

AWX's own views know one URL space, ``/api/v2/``. Here a request of another one is turned into it,
and the links in the answer are turned back (docs/awx-api.md#url-prefix).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.handlers.exception import response_for_exception
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from .presentation import Presentation, current

Handler = Callable[[HttpRequest], HttpResponse]

# What the removal of the OAuth2 provider took out of AWX after 24.6.1
# (docs/awx-api.md#servers-without-tokens).
_OF_TOKENS = re.compile(
    r"^/api/(o/|v2/(tokens|applications|auth)/"
    r"|v2/users/[^/]+/(tokens|personal_tokens|authorized_tokens|applications)/"
    r"|v2/organizations/[^/]+/applications/)"
)
# What the gateway serves itself, of what AWX has too.
_OF_GATEWAY = re.compile(
    r"^/api/v2/(me|users|organizations|teams|tokens|applications|role_definitions"
    r"|role_user_assignments|role_team_assignments)/"
)
# What only one of the two kinds has.
_OF_AWX = re.compile(r"^/api/v2/(role_definitions|role_user_assignments|role_team_assignments)/")
_OF_ASCENDER = re.compile(
    r"^/api/(schema/|v2/(federated_inventories/|workflow_approval_votes/"
    r"|workflow_approvals/[^/]+/votes/|workflow_job_(template_)?nodes/[^/]+/condition_nodes/"
    r"|inventory_sources/[^/]+/instance_groups/|projects/[^/]+/webhook_key/))"
)
_APIS = {"gateway": "/api/gateway/", "controller": "/api/controller/"}
_GATEWAY = "/api/gateway/v1/"
_CONTROLLER = "/api/controller/"


@dataclass(frozen=True)
class Route:
    """Where AWX has what was asked for, and below which path the answer's links are."""

    path: str
    links: str = "/api/"


class Front:
    """Translates URLs; a sandbox that presents itself as plain AWX does not notice."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        presented = current()
        if request.path.startswith("/sandbox/"):
            return self.get_response(request)
        try:
            if presented.is_plain:
                _refuse_missing(request.path_info, presented)
                return self.get_response(request)
            response = self._answer(request, presented)
        except Http404 as error:
            response = response_for_exception(request, error)
        # Without it the connection would be closed.
        response["Content-Length"] = str(len(response.content))
        return response

    def _answer(self, request: HttpRequest, presented: Presentation) -> HttpResponse:
        path = _without_base(request.path_info, presented.base_path)
        answer = _gateways_own(request, path) if presented.gateway else None
        if answer is not None:
            return answer
        route = _route(path, presented)
        _refuse_missing(route.path, presented)
        request.path_info = request.path = route.path
        return _translated(self.get_response(request), route, presented)


def _refuse_missing(path: str, presented: Presentation) -> None:
    """Raises Http404 for what the other kind of server has."""
    if (_OF_AWX if presented.ascender else _OF_ASCENDER).match(path):
        raise Http404


def _without_base(path: str, base: str) -> str:
    """Raises Http404 for a path that the ingress has no backend for."""
    if not path.startswith(f"{base}/"):
        raise Http404
    return path.removeprefix(base)


def _route(path: str, presented: Presentation) -> Route:
    """Raises Http404 where such a server has nothing."""
    if presented.gateway:
        return _behind_gateway(path)
    prefix = f"/api/{presented.prefix}/"
    if presented.prefix and path.startswith(prefix):
        route = Route("/api/" + path.removeprefix(prefix), links=prefix)
    else:
        route = Route(path)
    if not presented.tokens and _OF_TOKENS.match(route.path):
        raise Http404
    return route


def _behind_gateway(path: str) -> Route:
    if path.startswith(_CONTROLLER):
        route = Route("/api/" + path.removeprefix(_CONTROLLER), links=_CONTROLLER)
        if not _OF_TOKENS.match(route.path):
            return route
    if path in (f"{_GATEWAY}login/", f"{_GATEWAY}logout/"):
        return Route("/api/" + path.removeprefix(_GATEWAY))
    if path.startswith(_GATEWAY):
        route = Route("/api/v2/" + path.removeprefix(_GATEWAY), links=_CONTROLLER)
        if _OF_GATEWAY.match(route.path):
            return route
    raise Http404


def _gateways_own(request: HttpRequest, path: str) -> HttpResponse | None:
    """What the gateway answers without asking anybody."""
    if path == "/api/":
        return _json({"description": "AAP gateway REST API", "apis": _APIS})
    if path == "/api/gateway/":
        versions = {"v1": _GATEWAY}
        return _json({"current_version": _GATEWAY, "available_versions": versions})
    if path == _GATEWAY:
        names = ("me", "users", "organizations", "teams", "tokens", "applications")
        return _json({name: f"{_GATEWAY}{name}/" for name in names})
    if path == f"{_CONTROLLER}login/":
        return redirect("/") if request.method == "GET" else HttpResponse(status=401)
    if path == f"{_CONTROLLER}logout/":
        return redirect(f"{_GATEWAY}logout/")
    return None


def _json(body: dict[str, Any]) -> HttpResponse:
    return HttpResponse(json.dumps(body), content_type="application/json")


def _translated(response: HttpResponse, route: Route, presented: Presentation) -> HttpResponse:
    def link(path: str) -> str:
        if presented.gateway and _OF_GATEWAY.match(path):
            return _GATEWAY + path.removeprefix("/api/v2/")
        return route.links + path.removeprefix("/api/")

    location = response.get("Location", "")
    if location.startswith("/api/v2/"):
        response["Location"] = link(location)
    if response.get("Content-Type", "").startswith("application/json") and response.content:
        body = json.loads(response.content)
        if route.path == "/api/":
            _adapt_root(body, route, presented)
        elif route.path == "/api/v2/" and not presented.has_tokens_of_its_own:
            body.pop("tokens")
            body.pop("applications")
        response.content = json.dumps(_with_links(body, link, presented)).encode()
    return response


def _adapt_root(body: dict[str, Any], route: Route, presented: Presentation) -> None:
    """``oauth2`` is missing below a prefix, and where there are no tokens."""
    if route.links != "/api/" or not presented.has_tokens_of_its_own:
        body.pop("oauth2", None)


def _with_links(value: Any, link: Callable[[str], str], presented: Presentation) -> Any:
    if isinstance(value, list):
        return [_with_links(item, link, presented) for item in value]
    if isinstance(value, dict):
        return {
            key: _with_links(item, link, presented)
            for key, item in value.items()
            if presented.tokens or not (isinstance(item, str) and _OF_TOKENS.match(item))
        }
    return link(value) if isinstance(value, str) and value.startswith("/api/v2/") else value
