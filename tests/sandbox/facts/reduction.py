# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reduces recorded requests and responses to facts."""

from __future__ import annotations

import re
from typing import Any

from .shapes import digest, shape

TOPICS = (
    "filters",
    "jobs",
    "launch",
    "lists",
    "named_urls",
    "options",
    "paging",
    "roots",
    "session",
    "tokens",
)
NOT_JSON = "not JSON"

_HEADERS = (
    "Allow",
    "Content-Type",
    "Location",
    "WWW-Authenticate",
    "X-API-Session-Cookie-Name",
)
_PRODUCT = ("X-API-Product-Name", "X-API-Product-Version")
# Of these topics, what the bodies' top level says is compared, too; so are the words of refusals.
_VALUES: dict[str, tuple[str, ...]] = {
    "filters": ("count",),
    "jobs": ("can_cancel", "count", "failed", "status"),
    "launch": (),
}
_OF_OPTIONS = ("renders", "parses", "types", "search_fields", "object_roles")
_OF_FIELDS = ("type", "required", "hidden", "filterable", "default")


def of_awx(topic: str, exchange: dict[str, Any]) -> dict[str, Any]:
    """Return what the sandbox's response is compared with."""
    body = exchange["body"]
    facts = {
        "name": exchange["name"],
        "request": exchange["request"],
        "status": exchange["status"],
        "headers": _headers(exchange["headers"], _HEADERS),
    }
    if topic == "options":
        return facts | {"options": options(body)}
    facts["body"] = _body(body)
    if topic in _VALUES:
        if exchange["status"] >= 400:
            facts["words"] = digest(body)
        elif values := {key: body[key] for key in _VALUES[topic] if key in (body or ())}:
            facts["values"] = values
    return facts


def options(body: dict[str, Any]) -> dict[str, Any]:
    """Return what is compared of the response to an OPTIONS request."""
    return {
        "keys": sorted(body),
        "name": digest(body["name"]),
        **{key: body.get(key) for key in _OF_OPTIONS},
        "actions": {
            method: {name: _field(field) for name, field in fields.items()}
            for method, fields in body["actions"].items()
        },
    }


def _field(field: dict[str, Any]) -> dict[str, Any]:
    facts = {key: field[key] for key in _OF_FIELDS if field.get(key) is not None}
    return facts | ({"choices": choices(field["choices"])} if "choices" in field else {})


def choices(pairs: list[Any]) -> list[Any]:
    """Return the values that a field may have, each with a digest of its label."""
    return [[value, digest(label)] for value, label in pairs]


def of_ascender(exchange: dict[str, Any]) -> dict[str, Any] | None:
    """Return what the sandbox's response, as Ascender, is compared with, if it is."""
    name: str = exchange["name"]
    body: Any = exchange.get("body")
    facts = {key: exchange[key] for key in ("name", "request", "status")}
    if name.startswith("OPTIONS"):
        return facts | {"options": {key: _changed_options(row) for key, row in body.items()}}
    if exchange.get("why") == "other keys":
        facts["request"] = {key: exchange["request"][key] for key in ("method", "path")}
        return facts | {key: exchange[key] for key in ("only_here", "only_there")}
    if name == "roots / include= on jobs":
        facts["keys"] = body["keys of a row"]
    if name.startswith("roots / "):
        facts["headers"] = _headers(exchange["headers"], (*_HEADERS, *_PRODUCT))
    elif not name.startswith("ad_hoc / try: "):
        return None
    return facts | {"body": _body(body)}


def _changed_options(resource: dict[str, Any]) -> dict[str, Any]:
    """Return which fields are of one server alone, and which of them have other choices."""
    if resource.get("only here"):
        return {"fields": sorted(resource["GET"])}
    return {method: _changed_fields(change) for method, change in resource.items()}


def _changed_fields(change: dict[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {key: sorted(change[key]) for key in ("gone", "new") if key in change}
    changed = {
        name: {where: choices(pairs) for where, pairs in field["choices"].items()}
        for name, field in change.get("changed (there, here)", {}).items()
        if "choices" in field
    }
    return facts | ({"choices": changed} if changed else {})


def _headers(headers: dict[str, str], names: tuple[str, ...]) -> dict[str, Any]:
    facts: dict[str, Any] = {name: headers[name] for name in names if name in headers}
    if "Warning" in headers:
        facts["Warning"] = headers["Warning"].partition(" ")[0]
    if "Set-Cookie" in headers:
        facts["Set-Cookie"] = re.findall(r"(?:^|, )(\w+)=", headers["Set-Cookie"])
    return facts


def _body(body: Any) -> Any:
    return NOT_JSON if isinstance(body, dict) and "_not_json" in body else shape(body)
